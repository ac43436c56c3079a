import { lit, module, named, registered, type SInt, scope, sint } from '@chisel-lite/hdl';

export interface FirOptions {
  /** Bits of a sample and of a coefficient, both signed. */
  readonly sampleBits: number;
  readonly coefficientBits: number;
  /** The impulse response, integers. */
  readonly coefficients: readonly number[];
}

/** Bits that hold any sum of products. */
export const resultBits = ({ sampleBits, coefficientBits, coefficients }: FirOptions): number =>
  sampleBits + coefficientBits + Math.ceil(Math.log2(coefficients.length));

/**
 * FIR filter in transposed form, a sample a cycle, one DSP a tap: every tap multiplies the newest sample, and partial
 * sums move along a chain of registers. Latency: two cycles.
 */
export const Fir = (options: FirOptions) => {
  const { sampleBits, coefficientBits, coefficients } = options;
  const width = resultBits(options);
  return module(
    `Fir${coefficients.length}_${sampleBits}x${coefficientBits}`,
    { in: { x: sint(sampleBits) }, out: { y: sint(width) } },
    ({ x, y }) => {
      const { x_1 } = registered({ x_1: x });
      let sum: SInt | undefined;
      // The last coefficient comes first: its partial sum travels the longest way.
      [...coefficients].reverse().forEach((coefficient, i) => {
        sum = scope(`tap${coefficients.length - 1 - i}`, () => {
          const { product } = named({ product: x_1.mul(lit(coefficient, sint(coefficientBits))).extend(width) });
          const { partial } = registered({ partial: sum ? sum.add(product) : product }, { init: { partial: 0 } });
          return partial;
        });
      });
      y.set(sum!);
    },
  );
};
