import { floatToHalf, halfToFloat } from './half.ts';
import { floatToInteger } from './kv-quantise.ts';
import { BEAT_BYTES, type ListMemory } from './list-memory.ts';
import type { VectorRecord } from './list-records.ts';

/** Strips of an INT8 macro: its scales, and 32 of two inputs each. */
const MACRO_STRIPS = 33;
const KEY16_LIMIT = 32_639;
const BYTE_LIMIT = 127;

/** Elements of a head. */
const elements = ({ n0 }: VectorRecord): number => 4 * n0;

/** Groups a block of a matrix of keys: 64 of a head each, of 16-bit keys two. */
const keyGroups = (record: VectorRecord): number =>
  Math.ceil(elements(record) / 64) * (record.append === 'keys16' ? 2 : 1);

/** Whether the macros of the record's position end within the stride. */
export function appendFits(record: VectorRecord): boolean {
  const { append, position, appendStride } = record;
  if (append === 'values8') {
    return (Math.floor(position / 64) + 1) * MACRO_STRIPS <= appendStride;
  }
  return (Math.floor(position / 32) + 1) * keyGroups(record) * MACRO_STRIPS <= appendStride;
}
/** A region of memory that a record reaches. */
export interface Extent {
  readonly what: string;
  readonly address: number;
  readonly bytes: number;
}

/** What must lie inside the window: all regions, and the scales as far as the position's. */
export function appendExtents(record: VectorRecord): readonly Extent[] {
  const { append, n1, position, appendTo, appendStride, parameters, stride } = record;
  const regions = append === 'values8' ? elements(record) / 8 : 4;
  const extents = [{ what: 'append', address: appendTo, bytes: n1 * regions * appendStride * BEAT_BYTES }];
  if (append === 'values8') {
    extents.push({
      what: 'scales of values',
      address: parameters,
      bytes: ((n1 - 1) * stride + Math.floor(position / 8) + 1) * BEAT_BYTES,
    });
  }
  return extents;
}

/** Writes one head: y [4 n0] is divided by its scale already, `scale` its bits in binary16. */
export function appendHead(
  memory: ListMemory,
  record: VectorRecord,
  head: number,
  y: Float64Array,
  scale: number,
): void {
  const h = halfToFloat(scale);
  const limit = record.append === 'keys16' ? KEY16_LIMIT : BYTE_LIMIT;
  const isUsable = Number.isFinite(h) && h !== 0;
  const q = Int32Array.from(y, (value) => (isUsable ? floatToInteger(value, limit) : 0));
  if (record.append === 'values8') {
    appendValues(memory, record, head, q, scale);
  } else {
    appendKeys(memory, record, head, q, scale);
  }
}

function appendKeys(memory: ListMemory, record: VectorRecord, head: number, q: Int32Array, scale: number): void {
  const { position, appendTo, appendStride } = record;
  const groups = keyGroups(record);
  const channel = Math.floor(position / 8) % 4;
  const output = position % 8;
  const region = appendTo + (4 * head + channel) * appendStride * BEAT_BYTES;
  const macro = (group: number) =>
    region +
    (Math.floor(position / 32) * groups + group) *
      MACRO_STRIPS *
      BEAT_BYTES; /** The bytes of 64 elements, 0 where there are fewer: two inputs a strip, each with a byte of every output. */
  const plane = (group: number, scaleBits: number, bytes: Int32Array) => {
    memory.write(macro(group) + 2 * output, halfBytes(scaleBits));
    for (let i = 0; i < 64; i++) {
      const at = macro(group) + 16 * (1 + Math.floor(i / 2)) + 8 * (i % 2) + output;
      memory.write(at, Uint8Array.of(bytes[i] ?? 0));
    }
  };
  for (let first = 0, group = 0; first < q.length; first += 64) {
    const part = q.subarray(first, first + 64);
    if (record.append === 'keys8') {
      plane(group++, scale, part);
      continue;
    }
    const lo = part.map((value) => ((value + 128) & 255) - 128);
    const hi = part.map((value, i) => (value - lo[i]) / 256);
    plane(group++, floatToHalf(256 * halfToFloat(scale)), hi);
    plane(group++, scale, lo);
  }
}

function appendValues(memory: ListMemory, record: VectorRecord, head: number, q: Int32Array, scale: number): void {
  const { position, appendTo, appendStride, parameters, stride } = record;
  const strip = MACRO_STRIPS * Math.floor(position / 64) + 1 + Math.floor((position % 64) / 2);
  for (let u = 0; u < q.length / 8; u++) {
    const region = appendTo + (head * (q.length / 8) + u) * appendStride * BEAT_BYTES;
    memory.write(region + strip * BEAT_BYTES + 8 * (position % 2), Uint8Array.from(q.subarray(8 * u, 8 * u + 8)));
  }
  memory.write(parameters + head * stride * BEAT_BYTES + 2 * position, halfBytes(scale));
}

const halfBytes = (bits: number): Uint8Array => Uint8Array.of(bits & 255, bits >> 8);
