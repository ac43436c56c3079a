import { fieldsOf, floorShift, nearest, sign } from './exact.ts';
import { flush, roundToNearestEven } from './float32.ts';

/** Bits behind the point with which the constants are computed; each is then rounded once. */
const PRECISION = 200n;
const ONE = 1n << PRECISION;

/** artanh(1/n) · 2^200, by its series. */
function artanhOfInverse(n: bigint): bigint {
  let sum = 0n;
  for (let k = 1n, power = ONE / n; power > 0n; k += 2n, power /= n * n) {
    sum += power / k;
  }
  return sum;
}

/** ln 2 = 18 artanh(1/26) − 2 artanh(1/4801) + 8 artanh(1/8749). */
const LN2 = 18n * artanhOfInverse(26n) - 2n * artanhOfInverse(4801n) + 8n * artanhOfInverse(8749n);

/** √x of a number below 4, times 2^200. */
function squareRoot(x: bigint): bigint {
  const square = x * ONE;
  let root = 2n * ONE;
  for (;;) {
    const next = (root + square / root) / 2n;
    if (next >= root) {
      return root;
    }
    root = next;
  }
}

/** 2^(n/512) · 2^200, by nine square roots of 2 and their products. */
const POWERS = (() => {
  let step = 2n * ONE;
  for (let i = 0; i < 9; i++) {
    step = squareRoot(step);
  }
  const powers = [ONE];
  for (let n = 1; n < 512; n++) {
    powers.push((powers[n - 1] * step) / ONE);
  }
  return powers;
})();

/**
 * RNE(value · 2^scale) of a value times 2^200; the error of the value is some 2^-190, and no entry lies so near a tie.
 */
const rounded = (value: bigint, scale: bigint): number =>
  Number(nearest((a, b) => sign(a * ONE, (b * value) << scale)));

/** RNE(2³³ / ln 2). */
const INVERSE_LN2 = nearest((a, b) => sign(a * LN2, (b * ONE) << 33n));

const middles = Array.from({ length: 256 }, (_, i) => POWERS[2 * i + 1]);
const C0 = middles.map((v) => rounded(v, 27n));
const C1 = middles.map((v) => rounded((v * LN2) / ONE, 22n));
const C2 = middles.map((v) => rounded((v * LN2 * LN2) / ONE / ONE / 2n, 10n));

/** EXP(x) of docs/numerics.md: e^x to 0.81 ulp, the accelerator's bits. A NaN gives NaN. */
export function exp(x: number): number {
  if (Number.isNaN(x)) {
    return Number.NaN;
  }
  const { negative, exponent, fraction } = fieldsOf(x);
  if (exponent === 0) {
    return 1;
  }
  if (exponent >= 134) {
    return negative ? 0 : Number.POSITIVE_INFINITY;
  }

  // |x| / ln 2 with 26 bits behind the point; BigInt's shift to the right goes towards −∞, like ⌊·⌋.
  const product = BigInt(0x800000 + fraction) * INVERSE_LN2;
  const magnitude = Number(product >> BigInt(157 - exponent));
  const t = negative ? -magnitude : magnitude;

  const n = floorShift(t, 26);
  const f = t - n * 2 ** 26;
  const i = floorShift(f, 18);
  const d = f - i * 2 ** 18 - 2 ** 17;
  const slope = C1[i] + floorShift(C2[i] * d, 14);
  const y = Math.min(Math.max(C0[i] + floorShift(slope * d, 21), 2 ** 27), 2 ** 28 - 1);
  const value = roundToNearestEven(y / 16) * 2 ** (n - 23);
  return flush(value >= 2 ** 128 ? Number.POSITIVE_INFINITY : value);
}
