import {
  ANY_CONSTANT,
  type Attributes,
  type BitRange,
  type Check,
  type ClockedProcess,
  complement,
  type Domain,
  type Expr,
  filterStatements,
  type Instance,
  type Item,
  type Location,
  leafStatements,
  type Memory,
  type Module,
  project,
  rangeText,
  type Signal,
  type Statement,
  unreadBits,
  type Verification,
} from '../ir/index.ts';
import { type ExpressionPrinter, expressionPrinter } from './expression.ts';
import { stringText } from './identifier.ts';
import { isCppWord } from './keywords.ts';
import { commentLines, type Line, newLines } from './lines.ts';
import { printConst } from './literal.ts';
import { parameterNamer } from './parameters.ts';
import { planWires } from './plan.ts';
import { printStatements, printTarget } from './statement.ts';
import { isVerification, labelOf, verificationIn } from './verification.ts';
import { wireNamer } from './wirenames.ts';
import { wrapLine } from './wrap.ts';

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
/** Words of a memory that an initial value leaves out are written as zero a line each up to this number, in a loop above it. */
const MOST_ZERO_LINES = 16;

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
  const plan = planWires(module.items);
  const checkPlan = planWires(module.verification?.items ?? []);
  const namer = wireNamer(module);
  let subject = module.name;
  let before: string[] = [];

  const parameters = parameterNamer(module);
  /** Wires made for expressions, declared in front of the item that needs them, and the bits read of each. */
  const wires = new Map<Expr, { readonly name: string; readonly read: BitRange[] }>();
  const printer: ExpressionPrinter = expressionPrinter({
    of: (e) => wires.get(e)?.name,
    make: makeWire,
    constant: parameters.of,
    read: (e, low, width) => wires.get(e)?.read.push([low, low + width]),
  });

  function makeWire(e: Expr): string {
    const known = wires.get(e);
    if (known) {
      return known.name;
    }
    const text = printer.value(e);
    const name = namer.next(subject, e);
    wires.set(e, { name, read: [] });
    before.push(wrapLine(`wire ${declarationType(e.signed, e.width)}${name} = ${text};`, 2));
    return name;
  }

  /** Prints an item after the wires it turned out to need. */
  function withWires(item: Item, print: () => void): void {
    before = [];
    subject = subjectOf(item);
    for (const e of plan.get(item) ?? checkPlan.get(item) ?? []) {
      makeWire(e);
    }
    const start = lines.all.length;
    print();
    if (before.length > 0) {
      const inserted: Line[] = before.map((line) => ({ text: `  ${line.replaceAll('\n', '\n  ')}` }));
      if (item.kind !== 'drive') {
        inserted.push({ text: '' });
      }
      lines.all.splice(start, 0, ...inserted);
    }
  }

  function printItem(item: Item): void {
    switch (item.kind) {
      case 'drive':
        lines.add(`assign ${printTarget(item.target, printer)} = ${printer.value(item.value)};`, item.at);
        return;
      case 'comb':
        lines.add('always @* begin', item.at);
        lines.indented(() => printStatements(item.body, '=', printer, lines, setSubject));
        lines.add('end');
        return;
      case 'clocked':
        printClocked(item);
        return;
      case 'instance':
        printInstance(item);
        return;
    }
  }

  function printInit({ init = 0n, width, signed, labels }: Signal): string {
    const member = labels?.members.get(init);
    const label = labels && member !== undefined ? { of: labels.of, member } : undefined;
    return printer.constant({ kind: 'const', value: init, width, signed, label });
  }

  const setSubject = (signal: Signal | undefined): void => {
    if (signal) {
      subject = signal.name;
    }
  };

  function printClocked(item: ClockedProcess): void {
    const checked = verificationIn(item.body);
    const hardware = checked.size > 0 ? filterStatements(item.body, (leaf) => !isVerification(leaf)) : item.body;
    const body = item.domain.reset?.asynchronous ? printAsynchronous(item, hardware) : hardware;
    if (body.length > 0) {
      lines.add(`always @(${clockEdge(item.domain)}) begin`, item.at);
      lines.indented(() => {
        printStatements(body, '<=', printer, lines, setSubject);
        if (!item.domain.reset?.asynchronous) {
          printReset(item);
        }
      });
      lines.add('end');
    }
    if (checked.has('print')) {
      lines.blank();
      lines.directive('`ifndef SYNTHESIS');
      printLooking(item, 'print');
      lines.directive('`endif');
    }
    if (checked.has('check')) {
      if (body.length > 0) {
        lines.blank();
      }
      printLooking(item, 'check');
    }
  }

  /** Registers that an asynchronous reset holds: a block of their own. Returns what is left to do on the clock's edge alone. */
  function printAsynchronous(item: ClockedProcess, body: readonly Statement[]): readonly Statement[] {
    const { domain, targets, at } = item;
    const held = new Set(targets.filter((signal) => signal.init !== undefined));
    if (!domain.reset || held.size === 0) {
      return body;
    }
    const { signal, activeLow } = domain.reset;
    lines.add(`always @(${clockEdge(domain)} or ${activeLow ? 'neg' : 'pos'}edge ${signal.name}) begin`, at);
    lines.indented(() => {
      printReset(item, () => printStatements(project(body, held), '<=', printer, lines, setSubject));
    });
    lines.add('end');
    const rest = filterStatements(body, (leaf) => leaf.kind !== 'assign' || !held.has(leaf.target.signal));
    if (rest.length > 0) {
      lines.blank();
    }
    return rest;
  }

  /** Checks or prints: a clocked block of their own, silent in reset. */
  function printLooking({ body, domain }: ClockedProcess, kind: 'check' | 'print'): void {
    const mine = filterStatements(body, (leaf) => leaf.kind === kind);
    const checks = () => printStatements(mine, '<=', printer, lines, setSubject, newLabel);
    lines.add(`always @(${clockEdge(domain)}) begin`);
    lines.indented(() => {
      if (!domain.reset) {
        checks();
        return;
      }
      lines.add(`if (${domain.reset.activeLow ? '' : '!'}${domain.reset.signal.name}) begin`);
      lines.indented(checks);
      lines.add('end');
    });
    lines.add('end');
  }

  /** What is there for checks alone comes last, where no hardware can come to need a wire of it. */
  function printVerification({ signals, items }: Verification): void {
    lines.blank();
    lines.directive('`ifdef FORMAL');
    const begin = lines.all.length;
    signals.forEach(printSignal);
    for (const [i, item] of items.entries()) {
      const printed = withoutConstants(item);
      if (!printed) {
        continue;
      }
      if (i > 0 || signals.length > 0) {
        lines.blank();
      }
      withWires(item, () => printItem(printed));
    }
    declareCodes(begin, parameters.made()); // used by no hardware
    lines.directive('`endif');
  }

  const newLabel = ({ message }: Check): string => namer.free(labelOf(message));

  /**
   * The reset values, under the reset. A synchronous one comes last and wins; registers without a reset value are not mentioned and need no
   * gating. An asynchronous one comes first, and `otherwise` is what else happens.
   */
  function printReset({ domain, targets }: ClockedProcess, otherwise?: () => void): void {
    const reset = targets.filter((signal) => signal.init !== undefined);
    if (!domain.reset || reset.length === 0) {
      return;
    }
    lines.add(`if (${resetActive(domain)}) begin`);
    lines.indented(() => {
      for (const signal of reset) {
        lines.add(`${signal.name} <= ${printInit(signal)};`);
      }
    });
    if (otherwise) {
      lines.add('end else begin');
      lines.indented(otherwise);
    }
    lines.add('end');
  }

  function printInstance(item: Instance): void {
    const parameters = Object.entries(item.parameters);
    for (const line of attributeLines(item.attributes)) {
      lines.add(line);
    }
    const open = parameters.length > 0 ? `${item.module.name} #(` : `${item.module.name} ${item.name} (`;
    lines.add(open, item.at);
    if (parameters.length > 0) {
      lines.indented(() => {
        parameters.forEach(([name, value], i) => {
          const text = parameterText(value);
          lines.add(`.${name}(${text})${i < parameters.length - 1 ? ',' : ''}`);
        });
      });
      lines.add(`) ${item.name} (`);
    }
    lines.indented(() => {
      const ports = [...item.module.ports, ...(item.module.inouts ?? [])];
      ports.forEach((port, i) => {
        subject = `${item.name}_${port.name}`;
        lines.add(`.${port.name}(${connectionOf(item, port.name)})${i < ports.length - 1 ? ',' : ''}`);
      });
    });
    lines.add(');');
  }

  function connectionOf(item: Instance, port: string): string {
    const input = item.inputs.get(port);
    const pad = item.inouts?.get(port);
    if (pad) {
      return rangeText(pad.signal.name, [pad.low, pad.low + pad.width], pad.signal.width);
    }
    return input ? printer.value(input) : (item.outputs.get(port)?.name ?? '');
  }

  const said = new Set<string>();
  const assigned = new Set<Signal>();
  for (const item of [...module.items, ...(module.verification?.items ?? [])]) {
    if (item.kind === 'comb' || item.kind === 'clocked') {
      for (const signal of item.targets) {
        assigned.add(signal);
      }
    }
  }

  for (const line of attributeLines(module.attributes)) {
    lines.add(line);
  }
  printPorts();
  const begin = lines.all.length;
  lines.indented(() => {
    printDeclarations();
    let last: Item | undefined;
    for (const item of module.items) {
      if (last?.kind !== item.kind || item.kind !== 'drive') {
        lines.blank();
      }
      last = item;
      withWires(item, () => printItem(item));
    }
    printUnread();
    const codes = parameters.made();
    if (module.verification) {
      printVerification(module.verification);
    }
    declareCodes(begin, codes);
  });
  lines.blank();
  lines.add('endmodule');
  return lines.all;

  /** At line `begin`, with a blank line behind them. */
  function declareCodes(begin: number, codes: readonly string[]): void {
    if (codes.length > 0) {
      lines.all.splice(begin, 0, ...codes.map((text) => ({ text: `  ${text}` })), { text: '' });
    }
  }

  /** What the source says of a signal, each sentence once in a module. */
  function printComments({ comments }: Signal): void {
    for (const text of options.comments ? (comments?.() ?? []) : []) {
      if (text !== undefined && !said.has(text)) {
        said.add(text);
        lines.comment(text);
      }
    }
  }

  function printPorts(): void {
    const ports = [...module.ports, ...(module.inouts ?? [])];
    if (ports.length === 0) {
      lines.add(`module ${module.name};`, module.at);
      return;
    }
    const words = ports.some(({ name }) => isCppWord(name));
    if (words) {
      lines.add('// verilator lint_off SYMRSVDWORD');
    }
    lines.add(`module ${module.name} (`, module.at);
    const types = ports.map(
      (port) =>
        `${(port.kind === 'wire' ? 'inout' : port.kind).padEnd(6)} ${assigned.has(port) ? 'reg ' : 'wire'} ${declarationType(port.signed, port.width).trimEnd()}`,
    );
    const column = Math.max(...types.map((type) => type.trimEnd().length));
    lines.indented(() => {
      ports.forEach((port, i) => {
        const comma = i < ports.length - 1 ? ',' : '';
        printComments(port);
        for (const line of attributeLines(port.attributes)) {
          lines.add(line);
        }
        lines.add(`${types[i].trimEnd().padEnd(column)} ${port.name}${comma}`);
      });
    });
    lines.add(');');
    if (words) {
      lines.add('// verilator lint_on SYMRSVDWORD');
    }
  }

  function printDeclarations(): void {
    module.signals.forEach(printSignal);
    for (const memory of module.memories) {
      printMemory(memory);
    }
  }

  function printSignal(signal: Signal): void {
    printComments(signal);
    for (const line of attributeLines(signal.attributes)) {
      lines.add(line);
    }
    const kind = signal.kind === 'register' || assigned.has(signal) ? 'reg ' : 'wire ';
    const powerUp = signal.init !== undefined && signal.domain && !signal.domain.reset ? ` = ${printInit(signal)}` : '';
    lines.add(`${kind}${declarationType(signal.signed, signal.width)}${signal.name}${powerUp};`, signal.at);
  }

  function printMemory(memory: Memory): void {
    for (const line of attributeLines(memory.attributes)) {
      lines.add(line);
    }
    const twoClocks = writingClocks(module, memory) > 1;
    if (twoClocks) {
      lines.add('// verilator lint_off MULTIDRIVEN');
    }
    lines.add(`reg ${declarationType(false, memory.width)}${memory.name} [0:${memory.depth - 1}];`, memory.at);
    if (twoClocks) {
      lines.add('// verilator lint_on MULTIDRIVEN');
    }
    if (!memory.init) {
      return;
    }
    const { name, width, depth, init } = memory;
    const word = (value: bigint) => printConst({ kind: 'const', value, width, signed: false });
    const left = depth - init.length;
    const loop = left > MOST_ZERO_LINES;
    const block = loop ? namer.block(name) : '';
    lines.add(loop ? `initial begin : ${block}` : 'initial begin');
    lines.indented(() => {
      if (loop) {
        lines.add('integer i;');
      }
      init.forEach((value, i) => {
        lines.add(`${name}[${i}] = ${word(value)};`);
      });
      if (loop) {
        lines.add(`for (i = ${init.length}; i < ${depth}; i = i + 1) ${name}[i] = ${word(0n)};`);
      } else {
        for (let i = init.length; i < depth; i++) {
          lines.add(`${name}[${i}] = ${word(0n)};`);
        }
      }
    });
    lines.add('end');
  }

  function printUnread(): void {
    const unread = unreadBits(module);
    for (const [e, { name, read }] of wires) {
      for (const gap of complement(read, e.width)) {
        unread.push(rangeText(name, gap, e.width));
      }
    }
    if (unread.length === 0) {
      return;
    }
    lines.blank();
    lines.add('// Bits nobody reads, named for lint.');
    lines.add(`wire _unused = &{1'b0, ${unread.join(', ')}};`);
  }
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

/** Verilog promises 32 bits to a number without a width: wider ones bring theirs. */
function parameterText(value: string | number | bigint): string {
  if (typeof value === 'string') {
    return `"${stringText(value)}"`;
  }
  const fits = value >= -(2 ** 31) && value < 2 ** 31;
  if (fits || !Number.isInteger(Number(value))) {
    return String(value);
  }
  const size = BigInt(value).toString(2).replace('-', '').length;
  return value < 0 ? `-${size + 1}'sd${-BigInt(value)}` : `${Math.max(32, size)}'d${value}`;
}

/** How many clocks a memory is written on: with two, Verilator warns of what a memory with two ports is. */
function writingClocks({ items }: Module, memory: Memory): number {
  const clocks = new Set<string>();
  for (const item of items) {
    if (item.kind === 'clocked') {
      leafStatements(item.body, (leaf) => {
        if (leaf.kind === 'memoryWrite' && leaf.memory === memory) {
          clocks.add(clockEdge(item.domain));
        }
      });
    }
  }
  return clocks.size;
}

const clockEdge = ({ clock, falling }: Domain): string => `${falling ? 'neg' : 'pos'}edge ${clock.name}`;

const resetActive = (domain: Domain): string =>
  domain.reset ? `${domain.reset.activeLow ? '!' : ''}${domain.reset.signal.name}` : "1'b0";

const declarationType = (signed: boolean, width: number): string =>
  `${signed ? 'signed ' : ''}${width > 1 ? `[${width - 1}:0] ` : ''}`;

const attributeLines = (attributes: Attributes): string[] => {
  const entries = Object.entries(attributes);
  if (entries.length === 0) {
    return [];
  }
  return [
    `(* ${entries.map(([name, value]) => `${name} = ${typeof value === 'string' ? `"${stringText(value)}"` : value}`).join(', ')} *)`,
  ];
};

function subjectOf(item: Item): string {
  if (item.kind === 'drive') {
    return item.target.signal.name;
  }
  if (item.kind === 'instance') {
    return item.name;
  }
  return item.targets[0]?.name ?? 'check';
}
