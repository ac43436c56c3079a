import type { View } from './view.ts';

/** Gives each row and named marker a number of its own, by which clients of the remote control know it. */
export class ItemIds {
  #next: number;

  constructor(first: number) {
    this.#next = first;
  }

  next(): number {
    return this.#next++;
  }

  /** To be called after any change. What came from a file with a number that another has gets a new one. */
  giveTo({ rows, markers = [] }: View): void {
    const items = [...rows, ...markers];
    for (const { id } of items) {
      if (isId(id)) {
        this.#next = Math.max(this.#next, id + 1);
      }
    }
    const taken = new Set<number>();
    for (const item of items) {
      if (!isId(item.id) || taken.has(item.id)) {
        item.id = this.next();
      }
      taken.add(item.id);
    }
  }
}

/** Numbers beyond come from no page: a file that holds one is not to use them up. */
const isId = (id: unknown): id is number => Number.isInteger(id) && (id as number) > 0 && (id as number) < 2 ** 40;
