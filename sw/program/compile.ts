import type { Architecture } from '../model/schema.ts';
import { LIST_BYTES, MAX_K } from '../port/limits.ts';
import type { Wanted } from '../port/passes.ts';
import { chunkOf, compileAttention } from './attention.ts';
import {
  BEAT_BYTES,
  BLOCK,
  GROUP,
  groupBeats,
  MACRO_STRIPS,
  type PlacedCache,
  type PlacedLinear,
  type PlacedModel,
  residualBeats,
} from './placement.ts';
import type { ListMatrix, ListRecord, ProductRecord, VectorRecord } from './records.ts';
import { chunkBlocks, layOut, SCALAR, tokensAPass, type VectorMemory, X } from './vector-memory.ts';

/** What a list needs to run again and again: a row of the embedding for each token, and room for what it finds. */
export interface PlacedText {
  /** Address of the rows, and beats of each: float32, or binary16. */
  readonly table: number;
  readonly rowBeats: number;
  readonly half: boolean;
  /** Address of the lists of the largest logits, one behind the other. */
  readonly lists: number;
  readonly stopTokens: readonly number[];
}

/** What is wanted of a pass beside the keys and values of its tokens. */
export type Rows = Wanted;

/** Vectors that a record with a reduction has at most. */
const REDUCED = 8;
/** Vectors that any record has at most. */
const VECTORS = 16;
/** Elements of a head that there are lists for. */
const HEAD_DIMS = [32, 64, 128];
/** Parts in which the heads of a query of several tokens are taken. */
const QUERY_PARTS = 4;
/** Parts in which the activations of `down` are made: two records each, and eight vector records may wait. */
const ACTIVATION_PARTS = 4;

/**
 * The list of one pass of a decoder over `tokens` new tokens (docs/command-list.md): `forward()` for the accelerator.
 * The position, the rows of the embedding and the cache are those that stand in memory when it runs.
 * @param chunk of the cache, in which all tokens of the pass are; the list's position counts from its first
 * @param text makes it a list of one token that runs again for each that it finds; `rows` is then `top`
 */
export function compilePass(
  model: PlacedModel,
  cache: PlacedCache,
  tokens: number,
  rows: Rows,
  chunk = 0,
  text?: PlacedText,
): ListRecord[] {
  const { architecture } = model;
  const { hidden, heads, kvHeads, headDim, ffn, rmsEpsilon } = architecture;
  const obstacle = architectureObstacle(architecture);
  if (obstacle !== undefined) {
    throw new RangeError(`a list for this architecture: ${obstacle}`);
  }
  const H = residualBeats(architecture);
  const D = headDim / 4;
  const Q = heads * D;
  const KV = kvHeads * D;
  const A = groupBeats(heads * headDim);
  const F = groupBeats(ffn);
  const memory = memoryOf(model, cache, tokens);
  const list: ListRecord[] = [];
  const vector = (name: string, record: Omit<VectorRecord, 'kind' | 'name'>) =>
    list.push({ kind: 'vector', name, ...record });
  const product = (name: string, matrix: ListMatrix, record: Partial<ProductRecord> = {}) =>
    list.push({ kind: 'product', name, matrix, vectors: tokens, ...record });

  const root = {
    of: 'squares',
    scalar: SCALAR.root,
    finish: { root: { mean: Math.fround(1 / hidden), epsilon: rmsEpsilon } },
  } as const;

  clearBehind('zeros behind x', X, H, hidden);
  embed();
  for (const [l, layer] of model.layers.entries()) {
    const at = `layers.${l}`;
    const { keys, values, scales } = chunkOf(architecture, cache, cache.layers[l], chunk);

    const turns = !architecture.noRopeLayers?.includes(l);
    // What does not turn is taken to where the turned heads would lie.
    const [q, k] = turns ? [memory.q, memory.kv] : [memory.turnedQ, memory.turnedK];

    rmsNorm(`${at}.attention_norm`, layer.attentionNorm);
    // Products before what becomes of the results before them, so that weights never wait for the vector unit.
    product(layer.k.name, layer.k.matrix);
    product(layer.v.name, layer.v.matrix, { reuse: true });
    takeLinear(layer.k, k, KV);
    product(layer.q.name, layer.q.matrix, { reuse: true });
    headNorm(`${at}.k_norm`, layer.kNorm, k, KV, 0, kvHeads);
    if (turns) {
      rope(`${at}.rope k`, k, memory.turnedK, KV, 0, kvHeads);
    }
    takeLinear(layer.v, memory.kv, KV);
    const appends = [...appendKeys(`${at}.keys`, keys), ...appendValues(`${at}.values`, values, scales)];
    interleave(
      appends,
      queryParts().map(([first, count]) => () => {
        takeLinear(layer.q, q, Q, first * (headDim / 32), count * (headDim / 32));
        headNorm(`${at}.q_norm`, layer.qNorm, q, Q, first, count);
        if (turns) {
          rope(`${at}.rope q`, q, memory.turnedQ, Q, first, count);
        }
      }),
    );
    clearBehind(`${at}.attention zeros`, memory.attended, A, heads * headDim);
    list.push(...compileAttention(`${at}.attention`, architecture, memory, cache, cache.layers[l], tokens, chunk));
    activations(`${at}.attended`, memory.attended, A);
    product(layer.o.name, layer.o.matrix);
    addResidual(layer.o);

    rmsNorm(`${at}.mlp_norm`, layer.mlpNorm);
    feedForward(at, layer.gate, layer.up, layer.down);
  }
  if (rows !== 'none') {
    list.push(...compileHead(model, tokens, rows, text));
  }
  if (text) {
    const { stopTokens } = text;
    list.push({ kind: 'again', name: 'next token', lastToken: architecture.vocab - 1, stopTokens });
  }
  return list;

  /** Zeros behind vectors of `length` that are no whole number of groups. */
  function clearBehind(name: string, at: number, stride: number, length: number): void {
    const used = Math.ceil(length / 32) * BLOCK;
    if (used === stride) {
      return;
    }
    const gap = { at: at + used, step: stride };
    vector(name, { beats: stride - used, steps: tokens, a: gap, to: gap, fill: 0 });
  }

  /** The embedding's rows → x, and the sum of squares of each. */
  function embed(): void {
    for (let t = 0; t < tokens; t++) {
      vector('embedding', {
        beats: BLOCK,
        steps: Math.ceil(hidden / 32),
        a: 'parameters',
        to: { at: X + t * H, step: BLOCK },
        parameters: text
          ? { address: text.table, byToken: text.rowBeats, half: text.half }
          : { address: model.rows + t * H * BEAT_BYTES },
        reduce: { ...root, scalar: SCALAR.root + t },
      });
    }
  }

  function rmsNorm(name: string, weights: number): void {
    list.push(normOf(architecture, name, weights, 0, tokens));
  }

  function activations(name: string, at: number, stride: number): void {
    vector(name, {
      beats: GROUP,
      vectors: tokens,
      steps: stride / GROUP,
      a: { at, vector: stride, step: GROUP },
      to: 'activations',
    });
  }

  /** y + b → `at`, of `count` blocks of a product's results from block `first` on. */
  function takeLinear(
    { name, matrix, bias }: PlacedLinear,
    at: number,
    stride: number,
    first = 0,
    count = matrix.blocks,
  ): void {
    const parameters = { address: (bias ?? 0) + first * BLOCK * BEAT_BYTES };
    vector(bias === undefined ? name : `${name}.bias`, {
      beats: BLOCK,
      vectors: tokens,
      steps: count,
      a: 'results',
      ...(bias === undefined ? {} : { c: 'parameters', parameters }),
      to: { at: at + first * BLOCK, vector: stride, step: BLOCK },
    });
  }

  /** Heads of the query, first and count, that are taken and turned together: while the others are still streaming. */
  function queryParts(): [number, number][] {
    const size = Math.ceil(tokens === 1 ? (3 * heads) / 4 : heads / QUERY_PARTS);
    const parts: [number, number][] = [];
    for (let first = 0; first < heads; first += size) {
      parts.push([first, Math.min(size, heads - first)]);
    }
    return parts;
  }

  /** The parts of the query between the appends, evenly, so that its results do not wait long; the last at the end. */
  function interleave(appends: readonly (() => void)[], parts: readonly (() => void)[]): void {
    const between = Math.ceil(appends.length / Math.max(1, parts.length - 1));
    let done = 0;
    for (const part of parts) {
      for (const append of appends.slice(done, done + between)) {
        append();
      }
      done += between;
      part();
    }
  }

  /** x + y → x, and the sum of squares. */
  function addResidual({ name, matrix }: PlacedLinear): void {
    const x = { at: X, vector: H, step: BLOCK };
    vector(`${name}.residual`, {
      beats: BLOCK,
      vectors: tokens,
      steps: matrix.blocks,
      a: 'results',
      c: x,
      to: x,
      reduce: root,
    });
  }

  /** RMSNorm of each head, in place (Qwen3). */
  function headNorm(
    name: string,
    weights: number | undefined,
    at: number,
    stride: number,
    from: number,
    count: number,
  ): void {
    if (weights === undefined) {
      return;
    }
    forHeads(from, count, REDUCED, (first, vectors) => {
      for (let t = 0; t < tokens; t++) {
        const walk = { at: at + t * stride + first * D, vector: D };
        vector(name, {
          beats: D,
          vectors,
          a: walk,
          reduce: {
            of: 'squares',
            scalar: SCALAR.maximum,
            finish: { root: { mean: Math.fround(1 / headDim), epsilon: rmsEpsilon } },
          },
        });
        vector(name, {
          beats: D,
          vectors,
          a: walk,
          b: { scalar: SCALAR.maximum },
          e: 'parameters',
          parameters: { address: weights },
          to: walk,
        });
      }
    });
  }

  /** Turns heads: own element times cos, and its partner's times sin, whose sign the table has. */
  function rope(name: string, at: number, into: number, stride: number, from: number, count: number): void {
    forHeads(from, count, VECTORS, (first, vectors) => {
      const walk = (start: number) => ({ at: start + first * D, vector: D, step: stride });
      vector(name, {
        beats: D,
        vectors,
        steps: tokens,
        a: walk(at),
        b: 'parameters',
        c: { ...walk(at), xor: D / 2 },
        d: 'second',
        to: walk(into),
        parameters: { address: model.rope + chunk * cache.chunk * 2 * D * BEAT_BYTES, byPosition: 2 * D },
      });
    });
  }

  function appendKeys(name: string, address: number): (() => void)[] {
    const wide = cache.kind === 'k16v8';
    const b = wide ? { b: { value: 256 } } : {};
    const finish = wide ? { keyScale: Math.fround(1 / 32_512) } : { byteScale: Math.fround(1 / 127) };
    return eachToken((t) =>
      forHeads(0, kvHeads, REDUCED, (first, vectors) => {
        const a = { at: memory.turnedK + t * KV + first * D, vector: D };
        vector(`${name} scale`, {
          beats: D,
          vectors,
          a,
          ...b,
          reduce: { of: 'magnitude', scalar: SCALAR.scale, finish },
        });
        vector(name, {
          beats: D,
          vectors,
          a,
          ...b,
          e: { scalar: SCALAR.scale },
          offset: t,
          to: {
            append: wide ? 'keys16' : 'keys8',
            address: address + first * 4 * cache.keyStride * BEAT_BYTES,
            stride: cache.keyStride,
          },
        });
      }),
    );
  }

  function appendValues(name: string, address: number, scales: number): (() => void)[] {
    return eachToken((t) =>
      forHeads(0, kvHeads, REDUCED, (first, vectors) => {
        const a = { at: memory.kv + t * KV + first * D, vector: D };
        vector(`${name} scale`, {
          beats: D,
          vectors,
          a,
          reduce: { of: 'magnitude', scalar: SCALAR.scale, finish: { byteScale: Math.fround(1 / 127) } },
        });
        vector(name, {
          beats: D,
          vectors,
          a,
          e: { scalar: SCALAR.scale },
          offset: t,
          to: {
            append: 'values8',
            address: address + first * (headDim / 8) * cache.valueStride * BEAT_BYTES,
            stride: cache.valueStride,
            scales: scales + first * cache.scaleStride * BEAT_BYTES,
            scaleStride: cache.scaleStride,
          },
        });
      }),
    );
  }

  function eachToken(append: (t: number) => void): (() => void)[] {
    return Array.from({ length: tokens }, (_, t) => () => append(t));
  }

  /** x + down(SiLU(gate) · up) → x. */
  function feedForward(at: string, gate: PlacedLinear, up: PlacedLinear, down: PlacedLinear): void {
    product(gate.name, gate.matrix);
    product(up.name, up.matrix, { reuse: true });
    clearBehind(`${at}.mlp zeros`, memory.gate, F, ffn);
    const chunk = chunkBlocks(architecture, tokens);
    const blocks = gate.matrix.blocks;
    const chunks: { first: number; count: number }[] = [];
    for (let first = 0; first < blocks; first += chunk) {
      chunks.push({ first, count: Math.min(chunk, blocks - first) });
    }
    const walk = (start: number, first = 0) => ({ at: start + first * BLOCK, vector: F, step: BLOCK });
    for (const { first, count } of chunks) {
      const loops = { beats: BLOCK, vectors: tokens, steps: count };
      const [g, power] = [walk(memory.gate, first), { at: memory.power, vector: chunk * BLOCK, step: BLOCK }];
      vector(gate.name, { ...loops, a: 'results', to: g });
      vector(`${at}.mlp exp`, { ...loops, a: g, b: { value: -1 }, apply: 'exp', to: power });
      vector(`${at}.mlp silu`, { ...loops, a: power, c: 'one', apply: 'reciprocal', e: g, to: g });
    }
    // The products of `down` take the inputs in turn, each its blocks.
    const products = [down.matrix, ...(down.rest ?? [])];
    let first = 0;
    for (const matrix of products) {
      const end = Math.min(first + 2 * matrix.groups, blocks);
      gated(at, first, end, matrix);
      product(down.name, matrix);
      first = end;
    }
    if (products.length > 1) {
      addParts(down.name, products.length, down.matrix.blocks);
    } else {
      addResidual(down);
    }
    return;

    /** The activations of blocks `from` to `to`, from the results of `up`, for the product with `taker`. */
    function gated(name: string, from: number, to: number, taker: ListMatrix): void {
      const results = { beats: BLOCK, vectors: tokens, a: 'results' } as const;
      if (tokens === 1 && (to - from) % 2 === 0) {
        // One vector's results are in the order of activations.
        vector(`${name}.mlp gated`, { ...results, steps: to - from, e: walk(memory.gate, from), to: 'activations' });
        return;
      }
      // In parts, so that `down` has most of its activations when the last results of `up` come; no more parts than the
      // records of which find room in front of its product, which takes them. The last part goes to the product while
      // that streams its first outputs.
      const even = (count: number) => 2 * Math.ceil(count / 2);
      const streamed = (MACRO_STRIPS[taker.format] * taker.groups) / (BLOCK * tokens);
      const last = Math.min(even((to - from) / ACTIVATION_PARTS), Math.max(2, 2 * Math.floor(streamed / 2)));
      const part = Math.max(2, even((to - from - last) / (ACTIVATION_PARTS - 1)));
      for (let at = from; at < to; at += part) {
        const g = walk(memory.gate, at);
        const steps = Math.min(part, to - at);
        vector(`${name}.mlp gated`, { ...results, steps, e: g, to: g });
        vector(`${name}.mlp activations`, {
          beats: GROUP,
          vectors: tokens,
          steps: Math.ceil(steps / 2),
          a: { at: g.at, vector: F, step: GROUP },
          to: 'activations',
        });
      }
    }
  }

  /** x + (y₁ + y₂ + …) → x, and the sum of squares. The sums are made where the gate was, which has been emitted. */
  function addParts(name: string, count: number, blocks: number): void {
    const sum = { at: memory.gate, vector: F, step: BLOCK };
    const x = { at: X, vector: H, step: BLOCK };
    const loops = { beats: BLOCK, vectors: tokens, steps: blocks };
    for (let part = 0; part < count; part++) {
      vector(`${name} sum`, { ...loops, a: 'results', ...(part > 0 ? { c: sum } : {}), to: sum });
    }
    vector(`${name}.residual`, { ...loops, a: sum, c: x, to: x, reduce: root });
  }

  function forHeads(from: number, count: number, most: number, record: (first: number, vectors: number) => void): void {
    for (let first = from; first < from + count; first += most) {
      record(first, Math.min(most, from + count - first));
    }
  }
}

/**
 * Final norm and LM head behind a pass of `tokens`: of its last token, or of all. It ends the pass's list, or is a
 * list of its own where the logits are wanted after all. Where the processor has the head, the matrix in its place
 * carries the norm's result to memory.
 */
export function compileHead(
  model: PlacedModel,
  tokens: number,
  rows: Exclude<Rows, 'none'> = 'last',
  text?: PlacedText,
): ListRecord[] {
  const { architecture, norm, head } = model;
  const vectors = rows === 'all' || rows === 'tops' ? tokens : 1;
  const results =
    rows === 'top' || rows === 'tops'
      ? {
          top: true,
          outputs: architecture.vocab,
          ...(text ? { results: text.lists, resultsByPass: true } : { results: model.top }),
        }
      : { results: model.results };
  return [
    normOf(architecture, 'norm', norm, tokens - vectors, vectors),
    { kind: 'product', name: head.name, matrix: head.matrix, vectors, ...results },
  ];
}

/** x · RSQRT(mean of squares + ε) · w of tokens from `first` on, as activations. */
function normOf(
  architecture: Architecture,
  name: string,
  weights: number,
  first: number,
  vectors: number,
): VectorRecord {
  const H = residualBeats(architecture);
  return {
    kind: 'vector',
    name,
    beats: GROUP,
    vectors,
    steps: H / GROUP,
    a: { at: X + first * H, vector: H, step: GROUP },
    b: { scalar: SCALAR.root + first },
    e: 'parameters',
    to: 'activations',
    parameters: { address: weights },
  };
}

/** Beats of a row of the embedding, in either form. */
export const embeddingRowBeats = ({ hidden }: Architecture, half: boolean): number =>
  Math.ceil(hidden / 32) * (half ? BLOCK / 2 : BLOCK);

/** Bytes that a list may write beside the cache: the largest logits of T rows, and T rows of all `outputs`. */
export const resultBytes = (outputs: number, tokens: number) => ({
  top: tokens * LIST_BYTES,
  results: 4 * tokens * 32 * Math.ceil(outputs / 32),
});

/** A pass of too many tokens is a mistake of the caller, whom `tokensAPass` tells how many can be. */
function memoryOf(model: PlacedModel, cache: PlacedCache, tokens: number): VectorMemory {
  const most = tokensAPass(model, cache);
  const memory = layOut(model, cache, tokens);
  if (tokens < 1 || tokens > most || !memory) {
    throw new RangeError(`a pass of ${tokens} tokens over ${cache.capacity} positions; 1 to ${most} can be`);
  }
  return memory;
}

/** What of an architecture there are no lists for, if anything. */
export function architectureObstacle({ headDim, rope, heads, kvHeads, hidden }: Architecture): string | undefined {
  if (rope.form !== 'half') {
    return `RoPE of form "${rope.form}" is not built, only "half"`;
  }
  if (!HEAD_DIMS.includes(headDim)) {
    return `heads of ${headDim} elements are not built, only of ${HEAD_DIMS.join(', ')}`;
  }
  if (heads % kvHeads !== 0) {
    return `${heads} heads do not share ${kvHeads} evenly`;
  }
  for (const [name, inputs] of Object.entries({ hidden, 'heads × headDim': heads * headDim })) {
    if (inputs > MAX_K) {
      return `${name} is ${inputs}; a product takes ${MAX_K} inputs at most`;
    }
  }
  return undefined;
}
