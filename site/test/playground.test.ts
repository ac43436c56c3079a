import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { TEST_TOOLS_BUNDLE } from '../build.ts';
import { examples, guideExamples } from '../examples.ts';
import { tryFile, tryModule } from '../src/engine/playground.ts';
import type { FromEngine } from '../src/shared/protocol.ts';

const GUIDE = readFileSync(join(import.meta.dirname, '../../packages/hdl/docs/guide.md'), 'utf8');

test.each(guideExamples())('the example $name gives the Verilog of the guide, and runs', ({ text }) => {
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

test('all clocks of a module go, and resets that it makes itself are left to it', () => {
  const answer = tryModule(`import { bool, inDomain, module, regs, resetSynchronizer, uint } from '@chisel-lite/hdl';
export const Two = module('Two', { in: { stop: bool() }, out: { a: uint(8), b: uint(8) } }, ({ stop, a, b }, { other }) => {
  const { count } = regs({ count: uint(8, 0) });
  count.set(count.add(1));
  a.set(count);
  inDomain(other, () => inDomain(resetSynchronizer('own', stop), () => {
    const { ticks } = regs({ ticks: uint(8, 0) });
    ticks.set(ticks.add(1));
    b.set(ticks);
  }));
}, { domains: { other: { clock: 'other_clk', reset: 'other_rst' } } });`);
  if (answer.kind !== 'verilog') {
    throw new Error(answer.kind === 'error' ? answer.message : answer.kind);
  }
  const values = (name: string) => answer.waves.find((wave) => wave.name === name)?.values ?? [];
  expect(new Set(values('a')).size).toBeGreaterThan(20);
  expect(new Set(values('b')).size).toBeGreaterThan(2);
});

test.each([
  ['export const x = 1;', /exports no module/],
  ["import { readFileSync } from 'node:fs';\nreadFileSync('x');\nexport const x = 1;", /imports "node:fs"/],
  ['export const x = ;', /playground\.ts: .*\(1:18\)/],
])('%j is refused in words', (text, message) => {
  expect(tryModule(text)).toMatchObject({ kind: 'error', message: expect.stringMatching(message) });
});

/** The schematic of the last module of a file. */
function schematicOf(text: string) {
  const answer = tryModule(text);
  if (answer.kind !== 'verilog') {
    throw new Error(answer.kind === 'error' ? answer.message : answer.kind);
  }
  return answer.schematic;
}

test.each(guideExamples())(
  'the schematic of $name: every pin that is read has one net, and every net two pins',
  ({ text }) => {
    const { cells, nets } = schematicOf(text);
    const inputs = cells.flatMap((cell) => cell.inputs.map(({ name }) => `${cell.id}/${name}`));
    const outputs = new Set(cells.flatMap((cell) => cell.outputs.map(({ name }) => `${cell.id}/${name}`)));
    expect(nets.map(({ to }) => `${to.cell}/${to.pin}`).sort()).toEqual(inputs.sort());
    expect(nets.filter(({ from }) => !outputs.has(`${from.cell}/${from.pin}`))).toEqual([]);
    expect(cells.filter(({ label }) => label === '?' || label === '…')).toEqual([]);
  },
);

test('a schematic shows what is computed: labels along the nets', () => {
  const { cells, nets } = schematicOf(`import { bool, module, regs, uint, when } from '@chisel-lite/hdl';
export const Up = module('Up', { in: { go: bool() }, out: { value: uint(8) } }, ({ go, value }) => {
  const { count } = regs({ count: uint(8, 5) });
  when(go, () => count.set(count.add(3)));
  value.set(count);
});`);
  const label = new Map(cells.map((cell) => [cell.id, cell.label]));
  const drawn = nets.map(
    ({ from, to, width }) => `${label.get(from.cell)} -${width}-> ${label.get(to.cell)}.${to.pin}`,
  );
  expect(drawn.sort()).toEqual(
    [
      'go -1-> .a',
      '+ -8-> .b',
      'count [8] -8-> .c',
      ' -8-> count [8].d',
      'count [8] -8-> +.a',
      '3 -8-> +.b',
      'count [8] -8-> value.a',
    ].sort(),
  );
  expect(cells.find(({ kind }) => kind === 'register')?.detail).toBe('reset 5');
});

describe('a file with tests', async () => {
  const { outputFiles } = await build({ ...TEST_TOOLS_BUNDLE, write: false });
  const tools = outputFiles[0].text;
  const [{ text }] = examples().filter(({ name }) => name === 'tested');
  const told = async (file: string) => {
    const all: FromEngine[] = [];
    await tryFile(file, tools, (message) => all.push(message));
    return all;
  };

  test('shows its module, then what each test says', async () => {
    const what = 'the light is on for duty of 16 cycles';
    expect((await told(text)).slice(1)).toEqual([
      { kind: 'testing', unit: 'playground.ts', what },
      { kind: 'tested', unit: 'playground.ts', what, message: undefined },
      { kind: 'tests', passed: 1, failed: 0 },
    ]);
  });

  test('says where it failed, and how', async () => {
    const all = await told(text.replace('count.lt(duty)', 'count.le(duty)'));
    const line = text.split('\n').findIndex((each) => each.includes('expect(on)')) + 1;
    const message = expect.stringMatching(new RegExp(`^playground\\.ts:${line}: expected 1 to be`));
    expect(all.at(-2)).toMatchObject({ kind: 'tested', message });
    expect(all.at(-1)).toEqual({ kind: 'tests', passed: 0, failed: 1 });
  });

  test('whose module is wrong runs no test', async () => {
    const all = await told(text.replace('light.set(', '// light.set('));
    expect(all).toEqual([expect.objectContaining({ kind: 'error' })]);
  });
});
