import { type Graph, Op } from './graph.ts';
import type { Layout } from './layout.ts';
import type { Type, Value } from './limbs.ts';
import * as limbs from './limbs.ts';
import * as word from './words.ts';

/**
 * Vectors read or shifted by an amount known only at run time. Small ones become trees of multiplexers; others are laid
 * out in memory (where a register or port usually lies already) and loaded from a computed address.
 */
const largestTree = 16;

/** Bits `[stride * index, + width)` of the unsigned pattern of `a`; 0 outside. */
export function readElement(
  g: Graph,
  layout: Layout,
  a: Value,
  type: Type,
  elements: readonly number[] | undefined,
  index: number,
  stride: number,
  width: number,
): Value {
  const pattern: Type = { width: type.width, signed: false };
  const vector = limbs.convert(g, a, type, pattern);
  const count = Math.ceil(type.width / stride);
  if (g.isConstant(index)) {
    const at = g.value(index);
    if (at >= BigInt(count)) {
      return limbs.convert(g, g.constant(0), pattern, { width, signed: false });
    }
    return limbs.slice(g, vector, pattern, Number(at) * stride, width);
  }
  if (typeof vector === 'number') {
    return word.bits(g, word.shiftRight(g, vector, word.mul(g, index, g.constant(stride), 64, false)), 0, width);
  }
  if (count <= largestTree) {
    return tree(
      g,
      Array.from({ length: count }, (_, i) => elements?.[i] ?? limbs.slice(g, vector, pattern, i * stride, width)),
      index,
      width,
    );
  }
  const inRange = word.lt(g, index, g.constant(count));
  const clamped = word.mux(g, inRange, index, g.constant(0));
  const inside = count * stride - stride + width <= type.width;
  const read = () => {
    if (elements) {
      const entryBytes = elements.some((element) => g.width[element] > 32) || width > 32 ? 8 : 4;
      return g.node(Op.entry, width, false, table(g, layout, elements, entryBytes), clamped);
    }
    const zero = g.constant(0);
    const source = inside ? vector : [...vector, ...Array<number>(Math.ceil(width / 64)).fill(zero)];
    const offset = word.mul(g, clamped, g.constant(stride), 64, false);
    return windows(g, table(g, layout, source, 8), offset, width, stride % 8 === 0);
  };
  const zero = limbs.convert(g, g.constant(0), { width: 1, signed: false }, { width, signed: false });
  return limbs.mux(g, inRange, read(), zero);
}

/** `choices[index]`, 0 beyond the last. */
function tree(g: Graph, choices: readonly Value[], index: number, width: number): Value {
  const zero = limbs.convert(g, g.constant(0), { width: 1, signed: false }, { width, signed: false });
  let level = choices;
  let bit = 0;
  for (; level.length > 1; bit++) {
    const select = word.bits(g, index, bit, 1);
    const next: Value[] = [];
    for (let i = 0; i < level.length; i += 2) {
      next.push(limbs.mux(g, select, level[i + 1] ?? zero, level[i]));
    }
    level = next;
  }
  return limbs.mux(g, word.lt(g, index, g.constant(2 ** bit)), level[0], zero);
}

/** `width` bits of a table of limbs from bit `offset` on. */
function windows(g: Graph, source: number, offset: number, width: number, byteAligned: boolean): Value {
  const parts: number[] = [];
  for (let low = 0; low < width; low += 64) {
    const place = word.add(g, offset, g.constant(low), 32, false);
    parts.push(g.node(Op.field, Math.min(64, width - low), false, source, place, byteAligned ? 1 : 0));
  }
  return width <= 64 ? parts[0] : parts;
}

function table(g: Graph, layout: Layout, entries: readonly number[], entryBytes: 4 | 8): number {
  return g.table(entries, entryBytes, () => {
    const first = entries[0];
    const inPlace =
      g.op[first] === Op.load &&
      entries.every(
        (entry, i) =>
          g.op[entry] === Op.load && g.a[entry] === g.a[first] + i * entryBytes && g.width[entry] <= 8 * entryBytes,
      );
    // One spare word: a window of 64 bits at an odd place touches nine bytes.
    const address = inPlace ? g.a[first] : layout.allocate(entries.length * entryBytes + 8);
    return { address, inPlace };
  });
}

/** `a << amount` in `width` bits, `a` given in that many. */
export function shiftLeft(g: Graph, layout: Layout, a: readonly number[], amount: number, width: number): Value {
  if (g.isConstant(amount)) {
    const by = g.value(amount);
    if (by >= BigInt(width)) {
      return a.map(() => g.constant(0));
    }
    return limbs.toLimbs(
      g,
      limbs.join(g, [
        {
          value: limbs.convert(
            g,
            g.constant(0),
            { width: 1, signed: false },
            { width: Math.max(1, Number(by)), signed: false },
          ),
          width: Number(by),
        },
        { value: a, width },
      ]),
      { width: width + Number(by), signed: false },
      width,
    );
  }
  const zeros = a.map(() => g.constant(0));
  const clamped = word.mux(g, word.lt(g, amount, g.constant(width)), amount, g.constant(width));
  const base = word.sub(g, g.constant(64 * a.length), clamped, 32, false);
  return windows(g, table(g, layout, [...zeros, ...a], 8), base, width, false);
}

/** `a >> amount` in `width` bits, filled with the sign of a signed `a`. */
export function shiftRight(g: Graph, layout: Layout, a: Value, type: Type, amount: number): Value {
  const { width } = type;
  const clamped = word.mux(g, word.lt(g, amount, g.constant(width)), amount, g.constant(width));
  const extended = limbs.toLimbs(g, a, type, 2 * 64 * Math.ceil(width / 64) + 64);
  if (g.isConstant(clamped)) {
    const whole: Type = { width: 64 * extended.length, signed: false };
    return limbs.slice(g, extended, whole, Number(g.value(clamped)), width);
  }
  return windows(g, table(g, layout, extended, 8), clamped, width, false);
}

/** Quotient or remainder of unsigned limb arrays of one length; 0 when `b` is 0. */
export function divide(
  g: Graph,
  layout: Layout,
  op: 'div' | 'rem',
  a: readonly number[],
  b: readonly number[],
): number[] {
  const zeros = a.map(() => g.constant(0));
  const count = a.length;
  const work = g.table([...a, ...b, ...zeros, ...zeros], 8, () => ({
    address: layout.allocate(4 * count * 8),
    inPlace: false,
  }));
  const divided = g.node(Op.divideTable, 1, false, work, count);
  const from = op === 'div' ? 2 * count : 3 * count;
  return a.map((_, i) => g.node(Op.entry, 64, false, divided, g.constant(from + i)));
}
