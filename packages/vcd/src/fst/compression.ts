/// <reference path="./lz4js.d.ts" />
import { Gunzip, gunzipSync, gzipSync, unzlibSync, zlibSync } from 'fflate';
import { decompressBlock } from 'lz4js';
import { decompressFastLz } from './fastlz.ts';

/** Node's zlib where there is one, else a library of the same answers. */
const zlib: typeof import('node:zlib') | undefined = globalThis.process?.getBuiltinModule?.('node:zlib');

/** Decompresses a zlib stream into exactly `size` bytes. */
export function inflate(source: Uint8Array, size: number): Uint8Array {
  expectPlausible(source, size);
  return checked(
    () => (zlib ? zlib.inflateSync(source, { maxOutputLength: size || 1 }) : unzlibSync(source)),
    size,
    'zlib',
  );
}

/** Decompresses a gzip member into exactly `size` bytes. */
export function gunzip(source: Uint8Array, size: number): Uint8Array {
  expectPlausible(source, size);
  return checked(
    () => (zlib ? zlib.gunzipSync(source, { maxOutputLength: size || 1 }) : gunzipSync(source)),
    size,
    'gzip',
  );
}

/** Compressed bytes that are lost at most before a damage. */
const PIECE = 256;

/** What a gzip member holds before its end or a damage, `most` bytes of it at most. */
export function gunzipPart(source: Uint8Array, most: number): Uint8Array {
  const parts: Uint8Array[] = [];
  let size = 0;
  const stream = new Gunzip((part) => {
    parts.push(part);
    size += part.length;
  });
  try {
    for (let at = 0; at < source.length && size < most; at += PIECE) {
      stream.push(source.subarray(at, at + PIECE));
    }
  } catch {
    // what came before stands
  }
  const whole = new Uint8Array(size);
  let filled = 0;
  for (const part of parts) {
    whole.set(part, filled);
    filled += part.length;
  }
  return whole.subarray(0, most);
}

/** What a block of LZ4 holds before its end or a damage, `most` bytes of it at most. */
export function inflateLz4Part(source: Uint8Array, most: number): Uint8Array {
  const out = new Uint8Array(Math.min(most, MOST_GROWTH * (source.length + 1)));
  let at = 0;
  let p = 0;
  /** A length whose first four bits are given; it goes on in bytes while they are full. */
  const lengthOf = (begin: number): number => {
    let length = begin;
    for (let more = begin === 15 ? 255 : 0; more === 255; length += more) {
      more = source[p++] ?? 0;
    }
    return length;
  };
  while (p < source.length) {
    const token = source[p++];
    const literals = lengthOf(token >> 4);
    const known = source.subarray(p, p + Math.min(literals, out.length - at));
    out.set(known, at);
    at += known.length;
    p += literals;
    if (p + 2 > source.length) {
      break;
    }
    const distance = source[p] | (source[p + 1] << 8);
    p += 2;
    const length = lengthOf(token & 15) + 4;
    if (distance === 0 || distance > at || at + length > out.length || p > source.length) {
      break;
    }
    for (const end = at + length; at < end; at++) {
      out[at] = out[at - distance];
    }
  }
  return out.subarray(0, at);
}

/** Decompresses a block of LZ4 into exactly `size` bytes. */
export function inflateLz4(source: Uint8Array, size: number): Uint8Array {
  expectPlausible(source, size);
  const out = new Uint8Array(size);
  const length = decompressBlock(source, out, 0, source.length, 0);
  if (length !== size) {
    throw new Error(`LZ4: ${length} bytes instead of ${size}`);
  }
  return out;
}

/** A zlib stream. */
export function deflate(source: Uint8Array, level: 1 | 4 | 6 | 9): Uint8Array {
  return zlib ? zlib.deflateSync(source, { level }) : zlibSync(source, { level });
}

/** A gzip member. */
export function gzip(source: Uint8Array): Uint8Array {
  return zlib ? zlib.gzipSync(source) : gzipSync(source);
}

/** Decompresses a chain of value changes as the letter of its section says. */
export function unpack(kind: string, source: Uint8Array, size: number): Uint8Array {
  if (kind === '4') {
    return inflateLz4(source, size);
  }
  expectPlausible(source, size);
  return kind === 'F' ? decompressFastLz(source, size) : inflate(source, size);
}

/** Bytes that one can become at most: zlib's limit, the largest of the four. */
const MOST_GROWTH = 1032;

/** Memory is taken for `size` bytes before the first of them comes. */
function expectPlausible({ length }: Uint8Array, size: number): void {
  if (size > MOST_GROWTH * (length + 1)) {
    throw new Error(`${size} bytes are said to be in ${length}, at most ${MOST_GROWTH * (length + 1)} can be`);
  }
}

function checked(decompress: () => Uint8Array, size: number, name: string): Uint8Array {
  let out: Uint8Array;
  try {
    out = decompress();
  } catch (error) {
    const isLonger = (error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE';
    throw isLonger ? new Error(`${name}: more than the ${size} bytes that are said to come`) : error;
  }
  if (out.length !== size) {
    throw new Error(`${name}: ${out.length} bytes instead of ${size}`);
  }
  return out;
}
