import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string) => JSON.parse(readFileSync(join(ROOT, path), 'utf8'));

interface Row {
  readonly licence: string;
  readonly where: readonly string[];
}

/** Packages of the tables, several of a kind in one row. */
const rows = new Map<string, Row>(
  readFileSync(join(ROOT, 'docs/dependencies.md'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) => {
      const [names, licence, where, why, without] = line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim());
      expect([why, without], line).not.toContain('');
      return [...names.matchAll(/`([^`]+)`/g)].map(([, name]): [string, Row] => [
        name,
        { licence, where: where.split(', ') },
      ]);
    }),
);

const workspaces = ['.', ...read('package.json').workspaces].flatMap((pattern: string) =>
  pattern.endsWith('/*')
    ? readdirSync(join(ROOT, pattern.slice(0, -1))).map((name) => join(pattern.slice(0, -1), name))
    : [pattern],
);
const own = new Set(workspaces.map((folder) => read(join(folder, 'package.json')).name));

/** Who asks for each package that is not ours, by the last part of its folder's name. */
const asked = new Map<string, Set<string>>();
for (const folder of workspaces) {
  const { dependencies, devDependencies, peerDependencies } = read(join(folder, 'package.json'));
  for (const name of Object.keys({ ...dependencies, ...devDependencies, ...peerDependencies })) {
    if (!own.has(name)) {
      const place = folder === '.' ? 'workspace' : folder.split('/').at(-1)!;
      asked.set(name, (asked.get(name) ?? new Set()).add(place));
    }
  }
}

test('every package that is asked for stands in a table, by all who ask, and no other', () => {
  expect([...rows.keys()].sort()).toEqual([...asked.keys()].sort());
  for (const [name, { where }] of rows) {
    expect([...where].sort(), name).toEqual([...asked.get(name)!].sort());
  }
});

test('licences are those of what is installed', () => {
  for (const [name, { licence }] of rows) {
    const folder = installed(name);
    expect(read(join(folder, 'package.json')).license, name).toBe(licence);
  }
});

/** The folder of a package, relative to the root, wherever npm put it. */
function installed(name: string): string {
  const places = ['', ...workspaces.filter((folder) => folder !== '.')].map((folder) =>
    join(folder, 'node_modules', name),
  );
  const found = places.find((place) => {
    try {
      return read(join(place, 'package.json')) !== undefined;
    } catch {
      return false;
    }
  });
  if (found === undefined) {
    throw new Error(`${name} is not installed`);
  }
  return found;
}
