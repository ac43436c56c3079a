import type { Signal } from '../../ir/index.ts';
import type { CompiledDesign } from '../compile.ts';
import { SimulationError } from '../design/flatten.ts';
import { Clocking } from './clocking.ts';
import type { MemoryHandle, SignalHandle } from './handles.ts';
import { MessageQueue, type SimulatorMessage } from './message-queue.ts';
import { Programs } from './programs.ts';
import { Signals } from './signals.ts';
import { powerUp } from './start.ts';
import { createTrace, type Trace, type TraceOptions } from './trace.ts';

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
   * A signal by hierarchical path (`u_mac.acc`), or by reference: then `within` is the path of the instance, which may
   * be left out when there is but one.
   */
  signal(signal: string | Signal, within?: string): SignalHandle;
  memory(path: string): MemoryHandle;
  /**
   * Settles the logic; where clocks rose since the last `eval`, registers first take the values from before the edge.
   * As in Verilator, inputs written together with a rising clock are seen by that edge.
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

export function instantiate(design: CompiledDesign, options: InstantiateOptions): Simulation {
  const { flat, stateBytes } = design;
  const programs = new Programs(design, (id) => messages.say(id));
  const { words, bytes } = programs;
  const messages = new MessageQueue(design.messages, programs.memory);
  powerUp(programs.memory, flat, options.seed);
  const clocking = new Clocking(design, programs);
  programs.settle();
  const signals = new Signals(design, programs);
  return {
    ports: signals.ports,
    signal: (signal, within) => signals.signal(signal, within),
    memory: (path) => signals.memory(path),
    eval() {
      clocking.tick();
      programs.settle();
      messages.throwFailure();
    },
    run(clock, cycles) {
      clocking.run(clock, cycles);
      programs.settle();
      messages.throwFailure();
    },
    snapshot: () => bytes.slice(0, stateBytes),
    restore(snapshot) {
      if (snapshot.length !== stateBytes) {
        throw new SimulationError(`snapshot of ${snapshot.length} bytes; this design's have ${stateBytes}`);
      }
      bytes.set(snapshot);
      programs.settle();
    },
    trace: (wanted) => createTrace(wanted, flat, design.outputs, design.probe().signals, words, () => programs.show()),
    onMessage: (listener) => messages.listen(listener),
    covers: () =>
      design.covers.map(({ path, message, address }) => ({ path, message, hits: words[address >> 2] >>> 0 })),
    dispose() {
      messages.dispose();
      programs.dispose();
      signals.dispose();
    },
  };
}
