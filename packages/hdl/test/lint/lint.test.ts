import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript-6';
import { expect, test } from 'vitest';
import { lintProgram } from '../../src/lint/rules.ts';

test('the lint finds each misuse of a signal, and nothing else', () => {
  const file = join(import.meta.dirname, 'fixture.ts');
  const program = ts.createProgram([file], {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    strict: true,
    noEmit: true,
    allowImportingTsExtensions: true,
    types: ['node'],
  });
  const findings = lintProgram(ts, program, [file]);
  const marked = readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((text, i) => (text.trim() === '// found' ? [i + 2] : []));
  expect(findings.map(({ line }) => line)).toEqual(marked);
  expect(findings[0].message).toBe('a === b compares JavaScript objects; write a.eq(b)');
  expect(findings[2].message).toBe('a signal in `if (c)` is always true; write when(c, () => …)');
});
