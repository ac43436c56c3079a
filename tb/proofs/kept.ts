import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder, writeWhole } from '../../sw/files.ts';
import { sha256 } from '../../sw/model/companions.ts';
import type { Row } from './judge.ts';
import type { Problem } from './problem.ts';
import type { Proof } from './proof.ts';

/** What of a row another run can take over. */
type Kept = Pick<Row, 'verdict' | 'log' | 'counterexample' | 'mutants' | 'seconds'> & {
  readonly covers: readonly (readonly [string, boolean])[];
};

/**
 * Rows of earlier runs, by all that they rest on: the Verilog with its claims, how it is proved, and how many mutants
 * are judged.
 */
export function keeper(folder: string) {
  const pathOf = (proof: Proof, problem: Problem) => {
    const how = Object.entries(proof).filter(([key, value]) => typeof value !== 'function' && key !== 'seconds');
    return join(folder, `${sha256(JSON.stringify([how, [...problem.files], problem.wrapper]))}.json`);
  };
  return {
    find(proof: Proof, problem: Problem): Row | undefined {
      const path = pathOf(proof, problem);
      if (!existsSync(path)) {
        return undefined;
      }
      const { covers, ...kept } = JSON.parse(readFileSync(path, 'utf8')) as Kept;
      return { ...kept, proof, problem, covers: new Map(covers) };
    },
    keep({ proof, problem, covers, verdict, log, counterexample, mutants, seconds }: Row): void {
      makeFolder(folder);
      const kept: Kept = { verdict, log, counterexample, mutants, seconds, covers: [...covers] };
      writeWhole(pathOf(proof, problem), `${JSON.stringify(kept)}\n`);
    },
  };
}
