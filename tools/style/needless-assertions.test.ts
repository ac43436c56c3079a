import { relative } from 'node:path';
import ts from 'typescript-6';
import { expect, test } from 'vitest';
import { needlessAssertions, projectProgram } from './needless-assertions.ts';

test('finds the marks that say nothing, and no other', () => {
  const source = `
    export function f<T>(a: number, b: number | undefined, c: string | null, d: T, e: any, g: { h?: number; i: number }) {
      return [a!, b!, c!, d!, e!, g.h!, g.i!, (b ?? 1)!];
    }
    export const list = [1, 2];
    export const first = list[0]!;
  `;
  const options: ts.CompilerOptions = { strict: true, target: ts.ScriptTarget.ES2022 };
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (name, ...rest) =>
    name === 'fixture.ts' ? ts.createSourceFile(name, source, ts.ScriptTarget.ES2022, true) : read(name, ...rest);
  const program = ts.createProgram(['fixture.ts'], options, host);
  expect(needlessAssertions(program).map(({ text, line }) => `${line} ${text}`)).toEqual([
    '3 a!',
    '3 g.i!',
    '3 (b ?? 1)!',
    '6 list[0]!',
  ]);
});

test('no x! stands where x is always there', { timeout: 600_000 }, () => {
  const found = needlessAssertions(projectProgram());
  expect(found.map(({ path, line, text }) => `${relative('.', path)}:${line}: ${text}`)).toEqual([]);
});
