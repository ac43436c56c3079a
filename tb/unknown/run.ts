/**
 * `make unknown`: the emitted Verilog of every unit and of the whole accelerator in Icarus Verilog, where all that no
 * reset sets is X; and every bench from random values. Fails where an X, or anything else than what the HDL's own
 * simulator has, comes out.
 */
import { parseArgs } from 'node:util';
import { progressLine } from '../../sw/cli/progress.ts';
import { configureProperties } from '../bench.ts';
import { endWith, named, runCommand } from '../command-line.ts';
import { type Compared, compare } from './icarus.ts';
import { holdsFromRandom } from './random-start.ts';
import { record } from './record.ts';
import { hasIcarus, judgedUnits } from './units.ts';

const HELP = `usage: make unknown, or: tsx tb/unknown/run.ts [options] [unit …]

Replays the tests of each unit in Icarus Verilog, where registers and memories begin as X, and compares every output in
every cycle with the HDL's own simulator; then runs them with registers and memories at random values.

  --seeds N    random starts of each bench (default 2)
  --json       one object on stdout
  --help`;

interface Row {
  readonly name: string;
  readonly edges: number;
  readonly values: number;
  readonly differences: readonly string[];
  readonly seeds: number;
}

async function judge(unit: ReturnType<typeof judgedUnits>[number], seeds: number, withX: boolean): Promise<Row> {
  const recorded = withX ? await record(unit.bench, unit.edges) : undefined;
  const compared: Compared[] = recorded ? await compare(recorded) : [];
  const differences = compared.flatMap(({ property, differences: told }) =>
    told.map((difference) => `${property}: ${difference}`),
  );
  for (let seed = 1; seed <= seeds; seed++) {
    try {
      await holdsFromRandom(unit.bench, seed);
    } catch (error) {
      differences.push(`${(error as Error).message}: ${String((error as Error).cause).split('\n')[0]}`);
    }
  }
  const sum = (of: 'edges' | 'values') => compared.reduce((total, each) => total + each[of], 0);
  return { name: unit.name, edges: sum('edges'), values: sum('values'), differences, seeds };
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { seeds: { type: 'string' }, json: { type: 'boolean' }, help: { type: 'boolean' } },
  });
  if (values.help) {
    return console.log(HELP);
  }
  const seeds = Number(values.seeds ?? 2);
  if (!Number.isInteger(seeds) || seeds < 0) {
    throw new Error(`--seeds ${values.seeds}: expected a whole number from 0 on`);
  }
  const units = judgedUnits();
  const wanted = named(units, positionals);
  const withX = hasIcarus();
  if (!withX) {
    console.error('iverilog not found, so that NOTHING is looked at with X: apt-get install iverilog');
  }
  configureProperties();
  const progress = progressLine();
  const rows: Row[] = [];
  for (const unit of wanted) {
    progress.update(`${rows.length} of ${wanted.length}: ${unit.name}`);
    const row = await judge(unit, seeds, withX);
    rows.push(row);
    const { name, edges, values: outputs, differences } = row;
    const text = `${name.padEnd(28)} ${String(edges).padStart(6)} cycles, ${String(outputs).padStart(7)} outputs with X; ${seeds} random starts`;
    progress.end(values.json ? undefined : [text, ...differences.map((each) => `    ${each}`)].join('\n'));
  }
  if (values.json) {
    console.log(JSON.stringify({ withX, units: rows }, undefined, 2));
  }
  const wrong = rows.filter(({ differences }) => differences.length > 0);
  endWith(wrong.map(({ name, differences }) => `${name}: ${differences[0]}`));
  if (!withX) {
    process.exitCode = 1;
  }
}

runCommand(main);
