import type { Architecture } from '../model/schema.ts';
import { ChunkMerge, takeMixed } from './merge.ts';
import { BEAT_BYTES, BLOCK, GROUP, groupBeats, keyGroups, MACRO_STRIPS, type PlacedCache } from './placement.ts';
import { RecordList } from './record-list.ts';
import type { ListMatrix, ListRecord, Walk } from './records.ts';
import { SCALAR, scoreBeats, type VectorMemory } from './vector-memory.ts';

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

/** The steps in order, up to `most` heads in each, over the chunks up to `chunk`. */
function stepsOf({ heads, kvHeads }: Architecture, tokens: number, most: number, chunk: number): Step[] {
  const steps: Step[] = [];
  const group = heads / kvHeads;
  for (let token = 0; token < tokens; token++) {
    for (let kvHead = 0; kvHead < kvHeads; kvHead++) {
      for (let done = 0; done < group; done += most) {
        for (let index = 0; index <= chunk; index++) {
          steps.push({
            token,
            kvHead,
            first: kvHead * group + done,
            count: Math.min(most, group - done),
            chunk: index,
            maximum: chunk > 0 && steps.length % 2 === 1 ? SCALAR.otherMaximum : SCALAR.maximum,
          });
        }
      }
    }
  }
  return steps;
}

/**
 * Softmax(q · Kᵀ / √d) · V → attended, up to T query heads of one KV head and token at a time, over the chunks up to
 * `chunk`, the only one whose positions are by the list's context. The next heads' scores are on their way while the
 * softmax of these is computed, and so on: products and vector records are in the order in which their streams want
 * them.
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
  const list = new RecordList(name, tokens);
  const steps = stepsOf(architecture, tokens, memory.heads, chunk);
  const places = Array.from({ length: chunk + 1 }, (_, index) => chunkOf(architecture, cache, layer, index));
  const records = new StepRecords(list, architecture, memory, cache, places);
  records.begin();
  for (let s = 0; s < Math.min(2, steps.length); s++) {
    records.query(steps[s]);
    records.scoring(steps[s]);
  }
  records.keepScores(steps[0]);
  records.softmax(steps[0]);
  for (const [s, step] of steps.entries()) {
    // Who takes the next scores stands in front of the products behind them: long ones find no room before they are
    // taken.
    if (s + 1 < steps.length) {
      records.keepScores(steps[s + 1]);
    }
    records.weighing(step);
    if (s + 2 < steps.length) {
      // Scores that were taken have freed a bank of activations for the next query.
      records.query(steps[s + 2]);
      records.scoring(steps[s + 2]);
    }
    records.attended(step);
    if (s + 1 < steps.length) {
      records.softmax(steps[s + 1]);
    }
  }
  return list.records;
}

/** The records that a step consists of. */
class StepRecords {
  readonly #list: RecordList;
  readonly #architecture: Architecture;
  readonly #memory: VectorMemory;
  readonly #cache: PlacedCache;
  /** Of the cached layer, a chunk each; the last is the one that the context ends in. */
  readonly #places: readonly CachedLayer[];
  /** Where there is more than one chunk. */
  readonly #merge: ChunkMerge | undefined;

  constructor(
    list: RecordList,
    architecture: Architecture,
    memory: VectorMemory,
    cache: PlacedCache,
    places: readonly CachedLayer[],
  ) {
    this.#list = list;
    this.#architecture = architecture;
    this.#memory = memory;
    this.#cache = cache;
    this.#places = places;
    this.#merge = places.length > 1 ? new ChunkMerge(list, architecture.headDim, memory.merge) : undefined;
  }

  /** Before the first step. */
  begin(): void {
    this.#merge?.begin();
  }

  /** q / √d, as activations. */
  query({ token, first, count }: Step): void {
    const { heads, headDim } = this.#architecture;
    const wide = this.#cache.kind === 'k16v8';
    const D = headDim / 4;
    this.#list.vector('q', {
      beats: GROUP,
      vectors: count,
      steps: Math.ceil(headDim / 64),
      twice: wide,
      fill: Math.min(GROUP, D),
      a: { at: this.#memory.turnedQ + token * heads * D + first * D, vector: D, step: GROUP },
      b: { value: Math.fround(1 / Math.sqrt(headDim)) },
      ...(wide ? { e: { value: 2 ** -8 } } : {}),
      to: 'activations',
    });
  }

  /** q · Kᵀ. */
  scoring({ token, kvHead, count, chunk }: Step): void {
    const { kind, keyStride, chunk: positions } = this.#cache;
    const isWhole = this.#isWhole(chunk);
    const address = this.#places[chunk].keys + kvHead * 4 * keyStride * BEAT_BYTES;
    const groups = keyGroups(this.#architecture.headDim, kind);
    this.#list.product('q·k', int8Matrix(address, keyStride, groups, isWhole ? positions / KEY_BLOCK : 0), {
      vectors: count,
      ...(isWhole ? {} : { blocksByContext: true, offset: token }),
      wait: true,
    });
  }

  /** Scores into the vector memory, and their maxima. */
  keepScores(step: Step): void {
    this.#list.vector('scores', {
      ...this.#positions(step, BLOCK),
      vectors: step.count,
      a: 'results',
      to: this.#scores(BLOCK),
      reduce: { of: 'maximum', scalar: step.maximum },
    });
  }

  /** exp(score − maximum) times the scale of each position's value, as activations; and the sum of them without it. */
  softmax(step: Step): void {
    const { kvHead, count, maximum, chunk } = step;
    const address = this.#places[chunk].scales + kvHead * this.#cache.scaleStride * BEAT_BYTES;
    this.#list.vector('softmax', {
      ...this.#positions(step, GROUP),
      vectors: count,
      a: this.#scores(GROUP),
      c: { scalar: maximum },
      d: { value: -1 },
      apply: 'exp',
      e: 'parameters',
      wait: true,
      to: 'activations',
      parameters: { address, half: true },
      reduce: { of: 'sum', scalar: SCALAR.sum, ...(this.#merge ? {} : { finish: 'reciprocal' }) },
    });
  }

  /** p · V. */
  weighing({ token, kvHead, count, chunk }: Step): void {
    const { headDim } = this.#architecture;
    const { valueStride, chunk: positions } = this.#cache;
    const isWhole = this.#isWhole(chunk);
    for (let m = 0; m < headDim / 32; m++) {
      const address = this.#places[chunk].values + (kvHead * (headDim / 8) + 4 * m) * valueStride * BEAT_BYTES;
      this.#list.product('p·v', int8Matrix(address, valueStride, isWhole ? positions / VALUE_GROUP : 0, 1), {
        vectors: count,
        ...(isWhole ? {} : { groupsByContext: true, offset: token }),
        reuse: m > 0,
        wait: true,
      });
    }
  }

  /** Mixed values over their sum. */
  attended({ token, first, count, chunk, maximum }: Step): void {
    const { heads, headDim } = this.#architecture;
    const D = headDim / 4;
    const to: Walk = { at: this.#memory.attended + token * groupBeats(heads * headDim) + first * D, vector: D };
    if (this.#merge) {
      this.#merge.add({ count, isFirst: chunk === 0, isLast: !this.#isWhole(chunk), maximum, to });
      return;
    }
    const record = { vectors: count, b: { scalar: SCALAR.sum }, to: { ...to, step: BLOCK } };
    takeMixed(this.#list, headDim, 'attended', record);
  }

  /** Do all positions of the chunk count? Of the last one as many as the context says. */
  #isWhole(chunk: number): boolean {
    return chunk < this.#places.length - 1;
  }

  /** A walk over the scores: a whole chunk's, or as far as the context goes. */
  #positions({ chunk, token }: Step, beats: number) {
    return this.#isWhole(chunk)
      ? ({ beats, steps: this.#cache.chunk / (4 * beats) } as const)
      : ({ beats, steps: 'context', masked: true, offset: token } as const);
  }

  #scores(step: number): Walk {
    return { at: this.#memory.scores, vector: scoreBeats(this.#cache), step };
  }
}

const int8Matrix = (address: number, stride: number, groups: number, blocks: number): ListMatrix => ({
  format: INT8,
  groups,
  blocks,
  weights: Array.from({ length: 4 }, (_, c) => address + c * stride * BEAT_BYTES),
});
