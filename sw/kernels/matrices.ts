import { f32, type I32, i32, type V128, v128 } from './assembler/expressions.ts';
import type { Fn, Local } from './assembler/module.ts';

/**
 * A job multiplies with up to a few matrices that share their activations (q, k, v; gate, up). Each has a record in
 * memory; its chunks follow those of the record before.
 */
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
  /** Blocks of 8 outputs a chunk. */
  blocksPerChunk: 'i32',
  /** Groups of 64 along K. */
  groups: 'i32',
  tokens: 'i32',
  /** Tokens of the encoded activations, tile filled up. */
  padded: 'i32',
  values: 'i32',
  scales: 'i32',
  negatedSums: 'i32',
} as const;

export type LoadedRecord = { readonly [F in (typeof RECORD_FIELDS)[number]]: Local<'i32'> };

/** Finds the matrix that a chunk belongs to, and its blocks there: from, to. */
export function findBlocks(
  fn: Fn,
  { records, recordCount, blocksPerChunk }: { records: I32; recordCount: I32; blocksPerChunk: I32 },
  chunk: I32,
): { matrix: LoadedRecord; from: Local<'i32'>; to: Local<'i32'> } {
  const record = fn.local(records);
  const last = i32.add(records, i32.mul(i32.sub(recordCount, i32.const(1)), i32.const(RECORD_BYTES)));
  fn.for(record, last, RECORD_BYTES, (next) => {
    fn.if(i32.geU(chunk, i32.load(next, RECORD_BYTES)), () => record.set(i32.add(next, i32.const(RECORD_BYTES))));
  });
  const matrix = Object.fromEntries(
    RECORD_FIELDS.map((field, i) => [field, fn.local(i32.load(record, 4 * i))]),
  ) as LoadedRecord;
  const from = fn.local(i32.mul(i32.sub(chunk, matrix.firstChunk), blocksPerChunk));
  const to = fn.local(i32.add(from, blocksPerChunk));
  fn.if(i32.gtU(to, matrix.blocks), () => to.set(matrix.blocks));
  return { matrix, from, to };
}

/** Writes the results of outputs 8·block … 8·block + 7 of one token; the last block may be a part of 8. */
export function storeOutputs(
  fn: Fn,
  { n, y }: LoadedRecord,
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
      for (const i of [0, 1]) fn.do(v128.store(target, results[i], 16 * i));
    },
    () => {
      for (const i of [0, 1]) fn.do(v128.store(scratch, results[i], 16 * i));
      fn.for(i32.const(0), i32.shl(i32.sub(n, first), i32.const(2)), 4, (offset) => {
        fn.do(f32.store(i32.add(target, offset), f32.load(i32.add(scratch, offset))));
      });
    },
  );
}
