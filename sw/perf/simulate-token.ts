import { simulatedBus } from '../backends/rtl/simulated-bus.ts';
import type { Pins } from '../backends/rtl/simulated-pins.ts';
import { deviceAccelerator } from '../driver/device-accelerator.ts';
import { openDriver } from '../driver/driver.ts';
import type { DdrModel } from '../port/kv260-memory.ts';
import { STRIP_BYTES } from '../port/layout.ts';
import type { Wanted } from '../port/passes.ts';
import { listPasses } from '../program/offload.ts';
import type { KeyKind } from '../program/placement.ts';
import { randomModel, type TokenModel } from './token-model.ts';

/** A pass over `tokens` tokens, the first of which has `position`. */
export interface PassJob {
  readonly tokens: number;
  readonly position: number;
  readonly wanted: Wanted;
}

export interface PassCost {
  /** Of the accelerator, from the start to the last result. */
  readonly cycles: number;
  /** Read and written on all ports. */
  readonly bytes: number;
}

export interface TokenHardware {
  readonly megahertz: number;
  readonly ddr: DdrModel;
}

/** A simulated accelerator, with its clock. */
export interface SimulatedTop extends Pins {
  run(clock: string, cycles: number): unknown;
}

/**
 * Whole passes of a model of that shape through the accelerator's Verilog, by the board's driver: each from one command. Weights, and the keys and values of
 * earlier positions, are random: the hardware's time does not depend on them.
 */
export async function simulatePasses(
  simulator: SimulatedTop,
  { megahertz, ddr }: TokenHardware,
  model: TokenModel,
  keys: KeyKind,
  jobs: readonly PassJob[],
): Promise<PassCost[]> {
  const bus = simulatedBus(simulator as never, { megahertz, ddr });
  const accelerator = deviceAccelerator('rtl', await openDriver(bus));
  const passes = listPasses(await randomModel(model, accelerator), accelerator.lists!);
  const cache = passes.createCache(model.context, keys);
  const costs: PassCost[] = [];
  for (const { tokens, position, wanted } of jobs) {
    cache.truncate(0);
    cache.advance(position);
    const before = bus.beats;
    await passes.pass(
      cache,
      Array.from({ length: tokens }, (_, t) => t),
      wanted,
    );
    const { cycles } = accelerator.statistics()!.lastCall;
    costs.push({ cycles, bytes: (bus.beats - before) * STRIP_BYTES });
  }
  await accelerator.close();
  return costs;
}
