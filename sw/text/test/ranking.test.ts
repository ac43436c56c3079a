import fc from 'fast-check';
import { expect, test } from 'vitest';
import { argmax, byScore } from '../ranking.ts';

/** Equal ones, zeros of both signs, infinities, and no numbers at all. */
const score = fc.oneof(
  fc.float({ noNaN: false }),
  fc.constantFrom(0, -0, 1, -1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e-45, -1e-45),
);
const scores = fc.oneof(
  fc.array(score, { minLength: 1, maxLength: 40 }),
  fc
    .array(score, { minLength: 1, maxLength: 20 })
    .map((few) => Array.from({ length: 5000 }, (_, i) => few[i % few.length])),
);

test('tokens come by falling score, the lowest of equal ones first', () => {
  fc.assert(
    fc.property(scores, fc.float({ noNaN: true }), (values, least) => {
      const expected = values
        .map((value, token) => ({ value, token }))
        .filter(({ value }) => !Number.isNaN(value) && value >= least)
        .sort((a, b) => (a.value === b.value ? a.token - b.token : b.value - a.value));
      const found = byScore(Float32Array.from(values), (each) => each >= least);
      expect([...found]).toEqual(expected.map(({ token }) => token));
    }),
  );
});

test('the largest is the first of them', () => {
  fc.assert(
    fc.property(scores, (values) => {
      const array = Float32Array.from(values);
      const [first] = byScore(array, () => true);
      expect(argmax(array)).toBe(first ?? 0);
    }),
  );
});
