import type { Bus } from '../simulation.ts';
import type { SignalHandle } from '../simulator.ts';

/**
 * How a test sees a field: `flag` boolean, `number` up to 32 bits, `bigint` any width, `words` Uint32Array, least
 * significant first.
 */
export type FieldKind = 'flag' | 'number' | 'bigint' | 'words';

interface FieldValues {
  flag: boolean;
  number: number;
  bigint: bigint;
  words: Uint32Array;
}

export type Fields = Readonly<Record<string, FieldKind>>;

/** A beat as a test sees it: an object with the stream's fields. */
export type Beat<F extends Fields> = { -readonly [K in keyof F]: FieldValues[F[K]] };

interface Field {
  read(): unknown;
  write(value: never): void;
}

/** The payload wires of a stream as objects. */
export interface Payload<T> {
  read(): T;
  write(beat: T): void;
}

export function bindPayload<F extends Fields>(fields: F, bus: Bus, name: string): Payload<Beat<F>> {
  const bound = Object.entries(fields).map(([key, kind]) => {
    const signal = bus[key];
    if (!signal) {
      throw new Error(`${name} has no ${key}; its signals are ${Object.keys(bus).join(', ')}`);
    }
    return { key, ...bindField(signal.raw, kind) };
  });
  return {
    read() {
      const beat: Record<string, unknown> = {};
      for (const field of bound) {
        beat[field.key] = field.read();
      }
      return beat as Beat<F>;
    },
    write(beat) {
      for (const field of bound) {
        const value = beat[field.key];
        if (value === undefined) {
          throw new TypeError(`${name}: the beat has no ${field.key}`);
        }
        field.write(value as never);
      }
    },
  };
}

/** The natural kind for a width, where a stream is used without a definition. */
export function naturalKind(width: number): FieldKind {
  return width === 1 ? 'flag' : width <= 32 ? 'number' : 'bigint';
}

function bindField(handle: SignalHandle, kind: FieldKind): Field {
  const narrow = handle.width <= 32;
  if (!narrow && (kind === 'number' || kind === 'flag')) {
    throw new TypeError(`${handle.name} is ${handle.width} bits wide: use 'bigint' or 'words', not '${kind}'`);
  }
  const refuse = (value: unknown): never => {
    throw new RangeError(`${handle.name} is ${handle.width} bits wide: ${String(value)} does not fit`);
  };
  if (kind === 'flag') {
    return { read: () => Boolean(handle.value), write: (value: boolean) => setNumber(handle, value ? 1 : 0) };
  }
  if (kind === 'number') {
    return {
      read: () => handle.value,
      write: (value: number) => {
        if (!(value >= 0 && value < 2 ** handle.width && Number.isInteger(value))) {
          refuse(value);
        }
        setNumber(handle, value);
      },
    };
  }
  if (kind === 'bigint') {
    return {
      read: () => BigInt(handle.value),
      write: (value: bigint) => {
        if (value >> BigInt(handle.width)) {
          refuse(value);
        }
        handle.value = narrow ? Number(value) : value;
      },
    };
  }
  const size = Math.ceil(handle.width / 32);
  const top = handle.width % 32 ? 2 ** (handle.width % 32) : 2 ** 32;
  return {
    read: () => (narrow ? Uint32Array.of(handle.value as number) : (handle.words as Uint32Array).slice()),
    write: (value: Uint32Array) => {
      if (value.length !== size || value[size - 1] >= top) {
        refuse(`[${value}]`);
      }
      if (narrow) {
        setNumber(handle, value[0]);
      } else {
        (handle.words as Uint32Array).set(value);
      }
    },
  };
}

function setNumber(handle: SignalHandle, value: number): void {
  handle.value = value;
}
