import { formatOf, refusalOf } from './format.ts';
import { openFst } from './fst/reader.ts';
import { openGhw } from './ghw/reader.ts';
import { createVcdReader } from './reader.ts';
import type { Vcd } from './vcd.ts';

/**
 * Opens a whole dump, not compressed, in any of the formats that are read; which one it is, its first bytes tell.
 * Throws in a sentence where it is none of them.
 */
export function openDump(bytes: Uint8Array): Vcd {
  const refusal = refusalOf(bytes.subarray(0, HEAD));
  if (refusal) {
    throw new Error(refusal);
  }
  switch (formatOf(bytes.subarray(0, HEAD))) {
    case 'fst':
      return openFst(bytes);
    case 'ghw':
      return openGhw(bytes);
    default: {
      const reader = createVcdReader();
      reader.write(bytes);
      return reader.end();
    }
  }
}

/** Bytes that are enough to tell a format. */
export const HEAD = 4096;
