import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { variantFolder } from '../cache.ts';
import { VARIANTS } from '../variants.ts';
import { yosysObjections } from '../yosys-check.ts';

/** What a tool prints, standard output and error together; a tool that is missing is skipped, loudly. */
function run(command: string, args: readonly string[], cwd: string): string | undefined {
  const { error, stdout, stderr, status } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if ((error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT') {
    console.warn(`SKIPPED: ${command} is not installed`);
    return undefined;
  }
  return status === 0 ? stdout + stderr : `exit ${status}\n${stdout}${stderr}`;
}

describe.each(VARIANTS)('$folder', (variant) => {
  const { top } = variant;
  let cwd: string;
  beforeAll(async () => {
    cwd = await variantFolder(variant);
  }, 600_000);

  test('verilator --lint-only -Wall has nothing to say', () => {
    const said = run('verilator', ['--lint-only', '-Wall', '--top-module', top, '-f', 'files.f'], cwd);
    expect(said ?? '').toBe('');
  }, 600_000);

  test('iverilog -Wall -g2001 has nothing to say', () => {
    // It removes and makes anew what -o names: a file of its own, never a device.
    const out = mkdtempSync(join(tmpdir(), 'macromac-icarus-'));
    try {
      const said = run('iverilog', ['-Wall', '-g2001', '-s', top, '-o', join(out, 'a.vvp'), '-c', 'files.f'], cwd);
      expect(said ?? '').toBe('');
    } finally {
      rmSync(out, { recursive: true });
    }
  }, 600_000);

  test('Yosys reads it and has nothing to say: no warning, no undriven net, no loop, no latch', async () => {
    const names = readFileSync(join(cwd, 'files.f'), 'utf8').trim().split('\n');
    const files = Object.fromEntries(names.map((name) => [name, readFileSync(join(cwd, name), 'utf8')]));
    expect(await yosysObjections(files, top)).toBe('');
  }, 600_000);
});

test.each([
  ['a net without driver', 'output y; wire a; assign y = a;', /used but has no driver/],
  ['a net with two', 'input c, d; output y; assign y = ~c; assign y = ~d;', /multiple conflicting drivers/],
  ['a latch', 'input e, d; output reg y; always @* if (e) y = d;', /Assertion failed: selection is not empty/],
  ['a loop', 'input c, d; output y; wire a, b; assign a = b & c; assign b = a | d; assign y = a;', /logic loop/],
  ['no such module', 'output y; nothing u (.y(y));', /nothing/],
])('Yosys does object to %s', async (_, body, message) => {
  const ports = [...body.matchAll(/(?:input|output)(?: reg)? ([\w, ]+);/g)].flatMap(([, names]) => names);
  const objections = await yosysObjections({ 'top.v': `module top (${ports.join(', ')}); ${body} endmodule\n` }, 'top');
  expect(objections).toMatch(message);
});
