import type { Simulation } from '../simulation.ts';

/** Times of one after another step of a task, each from the same beginning, so that roundings do not add up. */
export interface TimeKeeper {
  begin(): void;
  /** Waits until `nanoseconds` after `begin()`; not at all when that is over. */
  until(nanoseconds: number): Promise<void>;
}

export function timeKeeper(sim: Simulation): TimeKeeper {
  let start = sim.time;
  return {
    begin() {
      start = sim.time;
    },
    async until(nanoseconds) {
      const left = start + nanoseconds - sim.time;
      if (left >= 0.0005) {
        await sim.delay(left);
      }
    },
  };
}
