import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, sep } from 'node:path';
import { expect, test } from 'vitest';

const SW = join(import.meta.dirname, '..');
/** From the ground up. A floor imports from itself and from those before it. */
const FLOORS = [
  ['errors.ts', 'files.ts', 'random.ts', 'sealed.ts', 'value-text.ts', 'package.json'],
  ['port'],
  ['model', 'driver', 'parallel', 'data'],
  ['jobs'],
  ['backends'],
  ['unit', 'decoder'],
  ['program'],
  ['text'],
  ['import'],
  ['quant'],
  ['eval', 'perf', 'doctor', 'serve'],
  ['sweep'],
  ['library.ts'],
  ['cli', 'index.ts', 'bin', 'testing'],
];
const floorOf = (path: string) => FLOORS.findIndex((names) => names.includes(path.split(sep)[0]));

const files = readdirSync(SW, { recursive: true, encoding: 'utf8' }).filter(
  (path) => /\.(ts|mjs)$/.test(path) && !path.split(sep).includes('node_modules'),
);
const programs = files.filter((path) => !path.split(sep).includes('test') && !path.startsWith('testing'));

/** Paths, relative to sw/, of what a file imports by path: types and dynamic imports too. */
function importsOf(path: string): string[] {
  const text = readFileSync(join(SW, path), 'utf8');
  return [...text.matchAll(/(?:\bfrom |\bimport\()'(\.[^']*)'/g)].map(([, target]) =>
    normalize(join(dirname(path), target)),
  );
}

test('a back end is asked for its abilities, and never for its name', () => {
  const asks = /[!=]== '(?:cpu|rtl|kv260|golden)'|'(?:cpu|rtl|kv260|golden)' [!=]==|case '(?:cpu|rtl|kv260|golden)'/;
  expect(programs.filter((path) => asks.test(readFileSync(join(SW, path), 'utf8')))).toEqual([]);
});

test('every file of sw/ stands on a floor, and imports only from its own and those below', () => {
  expect(programs.length).toBeGreaterThan(100);
  expect(programs.filter((path) => floorOf(path) < 0)).toEqual([]);
  const upwards = programs.flatMap((path) =>
    importsOf(path)
      .filter((target) => floorOf(target) < 0 || floorOf(target) > floorOf(path))
      .map((target) => `${path} imports ${target}`),
  );
  expect(upwards).toEqual([]);
});
