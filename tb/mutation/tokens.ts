/** A token of Verilog as our emitter writes it; `at` and `end` are offsets in the text. */
export interface Token {
  readonly text: string;
  readonly kind: 'name' | 'number' | 'symbol' | 'end';
  readonly at: number;
  readonly end: number;
}

const TOKEN =
  /\s+|\/\/[^\n]*|`ifdef FORMAL\n[\s\S]*?\n`endif|`[^\n]*|(?<name>\$?[A-Za-z_][\w$]*)|(?<number>\d+'s?[bdh][0-9a-fA-F]+|\d+)|(?<string>"[^"]*")|(?<symbol><<<|>>>|<<|>>|<=|>=|==|!=|&&|\|\||\(\*|\*\)|\+:|[-+*/%&|^~!<>=?:;,.(){}[\]@#])/gy;

/**
 * The tokens of a file, without comments, directives, and what stands under `FORMAL`; a character that no rule knows is
 * an error.
 */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (!match) {
      throw new SyntaxError(`line ${lineOf(text, at)}: no token begins with "${text.slice(at, at + 10)}"`);
    }
    const { name, number, symbol, string } = match.groups as Record<string, string | undefined>;
    const kind = name ? 'name' : number ? 'number' : symbol || string ? 'symbol' : undefined;
    if (kind) {
      tokens.push({ text: match[0], kind, at, end: TOKEN.lastIndex });
    }
  }
  tokens.push({ text: '', kind: 'end', at: text.length, end: text.length });
  return tokens;
}

/** 1-based. */
export function lineOf(text: string, at: number): number {
  let line = 1;
  for (let i = text.indexOf('\n'); i >= 0 && i < at; i = text.indexOf('\n', i + 1)) {
    line++;
  }
  return line;
}
