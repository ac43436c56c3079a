import { expect, test } from 'vitest';
import { compileSimulation, elaborate, module, sint, uint } from '../../src/index.ts';

const simulate = (width: number) =>
  compileSimulation(
    elaborate(
      module(
        'Negated',
        { in: { a: sint(width), u: uint(width) }, out: { less: sint(width), same: uint(width) } },
        ({ a, u, less, same }) => {
          less.set(a.sub(1));
          same.set(u);
        },
      ),
    ).design,
  ).instantiate();

test.each([2, 4, 31, 32, 33, 64, 90, 1200])(
  'a port of %i signed bits takes negative numbers and gives them',
  (width) => {
    const { ports, eval: settle } = simulate(width);
    const [lowest, highest] = [-(1n << BigInt(width - 1)), (1n << BigInt(width - 1)) - 1n];
    for (const value of [lowest + 1n, -1n, 0n, 1n, highest]) {
      ports['a'].value = width <= 32 ? Number(value) : value;
      settle();
      expect(BigInt(ports['less'].signedValue), `${value}`).toBe(value - 1n);
      expect(BigInt(ports['less'].value)).toBe(BigInt.asUintN(width, value - 1n));
      expect(BigInt(ports['a'].signedValue)).toBe(value);
    }
    // A pattern is a value as well.
    ports['a'].value = (1n << BigInt(width)) - 1n;
    expect(BigInt(ports['a'].signedValue)).toBe(-1n);
  },
);

test('what does not fit is refused, and a port without a sign takes nothing below 0', () => {
  const { ports } = simulate(4);
  expect(() => {
    ports['a'].value = -9;
  }).toThrow('a: -9 does not fit 4 bits, which hold -8 to 15');
  expect(() => {
    ports['u'].value = -1;
  }).toThrow('u: -1 does not fit 4 unsigned bits');
  ports['u'].value = 15;
  expect(ports['u'].signedValue).toBe(15);
});
