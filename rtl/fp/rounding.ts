/**
 * Exact rounding of what the tables of the units hold: integers to nearest, ties to even, of quotients, square roots
 * and fixed-point numbers. It runs when a unit is generated and builds no hardware.
 */

const isOdd = (x: bigint): boolean => (x & 1n) === 1n;

/** RNE(p / q), p and q above 0. */
export function roundedQuotient(p: bigint, q: bigint): bigint {
  const floor = p / q;
  const twice = 2n * (p % q);
  return twice > q || (twice === q && isOdd(floor)) ? floor + 1n : floor;
}

/** RNE(√(p / q)), p and q above 0. */
export function roundedRoot(p: bigint, q: bigint): bigint {
  // ⌊2√(p/q)⌋: odd from a half on.
  const halves = floorRoot((4n * p) / q);
  const floor = halves >> 1n;
  const isTie = halves * halves * q === 4n * p;
  return isOdd(halves) && (!isTie || isOdd(floor)) ? floor + 1n : floor;
}

/** ⌊√x⌋ by Newton's iteration from above. */
function floorRoot(x: bigint): bigint {
  let root = 1n << BigInt((x.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (root + x / root) >> 1n;
    if (next >= root) {
      return root;
    }
    root = next;
  }
}

/** Bits behind the point of a fixed-point number here. */
const FRACTION = 160;
/** More units in the last place than a series of some sixty terms is wrong. */
const UNCERTAIN = 1n << 16n;
const ONE = 1n << BigInt(FRACTION);

/** A number above 0, times 2^160, right to within `UNCERTAIN`. */
export type Fixed = bigint;

export const times = (a: Fixed, b: Fixed): Fixed => (a * b) >> BigInt(FRACTION);

/** ln 2 = 2 · artanh(1/3). */
export const LN2: Fixed = (() => {
  let sum = 0n;
  let power = (2n * ONE) / 3n;
  for (let k = 1n; power > 0n; k += 2n, power /= 9n) {
    sum += power / k;
  }
  return sum;
})();

/** e^x for x from 0 to 1, by its power series. */
export function exponential(x: Fixed): Fixed {
  let sum = 0n;
  let term = ONE;
  for (let k = 1n; term > 0n; k++) {
    sum += term;
    term = times(term, x) / k;
  }
  return sum;
}

/** RNE(x · 2^scale) of a fixed-point number; an error where its bits do not decide. */
export function roundedFixed(x: Fixed, scale: number): bigint {
  const unit = 1n << BigInt(FRACTION - scale);
  const rest = x % unit;
  const toTie = rest - unit / 2n;
  if (toTie > -UNCERTAIN && toTie < UNCERTAIN) {
    throw new Error(`${x} · 2^${scale - FRACTION} is too near a tie to round`);
  }
  return toTie > 0n ? x / unit + 1n : x / unit;
}

/** RNE(2^scale / x) of a fixed-point number; an error where its bits do not decide. */
export const roundedInverse = (x: Fixed, scale: number): bigint => roundedFixed((ONE * ONE) / x, scale);
