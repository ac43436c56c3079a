import type { PendingWrites, Signal } from '../signal.ts';
import type { SignalHandle, SimulatorInstance, Trace } from '../simulator.ts';
import type { Clock } from './clock.ts';
import { PortValues } from './port-values.ts';
import type { Scheduler, Timeline } from './scheduler.ts';
import type { Listener } from './trigger.ts';

const DELTA_LIMIT = 10_000;

export interface Limits {
  /** Cycles of any one clock a test may take. */
  cycleLimit: number;
  /** Cycles without a resumed task and without a beat on any bus model, while nothing certain is waited for. */
  quietLimit: number;
}

interface Watch {
  readonly signal: Signal;
  readonly wanted: 'rise' | 'fall' | 'change';
  readonly listener: Listener<void>;
  last: number | bigint;
}

/** Sees every rising edge of the fast path too: the history behind the ASCII waveform of a failure. */
export interface Recorder {
  /** How many edges it remembers. */
  readonly depth: number;
  record(time: number): void;
}

/**
 * Simulated time [ps] in steps; each step has the phases of packages/testbench/docs/timing-model.md:
 * sample (the waits of the edge resume and see the values from before it) → edge → drive (writes apply) → settled →
 * drive → ….
 */
export class SimulatedTime implements Timeline, PendingWrites {
  time = 0;
  readonly clocks: Clock[] = [];
  /** Clocks that the design makes. */
  readonly derived: Clock[] = [];
  trace: Trace | undefined;
  recorder: Recorder | undefined;
  readonly limits: Limits;

  readonly #simulator: SimulatorInstance;
  readonly #writes = new Map<SignalHandle, number | bigint>();
  readonly #steppers = new Map<Clock, (rise: number) => void>();
  #timers: { time: number; listener: Listener<void> }[] = [];
  #settled: Listener<void>[] = [];
  #watches: Watch[] = [];
  /** Clocks whose edge the current step takes once the sample phase is over. */
  readonly #edges: Clock[] = [];
  #phase: 'settled' | 'sample' | 'derived' = 'settled';
  /** Clocks of the design that changed in the last evaluation, and the ports' values before it. */
  #changed: Clock[] = [];
  #before: PortValues | undefined;
  /** Inputs were written since the last `eval`. */
  #dirty = false;
  /** When they were; the design sees that time even if it settles with a later fall of the clock. */
  #writtenAt = 0;
  /** An edge was taken since watches were last compared. */
  #stepped = false;
  /** Times the design settled in this step: a loop of `settled` waits shows here. */
  #deltas = 0;
  #lastSign = 0;
  #lastSignCycle = 0;

  constructor(simulator: SimulatorInstance, limits: Limits) {
    this.#simulator = simulator;
    this.limits = limits;
  }

  /** Follows a clock that the design makes. */
  follow(clock: Clock): void {
    this.#before ??= new PortValues(Object.values(this.#simulator.ports));
    clock.high = Boolean(clock.signal.raw.value);
    clock.nextEdge = Number.POSITIVE_INFINITY;
    this.derived.push(clock);
  }

  /** Settles the design, and sees whether clocks that it makes have changed. */
  #evaluate(time: number): void {
    if (this.derived.length === 0) {
      this.#simulator.eval(time);
      return;
    }
    this.#simulator.eval(time);
    for (const clock of this.derived) {
      const high = Boolean(clock.signal.raw.value);
      if (high !== clock.high) {
        clock.high = high;
        this.#changed.push(clock);
      }
    }
  }

  put(handle: SignalHandle, value: number | bigint): void {
    this.#writes.set(handle, value);
  }

  addTimer(time: number, listener: Listener<void>): () => void {
    const timer = { time, listener };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  addSettled(listener: Listener<void>): () => void {
    this.#settled.push(listener);
    return () => {
      this.#settled = this.#settled.filter((other) => other !== listener);
    };
  }

  addWatch(signal: Signal, wanted: 'rise' | 'fall' | 'change', listener: Listener<void>): () => void {
    const watch = { signal, last: signal.value, wanted, listener };
    this.#watches.push(watch);
    return () => {
      this.#watches = this.#watches.filter((other) => other !== watch);
    };
  }

  /** Applies pending writes and settles: what the test reads next is up to date. */
  settle(): void {
    this.#before?.keep();
    if (this.#writes.size) {
      this.#applyWrites();
    } else if (!this.#dirty) {
      return;
    }
    this.#evaluate(this.time);
    this.#dirty = false;
  }

  /** `cycles` periods of the slowest clock with nobody looking: how the reset is held. */
  runBlind(cycles: number): void {
    const end = this.time + cycles * Math.max(0, ...this.clocks.map((clock) => clock.period));
    for (;;) {
      const time = Math.min(...this.clocks.map((clock) => clock.nextEdge));
      if (time > end) {
        return;
      }
      this.#goTo(time);
      for (const clock of this.clocks) {
        if (clock.nextEdge === time) {
          this.#toggle(clock);
        }
      }
      this.#simulator.eval(time);
    }
  }

  /** Leaves the present time, whose final values are dumped: once, since dumps need rising times. */
  #goTo(time: number): void {
    this.trace?.dump(BigInt(this.time));
    this.time = time;
  }

  /** Dumps the last time and completes the dump. */
  endTrace(): void {
    this.settle();
    this.trace?.dump(BigInt(this.time));
    this.trace?.close();
    this.trace = undefined;
  }

  /** The next phase (see `Timeline`). Returns when it may have woken something. */
  advance(scheduler: Scheduler): void {
    if (this.#phase === 'sample') {
      this.#takeEdges();
    } else if (this.#phase === 'derived') {
      this.#driveDerived();
    } else if (this.#changed.length) {
      this.#sampleDerived();
    } else if (this.#writes.size || this.#settled.length || (this.#stepped && this.#watches.length)) {
      this.#settleAndWake(scheduler);
    } else {
      this.#nextStep(scheduler);
    }
  }

  #nextStep(scheduler: Scheduler): void {
    if (this.#canRunFree() || this.#runModels(scheduler)) {
      return;
    }
    let time = Number.POSITIVE_INFINITY;
    for (const clock of this.clocks) {
      if (clock.nextEdge < time) {
        time = clock.nextEdge;
      }
    }
    for (const timer of this.#timers) {
      if (timer.time < time) {
        time = timer.time;
      }
    }
    if (time === Number.POSITIVE_INFINITY || !this.#somethingWaits()) {
      scheduler.noProgress('nothing is left that could wake any task', this.#describeModels());
    }
    if (this.#dirty && (this.trace || !this.#merges(time))) {
      this.settle();
    }
    this.#goTo(time);
    this.#phase = 'sample';
    if (this.#timers.length) {
      this.#fireTimers(time);
    }
    for (const clock of this.clocks) {
      if (clock.nextEdge !== time) {
        continue;
      }
      this.#edges.push(clock);
      if (clock.high) {
        clock.sampleFalling();
      } else {
        this.recorder?.record(time);
        clock.sampleRising();
        if ((clock.cycle & 63) === 0 || clock.cycle >= this.limits.cycleLimit) {
          this.#watchdog(scheduler, clock);
        }
      }
    }
  }

  /** The sample phase of clocks that the design makes: the ports have the values from before their edge. */
  #sampleDerived(): void {
    this.#phase = 'derived';
    this.#before?.show();
    for (const clock of this.#changed) {
      if (clock.high) {
        clock.sampleRising();
      } else {
        clock.sampleFalling();
      }
    }
  }

  /** The drive phase after it. */
  #driveDerived(): void {
    this.#phase = 'settled';
    this.#before?.putBack();
    const changed = this.#changed;
    this.#changed = [];
    if (this.#writes.size) {
      this.#applyWrites();
    }
    for (const clock of changed) {
      if (clock.high && clock.models.length) {
        clock.drive();
        this.#markDirty();
      }
    }
    this.#before?.keep();
    if (this.#dirty) {
      this.#evaluate(this.time);
      this.#dirty = false;
      this.#stepped = true;
    }
  }

  #takeEdges(): void {
    this.#phase = 'settled';
    this.#deltas = 0;
    if (this.#edges.length === 0) {
      return;
    }
    let rising = false;
    this.#before?.keep();
    for (const clock of this.#edges) {
      this.#toggle(clock);
      rising ||= clock.high;
    }
    this.#evaluate(this.#dirty ? this.#writtenAt : this.time);
    this.#dirty = false;
    this.#stepped = true;
    if (rising) {
      if (this.#writes.size) {
        this.#applyWrites();
      }
      for (const clock of this.#edges) {
        if (!clock.high || !clock.models.length) {
          continue;
        }
        clock.drive();
        this.#markDirty();
      }
    }
    this.#edges.length = 0;
  }

  #toggle(clock: Clock): void {
    clock.signal.raw.value = clock.toggle() ? 1 : 0;
  }

  #settleAndWake(scheduler: Scheduler): void {
    if (++this.#deltas > DELTA_LIMIT) {
      scheduler.noProgress(`the design was settled ${DELTA_LIMIT} times at one time`);
    }
    this.settle();
    this.#stepped = false;
    const settled = this.#settled;
    this.#settled = [];
    for (const listener of settled) {
      listener.fire();
    }
    if (this.#watches.length) {
      this.#fireWatches();
    }
  }

  /**
   * Is the coming step only the fall of a clock nobody looks at? Then its `eval` settles the writes of this step as
   * well.
   */
  #merges(time: number): boolean {
    if (this.derived.length) {
      return false;
    }
    if (this.#timers.length && this.#timers.some((timer) => timer.time === time)) {
      return false;
    }
    return this.clocks.every(
      (clock) => clock.nextEdge !== time || (clock.high && !clock.fallingEdgeLogic && !clock.waitsForFalling),
    );
  }

  /** With one clock, no model and nobody looking before some cycle, the cycles run inside WebAssembly. */
  #canRunFree(): boolean {
    if (this.clocks.length !== 1 || this.derived.length || this.#timers.length || this.#watches.length || this.trace) {
      return false;
    }
    const [clock] = this.clocks;
    const seen = this.recorder?.depth ?? 0;
    const cycles = Math.min(clock.freeCycles - 1, this.limits.cycleLimit - clock.cycle) - seen;
    if (cycles < 2 || clock.high || !clock.isWhole) {
      return false;
    }
    this.settle();
    this.#simulator.run(clock.name, cycles, { settled: true, rise: clock.nextEdge, period: clock.period });
    clock.cycle += cycles;
    this.time = clock.skip(cycles);
    return true;
  }

  /**
   * With one clock and nobody looking but its bus models and its `until`s: cycle after cycle in one loop, each a call
   * into WebAssembly, until something wakes a task. The same phases as step by step, without looking for other clocks,
   * timers and watches.
   */
  #runModels(scheduler: Scheduler): boolean {
    if (this.clocks.length !== 1 || this.derived.length || this.#timers.length || this.#watches.length || this.trace) {
      return false;
    }
    const [clock] = this.clocks;
    if (clock.high || clock.fallingEdgeLogic || clock.waitsForFalling || !clock.waitsForSomething) {
      return false;
    }
    const simulator = this.#simulator;
    const { recorder } = this;
    const step = this.#stepperOf(clock);
    for (;;) {
      if (this.#writes.size) {
        this.#applyWrites();
      }
      if (this.#dirty) {
        simulator.eval(this.time);
        this.#dirty = false;
      }
      this.time = clock.nextEdge;
      recorder?.record(this.time);
      clock.sampleRising();
      if ((clock.cycle & 63) === 0 || clock.cycle >= this.limits.cycleLimit) {
        this.#watchdog(scheduler, clock);
      }
      if (scheduler.anythingReady || this.#writes.size) {
        this.#edges.push(clock);
        this.#phase = 'sample';
        return true;
      }
      step(this.time);
      clock.next();
      clock.drive();
      this.#markDirty();
      this.#stepped = true;
      if (scheduler.anythingReady || this.#writes.size || this.#settled.length || this.#watches.length) {
        return true;
      }
    }
  }

  /** Takes a period of `clock` at a time. */
  #stepperOf(clock: Clock): (rise: number) => void {
    let step = this.#steppers.get(clock);
    if (!step) {
      const { name, period } = clock;
      const timing = { settled: true, rise: 0, period };
      step =
        this.#simulator.stepper?.(name, period) ??
        ((rise) => {
          timing.rise = rise;
          this.#simulator.run(name, 1, timing);
        });
      this.#steppers.set(clock, step);
    }
    return step;
  }

  #applyWrites(): void {
    for (const [handle, value] of this.#writes) {
      handle.value = value;
    }
    this.#writes.clear();
    this.#markDirty();
  }

  #markDirty(): void {
    this.#dirty = true;
    this.#writtenAt = this.time;
  }

  #fireTimers(time: number): void {
    const due = this.#timers.filter((timer) => timer.time <= time);
    this.#timers = this.#timers.filter((timer) => timer.time > time);
    for (const timer of due) {
      timer.listener.fire();
    }
  }

  #fireWatches(): void {
    const kept: Watch[] = [];
    const fired: Watch[] = [];
    for (const watch of this.#watches) {
      const { value } = watch.signal;
      const changed = value !== watch.last;
      const hit = changed && (watch.wanted === 'change' || (watch.wanted === 'rise' ? !watch.last : !value));
      watch.last = value;
      (hit ? fired : kept).push(watch);
    }
    this.#watches = kept;
    for (const watch of fired) {
      watch.listener.fire();
    }
  }

  #somethingWaits(): boolean {
    const waits = (clock: Clock) => clock.waitsForSomething;
    return this.#timers.length > 0 || this.#watches.length > 0 || this.clocks.some(waits) || this.derived.some(waits);
  }

  #watchdog(scheduler: Scheduler, clock: Clock): void {
    if (clock.cycle >= this.limits.cycleLimit) {
      scheduler.noProgress(`the limit of ${this.limits.cycleLimit} cycles is reached`, this.#describeModels());
    }
    let sign = scheduler.resumed;
    for (const { models } of [...this.clocks, ...this.derived]) {
      for (const model of models) {
        sign += model.beats ?? 0;
      }
    }
    if (
      sign !== this.#lastSign ||
      [...scheduler.tasks].some((task) => [...task.waits].some((w) => w.trigger.certain))
    ) {
      this.#lastSign = sign;
      this.#lastSignCycle = clock.cycle;
    } else if (clock.cycle - this.#lastSignCycle >= this.limits.quietLimit) {
      scheduler.noProgress(
        `nothing has happened for ${clock.cycle - this.#lastSignCycle} cycles of ${clock.name}`,
        this.#describeModels(),
      );
    }
  }

  #describeModels(): string {
    const lines = [...this.clocks, ...this.derived].flatMap((clock) =>
      clock.models.map((model) => model.describe?.()).filter(Boolean),
    );
    return lines.map((line) => `\n  ${line}`).join('');
  }
}
