import { simulatedBus } from '../backends/rtl/simulated-bus.ts';
import type { RunningHardware } from '../backends/rtl/simulated-pins.ts';
import { startSimulator } from '../backends/rtl/simulator.ts';
import { openDriver } from '../driver/driver.ts';
import type { DdrModel } from '../port/kv260-memory.ts';
import { matrixLayout } from '../port/layout.ts';
import type { Call } from './shapes.ts';

/** A call, and the hardware that it runs on. */
export interface CallJob {
  readonly call: Call;
  /** T: activation vectors a pass. */
  readonly tokens: 1 | 2 | 4 | 8;
  /** Passes over the weights that are queued one behind the other, T vectors each. */
  readonly passes: number;
  readonly megahertz: number;
  readonly ddr: DdrModel;
}

export interface CallCost {
  /** From the first command to the last result in memory. */
  readonly cycles: number;
  /** Strips of all four channels, and the cycles from the first of them to the last. */
  readonly beats: number;
  readonly streaming: number;
}

/** Of this thread, by T. */
const simulators = new Map<number, RunningHardware>();

/**
 * A call through the emitted Verilog of the accelerator, by the board's driver. Weights are random bits: the hardware's
 * time does not depend on them. Run by worker threads (simulate-call.mjs).
 */
export async function simulateCall(job: CallJob): Promise<CallCost> {
  const { tokens } = job;
  const simulator = simulators.get(tokens) ?? (await startSimulator('system', tokens));
  simulators.set(tokens, simulator);
  return costOfCall(simulator, job);
}

/** The same on a simulator that was built for T vectors. */
export async function costOfCall(
  simulator: RunningHardware,
  { call, tokens, passes, megahertz, ddr }: CallJob,
): Promise<CallCost> {
  const driver = await openDriver(simulatedBus(simulator, { megahertz, ddr }));
  const matrices = call.n.map((n, i) => {
    const data = randomBytes(matrixLayout(call.format, n, call.k).bytes);
    return driver.load({ name: `${call.name} ${i}`, n, k: call.k, format: call.format, data });
  });
  const before = driver.counters();
  const vectors = tokens * passes;
  const x = new Float32Array(vectors * call.k).fill(1);
  if (call.isLinearLayer) {
    await driver.multiply(x, vectors, matrices);
  } else {
    await driver.topK(x, matrices[0]);
  }
  const after = driver.counters();
  return {
    cycles: after.busy - before.busy,
    beats: after.beats - before.beats,
    streaming: after.streaming - before.streaming,
  };
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
