import { join } from 'node:path';
import * as v from 'valibot';
import { DataError } from '../../errors.ts';
import { issueText } from '../../model/issue-text.ts';
import { parseJson } from '../../model/load.ts';

const id = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const tokenizerFile = v.looseObject({
  model: v.looseObject({
    vocab: v.union([v.record(v.string(), id), v.array(v.looseTuple([v.string(), v.number()]))]),
  }),
  added_tokens: v.optional(
    v.array(v.looseObject({ id, content: v.string(), special: v.optional(v.boolean(), false) })),
    [],
  ),
  decoder: v.nullish(v.unknown()),
});

/**
 * The bytes that each token adds to a text, by id; undefined for tokens that write nothing, as those that end a text.
 */
export function readTokenBytes(directory: string): readonly (Uint8Array | undefined)[] {
  const path = join(directory, 'tokenizer.json');
  const parsed = v.safeParse(tokenizerFile, parseJson(path));
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw new DataError(`${path}: ${issueText(issue)}`);
  }
  const { model, added_tokens, decoder } = parsed.output;
  const isByteLevel = JSON.stringify(decoder ?? null).includes('"ByteLevel"');
  const bytesOf = isByteLevel ? byteLevelBytes : sentencePieceBytes;
  const all: (Uint8Array | undefined)[] = [];
  const entries: readonly (readonly [string, number])[] = Array.isArray(model.vocab)
    ? model.vocab.map(([text], place) => [text, place])
    : Object.entries(model.vocab);
  for (const [text, token] of entries) {
    all[token] = bytesOf(text);
  }
  for (const { id: token, content, special } of added_tokens) {
    all[token] = special ? undefined : Buffer.from(content);
  }
  return all;
}

/**
 * GPT-2's characters for bytes: those that can be seen stand for themselves, the others for the code points from 256
 * on.
 */
const BYTE_OF_CHARACTER = new Map<string, number>();
{
  const isVisible = (byte: number) =>
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || (byte >= 0xae && byte <= 0xff);
  let others = 0;
  for (let byte = 0; byte < 256; byte++) {
    BYTE_OF_CHARACTER.set(String.fromCharCode(isVisible(byte) ? byte : 256 + others++), byte);
  }
}

function byteLevelBytes(text: string): Uint8Array | undefined {
  const bytes = [...text].map((character) => BYTE_OF_CHARACTER.get(character));
  return bytes.length === 0 || bytes.includes(undefined) ? undefined : Uint8Array.from(bytes as number[]);
}

function sentencePieceBytes(text: string): Uint8Array | undefined {
  const byte = /^<0x([0-9A-F]{2})>$/.exec(text);
  if (byte) {
    return Uint8Array.of(Number.parseInt(byte[1], 16));
  }
  return text === '' ? undefined : Buffer.from(text.replaceAll('▁', ' '));
}
