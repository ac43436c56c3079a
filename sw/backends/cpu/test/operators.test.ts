import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { REFERENCE_OPERATORS } from '../../../decoder/operators.ts';
import { ropeRotation } from '../../../decoder/rope.ts';
import { floatToHalf } from '../../../model/half.ts';
import { CACHE_KINDS } from '../../../port/kv-cache.ts';
import type { Operators } from '../../../port/operators.ts';
import { lcg } from '../../../testing/arbitrary.ts';
import { engineArrays } from '../arrays.ts';
import { engineOperators } from '../operators.ts';
import { openEngine, SIMD_KINDS } from './setting.ts';

/** Values between −size and size. */
function random(length: number, seed: number, size = 2): Float32Array {
  const next = lcg(seed);
  return Float32Array.from({ length }, () => (next() * 2 - 1) * size);
}

/** Every value within `steps` units in the last place of the largest one expected. */
function expectClose(actual: Float32Array, expected: ArrayLike<number>, steps: number): void {
  const largest = Math.max(1e-30, ...Array.from(expected, Math.abs));
  expect(actual.length).toBe(expected.length);
  const worst = Math.max(...Array.from(expected, (value, i) => Math.abs(value - actual[i])));
  expect(worst).toBeLessThanOrEqual(steps * largest * 2 ** -23);
}

const reference = REFERENCE_OPERATORS;
const size = (max: number) => fc.integer({ min: 1, max });

for (const simd of SIMD_KINDS) {
  describe(`${simd} SIMD`, () => {
    const engines = [1, 2].map((threads) => openEngine(simd, threads));
    const operators = engines.map((engine) => engineOperators(engine, engineArrays(engine)));
    const either = fc.constantFrom(...operators);
    afterAll(() => Promise.all(engines.map((engine) => engine.close())));

    test('RMSNorm', () =>
      fc.assert(
        fc.property(either, size(9), size(300), fc.nat(), (ours, tokens, width, seed) => {
          const x = random(tokens * width, seed, 10);
          const weight = random(width, seed + 1);
          expectClose(ours.rmsNorm(x, weight, 1e-6), reference.rmsNorm(x, weight, 1e-6), 16);
        }),
        { numRuns: 30 },
      ));

    test('SiLU · mul, also where the gate is far from zero', () =>
      fc.assert(
        fc.property(either, size(5000), fc.constantFrom(2, 30, 200), fc.nat(), (ours, length, magnitude, seed) => {
          const gate = random(length, seed, magnitude);
          const up = random(length, seed + 1);
          expectClose(ours.siluMultiply(gate, up), reference.siluMultiply(gate, up), 16);
        }),
        { numRuns: 30 },
      ));

    test('residual sums and biases are exact, wherever the arrays lie', () =>
      fc.assert(
        fc.property(either, size(5), size(2000), fc.nat(), fc.boolean(), (ours, tokens, width, seed, inside) => {
          const values = random(tokens * width, seed);
          const y = random(tokens * width, seed + 1);
          const bias = random(width, seed + 2);
          const expected = values.slice();
          reference.addResidual(expected, y);
          reference.addBias(expected, bias);
          const x = inside ? ours.newArray(values.length) : new Float32Array(values.length);
          x.set(values);
          ours.addResidual(x, y);
          ours.addBias(x, bias);
          expect(x).toEqual(expected);
        }),
        { numRuns: 30 },
      ));

    test.each(['half', 'interleaved'] as const)('RoPE, %s', (form) =>
      fc.assert(
        fc.property(either, size(6), size(5), size(40), fc.nat(5000), (ours, tokens, heads, pairs, start) => {
          const frequencies = Float64Array.from({ length: pairs }, (_, i) => 10000 ** (-i / pairs));
          const rotation = ropeRotation({ form, theta: 10000, scaling: null }, frequencies, start, tokens);
          const x = random(tokens * heads * pairs * 2, start);
          const expected = x.slice();
          reference.rope(expected, heads, rotation);
          ours.rope(x, heads, rotation);
          expectClose(x, expected, 4);
        }),
        { numRuns: 30 },
      ),
    );

    test.each(CACHE_KINDS)('attention over a cache of %s, in parts, with grouped heads of any size', (kind) =>
      fc.assert(
        fc.property(
          either,
          fc.record({ kvHeads: size(3), group: size(8), headDim: size(40), seed: fc.nat() }),
          fc.array(size(19), { minLength: 1, maxLength: 4 }),
          (ours, { kvHeads, group, headDim, seed }, parts) => {
            const shape = { heads: kvHeads * group, kvHeads, headDim };
            const width = kvHeads * headDim;
            const capacity = parts.reduce((sum, tokens) => sum + tokens, 0);
            const caches = [ours, reference].map((o) => o.createCache(2, capacity, width, kind, headDim));
            for (const [i, tokens] of parts.entries()) {
              const q = random(tokens * shape.heads * headDim, seed + i, 3);
              const [k, v] = [1, 2].map((j) => random(tokens * width, seed + 10 * j + i, 3));
              for (const layer of [0, 1]) {
                const [actual, expected] = [ours, reference].map((o, j) =>
                  o.attention(q, caches[j].extend(layer, k, v), shape),
                );
                expectClose(actual, expected, 200);
              }
              for (const cache of caches) {
                cache.advance(tokens);
              }
            }
          },
        ),
        { numRuns: 40 },
      ),
    );

    test('attention of texts side by side has the bits of each alone, whatever their caches are', () => {
      const text = fc.record({ kind: fc.constantFrom(...CACHE_KINDS), before: fc.nat(20), tokens: size(9) });
      const shapes = fc.record({ kvHeads: size(3), group: size(4), headDim: size(40), seed: fc.nat() });
      const subjects = fc.constantFrom<Omit<Operators, 'rowReader'>>(...operators, reference);
      fc.assert(
        fc.property(
          subjects,
          shapes,
          fc.array(text, { minLength: 1, maxLength: 5 }),
          (ours, { kvHeads, group, headDim, seed }, texts) => {
            const shape = { heads: kvHeads * group, kvHeads, headDim };
            const width = kvHeads * headDim;
            const inputs = texts.map(({ kind, before, tokens }, i) => {
              const cache = ours.createCache(1, before + tokens, width, kind, headDim);
              const some = (count: number, j: number) => random(count * width, seed + 10 * i + j, 3);
              if (before > 0) {
                cache.extend(0, some(before, 1), some(before, 2));
                cache.advance(before);
              }
              const q = random(tokens * shape.heads * headDim, seed + 10 * i + 5, 3);
              return { q, tokens, cached: cache.extend(0, some(tokens, 3), some(tokens, 4)) };
            });
            const alone = inputs.map(({ q, cached }) => ours.attention(q, cached, shape).slice());
            const together = Float32Array.from(inputs.flatMap(({ q }) => [...q]));
            ours.attentionTogether(together, inputs, shape);
            expect(together).toEqual(Float32Array.from(alone.flatMap((rows) => [...rows])));
          },
        ),
        { numRuns: 40 },
      );
    });

    test.each([16, 32])('dense matrices of %i bits', (bits) =>
      fc.assert(
        fc.property(either, size(90), size(70), size(4), fc.nat(), (ours, n, k, tokens, seed) => {
          const weights = random(n * k, seed);
          const dense = bits === 32 ? weights : Uint16Array.from(weights, floatToHalf);
          const x = random(tokens * k, seed + 1);
          const expected = reference.multiplyDense({ n, k, dense }, x, tokens);
          const actual = ours.multiplyDense({ n, k, dense }, x, tokens);
          const magnitudes = reference.multiplyDense({ n, k, dense: weights.map(Math.abs) }, x.map(Math.abs), tokens);
          for (const [i, value] of actual.entries()) {
            expect(Math.abs(value - expected[i])).toBeLessThanOrEqual(1.01 * k * 2 ** -24 * magnitudes[i]);
          }
        }),
        { numRuns: 30 },
      ),
    );

    test('a cache larger than there is room for is refused', () => {
      expect(() => operators[0].createCache(1, 200_000, 64)).toThrow('room for 131072');
    });
  });
}
