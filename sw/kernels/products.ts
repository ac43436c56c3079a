import { type MatrixFormat, matrixLayout } from '../model/layout.ts';
import { ENCODING_BYTES, ENCODING_ROWS, type Encoding } from './activations.ts';
import type { Engine } from './engine.ts';
import { TOKEN_STEP } from './gemm.ts';
import { MAX_CHUNKS } from './kernel.ts';
import { type MatrixRecord, RECORD_BYTES, RECORD_FIELDS } from './matrices.ts';
import { integerEncoding } from './program.ts';

/** A packed matrix in the engine's memory. */
export interface EngineMatrix {
  readonly name: string;
  readonly n: number;
  readonly k: number;
  readonly format: MatrixFormat;
  /** Of its bytes: design §4, each step in the kernels' order. */
  readonly address: number;
}

/** Brings a matrix that lies at its address as design §4 has it into the kernels' order, in place. */
export function reorderMatrix(engine: Engine, { format, n, k, address }: EngineMatrix): void {
  const { blocks, groups, channelBytes } = matrixLayout(format, n, k);
  const macros = blocks * groups;
  const macrosPerChunk = Math.max(64, Math.ceil(macros / 512));
  const chunksPerChannel = Math.ceil(macros / macrosPerChunk);
  const bits = format === 'int8-macro' ? 8 : 4;
  engine.run(`reorder-int${bits}`, 4 * chunksPerChannel, {
    data: address,
    channelBytes,
    macros,
    macrosPerChunk,
    chunksPerChannel,
    ...macroPlaces(format),
  });
}

/** See `MacroPlaces`. */
const macroPlaces = (format: MatrixFormat) =>
  format === 'awq-macro-dense' ? { zerosShift: 2, sharedBytes: 1104 } : { zerosShift: 0, sharedBytes: 288 };

/** One result of `multiply`: y [T, N] = x · Wᵀ, at an address. */
export interface Product {
  readonly matrix: EngineMatrix;
  readonly y: number;
}

/** How activations meet the weights: in 8 bits a group, fast, or in 27 with exact sums (design §5, `fused`). */
export type ActivationMode = 'int8' | 'fp32';

export const encodingFor = (engine: Engine, mode: ActivationMode): Encoding =>
  mode === 'fp32' ? 'block-float' : integerEncoding(engine.relaxed);

/** Tokens of one call, at most: each is a chunk of the job that encodes them. */
export const MAX_TOKENS = MAX_CHUNKS - (MAX_CHUNKS % TOKEN_STEP);
/** At most this many matrices share one job. */
const MAX_PRODUCTS = 8;
/** Blocks of 8 outputs a chunk, about: enough work to be worth a claim, enough chunks to keep threads even. */
const BLOCKS_PER_CHUNK = 8;

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

const paddedTokens = (tokens: number): number => (tokens === 1 ? 1 : Math.ceil(tokens / TOKEN_STEP) * TOKEN_STEP);

function createSpace(engine: Engine, encoding: Encoding, capacity: number): ProductSpace {
  const rows = ENCODING_ROWS[encoding];
  const taken: [address: number, bytes: number][] = [];
  const take = (bytes: number): number => {
    const address = engine.allocate(bytes);
    taken.push([address, bytes]);
    return address;
  };
  return {
    encoding,
    capacity,
    values: take(capacity * rows * 64 * ENCODING_BYTES[encoding]),
    scales: take(capacity * 4),
    negatedSums: take(capacity * 4 * rows),
    records: take(MAX_PRODUCTS * RECORD_BYTES),
    release() {
      for (const [address, bytes] of taken) engine.release(address, bytes);
    },
  };
}

/** `space` if it has room for that many groups, or a larger one instead of it. */
function reserve(engine: Engine, space: ProductSpace | undefined, encoding: Encoding, groups: number): ProductSpace {
  if (space && space.capacity >= groups && space.encoding === encoding) return space;
  space?.release();
  return createSpace(engine, encoding, Math.max(groups, MIN_GROUPS));
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
  if (tokens > MAX_TOKENS) throw new Error(`${tokens} tokens in one pass, at most ${MAX_TOKENS}`);
  const encoding = encodingFor(engine, mode);
  const groups = Math.ceil(k / 64);
  const padded = paddedTokens(tokens);
  const held = reserve(engine, space, encoding, groups * padded);
  const { values, scales, negatedSums, records } = held;
  engine.run(`encode-${encoding}`, padded, { x, k, tokens, padded, values, scales, negatedSums });

  const kind = tokens === 1 ? 'matvec' : 'gemm';
  for (const bits of [4, 8] as const) {
    const group = products.filter(({ matrix }) => (matrix.format === 'int8-macro' ? 8 : 4) === bits);
    for (let first = 0; first < group.length; first += MAX_PRODUCTS) {
      const job = group.slice(first, first + MAX_PRODUCTS);
      const { chunks, blocksPerChunk } = writeRecords(engine, records, job);
      engine.run(`${kind}-int${bits}-${encoding}`, chunks, {
        records, recordCount: job.length, blocksPerChunk, groups, tokens, padded, values, scales, negatedSums,
      }); // biome-ignore format: the fields by name
    }
  }
  return held;
}

function writeRecords(engine: Engine, address: number, products: readonly Product[]) {
  const blocksOf = ({ matrix }: Product): number => Math.ceil(matrix.n / 8);
  const total = products.reduce((sum, product) => sum + blocksOf(product), 0);
  const blocksPerChunk = Math.max(BLOCKS_PER_CHUNK, 2 * Math.ceil(total / (2 * MAX_CHUNKS - 2 * MAX_PRODUCTS)));
  const words = new Int32Array(engine.memory.buffer, address, (products.length * RECORD_BYTES) / 4);
  let chunks = 0;
  for (const [i, product] of products.entries()) {
    const { matrix, y } = product;
    const { channelBytes } = matrixLayout(matrix.format, matrix.n, matrix.k);
    const record: MatrixRecord = {
      firstChunk: chunks,
      data: matrix.address,
      channelBytes,
      n: matrix.n,
      blocks: blocksOf(product),
      y,
      ...macroPlaces(matrix.format),
    };
    for (const [f, field] of RECORD_FIELDS.entries()) words[i * RECORD_FIELDS.length + f] = record[field];
    chunks += Math.ceil(blocksOf(product) / blocksPerChunk);
  }
  return { chunks, blocksPerChunk };
}
