import { literal, type Node, stringValue } from './constant.ts';
import { type Token, VerilogError } from './tokens.ts';

/** Tokens with a place to read at, and the grammar of constant expressions. */
export class Reader {
  #at = 0;
  readonly #tokens: readonly Token[];

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  peek(ahead = 0): Token {
    const end = this.#tokens.at(-1) ?? { file: '', line: 1 };
    return (
      this.#tokens[this.#at + ahead] ?? { kind: 'end', text: 'the end of the file', file: end.file, line: end.line }
    );
  }

  next(): Token {
    const token = this.peek();
    this.#at++;
    return token;
  }

  get ended(): boolean {
    return this.#at >= this.#tokens.length;
  }

  is(text: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.text === text && token.kind !== 'string';
  }

  accept(text: string): boolean {
    const found = this.is(text);
    this.#at += found ? 1 : 0;
    return found;
  }

  acceptAny(...texts: readonly string[]): string | undefined {
    return texts.find((text) => this.accept(text));
  }

  expect(text: string): Token {
    const token = this.next();
    if (token.text !== text || token.kind === 'string') {
      throw new VerilogError(token, `\`${text}\` is expected, not \`${token.text}\``);
    }
    return token;
  }

  name(): Token {
    const token = this.next();
    if (token.kind === 'name' && token.text.startsWith('`')) {
      throw new VerilogError(token, `the macro ${token.text} is not defined`);
    }
    if (token.kind !== 'name') {
      throw new VerilogError(token, `a name is expected, not \`${token.text}\``);
    }
    return token;
  }

  /** Passes over what is in parentheses, brackets or braces, from the opening one on. */
  skipGroup(): void {
    let depth = 0;
    do {
      const { text, kind } = this.next();
      if (kind === 'end') {
        return;
      }
      if (kind === 'symbol') {
        depth += /^('\{|[([{])$/.test(text) ? 1 : /^[)\]}]$/.test(text) ? -1 : 0;
      }
    } while (depth > 0);
  }

  /** Passes over everything up to one of `ends`, which is taken. */
  skipPast(...ends: readonly string[]): void {
    while (!this.ended && !ends.includes(this.next().text)) {
      // Nothing of it matters.
    }
  }

  expression(): Node {
    const c = this.#operand(0);
    const at = this.peek();
    if (!this.accept('?')) {
      return c;
    }
    const a = this.expression();
    this.expect(':');
    return { kind: 'choice', c, a, b: this.expression(), at };
  }

  #operand(level: number): Node {
    let a = this.#unary();
    for (;;) {
      const at = this.peek();
      const strength = at.kind === 'symbol' ? (STRENGTH[at.text] ?? -1) : -1;
      if (strength < level) {
        return a;
      }
      this.next();
      a = { kind: 'binary', op: at.text, a, b: this.#operand(strength + 1), at };
    }
  }

  #unary(): Node {
    const at = this.peek();
    if (at.kind === 'symbol' && UNARY.has(at.text)) {
      this.next();
      return { kind: 'unary', op: at.text, a: this.#unary(), at };
    }
    let a = this.#primary();
    for (;;) {
      const behind = this.peek();
      if (this.is('[')) {
        this.next();
        const high = this.expression();
        const low = this.accept(':') ? this.expression() : high;
        this.expect(']');
        a = { kind: 'select', a, high, low, at: behind };
      } else if (this.is("'") && this.is('(', 1)) {
        this.next();
        this.next();
        const inner = this.expression();
        this.expect(')');
        a = { kind: 'cast', to: a, a: inner, at: behind };
      } else {
        return a;
      }
    }
  }

  #primary(): Node {
    const at = this.next();
    switch (at.kind) {
      case 'number':
        if (at.text.startsWith("'") && at.text.length === 2) {
          return { kind: 'fill', bit: at.text === "'1" ? 1n : 0n, at };
        }
        if (/^\d[\d_]*\./.test(at.text)) {
          return { kind: 'opaque', what: `the real number ${at.text}`, at };
        }
        return { kind: 'value', value: literal(at.text, at), at };
      case 'string':
        return { kind: 'value', value: stringValue(at.text), at };
      case 'name':
        return this.#named(at);
      default:
        break;
    }
    if (at.text === '(') {
      const inner = this.expression();
      // Minimum, typical and maximum of a delay.
      if (this.accept(':')) {
        this.expression();
        this.expect(':');
        this.expression();
      }
      this.expect(')');
      return inner;
    }
    if (at.text === '{') {
      return this.#concatenation(at);
    }
    if (at.text === "'{") {
      for (let depth = 1; depth > 0 && !this.ended; ) {
        const { text } = this.next();
        depth += text === '{' || text === "'{" ? 1 : text === '}' ? -1 : 0;
      }
      return { kind: 'opaque', what: "an assignment pattern '{ … }", at };
    }
    throw new VerilogError(at, `an expression is expected, not \`${at.text}\``);
  }

  #named(at: Token): Node {
    if (at.text.startsWith('`')) {
      throw new VerilogError(at, `the macro ${at.text} is not defined`);
    }
    if (this.is('(') && at.text.startsWith('$')) {
      this.next();
      const args: Node[] = [];
      while (!this.accept(')')) {
        args.push(this.expression());
        this.accept(',');
      }
      return { kind: 'call', name: at.text, args, at };
    }
    const from = this.accept('::') ? at.text : undefined;
    const { text: name } = from === undefined ? at : this.name();
    if (this.is('(')) {
      this.skipGroup();
      return { kind: 'opaque', what: `the function ${name}`, at };
    }
    return { kind: 'name', from, name, at };
  }

  #concatenation(at: Token): Node {
    const first = this.expression();
    if (this.is('{')) {
      const inner = this.#concatenation(this.next());
      this.expect('}');
      return { kind: 'cat', parts: [inner], count: first, at };
    }
    const parts = [first];
    while (this.accept(',')) {
      parts.push(this.expression());
    }
    this.expect('}');
    return { kind: 'cat', parts, count: undefined, at };
  }
}

const UNARY = new Set(['+', '-', '!', '~', '&', '~&', '|', '~|', '^', '~^', '^~']);

/** IEEE 1364-2005, table 5-4. */
const STRENGTH: Readonly<Record<string, number>> = Object.fromEntries(
  [
    ['||'],
    ['&&'],
    ['|'],
    ['^', '~^', '^~'],
    ['&'],
    ['==', '!=', '===', '!=='],
    ['<', '<=', '>', '>='],
    ['<<', '>>', '<<<', '>>>'],
    ['+', '-'],
    ['*', '/', '%'],
    ['**'],
  ].flatMap((operators, level) => operators.map((operator) => [operator, level])),
);
