import { join } from 'node:path';
import { openLlama2c } from '../../../sw/import/llama2c.ts';
import { sourceKind } from '../../../sw/model/source-kind.ts';
import { lcg } from '../../../sw/testing/arbitrary.ts';
import { mutateBytes } from '../bytes.ts';
import { type Files, mutateOne, type Target } from '../target.ts';
import { importAndUse } from './use-model.ts';

const STORAGE = { weights: 'awq-macro', embedding: 'fp16', lmHead: 'int8-macro' } as const;
const [DIM, HIDDEN, LAYERS, HEADS, KV_HEADS, CONTEXT] = [16, 24, 2, 2, 1, 32];
/** Unknown, beginning, end, 256 bytes and some pieces. */
const PIECES = [' ', 'a', 'b', 'c', 'ab', 'abc', ' a', 'é', '日'];
const VOCAB = 3 + 256 + PIECES.length;

/** llama2.c's checkpoint with the vocabulary beside it. */
export const llama2c: Target = {
  name: 'llama2c',
  async seeds() {
    const seed = (vocab: number, elements: number): Files =>
      new Map([
        ['model.bin', checkpoint(vocab, elements)],
        ['tokenizer.bin', tokenizer()],
      ]);
    const kv = (DIM / HEADS) * KV_HEADS;
    const layer = 2 * DIM + 2 * DIM * DIM + 2 * DIM * kv + 3 * DIM * HIDDEN;
    const shared = VOCAB * DIM + LAYERS * layer + DIM + CONTEXT * (DIM / HEADS);
    return new Map([
      ['tied', seed(VOCAB, shared)],
      ['untied', seed(-VOCAB, shared + VOCAB * DIM)],
    ]);
  },
  mutate: (files, chance) => mutateOne(files, chance, (_, content) => mutateBytes(content, chance)),
  async read(directory, scratch) {
    const path = join(directory, 'model.bin');
    try {
      sourceKind(path);
    } catch {
      // refused there already, and read all the same to see what the reader says
    }
    const opened = openLlama2c(path, join(directory, 'tokenizer.bin'));
    await importAndUse(opened, STORAGE, scratch);
  },
};

function checkpoint(vocab: number, elements: number): Uint8Array {
  const random = lcg(5);
  const header = Int32Array.of(DIM, HIDDEN, LAYERS, HEADS, KV_HEADS, vocab, CONTEXT);
  const weights = Float32Array.from({ length: elements }, () => random() - 0.5);
  return new Uint8Array(Buffer.concat([new Uint8Array(header.buffer), new Uint8Array(weights.buffer)]));
}

function tokenizer(): Uint8Array {
  const bytes = Array.from({ length: 256 }, (_, i) => `<0x${i.toString(16).toUpperCase().padStart(2, '0')}>`);
  const tokens = ['<unk>', '\n<s>\n', '\n</s>\n', ...bytes, ...PIECES].map((piece, i) => {
    const content = Buffer.from(piece);
    const head = Buffer.alloc(8);
    head.writeFloatLE(-i, 0);
    head.writeInt32LE(content.length, 4);
    return Buffer.concat([head, content]);
  });
  return new Uint8Array(Buffer.concat([Buffer.from([8, 0, 0, 0]), ...tokens]));
}
