import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom } from '@chisel-lite/testbench';
import { afterAll, describe, expect, test } from 'vitest';
import { comparePrimitive, OWN_MODEL } from './primitive.ts';

const hasIcarus = (() => {
  try {
    execFileSync('iverilog', ['-V'], { stdio: 'ignore' });
    return true;
  } catch {
    console.warn('SKIPPED: the DSP48E2 form of fused_dot (iverilog is not installed)');
    return false;
  }
})();

// Nothing tidies up behind a file of which every test is skipped.
const folder = hasIcarus ? mkdtempSync(join(tmpdir(), 'macromac-primitive-')) : '';
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The model with one thing wrong in it. */
function broken(name: string, from: string, to: string): string {
  const text = readFileSync(OWN_MODEL, 'utf8');
  expect(text.split(from)).toHaveLength(2);
  const path = join(folder, `${name}.v`);
  writeFileSync(path, text.replace(from, to));
  return path;
}

describe.skipIf(!hasIcarus)('fused_dot of DSP48E2s, by a model written from UG579', () => {
  test.each([1, 2, 3])('has the sums of the plain one in every cycle (seed %i)', async (seed) => {
    const said = await comparePrimitive(createRandom(seed), 150, [OWN_MODEL]);
    expect(said).toMatch(/^\d{4} cycles compared\n$/);
  });

  test.each([
    ['the accumulator is not added', "2'b01: w = p;", "2'b01: w = 48'd0;"],
    ['the cascade is not added', "3'b001: z = PCIN;", "3'b001: z = 48'd0;"],
    ['P takes what comes in a gap', 'if (CEP) p <=', 'p <='],
    ['one register where two are asked for', 'a2 <= AREG == 2 ? a1 : A;', 'a2 <= A;'],
    ['the mantissa has no sign', 'wire signed [26:0] a_mult', 'wire [26:0] a_mult'],
  ])('a model that is wrong is found out: %s', async (name, from, to) => {
    const said = await comparePrimitive(createRandom(1), 10, [broken(name.replaceAll(' ', '-'), from, to)]);
    expect(said).toMatch(/^cycle \d+: [0-9a-fx]{80}, not [0-9a-f]{80}$/m);
  });
});
