import { Bytes, Sized, Wasm } from './wasm.ts';

/** Bits of the machine register that holds a value of this width. */
export const registerBits = (width: number): 32 | 64 => (width <= 32 ? 32 : 64);

/** Instructions of one function, written one after the other. */
export class Code {
  readonly bytes = new Bytes();

  /** Replaces the bits above `width` by zeros or the sign. */
  extend(width: number, signed: boolean): void {
    if (width === 32 || width === 64) {
      return;
    }
    const bits = registerBits(width);
    if (!signed) {
      this.constant((1n << BigInt(width)) - 1n, bits);
      this.sized(Sized.and, bits);
      return;
    }
    if (width === 8) {
      this.sized(Sized.extend8, bits);
      return;
    }
    if (width === 16) {
      this.sized(Sized.extend16, bits);
      return;
    }
    const by = BigInt(bits - width);
    this.constant(by, bits);
    this.sized(Sized.shl, bits);
    this.constant(by, bits);
    this.sized(Sized.shrSigned, bits);
  }

  /** Multiplies an address by a size. */
  scale(bytes: number): void {
    if (bytes === 1) {
      return;
    }
    const log = Math.log2(bytes);
    this.i32(Number.isInteger(log) ? log : bytes);
    this.sized(Number.isInteger(log) ? Sized.shl : Sized.mul, 32);
  }

  /** Pushes the low bits of `value`. */
  constant(value: bigint, bits: 32 | 64): void {
    this.bytes.byte(bits === 32 ? Wasm.i32Const : Wasm.i64Const);
    if (bits === 32) {
      this.bytes.signed(Number(BigInt.asIntN(32, value)));
    } else {
      this.bytes.signedLong(BigInt.asIntN(64, value));
    }
  }

  i32(value: number): void {
    this.bytes.byte(Wasm.i32Const);
    this.bytes.signed(value);
  }

  op(opcode: number, immediate: number): void {
    this.bytes.byte(opcode);
    this.bytes.unsigned(immediate);
  }

  call(callee: number): void {
    this.op(Wasm.call, callee);
  }

  /** An operator in its form for 32 or 64 bits. */
  sized(op: readonly [number, number], bits: 32 | 64): void {
    this.bytes.byte(op[bits === 32 ? 0 : 1]);
  }

  /** A load or store at a fixed offset from the address on the stack. */
  memoryOp(opcode: number, offset: number): void {
    this.bytes.byte(opcode);
    // Alignment is only a hint, and 1 is always true.
    this.bytes.byte(0);
    this.bytes.unsigned(offset);
  }

  load(bits: 32 | 64, address: number): void {
    this.i32(0);
    this.memoryOp(bits === 32 ? Wasm.i32Load : Wasm.i64Load, address);
  }
}
