import type { Logger } from './log.ts';
import { arrayMemory, createMemory, type Memory } from './memory.ts';
import { resetOfModels } from './pins.ts';
import type { Random } from './random.ts';
import { Clock } from './scheduler/clock.ts';
import { gather, type Selected, select, timeout, type Waitable } from './scheduler/combine.ts';
import type { Scheduler } from './scheduler/scheduler.ts';
import { Event, Lock, Queue } from './scheduler/sync.ts';
import { fork, type Task } from './scheduler/task.ts';
import type { SimulatedTime } from './scheduler/timeline.ts';
import { createTrigger, type Trigger } from './scheduler/trigger.ts';
import { createSignal, type Signal } from './signal.ts';
import type { SimulatorInstance } from './simulator.ts';

/** Signals of one bus by their name within it: `valid`, `ready`, `tdata`. */
export type Bus = Readonly<Record<string, Signal>>;

/** A running design and everything a test waits for, writes and reads. */
export class Simulation {
  /** Top-level ports by their Verilog name; array ports as a whole (`a`) and word by word (`a[0]`). */
  readonly port: Readonly<Record<string, Signal>>;
  readonly clocks: Readonly<Record<string, Clock>>;
  /** All random choices of a test come from here. */
  readonly random: Random;
  readonly log: Logger;
  readonly simulator: SimulatorInstance;
  /** The top module's parameters, with the values it was built with (Verilator). */
  readonly parameters: Readonly<Record<string, number | bigint | string>>;

  readonly #scheduler: Scheduler;
  readonly #timeline: SimulatedTime;
  readonly #memories = new Map<string, Memory>();
  readonly #derived = new Map<string, Clock>();

  constructor(parts: {
    simulator: SimulatorInstance;
    scheduler: Scheduler;
    timeline: SimulatedTime;
    port: Readonly<Record<string, Signal>>;
    clocks: Readonly<Record<string, Clock>>;
    random: Random;
    log: Logger;
  }) {
    this.simulator = parts.simulator;
    this.parameters = parts.simulator.parameters ?? {};
    this.port = parts.port;
    this.clocks = parts.clocks;
    this.random = parts.random;
    this.log = parts.log;
    this.#scheduler = parts.scheduler;
    this.#timeline = parts.timeline;
  }

  /** The design's clock, when it has exactly one. */
  get clock(): Clock {
    const clocks = Object.values(this.clocks);
    if (clocks.length !== 1) {
      throw new Error(
        `the design has ${clocks.length} clocks (${Object.keys(this.clocks).join(', ')}): name one in sim.clocks`,
      );
    }
    return clocks[0];
  }

  /** Simulated time [ns]. */
  get time(): number {
    return this.#timeline.time / 1000;
  }

  get seed(): number {
    return this.random.seed;
  }

  /** The ports that begin with `prefix_`, by the rest of their name: `bus('s')` has `valid`, `ready`, `payload`. */
  bus(prefix: string): Bus {
    const start = `${prefix}_`;
    const signals = Object.values(this.port).filter((signal) => signal.name.startsWith(start));
    if (!signals.length) {
      throw new Error(`no port begins with ${start}; the ports are ${Object.keys(this.port).join(', ')}`);
    }
    return Object.fromEntries(signals.map((signal) => [signal.name.slice(start.length), signal]));
  }

  /**
   * A clock that the design makes on an output: a divider, a PLL's model. Bus models and tasks on it see what the
   * design's own flip-flops sample at its edges. `reset`: the input that its bus models go by.
   */
  derivedClock(name: string, options: { reset?: string } = {}): Clock {
    const known = this.#derived.get(name);
    if (known) {
      return known;
    }
    const signal = this.port[name];
    if (signal.direction !== 'output' || signal.width !== 1) {
      throw new TypeError(`${name} is no output of one bit: clocks of inputs are given to simulate(…, { clock })`);
    }
    const clock = new Clock(this.#scheduler, signal);
    clock.reset = resetOfModels(this.simulator.ports, options.reset);
    this.#timeline.follow(clock);
    this.#derived.set(name, clock);
    return clock;
  }

  /** An internal signal by hierarchical path (`u_mac.acc`). */
  signal(path: string): Signal {
    return createSignal(this.simulator.signal(path), this.#timeline);
  }

  /** An array inside the design, or a port that is one, by path. */
  memory(path: string): Memory {
    const known = this.#memories.get(path);
    if (known) {
      return known;
    }
    const raw = this.simulator.memory(path);
    const port = path in this.port ? this.port[path] : undefined;
    const memory = port?.elements ? arrayMemory(port, raw) : createMemory(raw, this.#timeline);
    this.#memories.set(path, memory);
    return memory;
  }

  /** Starts a task that runs beside the test (cocotb's `start_soon`). */
  fork<T>(body: () => Promise<T> | T, name: string = body.name || 'task'): Task<T> {
    return fork(this.#scheduler, name, body);
  }

  /** Writes made so far apply and the design settles, at the same simulated time. */
  settled(): Trigger {
    return createTrigger(this.#scheduler, {
      description: 'the design to settle',
      certain: true,
      prime: (listener) => this.#timeline.addSettled(listener),
    });
  }

  /** Simulated time passes [ns]. */
  delay(nanoseconds: number): Trigger {
    if (!(nanoseconds > 0)) {
      throw new RangeError(`delay(${nanoseconds}): expected a time above 0 ns`);
    }
    return createTrigger(this.#scheduler, {
      description: `${nanoseconds} ns`,
      certain: true,
      prime: (listener) => this.#timeline.addTimer(this.#timeline.time + Math.round(nanoseconds * 1000), listener),
    });
  }

  /** `signal` becomes non-zero; resumes once the design has settled. For a clock use `clock.rising()`. */
  rising(signal: Signal): Trigger {
    return this.#watch(signal, 'rise');
  }

  /** `signal` becomes zero. */
  falling(signal: Signal): Trigger {
    return this.#watch(signal, 'fall');
  }

  changed(signal: Signal): Trigger {
    return this.#watch(signal, 'change');
  }

  /** The first of several; the losers are cancelled. `const first = await sim.select({ done: …, late: … })`. */
  select<C extends Record<string, Waitable<unknown>>>(choices: C): Trigger<Selected<C>> {
    return select(this.#scheduler, choices);
  }

  /** All of several, in order; the first error cancels the others. */
  gather<const W extends readonly Waitable<unknown>[]>(...items: W) {
    return gather(this.#scheduler, items);
  }

  /** `item`, or a `TimeoutError` once `limit` fires: `await sim.timeout(sink.receive(3), sim.clock.cycles(100))`. */
  timeout<T>(item: Waitable<T>, limit: Trigger<unknown>): Trigger<T> {
    return timeout(this.#scheduler, item, limit);
  }

  queue<T>(options: { name?: string; capacity?: number } = {}): Queue<T> {
    return new Queue(this.#scheduler, options);
  }

  event(name?: string): Event {
    return new Event(this.#scheduler, name);
  }

  lock(name?: string): Lock {
    return new Lock(this.#scheduler, name);
  }

  /** Completes the dump, if there is one. */
  endTrace(): void {
    if (this.#timeline.trace) {
      this.#timeline.endTrace();
    }
  }

  /** Completes the dump and lets the simulator go. */
  close(): void {
    this.endTrace();
    this.simulator.dispose();
  }

  /** Ends the test with `error`, from wherever it is found. */
  fail(error: unknown): void {
    this.#scheduler.fail(error);
  }

  #watch(signal: Signal, wanted: 'rise' | 'fall' | 'change'): Trigger {
    const verb = { rise: 'rise', fall: 'fall', change: 'change' }[wanted];
    return createTrigger(this.#scheduler, {
      description: `${signal.name} to ${verb}`,
      prime: (listener) => this.#timeline.addWatch(signal, wanted, listener),
    });
  }
}
