import { type Expr, type Module, orderOf, type Signal, type Target } from '../../ir/index.ts';
import { operands, statementExpressions } from '../../ir/walk.ts';
import { signalBits } from './narrow.ts';

/**
 * Wide vectors are kept in pieces where that suits everybody: when all reads and writes of a signal, and of the signals
 * it is copied from and to, touch disjoint or equal parts (the lanes of a vector), those parts become fields of their
 * own, and no lane has to be cut out of a long word or put back.
 */
export interface Parts {
  /** Where to cut signals, besides the bounds of what is assigned. */
  readonly cuts: ReadonlyMap<Signal, readonly number[]>;
  /** Lowest bits of parts that all readers take as signed numbers: kept as such, they need no extension. */
  readonly signed: ReadonlyMap<Signal, ReadonlySet<number>>;
  /** How inputs are read, by port; 'mixed' when in parts that overlap. */
  readonly reads: ReadonlyMap<Signal, readonly Part[] | 'mixed'>;
}

interface Part {
  readonly low: number;
  readonly end: number;
  /** How it is read; undefined when it is only copied. */
  signed: boolean | undefined;
}

/** Signals that fit a machine word stay whole. */
const word = 64;

export function partition(module: Module, partsOf: (child: Module) => Parts): Parts {
  const groups = new Groups();
  const read = (signal: Signal, low: number, width: number, signed: boolean) =>
    groups.touch(signal, low, low + width, signed);
  const { nodes, placeOf } = orderOf(module.items);
  const seen = new Uint8Array(nodes.length);

  /** Notes what an expression reads of signals. */
  const visit = (root: Expr) => {
    const stack = [root];
    while (stack.length > 0) {
      const expr = stack.pop()!;
      const bits = signalBits(expr);
      if (bits) {
        read(bits.signal, bits.low, bits.width, expr.signed);
        continue;
      }
      const place = placeOf(expr);
      if (seen[place]) {
        continue;
      }
      seen[place] = 1;
      const vector = expr.kind === 'index' ? signalBits(expr.a) : undefined;
      if (expr.kind === 'index' && vector) {
        stack.push(expr.index);
        if (expr.width < vector.width) {
          for (let low = 0; low + expr.width <= vector.width; low += expr.stride) {
            read(vector.signal, vector.low + low, expr.width, false);
          }
        }
      } else {
        for (const operand of operands(expr)) {
          stack.push(operand);
        }
      }
    }
  };
  /** The same for a value assigned to a whole signal: what is copied bit by bit keeps the parts of its source. */
  const visitCopied = (to: Signal, value: Expr): void => {
    const bits = signalBits(value);
    if (bits && bits.width === bits.signal.width) {
      groups.join(to, bits.signal);
    } else if (!bits && value.kind === 'mux') {
      visit(value.select);
      visitCopied(to, value.a);
      visitCopied(to, value.b);
    } else {
      visit(value);
    }
  };
  const visitAssign = (target: Target, value: Expr) => {
    const { signal } = target;
    if (target.kind === 'whole' && signal.width > word) {
      visitCopied(signal, value);
      return;
    }
    visit(value);
    if (target.kind === 'slice') {
      groups.touch(signal, target.low, target.low + target.width, undefined);
    }
    if (target.kind === 'index') {
      for (let low = 0; low + target.width <= signal.width; low += target.stride) {
        groups.touch(signal, low, low + target.width, undefined);
      }
    }
  };

  for (const item of module.items) {
    if (item.kind === 'drive') {
      visitAssign(item.target, item.value);
    } else if (item.kind === 'instance') {
      const inside = partsOf(item.module);
      for (const port of item.module.ports) {
        const value = item.inputs.get(port.name);
        if (!value) {
          continue;
        }
        const bits = signalBits(value);
        const reads = inside.reads.get(port);
        if (!bits || reads === 'mixed') {
          visit(value);
        } else {
          for (const { low, end, signed } of reads ?? []) {
            groups.touch(bits.signal, bits.low + low, bits.low + end, signed);
          }
        }
      }
    } else {
      for (const statement of item.body) {
        statementExpressions(statement, (expr, within) => {
          if (within.kind !== 'assign') {
            visit(expr);
          } else if (expr === within.value) {
            visitAssign(within.target, expr);
          } else {
            visit(expr);
          }
        });
      }
    }
  }

  const cuts = new Map<Signal, readonly number[]>();
  const signed = new Map<Signal, ReadonlySet<number>>();
  const reads = new Map<Signal, readonly Part[] | 'mixed'>();
  for (const signal of [...module.ports, ...module.signals]) {
    const parts = groups.parts(signal);
    if (signal.kind === 'input') {
      reads.set(signal, parts);
    }
    if (signal.width <= word || parts === 'mixed') {
      continue;
    }
    cuts.set(
      signal,
      parts.flatMap(({ low, end }) => [low, end]),
    );
    signed.set(
      signal,
      new Set(parts.flatMap((part) => (part.signed && part.end - part.low <= word ? [part.low] : []))),
    );
  }
  return { cuts, signed, reads };
}

/** Sets of signals copied among each other, with the parts of them that are touched. */
class Groups {
  private readonly parent = new Map<Signal, Signal>();
  private readonly touched = new Map<Signal, Map<number, Part>>();
  private readonly mixed = new Set<Signal>();

  touch(signal: Signal, low: number, end: number, signed: boolean | undefined): void {
    if (signal.width <= word && signal.kind !== 'input') {
      return;
    }
    const root = this.root(signal);
    let parts = this.touched.get(root);
    if (!parts) {
      parts = new Map();
      this.touched.set(root, parts);
    }
    const known = parts.get(low);
    if (known === undefined) {
      parts.set(low, { low, end, signed });
    } else if (known.end !== end) {
      this.mixed.add(root);
    } else {
      known.signed = known.signed === undefined ? signed : known.signed && signed !== false;
    }
  }

  join(a: Signal, b: Signal): void {
    const [from, to] = [this.root(a), this.root(b)];
    if (from === to) {
      return;
    }
    this.parent.set(from, to);
    if (this.mixed.has(from)) {
      this.mixed.add(to);
    }
    const parts = this.touched.get(from);
    this.touched.delete(from);
    for (const { low, end, signed } of parts?.values() ?? []) {
      this.touch(to, low, end, signed);
    }
  }

  parts(signal: Signal): readonly Part[] | 'mixed' {
    const root = this.root(signal);
    if (this.mixed.has(root)) {
      return 'mixed';
    }
    const parts = [...(this.touched.get(root)?.values() ?? [])].sort((a, b) => a.low - b.low);
    const overlap = parts.some(({ low }, i) => i > 0 && low < parts[i - 1].end);
    return overlap ? 'mixed' : parts;
  }

  private root(signal: Signal): Signal {
    let root = signal;
    for (let up = this.parent.get(root); up; up = this.parent.get(root)) {
      root = up;
    }
    if (root !== signal) {
      this.parent.set(signal, root);
    }
    return root;
  }
}
