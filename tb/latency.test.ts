import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ADD_LATENCY } from '@macromac/rtl/fp/add.ts';
import { HALF_TO_FLOAT_LATENCY, INT_TO_FLOAT_LATENCY, WEIGHT_TO_FLOAT_LATENCY } from '@macromac/rtl/fp/convert.ts';
import { EXP_LATENCY } from '@macromac/rtl/fp/exp.ts';
import { GROUP_SCALE_LATENCY } from '@macromac/rtl/fp/group-scale.ts';
import { MULTIPLY_LATENCY } from '@macromac/rtl/fp/multiply.ts';
import { FLOAT_TO_HALF_LATENCY, FLOAT_TO_INT_LATENCY } from '@macromac/rtl/fp/quantise.ts';
import { RECIPROCAL_LATENCY } from '@macromac/rtl/fp/reciprocal.ts';
import { FUSED_DOT_LATENCY } from '@macromac/rtl/mac/fused-dot.ts';
import { expect, test } from 'vitest';

/** What the benches hold the Verilog to, cycle by cycle. */
const LATENCIES = {
  fp32_add: ADD_LATENCY,
  fp32_multiply: MULTIPLY_LATENCY,
  fp16_to_fp32: HALF_TO_FLOAT_LATENCY,
  int32_to_fp32: INT_TO_FLOAT_LATENCY,
  weight_to_fp32: WEIGHT_TO_FLOAT_LATENCY,
  group_scale: GROUP_SCALE_LATENCY,
  fp32_exp: EXP_LATENCY,
  fp32_reciprocal: RECIPROCAL_LATENCY,
  fp32_to_int16: FLOAT_TO_INT_LATENCY,
  fp32_to_fp16: FLOAT_TO_HALF_LATENCY,
  fused_dot: FUSED_DOT_LATENCY,
};

test('the latencies in docs/verification.md are those of the hardware', () => {
  const page = readFileSync(join(import.meta.dirname, '../docs/verification.md'), 'utf8');
  const rows = [...page.matchAll(/^\| `(\w+)`[^|]*\| (\d+) \|$/gm)].map(([, unit, cycles]) => [unit, Number(cycles)]);
  expect(Object.fromEntries(rows)).toEqual(LATENCIES);
});
