import { type Expr, operands, type Statement, type Target } from '../ir/index.ts';
import * as nodes from './nodes.ts';

/** The simplest form of an expression: the same width, sign and value. Remembers what it has seen, so that shared nodes stay shared. */
export type Simplifier = (e: Expr) => Expr;

export function newSimplifier(): Simplifier {
  const done = new Map<Expr, Expr>();
  return (root) => {
    const stack = [root];
    for (let e = stack.at(-1); e; e = stack.at(-1)) {
      if (done.has(e)) {
        stack.pop();
        continue;
      }
      const waiting = stack.length;
      for (const operand of operands(e)) {
        if (!done.has(operand)) {
          stack.push(operand);
        }
      }
      if (stack.length > waiting) {
        continue;
      }
      stack.pop();
      done.set(
        e,
        ofSameType(
          e,
          rebuild(e, (operand) => done.get(operand)!),
        ),
      );
    }
    return done.get(root)!;
  };
}

/** The node over its simplified operands. */
function rebuild(e: Expr, simple: (operand: Expr) => Expr): Expr {
  switch (e.kind) {
    case 'const':
    case 'ref':
      return e;
    case 'unary':
      return nodes.unary(e.op, nodes.resize(simple(e.a), e.op === 'neg' ? e.width : e.a.width));
    case 'binary':
      return nodes.binary(e.op, simple(e.a), simple(e.b), e.width);
    case 'mux':
      return nodes.mux(simple(e.select), simple(e.a), simple(e.b));
    case 'slice':
      return nodes.slice(simple(e.a), e.low, e.width);
    case 'index':
      return nodes.index(simple(e.a), simple(e.index), e.stride, e.width);
    case 'cat':
      return nodes.cat(e.parts.map(simple));
    case 'replicate':
      return nodes.replicate(simple(e.a), e.count);
    case 'resize':
      return nodes.resize(simple(e.a), e.width);
    case 'cast':
      return nodes.cast(simple(e.a), e.signed);
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
  const after = ((): Statement => {
    switch (statement.kind) {
      case 'assign': {
        const { target } = statement;
        const value = simplify(statement.value);
        return target.kind === 'index'
          ? { ...statement, value, target: { ...target, index: indexOf(target, simplify(target.index)) } }
          : { ...statement, value };
      }
      case 'when':
        return {
          ...statement,
          arms: statement.arms.map((arm) => ({ ...arm, condition: simplify(arm.condition), body: all(arm.body) })),
          otherwise: statement.otherwise && all(statement.otherwise),
        };
      case 'switch':
        return {
          ...statement,
          subject: simplify(statement.subject),
          cases: statement.cases.map((each) => ({ ...each, body: all(each.body) })),
          otherwise: statement.otherwise && all(statement.otherwise),
        };
      case 'memoryWrite':
        return {
          ...statement,
          address: simplify(statement.address),
          data: simplify(statement.data),
          mask: statement.mask && simplify(statement.mask),
        };
      case 'check':
        return { ...statement, condition: simplify(statement.condition) };
      case 'print':
        return {
          ...statement,
          parts: statement.parts.map((part) =>
            typeof part === 'string' ? part : { ...part, value: simplify(part.value) },
          ),
        };
    }
  })();
  replaced(statement, after);
  return after;
}
