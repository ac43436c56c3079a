import fc from 'fast-check';
import { expect, test } from 'vitest';
import { f32, f32x4, i32, i32Lanes, i32x4, select, signed, unsigned } from '../assembler/expressions.ts';
import { ModuleBuilder } from '../assembler/module.ts';
import { exponential } from '../decoder/exponential.ts';

type Exports = Record<string, (...args: number[]) => number>;

function instantiate(module: ModuleBuilder): Exports {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.encode(1)), { env: { memory } });
  return exports as Exports;
}

test('LEB128 of every 32-bit integer decodes to itself', () => {
  const decode = (bytes: number[]): number => bytes.reduce((sum, byte, i) => sum + (byte & 0x7f) * 2 ** (7 * i), 0);
  fc.assert(
    fc.property(fc.integer(), (value) => {
      expect(decode(unsigned(value))).toBe(value >>> 0);
      const bytes = signed(value);
      const isNegative = bytes[bytes.length - 1] & 0x40;
      expect(decode(bytes) - (isNegative ? 2 ** (7 * bytes.length) : 0)).toBe(value);
    }),
  );
});

test('control flow: loops that run never, once, often; leaving from inside; both branches', () => {
  const module = new ModuleBuilder();
  module.function('sum', ['i32', 'i32'], ['i32'], (fn, from, to) => {
    const sum = fn.local(i32.const(0));
    fn.for(from, to, 3, (i) => {
      fn.if(
        i32.and(i, i32.const(1)),
        () => sum.set(i32.add(sum, i)),
        () => sum.set(i32.sub(sum, i)),
      );
    });
    fn.return(sum);
  });
  module.function('halvings', ['i32'], ['i32'], (fn, value) => {
    const count = fn.local(i32.const(0));
    fn.loop((leave) => {
      fn.if(i32.eqz(value), () => fn.if(i32.const(1), leave));
      value.set(i32.shrU(value, i32.const(1)));
      count.set(i32.add(count, i32.const(1)));
    });
    fn.return(count);
  });
  const { sum, halvings } = instantiate(module);
  const expected = (from: number, to: number) => {
    let total = 0;
    for (let i = from; i < to; i += 3) {
      total += i & 1 ? i : -i;
    }
    return total;
  };
  for (const [from, to] of [
    [5, 5],
    [9, 2],
    [4, 5],
    [1, 100],
  ]) {
    expect(sum(from, to)).toBe(expected(from, to));
  }
  for (const value of [0, 1, 2, 255, 2 ** 31 - 1]) {
    expect(halvings(value)).toBe(32 - Math.clz32(value));
  }
});

test('constants kept in variables are shared, and are what they say', () => {
  const module = new ModuleBuilder();
  for (const name of ['a', 'b']) {
    module.function(name, ['i32'], ['i32'], (fn, x) => {
      const seven = fn.constant(i32Lanes(7));
      expect(fn.constant(i32Lanes(7))).toBe(seven);
      fn.return(
        i32.add(select(x, x, i32.const(100)), i32x4.extractLane(i32x4.add(seven, fn.constant(i32Lanes(-2))), 3)),
      );
    });
  }
  const { a, b } = instantiate(module);
  expect([a(0), a(1), b(5)]).toEqual([105, 6, 10]);
});

test('expressions are typed as WebAssembly types them', () => {
  // @ts-expect-error: an f32 where i32 is needed
  expect(WebAssembly.validate(withBody(i32.add(i32.const(1), f32.const(1))))).toBe(false);
  expect(WebAssembly.validate(withBody(i32.add(i32.const(1), i32.const(1))))).toBe(true);
});

function withBody(value: ReturnType<typeof i32.const>): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder();
  module.function('f', [], ['i32'], (fn) => fn.return(value));
  return module.encode(1);
}

test('the exponential is within 4 units in the last place, and keeps to its range', () => {
  const module = new ModuleBuilder();
  module.function('exp', ['f32'], ['f32'], (fn, x) => {
    fn.return(f32x4.extractLane(exponential(fn, f32x4.splat(x)), 2) as ReturnType<typeof f32.const>);
  });
  const { exp } = instantiate(module);
  for (let x = -87; x < 88; x += 0.0137) {
    const expected = Math.exp(Math.fround(x));
    expect(Math.abs(exp(x) - expected)).toBeLessThanOrEqual(expected * 4 * 2 ** -23);
  }
  expect(exp(0)).toBe(1);
  expect(exp(-1e9)).toBeLessThan(2e-38);
  expect(exp(1e9)).toBeGreaterThan(3e38);
  expect(exp(Number.NaN)).toBeNaN();
});
