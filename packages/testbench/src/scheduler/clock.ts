import type { ResetPin } from '../pins.ts';
import type { Signal } from '../signal.ts';
import type { ClockedModel } from './model.ts';
import type { Scheduler } from './scheduler.ts';
import { createTrigger, type Listener, type Trigger, type TriggerSource } from './trigger.ts';

export interface ClockOptions {
  /** [ns], default 5 (200 MHz). */
  period?: number;
  /** Time of the first rising edge [ns], default half a period. */
  phase?: number;
  /**
   * The design has logic on the falling edge or on the clock's level: its inputs settle half a period earlier (one more
   * `eval` a cycle). Default: what the simulator tells of the design.
   */
  fallingEdgeLogic?: boolean;
  /** Reset input that the bus models on this clock go by; default the simulation's. */
  reset?: string;
}

interface CycleWait {
  readonly target: number;
  readonly listener: Listener<number>;
}

/**
 * A clock input the harness drives. Everything a test waits for on it resumes with the values the flip-flops sample.
 */
export class Clock {
  readonly signal: Signal;
  /** [ps], rounded. */
  readonly period: number;
  /** Is it a whole number of picoseconds? Of any other, each edge is rounded, so that no error adds up. */
  readonly isWhole: boolean;
  readonly fallingEdgeLogic: boolean;
  /** Rising edges so far. */
  cycle = 0;
  /** Next edge [ps]. */
  nextEdge: number;
  high = false;
  readonly models: ClockedModel[] = [];
  /** While it is active, bus models forget what is under way. */
  reset: ResetPin | undefined;
  /** Those of `models` that have the function. */
  readonly #samplers: (Required<Pick<ClockedModel, 'sample'>> & ClockedModel)[] = [];
  readonly #drivers: Required<Pick<ClockedModel, 'drive'>>[] = [];

  readonly #scheduler: Scheduler;
  /** Time of the first rising edge, and the period, not rounded [ps]. */
  readonly #first: number;
  readonly #exact: number;
  /** Rising edges taken, also while nobody looks. */
  #rises = 0;
  #waits: CycleWait[] = [];
  #nextTarget = Number.POSITIVE_INFINITY;
  #conditions: { condition: () => unknown; listener: Listener<number> }[] = [];
  #falling: Listener<void>[] = [];

  constructor(scheduler: Scheduler, signal: Signal, options: ClockOptions = {}) {
    const period = options.period ?? 5;
    this.#scheduler = scheduler;
    this.signal = signal;
    // A thousandth of a nanosecond is not exact in binary: what is that near to a whole number is one.
    const whole = Math.round(period * 1000);
    this.isWhole = Math.abs(period * 1000 - whole) < 1e-6;
    this.#exact = this.isWhole ? whole : period * 1000;
    this.period = whole;
    if (!(this.period >= 2)) {
      throw new RangeError(`clock ${signal.name}: period of ${period} ns, expected at least 0.002`);
    }
    this.#first = options.phase === undefined ? this.period >> 1 : Math.round(options.phase * 1000);
    this.nextEdge = this.#first;
    this.fallingEdgeLogic = options.fallingEdgeLogic ?? false;
  }

  get name(): string {
    return this.signal.name;
  }

  /** The next rising edge; resumes with the values from just before it. */
  rising(): Trigger<number> {
    return this.cycles(1);
  }

  /** The `count`-th rising edge from now; gives the clock's cycle number. */
  cycles(count: number): Trigger<number> {
    if (!Number.isInteger(count) || count < 1) {
      throw new RangeError(`cycles(${count}): expected a whole number above 0`);
    }
    return createTrigger(this.#scheduler, {
      description: count === 1 ? `the rising edge of ${this.name}` : `${count} cycles of ${this.name}`,
      certain: true,
      prime: (listener) => {
        const wait = { target: this.cycle + count, listener };
        this.#waits.push(wait);
        if (wait.target < this.#nextTarget) {
          this.#nextTarget = wait.target;
        }
        return () => {
          this.#waits = this.#waits.filter((other) => other !== wait);
        };
      },
    });
  }

  /** The first rising edge at which `condition()` holds for the values the flip-flops sample. */
  until(condition: () => unknown, what = String(condition)): Trigger<number> {
    return createTrigger(this.#scheduler, {
      description: `${what} at a rising edge of ${this.name}`,
      prime: (listener) => {
        const wait = { condition, listener };
        this.#conditions.push(wait);
        return () => {
          this.#conditions = this.#conditions.filter((other) => other !== wait);
        };
      },
    });
  }

  /** The next falling edge. */
  falling(): Trigger {
    return createTrigger(this.#scheduler, {
      description: `the falling edge of ${this.name}`,
      certain: true,
      prime: (listener) => {
        this.#falling.push(listener);
        return () => {
          this.#falling = this.#falling.filter((other) => other !== listener);
        };
      },
    });
  }

  /** Makes an awaitable of something a bus model on this clock fires. */
  trigger<T>(source: TriggerSource<T>): Trigger<T> {
    return createTrigger(this.#scheduler, source);
  }

  /** Adds a bus model; it runs from the next rising edge on. Refuses a second one that drives the same input. */
  attach<T extends ClockedModel>(model: T): T {
    for (const { name } of model.owns ?? []) {
      if (this.models.some(({ owns }) => owns?.some((other) => other.name === name))) {
        throw new Error(`${name} is driven by a bus model already: detach that one first, or let both use it`);
      }
    }
    this.models.push(model);
    if (samples(model)) {
      this.#samplers.push(model);
    }
    if (drives(model)) {
      this.#drivers.push(model);
    }
    return model;
  }

  detach(model: ClockedModel): void {
    for (const list of [this.models, this.#samplers, this.#drivers] as ClockedModel[][]) {
      const at = list.indexOf(model);
      if (at >= 0) {
        list.splice(at, 1);
      }
    }
  }

  /** The clock's level changes; gives whether it is high now. */
  toggle(): boolean {
    this.high = !this.high;
    if (this.high) {
      this.nextEdge = this.#fallAfter(this.#rises++);
    } else {
      this.nextEdge = this.#riseAt(this.#rises);
    }
    return this.high;
  }

  /** Whole cycles pass, from low to low; gives the time of the last fall. */
  skip(cycles: number): number {
    this.#rises += cycles;
    this.nextEdge = this.#riseAt(this.#rises);
    return this.#fallAfter(this.#rises - 1);
  }

  /** One whole cycle passes, from low to low. */
  next(): void {
    this.nextEdge = this.#riseAt(++this.#rises);
  }

  #riseAt(cycle: number): number {
    return this.#first + (this.isWhole ? cycle * this.period : Math.round(cycle * this.#exact));
  }

  #fallAfter(cycle: number): number {
    return this.#riseAt(cycle) + (this.period >> 1);
  }

  /** Cycles from now until a wait of this clock fires for certain; 0 when something must look at every cycle. */
  get freeCycles(): number {
    if (this.models.length || this.#conditions.length || this.#falling.length) {
      return 0;
    }
    return this.#waits.length ? this.#nextTarget - this.cycle : 0;
  }

  get waitsForFalling(): boolean {
    return this.#falling.length > 0;
  }

  get waitsForSomething(): boolean {
    return this.#waits.length + this.#conditions.length + this.#falling.length + this.models.length > 0;
  }

  /** The sample phase of a rising edge. */
  sampleRising(): void {
    const cycle = ++this.cycle;
    const samplers = this.#samplers;
    const { reset } = this;
    if (reset !== undefined && Boolean(reset.handle.value) !== reset.activeLow) {
      for (const model of samplers) {
        model.reset ? model.reset(cycle) : model.sample(cycle);
      }
    } else {
      for (let i = 0; i < samplers.length; i++) {
        samplers[i].sample(cycle);
      }
    }
    if (cycle >= this.#nextTarget) {
      this.#fireWaits(cycle);
    }
    if (this.#conditions.length) {
      this.#fireConditions(cycle);
    }
  }

  /** The models' part of the drive phase after a rising edge. */
  drive(): void {
    const drivers = this.#drivers;
    const { cycle } = this;
    for (let i = 0; i < drivers.length; i++) {
      drivers[i].drive(cycle);
    }
  }

  sampleFalling(): void {
    const waits = this.#falling;
    this.#falling = [];
    for (const listener of waits) {
      listener.fire();
    }
  }

  #fireWaits(cycle: number): void {
    const due = this.#waits.filter((wait) => wait.target <= cycle);
    this.#waits = this.#waits.filter((wait) => wait.target > cycle);
    this.#nextTarget = this.#waits.reduce((least, wait) => Math.min(least, wait.target), Number.POSITIVE_INFINITY);
    for (const wait of due) {
      wait.listener.fire(cycle);
    }
  }

  #fireConditions(cycle: number): void {
    const waits = this.#conditions;
    let first = 0;
    while (first < waits.length && !waits[first].condition()) {
      first++;
    }
    if (first === waits.length) {
      return;
    }
    const met = waits.filter((wait, at) => at === first || (at > first && wait.condition()));
    this.#conditions = this.#conditions.filter((wait) => !met.includes(wait));
    for (const wait of met) {
      wait.listener.fire(cycle);
    }
  }
}

const samples = (model: ClockedModel): model is ClockedModel & Required<Pick<ClockedModel, 'sample'>> =>
  model.sample !== undefined;
const drives = (model: ClockedModel): model is ClockedModel & Required<Pick<ClockedModel, 'drive'>> =>
  model.drive !== undefined;
