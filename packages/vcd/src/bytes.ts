import { decodeText } from './escapes.ts';

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** The bytes `start … end` as text. */
export const textAt = (bytes: Uint8Array, start: number, end: number): string =>
  decoder.decode(bytes.subarray(start, end));

/** Reads numbers one behind the other. Throws a `RangeError` at the end of the bytes. */
export class ByteReader {
  readonly bytes: Uint8Array;
  position: number;
  readonly end: number;
  private readonly view: DataView;

  constructor(bytes: Uint8Array, position = 0, end = bytes.length) {
    this.bytes = bytes;
    this.position = position;
    this.end = Math.min(end, bytes.length);
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get left(): number {
    return this.end - this.position;
  }

  /** The next `length` bytes. */
  take(length: number): Uint8Array {
    if (!(length >= 0 && length <= this.left)) {
      throw new RangeError(`${length} bytes expected, ${this.left} there`);
    }
    this.position += length;
    return this.bytes.subarray(this.position - length, this.position);
  }

  u8(): number {
    return this.take(1)[0];
  }

  /** 64 bits, the most significant byte first. */
  u64(): bigint {
    this.take(8);
    return this.view.getBigUint64(this.position - 8);
  }

  i64(): bigint {
    this.take(8);
    return this.view.getBigInt64(this.position - 8);
  }

  /** A length or a number of things in 64 bits. */
  count(): number {
    const value = this.u64();
    if (value > Number.MAX_SAFE_INTEGER) {
      throw new RangeError(`a length of ${value}`);
    }
    return Number(value);
  }

  /** A number in groups of seven bits, the least significant first; exact up to 2^53. */
  varint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.u8();
      value += (byte & 127) * scale;
      if (byte < 128) {
        return value;
      }
    }
  }

  /** The same, exactly. */
  bigVarint(): bigint {
    const start = this.position;
    const value = this.varint();
    if (value <= Number.MAX_SAFE_INTEGER) {
      return BigInt(value);
    }
    let exact = 0n;
    for (let p = this.position - 1; p >= start; p--) {
      exact = (exact << 7n) | BigInt(this.bytes[p] & 127);
    }
    return BigInt.asUintN(64, exact);
  }

  /** The same with a sign, which is that of the last group. */
  signedVarint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.u8();
      value += (byte & 127) * scale;
      if (byte < 128) {
        return byte & 64 ? value - scale * 128 : value;
      }
    }
  }

  /** The same, exactly, in 64 bits. */
  bigSignedVarint(): bigint {
    const start = this.position;
    const value = this.signedVarint();
    if (Number.isSafeInteger(value)) {
      return BigInt(value);
    }
    let exact = BigInt.asIntN(7, BigInt(this.bytes[this.position - 1]));
    for (let p = this.position - 2; p >= start; p--) {
      exact = (exact << 7n) | BigInt(this.bytes[p] & 127);
    }
    return BigInt.asIntN(64, exact);
  }

  /** Bytes up to a zero, which is passed over. */
  text(): string {
    const zero = this.bytes.indexOf(0, this.position);
    const end = zero < 0 || zero >= this.end ? this.end : zero;
    const text = decodeText(this.bytes.subarray(this.position, end));
    this.position = Math.min(end + 1, this.end);
    return text;
  }
}
