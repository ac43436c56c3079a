import type { CompiledDesign } from '../compile.ts';
import { SimulationError } from '../design/flatten.ts';
import type { Programs } from './programs.ts';

/** Rounds of computed clocks in one `eval` before it is taken for an oscillation. */
const mostRounds = 1000;

/** Finds the clocks that rose, and has registers take their values. */
export class Clocking {
  readonly #programs: Programs;
  readonly #words: Int32Array;
  readonly #levels: CompiledDesign['clockLevels'];
  /** There are clocks that the design itself makes. */
  readonly #computed: boolean;
  /** Address of each one-bit input, and which clock it is; -1 for none. */
  readonly #drivable: ReadonlyMap<string, { readonly address: number; readonly index: number }>;

  /**
   * A clock of the design that is high at power-up has not risen; an asynchronous reset that is active acts at once.
   */
  constructor({ clocks, clockLevels, flat }: CompiledDesign, programs: Programs) {
    const { words } = programs;
    this.#programs = programs;
    this.#words = words;
    this.#levels = clockLevels;
    this.#computed = clocks.some(({ input }) => input < 0);
    this.#drivable = new Map(
      flat.inputs
        .filter(({ signal }) => signal.width === 1)
        .map(({ signal, address }) => [
          signal.name,
          { address, index: clocks.findIndex(({ input }) => input === address) },
        ]),
    );
    if (this.#computed) {
      programs.levels();
      for (const { last, now } of clockLevels) {
        words[last >> 2] = words[now >> 2];
      }
      clocks.forEach(({ input, acts }, i) => {
        if (input >= 0 || acts) {
          words[clockLevels[i].last >> 2] = 0;
        }
      });
    }
  }

  /** Whatever clocks rose since the last time, and those that rise because of them. */
  tick(): void {
    const levels = this.#levels;
    const words = this.#words;
    for (let round = 0; ; round++) {
      if (this.#computed) {
        this.#programs.levels();
      }
      const rising: number[] = [];
      for (let i = 0; i < levels.length; i++) {
        const { last, now } = levels[i];
        const level = words[now >> 2];
        if (level !== 0 && words[last >> 2] === 0) {
          rising.push(i);
        }
        words[last >> 2] = level;
      }
      if (rising.length === 0) {
        return;
      }
      this.#programs.step(rising, 1);
      if (!this.#computed) {
        return;
      }
      if (round === mostRounds) {
        throw new SimulationError('clocks computed from registers they clock never settle');
      }
    }
  }

  /** Full periods of a clock, low to high; ends low. */
  run(clock: string, cycles: number): void {
    const input = this.#drivable.get(clock);
    if (!input) {
      throw new SimulationError(`${clock}: no such clock; 1-bit inputs are ${[...this.#drivable.keys()].join(', ')}`);
    }
    const { address, index } = input;
    const level = address >> 2;
    const drive = (value: number) => {
      this.#words[level] = value;
      this.tick();
    };
    drive(0);
    if (this.#computed || index < 0) {
      for (let i = 0; i < cycles; i++) {
        drive(1);
        drive(0);
      }
    } else if (cycles > 0) {
      this.#words[level] = 1;
      this.#programs.step([index], cycles);
      this.#words[level] = 0;
      this.#words[this.#levels[index].last >> 2] = 0;
    }
  }
}
