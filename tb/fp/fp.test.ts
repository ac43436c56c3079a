import { existsSync } from 'node:fs';
import { ADD_LATENCY, Fp32Add } from '@macromac/rtl/fp/add.ts';
import { HALF_TO_FLOAT_LATENCY, HalfToFloat, INT_TO_FLOAT_LATENCY, IntToFloat } from '@macromac/rtl/fp/convert.ts';
import { Fp32Multiply, MULTIPLY_LATENCY } from '@macromac/rtl/fp/multiply.ts';
import { describe, expect, test } from 'vitest';
import { testBenches } from '../block-tests.ts';
import { fpBenches } from './benches.ts';
import { failures, hex } from './cases.ts';
import { addBits, multiplyBits } from './exact.ts';
import { throughPipeline, verilogOf } from './pipeline.ts';
import { TESTFLOAT, vectors } from './testfloat.ts';

const isSubnormal = (bits: number) => (bits & 0x7f800000) === 0 && (bits & 0x7fffff) !== 0;

/** TestFloat's result in our dialect: one NaN, no subnormals. */
function inDialect(result: number): number {
  if ((result & 0x7f800000) === 0x7f800000 && result & 0x7fffff) {
    return 0x7fc00000;
  }
  return isSubnormal(result) ? (result & 0x80000000) >>> 0 : result;
}

const available = existsSync(TESTFLOAT);
if (!available) {
  console.warn(`SKIPPED: TestFloat vectors are not at ${TESTFLOAT}`);
}

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
    const got = await throughPipeline(verilogOf(unit()), output, latency, cases);
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
    const got = await throughPipeline(verilogOf(unit()), 'result', latency, cases);
    expect(
      failures(
        cases,
        got,
        lines.map(({ result }) => inDialect(result)),
      ),
    ).toEqual([]);
    console.log(`${name}: ${lines.length} against TestFloat; a conversion takes no subnormal FP32 operand`);
  });
});

testBenches(fpBenches);
