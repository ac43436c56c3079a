import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import {
  type Assign,
  type BitRange,
  type CombProcess,
  type Expr,
  type Location,
  leafStatements,
  type Module,
  operands,
  rangeText,
  type Signal,
  type Statement,
} from '../ir/index.ts';
import { targetRange } from './drivers.ts';

/** An assignment that may run later than the statement at hand; those of one body share what comes after it. */
interface Later {
  readonly assign: Assign;
  readonly next: Later | undefined;
}

/**
 * A process may read a bit that it assigns, where no statement assigns that bit later: a wire has one value, the last
 * it is given, but `always @*` would read the one it has so far.
 */
export function unsettledReads(module: Module): Diagnostic[] {
  return module.items.flatMap((item) => (item.kind === 'comb' ? unsettled(module, item) : []));
}

function unsettled(module: Module, { body, targets }: CombProcess): Diagnostic[] {
  const own = new Set(targets);
  const found = new Map<Signal, Diagnostic>();
  const look = (e: Expr, later: Later | undefined, at: Location): void => {
    for (const [signal, range] of later ? readsOf(e, own) : []) {
      for (let each: Later | undefined = later; each; each = each.next) {
        const { assign } = each;
        if (assign.target.signal === signal && !found.has(signal) && overlap(range, targetRange(assign.target))) {
          found.set(signal, report(module, signal, range, at, assign.at));
        }
      }
    }
  };
  const assignsOf = (statements: readonly Statement[], next: Later | undefined): Later | undefined => {
    let later = next;
    leafStatements(statements, (leaf) => {
      later = leaf.kind === 'assign' ? { assign: leaf, next: later } : later;
    });
    return later;
  };
  /** Looks at statements from the last to the first, `after` being what comes behind them. */
  const visit = (statements: readonly Statement[], after: Later | undefined): void => {
    let next = after;
    for (const statement of [...statements].reverse()) {
      let later = next;
      if (statement.kind === 'assign') {
        later = assignsOf([statement], next);
        look(statement.value, later, statement.at);
      } else if (statement.kind === 'switch' || statement.kind === 'when') {
        visit(statement.otherwise ?? [], next);
        later = assignsOf(statement.otherwise ?? [], next);
        const bodies = statement.kind === 'when' ? statement.arms : statement.cases;
        for (const arm of [...bodies].reverse()) {
          visit(arm.body, next);
          later = assignsOf(arm.body, later);
          // A condition is asked where those before it did not hold: what they do is not done then.
          if ('condition' in arm) {
            look(arm.condition, later, arm.at);
          }
        }
        if (statement.kind === 'switch') {
          look(statement.subject, later, statement.at);
        }
      }
      next = later;
    }
  };
  visit(body, undefined);
  return [...found.values()];
}

/** The bits of some signals that an expression reads. */
function readsOf(root: Expr, of: ReadonlySet<Signal>): [Signal, BitRange][] {
  const reads: [Signal, BitRange][] = [];
  const seen = new Set<Expr>();
  const stack = [root];
  for (let e = stack.pop(); e; e = stack.pop()) {
    if (seen.has(e)) {
      continue;
    }
    seen.add(e);
    if (e.kind === 'slice' && e.a.kind === 'ref') {
      if (of.has(e.a.signal)) {
        reads.push([e.a.signal, [e.low, e.low + e.width]]);
      }
    } else if (e.kind === 'ref' && of.has(e.signal)) {
      reads.push([e.signal, [0, e.width]]);
    } else {
      for (const operand of operands(e)) {
        stack.push(operand);
      }
    }
  }
  return reads;
}

const overlap = ([low, end]: BitRange, [from, to]: BitRange): boolean => low < to && from < end;

const report = (module: Module, signal: Signal, range: BitRange, at: Location, later: Location): Diagnostic => ({
  severity: 'error',
  code: 'comb-loop',
  message: `\`${rangeText(signal.name, range, signal.width)}\` is read before it is set for the last time`,
  places: [{ at }, { at: later, note: 'set here after it is read' }, { at: signal.at, note: 'declared here' }],
  hint: 'set the bits that others depend on first, or give them wires of their own',
  module: module.name,
});
