import { withSimulation } from '@chisel-lite/testbench';
import { beforeAll, test } from 'vitest';
import { accelerator } from './accelerator.spec.ts';
import { acceleratorFor } from './board.ts';

const design = acceleratorFor(2);

// Building the simulator takes a minute; from then on it comes from the cache.
beforeAll(() => withSimulation(design, {}, async () => {}), 900_000);

for (const [what, holds] of Object.entries(accelerator.properties)) {
  test(what, () => holds(design));
}
