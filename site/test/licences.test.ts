import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { bundle, licencesText } from '../licences.ts';

const root = mkdtempSync(join(tmpdir(), 'site-licences-'));
afterAll(() => rmSync(root, { recursive: true }));

test('what goes into a bundle is told with version, licence and notice, and what does not is not', async () => {
  const entry = join(root, 'main.ts');
  writeFileSync(
    entry,
    `import MiniSearch from 'minisearch'; import 'valibot'; console.log(new MiniSearch({ fields: [] }));`,
  );
  const packages = new Set<string>();
  await bundle(
    {
      entryPoints: [entry],
      outdir: root,
      bundle: true,
      format: 'esm',
      nodePaths: ['node_modules', 'site/node_modules'],
    },
    packages,
  );
  const text = licencesText(packages);
  expect(text).toMatch(
    /^This site holds parts of the packages below\.\n\nminisearch \d+\.\d+\.\d+: MIT\n\n.*Copyright/s,
  );
  expect(text).not.toContain('valibot'); // nothing of it is used
});

test('a package that does not say its licence is refused', () => {
  writeFileSync(join(root, 'package.json'), '{"name":"x","version":"1.0.0"}');
  expect(() => licencesText([root])).toThrow(`${root}/package.json: license is undefined, expected an SPDX identifier`);
});
