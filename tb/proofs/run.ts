/**
 * `make prove`: what the modules claim of themselves is proved by Yosys and ABC, their covers are reached, and mutants
 * of them are rejected. Fails when a claim fails, when a solver comes to no end, when a cover is not reached, or when
 * fewer than 40 mutants of all are rejected.
 */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeFolder, writeWhole } from 'verilator-wasm/files';
import { progressLine } from '../../sw/cli/progress.ts';
import { foreignProofs } from './foreign.ts';
import { faults, isRejected, judge, type Row } from './judge.ts';
import { keeper } from './kept.ts';
import { pageOf } from './page.ts';
import { problemOf } from './problem.ts';
import type { Proof } from './proof.ts';
import { PROOFS as OWN } from './proofs.ts';
import { replay } from './replay.ts';
import { whyOf } from './survivors.ts';
import { missingTools } from './tools.ts';

const PROOFS: readonly Proof[] = [...OWN, ...foreignProofs()];
const ROOT = join(import.meta.dirname, '../..');
const PAGE = join(ROOT, 'docs/proofs.md');
const OUT = join(ROOT, 'out/proofs');
const MUTANTS_NEEDED = 40;

const HELP = `usage: make prove, or: tsx tb/proofs/run.ts [options] [name …]

Proves what the modules claim (assert, in packages/hdl/src/lib and rtl/). A name is the beginning of a proof's.

  --no-mutants  proofs and covers only
  --kept        take over rows of earlier runs (out/proofs/rows) whose Verilog and method are the same
  --write       write docs/proofs.md (all proofs, with mutants)
  --list        print the names and run nothing
  --json        one object on stdout
  --help`;

function usage(message: string): never {
  console.error(`${message}\n\n${HELP}`);
  process.exit(2);
}

function options() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        'no-mutants': { type: 'boolean' },
        kept: { type: 'boolean' },
        write: { type: 'boolean' },
        list: { type: 'boolean' },
        json: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    return usage((error as Error).message);
  }
}

/** Writes the counterexample, and a test that replays it; returns what to say. */
function report(row: Row): string {
  const { proof, counterexample } = row;
  if (!counterexample) {
    return '';
  }
  const { failed, wave } = replay(proof, counterexample);
  makeFolder(OUT);
  const name = proof.name.replaceAll(/\W+/g, '-');
  const test = join(OUT, `${name}.test.ts`);
  writeWhole(
    test,
    `import { expect, test } from 'vitest';
import { PROOFS } from '../../tb/proofs/proofs.ts';
import { replay } from '../../tb/proofs/replay.ts';

const run = ${JSON.stringify(counterexample, undefined, 2)};

test(${JSON.stringify(`${proof.name}: the counterexample of the prover`)}, () => {
  const proof = PROOFS.find(({ name }) => name === ${JSON.stringify(proof.name)})!;
  expect(replay(proof, run).failed).toEqual([]);
});
`,
  );
  return [wave, '', ...failed, `replay: npx vitest run ${test}`].join('\n');
}

async function main(): Promise<void> {
  const { values, positionals } = options();
  if (values.help) {
    console.log(HELP);
    return;
  }
  if (values.list) {
    console.log(PROOFS.map(({ name }) => name).join('\n'));
    return;
  }
  const unknown = positionals.find((start) => !PROOFS.some(({ name }) => name.startsWith(start)));
  if (unknown !== undefined) {
    usage(`${unknown}: no proof begins so; there are ${PROOFS.map(({ name }) => name).join('; ')}`);
  }
  const missing = missingTools();
  if (missing.length > 0) {
    usage(`${missing.join(', ')} not found: node tools/setup.mjs prove installs Debian's packages of these names`);
  }
  const whole = positionals.length === 0;
  if (values.write && !(whole && !values['no-mutants'])) {
    usage('--write: the page is of all proofs, with their mutants');
  }
  const wanted = PROOFS.filter(({ name }) => whole || positionals.some((start) => name.startsWith(start)));
  const rowsKept = keeper(join(OUT, 'rows'));
  const progress = progressLine();
  const rows: Row[] = [];
  const judgeOne = async (proof: Proof): Promise<void> => {
    const says = (what: string) => progress.update(`${rows.length} of ${wanted.length}: ${proof.name}, ${what}`);
    const known = values.kept && !values['no-mutants'] ? rowsKept.find(proof, problemOf(proof)) : undefined;
    const row = known ?? (await judge(proof, { mutants: !values['no-mutants'] }, says));
    if (!known && !values['no-mutants'] && row.verdict === 'proved') {
      rowsKept.keep(row);
    }
    rows.push(row);
    const { verdict, mutants, seconds } = row;
    const killed = mutants.filter(isRejected).length;
    const judged = mutants.length > 0 ? `, ${killed} of ${mutants.length} mutants rejected` : '';
    const shown = verdict === 'proved' && proof.method === 'bounded' ? 'tested' : verdict;
    const line = `${shown.padEnd(9)} ${proof.name} (${seconds.toFixed(1)} s${judged})`;
    progress.end([line, report(row)].filter(Boolean).join('\n'));
  };
  const left = [...wanted];
  const worker = async (): Promise<void> => {
    for (let proof = left.shift(); proof; proof = left.shift()) {
      await judgeOne(proof);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  rows.sort((a, b) => PROOFS.indexOf(a.proof) - PROOFS.indexOf(b.proof));
  const wrong = rows.flatMap(faults);
  const rejected = rows.flatMap(({ mutants }) => mutants).filter(isRejected).length;
  if (whole && !values['no-mutants'] && rejected < MUTANTS_NEEDED) {
    wrong.push(`only ${rejected} mutants are rejected: ${MUTANTS_NEEDED} are needed`);
  }
  if (values.json) {
    const proofs = rows.map(({ proof, verdict, seconds, mutants }) => ({
      name: proof.name,
      modules: proof.mutate ?? [],
      verdict,
      method: proof.method ?? 'pdr',
      seconds,
      mutants: mutants.length,
      rejected: mutants.filter(isRejected).length,
      survivors: mutants
        .filter((each) => !isRejected(each))
        .map(({ mutant, verdict: said }) => ({ key: mutant.key, said, why: whyOf(mutant) ?? null })),
    }));
    console.log(JSON.stringify({ proofs, wrong }, undefined, 2));
  }
  if (values.write && wrong.length === 0) {
    writeWhole(PAGE, pageOf(rows));
  }
  for (const line of wrong) {
    console.error(line);
  }
  process.exitCode = wrong.length > 0 ? 1 : 0;
}

await main();
