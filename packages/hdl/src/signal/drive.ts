import { here } from '../diagnostics/location.ts';
import { fail } from '../diagnostics/report.ts';
import type { Expr, Signal, Target } from '../ir/index.ts';
import { builder, simplified } from '../module/builder.ts';
import { indexWidth } from '../simplify/nodes.ts';
import { log2Up, mask } from '../types/literal.ts';
import type { Bits, Operand } from './bits.ts';
import * as build from './build.ts';
import type { Literal } from './interfaces.ts';
import { describe, exprIn, literal, typeName } from './operand.ts';

/**
 * A place that can be driven: bits [low, low + width) of a signal, moved up by `stride * index` when there is an
 * offset. The width is less than that of the value, or 0, where a known index is beyond the end: what falls outside is
 * dropped. So is what a computed index puts outside the place it is an index of: where that would be another part of
 * the signal, the assignment stands under the `guards`.
 */
export interface Place {
  readonly signal: Signal;
  readonly low: number;
  readonly width: number;
  readonly offset?: Offset;
  readonly guards?: readonly Expr[];
}

interface Offset {
  readonly index: Expr;
  readonly stride: number;
  /** The greatest value of the index. */
  readonly most: bigint;
  /** Indices below this one lie inside. */
  readonly count: number;
}

/** Part of a place: `width` bits from `low`, moved up by `stride` times the index when there is one. */
export function subPlace(
  place: Place,
  low: number,
  width: number,
  moved?: { readonly index: Expr; readonly stride: number },
): Place {
  const index = moved && simplified(moved.index);
  if (!index || index.kind === 'const') {
    const from = BigInt(low) + (index ? index.value * BigInt(moved.stride) : 0n);
    const inside = BigInt(place.width) - from;
    if (inside <= 0n) {
      return { ...place, width: 0 };
    }
    return { ...place, low: place.low + Number(from), width: Math.min(width, Number(inside)) };
  }
  const { stride } = moved;
  const whole = place.width === place.signal.width;
  const count = whole ? Math.ceil(place.width / stride) : Math.max(1, Math.floor(place.width / stride));
  const offset: Offset = { index: moved.index, stride, most: mask(index.width), count };
  const at = { ...place, low: place.low + low, width };
  if (place.offset) {
    return sumOffsets({ ...at, offset: undefined }, place.offset, offset);
  }
  return whole && index.width <= indexWidth(stride, count) ? { ...at, offset } : bounded(at, offset);
}

/** The place with an offset that stays inside, by a guard where it might not. */
function bounded(place: Place, offset: Offset): Place {
  const { index, most, count } = offset;
  if (most < BigInt(count)) {
    return { ...place, offset };
  }
  const inside = build.binary('lt', index, build.constant(BigInt(count), index.width));
  const near = build.slice(index, 0, Math.min(index.width, log2Up(count)));
  return {
    ...place,
    offset: { ...offset, index: near, most: BigInt(count - 1) },
    guards: [...(place.guards ?? []), inside],
  };
}

function sumOffsets(place: Place, outer: Offset, inner: Offset): Place {
  const first = bounded(place, outer);
  const both = bounded(first, inner);
  const [x, y] = [bitOffset(first.offset!), bitOffset(both.offset!)];
  return { ...both, offset: sum(x, y, place.signal.width) };
}

/** The sum of two offsets in bits. */
function sum(x: Offset, y: Offset, count: number): Offset {
  const most = x.most + y.most;
  return { index: build.binary('add', x.index, y.index, bitsOf(most)), stride: 1, most, count };
}

const bitsOf = (value: bigint): number => value.toString(2).length;

function bitOffset(offset: Offset): Offset {
  const { index, stride, most, count } = offset;
  if (stride === 1) {
    return offset;
  }
  const factor = build.constant(BigInt(stride), bitsOf(BigInt(stride)));
  const product = build.binary('mul', index, factor, index.width + factor.width);
  const reached = most * BigInt(stride);
  return { index: build.resize(product, bitsOf(reached)), stride: 1, most: reached, count: count * stride };
}

/** What is assigned, and the conditions under which it lies inside the signal. */
function target(place: Place): { readonly target: Target; readonly guards: readonly Expr[] } {
  const { signal, low, width, offset, guards = [] } = place;
  if (!offset) {
    return {
      target: width === signal.width ? { kind: 'whole', signal } : { kind: 'slice', signal, low, width },
      guards,
    };
  }
  const { index, stride } = offset;
  if (low === 0) {
    return { target: { kind: 'index', signal, index, stride, width }, guards };
  }
  if (low % stride === 0 && stride > 1) {
    const steps = build.constant(BigInt(low / stride), bitsOf(BigInt(low / stride)));
    const moved = build.binary('add', index, steps, Math.max(index.width, steps.width) + 1);
    return { target: { kind: 'index', signal, index: moved, stride, width }, guards };
  }
  const inside = bounded(place, offset);
  const from: Offset = {
    index: build.constant(BigInt(low), bitsOf(BigInt(low))),
    stride: 1,
    most: BigInt(low),
    count: 0,
  };
  const moved = sum(bitOffset(inside.offset!), from, signal.width);
  return { target: { kind: 'index', signal, index: moved.index, stride: 1, width }, guards: inside.guards ?? [] };
}

/** Adds an assignment to the module being built. */
export function drive(to: Bits, value: Operand, at = here()): void {
  const place = to.place;
  if (!place) {
    fail('direction', `${describe(to.expr)} cannot be driven here`, {
      hint: 'inputs, values and the outputs of instances are read-only; wires(), regs() and outputs can be set',
    });
    return;
  }
  const expr = exprIn(value) ?? literal(value as Literal, to.width, to.signed);
  if (expr.signed !== to.signed) {
    fail('sign', `${describe(to.expr)} is ${typeName(to)}, the value ${typeName(expr)}`, {
      hint: to.signed ? 'asSInt() on the value' : 'asUInt() on the value',
    });
  }
  if (expr.width !== to.width) {
    fail('width', `${describe(to.expr)} has ${to.width} bits, the value ${describe(expr)} has ${expr.width}`, {
      hint: expr.width > to.width ? `trunc(${to.width}) drops the upper bits` : `extend(${to.width}) widens it`,
    });
  }
  if (place.width === 0) {
    return;
  }
  const { target: assigned, guards } = target(place);
  const moved = build.cast(build.resize(expr, place.width), to.signed);
  const assign = { kind: 'assign' as const, target: assigned, value: moved, at };
  if (guards.length === 0) {
    builder().statement(assign);
    return;
  }
  const condition = guards.reduce((all, each) => build.binary('and', all, each));
  builder().statement({ kind: 'when', arms: [{ condition, body: [assign], at }], otherwise: undefined, at });
}
