import type { Item } from './design.ts';
import type { Expr } from './expression.ts';
import type { Location } from './location.ts';
import type { Statement } from './statement.ts';

/** The operands of a node. */
export function operands(e: Expr): readonly Expr[] {
  switch (e.kind) {
    case 'const':
    case 'ref':
      return [];
    case 'binary':
      return [e.a, e.b];
    case 'mux':
      return [e.select, e.a, e.b];
    case 'index':
      return [e.a, e.index];
    case 'cat':
      return e.parts;
    case 'memoryRead':
      return [e.address];
    default:
      return [e.a];
  }
}

/**
 * Calls `visit` with every expression a statement uses directly, nested statements included, and with the statement and
 * the place (of the arm, for a condition) that uses it.
 */
export function statementExpressions(
  statement: Statement,
  visit: (e: Expr, statement: Statement, at: Location) => void,
): void {
  const { at } = statement;
  switch (statement.kind) {
    case 'assign':
      visit(statement.value, statement, at);
      if (statement.target.kind === 'index') {
        visit(statement.target.index, statement, at);
      }
      return;
    case 'when':
      for (const arm of statement.arms) {
        visit(arm.condition, statement, arm.at);
        for (const inner of arm.body) {
          statementExpressions(inner, visit);
        }
      }
      for (const inner of statement.otherwise ?? []) {
        statementExpressions(inner, visit);
      }
      return;
    case 'switch':
      visit(statement.subject, statement, at);
      for (const each of statement.cases) {
        for (const inner of each.body) {
          statementExpressions(inner, visit);
        }
      }
      for (const inner of statement.otherwise ?? []) {
        statementExpressions(inner, visit);
      }
      return;
    case 'memoryWrite':
      visit(statement.address, statement, at);
      visit(statement.data, statement, at);
      if (statement.mask) {
        visit(statement.mask, statement, at);
      }
      return;
    case 'check':
      visit(statement.condition, statement, at);
      return;
    case 'print':
      for (const part of statement.parts) {
        if (typeof part !== 'string') {
          visit(part.value, statement, at);
        }
      }
  }
}

/** Every expression an item uses directly. */
export function itemExpressions(item: Item, visit: (e: Expr) => void): void {
  if (item.kind === 'drive') {
    visit(item.value);
  } else if (item.kind === 'instance') {
    for (const e of item.inputs.values()) {
      visit(e);
    }
  } else {
    for (const statement of item.body) {
      statementExpressions(statement, visit);
    }
  }
}

/** Visits every node reachable from `roots` once, operands after their users. `seen` may be shared between calls. */
export function walk(roots: readonly Expr[], visit: (e: Expr) => void, seen = new Set<Expr>()): void {
  const stack = [...roots];
  while (stack.length > 0) {
    const e = stack.pop()!;
    if (seen.has(e)) {
      continue;
    }
    seen.add(e);
    visit(e);
    for (const operand of operands(e)) {
      stack.push(operand);
    }
  }
}

/** Calls `visit` with every statement that does something, nested ones included. */
export function leafStatements(body: readonly Statement[], visit: (statement: Statement) => void): void {
  for (const statement of body) {
    if (statement.kind === 'when') {
      for (const arm of statement.arms) {
        leafStatements(arm.body, visit);
      }
      leafStatements(statement.otherwise ?? [], visit);
    } else if (statement.kind === 'switch') {
      for (const each of statement.cases) {
        leafStatements(each.body, visit);
      }
      leafStatements(statement.otherwise ?? [], visit);
    } else {
      visit(statement);
    }
  }
}
