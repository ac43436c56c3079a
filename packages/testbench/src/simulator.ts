/**
 * What the harness needs of a simulator. Two satisfy it structurally, without importing it: the HDL's own
 * (`@chisel-lite/hdl`, compiled straight to WebAssembly) and `verilator-wasm`.
 *
 * Semantics both must share: inputs written through a handle take effect at the next `eval()`. `eval()` settles
 * combinational logic and, where a clock input rose since the previous `eval()`, first takes the clock edge with the
 * values from before it. Two-state logic.
 */

/** A port, an internal signal or a memory word, read and written in place in the simulator's own memory. */
export interface SignalHandle {
  /** Name as in the Verilog, hierarchical with dots for internals (`u_mac.acc`). */
  readonly name: string;
  readonly width: number;
  readonly direction: 'input' | 'output' | 'inout' | 'internal';
  /** Unsigned value: a number up to 32 bits, a bigint above. Writing anything that does not fit throws. */
  value: number | bigint;
  /**
   * Live view of the bits, least significant word first; ceil(width / 32) words. Only for widths above 32 (else
   * undefined). A port's view stays valid for the life of the instance: the harness takes it once.
   */
  readonly words?: Uint32Array;
  /**
   * Live view of the element that holds the bits, for widths up to 32, where the simulator keeps them in memory; what
   * is above the width is not defined. With `words` it lets the harness copy all ports at once for a failure's
   * waveform.
   */
  readonly storage?: Uint8Array | Uint16Array | Uint32Array;
  /** Of an `inout` port: the outside drives the bits of `mask` (default all) with `value`, and lets the others go. */
  drive?(value: number | bigint, mask?: number | bigint): void;
  /** A pull-up or pull-down on every bit of an `inout` port. */
  pull?(to: 'up' | 'down' | 'none'): void;
  /** Bits of an `inout` port that design and outside drive to different values. */
  readonly conflict?: number | bigint;
  /**
   * Of a signal that can be forced: holds the bits of `mask` (default all) at those of `value`, default the one it has.
   */
  force?(value?: number | bigint, mask?: number | bigint): void;
  /** Ends `force` for the bits of `mask`, default all; of an `inout` port ends `drive`. */
  release?(mask?: number | bigint): void;
}

/** An array of words inside the design. */
export interface MemoryHandle {
  readonly name: string;
  readonly width: number;
  readonly depth: number;
  read(address: number): bigint;
  write(address: number, value: bigint): void;
}

/** One running instance of a compiled design. */
export interface SimulatorInstance {
  /** Top-level ports by their Verilog name; of a port that is an array each word: `a[0]`, `a[1]`, … */
  readonly ports: Readonly<Record<string, SignalHandle>>;
  /** The design's parameters, where it has any. */
  readonly parameters?: Readonly<Record<string, number | bigint | string>>;
  /** Marked or named internal signal by hierarchical path; throws a clear error listing near names when unknown. */
  signal(path: string): SignalHandle;
  memory(path: string): MemoryHandle;
  /** Settles the design (see above). `time`: simulated time from now on [ps], for `$time` in the design. */
  eval(time?: number): void;
  /**
   * `cycles` full periods of one clock (low → high), inside WebAssembly; ends with the clock low and the design
   * settled. `settled`: no input was written since the last `eval()`; a simulator whose `run` settles inputs first may
   * then leave that out. `rise` and `period`: simulated time of the first rising edge and of a cycle [ps].
   */
  run(clock: string, cycles: number, options?: RunOptions): void;
  /** A function for `run(clock, 1, { settled: true, rise, period })`, which a loop calls with each `rise`. */
  stepper?(clock: string, period: number): (rise: number) => void;
  /** Whether the design uses the level or the fall of a clock input; absent where only rising edges are ever used. */
  usesFall?(clock: string): boolean;
  /** Copy of the whole state; `restore` brings it back. */
  snapshot(): Uint8Array;
  restore(snapshot: Uint8Array): void;
  /**
   * Starts a VCD; `write` receives its bytes. `dump(time)` records the current values at `time` (in timescale units).
   */
  trace(options: TraceOptions): Trace;
  /** Text of `$display`/`print`, and assertion failures, since the instance was made. */
  onMessage(listener: (message: SimulatorMessage) => void): void;
  dispose(): void;
}

export interface RunOptions {
  readonly settled?: boolean;
  readonly rise?: number;
  readonly period?: number;
}

export interface TraceOptions {
  write(chunk: Uint8Array): void;
  /** Verilog timescale of one unit of `dump`'s time, for instance `1ps`. */
  timescale?: string;
  /** Only signals below these hierarchical paths; all when absent. */
  scopes?: readonly string[];
}

export interface Trace {
  dump(time: bigint): void;
  close(): void;
}

export interface SimulatorMessage {
  readonly kind: 'print' | 'assertion' | 'finish';
  readonly text: string;
}
