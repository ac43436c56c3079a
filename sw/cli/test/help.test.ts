import { execFile } from 'node:child_process';
import { join } from 'node:path';
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
    stderr: 'macromac: /nowhere: no such folder, expected a model folder as `macromac import` writes it\n',
  });
});

test.each([
  ['import', 'x', '--out', ''],
  ['import', '', '--out', 'x'],
  ['generate', '--model', '', '--prompt', 'x'],
  ['gemv', '--weights', 'a', '--x', '', '--k', '64', '--n', '32', '--out', 'b'],
  ['compare', 'a', '', '--text', 'b'],
  ['report', 'vivado', ''],
])('an empty name, as of a variable that was not set, is refused: %j', async (...args) => {
  const { code, stdout, stderr } = await macromac(...args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^macromac: (--\w+ is empty, expected the name of a file or folder|<\w+> is empty)\n$/);
});

test.each(['generate', 'chat', 'serve', 'perf', 'program', 'bench'])(
  '%s tells of a checkpoint what makes a model folder of it',
  async (command) => {
    const checkpoint = join(import.meta.dirname, '../../../models/story/hf');
    const prompt = command === 'generate' ? ['--prompt', 'x'] : [];
    expect(await macromac(command, '--model', checkpoint, ...prompt)).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining(`macromac import ${checkpoint} --out DIR`),
    });
  },
);

test('a command that a stand-in is for is looked for before the simulator is built', async () => {
  expect(await macromac('stand-in', '--', 'no-such-command', 'x')).toEqual({
    code: 1,
    stdout: '',
    stderr: 'macromac: no-such-command: no such command\n',
  });
});

test('a disk that is full behind standard output is told, and a reader that has seen enough is not', async () => {
  const program = fileURLToPath(new URL('../../bin/macromac.mjs', import.meta.url));
  const run = (command: string) =>
    promisify(execFile)('sh', ['-c', command]).then(
      ({ stderr }) => ({ code: 0, stderr }),
      ({ code, stderr }: { code: number; stderr: string }) => ({ code, stderr }),
    );
  expect(await run(`exec '${process.execPath}' '${program}' data > /dev/full`)).toEqual({
    code: 1,
    stderr: 'macromac: standard output: no space left on device\n',
  });
  expect((await run(`'${process.execPath}' '${program}' --help | head -n 1`)).stderr).toBe('');
});
