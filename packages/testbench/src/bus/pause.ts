import type { Random } from '../random.ts';

/**
 * When a source or sink holds back, a decision a cycle: a pattern that repeats (`true` = pause; `[]` never pauses), or
 * a function of the cycle. Patterns are what fast-check shrinks: see `@chisel-lite/testbench/fast-check`.
 */
export type Pause = readonly boolean[] | ((cycle: number) => boolean);

/** The decision as a function; undefined where it never pauses, which costs nothing then. */
export function pauseFunction(pause: Pause | undefined, where: string): ((cycle: number) => boolean) | undefined {
  if (typeof pause === 'function') {
    return pause;
  }
  if (!pause?.length) {
    return undefined;
  }
  if (pause.every(Boolean)) {
    throw new RangeError(`${where}: the pause pattern never lets a beat through`);
  }
  let at = 0;
  return () => {
    const now = pause[at];
    at = at + 1 === pause.length ? 0 : at + 1;
    return now;
  };
}

/** Pauses in this share of the cycles, at random. */
export function randomPause(random: Random, share: number): Pause {
  if (!(share >= 0 && share < 1)) {
    throw new RangeError(`randomPause(${share}): expected a share from 0 to below 1`);
  }
  return () => random.chance(share);
}
