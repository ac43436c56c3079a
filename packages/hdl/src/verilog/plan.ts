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
  const uses = countUses(items);
  const shared = new Set<Expr>();
  const neededBy = new Map<Item, readonly Expr[]>();
  const size = new Map<Expr, number>();
  const depth = new Map<Expr, number>();
  for (const item of items) {
    const needed: Expr[] = [];
    itemExpressions(item, (root) =>
      postOrder(root, size, (e) => {
        let total = 1;
        let deepest = 0;
        for (const operand of operands(e)) {
          if (shared.has(operand)) {
            total += 1;
          } else {
            total += size.get(operand)!;
            deepest = Math.max(deepest, depth.get(operand)!);
          }
        }
        size.set(e, isFree(e) ? total - 1 : total);
        depth.set(e, deepest + 1);
        const repeated = uses.get(e)! > 1 && size.get(e)! > REPEATABLE;
        if ((repeated || deepest >= MAX_DEPTH) && !isFree(e)) {
          shared.add(e);
          needed.push(e);
        }
      }),
    );
    neededBy.set(item, needed);
  }
  return { shared, neededBy };
}

/** Nodes that add nothing to the text worth a wire. */
const isFree = (e: Expr): boolean => e.kind === 'cast' || e.kind === 'const' || e.kind === 'ref';

function countUses(items: readonly Item[]): Map<Expr, number> {
  const uses = new Map<Expr, number>();
  const stack: Expr[] = [];
  const use = (e: Expr) => {
    const before = uses.get(e) ?? 0;
    uses.set(e, before + 1);
    if (before === 0) {
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
  return uses;
}

/** Visits the nodes below `root` that are not in `done` yet, operands first, without recursion. */
function postOrder(root: Expr, done: ReadonlyMap<Expr, number>, visit: (e: Expr) => void): void {
  const stack: { readonly e: Expr; readonly operands: readonly Expr[]; next: number }[] = [];
  const open = (e: Expr) => {
    if (!done.has(e)) {
      stack.push({ e, operands: operands(e), next: 0 });
    }
  };
  open(root);
  while (stack.length > 0) {
    const top = stack.at(-1)!;
    if (top.next < top.operands.length) {
      open(top.operands[top.next++]!);
    } else {
      stack.pop();
      if (!done.has(top.e)) {
        visit(top.e);
      }
    }
  }
}
