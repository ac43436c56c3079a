import { here } from '../diagnostics/location.ts';
import { fail } from '../diagnostics/report.ts';
import type { Expr, Memory } from '../ir/index.ts';
import { Bits } from '../signal/bits.ts';
import * as build from '../signal/build.ts';
import type { Bool, UInt } from '../signal/interfaces.ts';
import { describe, signalExpr } from '../signal/operand.ts';
import { valueLeaves, viewOf } from '../signal/view.ts';
import type { Passive } from '../types/data.ts';
import { constantLeaves } from '../types/init.ts';
import { builder } from './builder.ts';
import { inReset } from './domain.ts';

/** The leaves of a value that is written, as bits; each must have the width of its type. */
export function writtenLeaves(type: Passive, data: unknown, what: string): Expr[] {
  return valueLeaves(type, data).map((value, i) => {
    const { width } = type.leaves[i];
    const e = value instanceof Bits ? value.expr : (value ?? build.zero(width));
    if (e.width !== width) {
      fail('width', `${what} takes ${width} bits here, the value has ${e.width}`);
    }
    return build.cast(build.resize(e, width), false);
  });
}

/** A bundle or vector as one value, its first leaf in the lowest bits; and back. */
export const packLeaves = (leaves: readonly Expr[]): Expr => build.cat([...leaves].reverse());

export function unpackExpr(type: Passive, word: Expr): unknown {
  let low = 0;
  const leaves = type.leaves.map((leaf) => {
    const part = new Bits(build.cast(build.slice(word, low, leaf.width), leaf.signed));
    low += leaf.width;
    return part;
  });
  return viewOf(type, leaves);
}

export function packConstant(type: Passive, value: unknown): bigint {
  const leaves = constantLeaves(type, value);
  let word = 0n;
  let low = 0n;
  type.leaves.forEach((leaf, i) => {
    word |= (leaves[i] ?? 0n) << low;
    low += BigInt(leaf.width);
  });
  return word;
}

/** An address of `width` bits, of a memory or of `what` port of it. */
export function checkedAddress(memory: Memory, address: UInt, width: number, what = `\`${memory.name}\``): Expr {
  const expr = signalExpr(address, `the address of ${what}`);
  if (expr.signed) {
    fail('sign', `the address of ${what} is signed`, { hint: 'use asUInt()' });
  }
  if (expr.width !== width) {
    fail(
      'memory',
      `an address of ${what} (depth ${memory.depth}) has ${width} bits, ${describe(expr)} has ${expr.width}`,
      { hint: `${expr.width > width ? 'trunc' : 'extend'}(${width})`, places: [{ at: here() }] },
    );
  }
  return build.resize(build.cast(expr, false), width);
}

/** The condition of a write where the memory is not written in reset; undefined where reset makes no difference. */
export const outsideReset = (memory: Memory): Bool | undefined =>
  memory.writesInReset === false && builder().domain.reset ? inReset().not() : undefined;
