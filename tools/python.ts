import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Does the command run and end well? */
export function has(command: string, ...args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Python of a virtual environment with these packages from PyPI; made on first use, kept in the user's cache. Throws when that fails. */
export function pythonWith(...packages: string[]): string {
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  const folder = join(cache, 'macromac-python', packages.join('_').replace(/[^\w.]+/g, '-'));
  const python = join(folder, 'bin', 'python');
  if (existsSync(join(folder, 'ready'))) {
    return python;
  }
  mkdirSync(folder, { recursive: true });
  execFileSync('python3', ['-m', 'venv', folder], { stdio: 'pipe' });
  execFileSync(python, ['-m', 'pip', 'install', '-q', '--disable-pip-version-check', ...packages], {
    stdio: 'pipe',
    timeout: 300_000,
  });
  mkdirSync(join(folder, 'ready'), { recursive: true });
  return python;
}

/** The versions both the core's test and bench/testbench.ts use. */
export const COCOTB = ['cocotb==2.1.0', 'cocotbext-axi==0.1.28'];
