import { fieldsOf, floorShift, nearest, sign } from './exact.ts';
import { flush, roundToNearestEven } from './float32.ts';

/** Integers c0 · 2^27, c1 · 2^22, c2 · 2^10 of a parabola about the middle of a segment. */
interface Parabola {
  readonly c0: number;
  readonly c1: number;
  readonly c2: number;
}

/** The middles of 256 segments of [1, 2), as numerators over 512. */
const MIDDLES = Array.from({ length: 256 }, (_, i) => BigInt(512 + 2 * i + 1));

/** RNE(2^scale · factor / mid^power), mid = p / q. */
const inversePower = (p: bigint, q: bigint, power: bigint, scale: bigint): number =>
  Number(nearest((a, b) => sign(a * p ** power, (b * q ** power) << scale)));

/** RNE(2^scale · factor · mid^(−power/2)), mid = p / q: both sides squared. */
const inverseRootPower = (p: bigint, q: bigint, power: bigint, factor: bigint, scale: bigint): number =>
  Number(nearest((a, b) => sign(a * a * p ** power, (b * b * factor * factor * q ** power) << (2n * scale))));

const RECIPROCAL = MIDDLES.map(
  (p): Parabola => ({
    c0: inversePower(p, 512n, 1n, 27n),
    c1: inversePower(p, 512n, 2n, 22n),
    c2: inversePower(p, 512n, 3n, 10n),
  }),
);

/** About mid: g = mid^(−½), g / (2 mid), 3 g / (8 mid²). The segments of [1, 2), then those of [2, 4). */
const ROOT = [512n, 256n].flatMap((q) =>
  MIDDLES.map(
    (p): Parabola => ({
      c0: inverseRootPower(p, q, 1n, 1n, 27n),
      c1: inverseRootPower(p, q, 3n, 1n, 21n),
      c2: inverseRootPower(p, q, 5n, 3n, 7n),
    }),
  ),
);

/** The value of a parabola at d · 2⁻²³ from the middle: at least ½, at most 1, with 24 significant bits. */
function valueAt({ c0, c1, c2 }: Parabola, d: number): number {
  const slope = -c1 + floorShift(c2 * d, 11);
  const y = c0 + floorShift(slope * d, 18);
  return y === 2 ** 27 ? 1 : roundToNearestEven((2 * y) / 16) * 2 ** -24;
}

/** RCP(x) of docs/numerics.md: 1/x to 0.77 ulp, the accelerator's bits. */
export function reciprocal(x: number): number {
  if (Number.isNaN(x)) {
    return Number.NaN;
  }
  const { negative, exponent, fraction } = fieldsOf(x);
  const one = negative ? -1 : 1;
  if (exponent === 0) {
    return one * Number.POSITIVE_INFINITY;
  }
  if (exponent === 255) {
    return one * 0;
  }
  const value = valueAt(RECIPROCAL[fraction >>> 15], (fraction & 0x7fff) - 0x4000);
  return flush(one * value * 2 ** (127 - exponent));
}

/** RSQRT(x) of docs/numerics.md: 1/√x to 0.80 ulp, the accelerator's bits. */
export function reciprocalSquareRoot(x: number): number {
  if (Number.isNaN(x)) {
    return Number.NaN;
  }
  const { negative, exponent, fraction } = fieldsOf(x);
  if (exponent === 0) {
    return Number.POSITIVE_INFINITY;
  }
  if (negative) {
    return Number.NaN;
  }
  if (exponent === 255) {
    return 0;
  }
  const odd = exponent % 2 === 0 ? 1 : 0;
  const segment = (fraction >>> 15) + 256 * odd;
  const d = ((fraction & 0x7fff) - 0x4000) * 2 ** odd;
  return valueAt(ROOT[segment], d) * 2 ** (-(exponent - 127 - odd) / 2);
}
