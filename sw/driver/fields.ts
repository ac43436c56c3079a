import type { DeviceBus } from './bus.ts';
import { control_registers as MAP } from './registers.ts';

type RegisterName = keyof typeof MAP;
type FieldName<R extends RegisterName> = keyof (typeof MAP)[R]['fields'] & string;
export type FieldValues<R extends RegisterName> = { [F in FieldName<R>]: number };

/** All fields of a register's word. */
export function unpackFields<R extends RegisterName>(register: R, word: number): FieldValues<R> {
  const places = Object.entries(MAP[register].fields as Record<string, { low: number; width: number }>);
  return Object.fromEntries(
    places.map(([name, { low, width }]) => [name, width === 32 ? word : (word >>> low) & (2 ** width - 1)]),
  ) as FieldValues<R>;
}

/** A register's word from its fields; those not named are 0. A value that does not fit is a mistake in the program. */
export function packFields<R extends RegisterName>(register: R, values: Partial<FieldValues<R>>): number {
  const places = MAP[register].fields as Record<string, { low: number; width: number }>;
  let word = 0;
  for (const [name, value] of Object.entries(values) as [string, number][]) {
    const { low, width } = places[name];
    if (!(Number.isInteger(value) && value >= 0 && value < 2 ** width)) {
      throw new RangeError(`register ${register}.${name}: ${value} does not fit ${width} bits`);
    }
    word += value * 2 ** low;
  }
  return word;
}

/** Registers by name. */
export function registerAccess(bus: DeviceBus) {
  const read = <R extends RegisterName>(register: R) => unpackFields(register, bus.read32(MAP[register].offset));
  const write = <R extends RegisterName>(register: R, values: Partial<FieldValues<R>>) =>
    bus.write32(MAP[register].offset, packFields(register, values));
  return { read, write };
}

export type RegisterAccess = ReturnType<typeof registerAccess>;
