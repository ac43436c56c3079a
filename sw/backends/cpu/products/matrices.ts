import { CHANNELS } from '../../../port/layout.ts';
import { f32, type I32, i32, type V128, v128 } from '../assembler/expressions.ts';
import type { Fn, Local } from '../assembler/module.ts';
import { type LoadedRecord, loadRecord } from '../records.ts';

/** A job multiplies with up to a few matrices that share their activations (q, k, v; gate, up): a record each. */
export const RECORD_FIELDS = [
  'firstChunk',
  /** Address of channel 0's region; the others follow at `channelBytes`. */
  'data',
  'channelBytes',
  /** Outputs, and blocks of 8 outputs. */
  'n',
  'blocks',
  /** Address of the results [T, N]. */
  'y',
  'zerosShift',
  'sharedBytes',
] as const;
export type MatrixRecord = Record<(typeof RECORD_FIELDS)[number], number>;
export const RECORD_BYTES = 4 * RECORD_FIELDS.length;

/** Fields of every job of matrix products. `x…` are what `encodeActivations` made. */
export const PRODUCT_FIELDS = {
  records: 'i32',
  recordCount: 'i32',
  /** Blocks of 8 outputs that a chunk has in each of its channels. */
  rowsPerChunk: 'i32',
  /** Groups of 64 along K. */
  groups: 'i32',
  tokens: 'i32',
  /** Tokens of the encoded activations, tile filled up. */
  padded: 'i32',
  values: 'i32',
  scales: 'i32',
  negatedSums: 'i32',
} as const;

export type LoadedMatrix = LoadedRecord<(typeof RECORD_FIELDS)[number]>;

/**
 * Where a chunk's work lies: rows `from` … `to` − 1 of blocks in some neighbouring channels, the first of them
 * `channel`.
 */
export interface ChunkRows {
  readonly matrix: LoadedMatrix;
  readonly channel: Local<'i32'>;
  readonly from: Local<'i32'>;
  readonly to: Local<'i32'>;
}

/** Blocks of a matrix in each channel: row r has blocks 4r … 4r + 3, one in each. */
export const rowsOf = (blocks: number): number => Math.ceil(blocks / CHANNELS);

/**
 * Finds what a chunk has to do. A chunk keeps to `width` channels, and chunks that follow one another go on along the
 * same ones: each thread reads few streams, each of them long and forward, which is what processors fetch ahead well.
 */
export function findRows(
  fn: Fn,
  { records, recordCount, rowsPerChunk }: { records: I32; recordCount: I32; rowsPerChunk: I32 },
  chunk: I32,
  width: number,
): ChunkRows {
  const matrix = loadRecord(fn, RECORD_FIELDS, { records, count: recordCount }, chunk);
  const rows = fn.local(i32.shrU(i32.add(matrix.blocks, i32.const(CHANNELS - 1)), i32.const(2)));
  const chunksPerPart = fn.local(i32.divU(i32.add(rows, i32.sub(rowsPerChunk, i32.const(1))), rowsPerChunk));
  const number = fn.local(i32.sub(chunk, matrix.firstChunk));
  const part = fn.local(i32.divU(number, chunksPerPart));
  const from = fn.local(i32.mul(i32.sub(number, i32.mul(part, chunksPerPart)), rowsPerChunk));
  const to = fn.local(i32.add(from, rowsPerChunk));
  fn.if(i32.gtU(to, rows), () => to.set(rows));
  return { matrix, channel: fn.local(i32.mul(part, i32.const(width))), from, to };
}

/** Block number of row `row` in the channel `i` behind the first of a chunk, and its channel's region. */
export function blockOf(
  fn: Fn,
  { matrix: { data, channelBytes }, channel }: ChunkRows,
  row: I32,
  i: number,
): { block: Local<'i32'>; region: Local<'i32'> } {
  const own = fn.local(i32.add(channel, i32.const(i)));
  return {
    block: fn.local(i32.add(i32.shl(row, i32.const(2)), own)),
    region: fn.local(i32.add(data, i32.mul(own, channelBytes))),
  };
}

/** Writes the results of outputs 8·block … 8·block + 7 of one token; the last block may be a part of 8. */
export function storeOutputs(
  fn: Fn,
  { n, y }: LoadedMatrix,
  block: I32,
  token: I32,
  results: readonly [V128, V128],
  scratch: I32,
): void {
  const first = fn.local(i32.shl(block, i32.const(3)));
  const target = fn.local(i32.add(y, i32.shl(i32.add(i32.mul(token, n), first), i32.const(2))));
  fn.if(
    i32.geU(n, i32.add(first, i32.const(8))),
    () => {
      for (const i of [0, 1]) {
        fn.do(v128.store(target, results[i], 16 * i));
      }
    },
    () => {
      for (const i of [0, 1]) {
        fn.do(v128.store(scratch, results[i], 16 * i));
      }
      fn.for(i32.const(0), i32.shl(i32.sub(n, first), i32.const(2)), 4, (offset) => {
        fn.do(f32.store(i32.add(target, offset), f32.load(i32.add(scratch, offset))));
      });
    },
  );
}
