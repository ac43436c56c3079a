/** `macromac perf` stopped in mid-run and started again: the same figures, without simulating again what was done. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hashOf } from '../../parallel/kept-results.ts';
import { macromac } from '../../testing/command-line.ts';
import { writeTinyModel } from '../../testing/tiny-model.ts';

const root = mkdtempSync(join(tmpdir(), 'macromac-resume-'));
afterAll(() => rmSync(root, { recursive: true }));
let fresh: { decode: { calls: { cycles: number }[] }[] };
beforeAll(async () => {
  fresh = JSON.parse((await macromac(...PERF)).stdout);
}, 900_000);

const PERF = ['perf', '--shape', 'smollm2-135m', '--no-prefill', '--json', '--threads', '1'];
const kept = (file: string): Record<string, { cycles: number }> => JSON.parse(readFileSync(file, 'utf8')).results;

/** Runs a command in a process of its own, and sends it a signal once the file exists. */
async function stopped(signal: NodeJS.Signals, file: string, args: string[]) {
  const program = join(import.meta.dirname, '../../bin/macromac.mjs');
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (text) => (stderr += text));
  const ended = new Promise<number | string>((resolve) => child.on('exit', (code, by) => resolve(by ?? code!)));
  while (!existsSync(file)) {
    if (child.exitCode !== null) {
      throw new Error(`ended before it wrote ${file}: ${stderr}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  child.kill(signal);
  return { outcome: await ended, stderr };
}

test.each([
  ['SIGINT', 130],
  ['SIGKILL', 'SIGKILL'],
] as const)('%s', async (signal, expected) => {
  const file = join(root, `${signal}.json`);
  const { outcome, stderr } = await stopped(signal, file, [...PERF, '--checkpoint', file]);
  expect(outcome).toBe(expected);
  if (signal === 'SIGINT') {
    expect(stderr).toMatch(/macromac: stopped; the same command goes on with the calls that are in .*SIGINT.json\n$/);
  }
  const before = kept(file);
  const simulated = Object.keys(before).length;
  expect(simulated).toBeGreaterThan(0);
  expect(simulated).toBeLessThan(6);

  // What was kept is believed: so it was not simulated again.
  const [[key, cost]] = Object.entries(before);
  const marked = { ...before, [key]: { ...cost, cycles: cost.cycles + 1 } };
  writeFileSync(
    file,
    JSON.stringify({ format: 'macromac results', version: 2, sha256: hashOf(marked), results: marked }),
  );
  const again = JSON.parse((await macromac(...PERF, '--checkpoint', file)).stdout);
  const cycles = (report: typeof fresh) => report.decode.flatMap(({ calls }) => calls.map((call) => call.cycles));
  const differences = cycles(again).map((value, i) => value - cycles(fresh)[i]);
  expect(differences.filter((difference) => difference !== 0)).toEqual(
    Array(differences.filter(Boolean).length).fill(1),
  );
  expect(differences.some((difference) => difference === 1)).toBe(true);
  expect(Object.keys(kept(file))).toHaveLength(6);
  expect(readdirSync(root).filter((name) => name.includes('.tmp'))).toEqual([]);
});

test('what was simulated for another clock is not taken', async () => {
  const [file, tiny] = [join(root, 'clocks.json'), join(root, 'tiny')];
  writeTinyModel(tiny);
  for (const [clock, count] of [
    [200, 6],
    [250, 12],
    [200, 12],
  ]) {
    await macromac('perf', '--model', tiny, '--no-prefill', '--checkpoint', file, '--clock', `${clock}`);
    expect(Object.keys(kept(file))).toHaveLength(count);
  }
});

test.each([
  ['not JSON', '{', /other: not valid JSON/],
  ['another file', '{"format": "macromac"}', /other: not a file of kept results: format is "macromac", expected /],
  [
    'a result that is none',
    '{"format": "macromac results", "version": 2, "sha256": "", "results": {"a": {"cycles": -1, "beats": 0, "streaming": 0}}}',
    /other: not a file of kept results: results.a.cycles is -1, expected /,
  ],
  [
    'a result that was changed',
    '{"format": "macromac results", "version": 2, "sha256": "", "results": {"a": {"cycles": 1, "beats": 0, "streaming": 0}}}',
    /other: is corrupt: sha256 of its results is [0-9a-f]{64}, the file says /,
  ],
  [
    'one of an earlier format',
    '{"format": "macromac results", "version": 1, "results": {}}',
    /other: not a file of kept results: version is 1, expected 2/,
  ],
])('a checkpoint that is %s: refused, and left as it is', async (_, text, message) => {
  const file = join(root, 'other');
  writeFileSync(file, text);
  const { code, stderr } = await macromac(...PERF, '--checkpoint', file);
  expect([code, stderr]).toEqual([1, expect.stringMatching(message)]);
  expect(readFileSync(file, 'utf8')).toBe(text);
});
