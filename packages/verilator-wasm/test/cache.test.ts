import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { defaultCacheFolder, openCache, sha256 } from '../src/build/cache.ts';
import { type Progress, verilate } from '../src/index.ts';

vi.setConfig({ testTimeout: 300_000 }); // builds, on machines that may be busy

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'verilator-wasm-cache-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const entry = (text: string) => ({ files: { 'a.bin': Buffer.from(text) }, info: { note: text } });
const entries = () => readdirSync(folder).sort();

describe('the cache', () => {
  test('gives back what was written, and replaces it', async () => {
    const cache = openCache(folder);
    expect(await cache.read('k')).toBeUndefined();
    await cache.write('k', entry('one'));
    await cache.write('k', entry('two'));
    const found = await cache.read('k');
    expect([found!.files['a.bin'].toString(), found!.info]).toEqual(['two', { note: 'two' }]);
    expect(entries()).toEqual(['k']);
  });

  test.each([
    ['a changed byte', (path: string) => writeFileSync(join(path, 'a.bin'), 'onE')],
    ['a cut file', (path: string) => writeFileSync(join(path, 'a.bin'), 'on')],
    ['a missing file', (path: string) => rmSync(join(path, 'a.bin'))],
    ['a damaged index', (path: string) => writeFileSync(join(path, 'entry.json'), '{"sha256":')],
    ['a missing index', (path: string) => rmSync(join(path, 'entry.json'))],
  ])('takes %s for absence', async (_, damage) => {
    const cache = openCache(folder);
    await cache.write('k', entry('one'));
    damage(join(folder, 'k'));
    expect(await cache.read('k')).toBeUndefined();
    await cache.write('k', entry('one'));
    expect((await cache.read('k'))!.files['a.bin'].toString()).toBe('one');
  });

  test('lets go of what was not used for longest when it is full', async () => {
    const cache = openCache(folder, 8000);
    for (const [age, key] of ['old', 'used', 'newer'].entries()) {
      await cache.write(key, entry('x'.repeat(1000)));
      const time = new Date(Date.now() - 60_000 * (3 - age));
      utimesSync(join(folder, key, 'entry.json'), time, time);
    }
    await cache.read('used');
    await cache.write('last', entry('x'.repeat(1000)));
    expect(entries()).toEqual(['last', 'newer', 'used']);
    await cache.write('last but one', entry('x'.repeat(1000)));
    expect(entries()).toEqual(['last', 'last but one', 'used']);
    // An entry larger than the limit still serves the one who made it.
    await cache.write('huge', entry('x'.repeat(9000)));
    expect(entries()).toEqual(['huge']);
  });

  test('runs one holder of a lock at a time', async () => {
    const cache = openCache(folder);
    let inside = 0;
    const order: number[] = [];
    await Promise.all(
      [1, 2, 3, 4].map((id) =>
        cache.locked('k', async () => {
          expect(++inside).toBe(1);
          await new Promise((resolve) => setTimeout(resolve, 20));
          order.push(id);
          inside--;
        }),
      ),
    );
    expect(order.sort()).toEqual([1, 2, 3, 4]);
    await expect(cache.locked('k', () => Promise.reject(new Error('build failed')))).rejects.toThrow('build failed');
    expect(entries()).toEqual([]);
  });

  test('takes over the lock of a process that died', async () => {
    writeFileSync(join(folder, 'k.lock'), `${hostname()} 2000000000 0`);
    expect(await openCache(folder).locked('k', async () => 'mine')).toBe('mine');
    const stale = join(folder, 'other.lock');
    writeFileSync(stale, 'another-machine 1 0');
    const old = new Date(Date.now() - 120_000);
    utimesSync(stale, old, old);
    expect(await openCache(folder).locked('other', async () => 'mine')).toBe('mine');
  });

  test('is shared by processes: one builds, the others wait and read', async () => {
    const program = join(folder, 'worker.mjs');
    mkdirSync(join(folder, 'cache'));
    const source = pathToFileURL(join(import.meta.dirname, '../src/build/cache.ts')).href;
    writeFileSync(
      program,
      `import { appendFileSync } from 'node:fs';
       const { openCache } = await import(${JSON.stringify(source)});
       const cache = openCache(${JSON.stringify(join(folder, 'cache'))});
       const log = ${JSON.stringify(join(folder, 'log'))};
       await cache.locked('k', async () => {
         if (await cache.read('k')) return appendFileSync(log, 'read ');
         await new Promise((resolve) => setTimeout(resolve, 300));
         await cache.write('k', { files: { a: Buffer.from('made') }, info: null });
         appendFileSync(log, 'made ');
       });`,
    );
    const codes = await Promise.all(
      [1, 2, 3].map(
        () =>
          new Promise((resolve) =>
            spawn(process.execPath, ['--import', 'tsx', program], { stdio: 'inherit', cwd: import.meta.dirname }).on(
              'exit',
              resolve,
            ),
          ),
      ),
    );
    expect(codes).toEqual([0, 0, 0]);
    expect(readFileSync(join(folder, 'log'), 'utf8').split(' ').sort()).toEqual(['', 'made', 'read', 'read']);
  });

  test('hashes parts, not their concatenation', () => {
    expect(sha256('ab', 'c')).not.toBe(sha256('a', 'bc'));
    expect(sha256('ab')).toBe(sha256(Buffer.from('ab')));
  });
});

describe('models in the cache', () => {
  const source = 'module wire_through (input [7:0] a, output [7:0] y);\n  assign y = ~a;\nendmodule\n';
  const build = async (text = source, options: object = {}) => {
    const phases: Progress['phase'][] = [];
    const started = performance.now();
    const model = await verilate({
      sources: { 'w.v': text },
      top: 'wire_through',
      cacheDir: folder,
      onProgress: ({ phase, fraction, elapsed }) => {
        expect(fraction).toBeGreaterThanOrEqual(0);
        expect(fraction).toBeLessThan(1);
        expect(elapsed).toBeGreaterThanOrEqual(0);
        if (phases.at(-1) !== phase) {
          phases.push(phase);
        }
      },
      ...options,
    });
    const sim = model.instantiate();
    sim.ports.a.value = 0x0f;
    sim.eval();
    expect(sim.ports.y.value).toBe(0xf0);
    return { phases, milliseconds: performance.now() - started };
  };

  test('start warm, and are built again when they are damaged or anything about them changes', async () => {
    // The runtime's objects are the same for everyone: take them along if they exist.
    await verilate({ sources: { 'w.v': source }, top: 'wire_through' });
    for (const name of readdirSync(defaultCacheFolder()).filter((key) => /^runtime-.*[0-9a-f]$/.test(key))) {
      cpSync(join(defaultCacheFolder(), name), join(folder, name), { recursive: true });
    }
    const whole = ['verilator', 'compile', 'link'];
    expect((await build()).phases).toEqual(whole);

    const warm = [];
    for (let i = 0; i < 5; i++) {
      const { phases, milliseconds } = await build();
      expect(phases).toEqual([]);
      warm.push(milliseconds);
    }
    expect(Math.min(...warm)).toBeLessThan(100);

    const model = entries().find((key) => key.startsWith('model-'))!;
    writeFileSync(join(folder, model, 'model.wasm'), 'rubbish');
    expect((await build()).phases).toEqual(whole);
    expect((await build()).phases).toEqual([]);

    expect((await build(source.replace('~a', "a ^ 8'hff"))).phases).toEqual(whole);
    expect((await build(source, { defines: { UNUSED: 1 } })).phases).toEqual(whole);
    expect(entries().filter((key) => !/^(model|runtime)-/.test(key) || key.endsWith('.lock'))).toEqual([]);
  });

  test('are found again where the same files stand in another folder, unless a header there says something else', async () => {
    const lay = (name: string, header: string) => {
      const place = join(folder, name);
      mkdirSync(join(place, 'rtl'), { recursive: true });
      writeFileSync(join(place, 'sign.vh'), header);
      writeFileSync(
        join(place, 'rtl/w.v'),
        source.replace('~a', '`SIGN a').replace('module', '`include "sign.vh"\nmodule'),
      );
      writeFileSync(join(place, 'other.v'), 'module other; endmodule\n');
      return { sources: [join(place, 'rtl/w.v'), join(place, 'other.v')], includeDirs: [place] };
    };
    const phasesOf = async (options: object) => (await build(source, options)).phases.length;
    expect(await phasesOf(lay('one', '`define SIGN ~\n'))).toBeGreaterThan(0);
    expect(await phasesOf(lay('two', '`define SIGN ~\n'))).toBe(0);
    expect(await phasesOf(lay('three', "`define SIGN 8'hff ^\n"))).toBeGreaterThan(0);
  });
});
