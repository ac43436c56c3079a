import { type Changes, textOf } from '../vcd.ts';
import type { ByteWriter } from './byte-writer.ts';

const encoder = new TextEncoder();
/** Numbers of the states of one bit that are neither 0 nor 1. */
const STATES = 'xzhuwl-';

/**
 * Writes changes `from … until` of a column as one chain, each with the distance in time from the one before. Times
 * count from index `base`.
 */
export function writeChain(out: ByteWriter, changes: Changes, from: number, until: number, base: number): void {
  const { kind, at } = changes;
  let last = base;
  for (let i = from; i < until; i++) {
    const step = at[i] - last;
    last = at[i];
    if (kind === 'real') {
      out.varint(step * 2 + 1);
      out.f64(changes.reals[i]);
    } else if (kind === 'string') {
      const text = encodeText(changes.strings[i]);
      out.varint(step * 2);
      out.varint(text.length);
      out.append(text);
    } else if (kind === 'event') {
      out.varint(step * 4 + 2);
    } else if (changes.width === 1) {
      writeBit(out, changes, i, step);
    } else {
      writeVector(out, changes, i, step);
    }
  }
}

/** As Latin-1, which GTKWave and VHDL's writers mean; what that has not, as UTF-8. */
function encodeText(text: string): Uint8Array {
  const codes = Array.from(text, (character) => character.codePointAt(0) as number);
  return codes.every((code) => code < 256) ? Uint8Array.from(codes) : encoder.encode(text);
}

function writeBit(out: ByteWriter, changes: Changes, i: number, step: number): void {
  const { value, unknown, nine } = changes;
  if (unknown?.[i] || nine?.has(i)) {
    out.varint(step * 16 + STATES.indexOf(textOf(changes, i)) * 2 + 1);
  } else {
    out.varint(step * 4 + value[i] * 2);
  }
}

function writeVector(out: ByteWriter, changes: Changes, i: number, step: number): void {
  const { words, width, value } = changes;
  if (isUnknown(changes, i)) {
    out.varint(step * 2 + 1);
    out.append(encoder.encode(textOf(changes, i)));
    return;
  }
  out.varint(step * 2);
  const size = (width + 7) >> 3;
  const bytes = out.reserve(size);
  const first = i * words;
  // The most significant bit is the highest of the first byte.
  for (let low = width - 8; low > -8; low -= 8) {
    const word = first + (low >> 5);
    const shift = low & 31;
    if (low < 0) {
      bytes[out.length++] = value[first] << -low;
    } else if (shift > 24 && word + 1 < first + words) {
      bytes[out.length++] = (value[word] >>> shift) | (value[word + 1] << (32 - shift));
    } else {
      bytes[out.length++] = value[word] >>> shift;
    }
  }
}

function isUnknown({ unknown, nine, words }: Changes, i: number): boolean {
  if (nine?.has(i)) {
    return true;
  }
  for (let word = i * words; unknown && word < (i + 1) * words; word++) {
    if (unknown[word]) {
      return true;
    }
  }
  return false;
}

/** Bytes of a column's value in a frame. */
export function frameSize({ kind, width }: Changes): number {
  return kind === 'real' ? 8 : kind === 'string' ? 0 : kind === 'event' ? 1 : width;
}

/** Puts change `i` where the column's value stands in a frame; before the first, `i` is -1. */
export function writeFrame(frame: Uint8Array, at: number, changes: Changes, i: number): void {
  const { kind, width } = changes;
  if (kind === 'real') {
    const real = i < 0 ? Number.NaN : changes.reals[i];
    new DataView(frame.buffer, frame.byteOffset).setFloat64(at, real, true);
  } else if (kind === 'bits') {
    frame.set(encoder.encode(i < 0 ? 'x'.repeat(width) : textOf(changes, i)), at);
  } else if (kind === 'event') {
    frame[at] = i < 0 ? 120 : 49;
  }
}
