import { FORMAT_CODES } from '../../driver/command.ts';
import { CHANNELS, GROUP_SIZE, type MatrixLayout, OUTPUT_STEP } from '../../port/layout.ts';
import type { RunningHardware } from './simulated-pins.ts';
import { StreamSink, StreamSource } from './stream-port.ts';

/** Cycles without any beat after which the core counts as hung. The longest wait of a working core is a few hundred. */
const MAX_IDLE_CYCLES = 100_000;

/** Float32 values of a vector in a beat of activations. */
const BEAT_VALUES = 4;

/** A matrix as the core's weight streams take it: one region a channel, as 32-bit words. */
export interface StreamedMatrix {
  readonly layout: MatrixLayout;
  readonly channels: readonly Uint32Array[];
}

/** What one run of the core cost. */
export interface RunCost {
  readonly cycles: number;
  readonly beats: number;
  readonly stalls: number;
}

/** Command word, s_axis_cmd (docs/architecture.md). */
function commandWord({ groups, blocks, format }: MatrixLayout, tokens: number, reuse: boolean): Uint32Array {
  const low = groups | (blocks << 16);
  const high = FORMAT_CODES[format] | ((tokens - 1) << 4) | (reuse ? 1 << 8 : 0);
  return Uint32Array.of(low, high);
}

/** The streaming core, `macromac_core`, in simulation: typed arrays in and out, cycle by cycle. */
export class SimulatedCore {
  readonly #simulator: RunningHardware;
  readonly #commands: StreamSource;
  readonly #activations: StreamSource;
  /** Activation vectors that a beat holds values of. */
  readonly #lanes: number;
  readonly #weights: readonly StreamSource[];
  readonly #results: StreamSink;

  constructor(simulator: RunningHardware) {
    this.#simulator = simulator;
    this.#commands = new StreamSource(simulator, 's_axis_cmd');
    this.#activations = new StreamSource(simulator, 's_axis_x');
    this.#lanes = this.#activations.beatWords / BEAT_VALUES;
    this.#weights = Array.from({ length: CHANNELS }, (_, c) => new StreamSource(simulator, `s_axis_w${c}`));
    this.#results = new StreamSink(simulator, 'm_axis_y');
    this.#reset();
  }

  /**
   * x [T, K] times matrices of the same K, in one queue of commands: → padded results a matrix, blocks of 32 outputs,
   * in each block token by token.
   */
  run(x: Float32Array, tokens: number, matrices: readonly StreamedMatrix[]): { results: Uint32Array[]; cost: RunCost } {
    const results = matrices.map(({ layout }) => new Uint32Array(layout.blocks * tokens * OUTPUT_STEP));
    const all = new Uint32Array(results.reduce((sum, { length }) => sum + length, 0));
    this.#commands.load(matrices.map(({ layout }, i) => commandWord(layout, tokens, i > 0)));
    this.#activations.load([activationBeats(x, tokens, matrices[0].layout.groups * GROUP_SIZE, this.#lanes)]);
    for (const [c, stream] of this.#weights.entries()) {
      stream.load(matrices.map(({ channels }) => channels[c]));
    }
    this.#results.expect(all);

    const cycles = this.#clockUntilComplete(all.length);
    if (this.#results.packets !== matrices.length) {
      throw new Error(`the core marked ${this.#results.packets} last beats in ${matrices.length} commands`);
    }
    let at = 0;
    for (const result of results) {
      result.set(all.subarray(at, at + result.length));
      at += result.length;
    }
    const total = (count: (stream: StreamSource) => number) =>
      this.#weights.reduce((sum, stream) => sum + count(stream), 0);
    return { results, cost: { cycles, beats: total(({ beats }) => beats), stalls: total(({ stalls }) => stalls) } };
  }

  #clockUntilComplete(words: number): number {
    const simulator = this.#simulator;
    const results = this.#results;
    const [w0, w1, w2, w3] = this.#weights;
    const [commands, activations] = [this.#commands, this.#activations];
    let cycles = 0;
    let lastProgress = 0;
    let progress = -1;
    while (results.received < words) {
      commands.present();
      activations.present();
      w0.present();
      w1.present();
      w2.present();
      w3.present();
      simulator.eval(); // `ready` may depend on `valid`
      commands.accept();
      activations.accept();
      w0.accept();
      w1.accept();
      w2.accept();
      w3.accept();
      results.accept();
      simulator.run('aclk', 1);
      cycles++;

      const beats = commands.beats + activations.beats + w0.beats + w1.beats + w2.beats + w3.beats + results.received;
      if (beats !== progress) {
        progress = beats;
        lastProgress = cycles;
      } else if (cycles - lastProgress > MAX_IDLE_CYCLES) {
        throw new Error(this.#describeHang(words));
      }
    }
    return cycles;
  }

  #describeHang(words: number): string {
    const sources = { commands: this.#commands, activations: this.#activations };
    const streams = Object.entries({
      ...sources,
      ...Object.fromEntries(this.#weights.map((w, c) => [`weights ${c}`, w])),
    });
    const sent = streams.map(([name, { beats, isDone }]) => `${name}: ${beats} beats${isDone ? ', all' : ''}`);
    return `the core made no progress for ${MAX_IDLE_CYCLES} cycles; ${sent.join('; ')}; results: ${this.#results.received} of ${words} words`;
  }

  #reset(): void {
    const { ports } = this.#simulator;
    ports['aresetn'].value = 0;
    this.#simulator.run('aclk', 8);
    ports['aresetn'].value = 1;
    this.#simulator.eval();
  }
}

/**
 * x [T, K] → words [ceil(T / lanes), paddedK / 4, lanes, 4]: four values of each of `lanes` vectors side by side; zeros
 * behind each row, and in place of vectors that do not exist. Bits are copied, so that NaNs keep theirs.
 */
function activationBeats(x: Float32Array, tokens: number, paddedK: number, lanes: number): Uint32Array {
  const k = x.length / tokens;
  const row = new Uint32Array(paddedK);
  const beats = new Uint32Array(Math.ceil(tokens / lanes) * lanes * paddedK);
  const words = new Uint32Array(x.buffer, x.byteOffset, x.length);
  for (let t = 0; t < tokens; t++) {
    row.set(words.subarray(t * k, (t + 1) * k));
    let at = Math.floor(t / lanes) * lanes * paddedK + (t % lanes) * BEAT_VALUES;
    for (let i = 0; i < paddedK; i += BEAT_VALUES, at += lanes * BEAT_VALUES) {
      beats.set(row.subarray(i, i + BEAT_VALUES), at);
    }
  }
  return beats;
}
