import { choose, type Mutant, mutantsOf } from '../mutation/mutants.ts';
import {
  type Counterexample,
  counterexample,
  covers,
  judgeMutants,
  type MutantVerdict,
  type Outcome,
  prove,
} from './engine.ts';
import { type Problem, problemOf } from './problem.ts';
import type { Proof } from './proof.ts';
import { nameOf, whyOf } from './survivors.ts';

/** Mutants of a module, at most. */
const MUTANTS = 120;
const SEED = 1;
/** Seconds for one mutant: most take one. */
const MUTANT_SECONDS = 60;

export interface Judged {
  readonly mutant: Mutant;
  readonly verdict: MutantVerdict;
}

export interface Row {
  readonly proof: Proof;
  readonly problem: Problem;
  readonly verdict: Outcome['verdict'];
  readonly log: string;
  readonly counterexample: Counterexample | undefined;
  /** Paths of covers, and whether they are reached. */
  readonly covers: ReadonlyMap<string, boolean>;
  readonly mutants: readonly Judged[];
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
  const mutants = wanted.mutants ? await judged(proof, problem, says) : [];
  return { proof, problem, verdict, log, counterexample: found, covers: reached, mutants, seconds };
}

async function judged(proof: Proof, problem: Problem, says: (what: string) => void): Promise<Row['mutants']> {
  const all: Judged[] = [];
  for (const module of proof.mutate ?? []) {
    const text = problem.files.get(`${module}.v`);
    if (text === undefined) {
      throw new Error(`no module ${module}: there are ${[...problem.files.keys()].join(', ')}`);
    }
    const mutants = choose(mutantsOf(text), proof.mutants ?? MUTANTS, SEED);
    const verdicts = await judgeMutants(proof, problem, module, mutants, MUTANT_SECONDS, (done) =>
      says(`mutant ${done} of ${mutants.length}`),
    );
    all.push(...mutants.map((mutant, i) => ({ mutant, verdict: verdicts[i] })));
  }
  return all;
}

/** Covers of the design's own modules that are not reached: with one of them the proof may say nothing. */
export const unreached = ({ covers: reached, problem }: Pick<Row, 'covers' | 'problem'>): string[] =>
  [...reached].filter(([path, yes]) => !yes && !path.includes('.') && problem.claims.length > 0).map(([path]) => path);

/** Whether the proof goes red for the mutant. */
export const isRejected = ({ verdict }: Judged): boolean => verdict === 'failed' || verdict === 'unfounded';

/** What keeps a row from being as it should. */
export function faults(row: Row): string[] {
  const { proof, verdict, counterexample: found } = row;
  return [
    ...(verdict === 'failed' ? [`${proof.name}: ${found?.claims.join(', ') ?? 'a claim'} fails`] : []),
    ...(verdict === 'undecided' ? [`${proof.name}: the solver came to no end: ${row.log.trim().slice(-300)}`] : []),
    ...unreached(row).map((path) => `${proof.name}: cover ${path} is not reached`),
    ...row.mutants
      .filter((each) => !isRejected(each) && whyOf(each.mutant) === undefined)
      .map(
        ({ mutant }) => `${proof.name}: not rejected, and not explained in tb/proofs/survivors.ts: ${nameOf(mutant)}`,
      ),
    ...row.mutants
      .filter((each) => isRejected(each) && whyOf(each.mutant) !== undefined)
      .map(
        ({ mutant }) => `${proof.name}: rejected, though tb/proofs/survivors.ts says it cannot be: ${nameOf(mutant)}`,
      ),
  ];
}
