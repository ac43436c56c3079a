import { type Expr, eachOperand, type Item, itemExpressions, orderOf } from '../ir/index.ts';

/** Expressions nested deeper than this are cut by an intermediate wire. */
const MAX_DEPTH = 24;
/**
 * An expression used several times is repeated in the text while it is no larger than this many names and operators.
 */
const REPEATABLE = 4;

/**
 * Which nodes get a wire of their own whatever their surroundings: those used more than once and too large to write
 * twice, and those that would nest too deep. By the item that is the first to need them, operands first.
 */
export type Plan = ReadonlyMap<Item, readonly Expr[]>;

export function planWires(items: readonly Item[]): Plan {
  const { nodes, ends, placeOf } = orderOf(items);
  const uses = new Uint32Array(nodes.length);
  /** Names and operators in the text of a node: 1 for one that has a wire. */
  const size = new Uint32Array(nodes.length);
  /** Levels of that text. */
  const depth = new Uint32Array(nodes.length);
  const use = (e: Expr): void => {
    uses[placeOf(e)]++;
  };
  for (const e of nodes) {
    eachOperand(e, use);
  }
  for (const item of items) {
    itemExpressions(item, use);
  }
  let total = 0;
  let deepest = 0;
  const weigh = (operand: Expr): void => {
    const place = placeOf(operand);
    total += size[place];
    if (depth[place] > deepest) {
      deepest = depth[place];
    }
  };
  const plan = new Map<Item, readonly Expr[]>();
  let place = 0;
  items.forEach((item, i) => {
    const needed: Expr[] = [];
    for (; place < ends[i]; place++) {
      const e = nodes[place];
      total = isFree(e) ? 0 : 1;
      deepest = 0;
      eachOperand(e, weigh);
      const isRepeated = uses[place] > 1 && total > REPEATABLE;
      const isShared = (isRepeated || deepest >= MAX_DEPTH) && !isFree(e);
      size[place] = isShared ? 1 : total;
      depth[place] = isShared ? 0 : deepest + 1;
      if (isShared) {
        needed.push(e);
      }
    }
    if (needed.length > 0) {
      plan.set(item, needed);
    }
  });
  return plan;
}

/** Nodes that add nothing to the text worth a wire. */
const isFree = (e: Expr): boolean => e.kind === 'cast' || e.kind === 'const' || e.kind === 'ref';
