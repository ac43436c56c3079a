import { type Expr, type Location, Numbers, type Statement, type Target } from '../ir/index.ts';
import * as nodes from './nodes.ts';

/**
 * The simplest form of an expression: the same width, sign and value. Remembers what it has seen, so that shared nodes
 * stay shared; `at` is the place of who uses it.
 */
export type Simplifier = (e: Expr, at?: Location) => Expr;

/** A simplifier that shows each node it has not met, as it was before; without that, it leaves no number in them. */
export function newSimplifier(meet?: (e: Expr, at: Location | undefined) => void): Simplifier {
  const met = new Numbers(!meet);
  const simple: Expr[] = [];
  const simplified = (e: Expr): Expr => simple[met.of(e)];
  return (root, at) => {
    const stack = [root];
    while (stack.length > 0) {
      const e = stack[stack.length - 1];
      if (met.of(e) >= 0) {
        stack.pop();
      } else if (!met.pushOperands(e, stack)) {
        stack.pop();
        meet?.(e, at);
        simple[met.add(e)] = ofSameType(e, rebuild(e, simplified));
      }
    }
    return simplified(root);
  };
}

/** The node over its simplified operands: itself, where nothing is simpler. */
function rebuild(e: Expr, simple: (operand: Expr) => Expr): Expr {
  switch (e.kind) {
    case 'const':
    case 'ref':
      return e;
    case 'unary':
      return nodes.unary(e.op, nodes.resize(simple(e.a), e.op === 'neg' ? e.width : e.a.width));
    case 'binary': {
      const a = simple(e.a);
      const b = simple(e.b);
      return nodes.binary(e.op, a, b, e.width, a === e.a && b === e.b ? e : undefined);
    }
    case 'mux':
      return nodes.mux(simple(e.select), simple(e.a), simple(e.b));
    case 'slice': {
      const a = simple(e.a);
      return a === e.a && a.kind === 'ref' && e.width < a.width ? e : nodes.slice(a, e.low, e.width);
    }
    case 'index':
      return nodes.index(simple(e.a), simple(e.index), e.stride, e.width);
    case 'cat':
      return nodes.cat(e.parts.map(simple));
    case 'replicate':
      return nodes.replicate(simple(e.a), e.count);
    case 'resize': {
      const a = simple(e.a);
      const isSame = a === e.a && a.kind !== 'const' && e.width > a.width;
      return isSame ? e : nodes.resize(a, e.width);
    }
    case 'cast': {
      const a = simple(e.a);
      const isSame = a === e.a && a.kind !== 'const' && a.kind !== 'cast' && a.signed !== e.signed;
      return isSame ? e : nodes.cast(a, e.signed);
    }
    case 'memoryRead':
      return { ...e, address: simple(e.address) };
  }
}

function ofSameType(e: Expr, simple: Expr): Expr {
  if (simple.width !== e.width || simple.signed !== e.signed) {
    throw new Error(
      `simplifying ${e.kind} of ${e.width} bits, signed ${e.signed}, gave ${simple.kind} of another type`,
    );
  }
  return simple;
}

const indexOf = ({ signal, stride }: Target & { kind: 'index' }, index: Expr): Expr =>
  nodes.placeIndex(index, stride, signal.width);

/** A statement with every expression in its simplest form; `replaced` hears which nested statements became others. */
export function simplifyStatement(
  statement: Statement,
  simplify: Simplifier,
  replaced: (before: Statement, after: Statement) => void,
): Statement {
  const all = (body: readonly Statement[]) => body.map((each) => simplifyStatement(each, simplify, replaced));
  const { at } = statement;
  const after = ((): Statement => {
    switch (statement.kind) {
      case 'assign': {
        const { target } = statement;
        const value = simplify(statement.value, at);
        return target.kind === 'index'
          ? { ...statement, value, target: { ...target, index: indexOf(target, simplify(target.index, at)) } }
          : { ...statement, value };
      }
      case 'when':
        return {
          ...statement,
          arms: statement.arms.map((arm) => ({
            ...arm,
            condition: simplify(arm.condition, arm.at),
            body: all(arm.body),
          })),
          otherwise: statement.otherwise && all(statement.otherwise),
        };
      case 'switch':
        return {
          ...statement,
          subject: simplify(statement.subject, at),
          cases: statement.cases.map((each) => ({ ...each, body: all(each.body) })),
          otherwise: statement.otherwise && all(statement.otherwise),
        };
      case 'memoryWrite':
        return {
          ...statement,
          address: simplify(statement.address, at),
          data: simplify(statement.data, at),
          mask: statement.mask && simplify(statement.mask, at),
        };
      case 'check':
        return { ...statement, condition: simplify(statement.condition, at) };
      case 'print':
        return {
          ...statement,
          parts: statement.parts.map((part) =>
            typeof part === 'string' ? part : { ...part, value: simplify(part.value, at) },
          ),
        };
    }
  })();
  replaced(statement, after);
  return after;
}
