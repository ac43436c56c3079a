import { Accelerator, DEFAULT_CORE } from '@macromac/rtl';
import { test } from 'vitest';
import { againProperties } from './again.spec.ts';

const design = Accelerator({ ...DEFAULT_CORE, tokens: 1 });
for (const [what, holds] of Object.entries(againProperties)) {
  test(what, () => holds(design), 600_000);
}
