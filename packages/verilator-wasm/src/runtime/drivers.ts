import type { Signal } from './handles.ts';

/** What stands at the end of the names of the hidden signals that force another (build/symbols.ts). */
const ENABLE = '__VforceEn';
const VALUE = '__VforceVal';

/** The outside's drivers of an `inout` port; they take effect at the next `eval()`. */
export interface InoutDriver {
  /** Drives the bits of `mask` (default all) with `value`, and lets the others go. */
  drive(value: number | bigint, mask?: number | bigint): void;
  /** Drives nothing. */
  release(): void;
  /** A pull-up or pull-down on every bit, for when nobody drives it. */
  pull(to: 'up' | 'down' | 'none'): void;
  /** The bits that the outside drives to another value than the design, which wins; as of the last `eval()`. */
  readonly conflict: number | bigint;
}

/** What holds an internal signal at a value, whatever the design says; takes effect at the next `eval()`. */
export interface Forcing {
  /**
   * Holds the bits of `mask` (default all) at those of `value` (default the one it has), and leaves the others as they
   * are.
   */
  force(value?: number | bigint, mask?: number | bigint): void;
  /**
   * Lets the bits of `mask` go, default all: a net has its driver's value, a register the one the design gave it last.
   */
  release(mask?: number | bigint): void;
  readonly forced: boolean;
}

/** A signal's handle with accessors of its own; whatever else it has is the plain handle's. */
function variant<More extends object>(plain: Signal, more: More): Signal & More {
  const { name, width, direction, words, storage } = plain;
  const own = { name, width, direction, ...(words ? { words } : {}), ...(storage ? { storage } : {}) };
  return Object.create(Object.prototype, {
    ...Object.getOwnPropertyDescriptors(own),
    ...Object.getOwnPropertyDescriptors(more),
  }) as Signal & More;
}

const bitsOf = (signal: Signal): bigint => BigInt(signal.value);
const shown = (signal: Signal, bits: bigint): number | bigint => (signal.width > 32 ? bits : Number(bits));

/** An `inout` port: reads what the bus has, writes what the outside drives. `hidden`: the wrapper's inputs by name. */
export function inoutSignal(bus: Signal, hidden: (name: string) => Signal): Signal {
  const { name, width } = bus;
  const all = (1n << BigInt(width)) - 1n;
  const value = hidden(`vw_value_${name}`);
  const enable = hidden(`vw_enable_${name}`);
  const pullValue = hidden(`vw_pull_value_${name}`);
  const pullEnable = hidden(`vw_pull_enable_${name}`);
  const drive = (driven: number | bigint, mask: number | bigint = all): void => {
    try {
      value.value = driven;
      enable.value = mask;
    } catch (error) {
      throw new RangeError((error as Error).message.replace(/^vw_(value|enable)_/, ''));
    }
  };
  return variant(bus, {
    get value() {
      return bus.value;
    },
    set value(driven: number | bigint) {
      drive(driven);
    },
    drive,
    release() {
      enable.value = 0;
    },
    pull(to: 'up' | 'down' | 'none') {
      pullValue.value = to === 'up' ? all : 0n;
      pullEnable.value = to === 'none' ? 0n : all;
    },
    get conflict() {
      return shown(bus, (bitsOf(value) ^ bitsOf(bus)) & bitsOf(enable));
    },
  });
}

/** An internal signal that can be forced: reads what the design sees of it. */
export function forceableSignal(plain: Signal, hidden: (name: string) => Signal): Signal {
  const all = (1n << BigInt(plain.width)) - 1n;
  const enable = hidden(plain.name + ENABLE);
  const held = hidden(plain.name + VALUE);
  const read = () => {
    const mask = bitsOf(enable);
    return shown(plain, (bitsOf(held) & mask) | (bitsOf(plain) & ~mask & all));
  };
  return variant(plain, {
    get value() {
      return read();
    },
    set value(value: number | bigint) {
      plain.value = value;
    },
    force(value: number | bigint = read(), mask: number | bigint = all) {
      const others = bitsOf(held) & ~BigInt(mask);
      const [heldBefore, enabled] = [held.value, bitsOf(enable)];
      try {
        held.value = value; // refuses what does not fit
        enable.value = mask;
      } catch (error) {
        held.value = heldBefore;
        throw new RangeError((error as Error).message.replace(/__Vforce(En|Val)/, ''));
      }
      held.value = shown(plain, (BigInt(value) & BigInt(mask)) | others);
      enable.value = shown(plain, enabled | BigInt(mask));
    },
    release(mask: number | bigint = all) {
      enable.value = shown(plain, bitsOf(enable) & ~BigInt(mask));
    },
    get forced() {
      return bitsOf(enable) !== 0n;
    },
  });
}
