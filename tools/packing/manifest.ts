/** The package.json of a tarball, made from the workspace's and the repository's. */

/** In a workspace an entry is a file, in a tarball two. */
type Exports = Readonly<Record<string, string>>;

export interface Manifest {
  readonly name: string;
  readonly version?: string;
  readonly private?: boolean;
  readonly exports?: Exports;
  readonly bin?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly [key: string]: unknown;
}

/**
 * `own` as it is published: exports and commands lead to `dist/`, what only the repository needs is left out, and the
 * repository's address is added. `directory` is the workspace's path in the repository, `files` are the names of what
 * the tarball holds beside package.json.
 */
export function publishable(own: Manifest, repository: Manifest, directory: string, files: readonly string[]): object {
  const { devDependencies: _, scripts: __, private: ___, exports = {}, dependencies, bin, ...rest } = own;
  const source = Object.values(exports).every((file) => file.startsWith('./src/')) ? './src/' : './';
  return {
    ...rest,
    repository: { type: 'git', url: address(repository), directory },
    homepage: `${homepage(repository)}/tree/main/${directory}#readme`,
    bugs: `${homepage(repository)}/issues`,
    sideEffects: false,
    files,
    exports: Object.fromEntries(Object.entries(exports).map(([name, file]) => exported(name, file, source))),
    ...(bin && { bin: Object.fromEntries(Object.entries(bin).map(([name, file]) => [name, command(file, source)])) }),
    ...(dependencies && { dependencies: withoutLoader(dependencies) }),
  };
}

const address = (repository: Manifest): string => (repository['repository'] as { readonly url: string }).url;

/** The repository's web page. */
export const homepage = (repository: Manifest): string =>
  address(repository)
    .replace(/^git\+/, '')
    .replace(/\.git$/, '');

/** An entry of `exports`, with declarations. `./*`, any source by its path, becomes any module by the same path. */
function exported(name: string, file: string, source: string): [string, { types: string; default: string }] {
  const pattern = name === './*' && file === './*';
  const built = (pattern ? './*' : file.replace(/\.ts$/, '')).replace(source, './dist/');
  return [pattern ? './*.ts' : name, { types: `${built}.d.ts`, default: `${built}.js` }];
}

/** A command of a workspace without `src/` lies among what is compiled. */
const command = (file: string, source: string): string => (source === './' ? `dist/${file}` : file);

/** tsx loads TypeScript, of which a tarball has none. */
const withoutLoader = ({ tsx: _, ...others }: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  others;
