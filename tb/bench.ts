import type { AnyModule } from '@chisel-lite/hdl';
import { createRandom, type Design, type Random } from '@chisel-lite/testbench';
import { seeds } from '@chisel-lite/testbench/fast-check';
import fc from 'fast-check';

/** Throws where `design` does not do what it should. */
export type Property = (design: Design) => Promise<void>;

/**
 * A unit of rtl/ and what must hold of it. Everybody who judges the unit runs the same properties: the tests on the
 * HDL's own simulator, the mutation run on its emitted Verilog with a mutant switched on, the coverage run on an
 * instrumented build.
 */
export interface Bench {
  /** Where it stands, from rtl/ (or packages/hdl/src/lib/). */
  readonly source: string;
  readonly unit: () => AnyModule;
  /** The cheapest first: a mutant is judged until one fails. */
  readonly properties: Readonly<Record<string, Property>>;
}

/** `body` for random choices from several seeds. A failure names the seed; there is nothing to shrink. */
export const forSeeds = (runs: number, body: (random: Random) => Promise<void>): Promise<void> =>
  fc.assert(
    fc.asyncProperty(seeds(), (seed) => body(createRandom(seed))),
    { numRuns: runs, endOnFailure: true },
  );

/**
 * Outside of vitest: the cases that the tests have, and no shrinking, since all that is asked for is whether one fails.
 */
export function configureProperties(): void {
  fc.configureGlobal({ seed: 20261121, endOnFailure: true });
}
