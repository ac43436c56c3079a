import { CHANNELS, type MatrixFormat, matrixLayout } from '../../port/layout.ts';
import type { Engine } from './engine.ts';
import { MAX_CHUNKS } from './kernel.ts';
import { type ActivationMode, ENCODING_BYTES, ENCODING_ROWS, type Encoding } from './products/activations.ts';
import { gemmTokens, gemmWidth } from './products/gemm.ts';
import { type MatrixRecord, RECORD_BYTES, RECORD_FIELDS, rowsOf } from './products/matrices.ts';
import { matvecWidth } from './products/matvec.ts';
import type { WeightBits } from './products/weights.ts';
import { encodingOf } from './program.ts';

/** A packed matrix in the engine's memory, each step in the kernels' order. */
export interface EngineMatrix {
  readonly name: string;
  readonly n: number;
  readonly k: number;
  readonly bits: WeightBits;
  readonly address: number;
  /** Some scale is infinite or NaN: only the exact kernels mind that. */
  readonly isSpecial: boolean;
  /** Blocks of 8 outputs in each channel. */
  readonly rows: number;
  /** What the kernels need to know, by RECORD_FIELDS; `firstChunk` and `y` are for the job to fill in. */
  readonly record: readonly number[];
}

/** Takes over a matrix that lies at an address as design §4 has it: its steps are brought into order, in place. */
export function adoptMatrix(
  engine: Engine,
  { name, n, k, format }: { name: string; n: number; k: number; format: MatrixFormat },
  address: number,
): EngineMatrix {
  const layout = matrixLayout(format, n, k);
  const { channelBytes } = layout;
  const bits = format === 'int8-macro' ? 8 : 4;
  const places =
    format === 'awq-macro-dense' ? { zerosShift: 2, sharedBytes: 1104 } : { zerosShift: 0, sharedBytes: 288 };
  const macros = layout.blocks * layout.groups;
  const macrosPerChunk = Math.max(64, Math.ceil(macros / 512));
  const chunksPerChannel = Math.ceil(macros / macrosPerChunk);
  const special = engine.allocate(4);
  engine.words[special / 4] = 0;
  engine.run(`reorder-int${bits}`, 4 * chunksPerChannel, {
    data: address,
    channelBytes,
    macros,
    macrosPerChunk,
    chunksPerChannel,
    ...places,
    special,
  });
  const isSpecial = engine.words[special / 4] === 1;
  engine.release(special, 4);
  const blocks = Math.ceil(n / 8);
  const record: MatrixRecord = { firstChunk: 0, data: address, channelBytes, n, blocks, y: 0, ...places };
  return {
    name,
    n,
    k,
    bits,
    address,
    isSpecial,
    rows: rowsOf(blocks),
    record: RECORD_FIELDS.map((field) => record[field]),
  };
}

/** One result of `multiply`: y [T, N] = x · Wᵀ, at an address. */
export interface Product {
  readonly matrix: EngineMatrix;
  readonly y: number;
}

/** Tokens of one call, at most: each is a chunk of a normalisation's job. */
export const MAX_TOKENS = MAX_CHUNKS;
const WIDTHS = { matvec: matvecWidth, gemm: gemmWidth };
/** At most this many matrices share one job. */
const MAX_PRODUCTS = 8;
/** Chunks of a job for each thread, about: enough that threads end together. */
const CHUNKS_PER_THREAD = 48;
/** Rows of blocks in a chunk; the most keeps even a vocabulary below MAX_CHUNKS. */
const MIN_ROWS = 1;
const MAX_ROWS = 16;

/** Memory for encoded activations, and for the records of a job. */
export interface ProductSpace {
  readonly encoding: Encoding;
  /** Groups of 64 activations it has room for. */
  readonly capacity: number;
  readonly values: number;
  readonly scales: number;
  readonly negatedSums: number;
  readonly records: number;
  release(): void;
}

const MIN_GROUPS = 256;

function createSpace(engine: Engine, encoding: Encoding, capacity: number): ProductSpace {
  const rows = ENCODING_ROWS[encoding];
  const taken: [address: number, bytes: number][] = [];
  const take = (bytes: number): number => {
    const address = engine.allocate(bytes);
    taken.push([address, bytes]);
    return address;
  };
  const release = () => {
    for (const [address, bytes] of taken) {
      engine.release(address, bytes);
    }
  };
  try {
    return {
      encoding,
      capacity,
      values: take(capacity * rows * 64 * ENCODING_BYTES[encoding]),
      scales: take(capacity * 4),
      negatedSums: take(capacity * 4 * rows),
      records: take(MAX_PRODUCTS * RECORD_BYTES),
      release,
    };
  } catch (error) {
    release();
    throw error;
  }
}

/** `space` if it has room for that many groups, or a larger one instead of it. */
function reserve(engine: Engine, space: ProductSpace | undefined, encoding: Encoding, groups: number): ProductSpace {
  if (space && space.capacity >= groups && space.encoding === encoding) {
    return space;
  }
  // Where there is no room for a new one, the old one must still be there for the next call.
  const larger = createSpace(engine, encoding, Math.max(groups, MIN_GROUPS));
  space?.release();
  return larger;
}

/** Multiplies x [T, K], at an address, with matrices that share it. Returns the space for the next call. */
export function multiply(
  engine: Engine,
  mode: ActivationMode,
  space: ProductSpace | undefined,
  x: number,
  tokens: number,
  products: readonly Product[],
): ProductSpace {
  const { k } = products[0].matrix;
  if (tokens > MAX_TOKENS) {
    throw new Error(`${tokens} tokens in one pass, at most ${MAX_TOKENS}`);
  }
  const isExact = mode === 'fp32' || products.some(({ matrix }) => matrix.isSpecial);
  const kind = tokens === 1 ? 'matvec' : 'gemm';
  const encoding = encodingOf(isExact ? 'fp32' : 'int8', kind, engine.simd);
  const groups = Math.ceil(k / 64);
  // Filled up for all kernels that take part: no further, as texts side by side are a few tokens only.
  const perChunk =
    kind === 'matvec'
      ? 1
      : ([4, 8] as const)
          .filter((bits) => products.some(({ matrix }) => matrix.bits === bits))
          .map((bits) => gemmTokens({ bits, encoding, simd: engine.simd }))
          .reduce(leastCommonMultiple, 1);
  const chunks = Math.ceil(tokens / perChunk);
  const padded = chunks * perChunk;
  const held = reserve(engine, space, encoding, groups * padded);
  const { values, scales, negatedSums, records } = held;
  engine.run(`encode-${encoding}`, chunks, { x, k, tokens, padded, perChunk, values, scales, negatedSums });

  const common = { records, groups, tokens, padded, values, scales, negatedSums };
  for (const job of jobsOf(products)) {
    const { bits } = job[0].matrix;
    const width = WIDTHS[kind]({ bits, encoding, simd: engine.simd });
    const { chunks, rowsPerChunk } = writeRecords(engine, records, job, CHANNELS / width);
    engine.run(`${kind}-int${bits}-${encoding}`, chunks, { ...common, recordCount: job.length, rowsPerChunk });
  }
  return held;
}

const leastCommonMultiple = (a: number, b: number): number => {
  let [x, y] = [a, b];
  while (y > 0) {
    [x, y] = [y, x % y];
  }
  return (a / x) * b;
};

/** Products of one kernel each. */
function jobsOf(products: readonly Product[]): (readonly Product[])[] {
  const { bits } = products[0].matrix;
  if (products.length <= MAX_PRODUCTS && products.every(({ matrix }) => matrix.bits === bits)) {
    return [products];
  }
  const jobs: Product[][] = [];
  for (const product of products) {
    const open = jobs.find((job) => job[0].matrix.bits === product.matrix.bits && job.length < MAX_PRODUCTS);
    if (open) {
      open.push(product);
    } else {
      jobs.push([product]);
    }
  }
  return jobs;
}

const FIRST_CHUNK = RECORD_FIELDS.indexOf('firstChunk');
const Y = RECORD_FIELDS.indexOf('y');

/** Writes down what a job multiplies. @param parts chunks that a row of blocks takes part in */
function writeRecords(engine: Engine, address: number, products: readonly Product[], parts: number) {
  let total = 0;
  for (const { matrix } of products) {
    total += parts * matrix.rows;
  }
  const share = Math.ceil(total / (CHUNKS_PER_THREAD * engine.threads));
  const rowsPerChunk = Math.min(Math.max(share, MIN_ROWS), MAX_ROWS);
  const { words } = engine;
  let chunks = 0;
  let at = address / 4;
  for (const { matrix, y } of products) {
    for (let i = 0; i < RECORD_FIELDS.length; i++) {
      words[at + i] = matrix.record[i];
    }
    words[at + FIRST_CHUNK] = chunks;
    words[at + Y] = y;
    at += RECORD_FIELDS.length;
    chunks += parts * Math.ceil(matrix.rows / rowsPerChunk);
  }
  return { chunks, rowsPerChunk };
}
