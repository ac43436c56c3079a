import { Tokenizer } from '@huggingface/tokenizers';
import { MergeRanks } from './merge-ranks.ts';

interface BpeConfig {
  readonly vocab: Readonly<Record<string, number>>;
  readonly merges: readonly (string | readonly [string, string])[];
}

/** What a merge is looked for by: a token and the one behind it. */
interface Node {
  readonly token: string;
  readonly next: Node;
  readonly bias: number;
  score: number;
}

/** The parts of the library's BPE model that are filled from outside here; its version is pinned. */
interface BpeModel {
  readonly tokens_to_ids: Map<string, number>;
  vocab: string[];
  readonly unk_token?: string;
  unk_token_id?: number;
  add_node(queue: { push(node: Node): void }, node: Node): void;
}

/**
 * The library's tokenizer of a `tokenizer.json`. Of a BPE model the library keeps every merge as an array, as two
 * strings and as a string of JSON, and builds its vocabulary by way of as many arrays: 120 MB for Qwen2.5. So it is
 * given an empty model, whose vocabulary is then filled in place, and whose merges are found in typed arrays: half the
 * memory, and the same ids.
 */
export function createHubTokenizer(json: object, config: object): Tokenizer {
  const model = bpeConfig(json);
  const tokenizer = (model && withOwnMerges(json, model, config)) ?? new Tokenizer(json, config);
  keepByteOrderMarks(tokenizer.decoder as unknown as Decoder | null);
  return tokenizer;
}

/** A decoder of the library, or a sequence of them. */
interface Decoder {
  readonly decoders?: readonly Decoder[];
  text_decoder?: TextDecoder;
}

/** U+FEFF is a character of a text like any other. The library's decoder of byte tokens takes one away. */
function keepByteOrderMarks(decoder: Decoder | null): void {
  if (decoder?.text_decoder) {
    decoder.text_decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  }
  for (const part of decoder?.decoders ?? []) {
    keepByteOrderMarks(part);
  }
}

/** The model, where it is a BPE model; whatever else it is, is for the library to judge. */
function bpeConfig(json: object): BpeConfig | undefined {
  const { model } = json as { model?: Partial<BpeConfig> & { type?: unknown } };
  if (model?.type !== 'BPE' || typeof model.vocab !== 'object' || model.vocab === null) {
    return undefined;
  }
  return Array.isArray(model.merges) ? (model as BpeConfig) : undefined;
}

/** Undefined where the model is not in good order. */
function withOwnMerges(json: object, { vocab, merges, ...rest }: BpeConfig, config: object): Tokenizer | undefined {
  const tokenizer = new Tokenizer({ ...json, model: { ...rest, vocab: {}, merges: [] } }, config);
  const model = tokenizer.model as unknown as BpeModel;
  const ids = model.tokens_to_ids;
  // Added tokens are there already, and go before those of the vocabulary.
  const added = new Map(ids);
  const tokens: string[] = [];
  for (const token in vocab) {
    const id = added.get(token) ?? vocab[token];
    if (!Number.isInteger(id) || id < 0 || (tokens[id] ?? token) !== token) {
      return undefined;
    }
    ids.set(token, id);
    tokens[id] = token;
  }
  for (const [token, id] of added) {
    if ((tokens[id] ?? token) !== token) {
      return undefined;
    }
    tokens[id] = token;
  }
  model.vocab = tokens;
  model.unk_token_id = model.unk_token === undefined ? undefined : ids.get(model.unk_token);

  const ranks = new MergeRanks(merges.length);
  for (let rank = 0; rank < merges.length; rank++) {
    const merge = merges[rank];
    const isText = typeof merge === 'string';
    const blank = isText ? merge.indexOf(' ') : 0;
    const left = ids.get(isText ? merge.slice(0, blank) : merge[0]);
    const right = ids.get(isText ? merge.slice(blank + 1) : merge[1]);
    if (left === undefined || right === undefined) {
      return undefined;
    }
    ranks.set(left, right, rank);
  }
  model.add_node = (queue, node) => {
    const [left, right] = [ids.get(node.token), ids.get(node.next.token)];
    const rank = left === undefined || right === undefined ? undefined : ranks.get(left, right);
    if (rank === undefined) {
      return;
    }
    node.score = rank + node.bias;
    queue.push(node);
  };
  return tokenizer;
}
