import type { Expression, Expressions } from './expression.ts';

const ANY = Number.POSITIVE_INFINITY;
/** A number is not made longer than a double can tell. */
const DIGITS = 15;
/** Blanks that may indent a line. */
const INDENT = 20;

export interface Property {
  readonly name: string;
  readonly isRequired: boolean;
  readonly value: Expression;
}

/** JSON (RFC 8259) as expressions of bytes. Blanks are at most one space, or one line's end and its indent. */
export function jsonParts(language: Expressions) {
  const { bytes, literal, sequence, choice, repeat, empty, rule } = language;
  const range = (first: number, last: number) => bytes([first, last]);
  const byte = (text: string) => literal(text);

  const blank = choice(empty, byte(' '), sequence(byte('\n'), repeat(byte(' '), 0, INDENT)));
  const digit = range(0x30, 0x39);
  const hex = bytes([0x30, 0x39], [0x41, 0x46], [0x61, 0x66]);
  const tail = range(0x80, 0xbf);
  /** A character as UTF-8 (RFC 3629, section 4) or as its escape; of surrogates only whole pairs. */
  const character = choice(
    bytes([0x20, 0x21], [0x23, 0x5b], [0x5d, 0x7f]),
    sequence(range(0xc2, 0xdf), tail),
    sequence(range(0xe0, 0xe0), range(0xa0, 0xbf), tail),
    sequence(bytes([0xe1, 0xec], [0xee, 0xef]), tail, tail),
    sequence(range(0xed, 0xed), range(0x80, 0x9f), tail),
    sequence(range(0xf0, 0xf0), range(0x90, 0xbf), tail, tail),
    sequence(range(0xf1, 0xf3), tail, tail, tail),
    sequence(range(0xf4, 0xf4), range(0x80, 0x8f), tail, tail),
    sequence(byte('\\'), choice(...['"', '\\', '/', 'b', 'f', 'n', 'r', 't'].map(byte))),
    sequence(
      literal('\\u'),
      bytes([0x30, 0x39], [0x41, 0x43], [0x45, 0x46], [0x61, 0x63], [0x65, 0x66]),
      hex,
      hex,
      hex,
    ),
    sequence(literal('\\u'), bytes([0x44, 0x44], [0x64, 0x64]), range(0x30, 0x37), hex, hex),
  );
  const string = (min: number, max: number) => sequence(byte('"'), repeat(character, min, max), byte('"'));
  const whole = choice(byte('0'), sequence(range(0x31, 0x39), repeat(digit, 0, DIGITS - 1)));
  const sign = choice(empty, byte('-'));
  const integer = sequence(sign, whole);
  const fraction = sequence(byte('.'), repeat(digit, 1, DIGITS));
  const exponent = sequence(bytes([0x45, 0x45], [0x65, 0x65]), choice(sign, byte('+')), repeat(digit, 1, 2));
  const number = sequence(integer, choice(empty, fraction), choice(empty, exponent));

  const colon = sequence(byte(':'), blank);
  const comma = sequence(byte(','), blank);
  const within = (open: string, inside: Expression, close: string) =>
    sequence(byte(open), blank, inside, blank, byte(close));

  const array = (item: Expression, min: number, max: number): Expression => {
    if (max === 0) {
      return literal('[]');
    }
    const items = sequence(item, repeat(sequence(comma, item), Math.max(0, min - 1), max - 1));
    const some = within('[', items, ']');
    return min === 0 ? choice(literal('[]'), some) : some;
  };
  const map = (value: Expression): Expression => {
    const entry = sequence(string(0, ANY), colon, value);
    return choice(literal('{}'), within('{', sequence(entry, repeat(sequence(comma, entry), 0, ANY)), '}'));
  };
  /**
   * Properties in this order. What may follow one is made when a text gets there: of many, only few are ever needed.
   */
  const object = (properties: readonly Property[]): Expression => {
    const members = properties.map(({ name, value }) => sequence(literal(JSON.stringify(name)), colon, value));
    const tails: Expression[] = [];
    /** The properties from one on of which the next may be: up to the first that must. */
    const nextOf = (from: number): number[] => {
      const required = properties.findIndex(({ isRequired }, i) => i >= from && isRequired);
      return Array.from({ length: (required < 0 ? members.length : required + 1) - from }, (_, i) => from + i);
    };
    const mayEnd = (from: number) => !properties.slice(from).some(({ isRequired }) => isRequired);
    const followed = (i: number) => sequence(members[i], tails[i + 1]);
    for (let from = 0; from <= members.length; from++) {
      const tail = () =>
        choice(...(mayEnd(from) ? [empty] : []), ...nextOf(from).map((i) => sequence(comma, followed(i))));
      tails.push(rule(undefined, tail));
    }
    const some = within('{', choice(...nextOf(0).map(followed)), '}');
    return mayEnd(0) ? choice(literal('{}'), some) : some;
  };
  const boolean = choice(literal('true'), literal('false'));
  const value: Expression = rule('JSON', () =>
    choice(map(value), array(value, 0, ANY), string(0, ANY), number, boolean, literal('null')),
  );
  return { value, string, integer, number, boolean, null: literal('null'), array, map, object };
}
