import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { anchorsOf, brokenLinks, linksOf } from './links.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Folders of what is installed, built or imported. */
const SKIPPED = new Set(['node_modules', 'out', 'dist', '__pycache__']);

/** Pages of the repository, as paths from its root. */
function pages(folder = ''): readonly string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      const skipped = SKIPPED.has(entry.name) || (entry.name.startsWith('.') && entry.name !== '.github');
      return skipped ? [] : pages(path);
    }
    return entry.isFile() && entry.name.endsWith('.md') ? [path] : [];
  });
}

test('every relative link and anchor of every page holds', () => {
  const all = pages();
  expect(all).toContain('README.md');
  expect(all.flatMap((page) => brokenLinks(ROOT, page))).toEqual([]);
});

test('links are found in prose, pictures, definitions and HTML, and not in code', () => {
  const page = [
    'A [link](a.md), ![picture](b.svg "title"), [angles](<c d.md>) and `[code](no.md)`.',
    '```',
    '[fenced](no.md)',
    '```',
    '[name]: e.md',
    '<img src="f.png"> <!-- [comment](no.md) --> [`code` as text](g.md#part)',
  ].join('\n');
  expect(
    linksOf(page)
      .map(({ line, target }) => `${line} ${target}`)
      .sort(),
  ).toEqual(['1 a.md', '1 b.svg', '1 c d.md', '5 e.md', '6 f.png', '6 g.md#part']);
});

test('anchors are those of GitHub', () => {
  const page = '# AWQ_MACRO, the `weight` block (normative)\n## Décode × 2\n## Same\n## Same\n```\n# not this\n```\n';
  expect([...anchorsOf(page)]).toEqual(['awq_macro-the-weight-block-normative', 'décode--2', 'same', 'same-1']);
});

test('a missing file, a missing heading and an absolute path are told with page and line', () => {
  const root = mkdtempSync(join(tmpdir(), 'links-'));
  try {
    mkdirSync(join(root, 'docs'));
    writeFileSync(join(root, 'README.md'), '# Top\n\n[a](docs/a.md#part) [b](docs/b.md) [c](docs/a.md#parts)\n');
    writeFileSync(join(root, 'docs/a.md'), '## Part\n[up](../README.md#top) [here](#part) [rooted](/README.md)\n');
    expect(brokenLinks(root, 'README.md')).toEqual([
      'README.md:3: docs/b.md: there is no such file',
      'README.md:3: docs/a.md#parts: the page has no such heading',
    ]);
    expect(brokenLinks(root, 'docs/a.md')).toEqual(['docs/a.md:2: /README.md: a link must be relative to its page']);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
