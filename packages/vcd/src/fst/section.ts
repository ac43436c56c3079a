import { ByteReader } from '../bytes.ts';
import { inflate, unpack } from './compression.ts';
import { type Block, CHANGES_ALIAS_2 } from './sections.ts';

/** One section of value changes. */
export interface Section {
  readonly block: Block;
  /** Time of the values in `frame`, before the first of `times`. */
  readonly begin: bigint;
  readonly times: readonly bigint[] | Float64Array;
  /** Values of all handles at `begin`, one behind the other; empty where they were left out. */
  frame(): Uint8Array;
  /** The decompressed changes of a handle; undefined where it has none. */
  chain(handle: number): Uint8Array | undefined;
}

/**
 * Reads the outline of a section; chains are decompressed when they are asked for. Times are numbers where all are
 * below 2^53.
 */
export function readSection(bytes: Uint8Array, block: Block): Section {
  const { start, end } = block;
  const head = new ByteReader(bytes, start, end);
  const [begin, last] = [head.u64(), head.u64()];
  head.u64(); // memory for reading it
  const [frameSize, framePacked] = [head.varint(), head.varint()];
  head.varint(); // handles of the frame
  const frameBytes = head.take(framePacked);
  head.varint(); // handles with chains
  const chains = head.position;
  const pack = String.fromCharCode(head.u8());

  const foot = new ByteReader(bytes, Math.max(head.position, end - 24), end);
  const [timeSize, timePacked, timeCount] = [foot.count(), foot.count(), foot.count()];
  const timeStart = end - 24 - timePacked;
  const tableLength = new ByteReader(bytes, Math.max(head.position, timeStart - 8), end).count();
  const tableStart = timeStart - 8 - tableLength;
  if (tableStart < head.position || timeCount > timeSize) {
    throw new Error('the lengths of its parts do not fit');
  }
  const times = readTimes(bytes.subarray(timeStart, timeStart + timePacked), timeSize, timeCount, last);
  let table: ChainTable | undefined;
  const tableOf = () => {
    table ??= readTable(new ByteReader(bytes, tableStart, timeStart - 8), block.kind, tableStart - chains);
    return table;
  };
  return {
    block,
    begin,
    times,
    frame: () => (framePacked === frameSize ? frameBytes : inflate(frameBytes, frameSize)),
    chain(handle) {
      const { offsets, lengths } = tableOf();
      if (!offsets[handle]) {
        return undefined;
      }
      const reader = new ByteReader(bytes, chains + offsets[handle], chains + offsets[handle] + lengths[handle]);
      const size = reader.varint();
      const packed = reader.take(reader.left);
      return size === 0 ? packed : unpack(pack, packed, size);
    },
  };
}

function readTimes(packed: Uint8Array, size: number, count: number, last: bigint): Section['times'] {
  const reader = new ByteReader(packed.length === size ? packed : inflate(packed, size));
  if (last > Number.MAX_SAFE_INTEGER) {
    let time = 0n;
    return Array.from({ length: count }, () => {
      time += reader.bigVarint();
      return time;
    });
  }
  const times = new Float64Array(count);
  let time = 0;
  for (let i = 0; i < count; i++) {
    time += reader.varint();
    times[i] = time;
  }
  return times;
}

/** Where each handle's chain begins, from the letter of the packing on, and how long it is; 0 where it has none. */
interface ChainTable {
  readonly offsets: Uint32Array;
  readonly lengths: Uint32Array;
}

/** A chain lasts up to the next one; several handles may have one chain. `total` ends the last. */
function readTable(reader: ByteReader, kind: number, total: number): ChainTable {
  let offsets = new Uint32Array(64);
  let lengths = new Uint32Array(64);
  let handle = 0;
  let own = -1;
  let offset = 0;
  let shared = -1;
  const room = (more: number) => {
    if (handle + more > offsets.length) {
      const capacity = Math.max(offsets.length * 2, handle + more);
      offsets = larger(offsets, capacity);
      lengths = larger(lengths, capacity);
    }
  };
  const begin = (distance: number) => {
    room(1);
    offset += distance;
    if (own >= 0) {
      lengths[own] = offset - offsets[own];
    }
    own = handle;
    offsets[handle++] = offset;
  };
  const aliases: number[] = [];
  const alias = (other: number) => {
    room(1);
    aliases.push(handle++, other);
  };
  while (reader.left > 0) {
    if (kind === CHANGES_ALIAS_2 && reader.bytes[reader.position] & 1) {
      const distance = Math.floor(reader.signedVarint() / 2);
      if (distance > 0) {
        begin(distance);
      } else {
        shared = distance < 0 ? -distance - 1 : shared;
        alias(shared);
      }
      continue;
    }
    const item = reader.varint();
    if (item === 0) {
      alias(reader.varint() - 1);
    } else if (item & 1) {
      begin(Math.floor(item / 2));
    } else {
      const without = Math.floor(item / 2);
      if (without > MOST_HANDLES - handle) {
        throw new Error(`${without} handles without changes`);
      }
      room(without);
      handle += without;
    }
  }
  if (own >= 0) {
    lengths[own] = total - offsets[own];
  }
  for (let i = 0; i < aliases.length; i += 2) {
    if (aliases[i + 1] >= 0 && aliases[i + 1] < aliases[i]) {
      offsets[aliases[i]] = offsets[aliases[i + 1]];
      lengths[aliases[i]] = lengths[aliases[i + 1]];
    }
  }
  return { offsets, lengths };
}

/** Handles at most: a damaged table could claim more. */
const MOST_HANDLES = 2 ** 26;

function larger(from: Uint32Array, capacity: number): Uint32Array<ArrayBuffer> {
  const to = new Uint32Array(capacity);
  to.set(from);
  return to;
}
