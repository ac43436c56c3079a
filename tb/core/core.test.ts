import { withSimulation } from '@chisel-lite/testbench';
import { beforeAll, describe, test } from 'vitest';
import { verilogOf } from '../fp/pipeline.ts';
import { core } from './core.spec.ts';

/** Every build on the language's own simulator; those that `make demo` and the board use on Verilator too. */
const BUILDS = [
  { engine: 'fused', tokens: 1, simulator: 'verilator' },
  { engine: 'fused', tokens: 2, simulator: 'verilator' },
  { engine: 'fused', tokens: 1, simulator: 'native' },
  { engine: 'fused', tokens: 2, simulator: 'native' },
  { engine: 'fused', tokens: 4, simulator: 'native' },
  { engine: 'fused', tokens: 8, simulator: 'native' },
  { engine: 'fp32', tokens: 1, simulator: 'native' },
  { engine: 'fp32', tokens: 2, simulator: 'native' },
] as const;

describe.each(BUILDS)('macromac_core, $engine, T = $tokens, $simulator', ({ engine, tokens, simulator }) => {
  const { unit, properties } = core({ engine, tokens });
  const design = simulator === 'verilator' ? verilogOf(unit()) : unit();

  // Verilator takes half a minute for the wider core; from then on it comes from the cache.
  beforeAll(() => withSimulation(design, {}, async () => {}), 900_000);

  for (const [what, holds] of Object.entries(properties)) {
    test(what, () => holds(design));
  }
});
