import { baseName, dirName, joinPath } from './sources.ts';

/** A word of Verilog, and where it stands. */
export interface Token {
  readonly kind: 'name' | 'number' | 'string' | 'symbol' | 'directive' | 'end';
  /** As written; an escaped name without its backslash. */
  readonly text: string;
  readonly file: string;
  readonly line: number;
}

/** A file that cannot be read as Verilog, or asks for more than is understood here. */
export class VerilogError extends Error {
  override readonly name = 'VerilogError';
  readonly at: string;

  constructor({ file, line }: Pick<Token, 'file' | 'line'>, message: string) {
    super(message);
    this.at = `${file}:${line}`;
  }
}

const SPACE = /(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/|\(\*(?!\s*\))[\s\S]*?\*\))+/y;
const NUMBER =
  /(?:\d[\d_]*)?\s*'[sS]?[bBoOdDhH]\s*[\da-fA-FxXzZ?_]+|'[01xXzZ](?![\w$])|\d[\d_]*\.\d[\d_]*(?:[eE][+-]?\d+)?|\d[\d_]*/y;
const NAME = /[A-Za-z_$][\w$]*/y;
const ESCAPED = /\\(\S+)/y;
const STRING = /"(?:[^"\\\n]|\\[\s\S])*"/y;
const DIRECTIVE = /`([A-Za-z_]\w*)/y;
const SYMBOL = /<<<|>>>|===|!==|\*\*|<<|>>|<=|>=|==|!=|&&|\|\||~\^|\^~|~&|~\||::|'\{|[^\s]/y;
/** The rest of the line, continued over backslashes. */
const LINE = /(?:\\\r?\n|[^\n])*/y;

/** Reads one text token by token. */
class Lexer {
  #at = 0;
  #line = 1;
  readonly #text: string;
  readonly file: string;

  constructor(file: string, text: string, line = 1) {
    this.file = file;
    this.#text = text;
    this.#line = line;
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (!match) {
      return undefined;
    }
    this.#at = pattern.lastIndex;
    for (const char of match[0]) {
      if (char === '\n') {
        this.#line++;
      }
    }
    return match;
  }

  next(): Token {
    this.#match(SPACE);
    const { file } = this;
    const line = this.#line;
    const token = (kind: Token['kind'], text: string): Token => ({ kind, text, file, line });
    if (this.#at >= this.#text.length) {
      return token('end', '');
    }
    const number = this.#match(NUMBER);
    if (number) {
      return token('number', number[0]);
    }
    const name = this.#match(NAME);
    if (name) {
      return token('name', name[0]);
    }
    const escaped = this.#match(ESCAPED);
    if (escaped) {
      return token('name', escaped[1]);
    }
    const string = this.#match(STRING);
    if (string) {
      return token('string', string[0].slice(1, -1));
    }
    const directive = this.#match(DIRECTIVE);
    if (directive) {
      return token('directive', directive[1]);
    }
    return token('symbol', this.#match(SYMBOL)![0]);
  }

  /** What stands behind a directive on its line. */
  rest(): { readonly text: string; readonly line: number } {
    const line = this.#line;
    return { text: this.#match(LINE)?.[0] ?? '', line };
  }

  /** Whether the next character is `char`, spaces aside where `spaces`. */
  sees(char: string, spaces: boolean): boolean {
    if (spaces) {
      this.#match(SPACE);
    }
    return this.#text[this.#at] === char;
  }
}

interface Macro {
  readonly parameters: readonly string[] | undefined;
  readonly body: readonly Token[];
}

/** Directives that say nothing about modules, with or without a rest of the line. */
const IGNORED = new Set(
  'timescale default_nettype celldefine endcelldefine resetall unconnected_drive nounconnected_drive line pragma begin_keywords end_keywords'.split(
    ' ',
  ),
);
/** Deeper includes or macros go round in circles. */
const DEEPEST = 64;

export interface Preprocessed {
  readonly tokens: readonly Token[];
  /** Included files that were not given. */
  readonly missing: readonly string[];
}

/**
 * The tokens that a compiler of these files would see, read one after another as one unit: macros expanded, conditions
 * decided, included files put in. A file that is included but not given adds nothing; a macro that nothing
 * defines stays, as a name that nothing declares.
 */
export function preprocess(
  files: ReadonlyMap<string, string>,
  defines: Readonly<Record<string, string | number | true>>,
  find: (path: string) => string | undefined,
): Preprocessed {
  const tokens: Token[] = [];
  const missing: string[] = [];
  const macros = new Map<string, Macro>();
  for (const [name, value] of Object.entries(defines)) {
    macros.set(name, { parameters: undefined, body: value === true ? [] : lex('defines', String(value), 1) });
  }
  for (const [file, text] of files) {
    read(file, text, 0);
  }
  return { tokens, missing };

  function read(file: string, text: string, depth: number): void {
    const lexer = new Lexer(file, text);
    /** Of each open condition: whether it holds here, whether a branch was taken, whether all around it hold. */
    const open: { on: boolean; taken: boolean; readonly outer: boolean }[] = [];
    const active = () => open.every(({ on }) => on);
    for (let token = lexer.next(); token.kind !== 'end'; token = lexer.next()) {
      if (token.kind !== 'directive') {
        if (active()) {
          tokens.push(token);
        }
        continue;
      }
      switch (token.text) {
        case 'ifdef':
        case 'ifndef': {
          const defined = macros.has(lexer.next().text) === (token.text === 'ifdef');
          open.push({ on: defined, taken: defined, outer: active() });
          break;
        }
        case 'elsif':
        case 'else':
        case 'endif': {
          const last = open.at(-1);
          if (!last) {
            throw new VerilogError(token, `\`${token.text} without a condition`);
          }
          if (token.text === 'endif') {
            open.pop();
            break;
          }
          const holds = token.text === 'else' || macros.has(lexer.next().text);
          last.on = !last.taken && holds;
          last.taken ||= holds;
          break;
        }
        default:
          if (active()) {
            directive(token, lexer, depth);
          } else if (token.text === 'define') {
            lexer.rest();
          }
      }
    }
    if (open.length > 0) {
      throw new VerilogError({ file, line: 1 }, 'a condition of the preprocessor has no `endif');
    }
  }

  function directive(token: Token, lexer: Lexer, depth: number): void {
    if (token.text === 'define') {
      define(lexer);
    } else if (token.text === 'undef') {
      macros.delete(lexer.next().text);
    } else if (token.text === 'include') {
      include(lexer.next(), depth);
    } else if (IGNORED.has(token.text)) {
      lexer.rest();
    } else {
      tokens.push(...expand(token, () => argumentsOf(lexer), depth));
    }
  }

  function define(lexer: Lexer): void {
    const name = lexer.next().text;
    const parameters = lexer.sees('(', false) ? namesOf(argumentsOf(lexer)) : undefined;
    const { text, line } = lexer.rest();
    macros.set(name, { parameters, body: lex(lexer.file, text.replaceAll(/\\\r?\n/g, '\n'), line) });
  }

  function include(name: Token, depth: number): void {
    if (name.kind !== 'string') {
      return;
    }
    if (depth > DEEPEST) {
      throw new VerilogError(name, `${name.text} is included by itself`);
    }
    const path = joinPath(dirName(name.file), name.text);
    const given = [path, ...files.keys()].find((file) => file === path && files.has(file));
    const same = [...files.keys()].find((file) => baseName(file) === baseName(name.text));
    const known = given ?? same;
    const text = known === undefined ? (find(path) ?? find(name.text)) : files.get(known);
    if (text === undefined) {
      missing.push(name.text);
    } else {
      read(known ?? path, text, depth + 1);
    }
  }

  /** Arguments in parentheses, each a list of tokens. */
  function argumentsOf(lexer: { next(): Token }): Token[][] {
    lexer.next();
    const all: Token[][] = [[]];
    for (let nesting = 0; ; ) {
      const token = lexer.next();
      if (token.kind === 'end' || (token.text === ')' && nesting === 0)) {
        return all;
      }
      if (token.text === ',' && nesting === 0) {
        all.push([]);
        continue;
      }
      nesting += /^['({[]+$/.test(token.text) ? 1 : /^[)}\]]$/.test(token.text) ? -1 : 0;
      all.at(-1)!.push(token);
    }
  }

  function expand(token: Token, given: () => Token[][], depth: number): Token[] {
    const macro = macros.get(token.text);
    if (depth > DEEPEST) {
      throw new VerilogError(token, `the macro \`${token.text} calls itself`);
    }
    if (!macro) {
      return [{ ...token, kind: 'name', text: `\`${token.text}` }];
    }
    const values = new Map<string, readonly Token[]>();
    if (macro.parameters) {
      const all = given();
      for (const [i, name] of macro.parameters.entries()) {
        values.set(name, all[i] ?? []);
      }
    }
    const { file, line } = token;
    const body = macro.body.flatMap((each) => values.get(each.text) ?? [{ ...each, file, line }]);
    const result: Token[] = [];
    for (let i = 0; i < body.length; i++) {
      if (body[i].kind !== 'directive') {
        result.push(body[i]);
        continue;
      }
      const rest = { next: () => body[++i] ?? { ...token, kind: 'end', text: '' } };
      result.push(...expand(body[i], () => argumentsOf(rest), depth + 1));
    }
    return result;
  }
}

const namesOf = (lists: readonly (readonly Token[])[]): string[] => lists.flatMap((list) => list[0]?.text ?? []);

function lex(file: string, text: string, line: number): Token[] {
  const lexer = new Lexer(file, text, line);
  const tokens: Token[] = [];
  for (let token = lexer.next(); token.kind !== 'end'; token = lexer.next()) {
    tokens.push(token);
  }
  return tokens;
}
