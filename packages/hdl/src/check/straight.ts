import { type Expr, type Instance, leafStatements, type Module, type Signal, type Target } from '../ir/index.ts';
import type { Driver } from './graph.ts';

/** A register, or an input still to be followed outside, whose bits a value is, with nothing between. */
export interface Straight {
  /** In Gray code: of its bits one changes at a time. */
  readonly gray: boolean;
}

type Assignments = ReadonlyMap<Signal, readonly { readonly target: Target; readonly value: Expr }[]>;

/** Follows values through names, casts and slices to the one register that they are. */
export function straightFinder(
  module: Module,
  drivers: ReadonlyMap<Signal, readonly Driver[]>,
  outside: (instance: Instance, port: string) => Straight | undefined,
): (value: Expr | Signal) => Straight | undefined {
  const assignments = assignmentsOf(module);
  const known = new Map<Signal, boolean>();

  function follow(value: Expr | Signal): Signal | Straight | undefined {
    let at = value;
    const seen = new Set<Signal>();
    for (;;) {
      if ('name' in at) {
        if (seen.has(at)) {
          return undefined;
        }
        seen.add(at);
        if (at.kind === 'register' || at.kind === 'input') {
          return at;
        }
        const own: readonly Driver[] = drivers.get(at) ?? [];
        const [only] = own;
        if (own.length !== 1 || !only) {
          return undefined;
        }
        if (only.kind === 'instance') {
          return outside(only.instance, only.port);
        }
        if (only.target.kind !== 'whole' || only.controls) {
          return undefined;
        }
        at = only.value;
      } else if (at.kind === 'ref') {
        at = at.signal;
      } else if (at.kind === 'cast' || at.kind === 'slice') {
        at = at.a;
      } else {
        return undefined;
      }
    }
  }

  /** Whether a register is only ever loaded with `b ^ (b >> 1)`, a constant, or another such register. */
  function isGray(register: Signal): boolean {
    const before = known.get(register);
    if (before !== undefined) {
      return before;
    }
    // While it is looked at: a register that holds its own value changes nothing.
    known.set(register, true);
    const result = (assignments.get(register) ?? []).every(
      ({ target, value }) => target.kind === 'whole' && isGrayValue(value),
    );
    known.set(register, result);
    return result;
  }

  function isGrayValue(value: Expr): boolean {
    const e = named(value);
    if (e.kind === 'const') {
      return true;
    }
    if (e.kind === 'binary' && e.op === 'xor') {
      return isHalf(e.b, e.a) || isHalf(e.a, e.b);
    }
    if (e.kind === 'ref' || e.kind === 'slice') {
      const source = follow(e);
      return source !== undefined && !('name' in source ? source.kind !== 'register' || !isGray(source) : !source.gray);
    }
    return false;
  }

  /** Behind names and casts: the expression a wire is driven by. */
  function named(e: Expr, seen: ReadonlySet<Expr> = new Set()): Expr {
    if (e.kind === 'cast') {
      return named(e.a, seen);
    }
    if (seen.has(e)) {
      return e;
    }
    const own = e.kind === 'ref' && e.signal.kind === 'wire' ? (drivers.get(e.signal) ?? []) : [];
    const [only] = own;
    return own.length === 1 && only?.kind === 'value' && only.target.kind === 'whole' && !only.controls
      ? named(only.value, new Set([...seen, e]))
      : e;
  }

  /** Whether `half` is `whole >> 1`, written as a shift or as the upper bits. */
  function isHalf(half: Expr, whole: Expr): boolean {
    const e = named(half);
    if (e.kind === 'binary' && e.op === 'shr') {
      return !e.a.signed && e.b.kind === 'const' && e.b.value === 1n && same(e.a, whole);
    }
    const upper = e.kind === 'resize' ? e.a : e;
    return (
      upper.kind === 'slice' &&
      upper.low === 1 &&
      upper.width === whole.width - 1 &&
      same(upper.a, whole) &&
      e !== upper
    );
  }

  function same(a: Expr, b: Expr): boolean {
    const [x, y] = [bare(a), bare(b)];
    return x === y || (x.kind === 'ref' && y.kind === 'ref' && x.signal === y.signal) || named(x) === named(y);
  }

  return (value) => {
    const source = follow(value);
    if (!source || !('name' in source)) {
      return source;
    }
    // What an input carries is for the module outside to say.
    return { gray: source.kind === 'input' || isGray(source) };
  };
}

const bare = (e: Expr): Expr => (e.kind === 'cast' ? bare(e.a) : e);

function assignmentsOf(module: Module): Assignments {
  const found = new Map<Signal, { target: Target; value: Expr }[]>();
  for (const item of module.items) {
    if (item.kind !== 'clocked') {
      continue;
    }
    leafStatements(item.body, (leaf) => {
      if (leaf.kind === 'assign') {
        const { target, value } = leaf;
        const list = found.get(target.signal) ?? [];
        list.push({ target, value });
        found.set(target.signal, list);
      }
    });
  }
  return found;
}
