import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { charts } from '../evidence/charts.ts';
import { resultsBody } from '../evidence/page.ts';
import { changes, renewed } from '../evidence/run.ts';
import { EXTRACT } from '../evidence/runs.ts';
import { checkEvidence, readEvidence, shows, strayFigures } from '../evidence/schema.ts';

const ROOT = join(import.meta.dirname, '../..');
const read = (page: string) => readFileSync(join(ROOT, page), 'utf8');
const evidence = readEvidence();

test('every figure stands in the pages that it names, with its value', () => {
  expect(strayFigures(evidence, read)).toEqual([]);
});

test('a figure that a page does not have, or has with another value, is told', () => {
  const [run] = evidence.runs;
  const [figure] = run.figures;
  const with_ = (change: object) => ({ ...evidence, runs: [{ ...run, figures: [{ ...figure, ...change }] }] });
  expect(strayFigures(with_({ value: 27.1 }), read)).toEqual([
    `${figure.id} is 27.1 now, but "26.3" in README.md`,
    `${figure.id} is 27.1 now, but "26.3" in docs/performance.md`,
  ]);
  const stands = [{ page: 'README.md', text: '26.3 parsecs' }];
  expect(strayFigures(with_({ stands }), read)).toEqual([`${figure.id}: README.md does not say "26.3 parsecs"`]);
});

test('every figure of the table in README is in the evidence', () => {
  const rows = read('README.md')
    .split('\n')
    .filter((line) => /^\| (decode|share|prefill|LUT)/.test(line));
  expect(rows).toHaveLength(5);
  const known = evidence.runs.flatMap(({ figures }) =>
    figures.flatMap(({ stands }) => stands.filter(({ page }) => page === 'README.md').map(({ text }) => text)),
  );
  for (const row of rows) {
    const cells = row.split('|').slice(2, 4).join(' ');
    for (const [shown] of cells.matchAll(/\d[\d,.]*\d|\d+/g)) {
      expect(
        known.some((text) => text.includes(shown)),
        `${shown} in: ${row}`,
      ).toBe(true);
    }
  }
});

test.each([
  ['26.3', 26.283, true],
  ['26.3', 26.36, false],
  ['343 k cycles/s', 343_000, true],
  ['343 k cycles/s', 344_000, false],
  ['340,000 cycles', 343_000, true],
  ['126 / 250 / 493', 250.3, true],
  ['126 / 250 / 493', 251, false],
  ['no number', 1, false],
])('%j shows %d: %s', (text, value, is) => {
  expect(shows(text, value)).toBe(is);
});

test('a whole number with thousands is shown by itself alone, up to zeros at its end', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e9 }), fc.integer({ min: 1, max: 9 }), (value, more) => {
      fc.pre(value % 10 !== 0);
      expect(shows(`${value.toLocaleString('en-US')} cycles`, value)).toBe(true);
      expect(shows(`${value.toLocaleString('en-US')} cycles`, value + more)).toBe(false);
    }),
  );
});

test('a file that is no evidence is refused with the field', () => {
  const [run] = evidence.runs;
  const refused = (json: object) => () => checkEvidence({ ...evidence, ...json }, 'e.json');
  expect(refused({ runs: [{ ...run, label: 'guessed' }] })).toThrow(/^e\.json: runs\.0\.label: /);
  expect(refused({ runs: [{ ...run, date: 'today' }] })).toThrow(/runs\.0\.date/);
  expect(refused({ runs: [run, run] })).toThrow('e.json: run perf stands there twice');
  expect(refused({ extra: 1 })).toThrow(/extra/);
});

test('a run is renewed whole or not at all, and says what changed', () => {
  const [run] = evidence.runs;
  const at = { date: '2026-12-01', commit: 'abcdef0', machine: 'a machine' };
  const values = Object.fromEntries(run.figures.map(({ id, value }) => [id, value]));
  const after = renewed(run, { ...values, 'products-qkv': 1 }, at);
  expect(after).toMatchObject(at);
  expect(changes(run, after)).toEqual([
    expect.stringMatching(/^products-qkv: \d+ → 1 cycles \(Cycles of q, k, v\); it stands in docs\/performance\.md$/),
  ]);
  expect(() => renewed(run, { ...values, 'products-qkv': Number.NaN }, at)).toThrow(/gave no products-qkv/);
});

test('figures come out of what the commands print', () => {
  const call = (name: string, cycles: number) => ({ name, cycles });
  const calls = ['q, k, v', 'o', 'gate, up', 'down', 'LM head'].map((name, i) => call(name, 10 + i));
  const decode = [
    { calls, total: 38.047, tokensPerSecond: 26.283 },
    { calls: calls.map(({ name, cycles }) => call(name, 2 * cycles)), total: 43.28, tokensPerSecond: 23.104 },
  ];
  expect(EXTRACT['perf']({ decode })).toMatchObject({
    'products-token': 26.3,
    'products-token-int8': 23.1,
    'products-down': 13,
    'products-head-int8': 28,
    'products-milliseconds': 38.05,
  });
  const token = { cycles: 5, tokensPerSecond: 46.312, shareOfPeak: 0.6566 };
  expect(EXTRACT['perf-token']({ token })).toEqual({ token: 46.3, 'token-cycles': 5, 'token-share': 66 });
  expect(EXTRACT['synth-t2']([{ total: { LUT: 1, FF: 2, DSP: 3 } }])).toEqual({
    'synth-t2-lut': 1,
    'synth-t2-ff': 2,
    'synth-t2-dsp': 3,
  });
  for (const id of Object.keys(EXTRACT)) {
    expect(evidence.runs.map((run) => run.id)).toContain(id);
  }
});

test('the results page has every figure, chart, gap and failure', async () => {
  const body = await resultsBody(evidence, '<svg></svg>');
  for (const { command, figures } of evidence.runs) {
    expect(body).toContain(command.replaceAll('&', '&amp;').replaceAll('"', '&quot;'));
    for (const { what } of figures) {
      expect(body).toContain(`<td>${what.replaceAll('"', '&quot;')}</td>`);
    }
  }
  for (const line of [...evidence.notMeasured, ...evidence.negative.map(({ text }) => text)]) {
    expect(body).toContain(`<li>${line}`);
  }
  expect(Object.keys(await charts(evidence))).toEqual([
    'roofline',
    'peak',
    'resources',
    'perplexity',
    'context',
    'speed',
  ]);
  expect(body.match(/<svg/g)).toHaveLength(7);
});
