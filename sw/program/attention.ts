import type { Architecture } from '../model/schema.ts';
import { BEAT_BYTES, BLOCK, GROUP, groupBeats, keyGroups, MACRO_STRIPS, type PlacedCache } from './placement.ts';
import type { ListMatrix, ListRecord, ProductRecord, VectorRecord } from './records.ts';
import { MERGED_HEADS, SCALAR, scoreBeats, type VectorMemory } from './vector-memory.ts';

/** INT8 macro, as records name it. */
const INT8 = 2;
/** Positions of a block of keys' outputs, and of a group of values' inputs. */
const KEY_BLOCK = 32;
const VALUE_GROUP = 64;

/** A layer of a cache. */
type CachedLayer = PlacedCache['layers'][number];

/** Where keys, values and scales of a layer lie from the first position of a chunk on. */
export function chunkOf(
  { headDim }: Architecture,
  { kind, chunk }: PlacedCache,
  { keys, values, scales }: CachedLayer,
  index: number,
): CachedLayer {
  const macros = index * MACRO_STRIPS[INT8] * BEAT_BYTES;
  return {
    keys: keys + macros * (chunk / KEY_BLOCK) * keyGroups(headDim, kind),
    values: values + macros * (chunk / VALUE_GROUP),
    scales: scales + 2 * index * chunk,
  };
}

/** Query heads of one KV head and token, and the positions of one chunk. */
interface Step {
  readonly token: number;
  readonly kvHead: number;
  readonly first: number;
  readonly count: number;
  readonly chunk: number;
  /** Steps take turns with the scalars of their maxima: one is there before what is left of the one before is. */
  readonly maximum: number;
}

/** What of the vector memory a merge of chunks works with, from `memory.merge` on; each but the first a vector a head. */
const mergePlaces = (merge: number) => ({
  zeros: merge,
  /** Four beats of the maximum so far, four of a chunk's. */
  maxima: merge + BLOCK,
  sum: merge + BLOCK * (1 + MERGED_HEADS),
  chunkSum: merge + BLOCK * (1 + 2 * MERGED_HEADS),
  mixed: merge + BLOCK * (1 + 3 * MERGED_HEADS),
});

/**
 * Softmax(q · Kᵀ / √d) · V → attended, up to T query heads of one KV head and token at a time, over the chunks up to `chunk`, the only one whose
 * positions are by the list's context. The next heads' scores are on their way while the softmax of these is computed, and so on: products
 * and vector records are in the order in which their streams want them.
 */
export function compileAttention(
  name: string,
  architecture: Architecture,
  memory: VectorMemory,
  cache: PlacedCache,
  layer: CachedLayer,
  tokens: number,
  chunk: number,
): ListRecord[] {
  const { heads, kvHeads, headDim } = architecture;
  const list: ListRecord[] = [];
  const vector = (what: string, record: Omit<VectorRecord, 'kind' | 'name'>) =>
    list.push({ kind: 'vector', name: `${name} ${what}`, ...record });
  const product = (what: string, of: ListMatrix, record: Partial<ProductRecord>) =>
    list.push({ kind: 'product', name: `${name} ${what}`, matrix: of, vectors: tokens, ...record });

  const D = headDim / 4;
  const Q = heads * D;
  const A = groupBeats(heads * headDim);
  const group = heads / kvHeads;
  const places = Array.from({ length: chunk + 1 }, (_, index) => chunkOf(architecture, cache, layer, index));
  const isMerged = chunk > 0;
  const steps: Step[] = [];
  for (let token = 0; token < tokens; token++) {
    for (let kvHead = 0; kvHead < kvHeads; kvHead++) {
      for (let done = 0; done < group; done += memory.heads) {
        for (let index = 0; index <= chunk; index++) {
          steps.push({
            token,
            kvHead,
            first: kvHead * group + done,
            count: Math.min(memory.heads, group - done),
            chunk: index,
            maximum: isMerged && steps.length % 2 === 1 ? SCALAR.otherMaximum : SCALAR.maximum,
          });
        }
      }
    }
  }
  const scores = { at: memory.scores, vector: scoreBeats(cache) };
  const matrix = (address: number, stride: number, groups: number, blocks: number): ListMatrix => ({
    format: INT8,
    groups,
    blocks,
    weights: Array.from({ length: 4 }, (_, c) => address + c * stride * BEAT_BYTES),
  });
  /** A walk over the scores: a whole chunk's, or as far as the context goes. */
  const positions = ({ chunk: index, token }: Step, beats: number) =>
    index < chunk
      ? ({ beats, steps: cache.chunk / (4 * beats) } as const)
      : ({ beats, steps: 'context', masked: true, offset: token } as const);

  const query = ({ token, first, count }: Step) => {
    const wide = cache.kind === 'k16v8';
    vector('q', {
      beats: GROUP,
      vectors: count,
      steps: Math.ceil(headDim / 64),
      twice: wide,
      fill: Math.min(GROUP, D),
      a: { at: memory.turnedQ + token * Q + first * D, vector: D, step: GROUP },
      b: { value: Math.fround(1 / Math.sqrt(headDim)) },
      ...(wide ? { e: { value: 2 ** -8 } } : {}),
      to: 'activations',
    });
  };
  const scoring = ({ token, kvHead, count, chunk: index }: Step) => {
    const isWhole = index < chunk;
    const address = places[index].keys + kvHead * 4 * cache.keyStride * BEAT_BYTES;
    const groups = keyGroups(headDim, cache.kind);
    product('q·k', matrix(address, cache.keyStride, groups, isWhole ? cache.chunk / KEY_BLOCK : 0), {
      vectors: count,
      ...(isWhole ? {} : { blocksByContext: true, offset: token }),
      wait: true,
    });
  };
  const keepScores = (step: Step) =>
    vector('scores', {
      ...positions(step, BLOCK),
      vectors: step.count,
      a: 'results',
      to: { ...scores, step: BLOCK },
      reduce: { of: 'maximum', scalar: step.maximum },
    });
  const softmax = (step: Step) => {
    const { kvHead, count, maximum, chunk: index } = step;
    vector('softmax', {
      ...positions(step, GROUP),
      vectors: count,
      a: { ...scores, step: GROUP },
      c: { scalar: maximum },
      d: { value: -1 },
      apply: 'exp',
      e: 'parameters',
      wait: true,
      to: 'activations',
      parameters: { address: places[index].scales + kvHead * cache.scaleStride * BEAT_BYTES, half: true },
      reduce: { of: 'sum', scalar: SCALAR.sum, ...(isMerged ? {} : { finish: 'reciprocal' }) },
    });
  };
  const weighing = ({ token, kvHead, count, chunk: index }: Step) => {
    const isWhole = index < chunk;
    for (let m = 0; m < headDim / 32; m++) {
      const address = places[index].values + (kvHead * (headDim / 8) + 4 * m) * cache.valueStride * BEAT_BYTES;
      product('p·v', matrix(address, cache.valueStride, isWhole ? cache.chunk / VALUE_GROUP : 0, 1), {
        vectors: count,
        ...(isWhole ? {} : { groupsByContext: true, offset: token }),
        reuse: m > 0,
        wait: true,
      });
    }
  };
  /** Takes o, which comes as products of 32 elements of each head. */
  const takeMixed = (what: string, record: Partial<VectorRecord>, { count }: Step) =>
    vector(what, { beats: BLOCK, vectors: count, steps: headDim / 32, a: 'results', ...record });
  const attendedAt = ({ token, first }: Step) => memory.attended + token * A + first * D;
  const attended = (step: Step) => {
    if (isMerged) {
      merge(step);
      return;
    }
    const to = { at: attendedAt(step), vector: D, step: BLOCK };
    takeMixed('attended', { b: { scalar: SCALAR.sum }, to }, step);
  };

  /** (m, l, o) of the chunks so far and (m, l, o) of this one → those of both; behind the last one o / l. */
  const merge = (step: Step) => {
    const { count, maximum, chunk: index } = step;
    const at = mergePlaces(memory.merge);
    const zeros = { at: at.zeros };
    const perHead = (place: number) => ({ at: place, vector: BLOCK });
    const half = BLOCK / 2;
    const mixed = { at: at.mixed, vector: D };
    const parts = { ...mixed, step: BLOCK };
    const { newMaximum, oldShare, newShare, sum } = SCALAR;
    /** A scalar of each head, in every element. */
    const spread = (what: string, scalar: number, place: number, beats: number) =>
      vector(what, { beats, vectors: count, a: zeros, c: { scalar }, to: perHead(place) });
    if (index === 0) {
      spread('m', maximum, at.maxima, half);
      spread('l', sum, at.sum, BLOCK);
      takeMixed('o', { to: parts }, step);
      return;
    }
    spread('m of a chunk', maximum, at.maxima + half, half);
    vector('m of both', {
      beats: BLOCK,
      vectors: count,
      a: perHead(at.maxima),
      reduce: { of: 'maximum', scalar: newMaximum },
    });
    for (const [what, scalar, place] of [
      ['share of those so far', oldShare, at.maxima],
      ['share of the chunk', newShare, at.maxima + half],
    ] as const) {
      vector(what, {
        beats: half,
        steps: 2, // the same beats twice: a reduction takes eight
        vectors: count,
        a: perHead(place),
        c: { scalar: newMaximum },
        d: { value: -1 },
        apply: 'exp',
        reduce: { of: 'maximum', scalar },
      });
    }
    spread('m', newMaximum, at.maxima, half);
    spread('l of a chunk', sum, at.chunkSum, BLOCK);
    const sums = perHead(at.sum);
    vector('l so far', { beats: BLOCK, vectors: count, a: sums, b: { scalar: oldShare }, to: sums });
    vector('l of both', {
      beats: BLOCK,
      vectors: count,
      a: perHead(at.chunkSum),
      b: { scalar: newShare },
      c: sums,
      to: sums,
    });
    vector('o so far', { beats: D, vectors: count, a: mixed, b: { scalar: oldShare }, to: mixed });
    takeMixed('o of both', { b: { scalar: newShare }, c: parts, to: parts }, step);
    if (index === chunk) {
      vector('1 / l', {
        beats: BLOCK,
        vectors: count,
        a: sums,
        reduce: { of: 'maximum', scalar: newShare, finish: 'reciprocal' },
      });
      vector('attended', {
        beats: D,
        vectors: count,
        a: mixed,
        b: { scalar: newShare },
        to: { at: attendedAt(step), vector: D },
      });
    }
  };

  if (isMerged) {
    const { zeros } = mergePlaces(memory.merge);
    vector('zeros of merging', { beats: BLOCK, a: { at: zeros }, to: { at: zeros }, fill: 0 });
  }
  for (let s = 0; s < Math.min(2, steps.length); s++) {
    query(steps[s]);
    scoring(steps[s]);
  }
  keepScores(steps[0]);
  softmax(steps[0]);
  for (const [s, step] of steps.entries()) {
    // Who takes the next scores stands in front of the products behind them: long ones find no room before they are taken.
    if (s + 1 < steps.length) {
      keepScores(steps[s + 1]);
    }
    weighing(step);
    if (s + 2 < steps.length) {
      // Scores that were taken have freed a bank of activations for the next query.
      query(steps[s + 2]);
      scoring(steps[s + 2]);
    }
    attended(step);
    if (s + 1 < steps.length) {
      softmax(steps[s + 1]);
    }
  }
  return list;
}
