import {
  type BitRange,
  type CombProcess,
  type Const,
  complement,
  type Expr,
  type Item,
  type Module,
  rangeText,
  type Signal,
  statementExpressions,
  walk,
} from '../ir/index.ts';
import { declarationType } from './declarations.ts';
import { type ExpressionPrinter, expressionPrinter } from './expression.ts';
import type { Line, Lines } from './lines.ts';
import type { ParameterNamer } from './parameters.ts';
import { type Plan, planWires } from './plan.ts';
import type { WireNamer } from './wirenames.ts';
import { wrapLine } from './wrap.ts';

/** Wires made for expressions, each declared in front of the item that is the first to need it. */
export class ItemWires {
  /** Prints expressions by way of these wires. */
  readonly printer: ExpressionPrinter;
  readonly #lines: Lines;
  readonly #namer: WireNamer;
  readonly #plan: Plan;
  /** With the bits that are read of each. */
  readonly #wires = new Map<Expr, { readonly name: string; readonly read: BitRange[] }>();
  /** What wires are named after. */
  #subject: string;
  /** Declarations of the item at hand. */
  #before: string[] = [];

  constructor(module: Module, lines: Lines, namer: WireNamer, parameters: ParameterNamer) {
    this.#lines = lines;
    this.#namer = namer;
    this.#plan = new Map([...planWires(module.items), ...planWires(module.verification?.items ?? [])]);
    this.#subject = module.name;
    this.printer = expressionPrinter({
      of: (e) => this.#wires.get(e)?.name,
      make: (e) => this.#make(e),
      constant: parameters.of,
      read: (e, low, width) => this.#wires.get(e)?.read.push([low, low + width]),
    });
  }

  /** Wires are for this signal, or this port of an instance, from here on. */
  nameAfter(subject: string): void {
    this.#subject = subject;
  }

  /** Prints an item after the wires it turns out to need. */
  around(item: Item, print: () => void): void {
    this.#before = [];
    this.#subject = subjectOf(item);
    const constant = item.kind === 'comb' ? constantStart(item) : undefined;
    if (constant) {
      this.#make(constant);
    }
    for (const e of this.#plan.get(item) ?? []) {
      this.#make(e);
    }
    const { all } = this.#lines;
    const start = all.length;
    print();
    if (this.#before.length > 0) {
      const inserted: Line[] = this.#before.map((line) => ({ text: `  ${line.replaceAll('\n', '\n  ')}` }));
      if (item.kind !== 'drive') {
        inserted.push({ text: '' });
      }
      all.splice(start, 0, ...inserted);
    }
  }

  /** The bits of all wires that nobody reads, as Verilog writes them. */
  unread(): string[] {
    return [...this.#wires].flatMap(([e, { name, read }]) =>
      complement(read, e.width).map((gap) => rangeText(name, gap, e.width)),
    );
  }

  #make(e: Expr): string {
    const known = this.#wires.get(e);
    if (known) {
      return known.name;
    }
    const text = this.printer.value(e);
    const name = this.#namer.next(this.#subject, e);
    this.#wires.set(e, { name, read: [] });
    this.#before.push(wrapLine(`wire ${declarationType(e.signed, e.width)}${name} = ${text};`, 2));
    return name;
  }
}

/**
 * A constant of a process that reads nothing that can change: `always @*` would wait for ever, but for a wire that gets
 * its value when time begins.
 */
function constantStart(process: CombProcess): Const | undefined {
  const own = new Set<Signal>(process.targets);
  const seen = new Set<Expr>();
  let isLive = false;
  let first: Const | undefined;
  for (const statement of process.body) {
    statementExpressions(statement, (root, user) => {
      if (root.kind === 'const') {
        first ??= user.kind === 'assign' && root === user.value ? root : undefined;
      } else if (!isLive) {
        walk(
          [root],
          (e) => {
            isLive ||= e.kind === 'memoryRead' || (e.kind === 'ref' && !own.has(e.signal));
          },
          seen,
        );
      }
    });
    if (isLive) {
      return undefined;
    }
  }
  return first;
}

function subjectOf(item: Item): string {
  if (item.kind === 'drive') {
    return item.target.signal.name;
  }
  if (item.kind === 'instance') {
    return item.name;
  }
  return item.targets[0]?.name ?? 'check';
}
