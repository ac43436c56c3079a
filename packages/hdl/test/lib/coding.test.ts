/** CRC, LFSR and priority encoder against what is known of them. */
import { expect, test } from 'vitest';
import {
  bool,
  compileSimulation,
  crc,
  elaborate,
  emit,
  lfsr,
  module,
  priorityEncoder,
  regs,
  uint,
  when,
} from '../../src/index.ts';
import { lint } from '../support/tools.ts';

/** The check values of the catalogues: what "123456789" gives. */
const CATALOGUE = [
  {
    name: 'CRC-32/ISO-HDLC',
    width: 32,
    polynomial: 0x04c11db7,
    reflected: true,
    init: 0xffffffff,
    end: 0xffffffff,
    check: 0xcbf43926,
  },
  {
    name: 'CRC-32/BZIP2',
    width: 32,
    polynomial: 0x04c11db7,
    reflected: false,
    init: 0xffffffff,
    end: 0xffffffff,
    check: 0xfc891918,
  },
  { name: 'CRC-16/IBM-3740', width: 16, polynomial: 0x1021, reflected: false, init: 0xffff, end: 0, check: 0x29b1 },
  { name: 'CRC-16/ARC', width: 16, polynomial: 0x8005, reflected: true, init: 0, end: 0, check: 0xbb3d },
  { name: 'CRC-8/SMBUS', width: 8, polynomial: 0x07, reflected: false, init: 0, end: 0, check: 0xf4 },
  { name: 'CRC-5/USB', width: 5, polynomial: 0x05, reflected: true, init: 0x1f, end: 0x1f, check: 0x19 },
];

/** Takes `bytes` bytes a cycle; of a reflected code the first is the lowest, else the highest. */
const Checksum = ({ width, polynomial, reflected, init }: (typeof CATALOGUE)[number], bytes: number) =>
  module(
    'Checksum',
    { in: { data: uint(8 * bytes), valid: bool() }, out: { remainder: uint(width) } },
    ({ data, valid, remainder }) => {
      const { kept } = regs({ kept: uint(width, init) });
      when(valid, () => kept.set(crc(kept, data, { polynomial, reflected }).fit(width)));
      remainder.set(kept);
    },
  );

test.each(CATALOGUE.flatMap((code) => [1, 3].map((bytes) => ({ ...code, bytes }))))(
  '$name of nine characters, $bytes at a time',
  (code) => {
    const emitted = emit(Checksum(code, code.bytes));
    expect(lint(emitted)).toBe('');
    const sim = compileSimulation(emitted.design).instantiate();
    sim.ports['rst'].value = 1;
    sim.run('clk', 1);
    sim.ports['rst'].value = 0;
    sim.ports['valid'].value = 1;
    const text = Buffer.from('123456789');
    for (let i = 0; i < text.length; i += code.bytes) {
      const word = [...text.subarray(i, i + code.bytes)];
      const value = (code.reflected ? word.reverse() : word).reduce((sum, byte) => sum * 256 + byte, 0);
      sim.ports['data'].value = value;
      sim.run('clk', 1);
    }
    expect(((Number(sim.ports['remainder'].value) ^ code.end) >>> 0).toString(16)).toBe(code.check.toString(16));
  },
);

test('a polynomial of another degree is refused', () => {
  expect(() => elaborate(Checksum({ ...CATALOGUE[4], polynomial: 0x107 }, 1))).toThrow(
    /crc: the polynomial 0x107 is not one of degree 8/,
  );
});

const Noise = (width: number) =>
  module(`Noise${width}`, { in: { go: bool() }, out: { value: uint(width) } }, ({ go, value }) =>
    value.set(lfsr({ noise: width }, go).noise),
  );

test.each([3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16])('%i bits come again after all values but 0', (width) => {
  const sim = compileSimulation(elaborate(Noise(width)).design).instantiate();
  sim.ports['rst'].value = 1;
  sim.run('clk', 1);
  sim.ports['rst'].value = 0;
  sim.run('clk', 5);
  expect(sim.ports['value'].value).toBe(1);
  sim.ports['go'].value = 1;
  const seen = new Set<number>();
  for (let i = 0; i < 2 ** width - 1; i++) {
    seen.add(Number(sim.ports['value'].value));
    sim.run('clk', 1);
  }
  expect([seen.size, seen.has(0), sim.ports['value'].value]).toEqual([2 ** width - 1, false, 1]);
});

/** Product of two polynomials over GF(2), reduced by a third of degree `width`. */
function product(a: bigint, b: bigint, modulus: bigint, width: bigint): bigint {
  let sum = 0n;
  for (let i = width - 1n; i >= 0n; i--) {
    sum <<= 1n;
    sum ^= (sum >> width) & 1n ? modulus : 0n;
    sum ^= (b >> i) & 1n ? a : 0n;
  }
  return sum;
}

// The step is multiplication by 1/x modulo the polynomial whose coefficients the taps are, so its order is that of x.
test.each([
  { width: 24, factors: [3, 5, 7, 13, 17, 241] },
  { width: 32, factors: [3, 5, 17, 257, 65_537] },
])('$width bits: the polynomial is primitive', ({ width, factors }) => {
  const sim = compileSimulation(elaborate(Noise(width)).design).instantiate();
  sim.ports['rst'].value = 1;
  sim.run('clk', 1);
  sim.ports['rst'].value = 0;
  sim.ports['go'].value = 1;
  // From 1, one step leaves the taps: bit i is the coefficient of x^(width - 1 - i) in the reversed polynomial.
  sim.run('clk', 1);
  const taps = BigInt(sim.ports['value'].value);
  const modulus = (taps << 1n) | 1n;
  const power = (exponent: bigint) => {
    let [result, square] = [1n, 2n];
    for (let rest = exponent; rest > 0n; rest >>= 1n) {
      result = rest & 1n ? product(result, square, modulus, BigInt(width)) : result;
      square = product(square, square, modulus, BigInt(width));
    }
    return result;
  };
  const order = 2n ** BigInt(width) - 1n;
  expect(
    factors.reduce((rest, factor) => {
      let left = rest;
      while (left % BigInt(factor) === 0n) {
        left /= BigInt(factor);
      }
      return left;
    }, order),
  ).toBe(1n);
  expect(power(order)).toBe(1n);
  for (const factor of factors) {
    expect(power(order / BigInt(factor)), `order divides ${order}/${factor}`).not.toBe(1n);
  }
});

test('an LFSR of a width that has no taps is refused', () => {
  expect(() => elaborate(Noise(17))).toThrow(/lfsr noise: there is none of 17 bits/);
});

test.each([1, 2, 5, 8])('the lowest of %i requests is granted', (width) => {
  const Encoder = module(
    'Encoder',
    {
      in: { r: uint(width) },
      out: { any: bool(), index: uint(Math.max(1, Math.ceil(Math.log2(width)))), grant: uint(width) },
    },
    ({ r, any, index, grant }) => {
      const found = priorityEncoder(r);
      any.set(found.any);
      index.set(found.index.fit(index.width));
      grant.set(found.grant);
    },
  );
  const emitted = emit(Encoder);
  expect(lint(emitted)).toBe('');
  const sim = compileSimulation(emitted.design).instantiate();
  for (let r = 0; r < 2 ** width; r++) {
    sim.ports['r'].value = r;
    sim.eval();
    const lowest = r === 0 ? 0 : r.toString(2).length - 1 - r.toString(2).lastIndexOf('1');
    const got = ['any', 'index', 'grant'].map((name) => Number(sim.ports[name].value));
    expect(got, `${r}`).toEqual([r === 0 ? 0 : 1, lowest, r === 0 ? 0 : 2 ** lowest]);
  }
});
