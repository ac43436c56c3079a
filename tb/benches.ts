import { accelerator } from './accelerator/accelerator.spec.ts';
import { activationBenches } from './activation/benches.ts';
import type { Bench } from './bench.ts';
import { commandBenches } from './command/benches.ts';
import { controlBenches } from './control/benches.ts';
import { core } from './core/core.spec.ts';
import { fpBenches } from './fp/benches.ts';
import { headBenches } from './head/benches.ts';
import { libraryBenches } from './library/benches.ts';
import { listBenches } from './list/benches.ts';
import { macBenches } from './mac/benches.ts';
import { memoryBenches } from './memory/benches.ts';
import { vectorBenches } from './vector/benches.ts';

/** All that judges the hardware, unit by unit; the whole last. */
export const BENCHES: readonly Bench[] = [
  ...fpBenches,
  ...libraryBenches,
  ...activationBenches,
  ...macBenches,
  ...controlBenches,
  ...headBenches,
  ...memoryBenches,
  ...commandBenches,
  ...vectorBenches,
  ...listBenches,
  core({ tokens: 2 }),
  accelerator,
];
