/**
 * Every package, packed, in an empty folder: installed by npm, run by plain Node, compiled by the oldest TypeScript
 * that is supported.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
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
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startEditor } from '../../../packages/hdl/test/support/editor.ts';
import { packPackage } from '../pack-package.ts';
import { ROOT } from '../stage.ts';
import { PACKAGES } from './programs.ts';

const folder = mkdtempSync(join(tmpdir(), 'stranger-'));
const tarballs = join(folder, 'tarballs');
const installed = (name: string) => join(folder, 'node_modules', name);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Without what vitest tells its own processes: one of these programs may be vitest. */
const ENVIRONMENT = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST')));

/** stdout of a program; what it said on stderr is shown where it fails. */
function run(command: string, args: readonly string[], cwd = folder): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8', env: ENVIRONMENT });
  expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
}

beforeAll(() => {
  const packed = PACKAGES.map(({ workspace }) => packPackage(workspace, tarballs));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module", "private": true }');
  run('npm', [
    'install',
    '--no-audit',
    '--no-fund',
    '--ignore-scripts',
    '--prefer-offline',
    ...packed,
    'fast-check@4.10.2',
    'typescript@5.7.3',
    'vitest@4.1.12',
  ]);
}, 900_000);

describe.each(PACKAGES)('$name', ({ name, workspace, program, prints, typed, command }) => {
  const file = name.replace('@', '').replace('/', '-');

  test('runs in plain Node', () => {
    writeFileSync(join(folder, `${file}.js`), program);
    expect(run(process.execPath, [`${file}.js`])).toMatch(prints);
    if (command) {
      const [bin, ...args] = command.run;
      expect(run(join(folder, 'node_modules/.bin', bin), args)).toMatch(command.prints);
    }
  }, 900_000);

  test('has declarations that TypeScript 5.7 takes', () => {
    writeFileSync(join(folder, `${file}-types.ts`), typed);
    const options = [
      '--noEmit',
      '--strict',
      '--target',
      'es2022',
      '--lib',
      'es2023,dom,dom.iterable,esnext.disposable',
    ];
    const modules = ['--module', 'nodenext', '--types', 'node', '--typeRoots', join(ROOT, 'node_modules/@types')];
    run(process.execPath, [
      join(folder, 'node_modules/typescript/lib/tsc.js'),
      ...options,
      ...modules,
      '--skipLibCheck',
      `${file}-types.ts`,
    ]);
  });

  test('says what it is, and holds what its pages link to', () => {
    const manifest = JSON.parse(readFileSync(join(installed(name), 'package.json'), 'utf8'));
    expect(manifest).toMatchObject({
      license: 'Apache-2.0',
      sideEffects: false,
      repository: { type: 'git', directory: workspace },
      homepage: expect.stringContaining(workspace),
      bugs: expect.stringMatching(/^https:/),
    });
    expect(manifest).not.toHaveProperty('scripts');
    expect(manifest).not.toHaveProperty('private');
    const names = readdirSync(installed(name));
    expect(names).toEqual(expect.arrayContaining(['CHANGELOG.md', 'LICENSE', 'README.md', 'dist', 'package.json']));
    expect(brokenLinks(installed(name))).toEqual([]);
  });
});

test.each(['own-module', 'own-verilog', 'chat'])(
  'examples/%s: its tests pass on the installed packages',
  (name) => {
    const project = join(folder, name);
    cpSync(join(ROOT, 'examples', name), project, { recursive: true });
    const wanted = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'));
    for (const dependency of Object.keys(wanted.dependencies)) {
      const { version } = JSON.parse(readFileSync(join(installed(dependency), 'package.json'), 'utf8'));
      expect(wanted.dependencies[dependency]).toBe(version);
    }
    run(process.execPath, [join(folder, 'node_modules/vitest/vitest.mjs'), 'run', '--root', project], project);
  },
  900_000,
);

test('hdl-lint finds a misuse in a project that has its own TypeScript', () => {
  const project = join(folder, 'project');
  mkdirSync(project);
  writeFileSync(join(project, 'tsconfig.json'), '{ "compilerOptions": { "module": "nodenext", "strict": true } }');
  writeFileSync(
    join(project, 'wrong.ts'),
    `import { module, uint } from '@chisel-lite/hdl';
export const M = module('M', { in: { a: uint(8), b: uint(8) } }, ({ a, b }) => void (a === b));
`,
  );
  const { stdout } = spawnSync(join(folder, 'node_modules/.bin/hdl-lint'), [], { cwd: project, encoding: 'utf8' });
  expect(stdout).toMatch(/^wrong\.ts:2:\d+: a === b compares JavaScript objects/);
});

test('hdl-lint is a language server for an editor', async () => {
  const project = join(folder, 'project-of-an-editor');
  mkdirSync(project);
  writeFileSync(join(project, 'tsconfig.json'), '{ "compilerOptions": { "module": "nodenext", "strict": true } }');
  const editor = await startEditor(project, join(folder, 'node_modules/.bin/hdl-lint'), ['--stdio']);
  const uri = await editor.open(
    'wrong.ts',
    `import { module, uint } from '@chisel-lite/hdl';
export const M = module('M', { in: { a: uint(8), b: uint(8) } }, ({ a, b }) => void (a === b));
`,
  );
  const [found] = await editor.said(uri, 1);
  expect(found).toMatchObject({ range: { start: { line: 1, character: 85 }, end: { line: 1, character: 92 } } });
  expect(await editor.quit()).toBe(0);
});

/** Links of the package's pages to files that are not in it. */
function brokenLinks(root: string): string[] {
  const docs = existsSync(join(root, 'docs')) ? readdirSync(join(root, 'docs')).map((name) => join('docs', name)) : [];
  return ['README.md', ...docs]
    .filter((page) => page.endsWith('.md'))
    .flatMap((page) => {
      const links = readFileSync(join(root, page), 'utf8').matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g);
      return [...links].map(([, link]) => join(dirname(page), link)).filter((link) => !existsSync(join(root, link)));
    });
}

test('npm pack gives the same files, and leaves the workspace as it was', () => {
  // In a copy: a workspace that is being packed is, for a moment, not its source.
  const copy = join(folder, 'repository');
  for (const path of COPIED) {
    mkdirSync(dirname(join(copy, path)), { recursive: true });
    cpSync(join(ROOT, path), join(copy, path), { recursive: true });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  const workspace = join(copy, 'packages/hdl');
  const before = listing(workspace);
  const destination = join(folder, 'by-npm');
  mkdirSync(destination);
  execFileSync('npm', ['pack', '--pack-destination', destination], { cwd: workspace, stdio: 'ignore' });
  const [tarball] = readdirSync(destination);
  expect(contents(join(destination, tarball))).toEqual(contents(join(tarballs, tarball)));
  expect(listing(workspace)).toEqual(before);
}, 600_000);

/** What the packer reads to pack packages/hdl. */
const COPIED = [
  'packages/hdl',
  'tools/packing',
  'gen/git-tree.ts',
  'package.json',
  'tsconfig.json',
  'LICENSE',
  'CHANGELOG.md',
];

const listing = (root: string): string[] => readdirSync(root, { recursive: true, encoding: 'utf8' }).sort();

const contents = (tarball: string): string[] =>
  execFileSync('tar', ['-xOzf', tarball, 'package/package.json'], { encoding: 'utf8' })
    .split('\n')
    .concat(execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' }).split('\n').sort());
