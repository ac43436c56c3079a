import type { CompiledDesign } from '../compile.ts';
import { readBits, writeBits } from './handles.ts';

type Program = (times: number) => void;

/**
 * The programs of a design, loaded into the memory of one instance. Those that few ask for are compiled when somebody
 * does.
 */
export class Programs {
  readonly memory: DataView;
  /** The same memory. */
  readonly words: Int32Array;
  readonly bytes: Uint8Array;
  readonly #design: CompiledDesign;
  readonly #imports: WebAssembly.Imports;
  readonly #settle: Program;
  readonly #steps = new Map<string | number, Program>();
  #levels: Program | undefined;
  #probe: Program | undefined;
  /** Internal logic is up to date. */
  #probed = false;
  /** A live view of internal logic has been handed out: keep it up to date. */
  #alwaysProbe = false;

  /** `message` is told the number of each message of the design that is said. */
  constructor(design: CompiledDesign, message: (id: number) => void) {
    const memory = new WebAssembly.Memory({ initial: Math.ceil(design.memoryBytes / 65536) });
    const view = new DataView(memory.buffer);
    this.memory = view;
    this.words = new Int32Array(memory.buffer, 0, memory.buffer.byteLength >> 2);
    this.bytes = new Uint8Array(memory.buffer);
    this.#design = design;
    this.#imports = {
      env: { memory, message, divide: (address: number, count: number) => divide(view, address, count) },
    };
    this.#settle = this.#load(design.settle());
  }

  /** What happens, `times` times, when exactly these clocks rise. */
  step(rising: readonly number[], times: number): void {
    const key = rising.length === 1 ? rising[0] : rising.join();
    let run = this.#steps.get(key);
    if (!run) {
      run = this.#load(this.#design.step(rising));
      this.#steps.set(key, run);
    }
    run(times);
  }

  /** Brings the levels of computed clocks up to date. */
  levels(): void {
    this.#levels ??= this.#load(this.#design.levels());
    this.#levels(1);
  }

  /** Brings the outputs up to date, after anything has changed. */
  settle(): void {
    this.#settle(1);
    this.#probed = false;
    if (this.#alwaysProbe) {
      this.show();
    }
  }

  /** Brings internal logic up to date, if it is not. */
  show(): void {
    if (this.#probed) {
      return;
    }
    this.#probe ??= this.#load(this.#design.probe().module);
    this.#probe(1);
    this.#probed = true;
  }

  /** From here on internal logic is up to date whenever outputs are. */
  showAlways(): void {
    this.#alwaysProbe = true;
  }

  /** A register or a memory was written from outside. */
  touched(): void {
    this.#probed = false;
  }

  dispose(): void {
    this.#steps.clear();
  }

  #load(module: WebAssembly.Module): Program {
    return new WebAssembly.Instance(module, this.#imports).exports.run as Program;
  }
}

/** Divides the first of four numbers of `count` words at `address` by the second; quotient and remainder follow. */
function divide(memory: DataView, address: number, count: number): void {
  const bytes = 8 * count;
  const a = readBits(memory, address, 64 * count);
  const b = readBits(memory, address + bytes, 64 * count);
  writeBits(memory, address + 2 * bytes, bytes, b === 0n ? 0n : a / b);
  writeBits(memory, address + 3 * bytes, bytes, b === 0n ? 0n : a % b);
}
