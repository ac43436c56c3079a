/**
 * An independent FP32 arithmetic for tests: exact rationals of the form mantissa · 2^exponent in BigInt, rounded by
 * integer division. Shares nothing with the golden models, which work in doubles.
 */
export interface Dyadic {
  readonly mantissa: bigint;
  readonly exponent: number;
}

/** The exact value of a finite JS number. */
export function dyadic(value: number): Dyadic {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const field = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const magnitude = field === 0 ? fraction : fraction | 0x10000000000000n;
  return { mantissa: bits >> 63n ? -magnitude : magnitude, exponent: (field === 0 ? 1 : field) - 1075 };
}

export function plus(a: Dyadic, b: Dyadic): Dyadic {
  const exponent = Math.min(a.exponent, b.exponent);
  const align = (x: Dyadic) => x.mantissa << BigInt(x.exponent - exponent);
  return { mantissa: align(a) + align(b), exponent };
}

export function times(a: Dyadic, b: Dyadic): Dyadic {
  return { mantissa: a.mantissa * b.mantissa, exponent: a.exponent + b.exponent };
}

/** mantissa · 2^exponent to the nearest integer, ties to even. */
export function toInteger({ mantissa, exponent }: Dyadic): bigint {
  if (exponent >= 0) {
    return mantissa << BigInt(exponent);
  }
  const magnitude = mantissa < 0n ? -mantissa : mantissa;
  const unit = 1n << BigInt(-exponent);
  const [quotient, twice] = [magnitude / unit, (magnitude % unit) * 2n];
  const rounded = quotient + (twice > unit || (twice === unit && quotient & 1n) ? 1n : 0n);
  return mantissa < 0n ? -rounded : rounded;
}

/** Rounded to FP32 as design §5 says, as a JS number; a zero gets the sign of `negativeZero`. */
export function toFloat32(value: Dyadic, negativeZero = false): number {
  if (value.mantissa === 0n) {
    return negativeZero ? -0 : 0;
  }
  const sign = value.mantissa < 0n ? -1 : 1;
  const magnitude = value.mantissa < 0n ? -value.mantissa : value.mantissa;
  const top = magnitude.toString(2).length - 1 + value.exponent; // floor(log2)
  const ulp = Math.max(top, -126) - 23; // subnormal results are rounded on the subnormal grid, then flushed
  const steps = toInteger({ mantissa: magnitude, exponent: value.exponent - ulp });
  const rounded = Number(steps) * 2 ** ulp;
  if (rounded < 2 ** -126) {
    return sign * 0;
  }
  return rounded >= 2 ** 128 ? sign * Number.POSITIVE_INFINITY : sign * rounded;
}

/** Subnormal float32 operands count as zero of their sign. */
export function flushed(value: number): number {
  return Math.abs(value) < 2 ** -126 ? (value < 0 || Object.is(value, -0) ? -0 : 0) : value;
}

/** fl(a + b). Infinities and NaN follow IEEE, and so JS. */
export function exactAdd(a: number, b: number): number {
  const [x, y] = [flushed(a), flushed(b)];
  if (!Number.isFinite(x + y)) {
    return x + y;
  }
  return toFloat32(plus(dyadic(x), dyadic(y)), Object.is(x, -0) && Object.is(y, -0));
}

/** fl(a · b). Infinities and NaN follow IEEE, and so JS. */
export function exactMultiply(a: number, b: number): number {
  const [x, y] = [flushed(a), flushed(b)];
  if (!Number.isFinite(x * y)) {
    return x * y;
  }
  const isNegative = (value: number) => value < 0 || Object.is(value, -0);
  return toFloat32(times(dyadic(x), dyadic(y)), isNegative(x) !== isNegative(y));
}
