import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { packPackage } from '../../../../tools/pack-package.ts';

const ROOT = resolve(import.meta.dirname, '../../../..');

/** What a stranger writes first. Plain JavaScript, so that only the package itself is tested. */
const COUNTER = `
import { compileSimulation, emit, module, regs, uint } from '@chisel-lite/hdl';

const Counter = module('Counter', { out: { value: uint(8) } }, ({ value }) => {
  const { count } = regs({ count: uint(8, 0) });
  count.set(count.add(1));
  value.set(count);
});
const { files, design } = emit(Counter);
const sim = compileSimulation(design).instantiate();
sim.run('clk', 42);
console.log(files.get('Counter.v').split('\\n').find((line) => line.includes('always')).trim());
console.log(sim.ports.value.value);
`;

/** The same in TypeScript, compiled against the package's declarations. */
const TYPED = `
import { module, uint } from '@chisel-lite/hdl';
export const Wires = module('Wires', { in: { a: uint(8), b: uint(16) }, out: { y: uint(8) } }, ({ a, b, y }) => {
  y.set(a);
  // @ts-expect-error 16 bits do not fit
  y.set(b);
});
`;

/** What `hdl-lint` is there for. */
const WRONG = `
import { module, uint } from '@chisel-lite/hdl';
export const M = module('M', { in: { a: uint(8), b: uint(8) } }, ({ a, b }) => void (a === b));
`;

/** What the installed `hdl-lint` says about the folder. */
const lintOf = (folder: string, installed: string): string =>
  spawnSync(process.execPath, [join(installed, 'bin/hdl-lint.mjs')], { cwd: folder, encoding: 'utf8' }).stdout;

/** Links of the package's pages to files that are not in it. */
function brokenLinks(installed: string): string[] {
  const pages = ['README.md', ...readdirSync(join(installed, 'docs')).map((name) => join('docs', name))];
  return pages
    .filter((page) => page.endsWith('.md'))
    .flatMap((page) => {
      const links = readFileSync(join(installed, page), 'utf8').matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g);
      return [...links]
        .map(([, link]) => join(dirname(page), link))
        .filter((link) => !existsSync(join(installed, link)));
    });
}

test('the packed package works in an empty folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stranger-'));
  try {
    const tarball = packPackage('packages/hdl', folder);
    const installed = join(folder, 'node_modules/@chisel-lite/hdl');
    mkdirSync(installed, { recursive: true });
    execFileSync('tar', ['-xzf', tarball, '-C', installed, '--strip-components=1']);
    // Its one dependency, as npm would put it there, beside a TypeScript that has no JavaScript interface.
    for (const name of ['typescript-6', 'typescript']) {
      symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name));
    }

    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(folder, 'counter.js'), COUNTER);
    const said = execFileSync(process.execPath, ['counter.js'], { cwd: folder, encoding: 'utf8' });
    expect(said).toBe('always @(posedge clk) begin // counter.js:6\n42\n');

    writeFileSync(join(folder, 'wires.ts'), TYPED);
    const options = ['--noEmit', '--strict', '--target', 'es2022', '--module', 'nodenext'];
    execFileSync(join(ROOT, 'node_modules/.bin/tsc'), [...options, 'wires.ts'], { cwd: folder, encoding: 'utf8' });

    writeFileSync(join(folder, 'tsconfig.json'), '{ "compilerOptions": { "module": "nodenext", "strict": true } }');
    expect(lintOf(folder, installed)).toBe('');
    writeFileSync(join(folder, 'wrong.ts'), WRONG);
    expect(lintOf(folder, installed)).toMatch(/^wrong\.ts:3:\d+: a === b compares JavaScript objects/);

    expect(brokenLinks(installed)).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 300_000);
