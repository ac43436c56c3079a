import type { SignalHandle } from './simulator.ts';

/**
 * A port or an internal signal as a test sees it. Reading gives the settled value; a write takes effect when the design next
 * settles (packages/testbench/docs/timing-model.md), so that the order in which tasks run never changes what they read.
 */
export interface Signal {
  readonly name: string;
  readonly width: number;
  readonly direction: SignalHandle['direction'];
  /** A number up to 32 bits, a bigint above. */
  get value(): number | bigint;
  set value(value: number | bigint | boolean);
  /** The value as a number; throws where it needs more than 53 bits. */
  readonly number: number;
  readonly bigint: bigint;
  /** The simulator's own handle: reads and writes at once. For clocked models, in their phases. */
  readonly raw: SignalHandle;
  /** Of an array: its words, the last dimension running fastest; absent for a plain signal. */
  readonly elements?: readonly Signal[];
  /** The values of all words of an array; of a plain signal its one value. */
  get values(): (number | bigint)[];
  set values(values: readonly (number | bigint | boolean)[]);
  /** Of an array: an element, itself an array when there are further dimensions. Counted from 0 at the lowest declared index. */
  readonly [index: number]: Signal;
}

/** Writes that wait for the design to settle, the last one of a signal winning. */
export interface PendingWrites {
  put(handle: SignalHandle, value: number | bigint): void;
}

export function createSignal(handle: SignalHandle, pending: PendingWrites): Signal {
  const raw = pinned(handle);
  return {
    name: raw.name,
    width: raw.width,
    direction: raw.direction,
    raw,
    get value(): number | bigint {
      return raw.value;
    },
    set value(value: number | bigint | boolean) {
      pending.put(raw, checked(raw, typeof value === 'boolean' ? Number(value) : value));
    },
    get number() {
      const { value } = raw;
      if (typeof value === 'number') {
        return value;
      }
      if (value > BigInt(Number.MAX_SAFE_INTEGER)) {
        throw new RangeError(`${raw.name}: ${value} does not fit a number`);
      }
      return Number(value);
    },
    get bigint() {
      return BigInt(raw.value);
    },
    get values(): (number | bigint)[] {
      return [raw.value];
    },
    set values(values: readonly (number | bigint | boolean)[]) {
      if (values.length !== 1) {
        throw new RangeError(`${raw.name} is one signal: got ${values.length} values`);
      }
      this.value = values[0];
    },
  };
}

/** The handle of a wide port with its view of the words taken once: bus models read it several times a cycle. */
function pinned(handle: SignalHandle): SignalHandle {
  const { name, width, direction, words } = handle;
  if (direction === 'internal' || !words) {
    return handle;
  }
  return {
    name,
    width,
    direction,
    words,
    get value() {
      return handle.value;
    },
    set value(value: number | bigint) {
      handle.value = value;
    },
  };
}

/** `value` in the form the handle takes, or an error naming signal, value and what was expected. */
function checked(handle: SignalHandle, value: number | bigint): number | bigint {
  if (handle.direction === 'output') {
    throw new TypeError(`${handle.name} is an output: a test can only read it`);
  }
  const integer = typeof value === 'bigint' || Number.isSafeInteger(value);
  if (!integer || value < 0 || BigInt(value) >> BigInt(handle.width) !== 0n) {
    throw new RangeError(`${handle.name} is ${handle.width} bits wide: expected 0 … 2^${handle.width}-1, got ${value}`);
  }
  return handle.width > 32 ? BigInt(value) : Number(value);
}
