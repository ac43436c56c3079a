import type { Pace } from '../shared/protocol.ts';

/** Says when the story may go on; the page's wishes arrive between two looks. */
export class Pacer {
  #pace: Pace;
  #wake: (() => void) | undefined;
  readonly #paused: () => void;

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

  /** Whether every single cycle is asked for. */
  get isByCycle(): boolean {
    return this.#pace === 'cycle' || this.#pace === 'pause';
  }

  /** Before a cycle, or before many where it runs freely. */
  async beforeCycle(): Promise<void> {
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
    while (this.#pace === 'pause') {
      await this.#standStill();
    }
  }

  #standStill(): Promise<void> {
    this.#paused();
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
