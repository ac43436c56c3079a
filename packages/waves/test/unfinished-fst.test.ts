import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { encodeFst, listVariables, openDump, parseVcd } from '@chisel-lite/vcd';
import { afterAll, expect, test } from 'vitest';
import { readDump, serveWaves } from '../src/index.ts';
import { smallDump } from './dumps.ts';

const folder = mkdtempSync(join(tmpdir(), 'waves-unfinished-'));
afterAll(() => rmSync(folder, { recursive: true }));

const whole = Buffer.from(encodeFst(parseVcd(smallDump())));
/** The blocks of the file, each with its kind. */
const blocks: { kind: number; bytes: Buffer }[] = [];
for (let at = 0; at < whole.length; ) {
  const end = at + 1 + Number(whole.readBigUInt64BE(at + 1));
  blocks.push({ kind: whole[at], bytes: whole.subarray(at, end) });
  at = end;
}
/** As GTKWave's writer leaves a file while it writes: header and changes, and a block that it has begun. */
const written = Buffer.concat([
  ...blocks.filter(({ kind }) => kind !== 3 && kind !== 4).map(({ bytes }) => bytes),
  Buffer.from([255, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3]),
]);
const names = gunzipSync(blocks.find(({ kind }) => kind === 4)?.bytes.subarray(17) ?? '');

test('an FST that is still written is read with the names beside it, and says so', async () => {
  const path = join(folder, 'run.fst');
  writeFileSync(path, written);
  await expect(readDump(path)).rejects.toThrow('the hierarchy, which is written last, is missing');
  writeFileSync(`${path}.hier`, names);
  const dump = await readDump(path);
  expect(listVariables(dump)).toEqual(listVariables(openDump(whole)));
  expect(dump.warnings[0]).toMatch(/^the simulation was ended or still runs: /);

  const server = await serveWaves(path);
  const answer = await fetch(`${server.url}dump`);
  expect(answer.headers.get('x-fault')).toBe(dump.warnings[0]);
  expect(listVariables(openDump(new Uint8Array(await answer.arrayBuffer())))).toEqual(listVariables(dump));
  await server.close();
});

test('names that are not yet whole give what is there; those beside a finished dump are not taken', async () => {
  const path = join(folder, 'half.fst');
  writeFileSync(path, written);
  writeFileSync(`${path}.hier`, names.subarray(0, names.length / 2));
  const { variables, warnings } = await readDump(path);
  expect(variables.length).toBeGreaterThan(0);
  expect(warnings.join('\n')).toContain('the hierarchy breaks off');
  writeFileSync(path, whole);
  const finished = await readDump(path);
  expect(finished.warnings).toEqual([]);
  expect(finished.variables.length).toBeGreaterThan(variables.length);
});
