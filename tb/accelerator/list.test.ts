import { Accelerator, DEFAULT_CORE } from '@macromac/rtl';
import { describe, test } from 'vitest';
import { listProperties } from './list.spec.ts';

describe.each([1] as const)('T = %i', (tokens) => {
  const design = Accelerator({ ...DEFAULT_CORE, tokens });
  for (const [what, holds] of Object.entries(listProperties(tokens, 3))) {
    test(what, () => holds(design), 600_000);
  }
});
