import type { Pace } from '../shared/protocol.ts';

/** Says when the story may go on; the page's wishes arrive between two looks. */
export class Pacer {
  #pace: Pace;
  #wake: (() => void) | undefined;
  readonly #paused: () => void;
  #isBetween = false;

  /** @param paused told whenever it stands still */
  constructor(pace: Pace, paused: () => void) {
    this.#pace = pace;
    this.#paused = paused;
  }

  set(pace: Pace): void {
    this.#pace = pace;
    this.#wake?.();
    this.#wake = undefined;
  }

  /** While this is set cycles run freely, whatever the pace. */
  isExempt = false;

  /** Whether every single cycle is asked for. */
  get isByCycle(): boolean {
    return !this.isExempt && (this.#pace === 'cycle' || this.#pace === 'pause');
  }

  /** Whether it stands still between two tokens, where the accelerator has nothing to do. */
  get isBetween(): boolean {
    return this.#isBetween;
  }

  /** Before a cycle, or before many where it runs freely. */
  async beforeCycle(): Promise<void> {
    if (this.isExempt) {
      return;
    }
    while (this.#pace === 'pause') {
      await this.#standStill();
    }
    if (this.#pace === 'cycle') {
      this.#pace = 'pause';
    }
  }

  /** Behind a token. */
  async afterToken(): Promise<void> {
    if (this.#pace === 'token') {
      this.#pace = 'pause';
    }
    this.#isBetween = true;
    while (this.#pace === 'pause') {
      await this.#standStill();
    }
    this.#isBetween = false;
  }

  #standStill(): Promise<void> {
    this.#paused();
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
