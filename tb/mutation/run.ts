/**
 * `make mutation`: operators and constants of the emitted Verilog are changed, one at a time, and the tests of the
 * module must notice. Fails when one survives that survivors.ts does not explain, when it explains one that is caught,
 * and, unless modules are named, when fewer than 95 % of all mutants are caught.
 */
import { parseArgs } from 'node:util';
import { createRandom } from '@chisel-lite/testbench';
import { progressLine } from '../../sw/cli/progress.ts';
import { configureProperties } from '../bench.ts';
import { endWith, named, runCommand } from '../command-line.ts';
import { forModules, JOB_HELP, JOB_OPTIONS, type ModulePlace } from '../module-jobs.ts';
import { allUnits, type Unit } from '../units.ts';
import { type Judged, judge, type Verdict } from './judge.ts';
import { choose, type Mutant, mutantsOf } from './mutants.ts';
import { SURVIVORS } from './survivors.ts';

/** Mutants of a module, at most. */
const COUNT = 16;
/** Modules of the sample that every change must pass. */
const SAMPLE = 6;
const SEED = 1;
const NEEDED = 0.95;

const HELP = `usage: tsx tb/mutation/run.ts [options] [module …]

Changes the emitted Verilog of each module, one place at a time, and runs the module's tests on it. That ${100 * NEEDED} % be caught is
asked of all modules, or of the sample; of named ones, only that every survivor be explained.

  --count N    mutants a module, at most (default ${COUNT})
  --seed N     chooses them (default ${SEED})
  --sample     ${SAMPLE} small modules: what .ci/run does
  --list       print the mutants and run nothing
  --json       one object on stdout
${JOB_HELP}
  --help`;

interface Options {
  readonly count: number;
  readonly seed: number;
  readonly sample: boolean;
  readonly list: boolean;
  readonly json: boolean;
  readonly alone: boolean;
  readonly places: ModulePlace;
  readonly modules: readonly string[];
}

function options(): Options {
  const usage = (message: string): never => {
    console.error(`${message}\n\n${HELP}`);
    process.exit(2);
  };
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse();
  } catch (error) {
    return usage((error as Error).message);
  }
  const { values, positionals } = parsed;
  if (values.help) {
    console.log(HELP);
    process.exit(0);
  }
  const number = (name: 'count' | 'seed', fallback: number) => {
    const value = Number(values[name] ?? fallback);
    if (!Number.isInteger(value) || value < 1) {
      usage(`--${name} ${values[name]}: expected a whole number above 0`);
    }
    return value;
  };
  const count = number('count', COUNT);
  const flags = { sample: values.sample === true, list: values.list === true, json: values.json === true };
  const { alone = false, ...places } = values;
  return { count, seed: number('seed', SEED), modules: positionals, ...flags, alone, places };
}

const parse = () =>
  parseArgs({
    allowPositionals: true,
    options: {
      count: { type: 'string' },
      seed: { type: 'string' },
      sample: { type: 'boolean' },
      list: { type: 'boolean' },
      json: { type: 'boolean' },
      help: { type: 'boolean' },
      ...JOB_OPTIONS,
    },
  });

interface Chosen {
  readonly unit: Unit;
  readonly mutants: readonly Mutant[];
  readonly of: number;
}

/** What is to be judged. The sample takes modules whose build is a matter of seconds. */
async function chosenUnits({ modules, count, seed, sample }: Options): Promise<Chosen[]> {
  const wanted = named(await allUnits(), modules);
  const all = wanted.map((unit) => ({ unit, every: mutantsOf(unit.sources[`${unit.name}.v`], unit.originOf) }));
  const chosen = all
    .filter(({ every }) => every.length > 0)
    .map(({ unit, every }) => ({ unit, mutants: choose(every, count, seed), of: every.length }));
  if (!sample) {
    return chosen;
  }
  const size = ({ unit }: Chosen) => Object.values(unit.sources).reduce((sum, text) => sum + text.length, 0);
  const small = chosen.filter((each) => each.mutants.length === count).sort((a, b) => size(a) - size(b));
  const half = small.slice(0, Math.ceil(small.length / 2));
  // Spread over the half, another choice for another seed.
  const random = createRandom(seed);
  return Array.from({ length: Math.min(SAMPLE, half.length) }, () => half.splice(random.below(half.length), 1)[0]);
}

const nameOf = ({ module, key }: Mutant) => `${module}: ${key}`;

const explanations = new Map(SURVIVORS.flatMap(({ why, mutants }) => mutants.map((mutant) => [mutant, why] as const)));

const progress = progressLine();

/** What is judged of each module when it is asked for: here, or in jobs, which are all run before. */
async function judgeAll(
  units: readonly Chosen[],
  { alone, count, seed, places }: Options,
): Promise<(() => Promise<Judged>)[]> {
  if (places.on !== undefined && !alone) {
    const names = units.map(({ unit }) => unit.name);
    const args = ['--count', `${count}`, '--seed', `${seed}`];
    const results = await forModules<Judged>('tb/mutation/run.ts', names, args, places, progress.update);
    return results.map((result) => async () => result);
  }
  return units.map(({ unit: { name, bench, sources }, mutants }) => () => {
    progress.update(`${name}: building`);
    return judge({ name, sources, properties: bench.properties }, mutants, (done) =>
      progress.update(`${name}: ${done} of ${mutants.length}`),
    );
  });
}

async function main(): Promise<void> {
  const chosen = options();
  const { list, json } = chosen;
  const units = await chosenUnits(chosen);
  if (list) {
    for (const { mutants } of units) {
      for (const mutant of mutants) {
        console.log(`${nameOf(mutant)}  (${mutant.kind}, ${mutant.origin})`);
      }
    }
    return;
  }
  configureProperties();
  const verdicts: Verdict[] = [];
  const rows: string[] = [];
  const judged = await judgeAll(units, chosen);
  if (chosen.alone) {
    console.log(JSON.stringify(await judged[0]()));
    return;
  }
  for (const [i, { unit, mutants, of }] of units.entries()) {
    const { name } = unit;
    const result = await judged[i]();
    progress.end();
    verdicts.push(...result.verdicts);
    const caught = result.verdicts.filter((verdict) => verdict.caught).length;
    const row = `${name.padEnd(28)} ${String(caught).padStart(3)} of ${String(mutants.length).padStart(3)} caught (${of} possible); build ${result.buildSeconds.toFixed(1)} s, tests ${result.runSeconds.toFixed(1)} s`;
    rows.push(row);
    if (!json) {
      console.log(row);
    }
    if (!json) {
      for (const { mutant, caught: how } of result.verdicts) {
        if (!how) {
          console.log(`    survived: ${mutant.key}  (${mutant.kind}, ${mutant.origin})`);
        }
      }
    }
  }

  const survivors = verdicts.filter(({ caught }) => !caught).map(({ mutant }) => nameOf(mutant));
  const unexplained = survivors.filter((name) => !explanations.has(name));
  const caughtAfterAll = verdicts.filter(({ caught, mutant }) => caught && explanations.has(nameOf(mutant)));
  const caught = verdicts.length - survivors.length;
  const distinct = verdicts.length - (survivors.length - unexplained.length);
  const share = caught / verdicts.length;
  const isNamed = chosen.modules.length > 0;
  if (json) {
    const detail = verdicts.map(({ mutant, caught: how }) => ({
      mutant: nameOf(mutant),
      kind: mutant.kind,
      origin: mutant.origin,
      caught: how?.property ?? null,
      why: explanations.get(nameOf(mutant)) ?? null,
    }));
    console.log(JSON.stringify({ mutants: verdicts.length, caught, distinct, modules: units.length, detail }, null, 2));
  } else {
    const percent = (part: number, whole: number) => `${((100 * part) / whole).toFixed(1)} %`;
    console.log(
      `${verdicts.length} mutants of ${units.length} modules: ${caught} caught (${percent(caught, verdicts.length)} of all, ${percent(caught, distinct)} of the ${distinct} that change what the module does)`,
    );
  }
  const problems = [
    ...unexplained.map((name) => `survived, and is not explained in tb/mutation/survivors.ts: ${name}`),
    ...caughtAfterAll.map(
      ({ mutant }) => `caught, though tb/mutation/survivors.ts says it cannot be: ${nameOf(mutant)}`,
    ),
    ...(!isNamed && share < NEEDED ? [`${(100 * share).toFixed(1)} % are caught, ${100 * NEEDED} % must be`] : []),
  ];
  endWith(problems);
}

runCommand(main);
