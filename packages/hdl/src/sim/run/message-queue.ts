import type { MessageSource } from '../design/clocks.ts';
import { AssertionError, messageText } from '../design/messages.ts';
import { readBits } from './handles.ts';

/** Same shape as the testbench's `SimulatorMessage`. */
export interface SimulatorMessage {
  readonly kind: 'print' | 'assertion' | 'finish';
  readonly text: string;
}

/** Messages kept while nobody listens. */
const mostUnheard = 10_000;

/** Takes what the design says to those who listen, and keeps it while nobody does. */
export class MessageQueue {
  readonly #sources: readonly MessageSource[];
  readonly #memory: DataView;
  readonly #listeners: ((message: SimulatorMessage) => void)[] = [];
  readonly #unheard: SimulatorMessage[] = [];
  /** The first assertion that failed with nobody listening, until it is thrown. */
  #failure: string | undefined;

  /** `memory` holds the values that messages name. */
  constructor(sources: readonly MessageSource[], memory: DataView) {
    this.#sources = sources;
    this.#memory = memory;
  }

  /** Message `id` of the design is said now. */
  say(id: number): void {
    const source = this.#sources[id];
    const text = messageText(source, ({ address, width }) => readBits(this.#memory, address, width));
    const sent: SimulatorMessage = { kind: source.kind === 'print' ? 'print' : 'assertion', text };
    for (const listener of this.#listeners) {
      listener(sent);
    }
    if (this.#listeners.length > 0) {
      return;
    }
    if (this.#unheard.length < mostUnheard) {
      this.#unheard.push(sent);
    }
    if (sent.kind === 'assertion') {
      this.#failure ??= text;
    }
  }

  /** A listener also gets what was said before it came. */
  listen(listener: (message: SimulatorMessage) => void): void {
    this.#listeners.push(listener);
    for (const each of this.#unheard.splice(0)) {
      listener(each);
    }
  }

  /** Throws what failed with nobody listening. */
  throwFailure(): void {
    if (this.#failure === undefined) {
      return;
    }
    const text = this.#failure;
    this.#failure = undefined;
    throw new AssertionError(text);
  }

  dispose(): void {
    this.#listeners.length = 0;
  }
}
