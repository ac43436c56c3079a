export { type DumpFormat, formatOf, refusalOf } from './format.ts';
export { createVcdToFst, encodeFst, type VcdToFst } from './fst/convert.ts';
export { openFst } from './fst/reader.ts';
export { openGhw } from './ghw/reader.ts';
export { type ListedVariable, listVariables, settledChanges, valueText } from './list.ts';
export { createLookup, findVariable, type Lookup, rangeText } from './lookup.ts';
export { openDump } from './open.ts';
export { createVcdReader, type VcdReader } from './reader.ts';
export {
  bigintOf,
  type Changes,
  changeAt,
  type Scope,
  sameValue,
  secondsPerUnit,
  type Timescale,
  textOf,
  timeIndexAt,
  type Variable,
  type Vcd,
} from './vcd.ts';

import { createVcdReader } from './reader.ts';
import type { Vcd } from './vcd.ts';

/** Reads a whole dump from memory. */
export function parseVcd(dump: Uint8Array | string): Vcd {
  const reader = createVcdReader();
  reader.write(typeof dump === 'string' ? new TextEncoder().encode(dump) : dump);
  return reader.end();
}

/** Reads a dump from a stream of chunks (a file's, a response's body). */
export async function readVcd(chunks: AsyncIterable<Uint8Array>): Promise<Vcd> {
  const reader = createVcdReader();
  for await (const chunk of chunks) {
    reader.write(chunk);
  }
  return reader.end();
}
