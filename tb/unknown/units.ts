import { execFileSync } from 'node:child_process';
import { withSimulation } from '@chisel-lite/testbench';
import { Accelerator, DEFAULT_CORE } from '@macromac/rtl';
import { accelerator } from '../accelerator/accelerator.spec.ts';
import { board } from '../accelerator/board.ts';
import { listProperties } from '../accelerator/list.spec.ts';
import { randomActivations, randomMatrix } from '../arbitraries.ts';
import type { Bench, Property } from '../bench.ts';
import { BENCHES } from '../benches.ts';
import type { Job } from '../jobs.ts';

/** Edges of a run that are compared. */
const EDGES = 400;
/** Enough for a product to end, and for a list of records. */
const WHOLE_EDGES = 3000;

export interface Judged {
  readonly name: string;
  readonly bench: Bench;
  readonly edges: number;
}

/** A command of each format, the second of which takes the activations of the first. */
const productsOf: Property = (design) =>
  withSimulation(design, { clock: 5, cycleLimit: 3_000_000 }, async (sim) => {
    const jobs: Job[] = (['awq-macro', 'awq-macro-dense', 'int8-macro'] as const).map((format, i) => ({
      matrix: randomMatrix(i === 2 ? 70 : 40, 128, format, 'ordinary', i + 1),
      tokens: 2,
      x: i === 1 ? undefined : randomActivations(256, 'ordinary', i + 4),
    }));
    await board(sim).run(jobs);
  });

/** The whole accelerator: products, and command lists. */
const whole = (): Judged[] => {
  const lists = 'lists of random records, one after another, leave golden’s bytes in memory';
  const withLists: Bench = {
    source: 'accelerator.ts',
    unit: () => Accelerator({ ...DEFAULT_CORE, tokens: 1 }),
    properties: { [lists]: listProperties(1, 1)[lists] },
  };
  const products: Bench = { ...accelerator, properties: { 'a product of each format': productsOf } };
  return [products, withLists].map((bench) => ({ name: bench.unit().name, bench, edges: WHOLE_EDGES }));
};

/** Every unit with a bench, once; the whole accelerator last. */
export function judgedUnits(): Judged[] {
  const top = accelerator.unit().name;
  const units = new Map(BENCHES.map((bench) => [bench.unit().name, bench]));
  units.delete(top);
  return [...[...units].map(([name, bench]) => ({ name, bench, edges: EDGES })), ...whole()];
}

/** Whether Icarus Verilog is there. */
export const hasIcarus = (): boolean => {
  try {
    execFileSync('iverilog', ['-V'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};
