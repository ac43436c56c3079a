import type { Cat, Const, Expr, Signal } from '../ir/index.ts';
import { printConst } from './literal.ts';
import { Operands, type Texts } from './operand.ts';
import { printBinary, printMux, printUnary } from './operator.ts';
import { ATOM, atom, LEVELS, LOGICAL_LEVELS, type Text, UNARY, wrap } from './precedence.ts';

/** Prints expressions, each for a place of a certain kind. */
export interface ExpressionPrinter {
  /** Where the context has exactly the node's width: the right side of an assignment, a port connection. */
  value(e: Expr): string;
  /** Where Verilog looks at the text alone: an address, an index, an operand of a concatenation. */
  alone(e: Expr): string;
  /** A condition: logical operators on single bits. */
  condition(e: Expr): string;
  /** As `alone`, and Verilog sees the node's sign: an argument of `$display`. */
  typed(e: Expr): string;
  /** The address of a memory word. */
  address(e: Expr): string;
  /** `[stride*index +: width]`. */
  dynamicRange(index: Expr, stride: number, width: number): string;
  /** The name of a vector that can be sliced: a signal, or a wire made for it. */
  name(e: Expr): string;
  /** A number, by its name where it has one. */
  constant(e: Const): string;
}

/** Wires for nodes that cannot stand where they are used, or are used often. */
export interface Wires {
  /** The wire made for a node earlier. */
  of(e: Expr): string | undefined;
  /** Gives a node a wire of its own and returns its name. */
  make(e: Expr): string;
  /** The name that a number goes by; undefined: it has none. */
  constant(e: Const): string | undefined;
  /** Notes that bits [low, low + width) of a node are read through its wire. */
  read(e: Expr, low: number, width: number): void;
}

export const expressionPrinter = (wires: Wires): ExpressionPrinter => new Expressions(wires);

class Expressions implements ExpressionPrinter, Texts {
  readonly #wires: Wires;
  readonly #operands = new Operands(this);

  constructor(wires: Wires) {
    this.#wires = wires;
  }

  value(e: Expr): string {
    return this.print(dropCast(e), true).text;
  }

  alone(e: Expr): string {
    return this.printAlone(e).text;
  }

  condition(e: Expr): string {
    return this.printCondition(e).text;
  }

  /** With the node's sign: as an index, a signed name would count from below zero. */
  typed(e: Expr): string {
    return this.#operands.withSign(e, this.printAlone(e)).text;
  }

  /** Icarus keeps the carry of `m[a + 1]`, so only an atom stands there. */
  address(e: Expr): string {
    const printed = this.#operands.withSign(e, this.printAlone(e));
    return printed.atomic ? printed.text : this.spill(e).text;
  }

  dynamicRange(index: Expr, stride: number, width: number): string {
    if (stride === 1 && width === 1) {
      return `[${this.typed(index)}]`;
    }
    if (stride === 1) {
      return `[${this.typed(index)} +: ${width}]`;
    }
    // The integer makes the product a 32-bit context: only an atom keeps its value there.
    const printed = this.#operands.withSign(index, this.printAlone(index));
    const factor = printed.atomic ? wrap(printed, LEVELS.mul + 1, true) : this.spill(index).text;
    return `[${stride}*${factor} +: ${width}]`;
  }

  /** A vector of which bits [low, low + width) are read by name. */
  name(e: Expr, low = 0, width = e.width): string {
    if (e.kind === 'cast') {
      return this.name(e.a, low, width);
    }
    if (e.kind === 'ref') {
      return e.signal.name;
    }
    const made = this.#wires.make(e);
    this.#wires.read(e, low, width);
    return made;
  }

  constant(e: Const): string {
    return this.#wires.constant(e) ?? printConst(e);
  }

  print(e: Expr, exact: boolean): Text {
    const known = this.#wires.of(e);
    if (known !== undefined) {
      this.#wires.read(e, 0, e.width);
      return atom(known, e.width, e.signed);
    }
    switch (e.kind) {
      case 'const':
        return this.#number(e);
      case 'ref':
        return atom(e.signal.name, e.width, e.signal.signed);
      case 'unary':
        return printUnary(e, this.#operands);
      case 'binary':
        return printBinary(e, exact, this.#operands);
      case 'mux':
        return printMux(e, exact, this.#operands);
      case 'slice':
        if (e.a.width === 1) {
          return atom(this.name(e.a), 1, named(e.a).signed);
        }
        return atom(`${this.name(e.a, e.low, e.width)}${range(e.low, e.width)}`, e.width);
      case 'index':
        return atom(`${this.name(e.a)}${this.dynamicRange(e.index, e.stride, e.width)}`, e.width);
      case 'cat':
        return atom(this.#concatenation(e), e.width);
      case 'replicate':
        return atom(`{${e.count}{${this.alone(e.a)}}}`, e.width);
      case 'resize':
        if (e.width === e.a.width) {
          return this.print(e.a, exact);
        }
        if (e.width < e.a.width) {
          return atom(`${this.name(e.a, 0, e.width)}${range(0, e.width)}`, e.width);
        }
        return atom(this.#operands.extension(e.a, e.width), e.width);
      case 'cast': {
        const inner = this.print(e.a, false);
        return inner.self === e.a.width ? inner : this.spill(e.a);
      }
      case 'memoryRead':
        return atom(`${e.memory.name}[${this.address(e.address)}]`, e.width);
    }
  }

  printAlone(e: Expr): Text {
    const printed = this.print(e, false);
    return printed.self === e.width ? printed : this.spill(e);
  }

  /** `&&`, `||` and `!` instead of bitwise operators on single bits. */
  printCondition(e: Expr): Text {
    if (this.#wires.of(e) !== undefined || e.width !== 1) {
      return this.printAlone(e);
    }
    if (e.kind === 'unary' && e.op === 'not') {
      const a = this.printCondition(e.a);
      return { ...atom(`!${wrap(a, UNARY + 1, true)}`, 1), level: UNARY };
    }
    if (e.kind === 'binary' && (e.op === 'and' || e.op === 'or')) {
      const { op } = e;
      const level = LOGICAL_LEVELS[op];
      const sides = [e.a, e.b].map((each) => {
        const printed = this.printCondition(each);
        const mixed = printed.level === LOGICAL_LEVELS.and && op === 'or';
        return wrap(printed, mixed ? ATOM : level, true);
      });
      return { ...atom(sides.join(op === 'and' ? ' && ' : ' || '), 1), level };
    }
    return this.printAlone(e);
  }

  spill(e: Expr): Text {
    const name = this.#wires.make(e);
    this.#wires.read(e, 0, e.width);
    return atom(name, e.width, e.signed);
  }

  /** `-5'sd3` binds as an operator does. */
  #number(e: Const): Text {
    const printed = atom(this.constant(e), e.width, e.signed);
    return printed.text.startsWith('-') ? { ...printed, level: UNARY } : printed;
  }

  #concatenation(e: Cat): string {
    return `{${e.parts.map((part) => this.alone(part)).join(', ')}}`;
  }
}

/** What the name of a vector names: its Verilog sign is the text's. */
const named = (e: Expr): Expr | Signal => (e.kind === 'cast' ? named(e.a) : e.kind === 'ref' ? e.signal : e);

const range = (low: number, width: number): string => (width === 1 ? `[${low}]` : `[${low + width - 1}:${low}]`);

/** Assignments move bits: the sign of the value does not matter there. */
const dropCast = (e: Expr): Expr => (e.kind === 'cast' ? e.a : e);
