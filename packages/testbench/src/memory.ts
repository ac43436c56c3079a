import { createSignal, type PendingWrites, type Signal } from './signal.ts';
import type { MemoryHandle, SignalHandle } from './simulator.ts';

/**
 * A memory as a test sees it: what it reads and writes follows the timing model, like a signal
 * (packages/testbench/docs/timing-model.md).
 */
export interface Memory {
  readonly name: string;
  readonly width: number;
  readonly depth: number;
  /** The word at `address`: a number up to 32 bits, a bigint above. */
  read(address: number): number | bigint;
  write(address: number, value: number | bigint): void;
  /** Refused in a sentence: no simulator holds a word of an array. It says what to do instead. */
  force(address: number, value?: number | bigint): never;
  /** The simulator's own handle: reads and writes at once, in bigints. */
  readonly raw: MemoryHandle;
}

export function createMemory(raw: MemoryHandle, pending: PendingWrites): Memory {
  const { name, width, depth } = raw;
  const words = new Map<number, Signal>();
  const word = (address: number): Signal => {
    const known = words.get(address);
    if (known) {
      return known;
    }
    raw.read(address); // refuses an address outside
    const made = createSignal(wordHandle(raw, address), pending);
    words.set(address, made);
    return made;
  };
  return {
    name,
    width,
    depth,
    raw,
    read: (address) => natural(raw, address),
    force: (address) => refuseForce(name, address),
    write(address, value) {
      const signal = word(address);
      raw.write(address, raw.read(address)); // refuses a memory that cannot be written here, not when the write applies
      signal.value = value;
    },
  };
}

/** An array port as a memory. */
export function arrayMemory({ name, width, elements = [] }: Signal, raw: MemoryHandle): Memory {
  const at = (address: number): Signal => {
    if (elements[address] === undefined) {
      throw new RangeError(`${name}: address ${address} is outside the memory of ${elements.length} words`);
    }
    return elements[address];
  };
  return {
    name,
    width,
    depth: elements.length,
    raw,
    read: (address) => at(address).value,
    force: (address) => refuseForce(name, address),
    write(address, value) {
      at(address).value = value;
    },
  };
}

function refuseForce(name: string, address: number): never {
  throw new TypeError(
    `${name}[${address}] cannot be forced: no simulator holds a single word of an array; ` +
      `write it after each edge (memory('${name}').write(${address}, …)), or force the signal that reads it`,
  );
}

const natural = (raw: MemoryHandle, address: number): number | bigint =>
  raw.width <= 32 ? Number(raw.read(address)) : raw.read(address);

const wordHandle = (raw: MemoryHandle, address: number): SignalHandle => ({
  name: `${raw.name}[${address}]`,
  width: raw.width,
  direction: 'internal',
  get value() {
    return natural(raw, address);
  },
  set value(value: number | bigint) {
    raw.write(address, BigInt(value));
  },
});
