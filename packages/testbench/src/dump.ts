import type { SimulatorInstance, Trace } from './simulator.ts';

/** Dumps the whole run to `file`, which holds a complete VCD after every time step. Node only. */
export async function dumpToFile(simulator: SimulatorInstance, file: string): Promise<Trace> {
  const { mkdirSync, openSync, writeSync } = await import('node:fs');
  const { dirname } = await import('node:path');
  mkdirSync(dirname(file), { recursive: true });
  const descriptor = openSync(file, 'w');
  return simulator.trace({ timescale: '1ps', write: (chunk) => void writeSync(descriptor, chunk) });
}
