import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { DataError } from '../../errors.ts';
import { tinyCheckpoint } from '../../testing/tiny-model.ts';
import { createTokenizer } from '../../text/tokenizer.ts';
import type { Checkpoint } from '../checkpoint.ts';
import { convertCheckpoint } from '../convert.ts';
import { openHuggingFaceFolder } from '../huggingface-checkpoint.ts';
import { openLlama2c } from '../llama2c.ts';

const ORACLE = join(import.meta.dirname, '../test-data/transformers/qwen2-tied-bf16');
const AUTOAWQ = join(import.meta.dirname, '../test-data/autoawq/g64');
const scratch = mkdtempSync(join(tmpdir(), 'macromac-damaged-'));
afterAll(() => rmSync(scratch, { recursive: true }));

const INT4 = { weights: 'awq-macro', embedding: 'fp16', lmHead: 'awq-macro' } as const;
const MEGABYTE = 2 ** 20;

/** Imports: undefined when that went well, else the error; anything but a `DataError` fails the test. */
function importError(open: () => Checkpoint): DataError | undefined {
  const before = process.memoryUsage().rss;
  try {
    const checkpoint = open();
    try {
      convertCheckpoint({ ...checkpoint, files: tinyCheckpoint().files }, INT4, join(scratch, 'out'));
    } finally {
      checkpoint.close();
    }
  } catch (error) {
    expect(error).toBeInstanceOf(DataError);
    return error as DataError;
  } finally {
    expect(process.memoryUsage().rss - before).toBeLessThan(400 * MEGABYTE);
  }
  return undefined;
}

interface Header {
  [name: string]: { dtype: string; shape: number[]; data_offsets: [number, number] };
}

const whole = readFileSync(join(ORACLE, 'model.safetensors'));
const headerLength = Number(whole.readBigUInt64LE());
const header = (): Header => JSON.parse(whole.subarray(8, 8 + headerLength).toString());
const names = Object.keys(header()).filter((name) => name !== '__metadata__');

/** A copy of the oracle's folder with other weights or another configuration. */
function folderWith({ weights, config }: { weights?: Uint8Array; config?: object }): string {
  const directory = join(scratch, 'model');
  mkdirSync(directory, { recursive: true });
  cpSync(ORACLE, directory, { recursive: true });
  if (weights) {
    writeFileSync(join(directory, 'model.safetensors'), weights);
  }
  if (config) {
    writeFileSync(join(directory, 'config.json'), JSON.stringify(config));
  }
  return directory;
}

function withHeader(edit: (header: Header) => void): Uint8Array {
  const edited = header();
  edit(edited);
  const json = Buffer.from(JSON.stringify(edited));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, whole.subarray(8 + headerLength)]);
}

const importFolder = (directory: string) => importError(() => openHuggingFaceFolder(directory));

test('the folder as it is can be imported', () => expect(importFolder(folderWith({}))).toBeUndefined());

describe('safetensors', () => {
  test('cut anywhere: refused, and the file named', () =>
    fc.assert(
      fc.property(fc.nat(whole.length - 1), (length) => {
        const error = importFolder(folderWith({ weights: whole.subarray(0, length) }));
        expect(error?.message).toContain('model.safetensors');
      }),
    ));

  test('a tensor renamed, of another shape or type: refused, and the tensor named', () => {
    const damage: fc.Arbitrary<(entry: Header[string]) => void> = fc.oneof(
      fc.constantFrom('F64', 'I32', 'U8', 'F8_E4M3').map((type) => (entry: Header[string]) => {
        entry.dtype = type;
      }),
      fc
        .array(fc.oneof(fc.nat(200), fc.constantFrom(-1, 2 ** 40, 0.5)), { maxLength: 4 })
        .map((shape) => (entry: Header[string]) => {
          if (shape.join() === entry.shape.join()) {
            shape.push(1);
          }
          entry.shape = shape;
        }),
      fc.tuple(fc.maxSafeNat(), fc.maxSafeNat()).map((range) => (entry: Header[string]) => {
        entry.data_offsets = range;
      }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...names), damage, (name, change) => {
        const error = importFolder(folderWith({ weights: withHeader((edited) => change(edited[name])) }));
        const part = name.replace('model.', '').replace('.weight', '').split('.').pop();
        expect(error?.message).toMatch(new RegExp(`${name}|tensor .*(${part}|norm|embedding|attention|mlp)`));
      }),
    );
    for (const name of names) {
      const weights = withHeader((edited) => {
        edited[`${name}_old`] = edited[name];
        delete edited[name];
      });
      expect(importFolder(folderWith({ weights }))?.message).toContain(`${name}_old has no place`);
    }
  });

  test('any bytes of the header: imported or refused, never worse', () =>
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(headerLength + 8), fc.nat(255)), { minLength: 1, maxLength: 6 }),
        (edits) => {
          const weights = Uint8Array.from(whole);
          for (const [at, value] of edits) {
            weights[at] = value;
          }
          importFolder(folderWith({ weights }));
        },
      ),
      { numRuns: 200 },
    ));

  test('weights that are no numbers are refused by their place', () => {
    const weights = Uint8Array.from(whole);
    const { data_offsets } = header()['model.layers.1.mlp.down_proj.weight'];
    weights.set([0x80, 0x7f], 8 + headerLength + data_offsets[0] + 2 * 77); // bfloat16 infinity
    expect(importFolder(folderWith({ weights }))?.message).toMatch(/layers\.1\.mlp\.down.*Infinity/);
  });
});

describe('config.json', () => {
  const config = JSON.parse(readFileSync(join(ORACLE, 'config.json'), 'utf8'));

  test('any value in place of any other: imported or refused, never worse', () =>
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(config)),
        fc.oneof(fc.jsonValue(), fc.integer(), fc.constantFrom(1e9, 2 ** 52, 0, -1, null)),
        (key, value) => {
          importFolder(folderWith({ config: { ...config, [key]: value } }));
        },
      ),
      { numRuns: 200 },
    ));

  test.each([
    ['layer_types', ['sliding_attention', 'full_attention']],
    ['hidden_act', 'gelu'],
    ['mlp_bias', true],
    ['model_type', 'gemma2'],
    ['partial_rotary_factor', 0.5],
    ['num_hidden_layers', 1e9],
  ])('%s %o is not supported and named', (key, value) =>
    expect(importFolder(folderWith({ config: { ...config, [key]: value } }))?.message).toContain(key),
  );

  test('RoPE scaling that is not known is named', () => {
    const rope_parameters = { rope_type: 'dynamic', factor: 2, rope_theta: 1e4 };
    expect(importFolder(folderWith({ config: { ...config, rope_parameters } }))?.message).toContain(
      '"dynamic" is not supported (supported: linear, llama3, yarn)',
    );
  });
});

describe('AutoAWQ', () => {
  const awq = readFileSync(join(AUTOAWQ, 'model.safetensors'));
  const open = (weights: Uint8Array) => {
    const directory = join(scratch, 'awq');
    cpSync(AUTOAWQ, directory, { recursive: true });
    writeFileSync(join(directory, 'model.safetensors'), weights);
    return importFolder(directory);
  };

  test('the folder as it is can be imported', () => expect(open(awq)).toBeUndefined());

  test('cut anywhere: refused, and the file named', () =>
    fc.assert(
      fc.property(fc.nat(awq.length - 1), (length) => {
        expect(open(awq.subarray(0, length))?.message).toContain('model.safetensors');
      }),
    ));

  test('any bytes of the header: imported or refused, never worse', () =>
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(Number(awq.readBigUInt64LE()) + 8), fc.nat(255)), { minLength: 1, maxLength: 6 }),
        (edits) => {
          const weights = Uint8Array.from(awq);
          for (const [at, value] of edits) {
            weights[at] = value;
          }
          open(weights);
        },
      ),
      { numRuns: 200 },
    ));
});

describe('shards', () => {
  const index = (map: unknown) => {
    const directory = folderWith({});
    cpSync(join(ORACLE, 'model.safetensors'), join(directory, 'a.safetensors'));
    writeFileSync(join(directory, 'model.safetensors.index.json'), JSON.stringify(map));
    try {
      return importFolder(directory);
    } finally {
      rmSync(directory, { recursive: true });
    }
  };
  const complete = Object.fromEntries(names.map((name) => [name, 'a.safetensors']));

  test('the tensors of every shard together are the model', () => {
    expect(index({ weight_map: complete })).toBeUndefined();
    const half = Object.fromEntries(names.map((name, i) => [name, i % 2 ? 'a.safetensors' : 'model.safetensors']));
    expect(index({ weight_map: half })).toBeUndefined();
  });

  test('a tensor that the index leaves out counts as any other', () => {
    const [first, ...others] = Object.entries(complete);
    expect(first[0]).toBeDefined();
    expect(index({ weight_map: Object.fromEntries(others) })).toBeUndefined();
    // In both shards, and not said which is meant.
    const half = Object.fromEntries(others.map(([name], i) => [name, i % 2 ? 'a.safetensors' : 'model.safetensors']));
    expect(index({ weight_map: half })?.message).toMatch(new RegExp(`tensor ${first[0]} is in .* too`));
  });

  test('an index of anything else is refused by name', () =>
    fc.assert(
      fc.property(
        fc.oneof(
          fc.jsonValue(),
          fc.record({ weight_map: fc.jsonValue() }),
          fc.constantFrom(...names).map((name) => ({ weight_map: { ...complete, [name]: 'b.safetensors' } })),
          fc.constantFrom(...names).map((name) => ({ weight_map: { ...complete, [name]: '../a.safetensors' } })),
          fc.constantFrom(...names).map((name) => ({ weight_map: { ...complete, [`${name}x`]: 'a.safetensors' } })),
        ),
        (map) => {
          expect(index(map)?.message).toMatch(/index\.json|b\.safetensors|tensor /);
        },
      ),
    ));
});

describe('tokenizer.json', () => {
  const { files } = tinyCheckpoint();
  const json = JSON.parse(files.get('tokenizer.json') as string);
  const config = JSON.parse(files.get('tokenizer_config.json') as string);

  test('any value in place of any other: a tokenizer, or refused with the file named', () =>
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(json)), fc.jsonValue(), (key, value) => {
        try {
          createTokenizer({ ...json, [key]: value }, config, 'tokenizer.json');
        } catch (error) {
          expect(error).toBeInstanceOf(DataError);
          expect((error as Error).message).toContain('tokenizer.json');
        }
      }),
      { numRuns: 300 },
    ));
});

describe('llama2.c', () => {
  const path = join(scratch, 'model.bin');
  const tokenizer = join(scratch, 'tokenizer.bin');
  const HEADER = [8, 16, 1, 2, 1, 300, 4];
  const [hidden, ffn, , , , vocab, context] = HEADER;
  const floats = vocab * hidden + hidden + 64 + 32 + 32 + 64 + hidden + 3 * ffn * hidden + hidden + context * 4;
  const checkpoint = Buffer.alloc(28 + 4 * floats);
  for (const [i, value] of HEADER.entries()) {
    checkpoint.writeInt32LE(value, 4 * i);
  }
  const token = Buffer.alloc(9);
  token.writeInt32LE(1, 4);
  token.write('a', 8);
  writeFileSync(tokenizer, Buffer.concat([Buffer.alloc(4), ...Array.from({ length: vocab }, () => token)]));
  const open = (bytes: Uint8Array) => {
    writeFileSync(path, bytes);
    return importError(() => openLlama2c(path, tokenizer));
  };

  test('the file as it is can be imported', () => expect(open(checkpoint)).toBeUndefined());

  test('cut anywhere: refused, and the file named', () =>
    fc.assert(
      fc.property(fc.nat(checkpoint.length - 1), (length) => {
        expect(open(checkpoint.subarray(0, length))?.message).toContain(path);
      }),
    ));

  test('any header: imported or refused, never worse', () =>
    fc.assert(
      fc.property(fc.nat(6), fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), (field, value) => {
        const damaged = Buffer.from(checkpoint);
        damaged.writeInt32LE(value, 4 * field);
        open(damaged);
      }),
    ));
});
