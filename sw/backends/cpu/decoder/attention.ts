import type { CacheKind } from '../../../port/kv-cache.ts';
import { f32, f32Lanes, f32x4, f64, type I32, i32, select, type V128, v128 } from '../assembler/expressions.ts';
import type { Fn, Local } from '../assembler/module.ts';
import { kernel } from '../kernel.ts';
import { foldLanes } from '../products/activations.ts';
import { loadRecord } from '../records.ts';
import { CACHE_NUMBERS, type CacheNumber, headStep } from './cache-numbers.ts';
import { exponential } from './exponential.ts';

/**
 * The KV cache of a layer. Values lie as [position][kvHead][headDim]; keys as [tile][kvHead][headDim][8], tiles
 * of 8 positions, so that the scores of 8 positions are had without a horizontal sum. Numbers of 8 bits are multiples
 * of a step for each head of a position, in FP32, [kvHead][room], the room being the capacity filled up to tiles.
 */
export const KEY_TILE = 8;
/** What the scores of a tile take, or its steps. */
const SCORE_TILE_BYTES = 4 * KEY_TILE;

/** Where a layer's cache lies. */
const CACHE_FIELDS = {
  keys: 'i32', values: 'i32', keySteps: 'i32', valueSteps: 'i32', room: 'i32', kvHeads: 'i32', headDim: 'i32',
} as const; // biome-ignore format: a list of names

/** Query rows that share the loads of keys and values. */
const ROWS = 4;

/** Scores of one block of rows need this much of a thread's scratch memory. */
export const scoreBytes = (positions: number): number => 4 * ROWS * positions;

/** Writes keys and values [T, kvHeads · headDim] of token `chunk` at position `start + chunk`. */
export const extendCacheKernel = (kind: CacheKind) =>
  kernel(
    `extend-cache-${kind}`,
    { k: 'i32', v: 'i32', ...CACHE_FIELDS, start: 'i32' },
    (fn, { k, v, keys, values, keySteps, valueSteps, room, kvHeads, headDim, start }, token) => {
      const number = CACHE_NUMBERS[kind];
      const headBytes = fn.local(i32.shl(headDim, i32.const(2)));
      const width = fn.local(i32.mul(kvHeads, headDim));
      const position = fn.local(i32.add(start, token));
      const source = fn.local(i32.mul(token, i32.shl(width, i32.const(2))));
      const tile = i32.mul(i32.and(position, i32.const(-KEY_TILE)), width);
      const within = i32.and(position, i32.const(KEY_TILE - 1));
      const key = fn.local(i32.add(keys, i32.mul(i32.add(tile, within), i32.const(number.bytes))));
      const value = fn.local(i32.add(values, i32.mul(i32.mul(position, width), i32.const(number.bytes))));
      fn.for(i32.const(0), kvHeads, 1, (head) => {
        const heads = [k, v].map((from) => fn.local(i32.add(from, source)));
        const steps = heads.map((from) => (kind === 'int8' ? headStep(fn, from, headBytes) : f64.const(1)));
        if (kind === 'int8') {
          const place = fn.local(i32.shl(i32.add(i32.mul(head, room), position), i32.const(2)));
          for (const [i, at] of [keySteps, valueSteps].entries()) {
            fn.do(f32.store(i32.add(at, place), f32.demoteF64(steps[i])));
          }
        }
        fn.for(i32.const(0), headBytes, 4, (offset) => {
          for (const [i, at] of [key, value].entries()) {
            const x = fn.local(f32.load(i32.add(heads[i], offset)));
            fn.do(number.store(fn, at, x, steps[i]));
          }
          key.set(i32.add(key, i32.const(KEY_TILE * number.bytes)));
          value.set(i32.add(value, i32.const(number.bytes)));
        });
        source.set(i32.add(source, headBytes));
      });
    },
  );

/**
 * What a text has of a job of attention: rows of q and y [tokens, heads · headDim] at positions from `start` on, and
 * its cache.
 */
export const TEXT_FIELDS = [
  'firstChunk', 'q', 'y', 'start', 'tokens', 'keys', 'values', 'keySteps', 'valueSteps', 'room', 'blocksPerHead', 'blocksPerChunk',
] as const; // biome-ignore format: a list of names
export type TextRecord = Record<(typeof TEXT_FIELDS)[number], number>;

/**
 * Causal grouped-query attention of texts side by side, each against its own cache. The rows of a KV head are its query
 * heads at every token, in blocks of four: in decoding the heads share the loads of keys and values, in prefill the
 * tokens do.
 */
export const attentionKernel = (kind: CacheKind, fma: boolean) =>
  kernel(
    `attention-${kind}`,
    { texts: 'i32', textCount: 'i32', heads: 'i32', kvHeads: 'i32', headDim: 'i32', scale: 'f32' },
    (fn, { texts, textCount, heads, kvHeads, headDim, scale }, chunk, scratch) => {
      const text = loadRecord(fn, TEXT_FIELDS, { records: texts, count: textCount }, chunk);
      const { q, y, start, tokens, keys, values } = text;
      const number = CACHE_NUMBERS[kind];
      const group = fn.local(i32.divU(heads, kvHeads));
      const lastRow = fn.local(i32.sub(i32.mul(tokens, group), i32.const(1)));
      const headBytes = fn.local(i32.shl(headDim, i32.const(2)));
      const cachedHeadBytes = fn.local(i32.mul(headDim, i32.const(number.bytes)));
      const positionBytes = fn.local(i32.mul(kvHeads, cachedHeadBytes));
      const first = fn.local(i32.mul(i32.sub(chunk, text.firstChunk), text.blocksPerChunk));
      const end = fn.local(i32.add(first, text.blocksPerChunk));
      const blocks = fn.local(i32.mul(kvHeads, text.blocksPerHead));
      fn.if(i32.gtU(end, blocks), () => end.set(blocks));

      fn.for(first, end, 1, (block) => {
        const kvHead = fn.local(i32.divU(block, text.blocksPerHead));
        const firstRow = i32.mul(i32.sub(block, i32.mul(kvHead, text.blocksPerHead)), i32.const(ROWS));
        const row = fn.local(firstRow);
        const headKeys = fn.local(i32.add(keys, i32.mul(kvHead, i32.mul(cachedHeadBytes, i32.const(KEY_TILE)))));
        const headValues = fn.local(i32.add(values, i32.mul(kvHead, cachedHeadBytes)));
        const headSteps = [text.keySteps, text.valueSteps].map((steps) =>
          kind === 'int8' ? fn.local(i32.add(steps, i32.shl(i32.mul(kvHead, text.room), i32.const(2)))) : undefined,
        );

        // A block that reaches behind the last row does that row again: the same results to the same place.
        const rows = Array.from({ length: ROWS }, (_, i) => {
          const index = fn.local(i32.add(row, i32.const(i)));
          fn.if(i32.gtU(index, lastRow), () => index.set(lastRow));
          const token = fn.local(i32.divU(index, group));
          const head = i32.add(i32.mul(kvHead, group), i32.sub(index, i32.mul(token, group)));
          const offset = fn.local(i32.mul(i32.add(i32.mul(token, heads), head), headBytes));
          return { offset, limit: fn.local(i32.add(i32.add(start, token), i32.const(1))) };
        });
        const limit = rows[ROWS - 1].limit;
        const tiles = i32.shrU(i32.add(limit, i32.const(KEY_TILE - 1)), i32.const(3));
        const scoreRowBytes = fn.local(i32.mul(tiles, i32.const(SCORE_TILE_BYTES)));
        const scores = rows.map((_, i) => fn.local(i32.add(scratch, i32.mul(scoreRowBytes, i32.const(i)))));

        const queries = rows.map(({ offset }) => fn.local(i32.add(q, offset)));
        const cachedKeys = { number, at: headKeys, positionBytes, steps: headSteps[0] };
        scoreTiles(fn, fma, queries, cachedKeys, headBytes, scores, scoreRowBytes);
        const inverses = rows.map((r, i) => softmaxRow(fn, scores[i], r.limit, scoreRowBytes, scale, headSteps[1]));
        const targets = rows.map(({ offset }) => fn.local(i32.add(y, offset)));
        mixValues(fn, fma, scores, inverses, { number, at: headValues, positionBytes }, headBytes, limit, targets);
      });
    },
  );

/** Keys or values of a head in the cache. */
interface CachedHead {
  readonly number: CacheNumber;
  readonly at: Local<'i32'>;
  readonly positionBytes: I32;
  /** [positions], where numbers are multiples of them. */
  readonly steps?: Local<'i32'>;
}

const multiplyAdd = (fma: boolean, a: V128, b: V128, sum: V128): V128 =>
  fma ? f32x4.relaxedMadd(a, b, sum) : f32x4.add(sum, f32x4.mul(a, b));

/** q · k of four queries against every tile of 8 positions. */
function scoreTiles(
  fn: Fn,
  fma: boolean,
  queries: Local<'i32'>[],
  keys: CachedHead,
  headBytes: I32,
  scores: Local<'i32'>[],
  scoreRowBytes: I32,
): void {
  const { number, at: first, positionBytes, steps } = keys;
  const tileKeys = fn.local(first);
  const key = fn.local(first);
  fn.for(i32.const(0), scoreRowBytes, SCORE_TILE_BYTES, (tile) => {
    key.set(tileKeys);
    tileKeys.set(i32.add(tileKeys, i32.mul(positionBytes, i32.const(KEY_TILE))));
    const sums = queries.map(() => [fn.local(f32Lanes(0)), fn.local(f32Lanes(0))]);
    fn.for(i32.const(0), headBytes, 4, (at) => {
      const k = number.load8(fn, key).map((lanes) => fn.local(lanes));
      for (const [r, query] of queries.entries()) {
        const element = fn.local(v128.load32Splat(i32.add(query, at)));
        for (const half of [0, 1]) {
          sums[r][half].set(multiplyAdd(fma, element, k[half], sums[r][half]));
        }
      }
      key.set(i32.add(key, i32.const(KEY_TILE * number.bytes)));
    });
    if (steps) {
      const at = fn.local(i32.add(steps, tile));
      for (const half of [0, 1]) {
        const step = fn.local(v128.load(at, 16 * half));
        for (const sum of sums) {
          sum[half].set(f32x4.mul(sum[half], step));
        }
      }
    }
    for (const [r, row] of scores.entries()) {
      const at = fn.local(i32.add(row, tile));
      for (const half of [0, 1]) {
        fn.do(v128.store(at, sums[r][half], 16 * half));
      }
    }
  });
}

/**
 * scores → e^(scale · (score − largest)) on the first `limit` positions, next to nothing behind, each times its value's
 * step, where there are steps; 1 / the sum without them.
 */
function softmaxRow(
  fn: Fn,
  row: I32,
  limit: I32,
  rowBytes: I32,
  scale: Local<'f32'>,
  steps?: Local<'i32'>,
): Local<'f32'> {
  const end = fn.local(i32.add(row, rowBytes));
  fn.for(i32.add(row, i32.shl(limit, i32.const(2))), end, 4, (at) => {
    fn.do(f32.store(at, f32.const(Number.NEGATIVE_INFINITY)));
  });
  const largest = fn.local(v128.load(row));
  fn.for(row, end, 16, (at) => largest.set(f32x4.max(largest, v128.load(at))));
  largest.set(foldLanes(fn, f32x4.max, largest));
  const scales = fn.local(f32x4.splat(scale));
  const sum = fn.local(f32Lanes(0));
  fn.for(row, end, 16, (at) => {
    const p = exponential(fn, f32x4.mul(f32x4.sub(v128.load(at), largest), scales));
    const step = steps && v128.load(i32.add(steps, i32.sub(at, row)));
    fn.do(v128.store(at, step ? f32x4.mul(p, step) : p));
    sum.set(f32x4.add(sum, p));
  });
  return fn.local(f32.div(f32.const(1), f32x4.extractLane(foldLanes(fn, f32x4.add, sum), 0)));
}

/** Σ p · v of four rows, eight elements of the head at a time. */
function mixValues(
  fn: Fn,
  fma: boolean,
  probabilities: Local<'i32'>[],
  inverses: Local<'f32'>[],
  values: CachedHead,
  headBytes: I32,
  limit: I32,
  targets: Local<'i32'>[],
): void {
  const { number, at: first, positionBytes } = values;
  const scoreEnd = fn.local(i32.shl(limit, i32.const(2)));
  fn.for(i32.const(0), headBytes, 32, (element) => {
    const sums = targets.map(() => [fn.local(f32Lanes(0)), fn.local(f32Lanes(0))]);
    const elementBytes = i32.mul(i32.shrU(element, i32.const(2)), i32.const(number.bytes));
    const value = fn.local(i32.add(first, elementBytes));
    fn.for(i32.const(0), scoreEnd, 4, (at) => {
      const v = number.load8(fn, value).map((lanes) => fn.local(lanes));
      for (const [r, row] of probabilities.entries()) {
        const p = fn.local(v128.load32Splat(i32.add(row, at)));
        for (const half of [0, 1]) {
          sums[r][half].set(multiplyAdd(fma, p, v[half], sums[r][half]));
        }
      }
      value.set(i32.add(value, positionBytes));
    });
    const isWhole = fn.local(i32.geU(headBytes, i32.add(element, i32.const(32))));
    for (const [r, target] of targets.entries()) {
      // A head whose size is no multiple of 8 ends in a part; the weights of its row, no longer needed, make room.
      const at = fn.local(select(isWhole, i32.add(target, element), probabilities[r]));
      const inverse = fn.local(f32x4.splat(inverses[r]));
      for (const half of [0, 1]) {
        fn.do(v128.store(at, f32x4.mul(sums[r][half], inverse), 16 * half));
      }
      fn.if(i32.eqz(isWhole), () => {
        fn.for(element, headBytes, 4, (place) => {
          fn.do(f32.store(i32.add(target, place), f32.load(i32.add(at, i32.sub(place, element)))));
        });
      });
    }
  });
}
