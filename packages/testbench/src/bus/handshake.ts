import type { ClockedModel } from '../scheduler/model.ts';
import type { Bus } from '../simulation.ts';
import type { SignalHandle } from '../simulator.ts';
import { HandshakeChecker } from './checker.ts';
import { type Pause, pauseFunction } from './pause.ts';

/** Names of the two handshake wires and of the bus in messages. */
export interface Handshake {
  /** `s`, for signals named `s_valid`, `s_ready`. */
  name: string;
  valid: SignalHandle;
  /** Absent: the receiver takes a beat in every cycle. */
  ready: SignalHandle | undefined;
}

export function findHandshake(bus: Bus, valid = 'valid', ready = 'ready'): Handshake {
  const found = bus[valid];
  if (!found) {
    throw new Error(`the bus has no ${valid}; its signals are ${Object.keys(bus).join(', ')}`);
  }
  const name = found.name.endsWith(`_${valid}`) ? found.name.slice(0, -valid.length - 1) : found.name;
  return { name, valid: found.raw, ready: bus[ready]?.raw };
}

/** Where a source's beats come from. */
export interface BeatSupply {
  /** Writes the next beat's payload to its signals; false when there is none to offer now. */
  put(cycle: number): boolean;
  /** The beat last put was accepted. */
  accepted(cycle: number): void;
  /** A reset begins: what is under way is lost. `offered`: the beat last put was not accepted. */
  reset?(offered: boolean): void;
  /** Beats not yet accepted. */
  readonly waiting: number;
}

/**
 * The sending half: keeps `valid` and the payload until `ready`, and offers a beat in every cycle it has one and does
 * not pause.
 */
export class HandshakeSource implements ClockedModel {
  beats = 0;
  readonly handshake: Handshake;
  readonly owns: readonly SignalHandle[];
  readonly #supply: BeatSupply;
  readonly #paused: ((cycle: number) => boolean) | undefined;
  #offering = false;
  #inReset = false;
  #high: boolean;

  constructor(handshake: Handshake, supply: BeatSupply, pause?: Pause) {
    requireInput(handshake.valid);
    this.handshake = handshake;
    this.owns = [handshake.valid];
    this.#high = Boolean(handshake.valid.value); // a design started from a snapshot
    this.#supply = supply;
    this.#paused = pauseFunction(pause, handshake.name);
  }

  sample(cycle: number): void {
    this.#inReset = false;
    if (!this.#offering) {
      return;
    }
    const { ready } = this.handshake;
    if (ready !== undefined && !ready.value) {
      return;
    }
    this.#offering = false;
    this.beats++;
    this.#supply.accepted(cycle);
  }

  /** `valid` is low from the first edge of a reset to the last. */
  reset(): void {
    if (this.#inReset) {
      return;
    }
    this.#inReset = true;
    this.#supply.reset?.(this.#offering);
    this.#offering = false;
  }

  drive(cycle: number): void {
    const paused = this.#paused?.(cycle) || this.#inReset; // a pause of its own sees every cycle
    if (this.#offering) {
      return;
    }
    if (!paused && this.#supply.put(cycle)) {
      this.#offering = true;
      if (!this.#high) {
        this.handshake.valid.value = 1;
      }
      this.#high = true;
    } else if (this.#high) {
      this.handshake.valid.value = 0;
      this.#high = false;
    }
  }

  describe(): string | undefined {
    if (!this.#supply.waiting) {
      return undefined;
    }
    const state = this.#offering ? `offers a beat, ${this.handshake.ready?.name} is low` : 'pauses';
    return `source ${this.handshake.name}: ${this.beats} beats sent, ${this.#supply.waiting} to go; ${state}`;
  }
}

/**
 * Watches a handshake the design drives: checks its rules, with `payload` held while it stalls, and calls `take` for
 * each beat.
 */
export class HandshakeMonitor implements ClockedModel {
  beats = 0;
  readonly handshake: Handshake;
  readonly #valid: SignalHandle;
  readonly #checker: HandshakeChecker;
  readonly #take: (cycle: number) => void;
  readonly #forget: () => void;

  /** @param forget called in a reset: beats taken before it will not be continued */
  constructor(
    handshake: Handshake,
    payload: readonly SignalHandle[],
    take: (cycle: number) => void,
    forget: () => void = () => {},
  ) {
    this.handshake = handshake;
    this.#valid = handshake.valid;
    this.#forget = forget;
    this.#checker = new HandshakeChecker(handshake, payload);
    this.#take = take;
  }

  sample(cycle: number): void {
    const checker = this.#checker;
    if ((!checker.stalled && !this.#valid.value) || !checker.sample(cycle)) {
      return;
    }
    this.beats++;
    this.#take(cycle);
  }

  reset(): void {
    this.#checker.reset();
    this.#forget();
  }
}

/** The receiving half: a monitor that raises `ready` in every cycle it does not pause. */
export class HandshakeSink extends HandshakeMonitor {
  readonly owns: readonly SignalHandle[];
  /** Set by who takes the beats while no more fit: `ready` is low. */
  full = false;
  readonly #paused: ((cycle: number) => boolean) | undefined;
  #high: boolean;

  constructor(
    handshake: Handshake,
    payload: readonly SignalHandle[],
    take: (cycle: number) => void,
    pause?: Pause,
    forget?: () => void,
  ) {
    if (handshake.ready) {
      requireInput(handshake.ready);
    } else if (pause) {
      throw new Error(`${handshake.name} has no ready: a sink on it cannot pause`);
    }
    super(handshake, payload, take, forget);
    this.owns = handshake.ready ? [handshake.ready] : [];
    this.#high = Boolean(handshake.ready?.value);
    this.#paused = pauseFunction(pause, handshake.name);
  }

  drive(cycle: number): void {
    const paused = this.#paused?.(cycle);
    const high = !paused && !this.full;
    if (high === this.#high) {
      return;
    }
    this.#high = high;
    if (this.handshake.ready) {
      this.handshake.ready.value = high ? 1 : 0;
    }
  }

  describe(): string | undefined {
    if (this.handshake.valid.value) {
      return undefined;
    }
    return `sink ${this.handshake.name}: ${this.beats} beats received; ${this.handshake.valid.name} is low`;
  }
}

function requireInput(handle: SignalHandle): void {
  if (handle.direction === 'output') {
    throw new Error(
      `${handle.name} is an output of the design: a ${/valid$/.test(handle.name) ? 'sink' : 'source'} belongs here`,
    );
  }
}
