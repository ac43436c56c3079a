import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
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

test('the packed package works in an empty folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stranger-'));
  try {
    const tarball = packPackage('packages/hdl', folder);
    const installed = join(folder, 'node_modules/@chisel-lite/hdl');
    mkdirSync(installed, { recursive: true });
    execFileSync('tar', ['-xzf', tarball, '-C', installed, '--strip-components=1']);
    // Its one dependency, as npm would put it there.
    symlinkSync(join(ROOT, 'node_modules/binaryen'), join(folder, 'node_modules/binaryen'));

    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(folder, 'counter.js'), COUNTER);
    const said = execFileSync(process.execPath, ['counter.js'], { cwd: folder, encoding: 'utf8' });
    expect(said).toBe('always @(posedge clk) begin // counter.js:6\n42\n');

    writeFileSync(join(folder, 'wires.ts'), TYPED);
    const options = ['--noEmit', '--strict', '--target', 'es2022', '--module', 'nodenext'];
    execFileSync(join(ROOT, 'node_modules/.bin/tsc'), [...options, 'wires.ts'], { cwd: folder, encoding: 'utf8' });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 300_000);
