import { exp } from '../backends/golden/exp.ts';
import { add, CANONICAL_NAN, multiply, round } from '../backends/golden/float32.ts';
import { MANTISSA_BITS } from '../backends/golden/fused.ts';
import { halfToFloat } from '../backends/golden/half.ts';
import { reciprocal, reciprocalSquareRoot } from '../backends/golden/reciprocal.ts';
import type { UnitFunction, UnitName } from './units.ts';

/** Exponent field of a group's largest activation → exponent of its mantissas: 127, and M − 2 bits behind the point. */
const EXPONENT_BIAS = 127 + MANTISSA_BITS - 2;

const CALCULATIONS: Record<UnitName, (...operands: bigint[]) => number> = {
  'fp32-mul': (a, b) => multiply(toFloat(a), toFloat(b)),
  'fp32-add': (a, b) => add(toFloat(a), toFloat(b)),
  'fp16-to-fp32': (half) => halfToFloat(Number(half)),
  'int32-to-fp32': (value) => Math.fround(Number(BigInt.asIntN(32, value))),
  'fp32-exp': (x) => exp(toFloat(x)),
  'fp32-reciprocal': (x) => reciprocal(toFloat(x)),
  'fp32-rsqrt': (x) => reciprocalSquareRoot(toFloat(x)),
  'group-scale': (sum, scale, exponent) => {
    const factor = halfToFloat(Number(scale));
    if (!Number.isFinite(factor)) {
      return Number.NaN;
    }
    const exact = Number(BigInt.asIntN(40, sum));
    // 39 bits by 11 fit a double, and a power of two takes none.
    return exact === 0 ? 0 : round(exact * factor * 2 ** (Number(exponent) - EXPONENT_BIAS));
  },
};

const golden =
  (calculate: (...operands: bigint[]) => number): UnitFunction =>
  (vectors) =>
    vectors.map((operands) => toBits(calculate(...operands)));

/** What each unit of the hardware must give (design §5). */
export const goldenUnits = Object.fromEntries(
  Object.entries(CALCULATIONS).map(([name, calculate]) => [name, golden(calculate)]),
) as Record<UnitName, UnitFunction>;

const float = new Float32Array(1);
const word = new Uint32Array(float.buffer);

function toFloat(bits: bigint): number {
  word[0] = Number(bits);
  return float[0];
}

function toBits(value: number): number {
  if (Number.isNaN(value)) {
    return CANONICAL_NAN;
  }
  float[0] = value;
  return word[0];
}
