import type { SimulatorInstance, Trace } from './simulator.ts';

/** What of a run is dumped. */
export interface DumpOptions {
  /** VCD file; compressed when its name ends in `.gz`, an FST when it ends in `.fst`. */
  file: string;
  /** Only signals at and below these hierarchical paths, without the top's name; default all. */
  scopes?: readonly string[];
  /** Only this window of simulated time [ns]. */
  from?: number;
  to?: number;
}

/** Dumps a run to a file, which has its name once the dump is closed or the process exits. Node only. */
export async function dumpToFile(simulator: SimulatorInstance, options: DumpOptions): Promise<Trace> {
  const [{ mkdirSync }, { dirname }, { traceToFile }] = await Promise.all([
    import('node:fs'),
    import('node:path'),
    import('verilator-wasm'),
  ]);
  const { file, scopes, from = 0, to = Number.POSITIVE_INFINITY } = options;
  if (!(from >= 0 && to > from)) {
    throw new RangeError(`dump ${file}: from ${from} ns to ${to} ns is no window of time`);
  }
  mkdirSync(dirname(file), { recursive: true });
  const trace = traceToFile(simulator, file, { timescale: '1ps', scopes });
  let open = true;
  const close = () => {
    if (!open) {
      return;
    }
    open = false;
    trace.close();
    process.off('exit', close);
  };
  process.on('exit', close);
  return {
    dump(time) {
      const now = Number(time) / 1000;
      if (open && now >= from && now <= to) {
        trace.dump(time);
      }
    },
    close,
  };
}
