import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openGguf } from '../../../sw/import/gguf.ts';
import { openGgufCheckpoint } from '../../../sw/import/gguf-checkpoint.ts';
import { TINY_METADATA, tinyTensors, writeTinyGguf } from '../../../sw/import/test/tiny-gguf.ts';
import { type Value, writeGguf } from '../../../sw/import/test/write-gguf.ts';
import { mutateBytes } from '../bytes.ts';
import { mutateGguf } from '../gguf.ts';
import { type Files, mutateOne, type Target } from '../target.ts';
import { TEMPLATES } from './templates.ts';
import { importAndUse } from './use-model.ts';

const STORAGE = { weights: 'awq-macro', embedding: 'int8-macro', lmHead: 'int8-macro' } as const;
const FILE = 'model.gguf';
const PARTS = ['model-00001-of-00002.gguf', 'model-00002-of-00002.gguf'];

const renamed = (architecture: string): Record<string, Value> =>
  Object.fromEntries(
    Object.entries({ ...TINY_METADATA, 'general.architecture': ['string', architecture] as Value }).map(
      ([key, value]) => [key.replace(/^llama\./, `${architecture}.`), value],
    ),
  );
const BYTE_LEVEL: Record<string, Value> = {
  'tokenizer.ggml.model': ['string', 'gpt2'],
  'tokenizer.ggml.pre': ['string', 'qwen2'],
  'tokenizer.ggml.merges': ['strings', ['a b', 'c d', 'ab cd'].slice(0, 2)],
  'tokenizer.chat_template': ['string', TEMPLATES.chatml],
};
const ROPE: Record<string, Value> = {
  'llama.rope.scaling.type': ['string', 'yarn'],
  'llama.rope.scaling.factor': ['f32', 4],
  'llama.rope.scaling.original_context_length': ['u32', 16],
  'llama.rope.dimension_count': ['u32', 16],
  'llama.vocab_size': ['u32', 48],
};

/** Files of llama.cpp's: of the architectures and vocabularies that are read, in parts, and with tensors in blocks. */
export const gguf: Target = {
  name: 'gguf',
  async seeds() {
    const folder = mkdtempSync(join(tmpdir(), 'fuzz-gguf-'));
    const made = (write: (path: string) => void, name = FILE): [string, Uint8Array] => {
      write(join(folder, name));
      return [name, readFileSync(join(folder, name))];
    };
    const split = (part: number): Record<string, Value> => ({
      'split.no': ['u32', part],
      'split.count': ['u32', 2],
      'split.tensors.count': ['i32', tinyTensors().length],
    });
    try {
      const heads = ['q', 'k'].map((name) => ({
        name: `blk.0.attn_${name}_norm.weight`,
        shape: [16],
        values: new Float32Array(16).fill(1),
      }));
      return new Map<string, Files>([
        ['llama', new Map([made((path) => writeTinyGguf(path))])],
        ['llama-rope', new Map([made((path) => writeTinyGguf(path, ROPE))])],
        ['qwen2', new Map([made((path) => writeGguf(path, { ...renamed('qwen2'), ...BYTE_LEVEL }, tinyTensors()))])],
        [
          'qwen3',
          new Map([
            made((path) => writeGguf(path, { ...renamed('qwen3'), ...BYTE_LEVEL }, [...tinyTensors(), ...heads])),
          ]),
        ],
        [
          'parts',
          new Map([
            made((path) => writeGguf(path, { ...TINY_METADATA, ...split(0) }, tinyTensors().slice(0, 5)), PARTS[0]),
            made((path) => writeGguf(path, split(1), tinyTensors().slice(5)), PARTS[1]),
          ]),
        ],
        [
          'blocks',
          new Map([[FILE, readFileSync(join(import.meta.dirname, '../../../sw/import/test-data/blocks.gguf'))]]),
        ],
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
  mutate: (files, chance) =>
    mutateOne(files, chance, (_, content) => {
      if (chance.oneIn(5)) {
        return mutateBytes(content, chance);
      }
      try {
        return mutateGguf(content, chance);
      } catch {
        return mutateBytes(content, chance); // it was cut before
      }
    }),
  async read(directory, scratch) {
    const path = [FILE, PARTS[0]].map((name) => join(directory, name));
    const first = path.find((each) => openable(each)) ?? path[0];
    const opened = openGguf(first);
    try {
      for (const { file, offset, bytes, format } of opened.tensors.values()) {
        const values = new Float32Array((bytes / format.bytes) * format.weights);
        format.dequantise(file.read(offset, bytes), values);
      }
    } finally {
      opened.close();
    }
    const checkpoint = openGgufCheckpoint(first);
    await importAndUse(checkpoint, STORAGE, scratch);
  },
};

function openable(path: string): boolean {
  try {
    return readFileSync(path).length >= 0;
  } catch {
    return false;
  }
}
