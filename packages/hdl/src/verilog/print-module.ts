import {
  ANY_CONSTANT,
  type Check,
  filterStatements,
  type Item,
  type Location,
  type Module,
  type Signal,
  unreadBits,
  type Verification,
} from '../ir/index.ts';
import { ClockedPrinter } from './clocked.ts';
import { Declarations } from './declarations.ts';
import { printInstance } from './instance.ts';
import { ItemWires } from './item-wires.ts';
import { commentLines, type Line, type Lines, newLines } from './lines.ts';
import { parameterNamer } from './parameters.ts';
import { printStatements, printTarget } from './statement.ts';
import { labelOf } from './verification.ts';
import { type WireNamer, wireNamer } from './wirenames.ts';

/** What stands in a file besides its module. */
export interface PrintOptions {
  /** Comments in front of everything: the licence, what the file is made from. */
  readonly banner?: readonly string[];
  /** With the comments of the source. */
  readonly comments?: boolean;
}

/** A file of Verilog, and where its lines were written. */
export interface Printed {
  readonly text: string;
  /** Lines counted from 1, rising, each with the place that it and those behind it come from. */
  readonly places: readonly { readonly line: number; readonly at: Location }[];
}

/** Comments are broken before this column. */
const COMMENT_LIMIT = 112;

/** Verilog-2001 text of one module's file: the module, and its alternative where it has one. */
export function printModule(module: Module, options: PrintOptions = {}): Printed {
  const comment = options.comments ? module.comment?.() : undefined;
  const words = comment === undefined ? [] : commentLines(comment, COMMENT_LIMIT);
  const banner = (options.banner ?? []).map((line) => `// ${line}`.trimEnd());
  const head = [
    ...banner,
    ...(banner.length > 0 && words.length > 0 ? ['//'] : []),
    ...words,
    '`default_nettype none',
    '',
  ];
  const lines: Line[] = [
    ...head.map((text) => ({ text })),
    ...bodiesOf(module, options),
    { text: '' },
    { text: '`default_nettype wire' },
  ];
  const places: { line: number; at: Location }[] = [];
  let line = 1;
  for (const { text, at } of lines) {
    if (at) {
      places.push({ line, at });
    }
    line += text.split('\n').length;
  }
  return { text: `${lines.map(({ text }) => text).join('\n')}\n`, places };
}

/** Verilog-2001 has no "and" of macros, so that two of them decide by way of a third. */
function bodiesOf(module: Module, options: PrintOptions): readonly Line[] {
  const { name, alternative } = module;
  const body = printBody(module, options);
  if (!alternative) {
    return body;
  }
  const { defined, notDefined } = alternative.under;
  const own = `${name}_own_body`;
  const define = `\`define ${own}`;
  const decision = [`\`ifndef ${defined}`, define, `\`elsif ${notDefined}`, define, '`endif', '', `\`ifdef ${own}`];
  const plain = (texts: readonly string[]): Line[] => texts.map((text) => ({ text }));
  return [
    ...plain([...(notDefined === undefined ? [`\`ifndef ${defined}`] : decision), '']),
    ...body,
    ...plain(['', '`else', '']),
    ...printBody(alternative.module, options),
    ...plain(['', '`endif']),
  ];
}

/** From `module` to `endmodule`. */
function printBody(module: Module, options: PrintOptions): readonly Line[] {
  const lines = newLines(options.comments ?? false);
  const namer = wireNamer(module);
  const parameters = parameterNamer(module);
  const wires = new ItemWires(module, lines, namer, parameters);
  const declarations = new Declarations(module, lines, wires.printer);
  const printItem = itemPrinter(wires, lines, ({ message }) => namer.free(labelOf(message)));

  /** What is there for checks alone comes last, where no hardware can come to need a wire of it. */
  const printVerification = ({ signals, items }: Verification): void => {
    lines.blank();
    lines.directive('`ifdef FORMAL');
    const begin = lines.all.length;
    for (const signal of signals) {
      declarations.signal(signal);
    }
    for (const [i, item] of items.entries()) {
      const printed = withoutConstants(item);
      if (!printed) {
        continue;
      }
      if (i > 0 || signals.length > 0) {
        lines.blank();
      }
      wires.around(item, () => printItem(printed));
    }
    declareCodes(lines, begin, parameters.made()); // used by no hardware
    lines.directive('`endif');
  };

  declarations.head();
  const begin = lines.all.length;
  lines.indented(() => {
    for (const signal of module.signals) {
      declarations.signal(signal);
    }
    for (const memory of module.memories) {
      declarations.memory(memory, namer);
    }
    let last: Item | undefined;
    for (const item of module.items) {
      if (last?.kind !== item.kind || item.kind !== 'drive') {
        lines.blank();
      }
      last = item;
      wires.around(item, () => printItem(item));
    }
    printUnread(lines, [...unreadBits(module), ...wires.unread()], namer);
    const codes = parameters.made();
    if (module.verification) {
      printVerification(module.verification);
    }
    declareCodes(lines, begin, codes);
  });
  lines.blank();
  lines.add('endmodule');
  return lines.all;
}

/** Prints items, whose expressions go by way of `wires`; `label` names a check. */
function itemPrinter(wires: ItemWires, lines: Lines, label: (check: Check) => string): (item: Item) => void {
  const { printer } = wires;
  const nameAfter = (signal: Signal | undefined): void => {
    if (signal) {
      wires.nameAfter(signal.name);
    }
  };
  const clocked = new ClockedPrinter(lines, printer, nameAfter, label);
  return (item) => {
    switch (item.kind) {
      case 'drive':
        lines.add(`assign ${printTarget(item.target, printer)} = ${printer.value(item.value)};`, item.at);
        return;
      case 'comb':
        lines.add('always @* begin', item.at);
        lines.indented(() => printStatements(item.body, '=', printer, lines, nameAfter));
        lines.add('end');
        return;
      case 'clocked':
        clocked.print(item);
        return;
      case 'instance':
        printInstance(item, printer, lines, (subject) => wires.nameAfter(subject));
        return;
    }
  };
}

/** Named numbers, at line `begin`, with a blank line behind them. */
function declareCodes(lines: Lines, begin: number, codes: readonly string[]): void {
  if (codes.length > 0) {
    lines.all.splice(begin, 0, ...codes.map((text) => ({ text: `  ${text}` })), { text: '' });
  }
}

function printUnread(lines: Lines, unread: readonly string[], namer: WireNamer): void {
  if (unread.length === 0) {
    return;
  }
  lines.blank();
  lines.add('// Bits nobody reads, named for lint.');
  lines.add(`wire ${namer.free('_unused')} = &{1'b0, ${unread.join(', ')}};`);
}

/** The item without what keeps registers at any constant; undefined when that is all. */
function withoutConstants(item: Item): Item | undefined {
  if (item.kind !== 'clocked' || item.targets.every(({ attributes }) => !(ANY_CONSTANT in attributes))) {
    return item;
  }
  const body = filterStatements(
    item.body,
    (leaf) => leaf.kind !== 'assign' || !(ANY_CONSTANT in leaf.target.signal.attributes),
  );
  return body.length > 0 ? { ...item, body } : undefined;
}
