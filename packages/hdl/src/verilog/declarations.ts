import { type Attributes, type Domain, leafStatements, type Memory, type Module, type Signal } from '../ir/index.ts';
import type { ExpressionPrinter } from './expression.ts';
import { stringText } from './identifier.ts';
import { isCppWord } from './keywords.ts';
import type { Lines } from './lines.ts';
import { initOf, printConst } from './literal.ts';
import type { WireNamer } from './wirenames.ts';

/**
 * Words of a memory that an initial value leaves out are written as zero a line each up to this number, in a loop above
 * it.
 */
const MOST_ZERO_LINES = 16;

/** Declares ports, signals and memories of a module. */
export class Declarations {
  readonly #module: Module;
  readonly #lines: Lines;
  readonly #printer: ExpressionPrinter;
  /** Signals that a process assigns: `reg`, whatever they become. */
  readonly #assigned: ReadonlySet<Signal>;
  /** What the source says is written once in a module. */
  readonly #said = new Set<string>();

  constructor(module: Module, lines: Lines, printer: ExpressionPrinter) {
    this.#module = module;
    this.#lines = lines;
    this.#printer = printer;
    const items = [...module.items, ...(module.verification?.items ?? [])];
    this.#assigned = new Set(
      items.flatMap((item) => (item.kind === 'comb' || item.kind === 'clocked' ? [...item.targets] : [])),
    );
  }

  /** From `module` to the end of its ports. */
  head(): void {
    const { name, at, inouts = [] } = this.#module;
    const ports = [...this.#module.ports, ...inouts];
    this.#attributes(this.#module.attributes);
    if (ports.length === 0) {
      this.#lines.add(`module ${name};`, at);
      return;
    }
    const words = ports.some((port) => isCppWord(port.name));
    if (words) {
      this.#lines.add('// verilator lint_off SYMRSVDWORD');
    }
    this.#lines.add(`module ${name} (`, at);
    this.#lines.indented(() => this.#ports(ports));
    this.#lines.add(');');
    if (words) {
      this.#lines.add('// verilator lint_on SYMRSVDWORD');
    }
  }

  signal(signal: Signal): void {
    this.#comments(signal);
    this.#attributes(signal.attributes);
    const { kind, init, domain, signed, width, name, at } = signal;
    const word = kind === 'register' || this.#assigned.has(signal) ? 'reg ' : 'wire ';
    const powerUp = init !== undefined && domain && !domain.reset ? ` = ${this.#printer.constant(initOf(signal))}` : '';
    this.#lines.add(`${word}${declarationType(signed, width)}${name}${powerUp};`, at);
  }

  /** `namer` names the block that fills the memory. */
  memory(memory: Memory, namer: WireNamer): void {
    const { name, width, depth, at, init } = memory;
    this.#attributes(memory.attributes);
    const twoClocks = writingClocks(this.#module, memory) > 1;
    if (twoClocks) {
      this.#lines.add('// verilator lint_off MULTIDRIVEN');
    }
    this.#lines.add(`reg ${declarationType(false, width)}${name} [0:${depth - 1}];`, at);
    if (twoClocks) {
      this.#lines.add('// verilator lint_on MULTIDRIVEN');
    }
    if (init) {
      this.#words(memory, init, namer);
    }
  }

  #ports(ports: readonly Signal[]): void {
    const types = ports.map((port) => {
      const direction = (port.kind === 'wire' ? 'inout' : port.kind).padEnd(6);
      const word = this.#assigned.has(port) ? 'reg ' : 'wire';
      return `${direction} ${word} ${declarationType(port.signed, port.width).trimEnd()}`.trimEnd();
    });
    const column = Math.max(...types.map((type) => type.length));
    ports.forEach((port, i) => {
      const comma = i < ports.length - 1 ? ',' : '';
      this.#comments(port);
      this.#attributes(port.attributes);
      this.#lines.add(`${types[i].padEnd(column)} ${port.name}${comma}`);
    });
  }

  /** What a memory holds at power-up; words that are not given are zero. */
  #words({ name, width, depth }: Memory, init: readonly bigint[], namer: WireNamer): void {
    const lines = this.#lines;
    const word = (value: bigint) => printConst({ kind: 'const', value, width, signed: false });
    const loop = depth - init.length > MOST_ZERO_LINES;
    const i = loop ? namer.inside('i') : '';
    lines.add(loop ? `initial begin : ${namer.block(name)}` : 'initial begin');
    lines.indented(() => {
      if (loop) {
        lines.add(`integer ${i};`);
      }
      init.forEach((value, address) => {
        lines.add(`${name}[${address}] = ${word(value)};`);
      });
      if (loop) {
        lines.add(`for (${i} = ${init.length}; ${i} < ${depth}; ${i} = ${i} + 1) ${name}[${i}] = ${word(0n)};`);
      } else {
        for (let address = init.length; address < depth; address++) {
          lines.add(`${name}[${address}] = ${word(0n)};`);
        }
      }
    });
    lines.add('end');
  }

  #attributes(attributes: Attributes): void {
    for (const line of attributeLines(attributes)) {
      this.#lines.add(line);
    }
  }

  /** What the source says of a signal. */
  #comments({ comments }: Signal): void {
    for (const text of this.#lines.comments ? (comments?.() ?? []) : []) {
      if (text !== undefined && !this.#said.has(text)) {
        this.#said.add(text);
        this.#lines.comment(text);
      }
    }
  }
}

/** How many clocks write a memory: with two, Verilator warns of what a memory with two ports is. */
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

/** The edge on which a domain's registers take their values. */
export const clockEdge = ({ clock, falling }: Domain): string => `${falling ? 'neg' : 'pos'}edge ${clock.name}`;

/** Sign and range in front of a name, with a space behind; empty for a single bit. */
export const declarationType = (signed: boolean, width: number): string =>
  `${signed ? 'signed ' : ''}${width > 1 ? `[${width - 1}:0] ` : ''}`;

/** `(* keep = "true" *)`; none where there are no attributes. */
export const attributeLines = (attributes: Attributes): string[] => {
  const entries = Object.entries(attributes);
  if (entries.length === 0) {
    return [];
  }
  return [
    `(* ${entries.map(([name, value]) => `${name} = ${typeof value === 'string' ? `"${stringText(value)}"` : value}`).join(', ')} *)`,
  ];
};
