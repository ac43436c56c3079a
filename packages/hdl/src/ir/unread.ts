import type { ClockedProcess, Module, Signal } from './design.ts';
import type { Expr } from './expression.ts';
import { eachOperand, orderOf } from './order.ts';
import { type BitRange, complement, rangeText } from './ranges.ts';
import { itemExpressions, leafStatements } from './walk.ts';

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
  /** Signals read wholly somewhere, and the parts read of others: where they end, by where they begin. */
  const whole = new Set<Signal>();
  const read = new Map<Signal, Map<number, number>>();
  const note = (signal: Signal, low: number, end: number) => {
    let ends = read.get(signal);
    if (!ends) {
      ends = new Map();
      read.set(signal, ends);
    }
    if ((ends.get(low) ?? 0) < end) {
      ends.set(low, end);
    }
  };
  const readWhole = (e: Expr): void => {
    if (e.kind === 'ref') {
      whole.add(e.signal);
    }
  };
  for (const e of orderOf(module.items).nodes) {
    if (e.kind === 'slice' && e.a.kind === 'ref') {
      note(e.a.signal, e.low, e.low + e.width);
    } else {
      eachOperand(e, readWhole);
    }
  }
  for (const item of module.items) {
    itemExpressions(item, readWhole);
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
    const gaps = complement([...(read.get(signal) ?? [])], signal.width);
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
