import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { VARIANTS } from './variants.ts';

const folderOf = (folder: string) => join(import.meta.dirname, 'verilog', folder);

/** What a tool prints, standard output and error together; a tool that is missing is skipped, loudly. */
function run(command: string, args: readonly string[], cwd: string): string | undefined {
  const { error, stdout, stderr, status } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if ((error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT') {
    console.warn(`SKIPPED: ${command} is not installed`);
    return undefined;
  }
  return status === 0 ? stdout + stderr : `exit ${status}\n${stdout}${stderr}`;
}

describe.each(VARIANTS)('gen/verilog/$folder', ({ folder, top }) => {
  const cwd = folderOf(folder);

  test('verilator --lint-only -Wall has nothing to say', () => {
    const said = run('verilator', ['--lint-only', '-Wall', '--top-module', top, '-f', 'files.f'], cwd);
    expect(said ?? '').toBe('');
  }, 600_000);

  test('iverilog -Wall -g2001 has nothing to say', () => {
    const said = run('iverilog', ['-Wall', '-g2001', '-s', top, '-o', '/dev/null', '-c', 'files.f'], cwd);
    expect(said ?? '').toBe('');
  }, 600_000);
});
