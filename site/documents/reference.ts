/** The reference of the packages' public functions and types, out of their doc comments. */
import { join, resolve } from 'node:path';
import { Application, LogLevel } from 'typedoc';

const ROOT = resolve(import.meta.dirname, '../..');
const ENTRIES = [
  'packages/hdl/src/index.ts',
  'packages/testbench/src/index.ts',
  'packages/verilator-wasm/src/index.ts',
  'packages/vcd/src/index.ts',
  'packages/waves/src/index.ts',
  'sw/index.ts',
];

/** Writes the reference into `out`; throws where TypeDoc could not make it. */
export async function buildReference(out: string): Promise<void> {
  const app = await Application.bootstrap({
    name: 'macromac: API reference',
    entryPoints: ENTRIES.map((path) => join(ROOT, path)),
    tsconfig: join(ROOT, 'tsconfig.json'),
    // Types are checked elsewhere, by the compiler that this repository uses.
    skipErrorChecking: true,
    excludePrivate: true,
    excludeInternal: true,
    readme: 'none',
    disableGit: true,
    disableSources: true,
    basePath: ROOT,
    githubPages: false,
    hideGenerator: true,
    logLevel: LogLevel.Error,
  });
  const project = await app.convert();
  if (!project) {
    throw new Error('TypeDoc made no reference; its messages stand above');
  }
  await app.generateDocs(project, out);
}
