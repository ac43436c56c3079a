import type { DdrModel } from '../accel/device/ddr-timing.ts';
import { openDriver } from '../accel/device/driver.ts';
import { simulatedBus } from '../accel/device/simulated-bus.ts';
import { startSimulator } from '../accel/simulator.ts';
import { matrixLayout } from '../model/layout.ts';
import type { Call } from './shapes.ts';

export interface SimulatedCall {
  readonly call: Call;
  /** From the first command to the last result in memory. */
  readonly cycles: number;
  /** Strips of all four channels, and the cycles with a command in the core. */
  readonly beats: number;
  readonly streaming: number;
}

export interface SimulationSettings {
  readonly tokens: 1 | 2 | 4 | 8;
  /** Passes over the weights that are queued one behind the other, T vectors each. Default 1. */
  readonly passes?: number;
  readonly megahertz: number;
  readonly ddr: DdrModel;
  readonly progress?: (message: string) => void;
}

/**
 * Each distinct call once through the emitted Verilog of the accelerator, with T activation vectors a pass, by the board's driver. Weights are
 * random bits: the hardware's time does not depend on them.
 */
export async function simulateCalls(calls: readonly Call[], settings: SimulationSettings): Promise<SimulatedCall[]> {
  const { tokens, passes = 1, megahertz, ddr, progress } = settings;
  const simulator = await startSimulator('system', tokens, { progress });
  const results: SimulatedCall[] = [];
  for (const call of calls) {
    progress?.(`T = ${tokens}, ${megahertz} MHz: ${call.name}`);
    const bus = simulatedBus(simulator, { megahertz, ddr });
    const driver = await openDriver(bus);
    const matrices = call.n.map((n, i) => {
      const data = randomBytes(matrixLayout(call.format, n, call.k).bytes);
      return driver.load({ name: `${call.name} ${i}`, n, k: call.k, format: call.format, data });
    });
    const before = driver.counters();
    const vectors = tokens * passes;
    await driver.multiply(new Float32Array(vectors * call.k).fill(1), vectors, matrices);
    const after = driver.counters();
    results.push({
      call,
      cycles: after.busy - before.busy,
      beats: after.beats - before.beats,
      streaming: after.streaming - before.streaming,
    });
  }
  simulator.dispose();
  return results;
}

function randomBytes(count: number): Uint8Array {
  const words = new Uint32Array(Math.ceil(count / 4));
  let state = 1;
  for (let i = 0; i < words.length; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[i] = state;
  }
  return new Uint8Array(words.buffer, 0, count);
}
