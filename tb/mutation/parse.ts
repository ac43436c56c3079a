import { lineOf, type Token, tokensOf } from './tokens.ts';

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

/** An expression and what it decides: the target of an assignment, an `if`, an instance's pin. */
export interface Site {
  readonly role: 'value' | 'condition' | 'pin';
  readonly target: string;
  readonly expression: Expression;
}

export interface ParsedModule {
  readonly name: string;
  /** Where a further port can be declared: behind the last one's name. */
  readonly portsEnd: number;
  /** Widths of ports, wires and registers; memories are not among them. */
  readonly widths: ReadonlyMap<string, number>;
  readonly sites: readonly Site[];
}

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

/** Reads a module as our emitter writes it. Anything else is an error with its line: nothing is silently passed over. */
export function parseModule(text: string): ParsedModule {
  const tokens = tokensOf(text);
  let next = 0;
  const widths = new Map<string, number>();
  const parameters = new Map<string, string>();
  const sites: Site[] = [];

  const peek = (ahead = 0): string => tokens[Math.min(next + ahead, tokens.length - 1)].text;
  const take = (): Token => tokens[next++];
  function expect(wanted: string): Token {
    if (peek() !== wanted) {
      throw new SyntaxError(`line ${lineOf(text, tokens[next].at)}: expected "${wanted}", found "${peek()}"`);
    }
    return take();
  }
  const before = (): number => tokens[next - 1].end;

  function primary(): Expression {
    const token = take();
    const { at, text: word, kind } = token;
    if (UNARY.has(word)) {
      const operand = primary();
      return { kind: 'unary', operator: word, operand, at, end: operand.end };
    }
    if (word === '(') {
      const inside = expression();
      return { kind: 'group', parts: [inside], at, end: expect(')').end };
    }
    if (word === '{') {
      const parts = [expression()];
      if (peek() === '{') {
        // Replication: the count is no part of the value.
        parts.length = 0;
        take();
        parts.push(...list('}'));
        return { kind: 'group', parts, at, end: expect('}').end };
      }
      while (peek() === ',') {
        take();
        parts.push(expression());
      }
      return { kind: 'group', parts, at, end: expect('}').end };
    }
    if (kind === 'number') {
      return { kind: 'number', literal: word, at, end: token.end };
    }
    if (kind !== 'name') {
      throw new SyntaxError(`line ${lineOf(text, at)}: no expression begins with "${word}"`);
    }
    if (word.startsWith('$')) {
      expect('(');
      return { kind: 'group', parts: list(')'), at, end: before() };
    }
    const literal = parameters.get(word);
    if (literal !== undefined) {
      return { kind: 'number', literal, at, end: token.end };
    }
    if (peek() !== '[') {
      return { kind: 'name', name: word, at, end: token.end };
    }
    take();
    const high = expression();
    let low: Expression | undefined;
    if (peek() === ':') {
      take();
      low = expression();
    }
    if (peek() === '+:') {
      // A part of variable place: the index is an expression, its width is not.
      take();
      take();
    }
    return { kind: 'select', name: word, high, low, at, end: expect(']').end };
  }

  /** Expressions up to `close`, which is taken. */
  function list(close: string): Expression[] {
    const parts = [expression()];
    while (peek() === ',') {
      take();
      parts.push(expression());
    }
    expect(close);
    return parts;
  }

  function binary(level: number): Expression {
    if (level === LEVELS.length) {
      return primary();
    }
    let left = binary(level + 1);
    while (LEVELS[level].includes(peek())) {
      const { text: operator } = take();
      const right = binary(level + 1);
      left = { kind: 'binary', operator, left, right, at: left.at, end: right.end };
    }
    return left;
  }

  function expression(): Expression {
    const condition = binary(0);
    if (peek() !== '?') {
      return condition;
    }
    take();
    const yes = expression();
    expect(':');
    const no = expression();
    return { kind: 'choice', condition, yes, no, at: condition.at, end: no.end };
  }

  function range(): number {
    if (peek() !== '[') {
      return 1;
    }
    take();
    const high = Number(take().text);
    expect(':');
    const low = Number(take().text);
    expect(']');
    return high - low + 1;
  }

  /** `name`, `name[…]`: what an assignment writes. */
  function target(): string {
    const { at } = take();
    for (let depth = 0; depth > 0 || peek() === '['; ) {
      const { text: word } = take();
      depth += Number(word === '[') - Number(word === ']');
    }
    return text.slice(at, before()).replace(/\s+/g, ' ');
  }

  function statement(): void {
    if (peek() === ';') {
      take();
    } else if (peek() === 'begin') {
      take();
      while (peek() !== 'end') {
        statement();
      }
      take();
    } else if (peek() === 'if') {
      take();
      expect('(');
      sites.push({ role: 'condition', target: 'if', expression: expression() });
      expect(')');
      statement();
      if (peek() === 'else') {
        take();
        statement();
      }
    } else if (peek() === 'case') {
      take();
      expect('(');
      sites.push({ role: 'value', target: 'case', expression: expression() });
      expect(')');
      while (peek() !== 'endcase') {
        take(); // a label
        while (peek() === ',') {
          take();
          take();
        }
        expect(':');
        statement();
      }
      take();
    } else {
      const name = target();
      if (peek() !== '=') {
        expect('<=');
      } else {
        take();
      }
      sites.push({ role: 'value', target: name, expression: expression() });
      expect(';');
    }
  }

  function instance(): void {
    take();
    const { text: name } = take();
    expect('(');
    while (peek() === '.') {
      take();
      const { text: pin } = take();
      expect('(');
      if (peek() !== ')') {
        const value = expression();
        // A plain name may be an output's: that is no value.
        if (value.kind !== 'name' && value.kind !== 'select') {
          sites.push({ role: 'pin', target: `${name}.${pin}`, expression: value });
        }
      }
      expect(')');
      if (peek() === ',') {
        take();
      }
    }
    expect(')');
    expect(';');
  }

  while (peek() !== 'module') {
    take();
  }
  take();
  const { text: name } = take();
  expect('(');
  let portsEnd = 0;
  while (peek() !== ')') {
    take(); // input, output
    if (peek() === 'wire' || peek() === 'reg') {
      take();
    }
    if (peek() === 'signed') {
      take();
    }
    const width = range();
    const port = take();
    widths.set(port.text, width);
    portsEnd = port.end;
    if (peek() === ',') {
      take();
    }
  }
  take();
  expect(';');
  while (peek() !== 'endmodule') {
    if (peek() === '(*') {
      while (peek() !== '*)') {
        take();
      }
      take();
    } else if (peek() === 'localparam') {
      take();
      const { text: parameter } = take();
      expect('=');
      parameters.set(parameter, take().text);
      expect(';');
    } else if (peek() === 'wire' || peek() === 'reg') {
      take();
      if (peek() === 'signed') {
        take();
      }
      const width = range();
      const { text: declared } = take();
      if (peek() === '[') {
        range();
      } else {
        widths.set(declared, width);
      }
      if (peek() === '=') {
        take();
        const value = expression();
        // A name for lint, of no effect.
        if (declared !== '_unused') {
          sites.push({ role: 'value', target: declared, expression: value });
        }
      }
      expect(';');
    } else if (peek() === 'assign') {
      take();
      const assigned = target();
      expect('=');
      sites.push({ role: 'value', target: assigned, expression: expression() });
      expect(';');
    } else if (peek() === 'initial') {
      // Words of a table at power-up: the input that switches a mutant on comes too late for them.
      take();
      const outside = sites.length;
      statement();
      sites.length = outside;
    } else if (peek() === 'always') {
      while (peek() !== ')' && peek() !== 'begin') {
        take();
      }
      if (peek() === ')') {
        take();
      }
      statement();
    } else {
      instance();
    }
  }
  return { name, portsEnd, widths, sites };
}
