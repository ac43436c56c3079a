import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { DataError } from '../../../errors.ts';
import { readStandIn, writeStandIn } from '../stand-in/note.ts';

const root = mkdtempSync(join(tmpdir(), 'macromac-note-'));
afterAll(() => rmSync(root, { recursive: true }));
const path = join(root, 'stand-in.json');

test('what a stand-in says of itself is read; where there is none it is a board', () => {
  expect(readStandIn(root)).toBeUndefined();
  writeStandIn(root, { interrupts: '/dev/pts/3', process: 7 });
  expect(readStandIn(root)).toEqual({ interrupts: '/dev/pts/3', process: 7 });
});

test.each([
  ['', 'not valid JSON'],
  ['{"interrupts":"/dev/p', 'not valid JSON'],
  ['null', 'the top level is null, expected an object'],
  ['{"interrupts":5,"process":7}', 'interrupts is 5, expected a string'],
  ['{"interrupts":"","process":7}', 'interrupts is "", expected something in it'],
  ['{"interrupts":"x"}', 'process is missing'],
  ['{"interrupts":"x","process":0}', 'process is 0, expected at least 1'],
  ['{"interrupts":"x","process":"7"}', 'process is "7", expected a number'],
])('%j is refused: %s', (content, message) => {
  writeFileSync(path, content);
  expect(() => readStandIn(root)).toThrow(DataError);
  expect(() => readStandIn(root)).toThrow(`${path}: ${message}`);
});
