import { foldLanes } from './activations.ts';
import { f32, f32Lanes, f32x4, type I32, i32, select, type V128, v128 } from './assembler/expressions.ts';
import type { Fn, Local } from './assembler/module.ts';
import { exponential } from './exponential.ts';
import { kernel } from './kernel.ts';

/**
 * The KV cache of a layer, in FP32. Values lie as [position][kvHead][headDim]; keys as [tile][kvHead][headDim][8], tiles
 * of 8 positions, so that the scores of 8 positions are had without a horizontal sum.
 */
export const KEY_TILE = 8;
const KEY_TILE_BYTES = 4 * KEY_TILE;

/** Query rows that share the loads of keys and values. */
const ROWS = 4;

/** Scores of one block of rows need this much of a thread's scratch memory. */
export const scoreBytes = (positions: number): number => 4 * ROWS * positions;

/** Writes keys and values [T, kvHeads · headDim] of token `chunk` at position `start + chunk`. */
export const extendCacheKernel = kernel(
  'extend-cache',
  { k: 'i32', v: 'i32', keys: 'i32', values: 'i32', kvHeads: 'i32', headDim: 'i32', start: 'i32' },
  (fn, { k, v, keys, values, kvHeads, headDim, start }, token) => {
    const rowBytes = fn.local(i32.shl(i32.mul(kvHeads, headDim), i32.const(2)));
    const position = fn.local(i32.add(start, token));
    const source = fn.local(i32.mul(token, rowBytes));
    const tile = i32.mul(i32.and(position, i32.const(-KEY_TILE)), rowBytes);
    const within = i32.shl(i32.and(position, i32.const(KEY_TILE - 1)), i32.const(2));
    const key = fn.local(i32.add(keys, i32.add(tile, within)));
    const value = fn.local(i32.add(values, i32.mul(position, rowBytes)));
    fn.for(i32.const(0), rowBytes, 4, (offset) => {
      const from = fn.local(i32.add(source, offset));
      fn.do(f32.store(key, f32.load(i32.add(k, from))));
      fn.do(f32.store(i32.add(value, offset), f32.load(i32.add(v, from))));
      key.set(i32.add(key, i32.const(KEY_TILE_BYTES)));
    });
  },
);

/**
 * Causal grouped-query attention: q, y [T, heads · headDim] at positions `start` … `start + T − 1` against the cache.
 * The rows of a KV head are its query heads at every token, in blocks of four: in decoding the heads share the loads
 * of keys and values, in prefill the tokens do.
 */
export const attentionKernel = (fma: boolean) =>
  kernel(
    'attention',
    {
      q: 'i32', y: 'i32', keys: 'i32', values: 'i32', heads: 'i32', kvHeads: 'i32', headDim: 'i32', start: 'i32',
      tokens: 'i32', scale: 'f32', blocksPerHead: 'i32', blocksPerChunk: 'i32',
    }, // biome-ignore format: a list of names
    (fn, args, chunk, scratch) => {
      const { q, y, keys, values, heads, kvHeads, headDim, start, tokens, scale } = args;
      const group = fn.local(i32.divU(heads, kvHeads));
      const lastRow = fn.local(i32.sub(i32.mul(tokens, group), i32.const(1)));
      const headBytes = fn.local(i32.shl(headDim, i32.const(2)));
      const positionBytes = fn.local(i32.mul(kvHeads, headBytes));
      const first = fn.local(i32.mul(chunk, args.blocksPerChunk));
      const end = fn.local(i32.add(first, args.blocksPerChunk));
      const blocks = fn.local(i32.mul(kvHeads, args.blocksPerHead));
      fn.if(i32.gtU(end, blocks), () => end.set(blocks));

      fn.for(first, end, 1, (block) => {
        const kvHead = fn.local(i32.divU(block, args.blocksPerHead));
        const firstRow = i32.mul(i32.sub(block, i32.mul(kvHead, args.blocksPerHead)), i32.const(ROWS));
        const row = fn.local(firstRow);
        const headKeys = fn.local(i32.add(keys, i32.mul(kvHead, i32.mul(headBytes, i32.const(KEY_TILE)))));
        const headValues = fn.local(i32.add(values, i32.mul(kvHead, headBytes)));

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
        const scoreRowBytes = fn.local(i32.mul(tiles, i32.const(KEY_TILE_BYTES)));
        const scores = rows.map((_, i) => fn.local(i32.add(scratch, i32.mul(scoreRowBytes, i32.const(i)))));

        const queries = rows.map(({ offset }) => fn.local(i32.add(q, offset)));
        scoreTiles(fn, fma, queries, headKeys, headBytes, positionBytes, scores, scoreRowBytes);
        const inverses = rows.map((r, i) => softmaxRow(fn, scores[i], r.limit, scoreRowBytes, scale));
        const targets = rows.map(({ offset }) => fn.local(i32.add(y, offset)));
        mixValues(fn, fma, scores, inverses, headValues, headBytes, positionBytes, limit, targets);
      });
    },
  );

const multiplyAdd = (fma: boolean, a: V128, b: V128, sum: V128): V128 =>
  fma ? f32x4.relaxedMadd(a, b, sum) : f32x4.add(sum, f32x4.mul(a, b));

/** q · k of four queries against every tile of 8 positions. */
function scoreTiles(
  fn: Fn,
  fma: boolean,
  queries: Local<'i32'>[],
  keys: Local<'i32'>,
  headBytes: I32,
  positionBytes: I32,
  scores: Local<'i32'>[],
  scoreRowBytes: I32,
): void {
  const tileKeys = fn.local(keys);
  const key = fn.local(keys);
  fn.for(i32.const(0), scoreRowBytes, KEY_TILE_BYTES, (tile) => {
    key.set(tileKeys);
    tileKeys.set(i32.add(tileKeys, i32.mul(positionBytes, i32.const(KEY_TILE))));
    const sums = queries.map(() => [fn.local(f32Lanes(0)), fn.local(f32Lanes(0))]);
    fn.for(i32.const(0), headBytes, 4, (at) => {
      const k = [fn.local(v128.load(key)), fn.local(v128.load(key, 16))];
      for (const [r, query] of queries.entries()) {
        const element = fn.local(v128.load32Splat(i32.add(query, at)));
        for (const half of [0, 1]) sums[r][half].set(multiplyAdd(fma, element, k[half], sums[r][half]));
      }
      key.set(i32.add(key, i32.const(KEY_TILE_BYTES)));
    });
    for (const [r, row] of scores.entries()) {
      const at = fn.local(i32.add(row, tile));
      for (const half of [0, 1]) fn.do(v128.store(at, sums[r][half], 16 * half));
    }
  });
}

/** scores → e^(scale · (score − largest)) on the first `limit` positions, next to nothing behind; 1 / their sum. */
function softmaxRow(fn: Fn, row: I32, limit: I32, rowBytes: I32, scale: Local<'f32'>): Local<'f32'> {
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
    fn.do(v128.store(at, p));
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
  values: I32,
  headBytes: I32,
  positionBytes: I32,
  limit: I32,
  targets: Local<'i32'>[],
): void {
  const scoreEnd = fn.local(i32.shl(limit, i32.const(2)));
  fn.for(i32.const(0), headBytes, 32, (element) => {
    const sums = targets.map(() => [fn.local(f32Lanes(0)), fn.local(f32Lanes(0))]);
    const value = fn.local(i32.add(values, element));
    fn.for(i32.const(0), scoreEnd, 4, (at) => {
      const v = [fn.local(v128.load(value)), fn.local(v128.load(value, 16))];
      for (const [r, row] of probabilities.entries()) {
        const p = fn.local(v128.load32Splat(i32.add(row, at)));
        for (const half of [0, 1]) sums[r][half].set(multiplyAdd(fma, p, v[half], sums[r][half]));
      }
      value.set(i32.add(value, positionBytes));
    });
    const isWhole = fn.local(i32.geU(headBytes, i32.add(element, i32.const(32))));
    for (const [r, target] of targets.entries()) {
      // A head whose size is no multiple of 8 ends in a part; the weights of its row, no longer needed, make room.
      const at = fn.local(select(isWhole, i32.add(target, element), probabilities[r]));
      const inverse = fn.local(f32x4.splat(inverses[r]));
      for (const half of [0, 1]) fn.do(v128.store(at, f32x4.mul(sums[r][half], inverse), 16 * half));
      fn.if(i32.eqz(isWhole), () => {
        fn.for(element, headBytes, 4, (place) => {
          fn.do(f32.store(i32.add(target, place), f32.load(i32.add(at, i32.sub(place, element)))));
        });
      });
    }
  });
}
