/**
 * `npx tsx tools/packing/pack-package.ts packages/hdl [folder]`: builds a publishable tarball of a workspace package.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ROOT, stage } from './stage.ts';

/**
 * Packs the package in the workspace `folder` (relative to the repository) into `destination`; the path of the tarball.
 */
export function packPackage(folder: string, destination: string): string {
  const staging = mkdtempSync(join(tmpdir(), 'pack-'));
  try {
    stage(resolve(ROOT, folder), staging);
    mkdirSync(destination, { recursive: true });
    const said = execFileSync('npm', ['pack', '--json', '--pack-destination', resolve(destination)], {
      cwd: staging,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [{ filename }] = JSON.parse(said) as [{ filename: string }];
    return join(resolve(destination), filename.replace('@', '').replace('/', '-'));
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

if (process.argv[1] === import.meta.filename) {
  const [folder, destination = '.'] = process.argv.slice(2);
  if (!folder) {
    console.error('usage: npx tsx tools/packing/pack-package.ts packages/hdl [folder for the tarball]');
    process.exit(2);
  }
  console.log(packPackage(folder, destination));
}
