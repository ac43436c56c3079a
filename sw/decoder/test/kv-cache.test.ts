import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CACHE_KINDS, type CacheKind } from '../../port/kv-cache.ts';
import { randomActivations } from '../../testing/arbitrary.ts';
import { RowCache } from '../row-cache.ts';

const [WIDTH, HEAD] = [24, 8];

/** Largest error a kind may make in a head whose largest value is `largest`. */
const BOUND: Record<CacheKind, (largest: number) => number> = {
  fp32: () => 0,
  fp16: (largest) => largest * 2 ** -11 + 2 ** -25,
  int8: (largest) => (largest / 127) * 0.501,
};

describe.each(CACHE_KINDS)('%s', (kind) => {
  test('reads back what was stored, in every layer, whatever the batches', () =>
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 6 }),
        fc.nat(),
        (batches, seed) => {
          const positions = batches.reduce((sum, count) => sum + count, 0);
          const cache = new RowCache(2, positions, WIDTH, kind, HEAD);
          const stored = [0, 1].map((layer) =>
            randomActivations(positions * WIDTH, seed + layer).map((x) => x * 2 ** -12),
          );
          for (const count of batches) {
            const [start, end] = [cache.length * WIDTH, (cache.length + count) * WIDTH];
            for (const [layer, all] of stored.entries()) {
              const { keys, values } = cache.extend(
                layer,
                all.subarray(start, end),
                all.subarray(start, end).map((x) => -x),
              );
              expect(keys).toHaveLength(end);
              for (let head = 0; head < end; head += HEAD) {
                const original = all.subarray(head, head + HEAD);
                const bound = BOUND[kind](Math.max(...original.map(Math.abs)));
                for (const [i, x] of original.entries()) {
                  expect(Math.abs(keys[head + i] - x)).toBeLessThanOrEqual(bound);
                  expect(keys[head + i] + values[head + i]).toBe(0);
                }
              }
            }
            cache.advance(count);
          }
          expect(cache.length).toBe(positions);
        },
      ),
      { numRuns: 20 },
    ));
});

test('forgetting positions lets others take their place', () => {
  const cache = new RowCache(1, 4, 2);
  cache.extend(0, Float32Array.of(1, 2, 3, 4), new Float32Array(4));
  cache.advance(2);
  cache.truncate(1);
  expect([...cache.extend(0, Float32Array.of(9, 9), new Float32Array(2)).keys]).toEqual([1, 2, 9, 9]);
});
