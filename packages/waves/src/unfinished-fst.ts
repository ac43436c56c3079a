import { type FileHandle, readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';

/**
 * What can be read of an FST whose writer still runs or was ended: GTKWave's keeps the names beside it until the end.
 */
export interface UnfinishedFst {
  /** Bytes of the blocks that are whole. */
  readonly end: number;
  /** The names, as the block that is missing. */
  readonly hierarchy: Uint8Array;
}

/** Kind and length of a block. */
const BLOCK_HEAD = 9;
const HIERARCHY_GZIP = 4;
const HIERARCHIES = [HIERARCHY_GZIP, 6, 7];
const LAST_KIND = 8;

/** The FST at `path`, where names stand beside it and none in it; else undefined. */
export async function unfinishedFst(path: string, file: FileHandle, size: number): Promise<UnfinishedFst | undefined> {
  const names = await readFile(`${path}.hier`).catch(() => undefined);
  if (!names) {
    return undefined;
  }
  const head = Buffer.alloc(BLOCK_HEAD);
  let end = 0;
  while (end + BLOCK_HEAD <= size) {
    await file.read(head, 0, BLOCK_HEAD, end);
    const kind = head[0];
    const next = end + 1 + Number(head.readBigUInt64BE(1));
    if (HIERARCHIES.includes(kind)) {
      return undefined; // names of an earlier run were left
    }
    if (kind > LAST_KIND || next < end + BLOCK_HEAD || next > size) {
      break;
    }
    end = next;
  }
  const packed = gzipSync(names);
  const hierarchy = Buffer.alloc(BLOCK_HEAD + 8);
  hierarchy[0] = HIERARCHY_GZIP;
  hierarchy.writeBigUInt64BE(BigInt(16 + packed.length), 1);
  hierarchy.writeBigUInt64BE(BigInt(names.length), BLOCK_HEAD);
  return { end, hierarchy: Buffer.concat([hierarchy, packed]) };
}
