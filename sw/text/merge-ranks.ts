/** A map from pairs of token ids to the rank of their merge, in typed arrays: open addressing, at most half full. */
export class MergeRanks {
  /** [slots, 3]: left, right, rank + 1; 0 where a slot is free. */
  readonly #slots: Int32Array;
  readonly #bits: number;

  /** @param capacity merges, at most */
  constructor(capacity: number) {
    this.#bits = Math.max(1, Math.ceil(Math.log2(2 * capacity)));
    this.#slots = new Int32Array(3 * 2 ** this.#bits);
  }

  /** Of two merges of the same pair the later one counts. */
  set(left: number, right: number, rank: number): void {
    const place = this.#place(left, right);
    this.#slots[place] = left;
    this.#slots[place + 1] = right;
    this.#slots[place + 2] = rank + 1;
  }

  get(left: number, right: number): number | undefined {
    const rank = this.#slots[this.#place(left, right) + 2] - 1;
    return rank < 0 ? undefined : rank;
  }

  /** Where the pair is, or would be. */
  #place(left: number, right: number): number {
    const slots = this.#slots;
    // Fibonacci hashing: the high bits of a product by 2^32 / φ; another odd number tells left from right.
    let slot = (Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca6b)) >>> (32 - this.#bits);
    while (slots[3 * slot + 2] !== 0 && (slots[3 * slot] !== left || slots[3 * slot + 1] !== right)) {
      slot = (slot + 1) & (2 ** this.#bits - 1);
    }
    return 3 * slot;
  }
}
