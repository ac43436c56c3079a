import fc from 'fast-check';
import { packMatrix, type QuantizedMatrix } from 'macromac/model/pack.ts';
import { type MatrixFormat, matrixLayout } from 'macromac/port/layout.ts';
import type { PackedMatrix } from 'macromac/port/matrix.ts';

/** Bytes from a seed: big random contents shrink badly, so fast-check chooses only the seed and the kind. */
export function randomBytes(count: number, seed: number): Uint8Array {
  const bytes = new Uint8Array(count);
  let state = seed | 1;
  for (let i = 0; i < count; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes[i] = state >>> 11;
  }
  return bytes;
}

/** What the scales of a matrix, and the activations, are like. */
export type Range = 'ordinary' | 'anything' | 'finite';

/**
 * A random matrix, packed. `ordinary` scales are about 2^-7; `anything` is every FP16 pattern, infinities and NaNs
 * included.
 */
export function randomMatrix(n: number, k: number, format: MatrixFormat, range: Range, seed: number): PackedMatrix {
  const groups = Math.ceil(k / 64);
  const bytes = randomBytes(n * k, seed);
  const int8 = format === 'int8-macro';
  const q = int8 ? Int8Array.from(bytes, (b) => Math.max(-127, (b << 24) >> 24)) : bytes.map((b) => b & 15);
  const zeros = int8 ? new Uint8Array(n * groups) : randomBytes(n * groups, seed + 1).map((b) => b & 15);
  const raw = new Uint16Array(randomBytes(2 * n * groups, seed + 2).buffer);
  const scales = raw.map((s) => {
    if (range === 'ordinary') {
      return 0x2000 | (s & 0x83ff);
    }
    return range === 'finite' && (s & 0x7c00) === 0x7c00 ? s & 0xbfff : s;
  });
  const matrix: QuantizedMatrix = { n, k, q, zeros, scales };
  return { name: `random ${n}×${k}`, n, k, format, data: packMatrix(matrix, format) };
}

/** T · K float32: `ordinary` about 1, else every bit pattern (`finite`: without infinities and NaNs). */
export function randomActivations(count: number, range: Range, seed: number): Float32Array {
  const words = new Uint32Array(randomBytes(4 * count, seed).buffer);
  return new Float32Array(
    words.map((w) => {
      if (range === 'ordinary') {
        return (w & 0x83ffffff) | 0x3c000000;
      }
      return range === 'finite' && (w & 0x7f800000) === 0x7f800000 ? w & 0xbfffffff : w;
    }).buffer,
  );
}

/** K padded to whole groups with zeros, as the driver sends it. */
export function padActivations(x: Float32Array, k: number, tokens: number): Float32Array {
  const padded = 64 * Math.ceil(k / 64);
  const out = new Float32Array(padded * tokens);
  for (let t = 0; t < tokens; t++) {
    out.set(x.subarray(t * k, (t + 1) * k), t * padded);
  }
  return out;
}

/**
 * Activations as the core takes them: in a beat, four values of each of `lanes` vectors; vectors that do not exist are
 * zeros.
 */
export function activationBeats(x: Float32Array, k: number, tokens: number, lanes: number): Float32Array {
  const rows = padActivations(x, k, tokens);
  const padded = rows.length / tokens;
  const sets = Math.ceil(tokens / lanes);
  const beats = new Float32Array(sets * lanes * padded);
  for (let t = 0; t < tokens; t++) {
    for (let i = 0; i < padded; i++) {
      const beat = Math.floor(t / lanes) * (padded / 4) + Math.floor(i / 4);
      beats[4 * (beat * lanes + (t % lanes)) + (i % 4)] = rows[t * padded + i];
    }
  }
  return beats;
}

/** The same of vectors that come on lane 0, a group of each in turn; the other lanes are zeros. */
export function serialBeats(x: Float32Array, k: number, tokens: number, lanes: number): Float32Array {
  const rows = padActivations(x, k, tokens);
  const padded = rows.length / tokens;
  const beats = new Float32Array(lanes * rows.length);
  for (let t = 0; t < tokens; t++) {
    for (let i = 0; i < padded; i++) {
      const beat = 16 * (Math.floor(i / 64) * tokens + t) + Math.floor((i % 64) / 4);
      beats[4 * beat * lanes + (i % 4)] = rows[t * padded + i];
    }
  }
  return beats;
}

export const range = (): fc.Arbitrary<Range> => fc.constantFrom('ordinary', 'finite', 'anything');

/** The four channel regions of a packed matrix. */
export function channels({ data, format, n, k }: PackedMatrix): Uint8Array[] {
  const { channelBytes } = matrixLayout(format, n, k);
  return [0, 1, 2, 3].map((c) => data.subarray(c * channelBytes, (c + 1) * channelBytes));
}

/** Bits of float32 values, for comparisons that tell −0 from +0 and see NaN as its pattern. */
export const bitsOf = (values: Float32Array): Uint32Array =>
  new Uint32Array(values.buffer, values.byteOffset, values.length);
