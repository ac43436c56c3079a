import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { argmax } from '../ranking.ts';
import { createSampler, type SamplerOptions } from '../sampler.ts';

const logits = Float32Array.of(1, 3, 2, -1);
const base: SamplerOptions = { temperature: 1, seed: 0 };

/** How often each token is drawn. */
function frequencies(options: SamplerOptions, draws = 20_000, history: number[] = []): number[] {
  const sample = createSampler(options);
  const counts = [0, 0, 0, 0];
  for (let i = 0; i < draws; i++) {
    counts[sample.fromLogits(logits, history)]++;
  }
  return counts.map((count) => count / draws);
}

function softmaxOf(values: readonly number[]): number[] {
  const powers = values.map(Math.exp);
  return powers.map((power) => power / powers.reduce((sum, p) => sum + p, 0));
}

function expectClose(actual: number[], expected: number[]): void {
  // Four standard deviations of 20,000 draws are 0.014 at most.
  for (const [i, value] of expected.entries()) {
    expect(Math.abs(actual[i] - value)).toBeLessThan(0.015);
  }
}

test('temperature 0 takes the likeliest token, the first of equal ones', () => {
  expect(createSampler({ temperature: 0, seed: 1 }).fromLogits(logits, [])).toBe(1);
  expect(argmax(Float32Array.of(0, 5, 5, 5))).toBe(1);
});

describe('frequencies', () => {
  test('are the softmax of the logits', () => expectClose(frequencies(base), softmaxOf([...logits])));

  test('are those of scaled logits at another temperature', () =>
    expectClose(frequencies({ ...base, temperature: 2 }), softmaxOf([...logits].map((value) => value / 2))));

  test('leave out all but the k likeliest', () => {
    const [, b, c] = [...logits].map(Math.exp);
    expectClose(frequencies({ ...base, topK: 2 }), [0, b / (b + c), c / (b + c), 0]);
  });

  test('leave out what the nucleus does not need', () => {
    const [, p1, p2] = softmaxOf([...logits]);
    expectClose(frequencies({ ...base, topP: p1 - 0.01 }), [0, 1, 0, 0]);
    expectClose(frequencies({ ...base, topP: p1 + 0.01 }), [0, p1 / (p1 + p2), p2 / (p1 + p2), 0]);
  });

  test('leave out what is less than a share as likely as the likeliest, also of a list', () => {
    const [, p1, p2] = softmaxOf([...logits]);
    expectClose(frequencies({ ...base, minP: p2 / p1 + 0.01 }), [0, 1, 0, 0]);
    expectClose(frequencies({ ...base, minP: p2 / p1 - 0.01 }), [0, p1 / (p1 + p2), p2 / (p1 + p2), 0]);
    const listed = createSampler({ ...base, minP: p2 / p1 + 0.01 });
    const top = { indices: Uint32Array.of(1, 2, 0, 3), values: Float32Array.of(3, 2, 1, -1) };
    expect(Array.from({ length: 20 }, () => listed.fromTop(top, 4, []))).toEqual(Array(20).fill(1));
  });

  test('of tokens seen before go down with the penalty, whatever the sign of their logits', () =>
    expectClose(frequencies({ ...base, repetitionPenalty: 2 }, 20_000, [1, 3, 3]), softmaxOf([1, 3 / 2, 2, -1 * 2])));
});

test('a seed fixes the sequence, another seed gives another', () => {
  const draw = (seed: number) => {
    const sample = createSampler({ ...base, seed });
    return Array.from({ length: 40 }, () => sample.fromLogits(logits, []));
  };
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
});

test('any logits and options give a token of the vocabulary', () =>
  fc.assert(
    fc.property(
      fc.array(fc.float({ noNaN: true, min: -1000, max: 1000 }), { minLength: 1, maxLength: 50 }),
      fc.record({
        temperature: fc.double({ min: 0, max: 10, noNaN: true }),
        topK: fc.nat(60),
        topP: fc.double({ min: 0, max: 1, noNaN: true }),
        seed: fc.nat(),
        repetitionPenalty: fc.double({ min: 0.5, max: 3, noNaN: true }),
      }),
      (values, options) => {
        const token = createSampler(options).fromLogits(Float32Array.from(values), [0]);
        expect(token).toBeGreaterThanOrEqual(0);
        expect(token).toBeLessThan(values.length);
      },
    ),
  ));
