import { fail, stop } from '../diagnostics/report.ts';
import { shownValue } from '../diagnostics/shown-value.ts';
import type { Expr } from '../ir/index.ts';
import { unpackExpr } from '../module/memory-words.ts';
import { type Data, expectType, type In, type Lit, type Passive } from '../types/data.ts';
import { literalBits } from '../types/literal.ts';
import { Bits } from './bits.ts';
import * as build from './build.ts';
import type { Bool, Literal, SInt, UInt } from './interfaces.ts';
import { describe, signalExpr, typeName } from './operand.ts';
import { leavesOf, typeOf, valueLeaves, viewOf } from './view.ts';
import type { SumOfWidths } from './widths.ts';

/** Most significant first. The compiler knows the width where it knows those of the parts, up to 128 bits each. */
export const cat = <const P extends readonly (UInt | SInt)[]>(...parts: P): UInt<SumOfWidths<P>> =>
  bits(build.cat(parts.map((part) => build.cast(exprOf(part), false)))) as UInt<SumOfWidths<P>>;

/**
 * `condition ? a : b`, for values of one type: numbers, enums, vectors or bundles. One of them may be a literal (a
 * number, or a member's name).
 */
export function mux<V extends object>(condition: Bool, a: V, b: V): V;
export function mux<V extends object>(condition: Bool, a: V, b: Literal | string): V;
export function mux<V extends object>(condition: Bool, a: Literal | string, b: V): V;
export function mux(condition: Bool, a: unknown, b: unknown): unknown {
  const literalFirst = typeof a !== 'object';
  const type = typeOf(literalFirst ? b : a);
  const [first, second] = [valueLeaves(type, a), valueLeaves(type, b)];
  const leaves = type.leaves.map((leaf, i) => {
    const [x, y] = literalFirst ? [second[i], first[i]] : [first[i], second[i]];
    const like = x instanceof Bits ? x.expr : (x ?? build.zero(leaf.width));
    const other = arm(like, y);
    return new Bits(
      literalFirst ? build.mux(exprOf(condition), other, like) : build.mux(exprOf(condition), like, other),
    );
  });
  return viewOf(type, leaves);
}

/** The value beside the first true condition, or `otherwise`. */
export const muxPriority = <V extends object>(
  choices: readonly (readonly [condition: Bool, value: V])[],
  otherwise: V,
): V => choices.reduceRight<V>((rest, [condition, value]) => mux(condition, value, rest), otherwise);

/** The value beside the one true condition, of any type as with `mux`: an AND-OR. Zero when none holds. */
export function muxOneHot<V extends object>(choices: readonly (readonly [condition: Bool, value: V])[]): V {
  if (choices.length === 0) {
    return stop('type', 'muxOneHot needs at least one value');
  }
  const type = typeOf(choices[0][1]);
  const terms = choices.map(([condition, value]) => {
    const selected = exprOf(condition);
    return valueLeaves(type, value).map((leaf, i) => {
      const e = leaf instanceof Bits ? leaf.expr : (leaf ?? build.zero(type.leaves[i].width));
      return build.binary('and', build.cast(build.replicate(selected, e.width), e.signed), e);
    });
  });
  const leaves = type.leaves.map(
    (_, i) => new Bits(terms.map((term) => term[i]).reduce((a, b) => build.binary('or', a, b))),
  );
  return viewOf(type, leaves) as V;
}

/** Table look-up: `values[index]`; beyond the end the last one. */
export function select<V extends object>(index: UInt, values: readonly V[]): V {
  const last = values.at(-1);
  if (!last) {
    return stop('type', 'select needs at least one value');
  }
  const { width } = signalExpr(index, 'an index');
  const most = 2 ** width + 1;
  if (values.length > most) {
    return stop(
      'range',
      `select: an index of ${width} bits chooses of ${most - 1} values, and a last one, not of ${values.length}`,
    );
  }
  const choices = values.slice(0, -1).map((value, i) => [index.eq(i), value] as const);
  return muxPriority<V>(choices, last);
}

/** A constant of a type. */
export function lit<T extends Data>(value: Lit<T>, type: T): In<T> {
  const leaves = valueLeaves(expectType(type, 'lit'), value).map((leaf, i) =>
    leaf instanceof Bits ? leaf : new Bits(leaf ?? build.zero(type.leaves[i].width)),
  );
  return viewOf(type, leaves) as In<T>;
}

/** A bundle or vector as one value: its first member in the lowest bits. */
export const pack = (value: object): UInt =>
  bits(
    build.cat(
      leavesOf(value)
        .map((leaf) => build.cast(leaf.expr, false))
        .reverse(),
    ),
  );

/** Bits seen as a bundle, vector or enum. */
export function unpack<T extends Passive>(type: T, word: UInt): In<T> {
  const width = widthOf(type);
  const e = exprOf(word);
  if (e.width !== width) {
    fail('width', `unpack: ${type} has ${width} bits, ${describe(e)} has ${e.width}`);
  }
  return unpackExpr(type, build.resize(e, width)) as In<T>;
}

/** Bits of a type in all. */
export const widthOf = (type: Data): number =>
  expectType(type, 'widthOf').leaves.reduce((sum, leaf) => sum + leaf.width, 0);

const exprOf = (value: UInt | SInt): Expr => signalExpr(value, 'an operand');
const bits = (e: Expr): UInt => new Bits(e) as unknown as UInt;

/** The other arm of a mux, of the type of `like`. */
function arm(like: Expr, other: Bits | Expr | undefined): Expr {
  const e = other instanceof Bits ? other.expr : (other ?? build.zero(like.width));
  if (e.signed !== like.signed) {
    fail('sign', `mux of ${typeName(like)} and ${typeName(e)}`);
  }
  if (e.width !== like.width) {
    fail('width', `mux of ${typeName(like)} and ${typeName(e)}`, { hint: 'extend(n) or trunc(n) one' });
  }
  return build.cast(build.resize(e, like.width), like.signed);
}

/** A number as a UInt just wide enough. */
export const constant = (value: number | bigint): UInt => {
  if (typeof value !== 'bigint' && !Number.isInteger(value)) {
    return stop('literal', `constant: a whole number is expected, not ${shownValue(value)}`);
  }
  const width = BigInt(value).toString(2).length;
  return bits(build.constant(literalBits(value, width, false), width));
};
