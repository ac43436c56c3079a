import type { ModelDescription, SignalDescription } from './description.ts';
import { type Memory, memoryAt, type Signal, signalAt } from './handles.ts';
import { AssertionError, type Message, MessageLog, SimulationError } from './messages.ts';
import { createWasi } from './wasi.ts';

export interface InstantiateOptions {
  /** Start values of registers and memories: zeros when absent, else random by this seed (a 31-bit integer). */
  readonly seed?: number;
  /** Files the design reads (`$readmemh`, `$fopen`), by the path in the Verilog. */
  readonly readFile?: (path: string) => Uint8Array | undefined;
  /** Bytes the design may still allocate after its construction (strings, queues, waveform buffers). Default 16 MiB. */
  readonly spareMemory?: number;
}

/** One running copy of the design. */
export interface Instance {
  readonly ports: Readonly<Record<string, Signal>>;
  /** Internal signal by hierarchical path without the top's name (`u_mac.acc`). */
  signal(path: string): Signal;
  memory(path: string): Memory;
  /**
   * Settles the design: combinational logic takes the inputs' new values; where a clock rose (or fell, for logic that
   * uses that edge) since the last evaluation, registers take theirs. Throws `AssertionError` when an assertion failed.
   */
  eval(): void;
  /**
   * Full periods of the one-bit input `clock`, low to high, without leaving WebAssembly; ends low and settled. Ends
   * early on `$finish`. Returns the periods done.
   */
  run(clock: string, cycles: number): number;
  /** Copy of the whole state. */
  snapshot(): Uint8Array;
  /** Brings a state of the same model back, this instance's or another's. */
  restore(snapshot: Uint8Array): void;
  onMessage(listener: (message: Message) => void): void;
  /** Whether the design called `$finish`. */
  readonly finished: boolean;
  /** Simulated time as `$time` sees it, in units of the model's time precision. */
  time: bigint;
  /** Runs `final` blocks and lets the memory go. */
  dispose(): void;
}

interface Exports {
  memory: WebAssembly.Memory;
  __stack_pointer: WebAssembly.Global;
  __data_end: WebAssembly.Global;
  _initialize(): void;
  create(reset: number, seed: number): number;
  start(): number;
  freeze(spare: number): void;
  heap_top(): number;
  eval(): number;
  run(clock: number, cycles: number): number;
  finish(): void;
  resume(): void;
  set_time(time: bigint): void;
  get_time(): bigint;
}

const DEFAULT_SPARE = 16 * 2 ** 20;
/** Where data begins: below lies the stack, which holds nothing between calls (build/toolchain.ts). */
const DATA_START = 2 ** 20;

export function createInstance(
  module: WebAssembly.Module,
  description: ModelDescription,
  options: InstantiateOptions,
): Instance {
  const { seed, readFile = () => undefined, spareMemory = DEFAULT_SPARE } = options;
  if (seed !== undefined && !(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 31)) {
    throw new RangeError(`instantiate: seed ${seed} is not an integer from 0 to 2^31 - 1`);
  }
  const log = new MessageLog();
  const decoder = new TextDecoder();
  const buffer = (): ArrayBuffer => exports.memory.buffer;
  const wasi = createWasi({ memory: buffer, readFile, print: (text) => log.receive(0, text) });
  const instance = new WebAssembly.Instance(module, {
    wasi_snapshot_preview1: wasi.imports as WebAssembly.ModuleImports,
    host: {
      message: (kind: number, text: number, length: number) =>
        log.receive(kind, decoder.decode(new Uint8Array(buffer(), text, length))),
      trace_write: () => {},
    },
  });
  const exports = instance.exports as unknown as Exports;

  exports._initialize();
  // Seed 0 means "choose one" to Verilator, so seeds are shifted by one.
  const table = exports.create(seed === undefined ? 0 : 2, (seed ?? 0) + 1);
  const halted = exports.start();
  exports.freeze(spareMemory);
  const memory = exports.memory.buffer; // stays where it is from here on

  const addresses = new Uint32Array(memory, table, description.ports.length + description.internals.length);
  const locate = (i: number): number => addresses[i];
  const ports: Record<string, Signal> = {};
  const signals = new Map<string, Signal>();
  const memories = new Map<string, Memory>();
  [...description.ports, ...description.internals].forEach((signal: SignalDescription, i) => {
    if (signal.depth !== undefined) memories.set(signal.name, memoryAt(memory, locate(i), signal));
    else if (i < description.ports.length) ports[signal.name] = signalAt(memory, locate(i), signal);
    else signals.set(signal.name, signalAt(memory, locate(i), signal));
  });
  const clocks = new Map(
    description.ports.map(({ name, direction, width }, i) => [
      direction === 'input' && width === 1 ? name : '',
      locate(i),
    ]),
  );

  const call = <T>(action: () => T): T => {
    try {
      return action();
    } catch (error) {
      exports.__stack_pointer.value = stackTop;
      if (error instanceof WebAssembly.RuntimeError)
        throw new SimulationError(`${description.top}: the model trapped: ${error.message}`);
      throw error;
    }
  };
  const stackTop = exports.__stack_pointer.value;
  const check = (halted: number): void => {
    if (halted === 0) return;
    log.flush();
    exports.resume();
    const failure = log.failure;
    log.failure = undefined;
    if (failure !== undefined) throw new AssertionError(failure);
  };
  check(halted);

  return {
    ports,
    signal: (path) =>
      signals.get(path) ??
      ports[path] ??
      unknown(description, 'signal', path, [...signals.keys(), ...Object.keys(ports)]),
    memory: (path) => memories.get(path) ?? unknown(description, 'memory', path, [...memories.keys()]),
    eval() {
      check(call(exports.eval));
    },
    run(clock, cycles) {
      const address = clocks.get(clock);
      if (address === undefined)
        throw new Error(`${description.top}: '${clock}' is not a one-bit input; those are ${list([...clocks.keys()])}`);
      const done = call(() => exports.run(address, cycles));
      if (done < cycles) check(1);
      return done;
    },
    snapshot() {
      return new Uint8Array(memory, DATA_START, exports.heap_top() - DATA_START).slice();
    },
    restore(snapshot) {
      new Uint8Array(memory, DATA_START).set(snapshot);
    },
    onMessage: (listener) => log.listen(listener),
    get finished() {
      return log.finished;
    },
    get time() {
      return exports.get_time();
    },
    set time(time) {
      exports.set_time(time);
    },
    dispose() {
      call(exports.finish);
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
