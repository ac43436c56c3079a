import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { FOLDER } from '../../../packages/vcd/test/foreign-files.ts';
import { macromac } from '../../testing/command-line.ts';

interface Judged {
  readonly error?: string;
  readonly variables: number;
  readonly end: number;
  readonly timescale: string;
  readonly list: readonly Readonly<
    Record<'path' | 'index' | 'width' | 'first' | 'last', string> & { changes: number }
  >[];
}

const present = existsSync(FOLDER);
if (!present) {
  console.warn(`SKIPPED: lists of other simulators' dumps (${FOLDER} is not there; WAVES_DATA names another)`);
}
const expected: Record<string, Judged> = present
  ? JSON.parse(gunzipSync(readFileSync(`${FOLDER}/expected.json.gz`)).toString())
  : {};
const UNITS = { Seconds: 's', MilliSeconds: 'ms', MicroSeconds: 'us', NanoSeconds: 'ns', PicoSeconds: 'ps' };
const PREFIXES: Readonly<Record<string, string>> = { ...UNITS, FemtoSeconds: 'fs' };

/** Files that wellen gives up on; those that are read here, and why the others are not. */
const REFUSED: Readonly<Record<string, string>> = {
  'ghdl__ghdl_issue_538.ghw': 'the file gives no bounds of its type std_ulogic_vector, as GHDL 0.37 and before',
  'sigrok__libsigrok.vcd.fst': 'FST: the hierarchy, which is written last, is missing',
};

test.skipIf(!present)('every file of the folder is in the judge’s list', () => {
  const files = readdirSync(FOLDER).filter((name) => /\.(vcd|fst|ghw)$/.test(name));
  expect(files.length).toBeGreaterThan(80);
  expect(files.toSorted()).toEqual(Object.keys(expected).toSorted());
});

test.each(Object.entries(expected))('waves %s --list --json is what the judge reads', async (name, judged) => {
  const file = join(FOLDER, name);
  const { code, stdout, stderr } = await macromac('waves', file, '--list', '--json');
  if (REFUSED[name]) {
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain(REFUSED[name]);
    return;
  }
  expect(code).toBe(0);
  expect(stdout.endsWith('}\n')).toBe(true);
  const list = JSON.parse(stdout);
  expect(Object.keys(list)).toEqual(['format', 'timescale', 'end', 'variables']);
  expect(list.format).toBe(name.slice(-3));
  if (judged.error !== undefined) {
    expect(list.variables.length).toBeGreaterThan(0);
    return;
  }
  expect({ timescale: list.timescale, end: list.end, variables: list.variables.length }).toEqual({
    timescale: judged.timescale === 'none' ? null : judged.timescale.replace(/[A-Z]\w+/, (unit) => PREFIXES[unit]),
    end: judged.end,
    variables: judged.variables,
  });
  const plain = (path: string) => path.replace(/[^A-Za-z0-9]/g, '');
  // Judge and list differ in where an element's own index stands, not in what the two together say.
  const line = ({ path, index, first, last, changes }: Judged['list'][number], width: string) =>
    [plain(path + index), width, changes, first.slice(0, 300), last.slice(0, 300)].join(' ');
  const ours = list.variables.map((each: Judged['list'][number] & { kind: string; width: number }) =>
    line(each, each.kind === 'real' || each.kind === 'string' ? '-' : String(each.width)),
  );
  expect(ours).toEqual(expect.arrayContaining(judged.list.map((each) => line(each, each.width))));
});
