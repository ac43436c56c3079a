import { here } from '../diagnostics/location.ts';
import { fail } from '../diagnostics/report.ts';
import type { Expr, Signal, Target } from '../ir/index.ts';
import { builder, simplified } from '../module/builder.ts';
import type { Bits, Operand } from './bits.ts';
import * as build from './build.ts';
import type { Literal } from './interfaces.ts';
import { describe, exprIn, literal, typeName } from './operand.ts';

/**
 * A place that can be driven: bits [low, low + width) of a signal, moved up by `stride * index` when there is an offset. The width is less than
 * that of the value, or 0, where a known index is beyond the end: what falls outside is dropped.
 */
export interface Place {
  readonly signal: Signal;
  readonly low: number;
  readonly width: number;
  readonly offset?: Offset;
}

interface Offset {
  readonly index: Expr;
  readonly stride: number;
}

/** Part of a place: `width` bits from `low`, moved up by `offset`. */
export function subPlace(place: Place, low: number, width: number, offset?: Offset): Place {
  const index = offset && simplified(offset.index);
  if (!index || index.kind === 'const') {
    const from = BigInt(low) + (index ? index.value * BigInt(offset.stride) : 0n);
    const inside = BigInt(place.width) - from;
    if (inside <= 0n) {
      return { ...place, width: 0 };
    }
    return { ...place, low: place.low + Number(from), width: Math.min(width, Number(inside)) };
  }
  const both = place.offset && offset ? sumOffsets(place.offset, offset) : offset;
  return { signal: place.signal, low: place.low + low, width, offset: both };
}

function sumOffsets(a: Offset, b: Offset): Offset {
  const [x, y] = [bitOffset(a), bitOffset(b)];
  return { index: build.binary('add', x, y, Math.max(x.width, y.width) + 1), stride: 1 };
}

function bitOffset({ index, stride }: Offset): Expr {
  if (stride === 1) {
    return index;
  }
  const factor = build.constant(BigInt(stride), stride.toString(2).length);
  return build.binary('mul', index, factor, index.width + factor.width);
}

function target(place: Place): Target {
  const { signal, low, width, offset } = place;
  if (!offset) {
    return width === signal.width ? { kind: 'whole', signal } : { kind: 'slice', signal, low, width };
  }
  if (low === 0) {
    return { kind: 'index', signal, index: offset.index, stride: offset.stride, width };
  }
  if (low % offset.stride === 0) {
    const steps = build.constant(BigInt(low / offset.stride), (low / offset.stride).toString(2).length);
    const index = build.binary('add', offset.index, steps, Math.max(offset.index.width, steps.width) + 1);
    return { kind: 'index', signal, index, stride: offset.stride, width };
  }
  const constantOffset = build.constant(BigInt(low), low.toString(2).length);
  const bits = bitOffset(offset);
  const index = build.binary('add', bits, constantOffset, Math.max(bits.width, constantOffset.width) + 1);
  return { kind: 'index', signal, index, stride: 1, width };
}

/** Adds an assignment to the module being built. */
export function drive(to: Bits, value: Operand): void {
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
  builder().statement({
    kind: 'assign',
    target: target(place),
    value: build.cast(build.resize(expr, place.width), to.signed),
    at: here(),
  });
}
