import { type I32, i32 } from './assembler/expressions.ts';
import type { Fn, Local } from './assembler/module.ts';

/**
 * Parts of a job that are not alike each have a record of words in memory, whose first is the number of the part's
 * first chunk; its chunks follow those of the record before.
 */
export type LoadedRecord<F extends string> = { readonly [K in F | 'firstChunk']: Local<'i32'> };

/** The record, of `count`, that a chunk belongs to. */
export function loadRecord<const F extends string>(
  fn: Fn,
  fields: readonly ['firstChunk', ...F[]],
  { records, count }: { records: I32; count: I32 },
  chunk: I32,
): LoadedRecord<F> {
  const bytes = 4 * fields.length;
  const record = fn.local(records);
  const last = i32.add(records, i32.mul(i32.sub(count, i32.const(1)), i32.const(bytes)));
  fn.for(record, last, bytes, (next) => {
    fn.if(i32.geU(chunk, i32.load(next, bytes)), () => record.set(i32.add(next, i32.const(bytes))));
  });
  return Object.fromEntries(fields.map((field, i) => [field, fn.local(i32.load(record, 4 * i))])) as LoadedRecord<F>;
}
