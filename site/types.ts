import { readFileSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import ts from 'typescript';

const HDL = resolve(import.meta.dirname, '../packages/hdl/src');
const LIBRARY = 'lib.es2023.d.ts';

/** What the checker in the page knows: TypeScript's declarations of the language, and those of `@chisel-lite/hdl`, by path. */
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

  const program = ts.createProgram([join(HDL, 'index.ts')], {
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
    rootDir: HDL,
    outDir: HDL,
  });
  program.emit(undefined, (path, text) => {
    found[`/hdl/${relative(HDL, path).replaceAll('\\', '/')}`] = text;
  });
  if (!('/hdl/index.d.ts' in found)) {
    throw new Error(`${basename(HDL)}: TypeScript wrote no declarations`);
  }
  return found;
}
