import type { DdrTiming } from '../../port/kv260-memory.ts';
import type { SimulatedMemory } from './simulated-memory.ts';
import type { Pins, Respond } from './simulated-pins.ts';
import { ReadPort } from './simulated-read-port.ts';
import { WritePort } from './simulated-write-port.ts';

/**
 * The KV260's DDR behind the accelerator's ports, cycle by cycle: `sample` before a rising edge, `drive` after it. It
 * does what the test bench's `kv260Ddr` does, to the cycle (a test compares them), but only for what this accelerator
 * sends: beats of 16 bytes, whole or by strobes, incrementing, at most 16 a burst, answers in order.
 */
export class SimulatedDdr {
  readonly #timing: DdrTiming;
  readonly #period: number;
  readonly #reads: readonly ReadPort[];
  readonly #writes: readonly WritePort[];
  #cycle = 0;
  /** Of the last `drive` [ns]. */
  #now = 0;
  #freeAt = 0;
  /** Beats that the DDR has delivered or taken, all ports together. */
  beats = 0;
  #turn = 0;

  /** @param period of the clock [ns] */
  constructor(
    simulator: Pins,
    ports: readonly string[],
    memory: SimulatedMemory,
    timing: DdrTiming,
    period: number,
    respond?: Respond,
  ) {
    this.#timing = timing;
    this.#period = period;
    this.#reads = ports.map((port) => new ReadPort(simulator, port, memory, timing, respond));
    this.#writes = ports
      .filter((port) => `${port}_awvalid` in simulator.ports)
      .map((port) => new WritePort(simulator, port, memory, timing, respond));
  }

  /** Takes what the design hands over at the coming edge. */
  sample(): void {
    const now = this.#now;
    for (const port of this.#reads) {
      port.sample(now);
    }
    for (const port of this.#writes) {
      if (port.sample()) {
        port.complete(this.#occupy(port.writtenBeats, now));
      }
    }
  }

  /** Sets the design's inputs for the next edge. */
  drive(): void {
    this.#now = ++this.#cycle * this.#period;
    this.#serve();
    for (const port of this.#reads) {
      port.drive();
    }
    for (const port of this.#writes) {
      port.drive(this.#now);
    }
  }

  /**
   * Bursts go to the ports' FIFOs one after the other, round robin over the ports that have one due and room for it.
   */
  #serve(): void {
    const reads = this.#reads;
    const count = reads.length;
    while (this.#freeAt <= this.#now) {
      let step = 0;
      while (step < count && !reads[(this.#turn + step) % count].isDue(this.#now)) {
        step++;
      }
      if (step === count) {
        return;
      }
      const port = reads[(this.#turn + step) % count];
      this.#turn = (this.#turn + step + 1) % count;
      this.#occupy(port.dueBeats, port.dueSince);
      port.serve();
    }
  }

  /** The DDR works on `beats` as soon as it is free, not before `earliest`; gives the time when it begins. */
  #occupy(beats: number, earliest: number): number {
    const start = this.#afterRefresh(Math.max(this.#freeAt, earliest));
    this.#freeAt = start + (16 * beats) / this.#timing.bandwidth;
    this.beats += beats;
    return start;
  }

  #afterRefresh(time: number): number {
    const { refresh } = this.#timing;
    if (!refresh) {
      return time;
    }
    const into = time % refresh.every;
    return into < refresh.pause ? time + refresh.pause - into : time;
  }
}
