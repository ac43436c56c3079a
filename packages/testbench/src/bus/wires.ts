import type { Bus } from '../simulation.ts';
import type { SignalHandle } from '../simulator.ts';

/** Picks the wires of a bus by the names they may have, whatever their case. */
export class Wires {
  readonly #bus: ReadonlyMap<string, SignalHandle>;
  readonly #name: string;

  constructor(bus: Bus, name: string) {
    this.#bus = new Map(
      Object.entries(bus)
        .filter(([, { elements }]) => elements === undefined)
        .map(([key, signal]) => [key.toLowerCase(), signal.raw]),
    );
    this.#name = name;
  }

  /** The first of `names` that is there. */
  find(...names: readonly string[]): SignalHandle | undefined {
    return names.map((name) => this.#bus.get(name)).find((handle) => handle !== undefined);
  }

  need(...names: readonly string[]): SignalHandle {
    const found = this.find(...names);
    if (!found) {
      throw new Error(
        `${this.#name} has no ${names.join(' or ')}; its signals are ${[...this.#bus.keys()].join(', ')}`,
      );
    }
    return found;
  }

  /** A wire the model drives. */
  input(...names: readonly string[]): SignalHandle {
    const found = this.need(...names);
    if (found.direction === 'output') {
      throw new Error(`${found.name} is an output of the design: the model of the other side belongs here`);
    }
    return found;
  }
}

export function setWord(handle: SignalHandle | undefined, value: number | bigint): void {
  if (handle) {
    handle.value = handle.width > 32 ? BigInt(value) : Number(value);
  }
}

export const wordOf = (handle: SignalHandle | undefined, absent = 0): number =>
  handle === undefined ? absent : Number(handle.value);

/** A value on its way from a model to whoever awaits it. */
export class Outcome<T> {
  #settle: ((listener: { fire(value: T): void; fail(error: unknown): void }) => void) | undefined;
  readonly #listeners = new Set<{ fire(value: T): void; fail(error: unknown): void }>();

  fire(value: T): void {
    this.#end((listener) => listener.fire(value));
  }

  /** Gives whether anybody was there to hear of it. */
  fail(error: unknown): boolean {
    const heard = this.#listeners.size > 0;
    this.#end((listener) => listener.fail(error));
    return heard;
  }

  readonly prime = (listener: { fire(value: T): void; fail(error: unknown): void }): (() => void) => {
    if (this.#settle) {
      this.#settle(listener);
    } else {
      this.#listeners.add(listener);
    }
    return () => this.#listeners.delete(listener);
  };

  #end(settle: (listener: { fire(value: T): void; fail(error: unknown): void }) => void): void {
    this.#settle = settle;
    for (const listener of [...this.#listeners]) {
      settle(listener);
    }
    this.#listeners.clear();
  }
}
