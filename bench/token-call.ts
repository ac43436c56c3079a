import type { Instance } from 'verilator-wasm';
import { checked } from '../sw/backends/checked.ts';
import { simulatedBus } from '../sw/backends/rtl/simulated-bus.ts';
import { startSimulator } from '../sw/backends/rtl/simulator.ts';
import { deviceAccelerator } from '../sw/driver/device-accelerator.ts';
import { openDriver } from '../sw/driver/driver.ts';
import type { Accelerator } from '../sw/port/accelerator.ts';
import type { PackedMatrix } from '../sw/port/matrix.ts';

/** A call of a token: activations, the matrices that share them, and the results that the golden model has. */
export interface TokenCall {
  readonly x: Float32Array;
  readonly matrices: readonly PackedMatrix[];
  readonly expected: readonly Float32Array[];
}

export interface TokenCallCost {
  readonly cycles: number;
  readonly beats: number;
  readonly stalls: number;
  /** Of simulation. */
  readonly seconds: number;
  /** Results, all of them as expected. */
  readonly values: number;
}

let simulator: Instance | undefined;

/** Simulates a call; a result with another bit than expected is an error. Run by worker threads (token-call.mjs). */
export async function simulateTokenCall({ x, matrices, expected }: TokenCall): Promise<TokenCallCost> {
  simulator ??= await startSimulator('system', 1);
  const device = deviceAccelerator('rtl', await openDriver(simulatedBus(simulator)));
  const known: Accelerator = {
    ...device,
    backend: 'golden',
    load: async (matrix) => matrix,
    multiply: async () => [...expected],
  };
  const both = checked(device, known);
  const resident = await Promise.all(matrices.map((matrix) => both.load(matrix)));
  await both.multiply(x, 1, resident);
  const { cycles, beats, stalls, seconds } = both.statistics()!.total;
  return { cycles, beats, stalls, seconds, values: both.compared.values };
}
