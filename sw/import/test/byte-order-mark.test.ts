/** U+FEFF is a character like any other in a vocabulary and in a text. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createTokenizer, type Tokenizer } from '../../text/tokenizer.ts';
import { openGgufCheckpoint } from '../gguf-checkpoint.ts';
import { llama2cTokenizerFiles, readLlama2cTokenizer } from '../llama2c-tokenizer.ts';
import { TINY_TOKENS, writeTinyGguf } from './tiny-gguf.ts';

const scratch = mkdtempSync(join(tmpdir(), 'macromac-bom-'));
afterAll(() => rmSync(scratch, { recursive: true }));

const MARK = '\uFEFF';

function tokenizerOf(files: ReadonlyMap<string, Uint8Array | string>): Tokenizer {
  const [json, config] = ['tokenizer.json', 'tokenizer_config.json'].map((name) => JSON.parse(String(files.get(name))));
  return createTokenizer(json, config, 'tokenizer.json');
}

function expectMark(tokenizer: Tokenizer, id: number): void {
  expect(tokenizer.idOf(MARK)).toBe(id);
  const ids = tokenizer.encode(`a${MARK}b`);
  expect(ids).toContain(id);
  expect(tokenizer.decode(ids)).toBe(`a${MARK}b`);
  expect(tokenizer.stream([]).push(id)).toBe(MARK);
}

test('as a token of a GGUF file', () => {
  const path = join(scratch, 'mark.gguf');
  const tokens = TINY_TOKENS.map((token, id) => (id === 40 ? MARK : id === 41 ? '▁' : token));
  writeTinyGguf(path, { 'tokenizer.ggml.tokens': ['strings', tokens] });
  const checkpoint = openGgufCheckpoint(path);
  checkpoint.close();
  expectMark(tokenizerOf(checkpoint.files), 40);
});

/** llama2.c's 259 first tokens, and some of letters. */
function llama2c(pieces: readonly string[]): Tokenizer {
  const all = [...Array.from({ length: 259 }, (_, i) => `byte ${i}`), ...pieces].map((piece) => Buffer.from(piece));
  const path = join(scratch, 'tokenizer.bin');
  const parts = all.map((bytes, i) => {
    const head = Buffer.alloc(8);
    head.writeFloatLE(-i);
    head.writeInt32LE(bytes.length, 4);
    return Buffer.concat([head, bytes]);
  });
  writeFileSync(path, Buffer.concat([Buffer.alloc(4), ...parts]));
  return tokenizerOf(llama2cTokenizerFiles(readLlama2cTokenizer(path, all.length), 64));
}

test("as a token of llama2.c's vocabulary", () => expectMark(llama2c([' ', 'a', 'b', MARK]), 262));

test('as three byte tokens', () => {
  const tokenizer = llama2c([' ', 'a', 'b']);
  const ids = tokenizer.encode(`a${MARK}b`);
  expect(ids).toHaveLength(6);
  expect(tokenizer.decode(ids)).toBe(`a${MARK}b`);
  const stream = tokenizer.stream([]);
  expect(ids.map((id) => stream.push(id)).join('') + stream.end()).toBe(`a${MARK}b`);
});
