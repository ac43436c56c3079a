import type { Cursor } from './cursor.ts';

/** A place in the text, and what stands there. */
interface Span {
  readonly at: number;
  readonly end: number;
}

export type Expression = Span &
  (
    | { readonly kind: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression }
    | { readonly kind: 'unary'; readonly operator: string; readonly operand: Expression }
    | { readonly kind: 'choice'; readonly condition: Expression; readonly yes: Expression; readonly no: Expression }
    /** A literal, or the name of one; `literal` is its text. */
    | { readonly kind: 'number'; readonly literal: string }
    | { readonly kind: 'name'; readonly name: string }
    /** `name[index]`, `name[high:low]`. */
    | {
        readonly kind: 'select';
        readonly name: string;
        readonly high: Expression;
        readonly low: Expression | undefined;
      }
    /** Concatenation, replication, call, parentheses: what is inside. */
    | { readonly kind: 'group'; readonly parts: readonly Expression[] }
  );

/** Binding power of the binary operators, loosest first. */
const LEVELS = [
  ['||'],
  ['&&'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!='],
  ['<', '<=', '>', '>='],
  ['<<', '>>', '>>>', '<<<'],
  ['+', '-'],
  ['*', '/', '%'],
];
const UNARY = new Set(['!', '~', '&', '|', '^', '-', '+']);

/** Reads one expression, the longest there is. `parameters` are the module's names of literals. */
export function readExpression(cursor: Cursor, parameters: ReadonlyMap<string, string>): Expression {
  function expression(): Expression {
    const condition = binary(0);
    if (!cursor.takeIf('?')) {
      return condition;
    }
    const yes = expression();
    cursor.expect(':');
    const no = expression();
    return { kind: 'choice', condition, yes, no, at: condition.at, end: no.end };
  }

  function binary(level: number): Expression {
    if (level === LEVELS.length) {
      return primary();
    }
    let left = binary(level + 1);
    while (LEVELS[level].includes(cursor.next)) {
      const { text: operator } = cursor.take();
      const right = binary(level + 1);
      left = { kind: 'binary', operator, left, right, at: left.at, end: right.end };
    }
    return left;
  }

  function primary(): Expression {
    const token = cursor.take();
    const { at, end, text: word, kind } = token;
    if (UNARY.has(word)) {
      const operand = primary();
      return { kind: 'unary', operator: word, operand, at, end: operand.end };
    }
    if (word === '(') {
      const inside = expression();
      return { kind: 'group', parts: [inside], at, end: cursor.expect(')').end };
    }
    if (word === '{') {
      return braces(at);
    }
    if (kind === 'number') {
      return { kind: 'number', literal: word, at, end };
    }
    if (kind !== 'name') {
      throw cursor.error(token, `no expression begins with "${word}"`);
    }
    if (word.startsWith('$')) {
      cursor.expect('(');
      return { kind: 'group', parts: list(')'), at, end: cursor.end };
    }
    const literal = parameters.get(word);
    if (literal !== undefined) {
      return { kind: 'number', literal, at, end };
    }
    return cursor.takeIf('[') ? select(word, at) : { kind: 'name', name: word, at, end };
  }

  /** Concatenation or replication, behind its opening brace. */
  function braces(at: number): Expression {
    const first = expression();
    if (cursor.takeIf('{')) {
      // Replication: the count is no part of the value.
      const parts = list('}');
      return { kind: 'group', parts, at, end: cursor.expect('}').end };
    }
    const parts = [first];
    while (cursor.takeIf(',')) {
      parts.push(expression());
    }
    return { kind: 'group', parts, at, end: cursor.expect('}').end };
  }

  /** Bits of a name, behind the opening bracket. */
  function select(name: string, at: number): Expression {
    const high = expression();
    const low = cursor.takeIf(':') ? expression() : undefined;
    if (cursor.takeIf('+:')) {
      cursor.take(); // a part of variable place: the index is an expression, its width is not
    }
    return { kind: 'select', name, high, low, at, end: cursor.expect(']').end };
  }

  /** Expressions up to `close`, which is taken. */
  function list(close: string): Expression[] {
    const parts = [expression()];
    while (cursor.takeIf(',')) {
      parts.push(expression());
    }
    cursor.expect(close);
    return parts;
  }

  return expression();
}
