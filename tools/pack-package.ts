/**
 * `npx tsx tools/pack-package.ts packages/hdl [folder]`: builds a publishable tarball of a workspace package. In the repository its exports point
 * at TypeScript; the tarball holds JavaScript with declarations in `dist/`, and a package.json that points there.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

interface Manifest {
  name: string;
  files?: string[];
  exports?: Record<string, string>;
  devDependencies?: Record<string, string>;
  [key: string]: unknown;
}

const ROOT = resolve(import.meta.dirname, '..');

/** Packs the package in `folder` into `destination`; the path of the tarball. */
export function packPackage(folder: string, destination: string): string {
  const source = resolve(ROOT, folder);
  const staging = mkdtempSync(join(tmpdir(), 'pack-'));
  try {
    build(source, join(staging, 'dist'), join(staging, 'tsconfig.json'));
    for (const name of ['README.md', 'LICENSE', 'bin', 'docs']) {
      if (existsSync(join(source, name))) {
        cpSync(join(source, name), join(staging, name), { recursive: true });
      }
    }
    if (!existsSync(join(staging, 'LICENSE'))) {
      cpSync(join(ROOT, 'LICENSE'), join(staging, 'LICENSE'));
    }
    const manifest = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as Manifest;
    writeFileSync(join(staging, 'package.json'), `${JSON.stringify(publishable(manifest), null, 2)}\n`);
    mkdirSync(destination, { recursive: true });
    const said = execFileSync('npm', ['pack', '--json', '--pack-destination', resolve(destination)], {
      cwd: staging,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [{ filename }] = JSON.parse(said) as [{ filename: string }];
    return join(resolve(destination), filename.replace('@', '').replace('/', '-'));
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

/** Compiles `src/` to `out`, relative `.ts` imports rewritten to `.js`; `config` is a temporary file. */
function build(source: string, out: string, config: string): void {
  const options = {
    extends: join(ROOT, 'tsconfig.json'),
    compilerOptions: {
      noEmit: false,
      outDir: out,
      rootDir: join(source, 'src'),
      declaration: true,
      rewriteRelativeImportExtensions: true,
      typeRoots: [join(ROOT, 'node_modules/@types')],
    },
    include: [join(source, 'src')],
    exclude: [],
  };
  writeFileSync(config, JSON.stringify(options));
  try {
    execFileSync(join(ROOT, 'node_modules/.bin/tsc'), ['-p', config], {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${source} does not compile:\n${stdout}${stderr}`);
  }
}

function publishable({ devDependencies: _, exports, ...rest }: Manifest): Manifest {
  const entries = Object.entries(exports ?? {}).map(([name, file]) => {
    const built = file.replace('./src/', './dist/').replace(/\.ts$/, '');
    return [name, { types: `${built}.d.ts`, default: `${built}.js` }];
  });
  return { ...rest, files: ['dist', 'bin', 'docs', 'README.md', 'LICENSE'], exports: Object.fromEntries(entries) };
}

if (process.argv[1] === import.meta.filename) {
  const [folder, destination = '.'] = process.argv.slice(2);
  if (!folder) {
    console.error('usage: npx tsx tools/pack-package.ts packages/hdl [folder for the tarball]');
    process.exit(2);
  }
  console.log(packPackage(folder, destination));
}
