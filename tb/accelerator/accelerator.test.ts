import { withSimulation } from '@chisel-lite/testbench';
import { beforeAll, test } from 'vitest';
import { accelerator } from './accelerator.spec.ts';
import { acceleratorFor } from './board.ts';
import { longestList } from './list-reach.spec.ts';

const design = acceleratorFor(2);

// Building the simulator takes a minute; from then on it comes from the cache.
beforeAll(() => withSimulation(design, {}, async () => {}), 900_000);

for (const [what, holds] of Object.entries(accelerator.properties)) {
  // As long as all others together.
  test.skipIf(what in longestList && !process.env.MACROMAC_NIGHTLY)(what, () => holds(design));
}
