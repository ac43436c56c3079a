import { type CoveragePoint, parseCoverage } from './coverage.ts';
import { elementsOf, type ModelDescription, type SignalDescription } from './description.ts';
import { forceableSignal, inoutSignal } from './drivers.ts';
import { type Memory, memoryAt, type Signal, signalAt } from './handles.ts';
import { AssertionError, type Message, MessageLog, SimulationError } from './messages.ts';
import { type Parameter, readParameter } from './parameters.ts';
import { restoreSnapshot, takeSnapshot } from './snapshot.ts';
import { openTrace, type Trace, type TraceExports, type TraceOptions } from './trace.ts';
import { createWasi } from './wasi.ts';

export interface InstantiateOptions {
  /** Start values of registers and memories: zeros when absent, else random by this seed (a 31-bit integer). */
  readonly seed?: number;
  /** Files the design reads (`$readmemh`, `$fopen`), by the path in the Verilog. */
  readonly readFile?: (path: string) => Uint8Array | undefined;
  /**
   * Keeps files the design writes (`$fopen`, `$writememh`), by the path in the Verilog: called when a file is created,
   * when it is closed, at `$finish` and by `dispose()`, with all its bytes. Where it throws, `$fopen` gives 0.
   */
  readonly writeFile?: (path: string, bytes: Uint8Array) => void;
  /**
   * What a `$readmemh` or `$readmemb` whose file is not there is. Default an error; `warn` leaves the memory as it is.
   */
  readonly missingFiles?: 'error' | 'warn';
  /** What $test$plusargs and $value$plusargs find: `+verbose`, `+seed=7`; the plus may be left out. */
  readonly plusargs?: readonly string[];
  /** Bytes the design may still allocate after its construction (strings, queues, waveform buffers). Default 16 MiB. */
  readonly spareMemory?: number;
}

/** Ports by name and the type of their values: number up to 32 bits, bigint above. */
export type PortTypes = Readonly<Record<string, number | bigint>>;

export interface RunOptions {
  /** Simulated time of a cycle [ps], of which the clock is high for half. Default 0: time stands still. */
  readonly period?: number;
  /** Simulated time of the first rising edge [ps]; default the low half of a period from now. */
  readonly rise?: number;
  /** No input was written since the last `eval()` or `run()`: saves settling them again. */
  readonly settled?: boolean;
}

const NO_OPTIONS: RunOptions = {};

/** One running copy of the design. */
export interface Instance<Ports extends PortTypes = PortTypes> {
  /** Top-level ports; of a port that is an array each word: `a[0]`, `a[1]`, … */
  readonly ports: { readonly [Name in keyof Ports]: Signal<Ports[Name]> };
  /** Internal signal by hierarchical path without the top's name (`u_mac.acc`). */
  signal(path: string): Signal;
  memory(path: string): Memory;
  /** The top module's parameters, with the values the model was built with. */
  readonly parameters: Readonly<Record<string, Parameter>>;
  /**
   * Settles the design: combinational logic takes the inputs' new values; where a clock rose (or fell, for logic that
   * uses that edge) since the last evaluation, registers take theirs. Throws `AssertionError` when an assertion failed
   * and nobody listens to messages.
   *
   * @param time simulated time from now on [ps]; absent: as it was
   */
  eval(time?: number): void;
  /**
   * Settles the inputs, then takes full periods of the one-bit input `clock`, low to high, without leaving WebAssembly;
   * ends low and settled. Ends early on `$finish`. Returns the periods done.
   */
  run(clock: string, cycles: number, options?: RunOptions): number;
  /**
   * A function that takes one period of `clock` whose rise is at `rise` [ps], of settled inputs: what
   * `run(clock, 1, { settled: true, rise, period })` does, for a loop that does it all the time.
   */
  stepper(clock: string, period: number): (rise: number) => void;
  /** Whether the design uses the level or the fall of the one-bit input `clock`, not its rising edge alone. */
  usesFall(clock: string): boolean;
  /** Copy of the whole state. */
  snapshot(): Uint8Array;
  /** Brings a state of the same model back, this instance's or another's. */
  restore(snapshot: Uint8Array): void;
  /** Starts a waveform; needs a model built with `trace: true`. One at a time. */
  trace(options: TraceOptions): Trace;
  /** Counts so far; needs a model built with `coverage: true`. */
  coverage(): CoveragePoint[];
  /**
   * Text of `$display`, failed assertions and `$finish`, whole lines, from the instance's start on. While anybody
   * listens, a failed assertion is told instead of thrown.
   */
  onMessage(listener: (message: Message) => void): void;
  /** What the design has written to a file so far, whichever way the path is spelt; undefined for other files. */
  written(path: string): Uint8Array | undefined;
  /** Whether the design called `$finish`. */
  readonly finished: boolean;
  /** Simulated time, what `$time` scales, in units of the model's time precision. */
  time: bigint;
  /** The model's time precision as a power of ten of a second: -12 for a picosecond. */
  readonly precision: number;
  /** Runs `final` blocks and lets the memory go. */
  dispose(): void;
}

interface Exports extends TraceExports {
  allocate(bytes: number): number;
  release(address: number): void;
  memory: WebAssembly.Memory;
  __stack_pointer: WebAssembly.Global;
  __data_end: WebAssembly.Global;
  _initialize(): void;
  create(reset: number, seed: number): number;
  plusarg(text: number): void;
  start(): number;
  freeze(spare: number): void;
  heap_top(): number;
  eval(ticks: number): number;
  run(clock: number, cycles: number, settled: number, first: number, period: number): number;
  precision(): number;
  finish(): void;
  flush(): void;
  coverage_write(): void;
  finished(): number;
  resume(): void;
  set_time(time: bigint): void;
  get_time(): bigint;
}

/** Where the module writes its counters, in the file system of runtime/wasi.ts (build/shim.ts). */
const COVERAGE_FILE = 'coverage.dat';
/** As a time: leave it as it is (build/shim.ts). */
const NOW = -1;
const PICOSECOND = -12;
const DEFAULT_SPARE = 16 * 2 ** 20;

export function createInstance(
  module: WebAssembly.Module,
  description: ModelDescription,
  options: InstantiateOptions,
): Instance {
  const { top } = description;
  const {
    seed,
    readFile = () => undefined,
    writeFile,
    missingFiles,
    plusargs = [],
    spareMemory = DEFAULT_SPARE,
  } = options;
  if (seed !== undefined && !(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 31)) {
    throw new RangeError(`instantiate: seed ${seed} is not an integer from 0 to 2^31 - 1`);
  }
  const log = new MessageLog(missingFiles !== 'warn');
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const buffer = (): ArrayBuffer => exports.memory.buffer;
  const wasi = createWasi({ memory: buffer, readFile, writeFile, print: (text) => log.receive(0, text) });
  const instance = new WebAssembly.Instance(module, {
    wasi_snapshot_preview1: wasi.imports as WebAssembly.ModuleImports,
    host: {
      message: (kind: number, text: number, length: number) =>
        log.receive(kind, decoder.decode(new Uint8Array(buffer(), text, length))),
      trace_write: (bytes: number, length: number) => receiveTrace(new Uint8Array(buffer(), bytes, length).slice()),
    },
  });
  const exports = instance.exports as unknown as Exports;
  let receiveTrace: (chunk: Uint8Array) => void = () => {};
  let tracing = false;

  exports._initialize();
  // Seed 0 means "choose one" to Verilator, so seeds are shifted by one.
  const table = exports.create(seed === undefined ? 0 : 2, (seed ?? 0) + 1);
  for (const argument of plusargs) {
    const bytes = new TextEncoder().encode(`${argument.startsWith('+') ? '' : '+'}${argument}\0`);
    const address = exports.allocate(bytes.length);
    new Uint8Array(exports.memory.buffer, address, bytes.length).set(bytes);
    exports.plusarg(address);
    exports.release(address);
  }
  const halted = exports.start();
  exports.freeze(spareMemory);
  const memory = exports.memory.buffer; // stays where it is from here on

  const { hidden = [], parameters = {} } = description;
  const shown = description.ports.length + description.internals.length;
  const addresses = new Uint32Array(memory, table, shown + hidden.length);
  const locate = (i: number): number => addresses[i];
  const ports: Record<string, Signal> = {};
  const signals = new Map<string, Signal>();
  const memories = new Map<string, Memory>();
  const hiddenSignals = new Map(hidden.map((signal, i) => [signal.name, signalAt(memory, locate(shown + i), signal)]));
  const hiddenSignal = (name: string) => hiddenSignals.get(name) as Signal;
  [...description.ports, ...description.internals].forEach((signal: SignalDescription, i) => {
    if (signal.depth !== undefined) {
      memories.set(signal.name, memoryAt(memory, locate(i), signal));
      if (i < description.ports.length) {
        for (const element of elementsOf(signal)) {
          ports[element.name] = signalAt(memory, locate(i) + element.offset, element);
        }
      }
    } else if (i < description.ports.length) {
      const port = signalAt(memory, locate(i), signal);
      ports[signal.name] = signal.direction === 'inout' ? inoutSignal(port, hiddenSignal) : port;
    } else {
      const internal = signalAt(memory, locate(i), signal);
      signals.set(signal.name, signal.forceable ? forceableSignal(internal, hiddenSignal) : internal);
    }
  });
  const clocks = new Map(
    description.ports.map(({ name, direction, width, depth }, i) => [
      direction === 'input' && width === 1 && depth === undefined ? name : '',
      locate(i),
    ]),
  );

  const addressOf = (clock: string): number => {
    const address = clocks.get(clock);
    if (address === undefined) {
      throw new Error(`${top}: '${clock}' is not a one-bit input; those are ${list([...clocks.keys()])}`);
    }
    return address;
  };
  const precision = exports.precision();
  const ticksPerPicosecond = precision < PICOSECOND ? 10 ** (PICOSECOND - precision) : 1;
  const ticksOf = (picoseconds: number): number => {
    if (!(picoseconds >= 0 && picoseconds <= Number.MAX_SAFE_INTEGER)) {
      throw new RangeError(`${top}: time ${picoseconds} ps: expected a number from 0 to 2^53 - 1`);
    }
    return Math.round(picoseconds * ticksPerPicosecond);
  };
  const fault = (error: unknown): unknown => {
    exports.__stack_pointer.value = stackTop;
    if (!(error instanceof WebAssembly.RuntimeError)) {
      return error;
    }
    return new SimulationError(`${top}: the model trapped: ${error.message}`);
  };
  const stackTop = exports.__stack_pointer.value;
  /** After a $stop, a failed assertion or $finish: the design may go on, unless somebody has to hear of it first. */
  const resume = (): void => {
    log.flush();
    if (exports.finished()) {
      saveFiles();
    }
    exports.resume();
    const failure = log.takeFailure();
    if (failure !== undefined) {
      throw new AssertionError(failure);
    }
  };
  const saveFiles = (): void => {
    exports.flush();
    wasi.save();
  };
  const withText = (text: string, use: (address: number) => void): void => {
    const bytes = new TextEncoder().encode(`${text}\0`);
    const address = exports.allocate(bytes.length);
    new Uint8Array(memory, address, bytes.length).set(bytes);
    use(address);
    exports.release(address);
  };
  if (halted !== 0) {
    resume();
  }

  /** Throws where the path is an array's, or one of its words'. */
  const arrayInstead = (path: string): undefined => {
    const array = memories.get(path) ?? memories.get(path.replace(/\[\d+\]$/, ''));
    if (array) {
      throw new Error(`${top}: '${array.name}' is an array of ${array.depth} words: memory('${array.name}') has them`);
    }
  };
  return {
    ports,
    parameters: Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, readParameter(value)])),
    signal: (path) =>
      signals.get(path) ??
      ports[path] ??
      arrayInstead(path) ??
      unknown(description, 'signal', path, [...signals.keys(), ...Object.keys(ports)]),
    memory: (path) => memories.get(path) ?? unknown(description, 'memory', path, [...memories.keys()]),
    eval(time) {
      let halted: number;
      try {
        halted = exports.eval(time === undefined ? NOW : ticksOf(time));
      } catch (error) {
        throw fault(error);
      }
      if (halted === 0) {
        return;
      }
      log.takeFinish();
      resume();
    },
    usesFall(clock) {
      const port = description.ports.find(({ name }) => name === clock);
      return port !== undefined && port.risingOnly !== true;
    },
    stepper(clock, period) {
      const address = addressOf(clock);
      const ticks = ticksOf(period);
      return (rise) => {
        let done: number;
        try {
          done = exports.run(address, 1, 1, rise * ticksPerPicosecond, ticks);
        } catch (error) {
          throw fault(error);
        }
        if (done < 0) {
          log.takeFinish();
          resume();
        }
      };
    },
    run(clock, cycles, { settled = false, period = 0, rise } = NO_OPTIONS) {
      const address = addressOf(clock);
      if (!(Number.isInteger(cycles) && cycles >= 0 && cycles < 2 ** 31)) {
        throw new RangeError(`${top}: run(${clock}, ${cycles}): cycles must be a whole number below 2^31`);
      }
      const ticks = ticksOf(period);
      let first = rise === undefined ? NOW : ticksOf(rise);
      let total = 0;
      for (;;) {
        let done: number;
        try {
          done = exports.run(address, cycles - total, settled ? 1 : 0, first, ticks);
        } catch (error) {
          throw fault(error);
        }
        if (done >= 0) {
          return total + done;
        }
        total += ~done;
        first = NOW;
        resume();
        if (log.takeFinish()) {
          return total;
        }
      }
    },
    snapshot() {
      if (tracing) {
        throw new Error(`${top}: close the trace before snapshot()`);
      }
      return takeSnapshot(memory, exports.heap_top(), description.id);
    },
    restore(snapshot) {
      if (tracing) {
        throw new Error(`${top}: close the trace before restore()`);
      }
      restoreSnapshot(memory, snapshot, description.id);
    },
    trace(options) {
      if (!description.trace) {
        throw new Error(`${top}: this model has no waveforms; build it with verilate({ trace: true })`);
      }
      if (tracing) {
        throw new Error(`${top}: a trace is open already; close it first`);
      }
      receiveTrace = options.write;
      const trace = openTrace(exports, withText, top, options, () => {
        tracing = false;
      });
      tracing = true;
      return trace;
    },
    coverage() {
      if (!description.coverage) {
        throw new Error(`${top}: this model counts nothing; build it with verilate({ coverage: true })`);
      }
      exports.coverage_write();
      return parseCoverage(decoder.decode(wasi.written(COVERAGE_FILE)));
    },
    onMessage: (listener) => log.listen(listener),
    get finished() {
      return exports.finished() !== 0;
    },
    precision,
    get time() {
      return exports.get_time();
    },
    set time(time) {
      exports.set_time(time);
    },
    written(path) {
      exports.flush();
      return wasi.written(path);
    },
    dispose() {
      exports.finish();
      saveFiles();
      log.flush();
    },
  };
}

function unknown(description: ModelDescription, kind: string, path: string, known: string[]): never {
  const near = known.filter((name) => distance(name, path) <= 3 || name.endsWith(`.${path.split('.').pop()}`));
  throw new Error(
    `${description.top} has no public ${kind} '${path}'; ${near.length > 0 ? `near: ${list(near)}` : `it has ${list(known)}`}`,
  );
}

const list = (names: readonly string[]): string =>
  names.length === 0
    ? 'none'
    : names
        .filter((name) => name !== '')
        .slice(0, 12)
        .join(', ');

/** Levenshtein distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length];
}
