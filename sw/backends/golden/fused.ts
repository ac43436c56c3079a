import { flush, round, roundToNearestEven } from './float32.ts';
import type { Macro } from './macro.ts';

/** Mantissa bits of the block floating point, sign included: the multiplier input of a DSP48E2. */
export const MANTISSA_BITS = 27;

/** A group of 64 activations on one exponent: x ≈ mantissas · 2^exponent. */
export interface BlockFloat {
  readonly mantissas: Float64Array;
  readonly scale: number;
}

/** Block floating point of a group (design §5). `x` holds 64 finite activations. */
export function toBlockFloat(x: Float32Array, bits: number = MANTISSA_BITS): BlockFloat {
  let largest = 0;
  for (const value of x) {
    largest = Math.max(largest, Math.abs(flush(value)));
  }
  const mantissas = new Float64Array(x.length);
  if (largest === 0) {
    return { mantissas, scale: 1 };
  }

  const exponent = floorLog2(largest) - (bits - 2);
  const limit = 2 ** (bits - 1) - 1;
  const toMantissa = 2 ** -exponent;
  for (let i = 0; i < x.length; i++) {
    mantissas[i] = clamp(roundToNearestEven(flush(x[i]) * toMantissa), limit);
  }
  return { mantissas, scale: 2 ** exponent };
}

/** Adds one group to the sums of 8 outputs: acc = fl(acc + fl(S · s · 2^e)), S = Σ (q − z)·m exact. */
export function accumulateFused(group: BlockFloat, { weights, scales }: Macro, sums: Float64Array): void {
  const { mantissas, scale } = group;
  let s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0, s7 = 0; // biome-ignore format: one register an output
  for (let i = 0; i < 64; i++) {
    const m = mantissas[i];
    const at = 8 * i;
    s0 += weights[at] * m;
    s1 += weights[at + 1] * m;
    s2 += weights[at + 2] * m;
    s3 += weights[at + 3] * m;
    s4 += weights[at + 4] * m;
    s5 += weights[at + 5] * m;
    s6 += weights[at + 6] * m;
    s7 += weights[at + 7] * m;
  }
  const exact = [s0, s1, s2, s3, s4, s5, s6, s7];
  for (let j = 0; j < 8; j++) {
    const term = exact[j] === 0 ? 0 : round(exact[j] * scales[j] * scale);
    sums[j] = round(sums[j] + term);
  }
}

/** Of a normal float32, exactly. */
function floorLog2(value: number): number {
  float[0] = value;
  return ((bits[0] >>> 23) & 0xff) - 127;
}
const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

function clamp(value: number, limit: number): number {
  return Math.min(Math.max(value, -limit), limit);
}
