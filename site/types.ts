import { readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import ts from 'typescript';

const PACKAGES = resolve(import.meta.dirname, '../packages');
/** The packages whose declarations the checker has. */
const DECLARED = ['hdl', 'testbench'];
const LIBRARY = 'lib.es2023.d.ts';

/**
 * What the checker in the page knows: TypeScript's own declarations, those of the language and of its test bench, by
 * path.
 */
export function checkerTypes(): Record<string, string> {
  const found: Record<string, string> = {};
  const folder = join(import.meta.dirname, 'node_modules/typescript/lib');
  const library = (name: string) => {
    const path = `/lib/${name}`;
    if (!(path in found)) {
      const text = readFileSync(join(folder, name), 'utf8');
      found[path] = text;
      for (const { fileName } of ts.preProcessFile(text).libReferenceDirectives) {
        library(`lib.${fileName}.d.ts`);
      }
    }
  };
  library(LIBRARY);
  // The decorators' declarations, which every program has.
  library('lib.decorators.d.ts');
  library('lib.decorators.legacy.d.ts');

  // The simulators and readers of dumps that the test bench stands on are not here: what they declare counts as any.
  const program = ts.createProgram(
    DECLARED.map((name) => join(PACKAGES, name, 'src/index.ts')),
    {
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      allowImportingTsExtensions: true,
      rewriteRelativeImportExtensions: false,
      declaration: true,
      emitDeclarationOnly: true,
      strict: true,
      noCheck: true,
      types: ['node'],
      rootDir: PACKAGES,
      outDir: PACKAGES,
    },
  );
  program.emit(undefined, (path, text) => {
    const [name, , ...rest] = relative(PACKAGES, path).replaceAll('\\', '/').split('/');
    if (DECLARED.includes(name)) {
      found[`/${name}/${rest.join('/')}`] = text;
    }
  });
  for (const name of DECLARED) {
    if (!(`/${name}/index.d.ts` in found)) {
      throw new Error(`${name}: TypeScript wrote no declarations`);
    }
  }
  found['/vitest/index.d.ts'] = readFileSync(join(import.meta.dirname, 'src/test-tools/vitest.d.ts'), 'utf8');
  return found;
}
