import type { BinaryOp, Expr, Memory, Signal } from '../../src/ir/index.ts';
import * as ir from './ir.ts';

/** Deterministic random numbers (xorshift128, seeded by splitmix). */
export interface Random {
  /** 0 <= result < limit */
  below(limit: number): number;
  pick<T>(from: readonly T[]): T;
  chance(probability: number): boolean;
  /** A pattern, with a liking for corner cases. */
  bits(width: number): bigint;
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const word = () => {
    state = (state + 0x9e3779b9) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return (z ^ (z >>> 16)) >>> 0;
  };
  const below = (limit: number) => Math.floor((word() / 2 ** 32) * limit);
  const chance = (probability: number) => word() / 2 ** 32 < probability;
  return {
    below,
    chance,
    pick: (from) => from[below(from.length)],
    bits(width) {
      const ones = (1n << BigInt(width)) - 1n;
      switch (below(8)) {
        case 0:
          return 0n;
        case 1:
          return ones;
        case 2:
          return 1n << BigInt(width - 1);
        case 3:
          return ones >> 1n;
        case 4:
          return BigInt(below(4)) & ones;
      }
      let value = 0n;
      for (let low = 0; low < width; low += 32) {
        value |= BigInt(word()) << BigInt(low);
      }
      return value & ones;
    },
  };
}

export function randomWidth(random: Random): number {
  switch (random.below(6)) {
    case 0:
      return 1;
    case 1:
      return 2 + random.below(8);
    case 2:
      return random.pick([8, 16, 31, 32, 33, 48, 63, 64]);
    case 3:
      return 10 + random.below(40);
    case 4:
      return random.pick([65, 96, 127, 128, 129, 192, 200]);
    default:
      return 1 + random.below(70);
  }
}

export interface Leaves {
  readonly signals: readonly Signal[];
  readonly memories: readonly Memory[];
}

/** An expression of the given type: every kind and operator occurs, on operands of every width. */
export function randomExpr(random: Random, leaves: Leaves, width: number, signed: boolean, depth: number): Expr {
  const again = (w: number, s: boolean, d = depth - 1) => randomExpr(random, leaves, w, s, d);
  if (depth <= 0) {
    return leaf(random, leaves, width, signed);
  }
  const any = () => randomWidth(random);
  const narrower = () => (random.chance(0.5) ? width : 1 + random.below(width));
  const fitting: (() => Expr | undefined)[] = [
    () => leaf(random, leaves, width, signed),
    () => ir.unary('not', again(width, signed)),
    () => ir.unary('neg', again(narrower(), signed), width),
    () => {
      const op = random.pick<BinaryOp>(['add', 'sub', 'mul', 'add', 'sub']);
      return ir.binary(op, again(narrower(), signed), again(narrower(), signed), width);
    },
    () => {
      // Icarus 11 gives 0 for a 90-bit value divided by 1: beyond 64 bits it is no judge of a division.
      if (width > 64) {
        return undefined;
      }
      const op = random.pick<BinaryOp>(['div', 'rem']);
      return ir.binary(op, again(narrower(), signed), again(narrower(), signed), width);
    },
    () => ir.binary(random.pick<BinaryOp>(['and', 'or', 'xor']), again(width, signed), again(width, signed)),
    () => ir.binary('shl', again(narrower(), signed), again(1 + random.below(9), false), width),
    () => ir.binary('shr', again(width, signed), again(random.chance(0.9) ? 1 + random.below(9) : any(), false), width),
    () => ir.mux(again(1, false), again(width, signed), again(width, signed)),
    () => ir.resize(again(any(), signed), width),
    () => ir.cast(again(width, !signed), signed),
  ];
  const unsigned: (() => Expr | undefined)[] = [
    () => {
      const a = again(width + random.below(80), random.chance(0.3));
      return ir.slice(a, random.below(a.width - width + 1), width);
    },
    () => {
      if (width < 2) {
        return undefined;
      }
      const low = 1 + random.below(width - 1);
      return ir.cat(again(width - low, random.chance(0.3)), again(low, random.chance(0.3)));
    },
    () => {
      const counts = [2, 3, 4, 8, 32].filter((count) => width % count === 0);
      return counts.length === 0
        ? undefined
        : ((count) => ir.replicate(again(width / count, random.chance(0.3)), count))(random.pick(counts));
    },
    () => {
      // As many elements as the index can tell apart, so that it never leaves the vector.
      const bits = 1 + random.below(3);
      if (width * 2 ** bits > 300) {
        return undefined;
      }
      return ir.index(again(width * 2 ** bits, false), again(bits, false), width);
    },
    () => {
      const fitting = leaves.memories.filter((memory) => memory.width === width);
      if (fitting.length === 0) {
        return undefined;
      }
      const memory = random.pick(fitting);
      const address = again(Math.ceil(Math.log2(memory.depth)), false);
      // Icarus 11 writes code it cannot load for a shift by `m[3]`.
      return address.kind === 'const' ? undefined : ir.memoryRead(memory, address);
    },
  ];
  const oneBit: (() => Expr)[] = [
    () => ir.unary(random.pick(['reduceAnd', 'reduceOr', 'reduceXor'] as const), again(any(), random.chance(0.3))),
    () => {
      const s = random.chance(0.5);
      const op = random.pick<BinaryOp>(['eq', 'ne', 'lt', 'le', 'gt', 'ge']);
      const w = any();
      return ir.binary(op, again(w, s), again(random.chance(0.7) ? w : any(), s));
    },
  ];
  const choices = [
    ...fitting,
    ...(signed ? [] : unsigned),
    ...(width === 1 && !signed ? [...oneBit, ...oneBit, ...oneBit] : []),
  ];
  for (;;) {
    const made = random.pick(choices)();
    if (made) {
      return made;
    }
  }
}

function leaf(random: Random, { signals }: Leaves, width: number, signed: boolean): Expr {
  if (random.chance(0.2)) {
    return ir.constant(random.bits(width), width, signed);
  }
  const same = signals.filter((each) => each.width === width && each.signed === signed);
  if (same.length > 0) {
    return ir.ref(random.pick(same));
  }
  const from = random.pick(signals);
  const sized = from.signed === signed ? ir.ref(from) : ir.cast(ir.ref(from), signed);
  if (from.width > width && random.chance(0.5)) {
    const cut = ir.slice(ir.ref(from), random.below(from.width - width + 1), width);
    return signed ? ir.cast(cut, true) : cut;
  }
  return from.width === width ? sized : ir.resize(sized, width);
}
