/**
 * Languages of byte strings as expressions, and what of one remains behind a byte (Brzozowski, Journal of the ACM
 * 11(4), 1964). Rules may name one another, so that nesting has no limit. Equal expressions of one `Expressions` are
 * the same object.
 */
export interface Expression {
  readonly id: number;
  /** Whether the text may end here. */
  isNullable(): boolean;
  /** What may follow `byte`; `nothing` where it cannot stand here. */
  after(byte: number): Expression;
}

export type ByteRange = readonly [first: number, last: number];

export interface Expressions {
  /** No text at all. */
  readonly nothing: Expression;
  /** The text without bytes. */
  readonly empty: Expression;
  bytes(...ranges: readonly ByteRange[]): Expression;
  literal(text: string): Expression;
  sequence(...parts: readonly Expression[]): Expression;
  choice(...parts: readonly Expression[]): Expression;
  /** @param part which is not nullable */
  repeat(part: Expression, min: number, max: number): Expression;
  /** What `resolve` gives when it is first needed; one of each name, or, without a name, one of its own. */
  rule(name: string | undefined, resolve: () => Expression): Expression;
}

/** A grammar that can be a beginning of itself describes no text. */
export class LeftRecursion extends Error {}

export function createExpressions(): Expressions {
  const known = new Map<string, Expression>();
  const unique = (key: string, make: (id: number) => Expression): Expression => {
    let found = known.get(key);
    if (!found) {
      found = remembering(make(known.size));
      known.set(key, found);
    }
    return found;
  };
  const nothing: Expression = unique('nothing', (id) => ({ id, isNullable: () => false, after: () => nothing }));
  const empty: Expression = unique('empty', (id) => ({ id, isNullable: () => true, after: () => nothing }));

  const bytes: Expressions['bytes'] = (...ranges) =>
    unique(`bytes ${ranges.join(';')}`, (id) => ({
      id,
      isNullable: () => false,
      after: (byte) => (ranges.some(([first, last]) => first <= byte && byte <= last) ? empty : nothing),
    }));

  const pair = (first: Expression, rest: Expression): Expression => {
    if (first === nothing || rest === nothing) {
      return nothing;
    }
    if (first === empty) {
      return rest;
    }
    if (rest === empty) {
      return first;
    }
    return unique(`pair ${first.id} ${rest.id}`, (id) => ({
      id,
      isNullable: () => first.isNullable() && rest.isNullable(),
      after(byte) {
        const inside = pair(first.after(byte), rest);
        return first.isNullable() ? choice(inside, rest.after(byte)) : inside;
      },
    }));
  };

  /** The parts of a choice, which are none themselves. */
  const partsOf = new Map<Expression, readonly Expression[]>();
  const choice: Expressions['choice'] = (...given) => {
    const flat = new Set(given.flatMap((part) => partsOf.get(part) ?? [part]));
    flat.delete(nothing);
    const parts = [...flat].sort((a, b) => a.id - b.id);
    if (parts.length < 2) {
      return parts[0] ?? nothing;
    }
    const made = unique(`choice ${parts.map(({ id }) => id).join()}`, (id) => ({
      id,
      isNullable: () => parts.some((part) => part.isNullable()),
      after: (byte) => choice(...parts.map((part) => part.after(byte))),
    }));
    partsOf.set(made, parts);
    return made;
  };

  /**
   * The bytes of a literal from one on. They become expressions as a text reaches them: a schema may hold megabytes.
   */
  const literalFrom = (name: string, all: Uint8Array, at: number): Expression => {
    const byte = all[at];
    if (at + 1 >= all.length) {
      return at < all.length ? bytes([byte, byte]) : empty;
    }
    return unique(at === 0 ? name : `${known.get(name)?.id} from ${at}`, (id) => ({
      id,
      isNullable: () => false,
      after: (next) => (next === byte ? literalFrom(name, all, at + 1) : nothing),
    }));
  };

  const repeat: Expressions['repeat'] = (part, min, max) => {
    if (max === 0) {
      return empty;
    }
    return unique(`repeat ${part.id} ${min} ${max}`, (id) => ({
      id,
      isNullable: () => min === 0,
      after: (byte) => pair(part.after(byte), repeat(part, Math.max(0, min - 1), max - 1)),
    }));
  };

  return {
    nothing,
    empty,
    bytes,
    literal: (text) => literalFrom(`literal ${text}`, Buffer.from(text), 0),
    sequence: (...parts) => parts.reduceRight((rest, part) => pair(part, rest), empty),
    choice,
    repeat,
    rule: (name, resolve) =>
      unique(name === undefined ? `rule of its own ${known.size}` : `rule ${name}`, (id) => {
        let resolved: Expression | undefined;
        let isAsked = false;
        const asked = <T>(ask: (expression: Expression) => T): T => {
          if (isAsked) {
            throw new LeftRecursion(`${name ?? 'a rule'} begins with itself`);
          }
          isAsked = true;
          try {
            resolved ??= resolve();
            return ask(resolved);
          } finally {
            isAsked = false;
          }
        };
        return { id, isNullable: () => asked((it) => it.isNullable()), after: (byte) => asked((it) => it.after(byte)) };
      }),
  };
}

/** Each question is answered once. */
function remembering(expression: Expression): Expression {
  const followers: (Expression | undefined)[] = [];
  let isNullable: boolean | undefined;
  return {
    id: expression.id,
    isNullable: () => (isNullable ??= expression.isNullable()),
    after: (byte) => (followers[byte] ??= expression.after(byte)),
  };
}
