import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expectedTensors } from '../../import/expected-tensors.ts';
import { QWEN25_05B } from '../../perf/cpu/synthetic-model.ts';
import { MATRIX_FORMATS, matrixLayout } from '../../port/layout.ts';
import { quantizedMatrices, randomMatrix } from '../../testing/arbitrary.ts';
import { packMatrix, unpackMatrix } from '../pack.ts';
import { tensorBytes } from '../schema.ts';

describe.each(MATRIX_FORMATS)('%s', (format) => {
  test('unpacking gives back what was packed', () =>
    fc.assert(
      fc.property(quantizedMatrices(format), (matrix) => {
        const data = packMatrix(matrix, format);
        expect(unpackMatrix(data, format, matrix.n, matrix.k)).toEqual(matrix);
      }),
      { numRuns: 40 },
    ));

  test('packing gives back what was unpacked, padding included', () =>
    fc.assert(
      fc.property(quantizedMatrices(format), (matrix) => {
        const data = packMatrix(matrix, format);
        const again = packMatrix(unpackMatrix(data, format, matrix.n, matrix.k), format);
        expect(Buffer.compare(again, data)).toBe(0);
      }),
      { numRuns: 20 },
    ));

  test('every weight has bits of its own', () => {
    const matrix = randomMatrix(format, 33, 65, 1);
    const data = packMatrix(matrix, format);
    for (let i = 0; i < matrix.q.length; i += 7) {
      const changed = { ...matrix, q: matrix.q.slice() };
      changed.q[i] ^= 1;
      const differing = packMatrix(changed, format).filter((byte, at) => byte !== data[at]);
      expect(differing).toHaveLength(1);
    }
  });
});

test('a matrix takes the bytes of design §4', () => {
  expect(matrixLayout('awq-macro', 896, 896).bytes).toBe(4 * (896 / 32) * (896 / 64) * 288);
  expect(matrixLayout('awq-macro', 1, 1).bytes).toBe(4 * 288);
  expect(matrixLayout('awq-macro', 8, 64).bytes).toBe(4 * 288);
  // 4.3125 bits a weight where the macros fill their quads.
  expect(matrixLayout('awq-macro-dense', 4864, 896).bytes).toBe((4864 * 896 * 4.3125) / 8);
  // One macro a channel: a strip of zeros and 17 strips.
  expect(matrixLayout('awq-macro-dense', 8, 64).bytes).toBe(4 * 18 * 16);
  expect(matrixLayout('int8-macro', 32, 64).bytes).toBe(4 * 33 * 16);
});

test.each([
  ['N', 0, 64],
  ['K', 8, -1],
  ['K', 8, 1.5],
])('a shape without positive integers is refused: %s', (name, n, k) => {
  expect(() => matrixLayout('awq-macro', n, k)).toThrow(`${name} is`);
});

/** Design §4, spelled out by hand for single values. */
describe('bit positions', () => {
  const empty = (n: number, k: number, groups: number) => ({
    n,
    k,
    q: new Uint8Array(n * k),
    zeros: new Uint8Array(n * groups),
    scales: new Uint16Array(n * groups),
  });
  const bytesSet = (data: Uint8Array) => [...data.entries()].filter(([, byte]) => byte !== 0);

  test('format 1: weight of input 6 and output 3 is nibble 19 of strip 3', () => {
    const matrix = empty(8, 64, 1);
    matrix.q[3 * 64 + 6] = 0xb;
    expect(bytesSet(packMatrix(matrix, 'awq-macro'))).toEqual([[3 * 16 + 9, 0xb0]]);
  });

  test('format 1: zero of output 6 is nibble 6 of strip 0, its scale bits 96..111 of strip 1', () => {
    const matrix = empty(8, 64, 1);
    matrix.zeros[6] = 0x5;
    matrix.scales[6] = 0x3c01;
    expect(bytesSet(packMatrix(matrix, 'awq-macro'))).toEqual([
      [3, 0x05],
      [16 + 12, 0x01],
      [16 + 13, 0x3c],
    ]);
  });

  test('output 8·5 + 1 is lane 1 of the second block of channel 1; group 1 is the second macro of its block', () => {
    const matrix = empty(64, 128, 2);
    matrix.q[41 * 128 + 64] = 0x7;
    const channelBytes = 2 * 2 * 288;
    const macro = 1 * channelBytes + (1 * 2 + 1) * 288;
    expect(bytesSet(packMatrix(matrix, 'awq-macro'))).toEqual([[macro + 32, 0x70]]);
  });

  test('format 2: the fifth macro of a stream begins the second quad, whose zeros strip it uses from bit 0', () => {
    const matrix = empty(8, 320, 5);
    matrix.zeros[4] = 0x9; // output 0, group 4
    matrix.zeros[3] = 0x4; // output 0, group 3: bit 96
    matrix.q[256] = 0x2; // output 0, group 4, first input
    const quad = 16 + 4 * 17 * 16;
    expect(bytesSet(packMatrix(matrix, 'awq-macro-dense'))).toEqual([
      [12, 0x4],
      [quad, 0x9],
      [quad + 32, 0x2],
    ]);
  });

  test('INT8: weight of input 5 and output 2 is byte 10 of weight strip 2', () => {
    const matrix = { ...empty(8, 64, 1), q: new Int8Array(8 * 64) };
    matrix.q[2 * 64 + 5] = -3;
    expect(bytesSet(packMatrix(matrix, 'int8-macro'))).toEqual([[16 + 2 * 16 + 10, 0xfd]]);
  });
});

test.each([
  ['awq-macro', 'int8-macro', 342.0],
  ['awq-macro-dense', 'int8-macro', 333.6],
  ['awq-macro', 'awq-macro', 278.1],
  ['awq-macro-dense', 'awq-macro-dense', 266.6],
] as const)(
  'Qwen2.5-0.5B with linear layers in %s, embedding and LM head in %s takes %f MB',
  (linear, large, megabytes) => {
    const bytes = expectedTensors(QWEN25_05B).reduce((sum, { role, shape }) => {
      const kind = role === 'linear' ? linear : role === 'embedding' ? large : 'fp32';
      return sum + tensorBytes(kind, shape);
    }, 0);
    expect(bytes / 1e6).toBeCloseTo(megabytes, 1);
  },
);
