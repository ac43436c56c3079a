const floatView = new Float32Array(1);
const bitsView = new Uint32Array(floatView.buffer);

/** All 65,536 binary16 values as float32, indexed by their bits. NaN payloads are not kept. */
export const HALF_TO_FLOAT: Float32Array = Float32Array.from({ length: 0x10000 }, (_, bits) => {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 0x3ff;
  if (exponent === 31) {
    return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  }
  return sign * (exponent ? (1024 + fraction) * 2 ** (exponent - 25) : fraction * 2 ** -24);
});

/** The binary16 nearest to `value`, ties to even, as 16 bits. Magnitudes from 65,520 become infinite. */
export function floatToHalf(value: number): number {
  floatView[0] = value;
  const sign = (bitsView[0] >>> 16) & 0x8000;
  const magnitude = Math.abs(value);
  if (Number.isNaN(value)) {
    return 0x7e00;
  }
  if (magnitude >= 65520) {
    return sign | 0x7c00;
  }
  // The spacing of binary16 at this magnitude: 2^-24 for subnormals, else 2^(exponent - 10).
  const exponent = magnitude < 2 ** -14 ? -14 : Math.floor(Math.log2(magnitude));
  const steps = roundToEven(magnitude * 2 ** (10 - exponent));
  // A carry out of the fraction adds one to the exponent field by itself.
  return sign | ((exponent + 14) * 1024 + steps);
}

/** Whether FP16 has each of these numbers. */
export const fitsHalf = (values: Float32Array): boolean =>
  values.every((value) => HALF_TO_FLOAT[floatToHalf(value)] === value);

/** Nearest integer, ties to even. |value| below 2^51. */
export function roundToEven(value: number): number {
  const shift = 2 ** 52 + 2 ** 51;
  return value + shift - shift;
}
