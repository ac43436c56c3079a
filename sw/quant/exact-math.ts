/**
 * Powers, sines and cosines made of additions, multiplications and divisions alone, in a fixed order: the same bits on
 * every machine and every Node, whose own `Math.pow`, `Math.sin` and others differ in their last bits from version to
 * version. Errors stay below 10⁻¹⁵ of the result (sines and cosines: of 1), which is a few units in the last place.
 */

/** ln 2 in two parts: multiples of the first by any exponent are exact. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const SQRT_HALF = Math.SQRT1_2;

const bits = new DataView(new ArrayBuffer(8));

/** x = fraction · 2^exponent with fraction in [√½, √2); x > 0 and normal. */
function split(x: number): { fraction: number; exponent: number } {
  bits.setFloat64(0, x);
  const high = bits.getUint32(0);
  const exponent = (high >>> 20) - 1022;
  bits.setUint32(0, (high & 0xfffff) | (1022 << 20));
  const fraction = bits.getFloat64(0);
  return fraction < SQRT_HALF ? { fraction: 2 * fraction, exponent: exponent - 1 } : { fraction, exponent };
}

/** ln x for normal x > 0. */
export function logarithm(x: number): number {
  const { fraction, exponent } = split(x);
  // ln f = 2 artanh(t) with t = (f − 1)/(f + 1), |t| ≤ 0.172: terms up to t²¹ leave 10⁻¹⁸.
  const t = (fraction - 1) / (fraction + 1);
  const square = t * t;
  let sum = 0;
  for (let n = 21; n >= 3; n -= 2) {
    sum = (sum + 1 / n) * square;
  }
  const small = 2 * t + 2 * t * sum;
  return exponent * LN2_HIGH + (small + exponent * LN2_LOW);
}

/** 1/n! for n of 0 … 14. */
const INVERSE_FACTORIALS = Float64Array.of(1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14).map(
  (_, n, factors) => 1 / factors.subarray(0, n + 1).reduce((product, factor) => product * factor),
);
/** 2ⁿ for n of −1022 … 1023. */
const POWERS_OF_TWO = new Float64Array(BigUint64Array.from({ length: 2046 }, (_, i) => BigInt(i + 1) << 52n).buffer);

/** eˣ; 0 below −708, |x| ≤ 709. */
export function exponential(x: number): number {
  if (x < -708) {
    return 0;
  }
  const exponent = Math.round(x * (1 / (LN2_HIGH + LN2_LOW)));
  const rest = x - exponent * LN2_HIGH - exponent * LN2_LOW;
  // |rest| ≤ 0.347: terms up to the 14th leave 10⁻¹⁸.
  let sum = INVERSE_FACTORIALS[14];
  for (let n = 13; n >= 0; n--) {
    sum = INVERSE_FACTORIALS[n] + sum * rest;
  }
  return sum * POWERS_OF_TWO[exponent + 1022];
}

/** xᵃ for normal x > 0; 0 and 1 are exact. */
export function power(x: number, exponent: number): number {
  if (exponent === 0) {
    return 1;
  }
  return exponent === 1 ? x : exponential(exponent * logarithm(x));
}

/** π/2 in three parts: multiples of the first two by less than 2²⁰ are exact. */
const QUARTER_1 = 1.5707963267341256;
const QUARTER_2 = 6.077100506303966e-11;
const QUARTER_3 = 2.0222662487959506e-21;

/** sin x and cos x for |x| ≤ 10⁶. */
export function sineAndCosine(x: number): { sine: number; cosine: number } {
  const quarters = Math.round(x / (QUARTER_1 + QUARTER_2));
  const rest = x - quarters * QUARTER_1 - quarters * QUARTER_2 - quarters * QUARTER_3;
  const square = rest * rest;
  // |rest| ≤ 0.786: terms up to the 18th leave 10⁻¹⁹.
  let sine = 1;
  let cosine = 1;
  for (let n = 9; n >= 1; n--) {
    sine = 1 - (sine * square) / (2 * n * (2 * n + 1));
    cosine = 1 - (cosine * square) / ((2 * n - 1) * 2 * n);
  }
  sine *= rest;
  const turned = [
    { sine, cosine },
    { sine: cosine, cosine: -sine },
    { sine: -sine, cosine: -cosine },
    { sine: -cosine, cosine: sine },
  ];
  return turned[((quarters % 4) + 4) % 4];
}
