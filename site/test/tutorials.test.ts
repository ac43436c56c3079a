import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const PAGE = readFileSync(join(ROOT, 'docs/tutorials/your-first-module.md'), 'utf8');

/** The page's files by name: the block after the sentence that names one. */
const files = [...PAGE.matchAll(/`my\/([\w-]+\.ts)`:\n\n```ts\n([\s\S]*?)```/g)].map(([, name, text]) => [name, text]);

/** Vitest's own settings are not for the programs that the page shows. */
const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VITEST|TESTBENCH)/.test(name)));

let folder: string;
const run = (name: string) => promisify(execFile)('npx', ['tsx', `my/${name}`], { cwd: folder, env: own });

beforeAll(() => {
  // Below the clone, where the packages are found.
  mkdirSync(join(ROOT, 'out'), { recursive: true });
  folder = mkdtempSync(join(ROOT, 'out/tutorial-'));
  mkdirSync(join(folder, 'my'));
  for (const [name, text] of files) {
    writeFileSync(join(folder, 'my', name), text);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the first module: its Verilog is the page’s, its test passes and dumps, and a mistake is caught', async () => {
  expect(files.map(([name]) => name)).toEqual(['pwm.ts', 'emit.ts', 'pwm-test.ts']);
  await run('emit.ts');
  const shown = /```verilog\n([\s\S]*?)```/.exec(PAGE)![1];
  expect(readFileSync(join(folder, 'my/pwm.v'), 'utf8')).toContain(shown);
  expect((await run('pwm-test.ts')).stdout).toBe('the light is on for duty of 256 cycles\n');
  expect(existsSync(join(folder, 'my/pwm.vcd'))).toBe(true);

  writeFileSync(join(folder, 'my/pwm.ts'), readFileSync(join(folder, 'my/pwm.ts'), 'utf8').replace('.lt(', '.le('));
  await expect(run('pwm-test.ts')).rejects.toMatchObject({ stderr: expect.stringContaining('1 !== 0') });
});
