import { type Expr, type Item, itemExpressions, operands } from '../ir/index.ts';

/** Expressions nested deeper than this are cut by an intermediate wire. */
const MAX_DEPTH = 24;
/** An expression used several times is repeated in the text while it is no larger than this many names and operators. */
const REPEATABLE = 4;

/**
 * Which nodes get a wire of their own whatever their surroundings: those used more than once and too large to write twice, and
 * those that would nest too deep. `order` has operands before users, for one item at a time.
 */
export interface Plan {
  readonly shared: ReadonlySet<Expr>;
  /** The shared nodes first needed by an item, operands first. */
  readonly neededBy: ReadonlyMap<Item, readonly Expr[]>;
}

export function planWires(items: readonly Item[]): Plan {
  const all = countUses(items);
  const shared = new Set<Expr>();
  const neededBy = new Map<Item, readonly Expr[]>();
  for (const item of items) {
    const needed: Expr[] = [];
    itemExpressions(item, (root) =>
      postOrder(root, all, (e, info) => {
        let size = isFree(e) ? 0 : 1;
        let deepest = 0;
        for (const operand of operands(e)) {
          const below = all.get(operand)!;
          size += below.isShared ? 1 : below.size;
          deepest = Math.max(deepest, below.isShared ? 0 : below.depth);
        }
        info.size = size;
        info.depth = deepest + 1;
        const repeated = info.uses > 1 && size > REPEATABLE;
        if ((repeated || deepest >= MAX_DEPTH) && !isFree(e)) {
          info.isShared = true;
          shared.add(e);
          needed.push(e);
        }
      }),
    );
    if (needed.length > 0) {
      neededBy.set(item, needed);
    }
  }
  return { shared, neededBy };
}

/** What is known of a node. */
interface Info {
  uses: number;
  /** Names and operators in its text. */
  size: number;
  /** Levels of its text; 0 while it has not been looked at. */
  depth: number;
  isShared: boolean;
}

/** Nodes that add nothing to the text worth a wire. */
const isFree = (e: Expr): boolean => e.kind === 'cast' || e.kind === 'const' || e.kind === 'ref';

function countUses(items: readonly Item[]): Map<Expr, Info> {
  const all = new Map<Expr, Info>();
  const stack: Expr[] = [];
  const use = (e: Expr) => {
    const info = all.get(e);
    if (info) {
      info.uses++;
    } else {
      all.set(e, { uses: 1, size: 0, depth: 0, isShared: false });
      stack.push(e);
    }
  };
  for (const item of items) {
    itemExpressions(item, use);
  }
  for (let e = stack.pop(); e; e = stack.pop()) {
    for (const operand of operands(e)) {
      use(operand);
    }
  }
  return all;
}

/** Visits the nodes below `root` that have not been visited yet, operands first, without recursion. */
function postOrder(root: Expr, all: ReadonlyMap<Expr, Info>, visit: (e: Expr, info: Info) => void): void {
  const stack = [root];
  for (let e = stack.at(-1); e; e = stack.at(-1)) {
    const info = all.get(e)!;
    const waiting = stack.length;
    if (info.depth === 0) {
      const below = operands(e);
      for (let i = below.length - 1; i >= 0; i--) {
        if (all.get(below[i])!.depth === 0) {
          stack.push(below[i]);
        }
      }
    }
    if (stack.length > waiting) {
      continue;
    }
    stack.pop();
    if (info.depth === 0) {
      visit(e, info);
    }
  }
}
