import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { macromac } from '../../testing/command-line.ts';

test.each([
  [],
  ['demo'],
  ['generate'],
  ['chat'],
  ['serve'],
  ['gemv'],
  ['unit'],
  ['perf'],
  ['bench'],
  ['waves'],
  ['import'],
  ['quantize'],
  ['eval'],
  ['eval', 'perplexity'],
  ['eval', 'bits-per-byte'],
  ['eval', 'wnli'],
  ['eval', 'score'],
  ['compare'],
  ['site'],
  ['doctor'],
  ['stand-in'],
  ['report', 'vivado'],
])('--help: %s', async (...command) => {
  const { code, stdout, stderr } = await macromac(...command, '--help');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^Usage: macromac /);
});

test('the installed program runs from any folder and passes its exit code on', async () => {
  const program = fileURLToPath(new URL('../../bin/macromac.mjs', import.meta.url));
  const run = (...args: string[]) => promisify(execFile)(process.execPath, [program, ...args], { cwd: '/' });
  expect((await run('--version')).stdout).toBe('0.1.0\n');
  await expect(run('generate', '--model', '/nowhere', '--prompt', 'x')).rejects.toMatchObject({
    code: 1,
    stderr: 'macromac: /nowhere/model.json: no such file or directory\n',
  });
});
