import { describe, test } from 'vitest';
import type { Bench } from './bench.ts';

/** A test a property, on the HDL's own simulator. */
export function testBenches(benches: readonly Bench[]): void {
  for (const { source, unit, properties } of benches) {
    const design = unit();
    describe(`${source}: ${design.name}`, () => {
      for (const [what, holds] of Object.entries(properties)) {
        test(what, () => holds(design));
      }
    });
  }
}
