/** Bytes that grow. */
export class ByteWriter {
  private bytes = new Uint8Array(1 << 12);
  length = 0;

  /** Makes room for `more` bytes and says where they begin. */
  reserve(more: number): Uint8Array {
    if (this.length + more > this.bytes.length) {
      const larger = new Uint8Array(Math.max(this.bytes.length * 2, this.length + more));
      larger.set(this.bytes.subarray(0, this.length));
      this.bytes = larger;
    }
    return this.bytes;
  }

  u8(value: number): void {
    this.reserve(1)[this.length++] = value;
  }

  /** 64 bits, the most significant byte first. */
  u64(value: number | bigint): void {
    const bytes = this.reserve(8);
    new DataView(bytes.buffer).setBigUint64(this.length, BigInt(value));
    this.length += 8;
  }

  /** Eight bytes of a real, the least significant first. */
  f64(value: number): void {
    const bytes = this.reserve(8);
    new DataView(bytes.buffer).setFloat64(this.length, value, true);
    this.length += 8;
  }

  /** A number in groups of seven bits, the least significant first. */
  varint(value: number): void {
    const bytes = this.reserve(8);
    let rest = value;
    for (; rest > 0x7fffffff; rest = Math.floor(rest / 128)) {
      bytes[this.length++] = (rest % 128) | 128;
    }
    for (; rest > 127; rest >>>= 7) {
      bytes[this.length++] = (rest & 127) | 128;
    }
    bytes[this.length++] = rest;
  }

  bigVarint(value: bigint): void {
    let rest = value;
    for (; rest > 127n; rest >>= 7n) {
      this.u8(Number(rest & 127n) | 128);
    }
    this.u8(Number(rest));
  }

  /** The same with a sign, which is that of the last group. */
  signedVarint(value: number): void {
    let rest = value;
    for (; rest < -64 || rest > 63; rest = Math.floor(rest / 128)) {
      this.u8((((rest % 128) + 128) % 128) | 128);
    }
    this.u8(rest & 127);
  }

  append(bytes: Uint8Array): void {
    this.reserve(bytes.length).set(bytes, this.length);
    this.length += bytes.length;
  }

  /** A text and a zero. */
  text(text: string): void {
    this.append(new TextEncoder().encode(text.replaceAll('\0', '')));
    this.u8(0);
  }

  /** A text in `length` bytes, cut or filled up with zeros; the last is a zero. */
  fixed(text: string, length: number): void {
    const field = new Uint8Array(length);
    field.set(new TextEncoder().encode(text).subarray(0, length - 1));
    this.append(field);
  }

  /** What was written; valid until more is. */
  view(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  /** A copy of what was written. */
  copy(): Uint8Array {
    return this.bytes.slice(0, this.length);
  }
}
