import { Accelerator, DEFAULT_CORE } from '@macromac/rtl';
import { describe, test } from 'vitest';
import { listFaults } from './list-faults.spec.ts';

// The board's build: several vectors a pass.
describe('T = 4', () => {
  const design = Accelerator({ ...DEFAULT_CORE, tokens: 4 });
  for (const [what, holds] of Object.entries(listFaults(4))) {
    test(what, () => holds(design), 900_000);
  }
});
