import { choose, type Mutant, mutantsOf } from '../mutation/mutants.ts';
import { type Counterexample, counterexample, covers, type Outcome, prove } from './engine.ts';
import { type Problem, problemOf } from './problem.ts';
import type { Proof } from './proof.ts';

/** Mutants of a module, at most. */
const MUTANTS = 4;
const SEED = 1;
/** Seconds for one mutant: a wrong one is found out at once, or hardly ever. */
const MUTANT_SECONDS = 10;

export interface Row {
  readonly proof: Proof;
  readonly problem: Problem;
  readonly verdict: Outcome['verdict'];
  readonly log: string;
  readonly counterexample: Counterexample | undefined;
  /** Paths of covers, and whether they are reached. */
  readonly covers: ReadonlyMap<string, boolean>;
  readonly mutants: readonly { readonly mutant: Mutant; readonly rejected: boolean }[];
  /** Of the proof, without its covers and mutants. */
  readonly seconds: number;
}

export interface Wanted {
  readonly mutants: boolean;
}

/** Proves, looks at the covers, and lets the proof judge mutants of its module. */
export async function judge(proof: Proof, wanted: Wanted, says: (what: string) => void = () => {}): Promise<Row> {
  const problem = problemOf(proof);
  says('proof');
  const began = performance.now();
  const { verdict, log } = await prove(proof, problem);
  const seconds = (performance.now() - began) / 1000;
  const found = verdict === 'failed' ? await counterexample(proof, problem) : undefined;
  says('covers');
  const reached = await covers(proof, problem);
  const mutants: { mutant: Mutant; rejected: boolean }[] = [];
  for (const mutant of wanted.mutants ? mutantsFor(proof, problem) : []) {
    says(`mutant ${mutants.length + 1}`);
    const file = `${mutant.module}.v`;
    const text = problem.files.get(file)!;
    const changed = { [file]: text.slice(0, mutant.at) + mutant.text + text.slice(mutant.end) };
    const outcome = await prove(proof, problem, changed, MUTANT_SECONDS);
    mutants.push({ mutant, rejected: outcome.verdict === 'failed' });
  }
  return { proof, problem, verdict, log, counterexample: found, covers: reached, mutants, seconds };
}

const mutantsFor = ({ mutate = [], mutants = MUTANTS }: Proof, { files }: Problem): Mutant[] =>
  mutate.flatMap((name) => {
    const text = files.get(`${name}.v`);
    if (text === undefined) {
      throw new Error(`no module ${name}: there are ${[...files.keys()].join(', ')}`);
    }
    return choose(mutantsOf(text), mutants, SEED);
  });

/** Covers of the design's own modules that are not reached: with one of them the proof may say nothing. */
export const unreached = ({ covers: reached, problem }: Pick<Row, 'covers' | 'problem'>): string[] =>
  [...reached].filter(([path, yes]) => !yes && !path.includes('.') && problem.claims.length > 0).map(([path]) => path);

/** What keeps a row from being as it should. */
export function faults(row: Row): string[] {
  const { proof, verdict, counterexample: found } = row;
  return [
    ...(verdict === 'failed' ? [`${proof.name}: ${found?.claims.join(', ') ?? 'a claim'} fails`] : []),
    ...(verdict === 'undecided' ? [`${proof.name}: the solver came to no end: ${row.log.trim().slice(-300)}`] : []),
    ...unreached(row).map((path) => `${proof.name}: cover ${path} is not reached`),
  ];
}
