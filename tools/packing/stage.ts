/**
 * A workspace package as it is published. In the repository its exports point at TypeScript, which needs no build step;
 * a tarball holds JavaScript with declarations in `dist/`, the files beside them (page, C++, workers), and a
 * package.json that points there.
 */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, normalize, relative, resolve } from 'node:path';
import { gitTree } from '../../gen/git-tree.ts';
import { homepage, type Manifest, publishable } from './manifest.ts';

export const ROOT = resolve(import.meta.dirname, '../..');

/** Folders of a workspace that only its tests read. */
const OF_TESTS = ['test', 'test-data', 'testing', 'examples'];

/** What a workspace without a folder `src` has among its sources, and the tarball beside `dist/`. */
const BESIDE_DIST = /^(package\.json|README\.md|docs\/.*)$/;

/** What lies beside `dist/`, where a package has it. */
const PAGES = ['README.md', 'docs'];

/** What a package reads besides its own folder: path in the repository, and in the tarball. */
const BROUGHT: Readonly<Record<string, readonly { readonly from: string; readonly to: string }[]>> = {
  macromac: [{ from: 'models/story', to: 'models/story' }],
};

/** Writes the package in the workspace `source` to the empty folder `into`. */
export function stage(source: string, into: string): void {
  const manifest = readJson(join(source, 'package.json'));
  const repository = readJson(join(ROOT, 'package.json'));
  const root = existsSync(join(source, 'src')) ? join(source, 'src') : source;
  const dist = join(into, 'dist');
  compile(root, dist, join(into, 'tsconfig.json'));
  copyAssets(
    root,
    dist,
    filesBelow(root).filter((path) => !path.endsWith('.ts') && !BESIDE_DIST.test(path)),
  );
  const bin = join(source, 'bin');
  if (root !== source && existsSync(bin)) {
    copyAssets(bin, join(into, 'bin'), filesBelow(bin));
  }
  for (const name of PAGES.filter((name) => existsSync(join(source, name)))) {
    cpSync(join(source, name), join(into, name), { recursive: true, filter: (path) => !/\.test\.ts$/.test(path) });
  }
  for (const page of filesBelow(into).filter((path) => /^(README|docs\/.*)\.md$/.test(path))) {
    const text = readFileSync(join(into, page), 'utf8');
    writeFileSync(join(into, page), withFarLinks(text, dirname(page), relative(ROOT, source), repository));
  }
  for (const name of ['LICENSE', 'CHANGELOG.md']) {
    cpSync(join(ROOT, name), join(into, name));
  }
  for (const { from, to } of BROUGHT[manifest.name] ?? []) {
    cpSync(join(ROOT, from), join(into, to), { recursive: true });
  }
  if (manifest.name === '@macromac/verilog') {
    // The sources it is emitted from are not beside it there, so their revision travels.
    writeFileSync(join(dist, 'revision.json'), `${JSON.stringify({ rtl: gitTree(join(ROOT, 'rtl')) })}\n`);
  }
  const published = publishable(manifest, repository, relative(ROOT, source), readdirSync(into).sort());
  writeFileSync(join(into, 'package.json'), `${JSON.stringify(published, null, 2)}\n`);
}

/**
 * Compiles the TypeScript below `root` to `out`, relative `.ts` imports rewritten to `.js`; `config` is a temporary
 * file.
 */
function compile(root: string, out: string, config: string): void {
  const options = {
    extends: join(ROOT, 'tsconfig.json'),
    compilerOptions: {
      noEmit: false,
      outDir: out,
      rootDir: root,
      declaration: true,
      rewriteRelativeImportExtensions: true,
      // Other workspaces are packages to this one, not sources of it.
      preserveSymlinks: true,
      typeRoots: [join(ROOT, 'node_modules/@types')],
    },
    include: [root],
    exclude: ['node_modules', ...OF_TESTS].map((name) => join(root, '**', name)).concat(join(root, '**/*.test.ts')),
  };
  mkdirSync(dirname(config), { recursive: true });
  writeFileSync(config, JSON.stringify(options));
  try {
    execFileSync(join(ROOT, 'node_modules/.bin/tsc'), ['-p', config], {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${root} does not compile:\n${stdout}${stderr}`);
  } finally {
    rmSync(config, { force: true });
  }
}

/** The files below a folder, without those of tests, as paths relative to it. */
function filesBelow(folder: string, prefix = ''): string[] {
  return readdirSync(join(folder, prefix), { withFileTypes: true }).flatMap((entry) => {
    const path = join(prefix, entry.name);
    if (entry.isDirectory()) {
      return ['node_modules', 'dist', ...OF_TESTS].includes(entry.name) ? [] : filesBelow(folder, path);
    }
    return [path];
  });
}

function copyAssets(from: string, to: string, paths: readonly string[]): void {
  for (const path of paths) {
    const [source, target] = [join(from, path), join(to, path)];
    mkdirSync(dirname(target), { recursive: true });
    if (path.endsWith('.mjs')) {
      writeFileSync(target, asInstalled(readFileSync(source, 'utf8'), source));
      chmodSync(target, statSync(source).mode);
    } else {
      cpSync(source, target);
    }
  }
}

/**
 * A script that starts TypeScript in the repository, as it starts the JavaScript of a tarball: without tsx, and from
 * `dist/`.
 * @throws where something of tsx would be left
 */
function asInstalled(script: string, path: string): string {
  const text = script
    .replace(/^import \{ register \} from 'tsx\/esm\/api';\n/m, '')
    .replace(/^register\(\);\n/m, '')
    .replace(/(import\('[^']*)\.ts'\)/g, "$1.js')")
    .replaceAll("import('../src/", "import('../dist/");
  if (/['"]tsx\b/.test(text)) {
    throw new Error(`${path}: expected tsx in \`import { register } from 'tsx/esm/api';\` and \`register();\` only`);
  }
  return text;
}

/**
 * A page whose relative links out of the package lead to the repository's web page; `folder` is the page's, `directory`
 * the package's.
 */
function withFarLinks(page: string, folder: string, directory: string, repository: Manifest): string {
  return page.replace(/\]\((\.\.\/[^)\s]*)\)/g, (link, target: string) => {
    const path = normalize(join(folder, target));
    return path.startsWith('..') ? `](${homepage(repository)}/blob/main/${normalize(join(directory, path))})` : link;
  });
}

const readJson = (path: string): Manifest => JSON.parse(readFileSync(path, 'utf8')) as Manifest;
