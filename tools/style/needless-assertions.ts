/**
 * Finds `x!` where x can be neither null nor undefined, which needs the types and is no rule of the linter:
 * `npx tsx tools/style/needless-assertions.ts [--write]` lists them, or takes them away.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript-6';

const ROOT = join(import.meta.dirname, '../..');

export interface NeedlessAssertion {
  readonly path: string;
  readonly line: number;
  readonly text: string;
  /** Place of the exclamation mark in the file. */
  readonly at: number;
}

/** Those of a program's own files, in their order. */
export function needlessAssertions(program: ts.Program): NeedlessAssertion[] {
  const checker = program.getTypeChecker();
  const found: NeedlessAssertion[] = [];
  for (const file of program.getSourceFiles()) {
    if (file.isDeclarationFile || program.isSourceFileFromExternalLibrary(file)) {
      continue;
    }
    const visit = (node: ts.Node): void => {
      if (ts.isNonNullExpression(node) && !mayBeNothing(checker, checker.getTypeAtLocation(node.expression))) {
        const { line } = file.getLineAndCharacterOfPosition(node.end);
        found.push({ path: file.fileName, line: line + 1, text: node.getText(file), at: node.end - 1 });
      }
      ts.forEachChild(node, visit);
    };
    visit(file);
  }
  return found;
}

/** Of an unknown type, or one that stands for others, nothing is known: there the mark may be needed. */
function mayBeNothing(checker: ts.TypeChecker, type: ts.Type): boolean {
  const { Any, Unknown, Null, Undefined, Void, TypeParameter, IndexedAccess, Conditional } = ts.TypeFlags;
  const parts = type.isUnion() ? type.types : [type];
  return parts.some((part) => {
    const { flags } = checker.getBaseConstraintOfType(part) ?? part;
    return (
      ((part.flags | flags) & (Any | Unknown | Null | Undefined | Void)) !== 0 ||
      (part.flags & (TypeParameter | IndexedAccess | Conditional)) !== 0
    );
  });
}

/** The program that `npm run typecheck` checks. */
export function projectProgram(): ts.Program {
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined };
  const config = ts.getParsedCommandLineOfConfigFile(join(ROOT, 'tsconfig.json'), {}, host);
  if (!config || config.errors.length > 0) {
    throw new Error(`tsconfig.json: ${config?.errors.map(({ messageText }) => messageText).join('; ')}`);
  }
  return ts.createProgram(config.fileNames, config.options);
}

/** Takes the marks away that were found. */
export function removeAssertions(found: readonly NeedlessAssertion[]): void {
  for (const path of new Set(found.map((each) => each.path))) {
    const places = found.filter((each) => each.path === path).map(({ at }) => at);
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, without(text, places));
  }
}

const without = (text: string, places: readonly number[]): string =>
  places.toSorted((a, b) => b - a).reduce((rest, at) => rest.slice(0, at) + rest.slice(at + 1), text);

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const found = needlessAssertions(projectProgram());
  for (const { path, line, text } of found) {
    console.log(`${relative(ROOT, path)}:${line}: ${text}`);
  }
  if (process.argv.includes('--write')) {
    removeAssertions(found);
  }
}
