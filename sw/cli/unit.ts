import { createInterface } from 'node:readline';
import { Argument, Command, Option } from 'commander';
import { abilitiesOf } from '../backends/backends.ts';
import { DataError } from '../errors.ts';
import { goldenUnits } from '../unit/golden-units.ts';
import { type Operands, UNIT_NAMES, UNITS, type UnitName } from '../unit/units.ts';
import { progressLine } from './progress.ts';

interface UnitArguments {
  readonly backend: 'golden' | 'rtl';
  readonly json?: boolean;
}

/** Vectors that go through a unit at once. */
const BATCH = 65_536;

const operandHelp = UNIT_NAMES.map((name) => {
  const fields = UNITS[name].fields.map(({ name: field, digits }) => `${field} (${digits})`);
  return `  ${name.padEnd(14)} ${fields.join(' ')}`;
}).join('\n');

export const unitCommand = new Command('unit')
  .description('floating-point units of the hardware: a vector a line on stdin, a result a line on stdout')
  .addArgument(new Argument('<unit>', 'which unit').choices(UNIT_NAMES))
  .addOption(new Option('--backend <name>', 'where').choices(['golden', 'rtl']).default('golden'))
  .option('--json', 'print one object at the end: unit, backend, count, results')
  .addHelpText(
    'after',
    `
A line holds the operands in hexadecimal without 0x, separated by blanks; further fields are ignored, so that TestFloat's lines can
be piped in. A result is 8 upper-case digits. Operands (hexadecimal digits):
${operandHelp}
group-scale gives fl(S · scale · 2^(E − 152)): S is the exact sum of a group in two's complement of 40 bits, scale is FP16, E is the
exponent field of the group's largest activation (docs/numerics.md).`,
  )
  .action(async (name: UnitName, { backend, json }: UnitArguments) => {
    const progress = progressLine();
    const evaluate = abilitiesOf(backend).simulates
      ? await (await import('../unit/unit-simulator.ts')).simulateUnit(name, progress.update)
      : goldenUnits[name];
    progress.end();
    let batch: Operands[] = [];
    let lines = 0;
    const results: string[] = [];
    const flush = () => {
      const ofBatch = evaluate(batch).map(hex);
      batch = [];
      if (json) {
        for (const result of ofBatch) {
          results.push(result);
        }
      } else if (ofBatch.length > 0) {
        process.stdout.write(`${ofBatch.join('\n')}\n`);
      }
    };
    for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
      lines++;
      try {
        batch.push(parse(name, line));
      } catch (error) {
        flush();
        throw new DataError(`stdin: line ${lines}: ${(error as Error).message}`);
      }
      if (batch.length === BATCH) {
        flush();
      }
    }
    flush();
    if (json) {
      process.stdout.write(`${JSON.stringify({ unit: name, backend, count: results.length, results })}\n`);
    }
  });

function parse(name: UnitName, line: string): Operands {
  const { fields } = UNITS[name];
  const texts = line.trim().split(/\s+/);
  return fields.map(({ name: field, digits }, i) => {
    const text = texts[i] ?? '';
    if (!/^[0-9a-fA-F]+$/.test(text) || text.length !== digits) {
      throw new Error(`field ${i + 1}, ${field}, is "${text}"; expected ${digits} hexadecimal digits`);
    }
    return BigInt(`0x${text}`);
  });
}

const hex = (bits: number): string => (bits >>> 0).toString(16).toUpperCase().padStart(8, '0');
