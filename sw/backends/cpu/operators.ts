import { UsageError } from '../../errors.ts';
import type { CacheKind } from '../../port/kv-cache.ts';
import type { AttentionShape, CachedText, Operators, Rotation } from '../../port/operators.ts';
import { EMPTY } from './arena.ts';
import type { EngineArrays } from './arrays.ts';
import { EngineCache, type EngineLayer } from './cache.ts';
import { TEXT_FIELDS, type TextRecord } from './decoder/attention.ts';
import { type Engine, MAX_CONTEXT } from './engine.ts';
import { MAX_CHUNKS } from './kernel.ts';

/**
 * Elements of a chunk of an element-wise operator, at least. Sharing less costs more than it saves: results that
 * another thread has made must be fetched from its cache.
 */
const MIN_ELEMENTS = { add: 8192, 'silu-multiply': 1024 };
/** Row blocks of four queries a chunk of attention has, at least one; more where there would be too many chunks. */
const ROW_BLOCK = 4;

/** The decoder's operators on the engine's threads. */
export function engineOperators(engine: Engine, arrays: EngineArrays): Omit<Operators, 'rowReader'> {
  const { arena } = arrays;
  let residual = EMPTY;

  const combine = (kernel: keyof typeof MIN_ELEMENTS, a: Float32Array, b: Float32Array, y: Float32Array): void => {
    const count = a.length;
    const perChunk = Math.max(MIN_ELEMENTS[kernel], 4 * Math.ceil(count / (16 * engine.threads)));
    const [left, right] = [arrays.operand(a), arrays.operand(b)];
    engine.run(kernel, Math.ceil(count / perChunk), { a: left, b: right, y: y.byteOffset, count, perChunk });
  };
  /** Runs `change` on x where it is, or on a copy that is then brought back. */
  const inPlace = (x: Float32Array, change: (address: number) => void): void => {
    if (arrays.isInside(x)) {
      change(x.byteOffset);
      return;
    }
    const copy = arena.array(x.length);
    copy.set(x);
    change(copy.byteOffset);
    x.set(copy);
  };

  const turns = rotationTables(engine);
  const writeRecords = textRecords(engine);

  /** q → y, rows of one text behind those of another: a job for each kind of cache, which is one as a rule. */
  function attend(q: Float32Array, y: Float32Array, texts: readonly CachedText[], shape: AttentionShape): void {
    const { heads, kvHeads, headDim } = shape;
    const scale = 1 / Math.sqrt(headDim);
    const mostChunks = Math.floor(MAX_CHUNKS / texts.length);
    let [from, into] = [arrays.operand(q), y.byteOffset];
    const jobs = new Map<CacheKind, { readonly records: TextRecord[]; chunks: number }>();
    for (const { tokens, cached } of texts) {
      const { positions, kind, places } = cached as EngineLayer;
      const blocksPerHead = Math.ceil((tokens * heads) / kvHeads / ROW_BLOCK);
      const blocks = blocksPerHead * kvHeads;
      const blocksPerChunk = Math.ceil(blocks / mostChunks);
      const job = jobs.get(kind) ?? { records: [], chunks: 0 };
      jobs.set(kind, job);
      const rows = { q: from, y: into, start: positions - tokens, tokens };
      job.records.push({ firstChunk: job.chunks, ...rows, ...places, blocksPerHead, blocksPerChunk });
      job.chunks += Math.ceil(blocks / blocksPerChunk);
      from += 4 * tokens * heads * headDim;
      into += 4 * tokens * heads * headDim;
    }
    for (const [kind, { records, chunks }] of jobs) {
      const job = { texts: writeRecords(records), textCount: records.length, heads, kvHeads, headDim, scale };
      engine.run(`attention-${kind}`, chunks, job);
    }
  }

  return {
    newArray(length) {
      arena.rewind(EMPTY);
      const x = arena.array(length);
      residual = arena.mark();
      return x;
    },

    rmsNorm(x, weight, epsilon) {
      const y = arena.array(x.length);
      const width = weight.length;
      engine.run('rmsnorm', x.length / width, {
        x: arrays.operand(x),
        weight: arrays.constant(weight),
        y: y.byteOffset,
        width,
        epsilon,
      });
      return y;
    },

    rope(x, heads, rotation) {
      const { form, pairs } = rotation;
      inPlace(x, (address) => {
        engine.run(`rope-${form}`, x.length / (2 * pairs * heads), { x: address, heads, pairs, ...turns(rotation) });
      });
    },

    attention(q, cached, shape, into) {
      const y = into && arrays.isInside(into) ? into : arena.array(q.length);
      attend(q, y, [{ tokens: q.length / (shape.heads * shape.headDim), cached }], shape);
      if (into && into !== y) {
        into.set(y);
        return into;
      }
      return y;
    },

    attentionTogether(q, texts, shape) {
      const y = arrays.isInside(q) ? q : arena.array(q.length);
      attend(q, y, texts, shape);
      if (y !== q) {
        q.set(y);
      }
    },

    siluMultiply(gate, up) {
      const y = arena.array(gate.length);
      combine('silu-multiply', gate, up, y);
      return y;
    },

    addResidual(x, y) {
      inPlace(x, (address) => combine('add', x, y, engine.floats(address, x.length)));
      if (arrays.isInside(x)) {
        arena.rewind(residual);
      }
    },

    addBias(y, bias) {
      inPlace(y, (address) => {
        engine.run('add-bias', y.length / bias.length, { x: address, bias: arrays.constant(bias), width: bias.length });
      });
    },

    multiplyDense({ n, k, dense }, x, tokens) {
      const y = arena.array(tokens * n);
      const perChunk = Math.max(16, Math.ceil(n / MAX_CHUNKS));
      engine.run(dense instanceof Float32Array ? 'dense-fp32' : 'dense-fp16', Math.ceil(n / perChunk), {
        x: arrays.operand(x),
        weights: arrays.constant(dense),
        y: y.byteOffset,
        n,
        k,
        tokens,
        perChunk,
      });
      return y;
    },

    createCache(layers, capacity, width, kind = 'fp32', headDim = width) {
      if (capacity > MAX_CONTEXT) {
        throw new UsageError(`a context of ${capacity} positions; back end cpu has room for ${MAX_CONTEXT}`);
      }
      return new EngineCache(engine, arrays, layers, capacity, width, kind, headDim);
    },
  };
}

/** Puts the turns of a pass into the engine's memory, once for all its layers. */
function rotationTables(engine: Engine): (rotation: Rotation) => { cos: number; sin: number } {
  const reserve = growingRoom(engine);
  let current: Rotation | undefined;
  let tables = { cos: 0, sin: 0 };
  return (rotation) => {
    if (rotation === current) {
      return tables;
    }
    const { length } = rotation.cos;
    const cos = reserve(8 * length);
    tables = { cos, sin: cos + 4 * length };
    engine.floats(tables.cos, length).set(rotation.cos);
    engine.floats(tables.sin, length).set(rotation.sin);
    current = rotation;
    return tables;
  };
}

/** Keeps the records of a job's texts in the engine's memory; their address. */
function textRecords(engine: Engine): (records: readonly TextRecord[]) => number {
  const reserve = growingRoom(engine);
  return (records) => {
    const words = records.flatMap((record) => TEXT_FIELDS.map((field) => record[field]));
    const address = reserve(4 * words.length);
    engine.words.set(words, address / 4);
    return address;
  };
}

/** One place in the engine's memory, moved to a larger one where it is too small; what lay there is not kept. */
function growingRoom(engine: Engine): (bytes: number) => number {
  let address = 0;
  let room = 0;
  return (bytes) => {
    if (bytes > room) {
      const larger = engine.allocate(bytes);
      if (room > 0) {
        engine.release(address, room);
      }
      [address, room] = [larger, bytes];
    }
    return address;
  };
}
