import type { Binary, Cat, Const, Expr, Mux, Signal, Unary } from '../ir/index.ts';
import { isPlain, resize, slice } from '../simplify/nodes.ts';
import { printConst } from './literal.ts';
import { ATOM, LEVELS, LOGICAL_LEVELS, SYMBOLS, side, TERNARY, type Text, UNARY, wrap } from './precedence.ts';

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

export function expressionPrinter(wires: Wires): ExpressionPrinter {
  const spill = (e: Expr): string => {
    const name = wires.make(e);
    wires.read(e, 0, e.width);
    return name;
  };

  const atom = (text: string, width: number, signed = false): Text => ({
    text,
    level: ATOM,
    self: width,
    signed,
    atomic: true,
  });

  /** `-5'sd3` binds as an operator does. */
  function constant(e: Const): Text {
    const name = wires.constant(e);
    if (name !== undefined) {
      return atom(name, e.width, e.signed);
    }
    const printed = atom(printConst(e), e.width, e.signed);
    return printed.text.startsWith('-') ? { ...printed, level: UNARY } : printed;
  }

  /** `exact`: the context is known to have the node's width. */
  function print(e: Expr, exact: boolean): Text {
    const known = wires.of(e);
    if (known !== undefined) {
      wires.read(e, 0, e.width);
      return atom(known, e.width, e.signed);
    }
    switch (e.kind) {
      case 'const':
        return constant(e);
      case 'ref':
        return atom(e.signal.name, e.width, e.signal.signed);
      case 'unary':
        return printUnary(e);
      case 'binary':
        return printBinary(e, exact);
      case 'mux':
        return printMux(e, exact);
      case 'slice':
        if (e.a.width === 1) {
          return atom(name(e.a), 1, named(e.a).signed);
        }
        return atom(`${name(e.a, e.low, e.width)}${range(e.low, e.width)}`, e.width);
      case 'index':
        return atom(`${name(e.a)}${dynamicRange(e.index, e.stride, e.width)}`, e.width);
      case 'cat':
        return atom(printCat(e), e.width);
      case 'replicate':
        return atom(`{${e.count}{${alone(e.a)}}}`, e.width);
      case 'resize':
        if (e.width === e.a.width) {
          return print(e.a, exact);
        }
        if (e.width < e.a.width) {
          return atom(`${name(e.a, 0, e.width)}${range(0, e.width)}`, e.width);
        }
        return atom(extension(e.a, e.width), e.width);
      case 'cast':
        return printCast(e);
      case 'memoryRead':
        return atom(`${e.memory.name}[${address(e.address)}]`, e.width);
    }
  }

  /** As `print`, in a place without context; what needs one gets a wire. */
  function printAlone(e: Expr): Text {
    const printed = print(e, false);
    return printed.self === e.width ? printed : atom(spill(e), e.width, e.signed);
  }

  const alone = (e: Expr): string => printAlone(e).text;
  /** With the node's sign: as an index, a signed name would count from below zero. */
  const typed = (e: Expr): string => withSign(e, printAlone(e)).text;

  /** An address: Icarus keeps the carry of `m[a + 1]`, so only an atom stands there. */
  function address(e: Expr): string {
    const printed = withSign(e, printAlone(e));
    return printed.atomic ? printed.text : spill(e);
  }

  /** A vector of which bits [low, low + width) are read by name. */
  function name(e: Expr, low = 0, width = e.width): string {
    if (e.kind === 'cast') {
      return name(e.a, low, width);
    }
    if (e.kind === 'ref') {
      return e.signal.name;
    }
    const made = wires.make(e);
    wires.read(e, low, width);
    return made;
  }

  /** What `name` names: its Verilog sign is the text's. */
  const named = (e: Expr): Expr | Signal => (e.kind === 'cast' ? named(e.a) : e.kind === 'ref' ? e.signal : e);

  const range = (low: number, width: number): string => (width === 1 ? `[${low}]` : `[${low + width - 1}:${low}]`);

  function dynamicRange(index: Expr, stride: number, width: number): string {
    if (stride === 1 && width === 1) {
      return `[${typed(index)}]`;
    }
    if (stride === 1) {
      return `[${typed(index)} +: ${width}]`;
    }
    // The integer makes the product a 32-bit context: only an atom keeps its value there.
    const printed = withSign(index, printAlone(index));
    return `[${stride}*${printed.atomic ? wrap(printed, LEVELS.mul + 1, true) : spill(index)} +: ${width}]`;
  }

  /** An operand whose sign Verilog must see as the node's. */
  function withSign(e: Expr, printed: Text): Text {
    if (printed.signed === e.signed) {
      return printed;
    }
    if (printed.self !== e.width) {
      return atom(spill(e), e.width, e.signed);
    }
    return atom(`$${e.signed ? 'signed' : 'unsigned'}(${printed.text})`, e.width, e.signed);
  }

  /** An operand of an operator that works at `width`; see `extendable` for what may stay narrower. */
  function operand(e: Expr, width: number, exact: boolean, extendable: (e: Expr) => boolean): Text {
    if (e.width === width) {
      return withSign(e, print(e, exact));
    }
    // A minus in front of a narrow literal would be extended too, which lint dislikes.
    if (e.kind === 'const' && e.signed) {
      return print(resize(e, width), exact);
    }
    if (!extendable(e)) {
      const wide = { text: extension(e, width), level: ATOM, self: width, signed: false, atomic: true };
      return e.signed ? { ...wide, text: `$signed(${wide.text})`, signed: true } : wide;
    }
    const printed = withSign(e, printAlone(e));
    return printed.atomic ? printed : atom(spill(e), e.width, e.signed);
  }

  /** Zero or sign extension spelled out, so that lint sees equal widths. */
  function extension(e: Expr, width: number): string {
    const extra = width - e.width;
    if (!e.signed) {
      return `{${printConst({ kind: 'const', value: 0n, width: extra, signed: false })}, ${alone(e)}}`;
    }
    if (isPlain(e)) {
      return `{{${extra}{${alone(slice(e, e.width - 1, 1))}}}, ${alone(e)}}`;
    }
    const vector = name(e);
    return `{{${extra}{${vector}${e.width === 1 ? '' : `[${e.width - 1}]`}}}, ${vector}}`;
  }

  function printUnary(e: Unary): Text {
    const symbol = { not: '~', neg: '-', reduceAnd: '&', reduceOr: '|', reduceXor: '^' }[e.op];
    const reduces = e.op !== 'not' && e.op !== 'neg';
    const a = reduces ? printAlone(e.a) : selfSized(e.a, e.width);
    const text = `${symbol}${wrap(a, UNARY + 1, true)}`;
    return { text, level: UNARY, self: e.width, signed: !reduces && a.signed, atomic: reduces };
  }

  function printBinary(e: Binary, exact: boolean): Text {
    switch (e.op) {
      case 'add':
      case 'sub':
        return arithmetic(e, exact, (operand) => operand.width === e.width - 1);
      case 'mul':
        return arithmetic(e, exact, () => true);
      case 'div':
      case 'rem':
        return division(e);
      case 'shl':
      case 'shr':
        return shift(e);
      case 'eq':
      case 'ne':
      case 'lt':
      case 'le':
      case 'gt':
      case 'ge':
        return comparison(e);
      default:
        return arithmetic(e, exact, () => false);
    }
  }

  /** Two operands in one context of the node's width. */
  function arithmetic(e: Binary, exact: boolean, extendable: (e: Expr) => boolean): Text {
    let a = operand(e.a, e.width, exact, extendable);
    let b = operand(e.b, e.width, exact || a.self === e.width, extendable);
    if (!exact && e.a.width === e.width && a.self < e.width && b.self < e.width) {
      a = atom(spill(e.a), e.width, e.signed);
    }
    if (!exact && e.b.width === e.width && a.self < e.width && b.self < e.width) {
      b = atom(spill(e.b), e.width, e.signed);
    }
    return joined(e, a, b, Math.max(a.self, b.self));
  }

  function joined(e: Binary, a: Text, b: Text, self: number): Text {
    const level = LEVELS[e.op];
    const text = `${side(e, e.a, a, true)} ${SYMBOLS[e.op]} ${side(e, e.b, b, false)}`;
    return { text, level, self, signed: a.signed && b.signed, atomic: false };
  }

  function division(e: Binary): Text {
    const a = selfSized(e.a, e.width);
    const b = selfSized(e.b, e.width);
    const quotient = joined(e, a, b, e.width);
    const zero = printConst({ kind: 'const', value: 0n, width: e.width, signed: e.signed });
    if (e.b.kind === 'const') {
      return e.b.value === 0n ? atom(zero, e.width, e.signed) : quotient;
    }
    const divisor = wrap(b, LEVELS.eq, true);
    return { ...quotient, text: `${divisor} == ${zero} ? ${zero} : ${quotient.text}`, level: TERNARY };
  }

  function shift(e: Binary): Text {
    // Beyond the width all amounts do the same, and a plain number must fit 32 bits.
    const width = BigInt(e.width);
    const a = selfSized(e.a, e.width);
    const amount =
      e.b.kind === 'const'
        ? String(e.b.value < width ? e.b.value : width)
        : wrap(printAlone(e.b), LEVELS.shl + 1, true);
    const symbol = e.op === 'shl' ? '<<' : a.signed ? '>>>' : '>>';
    const text = `${wrap(a, LEVELS.shl, false)} ${symbol} ${amount}`;
    return { text, level: LEVELS.shl, self: e.width, signed: a.signed, atomic: false };
  }

  function selfSized(e: Expr, width: number): Text {
    const printed = operand(e, width, false, () => false);
    return printed.self === width ? printed : atom(spill(e), width, e.signed);
  }

  function comparison(e: Binary): Text {
    const width = Math.max(e.a.width, e.b.width);
    const a = selfSized(e.a, width);
    const b = operand(e.b, width, true, () => false);
    return { ...joined(e, a, b, 1), self: 1, signed: false, atomic: true };
  }

  function printMux(e: Mux, exact: boolean): Text {
    const a = operand(e.a, e.width, exact, () => false);
    let b = operand(e.b, e.width, exact || a.self === e.width, () => false);
    if (!exact && a.self < e.width && b.self < e.width) {
      b = atom(spill(e.b), e.width, e.signed);
    }
    const select = printCondition(e.select);
    const text = `${wrap(select, TERNARY + 1, true)} ? ${wrap(a, TERNARY + 1, true)} : ${wrap(b, TERNARY, true)}`;
    return { text, level: TERNARY, self: Math.max(a.self, b.self), signed: a.signed && b.signed, atomic: false };
  }

  const printCat = (e: Cat): string => `{${e.parts.map(alone).join(', ')}}`;

  function printCast(e: Expr & { kind: 'cast' }): Text {
    const inner = print(e.a, false);
    if (inner.self === e.a.width) {
      return { ...inner, text: inner.text };
    }
    return atom(spill(e.a), e.width, e.a.signed);
  }

  /** `&&`, `||` and `!` instead of bitwise operators on single bits. */
  function printCondition(e: Expr): Text {
    if (wires.of(e) === undefined && e.kind === 'unary' && e.op === 'not' && e.width === 1) {
      const a = printCondition(e.a);
      return { ...atom(`!${wrap(a, UNARY + 1, true)}`, 1), level: UNARY };
    }
    if (wires.of(e) === undefined && e.kind === 'binary' && (e.op === 'and' || e.op === 'or') && e.width === 1) {
      const level = LOGICAL_LEVELS[e.op];
      const sides = [e.a, e.b].map((each) => {
        const printed = printCondition(each);
        const mixed = printed.level === LOGICAL_LEVELS.and && e.op === 'or';
        return wrap(printed, mixed ? ATOM : level, true);
      });
      return { ...atom(sides.join(e.op === 'and' ? ' && ' : ' || '), 1), level };
    }
    return printAlone(e);
  }

  return {
    value: (e) => print(dropCast(e), true).text,
    alone,
    condition: (e) => printCondition(e).text,
    typed,
    address,
    dynamicRange,
    name,
    constant: (e) => wires.constant(e) ?? printConst(e),
  };
}

/** Assignments move bits: the sign of the value does not matter there. */
const dropCast = (e: Expr): Expr => (e.kind === 'cast' ? e.a : e);
