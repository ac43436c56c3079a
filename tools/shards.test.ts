import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const store = mkdtempSync(join(tmpdir(), 'macromac-shards-'));
afterAll(() => rmSync(store, { recursive: true }));

const shards = (...args: string[]) =>
  spawnSync(process.execPath, ['--import', 'tsx', 'tools/shards.ts', '--store', store, ...args], {
    cwd: join(import.meta.dirname, '..'),
    encoding: 'utf8',
    // Not as a part of the suite that runs this, and without colours.
    env: {
      ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VITEST|FORCE_COLOR)/.test(name))),
      NO_COLOR: '1',
    },
  });

test('two parts, one report; the second time nothing is run', () => {
  const first = shards('2', 'tools/guard', 'tools/documents');
  expect(first.stderr).toBe('');
  const files = ['guard', 'documents'].flatMap((folder) =>
    readdirSync(join(import.meta.dirname, folder)).filter((name) => name.endsWith('.test.ts')),
  );
  expect(first.stdout).toContain(`Test Files  ${files.length} passed (${files.length})`);
  expect(first.status).toBe(0);
  const again = shards('2', 'tools/guard', 'tools/documents');
  // How long each part took is in its report.
  const times = (text: string) => /Per blob .*/.exec(text)?.[0];
  expect(times(again.stdout)).toBe(times(first.stdout) ?? 'a line of times');
  expect(again.status).toBe(0);
});

test('what cannot be asked for is named', () => {
  expect(shards('none')).toMatchObject({ status: 2, stderr: 'none: expected how many parts the tests are run in\n' });
  expect(shards('2', '--on', 'tea')).toMatchObject({
    status: 2,
    stderr: '--on tea: expected local, slurm, snakemake\n',
  });
});
