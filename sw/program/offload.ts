import { isResident, type Linear } from '../decoder/linear.ts';
import type { Layer, Model } from '../decoder/model.ts';
import { ropeRotation } from '../decoder/rope.ts';
import { UsageError } from '../errors.ts';
import { packMatrix } from '../model/pack.ts';
import type { ListBuffer, ListDevice, ResidentMatrix, TopK } from '../port/accelerator.ts';
import type { AcceleratorCacheKind, CacheKind, KvCache } from '../port/kv-cache.ts';
import { ACCELERATOR_CACHE_KINDS } from '../port/kv-cache.ts';
import { CHANNELS, matrixLayout } from '../port/layout.ts';
import { LIST_BYTES } from '../port/limits.ts';
import type { Decoded, Wanted, WholePasses } from '../port/passes.ts';
import { type AnswerRows, checkAnswer, expectAnswers } from './answers.ts';
import { architectureObstacle, compileHead, compilePass, resultBytes } from './compile.ts';
import { CachePool, type DeviceCache, roomFor } from './device-cache.ts';
import { streamedBeats } from './estimate.ts';
import { canRunOn, greedyPasses, type ListRunner, readList } from './greedy.ts';
import {
  BEAT_BYTES,
  CHUNK,
  DENSE,
  type KeyKind,
  type PlacedCache,
  type PlacedLinear,
  type PlacedModel,
  residualBeats,
  ropeTable,
} from './placement.ts';
import { encodeList, type ListMatrix, type ListRecord, RECORD_BYTES } from './records.ts';
import { tokensAPass } from './vector-memory.ts';

/** What is left to the accelerator: products of linear layers, or whole passes by command lists. */
export const OFFLOADS = ['linear', 'token'] as const;
export type Offload = (typeof OFFLOADS)[number];

/** A model, and what of it is left to its accelerator. */
export interface Offloaded {
  readonly model: Model;
  readonly offload: Offload;
  /** Why linear layers are all that is left to it, where nobody asked for that. */
  readonly reason?: string;
}

/** Leaves to the accelerator what was asked for: without a word all that it can do. */
export function offloaded(model: Model, asked?: Offload, kvCache?: CacheKind | AcceleratorCacheKind): Offloaded {
  if (asked === 'token') {
    return { model: offload(model), offload: 'token' };
  }
  if (asked === 'linear') {
    return { model, offload: 'linear' };
  }
  const reason = obstacle(model) ?? cacheObstacle(kvCache);
  return reason === undefined ? { model: offload(model), offload: 'token' } : { model, offload: 'linear', reason };
}

/** The same model, whose passes its accelerator makes by command lists (docs/command-list.md). */
export function offload(model: Model): Model {
  const refusal = obstacle(model);
  if (refusal !== undefined) {
    throw new UsageError(`--offload token: ${refusal}; --offload linear does without`);
  }
  const lists = model.accelerator.lists!;
  return { ...model, passes: listPasses(model, lists, placeModel(model, lists)) };
}

/** Why a model's passes cannot be left to its accelerator, if they cannot. */
function obstacle({ accelerator, architecture, layers }: Model): string | undefined {
  if (!accelerator.lists) {
    return `back end ${accelerator.backend} works through no command lists`;
  }
  for (const [l, layer] of layers.entries()) {
    for (const [key, name] of LINEAR_LAYERS) {
      if (!isResident(layer[key].matrix)) {
        return `layers.${l}.${name} is kept in floats, which the accelerator does not multiply; import it as int8 or int4`;
      }
    }
  }
  return architectureObstacle(architecture);
}

const LINEAR_LAYERS = [
  ...(['q', 'k', 'v', 'o'] as const).map((key) => [key, `attention.${key}`] as const),
  ...(['gate', 'up', 'down'] as const).map((key) => [key, `mlp.${key}`] as const),
];

/** Where a model lies in the memory of a device: its matrices are there already, the rest is put there. */
export function placeModel(model: Model, device: ListDevice): ResidentModel {
  const { architecture, layers, norm, lmHead, ropeFrequencies } = model;
  const { context, headDim, hidden, rope, vocab } = architecture;
  const vector = (name: string, values: Float32Array, step: number): number => {
    const padded = new Float32Array(Math.ceil(values.length / step) * step);
    padded.set(values);
    return device.place(name, new Uint8Array(padded.buffer)).address;
  };
  const linear = (name: string, { matrix, rest, bias }: Linear): PlacedLinear => {
    const placed = {
      name,
      matrix: device.locate(matrix as ResidentMatrix),
      ...(rest && { rest: rest.map((part) => device.locate(part)) }),
    };
    return bias ? { ...placed, bias: vector(`${name}.bias`, bias, 32) } : placed;
  };
  const layer = (l: number, { attentionNorm, mlpNorm, qNorm, kNorm, ...products }: Layer) => {
    const at = `layers.${l}`;
    const { q, k, v, o, gate, up, down } = products;
    return {
      attentionNorm: vector(`${at}.attention_norm`, attentionNorm, 64),
      q: linear(`${at}.attention.q`, q),
      k: linear(`${at}.attention.k`, k),
      v: linear(`${at}.attention.v`, v),
      ...(qNorm && { qNorm: vector(`${at}.q_norm`, qNorm, 64) }),
      ...(kNorm && { kNorm: vector(`${at}.k_norm`, kNorm, 64) }),
      o: linear(`${at}.attention.o`, o),
      mlpNorm: vector(`${at}.mlp_norm`, mlpNorm, 64),
      gate: linear(`${at}.mlp.gate`, gate),
      up: linear(`${at}.mlp.up`, up),
      down: linear(`${at}.mlp.down`, down),
    };
  };
  const { cos, sin } = ropeRotation(rope, ropeFrequencies, 0, context);
  const hasHead = isResident(lmHead.matrix);
  const sizes = resultBytes(hasHead ? vocab : hidden, device.tokens);
  const buffers = {
    rows: device.allocate('rows of the embedding', device.tokens * residualBeats(architecture) * BEAT_BYTES),
    top: device.allocate('largest logits', sizes.top),
    results: device.allocate(hasHead ? 'logits' : 'hidden states', sizes.results),
  };
  return {
    architecture,
    tokens: device.tokens,
    layers: layers.map((each, l) => layer(l, each)),
    norm: vector('norm', norm, 64),
    head: hasHead ? linear('lm_head', lmHead) : { name: 'hidden states', matrix: placeIdentity(device, hidden) },
    rope: device.place('cos and sin', new Uint8Array(ropeTable(headDim, cos, sin).buffer)).address,
    rows: buffers.rows.address,
    top: buffers.top.address,
    results: buffers.results.address,
    buffers,
  };
}

const IDENTITY_FORMAT = 'awq-macro-dense';
const HALF_ONE = 0x3c00;

/** The matrix that multiplies by one, n × n: a list has no other way for a vector to memory. */
function placeIdentity(device: ListDevice, n: number): ListMatrix {
  const { groups, blocks, channelBytes } = matrixLayout(IDENTITY_FORMAT, n, n);
  const q = new Uint8Array(n * n);
  for (let i = 0; i < n; i++) {
    q[i * n + i] = 1;
  }
  const [zeros, scales] = [new Uint8Array(n * groups), new Uint16Array(n * groups).fill(HALF_ONE)];
  const packed = packMatrix({ n, k: n, q, zeros, scales }, IDENTITY_FORMAT);
  const weights = Array.from({ length: CHANNELS }, (_, c) => {
    const region = packed.slice(c * channelBytes, (c + 1) * channelBytes);
    return device.place(`one, channel ${c}`, region).address;
  });
  return { format: DENSE, groups, blocks, weights };
}

/** A placed model, and the memory through which it is asked and answers. */
export interface ResidentModel extends PlacedModel {
  readonly buffers: { readonly rows: ListBuffer; readonly top: ListBuffer; readonly results: ListBuffer };
}

/** A list in the device's memory. */
interface PlacedList {
  readonly buffer: ListBuffer;
  readonly records: readonly ListRecord[];
}

/** Passes by lists of a model that lies in a device's memory as `placed` says. */
export function listPasses(
  model: Pick<Model, 'architecture' | 'embed' | 'lmHead' | 'operators'>,
  device: ListDevice,
  placed: ResidentModel,
  chunk: number = CHUNK,
): WholePasses {
  const { architecture, lmHead, operators } = model;
  const { hidden, vocab } = architecture;
  const { rows, top, results } = placed.buffers;
  const topRows: AnswerRows = { buffer: top, bytes: LIST_BYTES };
  const resultRows: AnswerRows = {
    buffer: results,
    bytes: 128 * Math.ceil((isResident(lmHead.matrix) ? vocab : hidden) / 32),
  };
  const pool = new CachePool(device, architecture, chunk);
  /** A list names the cache that it is for; it serves every session that gets this memory. */
  const lists = new Map<PlacedCache, Map<string, PlacedList>>();

  function listFor(name: string, cache: PlacedCache, compile: () => readonly ListRecord[]): PlacedList {
    const ofCache = lists.get(cache) ?? new Map<string, PlacedList>();
    lists.set(cache, ofCache);
    const known = ofCache.get(name);
    if (known) {
      return known;
    }
    const records = compile();
    const buffer = device.allocate(`list ${name}`, records.length * RECORD_BYTES);
    buffer.bytes.set(encodeList(records));
    device.written(buffer);
    const list = { buffer, records };
    ofCache.set(name, list);
    return list;
  }

  async function run(
    name: string,
    { buffer, records }: PlacedList,
    position: number,
    again?: { readonly passes: number; readonly token: number },
  ): Promise<void> {
    // No pass of several takes longer than the last.
    const passes = again?.passes ?? 1;
    const beats = passes * streamedBeats(records, position + passes - 1);
    await device.run({ name, address: buffer.address, records: records.length, position, beats, ...again });
  }

  /** Up to T tokens, in one list. */
  async function passOf(cache: DeviceCache, tokens: readonly number[], wanted: Wanted): Promise<void> {
    const x = model.embed(tokens);
    const stride = 4 * residualBeats(architecture);
    const into = new Float32Array(rows.bytes.buffer, rows.bytes.byteOffset, tokens.length * stride);
    for (let t = 0; t < tokens.length; t++) {
      into.set(x.subarray(t * hidden, (t + 1) * hidden), t * stride);
    }
    device.written(rows);
    cache.handOver();
    const index = Math.floor(cache.length / chunk);
    const list = listFor(`${tokens.length} tokens, ${wanted}, chunk ${index}`, cache.placed, () =>
      compilePass(placed, cache.placed, tokens.length, wanted, index),
    );
    if (wanted !== 'none') {
      const isList = wanted === 'top' || wanted === 'tops';
      expectAnswers(device, isList ? topRows : resultRows, wanted === 'tops' || wanted === 'all' ? tokens.length : 1);
    }
    await run(`tokens ${cache.length} … ${cache.length + tokens.length - 1}`, list, cache.length % chunk);
    cache.advance(tokens.length);
  }

  /** Logits of `count` rows: as they lie in memory, or by the processor's head of what lies there. */
  function readLogits(count: number): Float32Array {
    device.read(results);
    const { matrix, bias } = lmHead;
    if (isResident(matrix)) {
      return readRows(count, vocab);
    }
    const logits = operators.multiplyDense(matrix, readRows(count, hidden), count);
    if (bias) {
      operators.addBias(logits, bias);
    }
    return logits;
  }

  /** As bits, so that NaNs keep theirs. */
  function readRows(count: number, width: number): Float32Array {
    const stride = 32 * Math.ceil(width / 32);
    const all = new Uint32Array(results.bytes.buffer, results.bytes.byteOffset, count * stride);
    const bits = new Uint32Array(count * width);
    for (let t = 0; t < count; t++) {
      checkAnswer(resultRows, t);
      bits.set(all.subarray(t * stride, t * stride + width), t * width);
    }
    return new Float32Array(bits.buffer);
  }

  function readTops(count: number): TopK[] {
    device.read(top);
    return Array.from({ length: count }, (_, t) => readList(topRows, t, vocab));
  }

  const runner: ListRunner = {
    device,
    placed,
    chunk,
    async run(what, name, cache, compile, { position, ...again }) {
      await run(what, listFor(name, cache.placed, compile), position, again);
    },
  };

  return {
    createCache(capacity, kind) {
      const known = keyKind(kind);
      tokensAPass(placed, { capacity: roomFor(capacity), chunk }); // refuses what is too long before it takes memory
      return pool.create(capacity, known);
    },
    tokensPerPass: (cache) => tokensAPass(placed, (cache as DeviceCache).placed),
    ...(canRunOn(device, model) ? { greedy: greedyPasses(model, runner) } : {}),
    async pass(given: KvCache, tokens, wanted): Promise<Decoded> {
      const cache = given as DeviceCache;
      if (cache.length + tokens.length > cache.capacity) {
        throw new RangeError(
          `${tokens.length} tokens behind ${cache.length}, in a cache of ${cache.capacity} positions`,
        );
      }
      const most = tokensAPass(placed, cache.placed);
      // A list of the largest saves nothing where it is not shorter than all, and the processor's head makes none.
      const hasTop = isResident(lmHead.matrix) && 4 * vocab > LIST_BYTES;
      const inOneList = tokens.length <= Math.min(most, chunk - (cache.length % chunk));
      const instead = { top: hasTop ? 'top' : 'last', tops: hasTop && inOneList ? 'tops' : 'all' } as const;
      const asked = wanted === 'top' || wanted === 'tops' ? instead[wanted] : wanted;
      const all: Float32Array[] = [];
      let count = 0;
      for (let first = 0; first < tokens.length; first += count) {
        // All of a list's tokens are in one chunk.
        count = Math.min(most, tokens.length - first, chunk - (cache.length % chunk));
        const isLast = first + count === tokens.length;
        await passOf(cache, tokens.slice(first, first + count), isLast || asked === 'all' ? asked : 'none');
        if (asked === 'all') {
          all.push(readLogits(count));
        }
      }
      const last = count;
      return {
        async logits(wantedRows) {
          if (wantedRows === 'all') {
            if (asked === 'tops') {
              const list = listFor(`head of ${last}, all`, cache.placed, () => compileHead(placed, last, 'all'));
              expectAnswers(device, resultRows, last);
              await run('LM head', list, 0);
              return readLogits(last);
            }
            if (asked !== 'all') {
              throw new Error(`logits of all tokens after a pass that was asked for ${asked}`);
            }
            return joined(all);
          }
          if (asked === 'all') {
            return all[all.length - 1].subarray(-vocab);
          }
          if (asked !== 'last') {
            const list = listFor(`head of ${last}`, cache.placed, () => compileHead(placed, last));
            expectAnswers(device, resultRows, 1);
            await run('LM head', list, 0);
          }
          return readLogits(1);
        },
        top: async () => (asked === 'top' ? readTops(1)[0] : undefined),
        tops: async () => (asked === 'tops' ? readTops(last) : undefined),
      };
    },
  };
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function keyKind(kind: CacheKind | AcceleratorCacheKind = 'k16v8'): KeyKind {
  if (isKeyKind(kind)) {
    return kind;
  }
  throw new UsageError(
    `--offload token keeps keys and values as ${ACCELERATOR_CACHE_KINDS.join(' or ')}, not as ${kind}`,
  );
}

const isKeyKind = (kind: CacheKind | AcceleratorCacheKind): kind is KeyKind =>
  ACCELERATOR_CACHE_KINDS.some((known) => known === kind);

const cacheObstacle = (kind?: CacheKind | AcceleratorCacheKind): string | undefined =>
  kind === undefined || isKeyKind(kind) ? undefined : `keys and values as ${kind} are the processor's`;
