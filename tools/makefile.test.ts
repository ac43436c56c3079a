import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const scratch = mkdtempSync(join(tmpdir(), 'makefile-'));
afterAll(() => rmSync(scratch, { recursive: true }));

/** Variables that somebody may set, by the targets that hand them on. */
const TAKES = [...readFileSync(join(ROOT, 'Makefile'), 'utf8').matchAll(/^([a-z]+):.*\n((?:\t.*\n)+)/gm)].flatMap(
  ([, target, recipe]) =>
    [...new Set(recipe.match(/(?<=\$\$\{?|\$\()(?!NPX|SETUP|MAKE)[A-Z]+/g) ?? [])].map((name) => ({ target, name })),
);

test('the targets that take a variable are found', () => {
  expect(TAKES).toContainEqual({ target: 'synth', name: 'VARIANT' });
  expect(TAKES).toContainEqual({ target: 'mutation', name: 'MODULES' });
  expect(TAKES.length).toBeGreaterThanOrEqual(9);
});

const hasMake = spawnSync('make', ['--version']).error === undefined;
if (!hasMake) {
  console.warn('SKIPPED: make is not installed; what its variables may do is not tested');
}
const pwned = join(scratch, 'pwned');
test
  .skipIf(!hasMake)
  .each(
    TAKES.flatMap((each) =>
      [
        `a; touch ${pwned}`,
        `a"; touch ${pwned}; "`,
        `$(touch ${pwned})`,
        `\`touch ${pwned}\``,
        `a' ; touch ${pwned} ; '`,
      ].map((value) => ({ ...each, value })),
    ),
  )('make $target $name=$value runs nothing of it', ({ target, name, value }) => {
  // make takes a dollar sign for its own, twice for itself.
  const given = `${name}=${value.replaceAll('$', '$$$$')}`;
  const { stdout, error } = spawnSync('make', [target, 'NPX=echo', 'SETUP=true', given], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  expect(error).toBeUndefined();
  expect(existsSync(pwned)).toBe(false);
  if (target !== 'vivado') {
    expect(stdout).toContain('touch'); // handed on, as words
  }
});
