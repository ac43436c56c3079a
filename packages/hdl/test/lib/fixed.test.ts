/** Rounding, saturation and fixed point against arithmetic on whole numbers. */
import { describe, expect, test } from 'vitest';
import {
  bool,
  compileSimulation,
  elaborate,
  emit,
  fixed,
  module,
  type Rounding,
  round,
  type SInt,
  saturate,
  sint,
  type UInt,
  uint,
} from '../../src/index.ts';
import { createRandom } from '../sim/random.ts';
import { lint } from '../support/tools.ts';

const ROUNDINGS: readonly Rounding[] = ['floor', 'ceiling', 'toward-zero', 'half-up', 'half-away', 'half-even'];

/** n / 2^places as its definition says, by looking at the two neighbours. */
function rounded(n: bigint, places: number, rounding: Rounding): bigint {
  const unit = 1n << BigInt(places);
  let low = n / unit;
  if (low * unit > n) {
    low -= 1n;
  }
  if (low * unit === n) {
    return low;
  }
  const high = low + 1n;
  const [below, above] = [n - low * unit, high * unit - n];
  const nearest = below === above ? undefined : below < above ? low : high;
  switch (rounding) {
    case 'floor':
      return low;
    case 'ceiling':
      return high;
    case 'toward-zero':
      return n < 0n ? high : low;
    case 'half-up':
      return nearest ?? high;
    case 'half-away':
      return nearest ?? (n < 0n ? low : high);
    case 'half-even':
      return nearest ?? (low % 2n === 0n ? low : high);
  }
}

const lowest = (width: number, signed: boolean) => (signed ? -(1n << BigInt(width - 1)) : 0n);
const highest = (width: number, signed: boolean) => (1n << BigInt(signed ? width - 1 : width)) - 1n;
const clamped = (n: bigint, width: number, signed: boolean) => {
  const [low, high] = [lowest(width, signed), highest(width, signed)];
  return n < low ? low : n > high ? high : n;
};

type Ports = { readonly [name: string]: { value: number | bigint; readonly signedValue: number | bigint } };
const numberOf = (ports: Ports, name: string) => BigInt(ports[name].signedValue);

describe.each([true, false])('signed: %s', (signed) => {
  const type = (width: number) => (signed ? sint(width) : uint(width)) as ReturnType<typeof sint>;

  test('every rounding of every value of 7 bits by every number of places', () => {
    const WIDTH = 7;
    const cases = ROUNDINGS.flatMap((rounding) =>
      Array.from({ length: WIDTH }, (_, places) => ({
        rounding,
        places,
        name: `${rounding.replace('-', '_')}_${places}`,
      })),
    );
    const outputs = cases.map(({ rounding, places, name }) => {
      const width = places === 0 ? WIDTH : WIDTH - places + (rounding === 'floor' ? 0 : 1);
      return [name, type(width)] as const;
    });
    const All = module('Roundings', { in: { x: type(WIDTH) }, out: Object.fromEntries(outputs) }, (io) => {
      const { x } = io as unknown as { x: SInt };
      for (const { rounding, places, name } of cases) {
        (io as unknown as Record<string, { set(value: unknown): void }>)[name].set(round(x, places, rounding));
      }
    });
    const sim = compileSimulation(elaborate(All).design).instantiate();
    for (let n = lowest(WIDTH, signed); n <= highest(WIDTH, signed); n++) {
      sim.ports.x.value = Number(n);
      sim.eval();
      for (const { rounding, places, name } of cases) {
        expect(numberOf(sim.ports, name), `${n} / 2^${places}, ${rounding}`).toBe(rounded(n, places, rounding));
      }
    }
  });

  test('saturation of every value of 7 bits to 1 … 9 bits', () => {
    const widths = Array.from({ length: 9 }, (_, i) => i + 1);
    const outputs = Object.fromEntries(widths.map((width) => [`to_${width}`, type(width)]));
    const All = module('Saturations', { in: { x: type(7) }, out: outputs }, (io) => {
      const { x } = io as unknown as { x: SInt };
      for (const width of widths) {
        (io as unknown as Record<string, { set(value: unknown): void }>)[`to_${width}`].set(saturate(x, width));
      }
    });
    const sim = compileSimulation(elaborate(All).design).instantiate();
    for (let n = lowest(7, signed); n <= highest(7, signed); n++) {
      sim.ports.x.value = Number(n);
      sim.eval();
      for (const width of widths) {
        expect(numberOf(sim.ports, `to_${width}`), `${n} in ${width} bits`).toBe(clamped(n, width, signed));
      }
    }
  });

  test('sums, differences, products and comparisons of other points, rounded and saturated, of any value', () => {
    const FORMATS = [
      [16, 15, 18, 9],
      [9, -3, 12, 14],
      [5, 2, 40, 38],
    ] as const;
    const random = createRandom(11);
    for (const [wa, fa, wb, fb] of FORMATS) {
      for (const rounding of ROUNDINGS) {
        const Point = module(
          'Point',
          {
            in: { a: type(wa), b: type(wb) },
            out: { sum: type(10), product: type(12), less: bool(), wrapped: type(6), difference: sint(80) },
          },
          (io) => {
            const [a, b] = [fixed(io.a as SInt, fa), fixed(io.b as SInt, fb)];
            io.sum.set(a.add(b).to(10, 4, { rounding }).bits as never);
            io.product.set(a.mul(b).to(12, 5, { rounding }).bits as never);
            io.wrapped.set(a.to(6, fa - 2, { rounding, overflow: 'wrap' }).bits as never);
            io.less.set(a.lt(b));
            io.difference.set(a.sub(b).bits.resize(80));
          },
        );
        const sim = compileSimulation(elaborate(Point).design).instantiate();
        for (let i = 0; i < 60; i++) {
          const pick = (width: number) => {
            const bits = random.chance(0.2) ? 1n << BigInt(width - 1) : random.bits(width);
            return signed ? BigInt.asIntN(width, bits) : bits;
          };
          const [a, b] = [pick(wa), pick(wb)];
          sim.ports.a.value = wa > 32 ? a : Number(a);
          sim.ports.b.value = wb > 32 ? b : Number(b);
          sim.eval();
          // Everything over one common denominator, 2^60.
          const exactly = (n: bigint, fraction: number) => n << BigInt(60 - fraction);
          const into = (n: bigint, scale: number, fraction: number) => rounded(n, scale - fraction, rounding);
          const [x, y] = [exactly(a, fa), exactly(b, fb)];
          expect(numberOf(sim.ports, 'sum'), 'sum').toBe(clamped(into(x + y, 60, 4), 10, signed));
          expect(numberOf(sim.ports, 'product'), 'product').toBe(clamped(into(x * y, 120, 5), 12, signed));
          expect(sim.ports.less.value).toBe(x < y ? 1 : 0);
          const difference = (x - y) >> BigInt(60 - Math.max(fa, fb));
          expect(numberOf(sim.ports, 'difference')).toBe(difference);
          const kept = into(x, 60, fa - 2);
          expect(numberOf(sim.ports, 'wrapped')).toBe(signed ? BigInt.asIntN(6, kept) : BigInt.asUintN(6, kept));
        }
      }
    }
  });
});

test('the Verilog raises no complaint, and the compiler knows the width of the result', () => {
  const Scale = module(
    'Scale',
    { in: { x: sint(16), gain: sint(12), n: uint(9) }, out: { y: sint(16), m: uint(4) } },
    (io) => {
      const scaled = fixed(io.x, 15).mul(fixed(io.gain, 8));
      io.y.set(scaled.to(16, 15, { rounding: 'half-even' }).bits);
      io.m.set(saturate(round(io.n, 3, 'half-up'), 4));
      // @ts-expect-error 15 bits are no 16
      (() => io.y.set(scaled.to(15, 15).bits)) satisfies () => void;
    },
  );
  expect(lint(emit(Scale))).toBe('');
});

test.each<[string, (x: UInt<8>) => unknown, string]>([
  ['places', (x) => round(x, 8, 'floor'), 'the places of a value of 8 bits are 0 to 7, not 8'],
  ['a rounding', (x) => round(x, 1, 'up' as never), 'the rounding is floor, ceiling, toward-zero'],
  ['a width', (x) => saturate(x, 0), 'saturate: the width is a whole number above 0, not 0'],
  ['a fraction', (x) => fixed(x, 0.5), 'the bits behind the point are a whole number, not 0.5'],
  [
    'an overflow',
    (x) => fixed(x, 0).to(4, 0, { overflow: 'trap' as never }),
    'the overflow is saturate or wrap, not "trap"',
  ],
])('%s that cannot be is refused', (_, use, message) => {
  const Wrong = module('Wrong', { in: { x: uint(8) }, out: { y: uint(8) } }, ({ x, y }) => void [y.set(x), use(x)]);
  expect(() => elaborate(Wrong)).toThrow(message);
});
