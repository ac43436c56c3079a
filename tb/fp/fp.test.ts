import { existsSync } from 'node:fs';
import { ADD_LATENCY, Fp32Add } from '@macromac/rtl/fp/add.ts';
import { HALF_TO_FLOAT_LATENCY, HalfToFloat, INT_TO_FLOAT_LATENCY, IntToFloat } from '@macromac/rtl/fp/convert.ts';
import { GROUP_SCALE_LATENCY, GroupScale } from '@macromac/rtl/fp/group-scale.ts';
import { Fp32Multiply, MULTIPLY_LATENCY } from '@macromac/rtl/fp/multiply.ts';
import { SUM_BITS } from '@macromac/rtl/parameters.ts';
import { describe, expect, test } from 'vitest';
import { randomBytes } from '../arbitraries.ts';
import { addBits, groupScaleBits, multiplyBits } from './exact.ts';
import { type Operands, throughPipeline } from './pipeline.ts';
import { TESTFLOAT, vectors } from './testfloat.ts';

const hex = (value: number) => value.toString(16).toUpperCase().padStart(8, '0');

const isSubnormal = (bits: number) => (bits & 0x7f800000) === 0 && (bits & 0x7fffff) !== 0;

/** TestFloat's result in our dialect: one NaN, no subnormals. */
function inDialect(result: number): number {
  if ((result & 0x7f800000) === 0x7f800000 && result & 0x7fffff) return 0x7fc00000;
  return isSubnormal(result) ? (result & 0x80000000) >>> 0 : result;
}

const failures = (cases: readonly Operands[], got: readonly number[], wanted: readonly number[]): string[] =>
  cases
    .map((operands, i) => ({ operands, got: got[i], wanted: wanted[i] }))
    .filter((each) => each.got !== each.wanted)
    .slice(0, 10)
    .map(({ operands, got, wanted }) => {
      const inputs = Object.entries(operands).map(([name, value]) => `${name}=${value.toString(16)}`);
      return `${inputs.join(' ')}: got ${hex(got)}, expected ${hex(wanted)}`;
    });

/** Bits of FP32 values that are near one another and near the limits, more often than chance would have it. */
function hardPairs(count: number, seed: number): [number, number][] {
  const words = new Uint32Array(randomBytes(8 * count, seed).buffer);
  return Array.from({ length: count }, (_, i) => {
    const a = words[2 * i];
    const near = ((a & 0x7f800000) + ((words[2 * i + 1] % 7) - 3) * 0x800000) & 0x7f800000;
    const b = i % 2 ? words[2 * i + 1] : (words[2 * i + 1] & 0x807fffff) | near;
    return [a, b >>> 0];
  });
}

const available = existsSync(TESTFLOAT);
if (!available) console.warn(`SKIPPED: TestFloat vectors are not at ${TESTFLOAT}`);

describe.skipIf(!available)('Berkeley TestFloat', () => {
  test.each([
    { name: 'f32_add', unit: Fp32Add, output: 'sum', latency: ADD_LATENCY, exact: addBits, negate: false },
    { name: 'f32_sub', unit: Fp32Add, output: 'sum', latency: ADD_LATENCY, exact: addBits, negate: true },
    {
      name: 'f32_mul',
      unit: Fp32Multiply,
      output: 'product',
      latency: MULTIPLY_LATENCY,
      exact: multiplyBits,
      negate: false,
    },
  ])('$name', async ({ unit, output, latency, exact, negate, name }) => {
    const lines = vectors(name).map(({ operands: [a, b], result }) => {
      const second = negate ? (b ^ 0x80000000) >>> 0 : b;
      const subnormal = isSubnormal(a) || isSubnormal(b);
      return { operands: { a, b: second }, subnormal, wanted: subnormal ? exact(a, second) : inDialect(result) };
    });
    // The exact model and TestFloat must agree where both have a say: so the model may judge the rest.
    const disputed = lines.filter((line) => exact(line.operands.a, line.operands.b) !== line.wanted);
    // TestFloat rounds once to a subnormal, and we flush after that very rounding: there is no dispute.
    expect(disputed.map(({ operands, wanted }) => `${hex(operands.a)} ${hex(operands.b)} ${hex(wanted)}`)).toEqual([]);

    const cases = lines.map((line) => line.operands);
    const got = await throughPipeline(unit(), output, latency, cases);
    expect(
      failures(
        cases,
        got,
        lines.map((line) => line.wanted),
      ),
    ).toEqual([]);
    const subnormal = lines.filter((line) => line.subnormal).length;
    console.log(
      `${name}: ${lines.length - subnormal} against TestFloat, ${subnormal} with subnormal operands against the exact model`,
    );
  });

  test.each([
    { name: 'f16_to_f32', unit: HalfToFloat, port: 'half', latency: HALF_TO_FLOAT_LATENCY },
    { name: 'i32_to_f32', unit: IntToFloat, port: 'value', latency: INT_TO_FLOAT_LATENCY },
  ])('$name', async ({ name, unit, port, latency }) => {
    const lines = vectors(name);
    const cases = lines.map(({ operands: [value] }) => ({ [port]: value }));
    const got = await throughPipeline(unit(), 'result', latency, cases);
    expect(
      failures(
        cases,
        got,
        lines.map(({ result }) => inDialect(result)),
      ),
    ).toEqual([]);
  });
});

test('fp16_to_fp32: all 65,536 patterns', async () => {
  const cases = Array.from({ length: 65536 }, (_, half) => ({ half }));
  const got = await throughPipeline(HalfToFloat(), 'result', HALF_TO_FLOAT_LATENCY, cases);
  const wanted = cases.map(({ half }) => {
    const sign = half >> 15 ? 0x80000000 : 0;
    const exponent = (half >> 10) & 31;
    const fraction = half & 1023;
    if (exponent === 31) return fraction ? 0x7fc00000 : (sign | 0x7f800000) >>> 0;
    const value = exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25);
    return ((sign | new Uint32Array(Float32Array.of(value).buffer)[0]) >>> 0) as number;
  });
  expect(failures(cases, got, wanted)).toEqual([]);
});

test.each([
  { name: 'fp32_add', unit: Fp32Add, output: 'sum', latency: ADD_LATENCY, exact: addBits },
  { name: 'fp32_multiply', unit: Fp32Multiply, output: 'product', latency: MULTIPLY_LATENCY, exact: multiplyBits },
])('$name: random pairs, many of near exponents', async ({ unit, output, latency, exact }) => {
  const pairs = [...hardPairs(60_000, 11), [0x218fca79, 0x1e63e2ee], [0x00c00000, 0x80e00000]] as [number, number][];
  const cases = pairs.map(([a, b]) => ({ a, b }));
  const got = await throughPipeline(unit(), output, latency, cases);
  expect(
    failures(
      cases,
      got,
      pairs.map(([a, b]) => exact(a, b)),
    ),
  ).toEqual([]);
});

test('group_scale: sums, scales and exponents of every size', async () => {
  const count = 60_000;
  const bytes = new DataView(randomBytes(16 * count, 5).buffer);
  const cases = Array.from({ length: count }, (_, i) => {
    const size = bytes.getUint8(16 * i) % (SUM_BITS - 1);
    const magnitude = bytes.getBigUint64(16 * i + 1) & ((1n << BigInt(size)) - 1n);
    const negative = bytes.getUint8(16 * i + 9) & 1;
    const sum = negative ? -magnitude : magnitude;
    const exponent = i % 3 ? bytes.getUint8(16 * i + 10) : bytes.getUint8(16 * i + 10) % 40;
    return {
      signed: sum,
      sum: BigInt.asUintN(SUM_BITS, sum),
      scale: bytes.getUint16(16 * i + 11),
      exponent,
      nan: i % 97 ? 0 : 1,
    };
  });
  const got = await throughPipeline(
    GroupScale(27),
    't',
    GROUP_SCALE_LATENCY,
    cases.map(({ signed: _, ...operands }) => operands),
  );
  const wanted = cases.map(({ signed, scale, exponent, nan }) =>
    nan ? 0x7fc00000 : groupScaleBits(signed, scale, exponent, 27),
  );
  expect(failures(cases, got, wanted)).toEqual([]);
});
