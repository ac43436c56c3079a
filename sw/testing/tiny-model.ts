import type { Checkpoint, FloatTensor } from '../import/checkpoint.ts';
import { convertCheckpoint } from '../import/convert.ts';
import { expectedTensors } from '../import/expected-tensors.ts';
import type { Architecture } from '../model/schema.ts';
import { lcg } from './arbitrary.ts';

/** Every kind of thing in it, and as small as can be: ragged widths, grouped heads, biases. */
export const TINY: Architecture = {
  family: 'qwen2',
  layers: 2,
  hidden: 72,
  ffn: 100,
  heads: 4,
  kvHeads: 2,
  headDim: 18,
  vocab: 97,
  context: 24,
  rmsEpsilon: 1e-6,
  rope: { theta: 10000, form: 'half', scaling: null },
  qkvBias: true,
  tiedEmbedding: false,
};

/** A model of random weights, with a tokenizer of one token a printable character; `<|end|>` is token 0. */
export function tinyCheckpoint(architecture: Architecture = TINY): Checkpoint {
  const random = lcg(11);
  const tensors = expectedTensors(architecture).map(({ name, shape, role }): [string, FloatTensor] => {
    const [rows, width = 1] = shape;
    const size = role === 'norm' ? 0.2 : role === 'embedding' ? 1 : 1 / Math.sqrt(width);
    const values = Float32Array.from(
      { length: rows * width },
      () => (role === 'norm' ? 1 : 0) + (random() * 2 - 1) * size,
    );
    const read = (first: number, count: number) => values.slice(first * width, (first + count) * width);
    return [name, { kind: 'float', shape, bytes: values.byteLength, read }];
  });
  return {
    path: 'tiny',
    name: 'tiny',
    source: 'random weights',
    architecture,
    tokens: { bos: null, stop: [0] },
    tensors: new Map(tensors),
    files: tokenizerFiles(architecture.vocab),
    close: () => {},
  };
}

/** Writes it as a model folder, INT4; with a template it chats. */
export function writeTinyModel(directory: string, architecture: Architecture = TINY, template?: string): void {
  const storage = { weights: 'awq-macro', embedding: 'fp16', lmHead: 'awq-macro' } as const;
  const checkpoint = tinyCheckpoint(architecture);
  const files = new Map(checkpoint.files);
  if (template !== undefined) {
    files.set('chat_template.jinja', template);
  }
  convertCheckpoint({ ...checkpoint, files }, storage, directory);
}

function tokenizerFiles(vocab: number): Map<string, string> {
  const characters = Array.from({ length: vocab - 1 }, (_, i) => [i === 0 ? 'Ġ' : String.fromCharCode(32 + i), i + 1]);
  const end = {
    id: 0,
    content: '<|end|>',
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  };
  const tokenizer = {
    version: '1.0',
    added_tokens: [end],
    normalizer: null,
    pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: false },
    post_processor: null,
    decoder: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: false },
    model: { type: 'BPE', vocab: Object.fromEntries([['<|end|>', 0], ...characters]), merges: [] },
  };
  const config = {
    tokenizer_class: 'PreTrainedTokenizerFast',
    eos_token: '<|end|>',
    clean_up_tokenization_spaces: false,
  };
  return new Map([
    ['tokenizer.json', JSON.stringify(tokenizer)],
    ['tokenizer_config.json', JSON.stringify(config)],
  ]);
}
