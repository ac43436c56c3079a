import type { Expr } from './expression.ts';
import type { ClockedProcess, Module, Signal } from './module.ts';
import { type BitRange, complement, rangeText } from './ranges.ts';
import { itemExpressions, leafStatements, operands } from './walk.ts';

/** For each input, wire and register: the parts that nothing reads, as ranges. Outputs are read from outside. */
export function unreadRanges(module: Module): Map<Signal, BitRange[]> {
  const read = new Map<Signal, BitRange[]>();
  const note = (signal: Signal, range: BitRange) => {
    const ranges = read.get(signal);
    if (ranges) {
      ranges.push(range);
    } else {
      read.set(signal, [range]);
    }
  };
  const seen = new Set<Expr>();
  const use = (e: Expr): void => {
    const stack = [e];
    for (let at = stack.pop(); at; at = stack.pop()) {
      if (at.kind === 'ref') {
        note(at.signal, [0, at.width]);
      }
      if (seen.has(at)) {
        continue;
      }
      seen.add(at);
      const inner = at.kind === 'slice' ? at.a : undefined;
      if (inner?.kind === 'ref' && at.kind === 'slice') {
        note(inner.signal, [at.low, at.low + at.width]);
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
      note(item.domain.clock, [0, 1]);
    }
    if (item.kind === 'clocked' && item.domain.reset && asksForReset(item)) {
      note(item.domain.reset.signal, [0, 1]);
    }
  }
  const unread = new Map<Signal, BitRange[]>();
  for (const signal of [...module.ports, ...module.signals]) {
    if (signal.kind === 'output') {
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
