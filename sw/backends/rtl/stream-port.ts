import type { Pin, RunningHardware } from './simulated-pins.ts';

type Words = Uint32Array;

function port(simulator: RunningHardware, name: string): Pin {
  const signal = simulator.ports[name];
  if (!signal) {
    throw new Error(`the simulated core has no port ${name}; it has ${Object.keys(simulator.ports).join(', ')}`);
  }
  return signal;
}

function wordsOf(signal: Pin): Words {
  if (!signal.words) {
    throw new Error(`port ${signal.name} is ${signal.width} bits wide, expected more than 32`);
  }
  return signal.words;
}

/** Feeds an AXI-Stream input from typed arrays: `present` before the clock edge, `accept` once `ready` has settled. */
export class StreamSource {
  readonly #valid: Pin;
  readonly #ready: Pin;
  readonly #data: Words;
  readonly beatWords: number;
  #segments: Words[] = [];
  #segment = 0;
  #at = 0;
  #isShown = false;
  /** Beats accepted since the last `load`. */
  beats = 0;
  /** Cycles in which a beat was offered and not accepted, since the last `load`. */
  stalls = 0;

  constructor(simulator: RunningHardware, name: string) {
    this.#valid = port(simulator, `${name}_tvalid`);
    this.#ready = port(simulator, `${name}_tready`);
    const data = port(simulator, `${name}_tdata`);
    this.#data = wordsOf(data);
    this.beatWords = data.width / 32;
  }

  /** Takes the segments, none of them empty, as what is to be sent next. */
  load(segments: Words[]): void {
    if (!this.isDone) {
      throw new Error('a stream was loaded before it had sent everything');
    }
    this.#segments = segments;
    this.#segment = 0;
    this.#at = 0;
    this.#isShown = false;
    this.beats = 0;
    this.stalls = 0;
  }

  get isDone(): boolean {
    return this.#segment === this.#segments.length;
  }

  /** Drives `valid` and `data`. */
  present(): void {
    if (this.#isShown) {
      return;
    }
    this.#isShown = true;
    if (this.isDone) {
      this.#valid.value = 0;
      return;
    }
    this.#valid.value = 1;
    const words = this.#segments[this.#segment];
    for (let i = 0; i < this.beatWords; i++) {
      this.#data[i] = words[this.#at + i];
    }
  }

  /** Counts the handshake of the coming clock edge. */
  accept(): void {
    if (this.#segment === this.#segments.length) {
      return;
    }
    if (this.#ready.value === 0) {
      this.stalls++;
      return;
    }
    this.beats++;
    this.#isShown = false;
    this.#at += this.beatWords;
    if (this.#at === this.#segments[this.#segment].length) {
      this.#segment++;
      this.#at = 0;
    }
  }
}

/** Collects an AXI-Stream output, always ready. */
export class StreamSink {
  readonly #valid: Pin;
  readonly #last: Pin;
  readonly #data: Words;
  #into: Words = new Uint32Array();
  /** Words received since the last `expect`. */
  received = 0;
  /** Beats with `last` received since the last `expect`. */
  packets = 0;

  constructor(simulator: RunningHardware, name: string) {
    this.#valid = port(simulator, `${name}_tvalid`);
    this.#last = port(simulator, `${name}_tlast`);
    this.#data = wordsOf(port(simulator, `${name}_tdata`));
    port(simulator, `${name}_tready`).value = 1;
  }

  /** Beats go to `into`, one after the other. */
  expect(into: Words): void {
    this.#into = into;
    this.received = 0;
    this.packets = 0;
  }

  /** Takes the beat of the coming clock edge, if there is one. */
  accept(): void {
    if (this.#valid.value === 0) {
      return;
    }
    if (this.received === this.#into.length) {
      throw new Error(`the core gave more than the ${this.received} results expected`);
    }
    for (let i = 0; i < this.#data.length; i++) {
      this.#into[this.received++] = this.#data[i];
    }
    if (this.#last.value !== 0) {
      this.packets++;
    }
  }
}
