import type { Item, Signal } from './design.ts';
import type { Expr } from './expression.ts';
import { itemExpressions } from './walk.ts';

/**
 * Numbers nodes, and finds them again. The number stands in the node itself, where the next one who numbers it writes
 * over it: then a table is asked.
 */
export class Numbers {
  /** By number. */
  readonly nodes: Expr[] = [];
  /** While it is set, nobody else numbers nodes. */
  alone = false;
  readonly #unmarked: boolean;
  readonly #table = new Map<Expr, number>();

  /** Unmarked: the numbers of others stay in the nodes, and the table is asked always; for few of many nodes. */
  constructor(unmarked = false) {
    this.#unmarked = unmarked;
  }

  add(e: Expr): number {
    const number = this.nodes.length;
    this.nodes.push(e);
    if (this.#unmarked) {
      this.#table.set(e, number);
    } else {
      e.place = number;
    }
    return number;
  }

  /** Numbers a node and all below it that have none, operands before those that use them. */
  addBelow(root: Expr): void {
    const stack = [root];
    while (stack.length > 0) {
      const e = stack[stack.length - 1];
      if (this.of(e) >= 0) {
        stack.pop();
      } else if (!this.pushOperands(e, stack)) {
        stack.pop();
        this.add(e);
      }
    }
  }

  /** The same numbers, with room for more. */
  fork(): Numbers {
    const fork = new Numbers();
    for (const e of this.nodes) {
      fork.nodes.push(e);
    }
    return fork;
  }

  /** The number of a node; -1 when it has none. */
  of(e: Expr): number {
    if (this.#unmarked) {
      return this.#table.get(e) ?? -1;
    }
    const { place = -1 } = e;
    if (place < 0 || this.nodes[place] === e) {
      return place;
    }
    return this.alone ? -1 : this.#search(e);
  }

  /** Pushes the operands that have no number yet, the first one on top. Whether there are any. */
  pushOperands(e: Expr, stack: Expr[]): boolean {
    const before = stack.length;
    switch (e.kind) {
      case 'const':
      case 'ref':
        return false;
      case 'binary':
        this.#push(e.b, stack);
        this.#push(e.a, stack);
        break;
      case 'mux':
        this.#push(e.b, stack);
        this.#push(e.a, stack);
        this.#push(e.select, stack);
        break;
      case 'index':
        this.#push(e.index, stack);
        this.#push(e.a, stack);
        break;
      case 'cat':
        for (let i = e.parts.length - 1; i >= 0; i--) {
          this.#push(e.parts[i], stack);
        }
        break;
      case 'memoryRead':
        this.#push(e.address, stack);
        break;
      default:
        this.#push(e.a, stack);
    }
    return stack.length > before;
  }

  #push(e: Expr, stack: Expr[]): void {
    if (this.of(e) < 0) {
      stack.push(e);
    }
  }

  #search(e: Expr): number {
    for (let i = this.#table.size; i < this.nodes.length; i++) {
      this.#table.set(this.nodes[i], i);
    }
    return this.#table.get(e) ?? -1;
  }
}

/**
 * The expression nodes of a module, each once, operands before those that use them: a pass is a loop over it, and what
 * it knows of nodes stands in arrays at their places.
 */
export interface Order {
  readonly numbers: Numbers;
  readonly nodes: readonly Expr[];
  /** By item: the nodes that it is the first to need end here, and begin where those of the item before it end. */
  readonly ends: readonly number[];
  placeOf(e: Expr): number;
}

const known = new WeakMap<readonly Item[], Order>();

export function orderOf(items: readonly Item[]): Order {
  let order = known.get(items);
  if (!order) {
    order = makeOrder(items);
    known.set(items, order);
  }
  return order;
}

function makeOrder(items: readonly Item[]): Order {
  const numbers = new Numbers();
  numbers.alone = true;
  const visit = (root: Expr): void => numbers.addBelow(root);
  const ends = items.map((item) => {
    itemExpressions(item, visit);
    return numbers.nodes.length;
  });
  numbers.alone = false;
  return { numbers, nodes: numbers.nodes, ends, placeOf: (e) => numbers.of(e) };
}

/** Calls `visit` with each operand of a node. */
export function eachOperand(e: Expr, visit: (operand: Expr) => void): void {
  switch (e.kind) {
    case 'const':
    case 'ref':
      return;
    case 'binary':
      visit(e.a);
      visit(e.b);
      return;
    case 'mux':
      visit(e.select);
      visit(e.a);
      visit(e.b);
      return;
    case 'index':
      visit(e.a);
      visit(e.index);
      return;
    case 'cat':
      for (const part of e.parts) {
        visit(part);
      }
      return;
    case 'memoryRead':
      visit(e.address);
      return;
    default:
      visit(e.a);
  }
}

/** How often each signal is read: one for each use of it as an operand, a value, a condition or an input. */
export function countReads(items: readonly Item[]): Map<Signal, number> {
  const reads = new Map<Signal, number>();
  const use = (e: Expr): void => {
    if (e.kind === 'ref') {
      reads.set(e.signal, (reads.get(e.signal) ?? 0) + 1);
    }
  };
  for (const e of orderOf(items).nodes) {
    eachOperand(e, use);
  }
  for (const item of items) {
    itemExpressions(item, use);
  }
  return reads;
}
