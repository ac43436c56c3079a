import { testBenches } from '../block-tests.ts';
import { memoryBenches } from './benches.ts';
import { readMasterOf } from './read-master.spec.ts';

// Sizes that no emitted design has, but sweeps do (docs/sweeps.md).
testBenches([...memoryBenches, readMasterOf(128, 8), readMasterOf(1024, 4)]);
