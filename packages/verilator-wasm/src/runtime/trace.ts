export interface TraceOptions {
  /** Receives the VCD's bytes; the array is the receiver's to keep. */
  write(chunk: Uint8Array): void;
  /** Verilog timescale of one unit of `dump`'s time, for instance `1ps`. Default: the model's time precision. */
  readonly timescale?: string;
  /** Only signals at and below these hierarchical paths, without the top's name (`u_mac`); all when absent. */
  readonly scopes?: readonly string[];
  /** Dumps before `from` and after `to` are ignored. */
  readonly from?: bigint;
  readonly to?: bigint;
}

export interface Trace {
  /** Records the current values at `time`, which must not decrease. */
  dump(time: bigint): void;
  close(): void;
}

/** What tracing needs of the module: cxx/trace part of build/shim.ts. */
export interface TraceExports {
  trace_open(timescale: number): void;
  trace_scope(scope: number): void;
  trace_start(): void;
  trace_dump(time: bigint): void;
  trace_close(): void;
}

const TIMESCALE = /^(1|10|100)(s|ms|us|ns|ps|fs)$/;

/**
 * Starts a waveform.
 *
 * @param withText passes a text to the module as a C string
 */
export function openTrace(
  exports: TraceExports,
  withText: (text: string, use: (address: number) => void) => void,
  top: string,
  options: TraceOptions,
  closed: () => void,
): Trace {
  const { timescale = '', scopes = [top], from, to } = options;
  if (timescale !== '' && !TIMESCALE.test(timescale)) {
    throw new Error(`trace: timescale '${timescale}': expected 1, 10 or 100 and a unit, for instance '1ps'`);
  }
  withText(timescale, exports.trace_open);
  // Naming a scope also keeps out Verilator's second copy of the ports, above the top module.
  // The leading dot stands for the model's empty name.
  for (const scope of scopes) {
    withText(scope === '' || scope === top ? `.${top}` : `.${top}.${scope}`, exports.trace_scope);
  }
  exports.trace_start();

  let open = true;
  let last = -1n;
  return {
    dump(time) {
      if (!open) {
        throw new Error(`trace: dump(${time}) after close()`);
      }
      if (time < last) {
        throw new RangeError(`trace: time ${time} is before the last dump's ${last}`);
      }
      if ((from !== undefined && time < from) || (to !== undefined && time > to)) {
        return;
      }
      last = time;
      exports.trace_dump(time);
    },
    close() {
      if (!open) {
        return;
      }
      open = false;
      exports.trace_close();
      closed();
    },
  };
}
