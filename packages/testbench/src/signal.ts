import type { SignalHandle } from './simulator.ts';

/**
 * A port or an internal signal as a test sees it. Reading gives the settled value; a write takes effect when the design
 * next settles (packages/testbench/docs/timing-model.md), so that the order in which tasks run never changes what they
 * read.
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
  /**
   * The value as a two's complement number: -3 where `value` of 8 bits is 253. Negative numbers can be written anyway.
   */
  readonly signed: number | bigint;
  /**
   * Holds a signal inside the design at `value`, default the one it has, whatever the design says, until `release()`;
   * with a `mask` only its bits, for an element of a packed array or a field. The signal is named in the design's
   * `forceable` (Verilator). Like a write, it waits for the design to settle.
   */
  force(value?: number | bigint | boolean, mask?: number | bigint): void;
  /** Ends `force`, for the bits of `mask` or for all; of an `inout` port: the test drives nothing any more. */
  release(mask?: number | bigint): void;
  /** Of an `inout` port: drives the bits of `mask` and lets the others go; writing `value` drives all. */
  drive(value: number | bigint | boolean, mask: number | bigint): void;
  /** Of an `inout` port: a pull-up or pull-down on every bit, for when nobody drives it. */
  pull(to: 'up' | 'down' | 'none'): void;
  /** Of an `inout` port: the bits that test and design drive to different values; 0 elsewhere. */
  readonly conflict: number | bigint;
  /** The simulator's own handle: reads and writes at once. For clocked models, in their phases. */
  readonly raw: SignalHandle;
  /** Of an array: its words, the last dimension running fastest; absent for a plain signal. */
  readonly elements?: readonly Signal[];
  /** The values of all words of an array; of a plain signal its one value. */
  get values(): (number | bigint)[];
  set values(values: readonly (number | bigint | boolean)[]);
  /**
   * Of an array: an element, itself an array when there are further dimensions. Counted from 0 at the lowest declared
   * index.
   */
  readonly [index: number]: Signal;
}

/** Writes that wait for the design to settle, the last one of a signal winning. */
export interface PendingWrites {
  put(handle: SignalHandle, value: number | bigint): void;
}

/** A write that is no plain value, as a handle that takes it once the design settles. */
const action = (raw: SignalHandle, apply: () => void): SignalHandle => ({
  name: raw.name,
  width: raw.width,
  direction: raw.direction,
  get value() {
    return raw.value;
  },
  set value(_: number | bigint) {
    apply();
  },
});

export function createSignal(handle: SignalHandle, pending: PendingWrites): Signal {
  const raw = pinned(handle);
  const later = (apply: () => void) => pending.put(action(raw, apply), 0);
  return {
    name: raw.name,
    width: raw.width,
    direction: raw.direction,
    raw,
    get value(): number | bigint {
      return raw.value;
    },
    set value(value: number | bigint | boolean) {
      const bits = checked(raw, plain(value));
      if (raw.drive) {
        later(() => raw.drive?.(bits)); // in its order among `drive` and `release`
      } else {
        pending.put(raw, bits);
      }
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
    get signed() {
      const value = BigInt.asIntN(raw.width, BigInt(raw.value));
      return raw.width > 32 ? value : Number(value);
    },
    force(value?: number | bigint | boolean, mask?: number | bigint) {
      if (!raw.force) {
        throw new TypeError(`${raw.name} cannot be forced: ${whyNotForced(raw)}`);
      }
      const held = value === undefined ? undefined : fitting(raw, plain(value));
      const bits = mask === undefined ? undefined : fitting(raw, mask);
      later(() => raw.force?.(held, bits));
    },
    release(mask?: number | bigint) {
      if (!raw.release) {
        throw new TypeError(`${raw.name} is neither an inout port nor forceable: there is nothing to release`);
      }
      if (mask !== undefined && !raw.force) {
        throw new TypeError(`${raw.name} is an inout port: drive(value, mask) says which bits are still driven`);
      }
      const bits = mask === undefined ? undefined : fitting(raw, mask);
      later(() => raw.release?.(bits));
    },
    drive(value: number | bigint | boolean, mask: number | bigint) {
      const driven = [fitting(raw, plain(value)), fitting(raw, mask)] as const;
      if (!raw.drive) {
        throw new TypeError(`${raw.name} is no inout port: write its value`);
      }
      later(() => raw.drive?.(...driven));
    },
    pull(to: 'up' | 'down' | 'none') {
      if (!raw.pull) {
        throw new TypeError(`${raw.name} is no inout port: it has no pull`);
      }
      later(() => raw.pull?.(to));
    },
    get conflict() {
      return raw.conflict ?? 0;
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
  if (direction === 'internal' || direction === 'inout' || !words) {
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
  return fitting(handle, value);
}

const plain = (value: number | bigint | boolean): number | bigint =>
  typeof value === 'boolean' ? Number(value) : value;

/** `value` as the handle's bits; negative numbers as their two's complement. */
function fitting({ name, width }: SignalHandle, value: number | bigint): number | bigint {
  const bits = typeof value === 'bigint' || Number.isSafeInteger(value) ? BigInt(value) : undefined;
  if (bits === undefined || (bits < 0n ? bits >> BigInt(width - 1) !== -1n : bits >> BigInt(width) !== 0n)) {
    throw new RangeError(`${name} is ${width} bits wide: expected ${range(width)}, got ${value}`);
  }
  const unsigned = BigInt.asUintN(width, bits);
  return width > 32 ? unsigned : Number(unsigned);
}

const range = (width: number): string => (width === 1 ? '-1 … 1' : `-2^${width - 1} … 2^${width}-1`);

const whyNotForced = ({ direction }: SignalHandle): string =>
  ({
    internal: "name it in the design's `forceable`, for Verilator",
    input: 'it is an input, which keeps the value that is written to it',
    output: 'it is a port; force the signal inside the design that drives it',
    inout: 'it is an inout port: drive it',
  })[direction];
