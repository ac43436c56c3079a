import { GROUP_SIZE, type MatrixFormat, matrixLayout } from '../../port/layout.ts';
import type { Engine, PackedMatrix } from '../../port/matrix.ts';
import { store } from './float32.ts';
import { accumulateFp32 } from './fp32.ts';
import { accumulateFused, MANTISSA_BITS, toBlockFloat } from './fused.ts';
import { emptyMacro, MACRO_READERS, type Macro } from './macro.ts';

/**
 * y [T, N] = x [T, K] · Wᵀ, with the very bits the hardware gives.
 * @param outputs from and to which, multiples of 8 or N; default all
 * @param mantissa M of engine `fused`
 */
export function goldenMatmul(
  engine: Engine,
  matrix: PackedMatrix,
  x: Float32Array,
  tokens: number,
  outputs: readonly [number, number] = [0, matrix.n],
  mantissa: number = MANTISSA_BITS,
): Float32Array {
  const { n, k, format, data } = matrix;
  const { channelBytes } = matrixLayout(format, n, k);
  const regions = [0, 1, 2, 3].map((channel) => data.subarray(channel * channelBytes, (channel + 1) * channelBytes));
  return goldenProduct(engine, { k, format, regions }, x, tokens, outputs, mantissa);
}

/** The same of a matrix whose channels' regions lie apart. */
export function goldenProduct(
  engine: Engine,
  {
    k,
    format,
    regions,
  }: { readonly k: number; readonly format: MatrixFormat; readonly regions: readonly Uint8Array[] },
  x: Float32Array,
  tokens: number,
  [from, to]: readonly [number, number],
  mantissa: number = MANTISSA_BITS,
): Float32Array {
  const n = to - from;
  const groups = Math.ceil(k / GROUP_SIZE);
  const readMacro = MACRO_READERS[format];
  const macro = emptyMacro();
  // A vector that is not finite has no accumulator: all its results are NaN.
  const accumulate = Array.from({ length: tokens }, (_, t) => {
    const row = x.subarray(t * k, (t + 1) * k);
    return row.every(Number.isFinite) ? groupAccumulator(engine, row, groups, mantissa) : undefined;
  });

  const y = new Float32Array(tokens * n);
  for (let block = from / 8; 8 * block < to; block++) {
    const region = regions[block % 4];
    const sums = Array.from({ length: tokens }, () => new Float64Array(8));
    const poisoned = new Uint8Array(8);
    for (let group = 0; group < groups; group++) {
      readMacro(region, Math.floor(block / 4) * groups + group, macro);
      for (let j = 0; j < 8; j++) {
        poisoned[j] |= Number.isFinite(macro.scales[j]) ? 0 : 1;
      }
      for (let t = 0; t < tokens; t++) {
        accumulate[t]?.(group, macro, sums[t]);
      }
    }
    const count = Math.min(8, to - 8 * block);
    for (let t = 0; t < tokens; t++) {
      for (let j = 0; j < 8; j++) {
        if (poisoned[j] || !accumulate[t]) {
          sums[t][j] = Number.NaN;
        }
      }
      store(sums[t].subarray(0, count), y, t * n + 8 * block - from);
    }
  }
  return y;
}

/** Prepares one activation vector; the result adds a group of it to the sums of 8 outputs. */
function groupAccumulator(engine: Engine, x: Float32Array, groups: number, mantissa: number) {
  const padded = new Float32Array(64 * groups);
  padded.set(x);
  const xs = Array.from({ length: groups }, (_, g) => padded.subarray(64 * g, 64 * (g + 1)));
  if (engine === 'fp32') {
    return (group: number, macro: Macro, sums: Float64Array) => accumulateFp32(xs[group], macro, sums);
  }
  const blocks = xs.map((group) => toBlockFloat(group, mantissa));
  return (group: number, macro: Macro, sums: Float64Array) => accumulateFused(blocks[group], macro, sums);
}
