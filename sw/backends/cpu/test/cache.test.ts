import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { REFERENCE_OPERATORS as reference } from '../../../decoder/operators.ts';
import { HALF_TO_FLOAT } from '../../../model/half.ts';
import type { KvCache } from '../../../port/kv-cache.ts';
import { CACHE_KINDS, type CacheKind } from '../../../port/kv-cache.ts';
import { engineArrays } from '../arrays.ts';
import { KEY_TILE } from '../decoder/attention.ts';
import { engineOperators } from '../operators.ts';
import { openEngine, SIMD_KINDS } from './setting.ts';

const size = (max: number) => fc.integer({ min: 1, max });
/** Numbers as attention meets them, and any others. */
const numbers = (length: number) =>
  fc.array(fc.oneof(fc.float({ min: -8, max: 8, noNaN: true }), fc.float()), { minLength: length, maxLength: length });

/** Every number of binary16, those halfway between two of them, and their neighbours in float32. */
const AROUND_HALVES = Float32Array.from({ length: 4 * 0x10000 }, (_, i) => {
  const [half, next] = [HALF_TO_FLOAT[i >> 2], HALF_TO_FLOAT[((i >> 2) + 1) & 0xffff]];
  const middle = Number.isFinite(half) && Number.isFinite(next) ? (half + next) / 2 : half;
  return [half, middle, middle * (1 - 2 ** -23), middle * (1 + 2 ** -23)][i & 3];
});

describe.each(SIMD_KINDS)('%s SIMD', (simd) => {
  const engine = openEngine(simd, 2);
  const ours = engineOperators(engine, engineArrays(engine));
  afterAll(() => engine.close());

  /** What attention makes of a single position is its values as they read back: its weight is 1. */
  const readBack = (kind: CacheKind, values: Float32Array, headDim: number): Float32Array[] =>
    [ours, reference].map((operators) => {
      const cache = operators.createCache(1, 1, values.length, kind, headDim);
      const zeros = new Float32Array(values.length);
      const heads = values.length / headDim;
      return operators.attention(zeros, cache.extend(0, zeros, values), { heads, kvHeads: heads, headDim });
    });

  test.each(CACHE_KINDS)('numbers of %s read back as in the reference, to the bit', (kind) =>
    fc.assert(
      fc.property(
        fc
          .tuple(size(4), size(40))
          .chain(([heads, headDim]) => fc.tuple(numbers(heads * headDim), fc.constant(headDim))),
        ([values, headDim]) => {
          const [actual, expected] = readBack(kind, Float32Array.from(values), headDim);
          expect(actual).toEqual(expected);
        },
      ),
      { numRuns: 100 },
    ),
  );

  test('binary16 is read as it is, and rounded to even when written: all of its numbers, and those around', () => {
    const [actual, expected] = readBack('fp16', AROUND_HALVES, 1024);
    expect(actual).toEqual(expected);
    expect(actual[4 * 0x7c00]).toBe(Number.POSITIVE_INFINITY);
    expect(actual[4 * 0x8001]).toBe(-(2 ** -24));
  });

  const parts = fc.record({
    kvHeads: size(3),
    headDim: size(12),
    batches: fc.array(size(11), { minLength: 1, maxLength: 3 }),
  });
  const random = (length: number) => Float32Array.from({ length }, (_, i) => Math.sin(1 + 7.3 * i * i) * 3);
  const filled = (cache: KvCache, width: number, batches: readonly number[]): number => {
    for (const tokens of batches) {
      const x = random((cache.length + tokens) * width).subarray(cache.length * width);
      for (const layer of [0, 1]) {
        cache.extend(
          layer,
          x,
          x.map((value) => value * (layer + 2)),
        );
      }
      cache.advance(tokens);
    }
    return cache.length;
  };

  test.each(CACHE_KINDS)('%s keeps the bytes of the reference, keys in tiles', (kind) =>
    fc.assert(
      fc.property(parts, ({ kvHeads, headDim, batches }) => {
        const width = kvHeads * headDim;
        const [actual, expected] = [ours, reference].map((operators) => {
          const cache = operators.createCache(2, 40, width, kind, headDim);
          return cache.stored(filled(cache, width, batches));
        });
        const positions = batches.reduce((sum, tokens) => sum + tokens, 0);
        const bytes = { fp32: 4, fp16: 2, int8: 1 }[kind];
        const perLayer = kind === 'int8' ? 2 + 2 * kvHeads : 2;
        for (const layer of [0, 1]) {
          const own = actual.slice(layer * perLayer, (layer + 1) * perLayer);
          for (let position = 0; position < positions; position++) {
            const [tile, within] = [Math.floor(position / KEY_TILE) * KEY_TILE, position % KEY_TILE];
            for (let i = 0; i < width; i++) {
              const place = (position * width + i) * bytes;
              const key = (tile * width + KEY_TILE * i + within) * bytes;
              const reference = [0, kind === 'int8' ? 2 : 1].map(
                (j) => expected[layer * (kind === 'int8' ? 4 : 2) + j],
              );
              expect(own[0].subarray(key, key + bytes)).toEqual(reference[0].subarray(place, place + bytes));
              expect(own[1].subarray(place, place + bytes)).toEqual(reference[1].subarray(place, place + bytes));
            }
            if (kind !== 'int8') {
              continue;
            }
            for (const [side, steps] of [1, 3].entries()) {
              for (let head = 0; head < kvHeads; head++) {
                const from = 4 * (position * kvHeads + head);
                expect(own[2 + side * kvHeads + head].subarray(4 * position, 4 * position + 4)).toEqual(
                  expected[4 * layer + steps].subarray(from, from + 4),
                );
              }
            }
          }
        }
      }),
      { numRuns: 20 },
    ),
  );

  test.each(CACHE_KINDS)('a cache of %s filled with what another one stored goes on like it', (kind) =>
    fc.assert(
      fc.property(parts, ({ kvHeads, headDim, batches }) => {
        const width = kvHeads * headDim;
        const caches = [40, 40].map((capacity) => ours.createCache(2, capacity, width, kind, headDim));
        const length = filled(caches[0], width, batches);
        caches[1].advance(length);
        for (const [i, part] of caches[1].stored(length).entries()) {
          part.set(caches[0].stored(length)[i]);
        }
        const x = random(3 * width);
        for (const layer of [0, 1]) {
          const [first, second] = caches.map((cache) =>
            ours.attention(x, cache.extend(layer, x, x), { heads: kvHeads, kvHeads, headDim }).slice(),
          );
          expect(second).toEqual(first);
        }
      }),
      { numRuns: 20 },
    ),
  );
});
