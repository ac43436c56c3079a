import { nameProblem, shownName } from '../../verilog/identifier.ts';

/**
 * What software sees of a register field, and what the hardware gets:
 *
 * - `rw`: software reads and writes; an output.
 * - `ro`: software reads; an input.
 * - `pulse`: writing 1 gives an output that is 1 for one cycle; reads 0.
 * - `w1c`: an event, the input `<name>_set`, is kept until software writes 1; the kept state is an output.
 * - `constant`: reads `reset`; no port.
 */
export type Access = 'rw' | 'ro' | 'pulse' | 'w1c' | 'constant';

export interface Field<N extends string = string, A extends Access = Access> {
  readonly name: N;
  /** Position: one bit, or [high, low]. */
  readonly bits: number | readonly [high: number, low: number];
  readonly access: A;
  /** Value after reset (`rw`, `constant`); 0 by default. */
  readonly reset?: number;
  /** Names of the values that mean something. */
  readonly values?: Readonly<Record<string, number>>;
  readonly description: string;
}

/** A 32-bit register; `fields` absent: one field of all bits, named like the register. */
export interface Register<N extends string = string, F extends readonly Field[] = readonly Field[]> {
  readonly name: N;
  /** Byte offset, a multiple of 4. */
  readonly offset: number;
  readonly description: string;
  readonly access?: Access;
  readonly reset?: number;
  readonly fields?: F;
}

export interface Place {
  readonly low: number;
  readonly width: number;
}

export const placeOf = ({ bits }: Field): Place =>
  typeof bits === 'number' ? { low: bits, width: 1 } : { low: bits[1], width: bits[0] - bits[1] + 1 };

/** The fields of a register; a register without fields is one. */
export const fieldsOf = (register: Register): readonly Field[] =>
  register.fields ?? [
    {
      name: register.name,
      bits: [31, 0],
      access: register.access ?? 'rw',
      reset: register.reset,
      description: register.description,
    },
  ];

/** `control_start`; just `control` where the field is named like its register. */
export const portName = (register: Register, field: Field): string =>
  field.name === register.name ? register.name : `${register.name}_${field.name}`;

/**
 * Names become ports, constants of the driver and headings. Ports have longer names, so a reserved word is none yet.
 */
function nameProblems(what: string, name: string): string[] {
  const problem = nameProblem(name, { keywords: false });
  return problem ? [`${what} ${shownName(name)} ${problem}`] : [];
}

/** Mistakes in a table, a sentence each. */
export function tableProblems(registers: readonly Register[], addressBits: number): string[] {
  const problems: string[] = [];
  const offsets = new Map<number, string>();
  const names = new Set<string>();
  for (const register of registers) {
    const { name, offset } = register;
    problems.push(...nameProblems('register', name));
    if (names.has(name)) {
      problems.push(`register ${name} is listed twice`);
    }
    names.add(name);
    if (offset % 4 !== 0 || offset < 0) {
      problems.push(`register ${name}: offset ${offset} is not a multiple of 4`);
    }
    if (offset >= 2 ** addressBits) {
      problems.push(`register ${name}: offset ${offset} needs more than ${addressBits} bits`);
    }
    const other = offsets.get(offset);
    if (other) {
      problems.push(`registers ${other} and ${name} share offset 0x${offset.toString(16)}`);
    }
    offsets.set(offset, name);
    problems.push(...fieldProblems(register));
  }
  return problems;
}

function fieldProblems(register: Register): string[] {
  const problems: string[] = [];
  let used = 0n;
  for (const field of fieldsOf(register)) {
    const { low, width } = placeOf(field);
    const where = `field ${register.name}.${field.name}`;
    problems.push(...nameProblems('field', field.name));
    for (const name of Object.keys(field.values ?? {})) {
      problems.push(...nameProblems(`value of ${where}`, name));
    }
    if (low < 0 || width < 1 || low + width > 32) {
      problems.push(`${where}: bits ${low + width - 1} down to ${low} are not inside 31 to 0`);
      continue;
    }
    const bits = ((1n << BigInt(width)) - 1n) << BigInt(low);
    if ((used & bits) !== 0n) {
      problems.push(`${where} overlaps another field`);
    }
    used |= bits;
    for (const [name, value] of Object.entries(field.values ?? {})) {
      if (!(Number.isInteger(value) && value >= 0 && value < 2 ** width)) {
        problems.push(`${where}: value ${name}, ${value}, does not fit in ${width} bits`);
      }
    }
    if ((field.reset ?? 0) >= 2 ** width) {
      problems.push(`${where}: reset ${field.reset} does not fit in ${width} bits`);
    }
  }
  return problems;
}
