import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { chanceOf } from './chance.ts';
import { CORPUS, kept } from './corpus.ts';
import { mutateGguf } from './gguf.ts';
import { judge } from './judge.ts';
import { makeFile, seedsOf } from './make-file.ts';
import { TARGETS } from './targets/index.ts';

const root = mkdtempSync(join(tmpdir(), 'macromac-fuzz-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const NIGHTLY = process.env['MACROMAC_NIGHTLY'] === '1';
/** All targets together: a night reads more than 10⁵. */
const FILES = NIGHTLY ? 120_000 : 1_360;
/** As of the properties: the same files each time, or new ones. */
const given = process.env['FC_SEED'] ?? '20261201';
const seed = given === 'random' ? Math.floor(Math.random() * 2 ** 31) : Number(given);

describe.each(TARGETS)('$name', (target) => {
  test('good files are read', async () => {
    const seeds = await seedsOf(target);
    if (seeds.length === 0) {
      console.warn(`SKIPPED: ${target.name}: the files that it begins with are not at hand`);
    }
    const verdicts = new Set<string>();
    for (const [, files] of seeds) {
      const verdict = await judge(target, files, join(root, 'now'));
      expect(verdict).not.toMatchObject({ kind: 'fault' });
      verdicts.add(verdict.kind);
    }
    expect([...verdicts, ...(seeds.length === 0 ? ['read'] : [])]).toContain('read');
  });

  test('what once failed is read, or refused in one sentence', async () => {
    for (const { name, files } of await kept(target)) {
      expect(await judge(target, files, join(root, 'now')), name).not.toMatchObject({ kind: 'fault' });
    }
  });

  test('files that are almost right are read, or refused in one sentence', { timeout: 10 * 3600_000 }, async () => {
    const seeds = await seedsOf(target);
    for (let index = 0; seeds.length > 0 && index < FILES / TARGETS.length; index++) {
      const { seedName, files } = makeFile(target, seeds, chanceOf(seed, index));
      const verdict = await judge(target, files, join(root, 'now'));
      const replay = `npx tsx tools/fuzz/run.ts --target ${target.name} --seed ${seed} --from ${index} --files 1`;
      expect(verdict, `${seedName}; ${replay}`).not.toMatchObject({ kind: 'fault' });
    }
  });
});

test('the corpus has no folder that nobody reads', () => {
  const names = existsSync(CORPUS) ? readdirSync(CORPUS) : [];
  expect(names.filter((name) => !TARGETS.some((target) => target.name === name))).toEqual([]);
});

test('a second edit of a GGUF file ends, whatever the first has left of it', () => {
  const word = (value: number) => Buffer.from(new Uint32Array([value]).buffer);
  const long = (value: bigint) => Buffer.from(new BigUint64Array([value]).buffer);
  // A list of 2³¹ values of type 13, which has no length.
  const list = [long(1n), Buffer.from('a'), word(9), word(13), long(2n ** 31n)];
  const file = Buffer.concat([Buffer.from('GGUF'), word(3), long(0n), long(1n), ...list]);
  expect(() => mutateGguf(file, chanceOf(1, 1))).toThrow(/^no undefined bytes at 49 of 49$/);
});
