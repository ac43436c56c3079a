import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript-6';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
/** From the ground up. A room imports from itself and from those before it. */
const ROOMS = ['packages', 'rtl', 'gen', 'sw', 'tools', 'tb', 'bench', 'site'];
/** Workspaces by the names that others call them by. */
const WORKSPACES: Readonly<Record<string, string>> = {
  '@chisel-lite': 'packages',
  'verilator-wasm': 'packages',
  '@macromac/rtl': 'rtl',
  '@macromac/verilog': 'gen',
  macromac: 'sw',
};
/** Arrows upwards, and why each is right. */
const EXPLAINED: Readonly<Record<string, string>> = {
  'gen/example.ts → sw':
    'the page of the registers shows a matrix as the packer lays it, in a file that software never loads',
  'sw/testing/slurm.ts → tools':
    'a stand-in of the tests, which asks the guard of the tests for processes that were left',
};

interface Import {
  readonly from: string;
  readonly specifier: string;
  readonly isType: boolean;
}

const files = execFileSync('git', ['ls-files', '*.ts', '*.mjs'], { cwd: ROOT, encoding: 'utf8' })
  .trim()
  .split('\n')
  .filter((path) => !/(^|\/)test\/|\.test\.ts$|^examples\/|\.d\.ts$/.test(path) && existsSync(join(ROOT, path)));

/** Static imports and re-exports; one of types alone is none when the program runs. */
function importsOf(path: string): Import[] {
  const source = ts.createSourceFile(path, readFileSync(join(ROOT, path), 'utf8'), ts.ScriptTarget.Latest, false);
  return source.statements.flatMap((statement): Import[] => {
    if (
      !(ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)) ||
      statement.moduleSpecifier === undefined ||
      !ts.isStringLiteral(statement.moduleSpecifier)
    ) {
      return [];
    }
    const { text: specifier } = statement.moduleSpecifier;
    return [{ from: path, specifier, isType: isOfTypes(statement) }];
  });
}

function isOfTypes(statement: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
  if (ts.isExportDeclaration(statement)) {
    return statement.isTypeOnly;
  }
  const clause = statement.importClause;
  const names = clause?.namedBindings;
  const isEachAType =
    names !== undefined && ts.isNamedImports(names) && names.elements.every((each) => each.isTypeOnly);
  return clause?.isTypeOnly === true || (clause?.name === undefined && isEachAType);
}

const imports = files.flatMap(importsOf);
const targetOf = ({ from, specifier }: Import): string | undefined =>
  specifier.startsWith('.') ? join(dirname(from), specifier) : undefined;

function roomOf({ from, specifier }: Import): string | undefined {
  const path = targetOf({ from, specifier, isType: false });
  if (path !== undefined) {
    return path.split('/')[0];
  }
  const name = Object.keys(WORKSPACES).find((each) => specifier === each || specifier.startsWith(`${each}/`));
  return name === undefined ? undefined : WORKSPACES[name];
}

test('imports between rooms go downwards, but for those that are explained', () => {
  const upwards = imports.flatMap((each) => {
    const [here, there] = [ROOMS.indexOf(each.from.split('/')[0]), ROOMS.indexOf(roomOf(each) ?? '')];
    return here >= 0 && there > here ? [`${each.from} → ${ROOMS[there]}`] : [];
  });
  expect([...new Set(upwards)].sort()).toEqual(Object.keys(EXPLAINED).sort());
});

test('no files import each other in a circle, types apart', () => {
  const edges = new Map(files.map((path) => [path, [] as string[]]));
  for (const each of imports) {
    const target = targetOf(each);
    if (!each.isType && target !== undefined && edges.has(target)) {
      edges.get(each.from)!.push(target);
    }
  }
  expect(edges.size).toBeGreaterThan(700);
  const circles: string[] = [];
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) {
      circles.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
    } else if (!done.has(path)) {
      for (const next of edges.get(path)!) {
        visit(next, [...trail, path]);
      }
      done.add(path);
    }
  };
  for (const path of files) {
    visit(path, []);
  }
  expect(circles).toEqual([]);
});

test('a package has one file at most that is called module.ts', () => {
  const modules = files.filter((path) => /^(packages\/[^/]+|rtl|gen|sw|site)\/.*\bmodule\.ts$/.test(path));
  const owners = modules
    .filter((path) => path.endsWith('/module.ts'))
    .map((path) => /^packages\/[^/]+|^[^/]+/.exec(path)![0]);
  expect(owners).toEqual([...new Set(owners)]);
});
