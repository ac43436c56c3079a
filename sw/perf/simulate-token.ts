import { simulatedBus } from '../backends/rtl/simulated-bus.ts';
import type { RunningHardware } from '../backends/rtl/simulated-pins.ts';
import type { Model } from '../decoder/model.ts';
import { createCache } from '../decoder/pass.ts';
import { deviceAccelerator } from '../driver/device-accelerator.ts';
import { openDriver } from '../driver/driver.ts';
import type { Accelerator } from '../port/accelerator.ts';
import type { DdrModel } from '../port/kv260-memory.ts';
import { STRIP_BYTES } from '../port/layout.ts';
import type { Wanted } from '../port/passes.ts';
import { offload } from '../program/offload.ts';
import type { KeyKind } from '../program/placement.ts';

/** A pass over `tokens` tokens, the first of which has `position`. */
export interface PassJob {
  readonly tokens: number;
  readonly position: number;
  readonly wanted: Wanted;
  /** A text's own values, of which the time of the heap of the largest logits is; without: any. */
  readonly text?: TextBefore;
}

/**
 * A token of a text, and keys and values of all in front of it, as a cache of that many positions and one more stores
 * them.
 */
export interface TextBefore {
  readonly token: number;
  readonly cache: Uint8Array;
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

/**
 * Whole passes of a model through the accelerator's Verilog, by the board's driver: each from one command, over a cache
 * that is no longer than it. What keys and values of earlier positions are decides nothing of the hardware's time but
 * that of the heap of the largest logits.
 */
export async function simulatePasses(
  simulator: RunningHardware,
  { megahertz, ddr }: TokenHardware,
  open: (accelerator: Accelerator) => Promise<Model>,
  keys: KeyKind,
  jobs: readonly PassJob[],
  progress: (message: string) => void = () => {},
): Promise<PassCost[]> {
  const bus = simulatedBus(simulator, { megahertz, ddr });
  const accelerator = deviceAccelerator('rtl', await openDriver(bus));
  try {
    const model = offload(await open(accelerator));
    const costs: PassCost[] = [];
    for (const [i, { tokens, position, wanted, text }] of jobs.entries()) {
      const cache = createCache(model, position + tokens, keys);
      if (text) {
        let at = 0;
        for (const part of cache.stored(position)) {
          part.set(text.cache.subarray(at, at + part.length));
          at += part.length;
        }
      }
      cache.advance(position);
      const before = bus.beats;
      progress(`simulating pass ${i + 1} of ${jobs.length}: millions of cycles`);
      const given = text ? [text.token] : Array.from({ length: tokens }, (_, t) => t);
      await model.passes!.pass(cache, given, wanted);
      cache.release();
      const { cycles } = accelerator.statistics()!.lastCall;
      costs.push({ cycles, bytes: (bus.beats - before) * STRIP_BYTES });
    }
    return costs;
  } finally {
    await accelerator.close();
  }
}
