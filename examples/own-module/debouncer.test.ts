import { withSimulation } from '@chisel-lite/testbench';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Debouncer } from './debouncer.ts';

const CYCLES = 4;

/** What the module does, in words of its own: the last value that came `CYCLES` times in a row. */
function model(presses: readonly boolean[]): boolean[] {
  let state = false;
  return presses.map((_, i) => {
    const last = presses.slice(Math.max(0, i + 1 - CYCLES), i + 1);
    state = last.length === CYCLES && last.every((press) => press === last[0]) ? last[0] : state;
    return state;
  });
}

test('a press counts once it has lasted, and bouncing does not', () =>
  fc.assert(
    fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: 60 }), (presses) =>
      withSimulation(Debouncer(CYCLES), {}, async ({ clock, port }) => {
        const seen: boolean[] = [];
        for (const press of presses) {
          port.button.value = press ? 1 : 0;
          await clock.rising();
          await clock.falling();
          seen.push(port.pressed.value === 1);
        }
        expect(seen).toEqual(model(presses));
      }),
    ),
    { numRuns: 50 },
  ));
