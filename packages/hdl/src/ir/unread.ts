import type { Expr } from './expression.ts';
import type { ClockedProcess, Module, Signal } from './module.ts';
import { type BitRange, complement, rangeText } from './ranges.ts';
import { itemExpressions, leafStatements, operands } from './walk.ts';

const known = new WeakMap<Module, ReadonlyMap<Signal, BitRange[]>>();

/** For each input, wire and register: the parts that nothing reads, as ranges. Outputs are read from outside. */
export function unreadRanges(module: Module): ReadonlyMap<Signal, BitRange[]> {
  let unread = known.get(module);
  if (!unread) {
    unread = findUnread(module);
    known.set(module, unread);
  }
  return unread;
}

function findUnread(module: Module): ReadonlyMap<Signal, BitRange[]> {
  /** Signals read wholly somewhere, and the parts read of others. */
  const whole = new Set<Signal>();
  const read = new Map<Signal, BitRange[]>();
  const note = (signal: Signal, range: BitRange) => {
    if (whole.has(signal)) {
      return;
    }
    const ranges = read.get(signal);
    if (ranges) {
      ranges.push(range);
    } else {
      read.set(signal, [range]);
    }
  };
  const seen = new Set<Expr>();
  const stack: Expr[] = [];
  const use = (root: Expr): void => {
    stack.push(root);
    for (let at = stack.pop(); at; at = stack.pop()) {
      if (at.kind === 'ref') {
        whole.add(at.signal);
        continue;
      }
      if (at.kind === 'const' || seen.has(at)) {
        continue;
      }
      seen.add(at);
      if (at.kind === 'slice' && at.a.kind === 'ref') {
        note(at.a.signal, [at.low, at.low + at.width]);
      } else if (at.kind === 'binary') {
        stack.push(at.a, at.b);
      } else {
        for (const operand of operands(at)) {
          stack.push(operand);
        }
      }
    }
  };
  for (const item of module.items) {
    itemExpressions(item, use);
    if (item.kind === 'clocked') {
      whole.add(item.domain.clock);
    }
    if (item.kind === 'clocked' && item.domain.reset && asksForReset(item)) {
      whole.add(item.domain.reset.signal);
    }
  }
  const unread = new Map<Signal, BitRange[]>();
  for (const signal of [...module.ports, ...module.signals]) {
    if (signal.kind === 'output' || whole.has(signal)) {
      continue;
    }
    const gaps = complement(read.get(signal) ?? [], signal.width);
    if (gaps.length > 0) {
      unread.set(signal, gaps);
    }
  }
  return unread;
}

/** Whether a process does something else in reset: some register has a reset value, or it checks or prints. */
function asksForReset({ targets, body }: ClockedProcess): boolean {
  let asks = targets.some(({ init }) => init !== undefined);
  leafStatements(body, ({ kind }) => {
    asks ||= kind === 'check' || kind === 'print';
  });
  return asks;
}

/** The unread parts as Verilog operands. */
export const unreadBits = (module: Module): string[] =>
  [...unreadRanges(module)].flatMap(([signal, gaps]) => gaps.map((gap) => rangeText(signal.name, gap, signal.width)));
