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

/**
 * Python of a virtual environment with these packages from PyPI; made on first use, kept in the user's cache. Throws
 * when that fails.
 */
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
    timeout: 600_000,
  });
  mkdirSync(join(folder, 'ready'), { recursive: true });
  return python;
}

/** The same, or undefined with the reason printed: `what` is then skipped. */
export function pythonOrSkip(what: string, ...packages: string[]): string | undefined {
  if (!has('python3', '-m', 'venv', '--help')) {
    console.warn(`SKIPPED: ${what} (python3 with venv is wanted)`);
    return undefined;
  }
  try {
    return pythonWith(...packages);
  } catch (error) {
    console.warn(`SKIPPED: ${what}: ${packages.join(', ')} could not be installed: ${(error as Error).message}`);
    return undefined;
  }
}
