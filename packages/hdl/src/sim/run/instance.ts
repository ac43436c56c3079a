import type { Signal } from '../../ir/index.ts';
import type { CompiledDesign } from '../compile.ts';
import { childPath, SimulationError } from '../design/flatten.ts';
import { AssertionError, messageText } from '../design/messages.ts';
import {
  createHandle,
  createMemoryHandle,
  type MemoryHandle,
  type Piece,
  readBits,
  type SignalHandle,
  writeBits,
} from './handles.ts';
import { powerUp } from './start.ts';
import { createTrace, type Trace, type TraceOptions } from './trace.ts';

/** Same shape as the testbench's `SimulatorMessage`. */
export interface SimulatorMessage {
  readonly kind: 'print' | 'assertion' | 'finish';
  readonly text: string;
}

/** How often a cover was hit. */
export interface CoverHit {
  readonly path: string;
  readonly message: string;
  readonly hits: number;
}

export interface InstantiateOptions {
  /**
   * An integer from 0 to 2^31 - 1, from which registers without a value at power-up and memories without initial words
   * get random ones, as in Verilator. A register of a domain with reset has none until the reset. Without it: zeros.
   */
  readonly seed?: number;
}

/** A running simulation; satisfies the testbench's `SimulatorInstance`. Two-state: there is no x. */
export interface Simulation {
  readonly ports: Readonly<Record<string, SignalHandle>>;
  /**
   * A signal by hierarchical path (`u_mac.acc`), or by reference: then `within` is the path of the instance, which may be left out
   * when there is but one.
   */
  signal(signal: string | Signal, within?: string): SignalHandle;
  memory(path: string): MemoryHandle;
  /**
   * Settles the logic; where clocks rose since the last `eval`, registers first take the values from before the edge. As in Verilator,
   * inputs written together with a rising clock are seen by that edge.
   */
  eval(): void;
  /** Full periods of a clock, low to high, inside WebAssembly; ends low and settled. */
  run(clock: string, cycles: number): void;
  snapshot(): Uint8Array;
  restore(snapshot: Uint8Array): void;
  trace(options: TraceOptions): Trace;
  /** A listener also gets what was said before it came. While nobody listens, `eval` and `run` throw what fails. */
  onMessage(listener: (message: SimulatorMessage) => void): void;
  covers(): CoverHit[];
  dispose(): void;
}

/** Rounds of computed clocks in one `eval` before it is taken for an oscillation. */
const mostRounds = 1000;
/** Messages kept while nobody listens. */
const mostUnheard = 10_000;

export function instantiate(design: CompiledDesign, options: InstantiateOptions): Simulation {
  const { flat, clocks, clockLevels, stateBytes } = design;
  const pages = Math.ceil(design.memoryBytes / 65536);
  const wasmMemory = new WebAssembly.Memory({ initial: pages });
  const memory = new DataView(wasmMemory.buffer);
  const words = new Int32Array(wasmMemory.buffer, 0, wasmMemory.buffer.byteLength >> 2);
  const listeners: ((message: SimulatorMessage) => void)[] = [];
  const unheard: SimulatorMessage[] = [];
  const env = { memory: wasmMemory, message, divide };
  const load = (module: WebAssembly.Module) =>
    new WebAssembly.Instance(module, { env }).exports.run as (times: number) => void;

  powerUp(memory, flat, options.seed);
  const settle = load(design.settle());
  const computedClocks = clocks.some(({ input }) => input < 0);
  const levels = computedClocks ? load(design.levels()) : undefined;
  const steps = new Map<string | number, (times: number) => void>();
  let probe: ((times: number) => void) | undefined;
  let probed = false;
  /** The first assertion that failed with nobody listening, until it is thrown. */
  let failure: string | undefined;
  /** A live view of internal logic has been handed out: keep it up to date. */
  let alwaysProbe = false;

  if (levels) {
    levels(1);
    for (const { last, now } of clockLevels) {
      words[last >> 2] = words[now >> 2];
    }
    clocks.forEach(({ input, acts }, i) => {
      if (input >= 0 || acts) {
        words[clockLevels[i].last >> 2] = 0;
      }
    });
  }
  showAll();

  function message(id: number): void {
    const source = design.messages[id];
    const text = messageText(source, ({ address, width }) => readBits(memory, address, width));
    const sent: SimulatorMessage = { kind: source.kind === 'print' ? 'print' : 'assertion', text };
    for (const listener of listeners) {
      listener(sent);
    }
    if (listeners.length > 0) {
      return;
    }
    if (unheard.length < mostUnheard) {
      unheard.push(sent);
    }
    if (sent.kind === 'assertion') {
      failure ??= text;
    }
  }

  function throwFailure(): void {
    if (failure === undefined) {
      return;
    }
    const text = failure;
    failure = undefined;
    throw new AssertionError(text);
  }

  /** Divides the first of four numbers of `count` words at `address` by the second; quotient and remainder follow. */
  function divide(address: number, count: number): void {
    const bytes = 8 * count;
    const a = readBits(memory, address, 64 * count);
    const b = readBits(memory, address + bytes, 64 * count);
    writeBits(memory, address + 2 * bytes, bytes, b === 0n ? 0n : a / b);
    writeBits(memory, address + 3 * bytes, bytes, b === 0n ? 0n : a % b);
  }

  function showAll(): void {
    settle(1);
    probed = false;
    if (alwaysProbe) {
      show();
    }
  }

  function show(): void {
    if (probed) {
      return;
    }
    probe ??= load(design.probe().module);
    probe(1);
    probed = true;
  }

  function step(rising: readonly number[], times: number): void {
    const key = rising.length === 1 ? rising[0] : rising.join();
    let run = steps.get(key);
    if (!run) {
      run = load(design.step(rising));
      steps.set(key, run);
    }
    run(times);
  }

  function tick(): void {
    for (let round = 0; ; round++) {
      levels?.(1);
      const rising: number[] = [];
      for (let i = 0; i < clockLevels.length; i++) {
        const { last, now } = clockLevels[i];
        const level = words[now >> 2];
        if (level !== 0 && words[last >> 2] === 0) {
          rising.push(i);
        }
        words[last >> 2] = level;
      }
      if (rising.length === 0) {
        return;
      }
      step(rising, 1);
      if (!levels) {
        return;
      }
      if (round === mostRounds) {
        throw new SimulationError('clocks computed from registers they clock never settle');
      }
    }
  }

  function evaluate(): void {
    tick();
    showAll();
    throwFailure();
  }

  /** Address of each one-bit input, and which clock it is; -1 for none. */
  const drivable = new Map(
    flat.inputs
      .filter(({ signal }) => signal.width === 1)
      .map(({ signal, address }) => [
        signal.name,
        { address, index: clocks.findIndex(({ input }) => input === address) },
      ]),
  );

  function run(clock: string, cycles: number): void {
    const input = drivable.get(clock);
    if (!input) {
      throw new SimulationError(`${clock}: no such clock; 1-bit inputs are ${[...drivable.keys()].join(', ')}`);
    }
    const { address, index } = input;
    const level = address >> 2;
    const drive = (value: number) => {
      words[level] = value;
      tick();
    };
    drive(0);
    if (levels || index < 0) {
      for (let i = 0; i < cycles; i++) {
        drive(1);
        drive(0);
      }
    } else if (cycles > 0) {
      words[level] = 1;
      step([index], cycles);
      words[level] = 0;
      words[clockLevels[index].last >> 2] = 0;
    }
    showAll();
    throwFailure();
  }

  const nothing = () => {};
  const ports: Record<string, SignalHandle> = {};
  const wholePiece = (signal: Signal, address: number): Piece => ({
    address,
    low: 0,
    width: signal.width,
    signed: signal.signed && signal.width <= 32,
  });
  const port = (signal: Signal, address: number, direction: 'input' | 'output') => {
    ports[signal.name] = createHandle(memory, {
      name: signal.name,
      signal,
      direction,
      pieces: [wholePiece(signal, address)],
      writable: direction === 'input',
      refresh: nothing,
      touched: nothing,
    });
  };
  for (const { signal, address } of flat.inputs) {
    port(signal, address, 'input');
  }
  for (const { signal, address } of design.outputs) {
    port(signal, address, 'output');
  }

  const handles = new Map<string, SignalHandle>();
  const registerPieces = new Map<string, { signal: Signal; pieces: Piece[] }>();
  for (const { path, signal, low, width, signed, address } of flat.registers) {
    const known = registerPieces.get(path);
    const piece: Piece = { address, low, width, signed: signed && width <= 64 };
    if (known) {
      known.pieces.push(piece);
    } else {
      registerPieces.set(path, { signal, pieces: [piece] });
    }
  }

  function internal(path: string): SignalHandle | undefined {
    const register = registerPieces.get(path);
    if (register) {
      return createHandle(memory, {
        name: path,
        signal: register.signal,
        direction: 'internal',
        pieces: register.pieces,
        writable: true,
        refresh: nothing,
        touched: () => {
          probed = false;
        },
      });
    }
    const wire = design.probe().signals.find((each) => each.path === path);
    return (
      wire &&
      createHandle(memory, {
        name: path,
        signal: wire.signal,
        direction: 'internal',
        pieces: [wholePiece(wire.signal, wire.address)],
        writable: false,
        refresh: show,
        touched: () => {
          alwaysProbe = true;
        },
      })
    );
  }

  function signal(wanted: string | Signal, within?: string): SignalHandle {
    const path = typeof wanted === 'string' ? wanted : pathOf(wanted, within);
    const known = ports[path] ?? handles.get(path);
    if (known) {
      return known;
    }
    const handle = internal(path);
    if (!handle) {
      const paths = [
        ...Object.keys(ports),
        ...registerPieces.keys(),
        ...design.probe().signals.map((each) => each.path),
      ];
      throw new SimulationError(`no signal ${path}; near: ${nearest(path, paths).join(', ')}`);
    }
    handles.set(path, handle);
    return handle;
  }

  function pathOf(wanted: Signal, within: string | undefined): string {
    const scopes = flat.scopes.filter(
      (scope) => scope.plan.signals.has(wanted) && (within === undefined || scope.path === within),
    );
    if (scopes.length === 1) {
      return childPath(scopes[0].path, wanted.name);
    }
    const paths = flat.scopes.filter((scope) => scope.plan.signals.has(wanted)).map((scope) => scope.path || '(top)');
    throw new SimulationError(
      paths.length === 0
        ? `${wanted.name}: not a signal of this design`
        : `${wanted.name}: say which instance, one of ${paths.slice(0, 8).join(', ')}`,
    );
  }

  return {
    ports,
    signal,
    memory(path) {
      const found = flat.memories.find((each) => each.path === path);
      if (found) {
        return createMemoryHandle(memory, path, found.memory, found.address, () => {
          probed = false;
        });
      }
      const paths = flat.memories.map((each) => each.path);
      throw new SimulationError(`no memory ${path}; near: ${nearest(path, paths).join(', ')}`);
    },
    eval: evaluate,
    run,
    snapshot: () => new Uint8Array(wasmMemory.buffer.slice(0, stateBytes)),
    restore(snapshot) {
      if (snapshot.length !== stateBytes) {
        throw new SimulationError(`snapshot of ${snapshot.length} bytes; this design's have ${stateBytes}`);
      }
      new Uint8Array(wasmMemory.buffer).set(snapshot);
      showAll();
    },
    trace(options) {
      const { signals } = design.probe();
      return createTrace(options, flat, design.outputs, signals, words, show);
    },
    onMessage(listener) {
      listeners.push(listener);
      for (const each of unheard.splice(0)) {
        listener(each);
      }
    },
    covers: () =>
      design.covers.map(({ path, message: text, address }) => ({
        path,
        message: text,
        hits: words[address >> 2] >>> 0,
      })),
    dispose() {
      listeners.length = 0;
      steps.clear();
      handles.clear();
    },
  };
}

/** Up to five names that share most with `wanted`. */
function nearest(wanted: string, names: readonly string[]): string[] {
  const pairs = (text: string) =>
    new Set(Array.from({ length: Math.max(0, text.length - 1) }, (_, i) => text.slice(i, i + 2)));
  const own = pairs(wanted.toLowerCase());
  const score = (name: string) => {
    const other = pairs(name.toLowerCase());
    let shared = 0;
    for (const pair of other) {
      if (own.has(pair)) {
        shared++;
      }
    }
    return shared / Math.max(1, own.size + other.size - shared);
  };
  return names
    .map((name) => [score(name), name] as const)
    .sort(([a], [b]) => b - a)
    .slice(0, 5)
    .map(([, name]) => name);
}
