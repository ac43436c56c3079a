import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exponential, logarithm, power, sineAndCosine } from '../exact-math.ts';

const relative = (actual: number, expected: number) => Math.abs(actual - expected) / Math.abs(expected);

test('logarithms, exponentials and powers are right to a few units in the last place', () =>
  fc.assert(
    fc.property(
      fc.double({ min: 1e-300, max: 1e300, noNaN: true }),
      fc.double({ min: -690, max: 690, noNaN: true }),
      fc.integer({ min: 0, max: 20 }),
      (x, e, step) => {
        expect(Math.abs(logarithm(x) - Math.log(x))).toBeLessThanOrEqual(5e-16 * Math.max(Math.abs(Math.log(x)), 1));
        expect(relative(exponential(e), Math.exp(e))).toBeLessThan(2e-15);
        const small = Math.exp(e / 60);
        expect(relative(power(small, step / 20), small ** (step / 20))).toBeLessThan(1e-14);
      },
    ),
    { numRuns: 2000 },
  ));

test('sines and cosines are right at any position', () =>
  fc.assert(
    fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), (x) => {
      const { sine, cosine } = sineAndCosine(x);
      expect(Math.abs(sine - Math.sin(x))).toBeLessThan(1e-15);
      expect(Math.abs(cosine - Math.cos(x))).toBeLessThan(1e-15);
    }),
    { numRuns: 2000 },
  ));

test('their bits are written down: every Node has the same', () => {
  const bits = (...values: number[]) => Buffer.from(Float64Array.from(values).buffer).toString('hex');
  const { sine, cosine } = sineAndCosine(12345.678);
  expect(bits(power(0.37, 0.35), power(1234.5, -0.9375), logarithm(3), exponential(-2.5), sine, cosine)).toBe(
    '5ab895006e98e63f4c316c3e5bb5543f0b03ad7aea93f13f25f494c08503b53fa5740989d587e6bfb824be3b4cb9e63f',
  );
});
