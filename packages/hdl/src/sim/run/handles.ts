import type { Signal } from '../../ir/index.ts';
import { SimulationError } from '../design/flatten.ts';
import { slotBytes, wordBytes } from '../machine/layout.ts';

/**
 * Same shape as the testbench's `SignalHandle`: a port or internal signal, read and written in the simulation's memory.
 */
export interface SignalHandle {
  readonly name: string;
  readonly width: number;
  readonly direction: 'input' | 'output' | 'internal';
  /**
   * The bits as an unsigned number, above 32 bits a bigint. Only inputs and registers can be written; an `sint` takes
   * negative numbers too.
   */
  value: number | bigint;
  /** The value of an `sint` with its sign; of others, `value`. */
  readonly signedValue: number | bigint;
  /** Live view of the bits, least significant word first, for widths above 32 where the bits lie together. */
  readonly words?: Uint32Array;
  /** Live view of the word that holds the bits, for ports up to 32 bits; what is above the width is not defined. */
  readonly storage?: Uint32Array;
}

/** Same shape as the testbench's `MemoryHandle`. */
export interface MemoryHandle {
  readonly name: string;
  readonly width: number;
  readonly depth: number;
  read(address: number): bigint;
  write(address: number, value: bigint): void;
}

/** Bits of a signal that lie together. */
export interface Piece {
  readonly address: number;
  readonly low: number;
  readonly width: number;
  /** Kept as a signed number: the bits above `width` are its sign. */
  readonly signed: boolean;
}

export interface HandleOptions {
  readonly name: string;
  readonly signal: Signal;
  readonly direction: 'input' | 'output' | 'internal';
  readonly pieces: readonly Piece[];
  readonly writable: boolean;
  /** Runs before every read. */
  readonly refresh: () => void;
  /** Runs after every write, and before `words` is handed out. */
  readonly touched: () => void;
}

export function createHandle(memory: DataView, options: HandleOptions): SignalHandle {
  const { name, signal, direction, pieces, refresh } = options;
  const { width } = signal;
  const limit = 1n << BigInt(width);
  const bound = 2 ** width;
  const lowest = signal.signed ? -(limit >> 1n) : 0n;
  const [only] = pieces;
  const together = pieces.length === 1 && width > 32 && !only.signed;
  const check = (value: number | bigint) => {
    if (!options.writable) {
      throw new SimulationError(`${name}: only inputs, registers and memories can be written, this is driven by logic`);
    }
    const fits =
      typeof value === 'bigint'
        ? value >= lowest && value < limit
        : Number.isInteger(value) && value >= lowest && value < bound;
    if (!fits) {
      const type = signal.signed ? `${width} bits, which hold ${lowest} to ${limit - 1n}` : `${width} unsigned bits`;
      throw new SimulationError(`${name}: ${value} does not fit ${type}`);
    }
  };
  const base = { name, width, direction };
  if (width <= 32 && pieces.length === 1) {
    return new WordHandle(memory.buffer, options, check);
  }
  return Object.defineProperties(base, {
    value: {
      enumerable: true,
      get: () => {
        refresh();
        let value = 0n;
        for (const piece of pieces) {
          value |= readBits(memory, piece.address, piece.width) << BigInt(piece.low);
        }
        return width <= 32 ? Number(value) : value;
      },
      set: (value: number | bigint) => {
        check(value);
        for (const piece of pieces) {
          const bits = BigInt.asUintN(piece.width, BigInt(value) >> BigInt(piece.low));
          const kept = piece.signed ? BigInt.asIntN(piece.width, bits) : bits;
          writeBits(memory, piece.address, slotBytes(piece.width), kept);
        }
        options.touched();
      },
    },
    signedValue: {
      enumerable: true,
      get(this: SignalHandle) {
        const { value } = this;
        return signal.signed ? withSign(value, width) : value;
      },
    },
    words: {
      enumerable: true,
      get: () => {
        if (!together) {
          return undefined;
        }
        options.touched();
        refresh();
        return new Uint32Array(memory.buffer, only.address, Math.ceil(width / 32));
      },
    },
  }) as unknown as SignalHandle;
}

/**
 * Up to 32 bits in one word. A class, so that bus models which read many of them every cycle run as one kind of code.
 */
class WordHandle implements SignalHandle {
  readonly name: string;
  readonly width: number;
  readonly direction: SignalHandle['direction'];
  readonly storage: Uint32Array | undefined;
  readonly #word: Int32Array;
  readonly #mask: number;
  readonly #signed: boolean;
  readonly #isSigned: boolean;
  readonly #check: (value: number | bigint) => void;
  readonly #refresh: (() => void) | undefined;
  readonly #touched: (() => void) | undefined;

  constructor(memory: ArrayBufferLike, options: HandleOptions, check: (value: number | bigint) => void) {
    const { name, signal, direction, pieces, refresh, touched } = options;
    const { address, signed } = pieces[0];
    const isPort = direction !== 'internal';
    this.name = name;
    this.width = signal.width;
    this.direction = direction;
    this.storage = isPort ? new Uint32Array(memory, address, 1) : undefined;
    this.#word = new Int32Array(memory, address, 1);
    this.#mask = signal.width === 32 ? -1 : (1 << signal.width) - 1;
    this.#signed = signed;
    this.#isSigned = signal.signed;
    this.#check = check;
    this.#refresh = isPort ? undefined : refresh;
    this.#touched = isPort ? undefined : touched;
  }

  get value(): number {
    this.#refresh?.();
    return (this.#word[0] & this.#mask) >>> 0;
  }

  get signedValue(): number {
    return this.#isSigned ? (withSign(this.value, this.width) as number) : this.value;
  }

  set value(value: number | bigint) {
    this.#check(value);
    const bits = Number(value) | 0;
    const up = 32 - this.width;
    this.#word[0] = this.#signed ? (bits << up) >> up : bits;
    this.#touched?.();
  }
}

/** The number whose two's complement the bits are. */
const withSign = (value: number | bigint, width: number): number | bigint =>
  typeof value === 'bigint' ? BigInt.asIntN(width, value) : (value << (32 - width)) >> (32 - width);

/** The low `width` bits of what lies at `address`. */
export function readBits(memory: DataView, address: number, width: number): bigint {
  if (width <= 32) {
    return BigInt.asUintN(width, BigInt(memory.getUint32(address, true)));
  }
  let value = 0n;
  for (let low = 0; low < width; low += 64) {
    value |= memory.getBigUint64(address + low / 8, true) << BigInt(low);
  }
  return BigInt.asUintN(width, value);
}

export function writeBits(memory: DataView, address: number, bytes: number, value: bigint): void {
  if (bytes === 1) {
    memory.setUint8(address, Number(value));
    return;
  }
  if (bytes === 2) {
    memory.setUint16(address, Number(value), true);
    return;
  }
  if (bytes === 4) {
    memory.setInt32(address, Number(BigInt.asIntN(32, value)), true);
    return;
  }
  for (let at = 0; at < bytes; at += 8) {
    memory.setBigUint64(address + at, BigInt.asUintN(64, value >> BigInt(8 * at)), true);
  }
}

export function createMemoryHandle(
  memory: DataView,
  name: string,
  shape: { readonly width: number; readonly depth: number },
  base: number,
  touched: () => void,
): MemoryHandle {
  const { width, depth } = shape;
  const bytes = wordBytes(width);
  const place = (address: number) => {
    if (Number.isInteger(address) && address >= 0 && address < depth) {
      return base + address * bytes;
    }
    throw new SimulationError(`${name}: address ${address} is outside the ${depth} words`);
  };
  return {
    name,
    width,
    depth,
    read(address) {
      const at = place(address);
      if (bytes === 1) {
        return BigInt(memory.getUint8(at));
      }
      if (bytes === 2) {
        return BigInt(memory.getUint16(at, true));
      }
      return readBits(memory, at, width);
    },
    write(address, value) {
      if (value < 0n || value >> BigInt(width) !== 0n) {
        throw new SimulationError(`${name}[${address}]: ${value} does not fit ${width} unsigned bits`);
      }
      writeBits(memory, place(address), bytes, value);
      touched();
    },
  };
}
