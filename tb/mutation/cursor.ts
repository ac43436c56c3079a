import { lineOf, type Token, tokensOf } from './tokens.ts';

/** A place among the tokens of a text. It moves forwards only. */
export class Cursor {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = tokensOf(text);
  }

  /** The text of the next token, '' at the end. */
  get next(): string {
    return this.#tokens[this.#next].text;
  }

  /** Where the last token that was taken ends. */
  get end(): number {
    return this.#tokens[this.#next - 1].end;
  }

  take(): Token {
    const token = this.#tokens[this.#next];
    if (token.kind === 'end') {
      throw this.error(token, 'the text ends too early');
    }
    this.#next++;
    return token;
  }

  /** Takes the next token if it is this one; says whether it was. */
  takeIf(wanted: string): boolean {
    const isNext = this.next === wanted;
    if (isNext) {
      this.take();
    }
    return isNext;
  }

  /** Takes the next token, which is this one or an error. */
  expect(wanted: string): Token {
    if (this.next !== wanted) {
      throw this.error(this.#tokens[this.#next], `expected "${wanted}", found "${this.next}"`);
    }
    return this.take();
  }

  /** Takes tokens until this one is next. */
  skipTo(...wanted: readonly string[]): void {
    while (!wanted.includes(this.next)) {
      this.take();
    }
  }

  /** What stands from a place up to the last token that was taken, each white space as one blank. */
  since(at: number): string {
    return this.#text.slice(at, this.end).replace(/\s+/g, ' ');
  }

  error({ at }: { readonly at: number }, what: string): SyntaxError {
    return new SyntaxError(`line ${lineOf(this.#text, at)}: ${what}`);
  }
}
