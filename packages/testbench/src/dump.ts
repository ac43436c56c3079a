import type { SimulatorInstance, Trace } from './simulator.ts';

/** Dumps the whole run to `file`; complete once closed, or when the process exits. Node only. */
export async function dumpToFile(simulator: SimulatorInstance, file: string): Promise<Trace> {
  const { closeSync, mkdirSync, openSync, writeSync } = await import('node:fs');
  const { dirname } = await import('node:path');
  mkdirSync(dirname(file), { recursive: true });
  const descriptor = openSync(file, 'w');
  const trace = simulator.trace({ timescale: '1ps', write: (chunk) => void writeSync(descriptor, chunk) });
  let open = true;
  const close = () => {
    if (!open) return;
    open = false;
    trace.close();
    closeSync(descriptor);
    process.off('exit', close);
  };
  process.on('exit', close);
  return { dump: (time) => open && trace.dump(time), close };
}
