import type { Engine } from './engine.ts';

interface Block {
  readonly address: number;
  readonly bytes: number;
}

/** Where the next array goes. */
export interface Mark {
  readonly block: number;
  readonly used: number;
}

const LINE = 64;
const MIN_BLOCK_BYTES = 4 << 20;

/** Arrays that live for a part of a forward pass: taken one after the other, given back all at once. */
export class Arena {
  readonly #engine: Engine;
  readonly #blocks: Block[] = [];
  #block = 0;
  #used = 0;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** An array of `length` floats with whatever values. */
  array(length: number): Float32Array {
    const bytes = Math.ceil((4 * length) / LINE) * LINE;
    while (this.#block < this.#blocks.length && this.#used + bytes > this.#blocks[this.#block].bytes) {
      this.#block++;
      this.#used = 0;
    }
    if (this.#block === this.#blocks.length) {
      const size = Math.max(bytes, MIN_BLOCK_BYTES);
      this.#blocks.push({ address: this.#engine.allocate(size), bytes: size });
    }
    const array = this.#engine.floats(this.#blocks[this.#block].address + this.#used, length);
    this.#used += bytes;
    return array;
  }

  mark(): Mark {
    return { block: this.#block, used: this.#used };
  }

  /** Everything taken since `mark` may be taken again. */
  rewind({ block, used }: Mark): void {
    this.#block = block;
    this.#used = used;
  }
}

export const EMPTY: Mark = { block: 0, used: 0 };
