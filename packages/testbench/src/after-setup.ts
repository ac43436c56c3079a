import type { Design } from './design.ts';
import { type SimulateOptions, simulate } from './simulate.ts';
import type { Simulation } from './simulation.ts';

/**
 * Runs `design` once through its reset and `setup` (registers configured, memories filled), and gives what starts every
 * further simulation right there: `withSimulation(design, { ...started }, …)`. For fast-check properties, whose runs
 * then need not begin from nothing.
 */
export async function afterSetup(
  design: Design,
  options: SimulateOptions,
  setup: (sim: Simulation) => Promise<unknown> | unknown = () => {},
): Promise<SimulateOptions & { from: Uint8Array }> {
  const sim = await simulate(design, options);
  try {
    await setup(sim);
    await sim.clock.falling(); // the clock low, as at the start of a run
    await sim.settled();
    return { ...options, from: sim.simulator.snapshot() };
  } finally {
    sim.close();
  }
}
