import { mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Diagnostic } from 'vscode-languageserver/node';
import { type Editor, startEditor } from '../support/editor.ts';

const PACKAGE = join(import.meta.dirname, '../..');

const MISTAKES = 'c ? 1 : a === b ? 1 : 0';
const MENDED = 'c.or(a.eq(b))';
const top = (value: string): string => `import { bool, module, uint } from '@chisel-lite/hdl';

export const Top = module('Top', { in: { a: uint(8), b: uint(8), c: bool() }, out: { y: bool() } }, ({ a, b, c, y }) => {
  y.set(${value});
});
`;

/** A project that uses the language, as a user has it. */
let folder: string;
let editor: Editor;

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'hdl-lint-')));
  symlinkSync(join(PACKAGE, '../../node_modules'), join(folder, 'node_modules'));
  const compilerOptions = { module: 'nodenext', target: 'es2022', strict: true, allowImportingTsExtensions: true };
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: { ...compilerOptions, noEmit: true } }),
  );
  editor = await startEditor(folder, process.execPath, [join(PACKAGE, 'bin/hdl-lint.mjs'), '--stdio']);
});

afterAll(async () => {
  expect(await editor.quit()).toBe(0);
  rmSync(folder, { recursive: true });
});

/** The text that a diagnostic underlines. */
function underlined(text: string, { range: { start, end } }: Diagnostic): string {
  expect(start.line).toBe(end.line);
  return text.split('\n')[start.line].slice(start.character, end.character);
}

test('it says who it is', () => {
  expect(editor.server.serverInfo?.name).toBe('hdl-lint');
});

test('an editor sees each misuse of a signal under the expression, and no more of it once it is mended', async () => {
  const text = top(MISTAKES);
  const uri = await editor.open('top.ts', text);
  const found = await editor.said(uri, 1);
  expect(found.map((each) => [each.range.start.line, underlined(text, each), each.message])).toEqual([
    [3, 'c', 'a signal in `c ? x : y` is always true; write mux(c, x, y)'],
    [3, 'a === b', 'a === b compares JavaScript objects; write a.eq(b)'],
  ]);
  expect(new Set(found.map(({ source }) => source))).toEqual(new Set(['hdl-lint']));

  const from = text.split('\n')[3].indexOf(MISTAKES);
  const range = { start: { line: 3, character: from }, end: { line: 3, character: from + MISTAKES.length } };
  await editor.change(uri, 2, { range, text: MENDED });
  expect(await editor.said(uri, 2)).toEqual([]);
});

test('a change in one file is seen in what others make of it', async () => {
  const given = await editor.open('given.ts', 'export declare const same: { readonly it: number };\n');
  const uri = await editor.open('user.ts', "import { same } from './given.ts';\nexport const one = same.it ? 1 : 0;\n");
  expect(await editor.said(uri, 1)).toEqual([]);
  const signal = "import type { Bool } from '@chisel-lite/hdl';\nexport declare const same: { readonly it: Bool };\n";
  await editor.change(given, 2, { text: signal });
  let found: readonly Diagnostic[] = [];
  while (found.length === 0) {
    found = await editor.said(uri, 1);
  }
  expect(found).toMatchObject([{ range: { start: { line: 1, character: 'export const one = '.length } } }]);
});

test('what a file was found to have goes with it when it is closed', async () => {
  const uri = await editor.open('closed.ts', top(MISTAKES));
  expect(await editor.said(uri, 1)).toHaveLength(2);
  await editor.close(uri);
  expect(await editor.said(uri)).toEqual([]);
});

test('a right file has nothing, in a folder without a tsconfig either', async () => {
  expect(await editor.said(await editor.open('right.ts', top(MENDED)), 1)).toEqual([]);
  rmSync(join(folder, 'tsconfig.json'));
  expect(await editor.said(await editor.open('other.ts', top(MISTAKES)), 1)).toHaveLength(2);
});
