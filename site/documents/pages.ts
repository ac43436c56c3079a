import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Folders whose pages are for readers, and single pages beside them. */
const FOLDERS = ['docs', 'docs/tutorials', 'docs/decisions'];
const PACKAGES = ['hdl', 'testbench', 'verilator-wasm', 'vcd', 'waves'];
const SINGLE = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md', 'sw/README.md'];

/** Paths of the documents in the repository, in the order of the menu. */
export function documentPages(root: string): readonly string[] {
  const inside = (folder: string) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith('.md'))
      .sort((a, b) => Number(b === 'README.md') - Number(a === 'README.md') || (a < b ? -1 : 1))
      .map((name) => `${folder}/${name}`);
  const packages = PACKAGES.flatMap((name) => [
    `packages/${name}/README.md`,
    ...(readdirSync(join(root, 'packages', name)).includes('docs') ? inside(`packages/${name}/docs`) : []),
  ]);
  return [...FOLDERS.flatMap(inside), ...packages, ...SINGLE];
}
