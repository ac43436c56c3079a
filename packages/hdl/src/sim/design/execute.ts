import type { Expr } from '../../ir/index.ts';
import type { Graph } from '../machine/graph.ts';
import type { Type, Value } from '../machine/limbs.ts';
import * as limbs from '../machine/limbs.ts';
import * as word from '../machine/words.ts';
import type { FieldStatement } from './plan.ts';

/** Every expression a body looks at. */
export function expressionsOf(body: readonly FieldStatement[], visit: (expr: Expr) => void): void {
  for (const statement of body) {
    switch (statement.kind) {
      case 'set':
        visit(statement.value);
        break;
      case 'insert':
      case 'setAt':
        visit(statement.index);
        visit(statement.value);
        break;
      case 'when':
        for (const arm of statement.arms) {
          visit(arm.condition);
          expressionsOf(arm.body, visit);
        }
        expressionsOf(statement.otherwise, visit);
        break;
      case 'switch':
        visit(statement.subject);
        for (const each of statement.cases) {
          expressionsOf(each.body, visit);
        }
        expressionsOf(statement.otherwise, visit);
        break;
    }
  }
}

/** The value a field of type `type` has after `body`, when it had `value` before: branches become multiplexers. */
export function execute(
  g: Graph,
  body: readonly FieldStatement[],
  resultOf: (expr: Expr) => Value,
  type: Type,
  value: Value,
): Value {
  for (const statement of body) {
    switch (statement.kind) {
      case 'set':
        value = limbs.convert(g, resultOf(statement.value), statement.value, type);
        break;
      case 'setAt': {
        const index = limbs.amount(g, resultOf(statement.index));
        const chosen = word.eq(g, index, g.constant(statement.element));
        value = limbs.mux(g, chosen, limbs.convert(g, resultOf(statement.value), statement.value, type), value);
        break;
      }
      case 'insert':
        value = insert(g, statement, resultOf, type, value);
        break;
      case 'when': {
        const before = value;
        let result = execute(g, statement.otherwise, resultOf, type, before);
        for (let i = statement.arms.length - 1; i >= 0; i--) {
          const { condition, body: arm } = statement.arms[i];
          result = limbs.mux(g, resultOf(condition) as number, execute(g, arm, resultOf, type, before), result);
        }
        value = result;
        break;
      }
      case 'switch': {
        const before = value;
        const subject = limbs.toLimbs(g, resultOf(statement.subject), statement.subject, statement.subject.width);
        let result = execute(g, statement.otherwise, resultOf, type, before);
        for (let i = statement.cases.length - 1; i >= 0; i--) {
          const { values, body: branch } = statement.cases[i];
          const taken = values.map((each) => equals(g, subject, each)).reduce((any, each) => word.or(g, any, each));
          result = limbs.mux(g, taken, execute(g, branch, resultOf, type, before), result);
        }
        value = result;
        break;
      }
    }
  }
  return value;
}

export function equals(g: Graph, subject: readonly number[], value: bigint): number {
  return limbs.equal(
    g,
    subject,
    subject.map((_, i) => g.constant(BigInt.asUintN(64, value >> BigInt(64 * i)))),
  );
}

/** Replaces the element at a computed place. Fields of several elements are at most one word wide. */
function insert(
  g: Graph,
  statement: FieldStatement & { kind: 'insert' },
  resultOf: (expr: Expr) => Value,
  type: Type,
  value: Value,
): Value {
  const { first, count, offset, stride } = statement;
  const width = statement.value.width;
  const index = limbs.amount(g, resultOf(statement.index));
  const pattern: Type = { width: type.width, signed: false };
  const before = limbs.convert(g, value, type, pattern);
  const element = limbs.convert(g, resultOf(statement.value), statement.value, { width, signed: false });
  const at = (low: number): Value => {
    const above = type.width - low - width;
    const parts = [{ value: element, width }];
    if (low > 0) {
      parts.unshift({ value: limbs.slice(g, before, pattern, 0, low), width: low });
    }
    if (above > 0) {
      parts.push({ value: limbs.slice(g, before, pattern, low + width, above), width: above });
    }
    return limbs.join(g, parts);
  };
  if (count <= 2 || typeof before !== 'number') {
    let result = before;
    for (let i = 0; i < count; i++) {
      result = limbs.mux(g, word.eq(g, index, g.constant(first + i)), at(offset + i * stride), result);
    }
    return limbs.convert(g, result, pattern, type);
  }
  const relative = word.sub(g, index, g.constant(first), 32, false);
  const inRange = word.lt(g, relative, g.constant(count));
  const shift = word.add(g, word.mul(g, relative, g.constant(stride), 32, false), g.constant(offset), 32, false);
  const mask = word.shiftLeft(g, limbs.ones(g, width), shift, type.width, false);
  const shifted = word.shiftLeft(g, element as number, shift, type.width, false);
  const kept = word.and(g, before, word.xor(g, mask, limbs.ones(g, type.width)));
  return limbs.convert(g, word.mux(g, inRange, word.or(g, kept, shifted), before), pattern, type);
}
