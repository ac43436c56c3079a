import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { allUnits } from '../units.ts';
import type { Recorded, Signoff } from './cells.ts';
import type { Module } from './modules.ts';
import { pageOf, stageOf } from './page.ts';
import { COMMANDS } from './results.ts';
import { falls, rowsOf } from './table.ts';

const DOCS = join(import.meta.dirname, '../../docs');

const counter = (text: string): Module => ({
  name: 'counter',
  source: 'rtl/counter.ts',
  text,
  cells: { lint: 0, documented: true },
});
const cell = <T>(value: T, text = 'a') => ({ value, text });
const GOOD: Recorded = {
  lines: cell({ hit: 20, of: 20 }),
  toggles: cell({ hit: 99, of: 100 }),
  mutants: cell({ hit: 16, of: 16 }),
  proofs: cell({ hit: 8, of: 8, status: 'proved' }),
  unknown: cell({ values: 900, seeds: 1, differences: 0 }),
};

test('a cell that falls back is named, one that rises or stays is not', () => {
  const before: Signoff = {
    counter: { ...GOOD, luts: cell(100), depth: cell(4), lint: cell(0), documented: cell(true) },
  };
  const told = (now: Partial<Recorded>, cells: Module['cells'] = { lint: 0, documented: true }) =>
    falls(before, rowsOf([{ ...counter('a'), cells }], { counter: { ...before['counter'], ...now } }, []));
  expect(told({})).toEqual([]);
  expect(told({ lines: cell({ hit: 19, of: 20 }) })).toEqual(['counter: lines: 95.0 % where it was 100 %']);
  expect(told({ toggles: cell({ hit: 100, of: 100 }), luts: cell(80) })).toEqual([]);
  expect(told({ mutants: cell({ hit: 15, of: 16 }) })).toEqual(['counter: mutants: 15 of 16 where it was 16 of 16']);
  expect(told({ proofs: cell({ hit: 8, of: 8, status: 'bounded' }) })).toEqual([
    'counter: proofs: in bounds, 8 of 8 where it was proved, 8 of 8',
  ]);
  expect(told({ proofs: cell({ hit: 7, of: 8, status: 'proved' }) })).toHaveLength(1);
  expect(told({ unknown: cell({ values: 900, seeds: 1, differences: 1 }) })).toEqual([
    'counter: unknown: X where it was clean',
  ]);
  expect(told({ luts: cell(104) })).toEqual([]);
  expect(told({ luts: cell(106), depth: cell(5) })).toHaveLength(2);
  expect(told({}, { lint: 1, documented: false })).toEqual([
    'counter: lint: 1 where it was clean',
    'counter: documented: no where it was yes',
  ]);
});

test('the stage is the last whose every condition holds', () => {
  const stage = (recorded: Recorded) => stageOf({ lint: cell(0), documented: cell(true), ...recorded });
  expect(stage(GOOD)).toBe(3);
  expect(stage({ ...GOOD, proofs: cell({ hit: 7, of: 8, status: 'proved' }) })).toBe(2);
  expect(stage({ ...GOOD, proofs: cell({ hit: 8, of: 8, status: 'bounded' }) })).toBe(2);
  expect(stage({ ...GOOD, mutants: cell({ hit: 15, of: 16 }) })).toBe(1);
  expect(stage({ ...GOOD, unknown: cell({ values: 900, seeds: 1, differences: 2 }) })).toBe(1);
  expect(stage({})).toBe(1);
  expect(stage({ ...GOOD, lint: cell(1) })).toBe(0);
});

test('a result counts for the text that it was made of, and one of another text is marked', () => {
  const results = COMMANDS.coverage.read({
    modules: [{ name: 'counter', lines: { hit: 9, of: 10 }, toggles: { hit: 1, of: 2 } }],
  });
  const judged = { texts: { counter: 'a' }, results };
  const now = pageOf(rowsOf([counter('a')], {}, [judged]));
  expect(now).toContain('| [counter](../rtl/counter.ts) | 1 | 90.0 % | 50.0 % |');
  const later = pageOf(rowsOf([counter('b')], {}, [judged]));
  expect(later).toContain('| 90.0 %* | 50.0 %* |');
  expect(later).toContain('| clean |');
});

test('mutants that are explained count as caught; those that are not do not', () => {
  const detail = [
    { mutant: 'counter: a → b', caught: 'counts', why: null },
    { mutant: 'counter: c → d', caught: null, why: 'nobody reads it' },
    { mutant: 'counter: e → f', caught: null, why: null },
  ];
  expect(COMMANDS.mutation.read({ detail })).toEqual({ counter: { mutants: { hit: 2, of: 3 } } });
});

const page = () => {
  const text = readFileSync(join(DOCS, 'signoff.md'), 'utf8');
  return [...text.matchAll(/^\| \[(\w+)\]/gm)].map(([, name]) => name).toSorted();
};

test('the page has the rows whose cells are recorded', () => {
  const cells = JSON.parse(readFileSync(join(DOCS, 'signoff.json'), 'utf8')) as object;
  expect(page()).toEqual(Object.keys(cells).toSorted());
  expect(page().length).toBeGreaterThan(50);
});

test.skipIf(!process.env.MACROMAC_NIGHTLY)(
  'every module has its row in docs/signoff.md, and none that is not there any more',
  async () => {
    expect(page()).toEqual((await allUnits()).map(({ name }) => name).toSorted());
  },
  600_000,
);

test('areas of emitted modules go to the rows of their benches, whose names have no prefix', () => {
  const module = (name: string, LUT: number) => ({ name, own: { LUT }, depth: 3 });
  const read = COMMANDS.synthesis.read([{ modules: [module('macromac_top_k_t2', 900), module('macromac_t2', 677)] }]);
  expect(read['top_k_t2']).toEqual({ luts: 900, depth: 3 });
  expect(read['macromac_t2']).toEqual({ luts: 677, depth: 3 });
});
