import { type Direction, type SignalDescription, storageBytes } from './description.ts';
import type { Forcing, InoutDriver } from './drivers.ts';

/**
 * A port or internal signal, read and written in place in the model's memory. An `inout` port has the functions of an
 * `InoutDriver` besides (writing its value drives all its bits), a signal built as `forceable` those of `Forcing`.
 */
export interface Signal<Value extends number | bigint = number | bigint>
  extends Partial<Omit<InoutDriver, 'release'>>,
    Partial<Forcing> {
  readonly name: string;
  readonly width: number;
  readonly direction: Direction;
  /**
   * Unsigned value: a number up to 32 bits, a bigint above. A negative number is written as its two's complement. What
   * does not fit throws.
   */
  get value(): Value;
  set value(value: number | bigint);
  /** Live view of the bits, least significant word first; only for widths above 32. */
  readonly words?: Uint32Array;
  /**
   * Live view of the one element that holds the bits; only for widths up to 32. Written through it, nothing is checked.
   */
  readonly storage?: Uint8Array | Uint16Array | Uint32Array;
}

/** An array of words inside the design. */
export interface Memory {
  readonly name: string;
  readonly width: number;
  readonly depth: number;
  /**
   * Live view of the storage; words of up to 8, 16 and 32 bits take one element, wider ones ceil(width / 32), 33 to 64
   * bits two.
   */
  readonly elements: Uint8Array | Uint16Array | Uint32Array;
  read(address: number): bigint;
  write(address: number, value: bigint): void;
}

/** Handle on the signal stored at byte `address`. */
export function signalAt(memory: ArrayBufferLike, address: number, description: SignalDescription): Signal {
  const { width } = description;
  if (width <= 8) {
    return new ByteSignal(description, new Uint8Array(memory, address, 1));
  }
  if (width <= 16) {
    return new HalfSignal(description, new Uint16Array(memory, address, 1));
  }
  if (width <= 32) {
    return new WordSignal(description, new Uint32Array(memory, address, 1));
  }
  if (width <= 64) {
    return new LongSignal(description, memory, address);
  }
  return new WideSignal(description, new Uint32Array(memory, address, Math.ceil(width / 32)));
}

/** Up to 32 bits: one element. What the three kinds of element share. */
abstract class NarrowSignal<Storage extends Uint8Array | Uint16Array | Uint32Array> {
  readonly name: string;
  readonly width: number;
  readonly direction: Direction;
  readonly storage: Storage;
  readonly #max: number;
  readonly #writable: boolean;

  constructor({ name, width, direction, writable }: SignalDescription, storage: Storage) {
    this.name = name;
    this.width = width;
    this.direction = direction;
    this.storage = storage;
    this.#max = 2 ** width - 1;
    this.#writable = writable;
  }

  /** `value` as a number that can be stored. */
  protected accept(value: number | bigint): number {
    const number = Number(value);
    if (!(number >= 0 && number <= this.#max && Number.isInteger(number)) || !this.#writable) {
      return Number(toBits(this, value, this.#writable));
    }
    return number;
  }
}

// The accessors are written out for each kind of element: shared ones would see three kinds of array, and where a bus
// model reads a one-bit `valid` the engine could not make a single load of it (four times as slow, measured on 84
// ports).

class ByteSignal extends NarrowSignal<Uint8Array> implements Signal {
  get value(): number {
    return this.storage[0];
  }
  set value(value: number | bigint) {
    this.storage[0] = this.accept(value);
  }
}

class HalfSignal extends NarrowSignal<Uint16Array> implements Signal {
  get value(): number {
    return this.storage[0];
  }
  set value(value: number | bigint) {
    this.storage[0] = this.accept(value);
  }
}

class WordSignal extends NarrowSignal<Uint32Array> implements Signal {
  get value(): number {
    return this.storage[0];
  }
  set value(value: number | bigint) {
    this.storage[0] = this.accept(value);
  }
}

/** 33 to 64 bits: one 64-bit integer. */
class LongSignal implements Signal {
  readonly name: string;
  readonly width: number;
  readonly direction: Direction;
  readonly words: Uint32Array;
  readonly #storage: BigUint64Array;
  readonly #writable: boolean;

  constructor({ name, width, direction, writable }: SignalDescription, memory: ArrayBufferLike, address: number) {
    this.name = name;
    this.width = width;
    this.direction = direction;
    this.words = new Uint32Array(memory, address, 2);
    this.#storage = new BigUint64Array(memory, address, 1);
    this.#writable = writable;
  }

  get value(): bigint {
    return this.#storage[0];
  }

  set value(value: number | bigint) {
    const bits = toBits(this, value, this.#writable);
    this.#storage[0] = bits;
  }
}

/** Above 64 bits: 32-bit words. */
class WideSignal implements Signal {
  readonly name: string;
  readonly width: number;
  readonly direction: Direction;
  readonly words: Uint32Array;
  readonly #writable: boolean;

  constructor({ name, width, direction, writable }: SignalDescription, words: Uint32Array) {
    this.name = name;
    this.width = width;
    this.direction = direction;
    this.words = words;
    this.#writable = writable;
  }

  get value(): bigint {
    return joinWords(this.words, 0, this.words.length);
  }

  set value(value: number | bigint) {
    splitWords(toBits(this, value, this.#writable), this.words, 0, this.words.length);
  }
}

/** Handle on the memory stored at byte `address`. */
export function memoryAt(buffer: ArrayBufferLike, address: number, description: SignalDescription): Memory {
  const { name, width, writable } = description;
  const depth = description.depth ?? 1;
  const stride = storageBytes(width);
  const elements =
    stride === 1
      ? new Uint8Array(buffer, address, depth)
      : stride === 2
        ? new Uint16Array(buffer, address, depth)
        : new Uint32Array(buffer, address, (depth * stride) / 4);
  const perWord = elements.length / depth;

  const check = (word: number): void => {
    if (!(Number.isInteger(word) && word >= 0 && word < depth)) {
      throw new RangeError(`${name}: address ${word} is outside the memory of ${depth} words`);
    }
  };
  const memory: Memory = {
    name,
    width,
    depth,
    elements,
    read(word) {
      check(word);
      return joinWords(elements, word * perWord, perWord);
    },
    write(word, value) {
      check(word);
      splitWords(
        toBits({ name: `${name}[${word}]`, width, direction: 'internal' }, value, writable),
        elements,
        word * perWord,
        perWord,
      );
    },
  };
  return memory;
}

type Elements = Uint8Array | Uint16Array | Uint32Array;

function joinWords(words: Elements, start: number, count: number): bigint {
  let value = 0n;
  for (let i = count - 1; i >= 0; i--) {
    value = (value << 32n) | BigInt(words[start + i]);
  }
  return value;
}

function splitWords(value: bigint, words: Elements, start: number, count: number): void {
  for (let i = 0; i < count; i++) {
    words[start + i] = Number(value & 0xffff_ffffn);
    value >>= 32n;
  }
}

type Named = Pick<Signal, 'name' | 'width' | 'direction'>;

function toBits(signal: Named, value: number | bigint, writable: boolean): bigint {
  const bits = typeof value === 'bigint' ? value : Number.isSafeInteger(value) ? BigInt(value) : undefined;
  if (!writable || bits === undefined || bits >> BigInt(signal.width) !== 0n) {
    // A negative number as far as its two's complement fits.
    if (!writable || bits === undefined || bits >= 0n || bits >> BigInt(signal.width - 1) !== -1n) {
      refuse(signal, value, writable);
    }
    return BigInt.asUintN(signal.width, bits);
  }
  return bits;
}

function refuse({ name, width, direction }: Named, value: number | bigint, writable: boolean): never {
  if (!writable) {
    const cure = direction === 'internal' ? '; mark it public_flat_rw or name it in `public` to write it' : '';
    throw new TypeError(
      `${name}: ${direction === 'internal' ? 'this signal' : `an ${direction}`} cannot be written${cure}`,
    );
  }
  throw new RangeError(
    `${name}: ${value} does not fit ${width} bit${width === 1 ? '' : 's'}: expected an integer from ${width === 1 ? '-1' : `-2^${width - 1}`} to 2^${width} - 1`,
  );
}
