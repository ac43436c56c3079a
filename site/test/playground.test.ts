import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { examples } from '../examples.ts';
import { tryModule } from '../src/engine/playground.ts';

const GUIDE = readFileSync(join(import.meta.dirname, '../../packages/hdl/docs/guide.md'), 'utf8');

test.each(examples())('the example $name gives the Verilog of the guide, and runs', ({ text }) => {
  const answer = tryModule(text);
  if (answer.kind !== 'verilog') {
    throw new Error(answer.kind === 'error' ? answer.message : answer.kind);
  }
  const [, verilog] = answer.files[0];
  const body = verilog.replaceAll(/`default_nettype \w+\n\n?/g, '').trim();
  if (!/Clamp8 =|ByteRegister =/.test(text)) {
    expect(GUIDE).toContain(body);
  }
  expect(answer.waves.length).toBeGreaterThan(0);
  for (const { values } of answer.waves) {
    expect(values).toHaveLength(32);
  }
});

test('the waveform is what the module does: reset, then a counter', () => {
  const answer = tryModule(`import { module, regs, uint } from '@chisel-lite/hdl';
export const Counter = module('Counter', { out: { value: uint(8) } }, ({ value }) => {
  const { count } = regs({ count: uint(8, 5) });
  count.set(count.add(1));
  value.set(count);
});`);
  const wave = answer.kind === 'verilog' ? answer.waves.find(({ name }) => name === 'value') : undefined;
  expect(wave?.values.slice(1, 6)).toEqual(['5', '5', '6', '7', '8']);
});

test.each([
  ['export const x = 1;', /exports no module/],
  ["import { readFileSync } from 'node:fs';\nreadFileSync('x');\nexport const x = 1;", /imports "node:fs"/],
  ['export const x = ;', /playground\.ts: .*\(1:18\)/],
])('%j is refused in words', (text, message) => {
  expect(tryModule(text)).toMatchObject({ kind: 'error', message: expect.stringMatching(message) });
});
