import { type Effect, nodesOf, type Store } from './effects.ts';
import { type Graph, Op } from './graph.ts';

/**
 * The order in which a program computes its nodes. A *unit* is a node kept in a local variable, or an effect, together
 * with the nodes used nowhere else, which are computed inside it.
 */
export interface Schedule {
  readonly units: readonly Unit[];
  /** 1 for nodes that are units of their own. */
  readonly kept: Uint8Array;
  /** Size of what is computed inside a node, itself included; used to decide what to skip. */
  readonly size: Uint32Array;
  /** The last unit that needs a kept node. */
  readonly lastUse: Int32Array;
  /** Register stores that must wait for other readers: they follow the unit of this index. */
  readonly delayed: ReadonlyMap<number, readonly number[]>;
}

export interface Unit {
  /** The node computed, or -1. */
  readonly node: number;
  /** The effect done, or undefined. */
  readonly effect: Effect | undefined;
  readonly index: number;
  readonly cost: number;
}

const largestTree = 200;
const deepestTree = 40;

export function schedule(g: Graph, effects: readonly Effect[], registers: number): Schedule {
  const count = g.count;
  const uses = countUses(g, effects);
  const kept = new Uint8Array(count);
  const size = new Uint32Array(count);
  const depth = new Uint8Array(count);
  for (let node = 0; node < count; node++) {
    if (uses[node] === 0) {
      continue;
    }
    let total = 1;
    let deepest = 0;
    forEachChild(g, node, (child) => {
      if (kept[child]) {
        return;
      }
      total += size[child];
      if (depth[child] > deepest) {
        deepest = depth[child];
      }
    });
    size[node] = total;
    depth[node] = deepest + 1;
    kept[node] = shouldKeep(g, node, uses[node], total, deepest) ? 1 : 0;
  }

  const units: Unit[] = [];
  const seen = new Uint8Array(count);
  const lastUse = new Int32Array(count).fill(-1);
  const lastRead = new Int32Array(registers).fill(-1);
  const lastTableRead = new Int32Array(g.tables.length).fill(-1);

  /** Notes what a unit reads, through the nodes computed inside it. */
  function noteReads(node: number, index: number): void {
    const op = g.op[node];
    if (op === Op.load) {
      if (g.b[node] >= 0) {
        lastRead[g.b[node]] = index;
      }
    } else if (op === Op.table) {
      const { entries, inPlace } = g.tables[g.a[node]];
      if (!inPlace) {
        for (const entry of entries) {
          noteUse(entry, index);
        }
      }
    } else if (op === Op.entry || op === Op.field) {
      if (g.op[g.a[node]] === Op.table) {
        lastTableRead[g.a[g.a[node]]] = index;
      }
      lastUse[g.a[node]] = index;
      noteUse(g.b[node], index);
    } else {
      const arity = g.arity(node);
      if (arity > 0) {
        noteUse(g.a[node], index);
      }
      if (arity > 1) {
        noteUse(g.b[node], index);
      }
      if (arity > 2) {
        noteUse(g.c[node], index);
      }
    }
  }

  function noteUse(node: number, index: number): void {
    if (kept[node]) {
      lastUse[node] = index;
    } else {
      noteReads(node, index);
    }
  }

  const addUnit = (node: number, effect: Effect | undefined) => {
    const index = units.length;
    let cost = 2;
    if (effect) {
      for (const used of nodesOf(effect)) {
        noteUse(used, index);
        if (!kept[used]) {
          cost += size[used];
        }
      }
    } else {
      noteReads(node, index);
      cost = size[node];
    }
    units.push({ node, effect, index, cost });
  };
  const compute = (root: number) =>
    postOrder(g, root, seen, (node) => {
      if (kept[node]) {
        addUnit(node, undefined);
      }
    });

  const storeUnit = new Map<Effect, number>();
  const others = effects.filter((effect) => effect.kind !== 'write' && !isRegisterStore(effect));
  const writes = effects.filter((effect) => effect.kind === 'write');
  const stores = readersFirst(g, effects.filter(isRegisterStore), registers);
  const perform = (list: readonly Effect[]) => {
    for (const effect of list) {
      for (const node of nodesOf(effect)) {
        compute(node);
      }
      storeUnit.set(effect, units.length);
      addUnit(-1, effect);
    }
  };
  perform(others);
  // Memories are written once everything has been read from them (memory reads are kept nodes), registers after that.
  if (writes.length > 0) {
    for (let node = 0; node < count; node++) {
      if (uses[node] > 0 && g.op[node] === Op.memory) {
        compute(node);
      }
    }
    for (const effect of writes) {
      for (const node of nodesOf(effect)) {
        compute(node);
      }
    }
    perform(writes);
  }
  perform(stores);

  g.tables.forEach((table, i) => {
    if (lastTableRead[i] < 0 || !table.inPlace) {
      return;
    }
    for (const entry of table.entries) {
      if (g.b[entry] >= 0) {
        lastRead[g.b[entry]] = Math.max(lastRead[g.b[entry]], lastTableRead[i]);
      }
    }
  });
  return { units, kept, size, lastUse, delayed: delayStores(stores, storeUnit, lastRead, kept, lastUse) };
}

function shouldKeep(g: Graph, node: number, uses: number, size: number, depth: number): boolean {
  switch (g.op[node]) {
    case Op.const:
    case Op.load:
      return false;
    case Op.table:
    case Op.divideTable:
    case Op.memory:
      return true;
  }
  return uses > 1 || size > largestTree || depth >= deepestTree;
}

const isRegisterStore = (effect: Effect): effect is Store => effect.kind === 'store' && effect.register >= 0;

/** How often each node is used; nodes come after their operands, so one pass backwards finds all. */
function countUses(g: Graph, effects: readonly Effect[]): Uint32Array {
  const uses = new Uint32Array(g.count);
  for (const effect of effects) {
    for (const node of nodesOf(effect)) {
      uses[node]++;
    }
  }
  for (let node = g.count - 1; node >= 0; node--) {
    if (uses[node] > 0) {
      forEachChild(g, node, (child) => {
        uses[child]++;
      });
    }
  }
  return uses;
}

export function forEachChild(g: Graph, node: number, visit: (child: number) => void): void {
  if (g.op[node] === Op.table) {
    const table = g.tables[g.a[node]];
    if (!table.inPlace) {
      table.entries.forEach(visit);
    }
    return;
  }
  const arity = g.arity(node);
  if (arity > 0) {
    visit(g.a[node]);
  }
  if (arity > 1) {
    visit(g.b[node]);
  }
  if (arity > 2) {
    visit(g.c[node]);
  }
}

/** Visits all that `root` needs, operands first, skipping what has been seen. */
function postOrder(g: Graph, root: number, seen: Uint8Array, visit: (node: number) => void): void {
  if (seen[root]) {
    return;
  }
  const stack = [root];
  while (stack.length > 0) {
    const node = stack[stack.length - 1];
    if (seen[node] === 0) {
      seen[node] = 1;
      forEachChild(g, node, (child) => {
        if (seen[child] === 0) {
          stack.push(child);
        }
      });
      continue;
    }
    stack.pop();
    if (seen[node] === 2) {
      continue;
    }
    seen[node] = 2;
    visit(node);
  }
}

/**
 * Register stores in an order in which, as far as there are no cycles, a register comes after those that read it: it
 * can then be written where it is computed. (Reverse postorder of "the next value of r reads s".)
 */
function readersFirst(g: Graph, stores: readonly Store[], registers: number): Store[] {
  const storesOf: Store[][] = [];
  for (const store of stores) {
    const list = storesOf[store.register];
    if (list) {
      list.push(store);
    } else {
      storesOf[store.register] = [store];
    }
  }
  const seen = new Uint8Array(g.count);
  const started = new Uint8Array(registers);
  const finished: Store[] = [];
  // Entries are nodes, or ~register once all its stores' nodes are on the stack.
  const stack: number[] = [];
  const start = (register: number) => {
    if (register < 0 || started[register] || !storesOf[register]) {
      return;
    }
    started[register] = 1;
    stack.push(~register);
    for (const store of storesOf[register]) {
      stack.push(store.node);
    }
  };
  for (let register = 0; register < registers; register++) {
    start(register);
    while (stack.length > 0) {
      const top = stack.pop()!;
      if (top < 0) {
        finished.push(...storesOf[~top]);
        continue;
      }
      if (seen[top]) {
        continue;
      }
      seen[top] = 1;
      if (g.op[top] === Op.load) {
        start(g.b[top]);
      } else if (g.op[top] === Op.table && g.tables[g.a[top]].inPlace) {
        for (const entry of g.tables[g.a[top]].entries) {
          stack.push(entry);
        }
      } else {
        forEachChild(g, top, (child) => {
          if (!seen[child]) {
            stack.push(child);
          }
        });
      }
    }
  }
  return finished.reverse();
}

/** Stores whose register is read after the unit that computes the value: the value waits in a local. */
function delayStores(
  effects: readonly Store[],
  storeUnit: ReadonlyMap<Effect, number>,
  lastRead: Int32Array,
  kept: Uint8Array,
  lastUse: Int32Array,
): Map<number, number[]> {
  const delayed = new Map<number, number[]>();
  for (const effect of effects) {
    const own = storeUnit.get(effect)!;
    const after = lastRead[effect.register];
    if (after <= own) {
      continue;
    }
    const list = delayed.get(after);
    if (list) {
      list.push(own);
    } else {
      delayed.set(after, [own]);
    }
    if (kept[effect.node]) {
      lastUse[effect.node] = Math.max(lastUse[effect.node], after);
    }
  }
  return delayed;
}
