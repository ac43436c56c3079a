import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type AnyModule, emit } from '../../src/index.ts';
import { lint, synthesise } from '../support/tools.ts';
import { constructs } from './constructs.ts';

describe('the Verilog of each construct reads as it should, and no tool complains', () => {
  for (const [name, design] of Object.entries(constructs)) {
    test(name, async () => {
      const emitted = emit(design);
      const text = [...emitted.files.values()].join('\n');
      await expect(text).toMatchFileSnapshot(`./${name}.v`);
      // A vendor primitive has no source here, and the tools want one.
      if (name !== 'Attributes') {
        expect(lint(emitted)).toBe('');
      }
    });
  }
});

test('comments can be left out, and nothing else changes', () => {
  for (const design of Object.values(constructs)) {
    const withThem = [...emit(design).files.values()].join('');
    const without = [...emit(design, { comments: false }).files.values()].join('');
    const stripped = withThem
      .replaceAll(/^ *\/\/(?! verilator| Bits nobody reads).*\n/gm, '')
      .replaceAll(/ \(\w+\.ts\)/g, '');
    expect(stripped).toBe(without);
  }
});

test('two emissions are the same byte for byte', () => {
  const twice = (design: AnyModule) => [emit(design), emit(design)].map(({ files }) => [...files]);
  for (const design of Object.values(constructs)) {
    const [first, second] = twice(design);
    expect(first).toEqual(second);
  }
});

test('tsx and vitest give the same bytes, source lines included', () => {
  const script = join(import.meta.dirname, 'print.ts');
  const root = join(import.meta.dirname, '../../../..');
  const said = execFileSync(process.execPath, ['--import', 'tsx', script], { cwd: root, encoding: 'utf8' });
  const here = Object.fromEntries(
    Object.entries(constructs).map(([name, design]) => [name, [...emit(design).files.values()].join('\n')]),
  );
  expect(JSON.parse(said)).toEqual(here);
});

test('Yosys maps each construct to the cells it is meant for', async () => {
  const { Memories, Attributes, Machine } = constructs as Record<string, (typeof constructs)[string]>;
  const cells = await synthesise([Memories, Attributes, Machine].map((design) => emit(design)));
  const kinds = (name: string, pattern: RegExp) =>
    Object.entries(cells[name] ?? {}).reduce((sum, [kind, count]) => (pattern.test(kind) ? sum + count : sum), 0);

  expect(kinds('Memories', /^RAMB(18|36)/), 'block RAM').toBe(1);
  expect(kinds('Memories', /^RAM(32|64)/), 'distributed RAM').toBeGreaterThan(0);
  expect(kinds('Attributes', /^DSP48E2/), 'DSP').toBe(1);
  for (const name of Object.keys(cells)) {
    expect(kinds(name, /^(LD|\$_DLATCH)/), `latches in ${name}`).toBe(0);
  }
  expect(kinds('Machine', /^FD/), 'a state of one bit').toBe(1);
}, 240_000);
