import { writeFileSync } from 'node:fs';

/** Values as GGUF keeps them: a type of the container, and what it holds. */
export type Value =
  | ['u32' | 'i32' | 'f32', number]
  | ['u64', bigint]
  | ['bool', boolean]
  | ['string', string]
  | ['strings', readonly string[]]
  | ['f32s' | 'i32s', readonly number[]];

const TYPES = { u32: 4, i32: 5, f32: 6, bool: 7, string: 8, u64: 10, strings: 8, f32s: 6, i32s: 5 };

export interface FloatMatrix {
  readonly name: string;
  /** [N] or [N, K] */
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

const number = (bytes: number, write: (buffer: Buffer) => void): Buffer => {
  const buffer = Buffer.alloc(bytes);
  write(buffer);
  return buffer;
};
const u32 = (value: number) => number(4, (buffer) => buffer.writeUInt32LE(value));
const u64 = (value: bigint) => number(8, (buffer) => buffer.writeBigUInt64LE(value));
const text = (value: string) => Buffer.concat([u64(BigInt(Buffer.byteLength(value))), Buffer.from(value)]);

function scalar([type, value]: Value): Buffer {
  if (type === 'string') {
    return text(value);
  }
  if (type === 'u64') {
    return u64(value);
  }
  if (type === 'bool') {
    return Buffer.from([Number(value)]);
  }
  return number(4, (buffer) => {
    if (type === 'u32') {
      buffer.writeUInt32LE(value as number);
    } else if (type === 'i32') {
      buffer.writeInt32LE(value as number);
    } else {
      buffer.writeFloatLE(value as number);
    }
  });
}

function valueBytes(value: Value): Buffer {
  if (!Array.isArray(value[1])) {
    return Buffer.concat([u32(TYPES[value[0]]), scalar(value)]);
  }
  const single = value[0].slice(0, -1) as 'string';
  const parts = (value[1] as string[]).map((item) => scalar([single, item]));
  return Buffer.concat([u32(9), u32(TYPES[value[0]]), u64(BigInt(parts.length)), ...parts]);
}

export interface Layout {
  /** Where a tensor's data are said to be, given where they should be [bytes behind the header]. */
  readonly offsetOf?: (name: string, offset: number) => number;
  /** Bytes behind the last tensor's padded end. */
  readonly trailing?: number;
}

/** Writes a GGUF file, version 3, of F32 tensors. */
export function writeGguf(
  path: string,
  metadata: Readonly<Record<string, Value>>,
  tensors: readonly FloatMatrix[],
  { offsetOf = (_, offset) => offset, trailing = 0 }: Layout = {},
): void {
  const padded = (bytes: number) => Math.ceil(bytes / 32) * 32;
  let offset = 0;
  const table = tensors.map(({ name, shape, values }) => {
    const at = offsetOf(name, offset);
    offset += padded(values.byteLength);
    const extents = [...shape].reverse().map((n) => u64(BigInt(n)));
    return Buffer.concat([text(name), u32(shape.length), ...extents, u32(0), u64(BigInt(at))]);
  });
  const entries = Object.entries(metadata).map(([key, value]) => Buffer.concat([text(key), valueBytes(value)]));
  const counts = [u64(BigInt(tensors.length)), u64(BigInt(entries.length))];
  const header = Buffer.concat([Buffer.from('GGUF'), u32(3), ...counts, ...entries, ...table]);
  const data = tensors.map(({ values }) =>
    Buffer.concat([new Uint8Array(values.buffer, values.byteOffset, values.byteLength)], padded(values.byteLength)),
  );
  const start = Buffer.concat([header], padded(header.length));
  writeFileSync(path, Buffer.concat([start, ...data, Buffer.alloc(trailing)]));
}
