import { type Token, VerilogError } from './tokens.ts';

/** A constant of Verilog: a pattern of `width` bits. */
export interface Value {
  readonly bits: bigint;
  readonly width: number;
  readonly signed: boolean;
  /** A string literal's text; its bits are those of its characters. */
  readonly text?: string;
}

/** An expression, of constants and their names. */
export type Node =
  | { readonly kind: 'value'; readonly value: Value; readonly at: Token }
  /** `'0`, `'1`: as many bits as are wanted. */
  | { readonly kind: 'fill'; readonly bit: 0n | 1n; readonly at: Token }
  | { readonly kind: 'name'; readonly from: string | undefined; readonly name: string; readonly at: Token }
  | { readonly kind: 'unary'; readonly op: string; readonly a: Node; readonly at: Token }
  | { readonly kind: 'binary'; readonly op: string; readonly a: Node; readonly b: Node; readonly at: Token }
  | { readonly kind: 'choice'; readonly c: Node; readonly a: Node; readonly b: Node; readonly at: Token }
  | { readonly kind: 'cat'; readonly parts: readonly Node[]; readonly count: Node | undefined; readonly at: Token }
  | { readonly kind: 'select'; readonly a: Node; readonly high: Node; readonly low: Node; readonly at: Token }
  | { readonly kind: 'cast'; readonly to: Node; readonly a: Node; readonly at: Token }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Node[]; readonly at: Token }
  /** Understood no further: an error where its value matters. */
  | { readonly kind: 'opaque'; readonly what: string; readonly at: Token };

/** What names stand for. */
export interface Names {
  value(from: string | undefined, name: string, at: Token): Value;
  /** Bits of a type, undefined where the name is none. */
  typeWidth(from: string | undefined, name: string, at: Token): { width: number; signed: boolean } | undefined;
}

const INTEGER = 32;
const integer = (value: bigint): Value => ({ bits: BigInt.asUintN(INTEGER, value), width: INTEGER, signed: true });
const bit = (is: boolean): Value => ({ bits: is ? 1n : 0n, width: 1, signed: false });

/** The number that a value's pattern stands for. */
export const numberOf = ({ bits, width, signed }: Value): bigint => (signed ? BigInt.asIntN(width, bits) : bits);

/** The same number in another width. */
export const toWidth = (value: Value, width: number, signed = value.signed): Value => ({
  bits: BigInt.asUintN(width, numberOf(value)),
  width,
  signed,
});

export function literal(text: string, at: Token): Value {
  const match = /^([\d_]*)\s*'([sS]?)([bBoOdDhH])\s*(.*)$/.exec(text);
  if (!match) {
    const digits = text.replaceAll('_', '');
    if (!/^\d+$/.test(digits)) {
      throw new VerilogError(at, `${text} is not a whole number`);
    }
    return integer(BigInt(digits));
  }
  const [, size, signed, base, digits] = match;
  const clean = digits.replaceAll('_', '').replaceAll(/[xXzZ?]/g, '0');
  const prefix = { b: '0b', o: '0o', d: '', h: '0x' }[base.toLowerCase() as 'b' | 'o' | 'd' | 'h'];
  const width = size === '' ? INTEGER : Number(size.replaceAll('_', ''));
  let bits: bigint;
  try {
    bits = BigInt(`${prefix}${clean}`);
  } catch {
    throw new VerilogError(at, `${text} is not a number`);
  }
  return { bits: BigInt.asUintN(width, bits), width, signed: signed !== '' };
}

export function stringValue(text: string): Value {
  let bits = 0n;
  for (const char of text) {
    bits = (bits << 8n) | BigInt(char.charCodeAt(0) & 0xff);
  }
  return { bits, width: Math.max(8, 8 * text.length), signed: false, text };
}

const COMPARING = new Set(['==', '!=', '===', '!==', '<', '<=', '>', '>=']);
const LOGICAL = new Set(['&&', '||']);
const SHIFTS = new Set(['<<', '>>', '<<<', '>>>', '**']);

/** Evaluates by the rules of IEEE 1364-2005, 5.4 and 5.5: operands are extended to the width of their context first. */
export function evaluate(node: Node, names: Names): Value {
  return inContext(node, 0, undefined, names);
}

/** The value, at least `width` bits wide; unsigned where an operand of the context is. */
function inContext(node: Node, width: number, signed: boolean | undefined, names: Names): Value {
  const widen = (value: Value): Value => {
    const wide = Math.max(width, value.width);
    const seen = { ...value, signed: signed ?? value.signed };
    return value.text !== undefined && wide === value.width ? value : toWidth(seen, wide);
  };
  const self = (a: Node) => evaluate(a, names);
  switch (node.kind) {
    case 'value':
      return widen(node.value);
    case 'fill': {
      const wide = Math.max(1, width);
      return { bits: node.bit === 1n ? (1n << BigInt(wide)) - 1n : 0n, width: wide, signed: false };
    }
    case 'name':
      return widen(names.value(node.from, node.name, node.at));
    case 'opaque':
      throw new VerilogError(node.at, `${node.what} is not understood as a constant`);
    case 'unary':
      return unary(node, width, signed, names);
    case 'binary':
      return binary(node, width, signed, names);
    case 'choice': {
      const [a, b] = [self(node.a), self(node.b)];
      const wide = Math.max(width, a.width, b.width);
      const chosen = self(node.c).bits !== 0n ? node.a : node.b;
      return inContext(chosen, wide, (signed ?? true) && a.signed && b.signed, names);
    }
    case 'cat': {
      const once = node.parts.map(self);
      const count = node.count ? Number(numberOf(self(node.count))) : 1;
      let value: Value = { bits: 0n, width: 0, signed: false };
      for (const part of Array.from({ length: count }, () => once).flat()) {
        value = {
          bits: (value.bits << BigInt(part.width)) | part.bits,
          width: value.width + part.width,
          signed: false,
        };
      }
      return widen(value);
    }
    case 'select': {
      const [high, low] = [node.high, node.low].map((each) => numberOf(self(each)));
      const size = Number(high - low) + 1;
      if (size < 1) {
        throw new VerilogError(node.at, `bits ${high} down to ${low} are none`);
      }
      return widen({ bits: BigInt.asUintN(size, self(node.a).bits >> low), width: size, signed: false });
    }
    case 'cast':
      return widen(cast(node, names));
    case 'call':
      return widen(call(node, names));
  }
}

type Of<K extends Node['kind']> = Extract<Node, { kind: K }>;

function unary({ op, a, at }: Of<'unary'>, width: number, signed: boolean | undefined, names: Names): Value {
  const own = evaluate(a, names);
  const ones = (1n << BigInt(own.width)) - 1n;
  const odd = own.bits.toString(2).replaceAll('0', '').length % 2 === 1;
  switch (op) {
    case '!':
      return bit(own.bits === 0n);
    case '&':
      return bit(own.bits === ones);
    case '~&':
      return bit(own.bits !== ones);
    case '|':
      return bit(own.bits !== 0n);
    case '~|':
      return bit(own.bits === 0n);
    case '^':
      return bit(odd);
    case '~^':
    case '^~':
      return bit(!odd);
    case '+':
    case '-':
    case '~': {
      const value = inContext(a, Math.max(width, own.width), signed ?? own.signed, names);
      const number = numberOf(value);
      const result = op === '+' ? number : op === '-' ? -number : ~number;
      return { ...value, bits: BigInt.asUintN(value.width, result), text: undefined };
    }
    default:
      throw new VerilogError(at, `the operator ${op} is not understood in a constant`);
  }
}

function binary(node: Of<'binary'>, width: number, signed: boolean | undefined, names: Names): Value {
  const { op, at } = node;
  const [a, b] = [evaluate(node.a, names), evaluate(node.b, names)];
  if (LOGICAL.has(op)) {
    return bit(op === '&&' ? a.bits !== 0n && b.bits !== 0n : a.bits !== 0n || b.bits !== 0n);
  }
  if (COMPARING.has(op)) {
    const wide = Math.max(a.width, b.width);
    const sign = a.signed && b.signed;
    const [x, y] = [node.a, node.b].map((each) => numberOf(inContext(each, wide, sign, names)));
    const results: Record<string, boolean> = { '<': x < y, '<=': x <= y, '>': x > y, '>=': x >= y };
    return bit(results[op] ?? (op.startsWith('=') ? x === y : x !== y));
  }
  if (SHIFTS.has(op)) {
    const value = inContext(node.a, Math.max(width, a.width), signed ?? a.signed, names);
    const by = numberOf(b);
    return { ...value, bits: BigInt.asUintN(value.width, shifted(op, value, by, at)), text: undefined };
  }
  const wide = Math.max(width, a.width, b.width);
  const sign = (signed ?? true) && a.signed && b.signed;
  const [x, y] = [node.a, node.b].map((each) => numberOf(inContext(each, wide, sign, names)));
  return { bits: BigInt.asUintN(wide, arithmetic(op, x, y, at)), width: wide, signed: sign };
}

function shifted(op: string, value: Value, by: bigint, at: Token): bigint {
  if (by < 0n || by > 100_000n) {
    throw new VerilogError(at, `${op} by ${by}`);
  }
  switch (op) {
    case '**':
      return numberOf(value) ** by;
    case '>>':
      return value.bits >> by;
    case '>>>':
      return numberOf(value) >> by;
    default:
      return value.bits << by;
  }
}

function arithmetic(op: string, x: bigint, y: bigint, at: Token): bigint {
  switch (op) {
    case '+':
      return x + y;
    case '-':
      return x - y;
    case '*':
      return x * y;
    case '&':
      return x & y;
    case '|':
      return x | y;
    case '^':
      return x ^ y;
    case '~^':
    case '^~':
      return ~(x ^ y);
    case '/':
    case '%':
      if (y === 0n) {
        throw new VerilogError(at, 'a division by 0');
      }
      return op === '/' ? x / y : x % y;
    default:
      throw new VerilogError(at, `the operator ${op} is not understood in a constant`);
  }
}

function cast({ to, a, at }: Of<'cast'>, names: Names): Value {
  const value = evaluate(a, names);
  if (to.kind === 'name') {
    if (to.from === undefined && (to.name === 'signed' || to.name === 'unsigned')) {
      return { ...value, signed: to.name === 'signed', text: undefined };
    }
    const type = names.typeWidth(to.from, to.name, at);
    if (type) {
      return toWidth(value, type.width, type.signed);
    }
  }
  return toWidth(value, Number(numberOf(evaluate(to, names))));
}

function call({ name, args, at }: Of<'call'>, names: Names): Value {
  const [first] = args;
  if (name === '$bits' && first?.kind === 'name') {
    const type = names.typeWidth(first.from, first.name, at);
    return integer(BigInt(type ? type.width : evaluate(first, names).width));
  }
  if (args.length === 1) {
    const value = evaluate(first, names);
    switch (name) {
      case '$clog2':
        return integer(value.bits < 2n ? 0n : BigInt((value.bits - 1n).toString(2).length));
      case '$signed':
      case '$unsigned':
        return { ...value, signed: name === '$signed', text: undefined };
      case '$bits':
        return integer(BigInt(value.width));
    }
  }
  throw new VerilogError(at, `the function ${name} is not understood in a constant`);
}
