import { BusError } from '../bus/registers.ts';
import { resetOfModels } from '../pins.ts';
import type { Lock } from '../scheduler/sync.ts';
import type { Task } from '../scheduler/task.ts';
import type { Trigger } from '../scheduler/trigger.ts';
import type { Simulation } from '../simulation.ts';

/** Models that run by simulated time go by a reset as those on a clock do. */
export interface ResetOptions {
  /** Reset input; default the simulation's, where all its clocks have the same. */
  reset?: string;
}

/** A reset as models without a clock see it. */
export interface Resets {
  /** What ends in the step in which a reset begins, ends because of it. */
  readonly active: boolean;
  /** Runs `session` from the end of each reset to the begin of the next, which cuts it; then `cut`. */
  serve(name: string, session: () => Promise<void>, cut: () => void): void;
  /**
   * Runs `body` once `lock` is free and no reset is active. A reset that begins after this call ends it with a
   * `BusError`, which begins with `what`; `cut` runs where `body` had begun.
   */
  perform<T>(lock: Lock, what: string, body: () => Promise<T>, cut: () => void): Task<T>;
}

/** The reset that models on `sim` go by. */
export function resetsOf(sim: Simulation, { reset }: ResetOptions): Resets {
  const [first, ...others] = Object.values(sim.clocks).map((clock) => clock.reset);
  const shared = others.every((other) => other?.handle === first?.handle) ? first : undefined;
  const pin = reset === undefined ? shared : resetOfModels(sim.simulator.ports, reset);
  return pin ? resetsBy(sim, pin.handle.name, pin.activeLow) : withoutReset(sim);
}

function withoutReset(sim: Simulation): Resets {
  return {
    active: false,
    serve(name, session) {
      sim.fork(session, name);
    },
    perform: (lock, what, body) => sim.fork(() => lock.during(body), what),
  };
}

function resetsBy(sim: Simulation, port: string, activeLow: boolean): Resets {
  const signal = sim.port[port];
  const isActive = () => Boolean(signal.value) !== activeLow;
  const change = (active: boolean): Trigger => (active === activeLow ? sim.falling(signal) : sim.rising(signal));
  const reset = async () => {
    while (!isActive()) {
      await change(true);
    }
  };
  const end = async () => {
    while (isActive()) {
      await change(false);
    }
  };
  let begun = 0;
  sim.fork(async () => {
    for (;;) {
      await change(true);
      begun++;
    }
  }, `resets by ${port}`);
  return {
    get active() {
      return isActive();
    },
    serve(name, session, cut) {
      sim.fork(async () => {
        for (;;) {
          await end();
          await sim.select({ session, reset });
          cut();
          await reset();
        }
      }, name);
    },
    perform(lock, what, body, cut) {
      const asked = begun;
      return sim.fork(async () => {
        const release = await lock.acquire();
        try {
          await end();
          if (begun === asked) {
            const first = await sim.select({ body, reset });
            if (first.key === 'body') {
              return first.value;
            }
            cut();
          }
          throw new BusError(`${what}: cut short by a reset`);
        } finally {
          release();
        }
      }, what);
    },
  };
}
