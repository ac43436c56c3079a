import { isResident, type Linear } from '../decoder/linear.ts';
import type { Layer, Model } from '../decoder/model.ts';
import { ropeRotation } from '../decoder/rope.ts';
import { UsageError } from '../errors.ts';
import type { ListBuffer, ListDevice, TopK } from '../port/accelerator.ts';
import type { AcceleratorCacheKind, CacheKind, KvCache } from '../port/kv-cache.ts';
import { ACCELERATOR_CACHE_KINDS } from '../port/kv-cache.ts';
import { LIST_BYTES, TOP_K } from '../port/limits.ts';
import type { Decoded, Wanted, WholePasses } from '../port/passes.ts';
import { checkArchitecture, compileHead, compilePass, resultBytes } from './compile.ts';
import { CachePool, type DeviceCache, roomFor } from './device-cache.ts';
import { streamedBeats } from './estimate.ts';
import {
  BEAT_BYTES,
  type KeyKind,
  type PlacedCache,
  type PlacedLinear,
  type PlacedModel,
  residualBeats,
  ropeTable,
} from './placement.ts';
import { encodeList, type ListRecord, RECORD_BYTES } from './records.ts';
import { tokensAPass } from './vector-memory.ts';

/** The same model, whose passes its accelerator makes by command lists (docs/command-list.md). */
export function offload(model: Model): Model {
  const { lists, backend } = model.accelerator;
  if (!lists) {
    throw new UsageError(
      `--offload token: back end ${backend} works through no command lists; --offload linear does without`,
    );
  }
  return { ...model, passes: listPasses(model, lists, placeModel(model, lists)) };
}

/** Where a model lies in the memory of a device: its matrices are there already, the rest is put there. */
export function placeModel(model: Model, device: ListDevice): ResidentModel {
  const { architecture, layers, norm, lmHead, ropeFrequencies } = model;
  checkArchitecture(architecture);
  const { context, headDim, rope, vocab } = architecture;
  const vector = (name: string, values: Float32Array, step: number): number => {
    const padded = new Float32Array(Math.ceil(values.length / step) * step);
    padded.set(values);
    return device.place(name, new Uint8Array(padded.buffer)).address;
  };
  const linear = (name: string, { matrix, bias }: Linear): PlacedLinear => {
    if (!isResident(matrix)) {
      throw new UsageError(
        `--offload token: ${name} is kept in floats, which the accelerator does not multiply; import it as int8 or int4`,
      );
    }
    const placed = { name, matrix: device.locate(matrix) };
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
  const sizes = resultBytes(vocab, device.tokens);
  const buffers = {
    rows: device.allocate('rows of the embedding', device.tokens * residualBeats(architecture) * BEAT_BYTES),
    top: device.allocate('largest logits', sizes.top),
    logits: device.allocate('logits', sizes.logits),
  };
  return {
    architecture,
    tokens: device.tokens,
    layers: layers.map((each, l) => layer(l, each)),
    norm: vector('norm', norm, 64),
    head: linear('lm_head', lmHead),
    rope: device.place('cos and sin', new Uint8Array(ropeTable(headDim, cos, sin).buffer)).address,
    rows: buffers.rows.address,
    top: buffers.top.address,
    logits: buffers.logits.address,
    buffers,
  };
}

/** A placed model, and the memory through which it is asked and answers. */
export interface ResidentModel extends PlacedModel {
  readonly buffers: { readonly rows: ListBuffer; readonly top: ListBuffer; readonly logits: ListBuffer };
}

/** A list in the device's memory. */
interface PlacedList {
  readonly buffer: ListBuffer;
  readonly records: readonly ListRecord[];
}

/** Passes by lists of a model that lies in a device's memory as `placed` says. */
export function listPasses(
  model: Pick<Model, 'architecture' | 'embed'>,
  device: ListDevice,
  placed: ResidentModel,
): WholePasses {
  const { architecture } = model;
  const { hidden, vocab } = architecture;
  const { rows, top, logits } = placed.buffers;
  const pool = new CachePool(device, architecture);
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

  async function run(name: string, { buffer, records }: PlacedList, position: number): Promise<void> {
    const beats = streamedBeats(records, position);
    await device.run({ name, address: buffer.address, records: records.length, position, beats });
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
    const list = listFor(`${tokens.length} tokens, ${wanted}`, cache.placed, () =>
      compilePass(placed, cache.placed, tokens.length, wanted),
    );
    await run(`tokens ${cache.length} … ${cache.length + tokens.length - 1}`, list, cache.length);
    cache.advance(tokens.length);
  }

  function readLogits(count: number): Float32Array {
    device.read(logits);
    const stride = 32 * Math.ceil(vocab / 32);
    const all = new Uint32Array(logits.bytes.buffer, logits.bytes.byteOffset, count * stride);
    const bits = new Uint32Array(count * vocab);
    for (let t = 0; t < count; t++) {
      bits.set(all.subarray(t * stride, t * stride + vocab), t * vocab);
    }
    return new Float32Array(bits.buffer);
  }

  function readTop(): TopK {
    device.read(top);
    const count = Math.min(vocab, TOP_K);
    const words = new Uint32Array(top.bytes.buffer, top.bytes.byteOffset, 2 * count);
    const values = Uint32Array.from({ length: count }, (_, i) => words[2 * i]);
    const indices = Uint32Array.from({ length: count }, (_, i) => words[2 * i + 1]);
    return { indices, values: new Float32Array(values.buffer) };
  }

  return {
    createCache(capacity, kind) {
      const known = keyKind(kind);
      tokensAPass(placed, roomFor(capacity)); // refuses what is too long before it takes memory
      return pool.create(capacity, known);
    },
    tokensPerPass: (cache) => tokensAPass(placed, (cache as DeviceCache).placed.capacity),
    async pass(given: KvCache, tokens, wanted): Promise<Decoded> {
      const cache = given as DeviceCache;
      if (cache.length + tokens.length > cache.capacity) {
        throw new RangeError(
          `${tokens.length} tokens behind ${cache.length}, in a cache of ${cache.capacity} positions`,
        );
      }
      const most = tokensAPass(placed, cache.placed.capacity);
      // A list of the largest saves nothing where it is not shorter than all.
      const asked = wanted === 'top' && 4 * vocab <= LIST_BYTES ? 'last' : wanted;
      const all: Float32Array[] = [];
      let count = 0;
      for (let first = 0; first < tokens.length; first += count) {
        count = Math.min(most, tokens.length - first);
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
            await run('LM head', list, cache.length - 1);
          }
          return readLogits(1);
        },
        top: async () => (asked === 'top' ? readTop() : undefined),
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
  if (kind === 'k16v8' || kind === 'int8') {
    return kind;
  }
  throw new UsageError(
    `--offload token keeps keys and values as ${ACCELERATOR_CACHE_KINDS.join(' or ')}, not as ${kind}`,
  );
}
