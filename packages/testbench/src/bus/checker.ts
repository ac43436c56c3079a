import { ProtocolViolation } from '../scheduler/errors.ts';
import type { ClockedModel } from '../scheduler/model.ts';
import type { SignalHandle } from '../simulator.ts';
import type { Handshake } from './handshake.ts';

/**
 * The rules every valid/ready stream obeys, checked at each rising edge: once `valid` is high it stays, and the payload
 * with it, until the cycle in which `ready` is high too. Throws `ProtocolViolation` at the edge that shows the breach.
 */
export class HandshakeChecker implements ClockedModel {
  readonly #handshake: Handshake;
  readonly #narrow: readonly SignalHandle[];
  readonly #narrowBefore: (number | bigint)[];
  readonly #wide: readonly { handle: SignalHandle; words: Uint32Array; before: Uint32Array }[];
  readonly #reset: { handle: SignalHandle; activeLow: boolean } | undefined;
  #stalled = false;

  constructor(
    handshake: Handshake,
    payload: readonly SignalHandle[],
    reset?: { handle: SignalHandle; activeLow: boolean },
  ) {
    this.#handshake = handshake;
    this.#narrow = payload.filter((handle) => handle.width <= 32);
    this.#narrowBefore = this.#narrow.map(() => 0);
    this.#wide = payload
      .filter((handle) => handle.width > 32)
      .map((handle) => {
        const words = handle.words as Uint32Array;
        return { handle, words, before: new Uint32Array(words.length) };
      });
    this.#reset = reset;
  }

  /** Does a beat wait? While none does and none is offered, there is nothing to check. */
  get stalled(): boolean {
    return this.#stalled;
  }

  /** Forgets that a beat waits. */
  reset(): void {
    this.#stalled = false;
  }

  /** Gives whether this edge hands a beat over. */
  sample(cycle: number): boolean {
    const reset = this.#reset;
    if (reset !== undefined && Boolean(reset.handle.value) !== reset.activeLow) {
      this.#stalled = false;
      return false;
    }
    const { name, valid, ready } = this.#handshake;
    if (!valid.value) {
      if (this.#stalled) {
        throw new ProtocolViolation(
          name,
          'valid dropped',
          `${valid.name} fell before ${ready?.name} rose (cycle ${cycle})`,
        );
      }
      return false;
    }
    const stalls = ready !== undefined && !ready.value;
    if (this.#stalled) {
      this.#compare(cycle);
    } else if (stalls) {
      this.#keep();
    }
    this.#stalled = stalls;
    return !stalls;
  }

  #keep(): void {
    for (let i = 0; i < this.#narrow.length; i++) {
      this.#narrowBefore[i] = this.#narrow[i].value;
    }
    for (let i = 0; i < this.#wide.length; i++) {
      this.#wide[i].before.set(this.#wide[i].words);
    }
  }

  #compare(cycle: number): void {
    for (let i = 0; i < this.#narrow.length; i++) {
      if (this.#narrow[i].value !== this.#narrowBefore[i]) {
        this.#changed(cycle, this.#narrow[i], this.#narrowBefore[i].toString(16));
      }
    }
    for (let i = 0; i < this.#wide.length; i++) {
      const { handle, words, before } = this.#wide[i];
      for (let w = 0; w < words.length; w++) {
        if (words[w] !== before[w]) {
          this.#changed(cycle, handle, hex(before));
        }
      }
    }
  }

  #changed(cycle: number, handle: SignalHandle, before: string): never {
    const after = handle.words ? hex(handle.words) : handle.value.toString(16);
    throw new ProtocolViolation(
      this.#handshake.name,
      'payload changed',
      `${handle.name} went from 0x${before} to 0x${after} while stalled (cycle ${cycle})`,
    );
  }
}

const hex = (words: Uint32Array) =>
  [...words]
    .reverse()
    .map((word) => word.toString(16).padStart(8, '0'))
    .join('');
