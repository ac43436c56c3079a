/** Relative links of Markdown pages: which files and which headings they name. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * A page's text without what is shown as it stands: fenced blocks, spans of code and comments; lines stay where they
 * are.
 */
export function prose(markdown: string): string {
  const blank = (text: string) => text.replace(/[^\n]/g, ' ');
  return markdown
    .replace(/^( *)(`{3,}|~{3,})[^\n]*\n[\s\S]*?^ *\2[^\n]*$/gm, blank)
    .replace(/<!--[\s\S]*?-->/g, blank)
    .replace(/(?<!`)(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, (text) => text.replace(/[^\n]/g, '·'));
}

/** Anchors that GitHub gives the headings of a page, and those that it names itself. */
export function anchorsOf(markdown: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  const seen = new Map<string, number>();
  // A heading may hold spans of code, so its text is read from the page itself.
  const shown = prose(markdown).split('\n');
  const lines = markdown.split('\n');
  shown.forEach((line, at) => {
    if (!/^ {0,3}#{1,6}\s/.test(line)) {
      return;
    }
    const slug = slugOf(lines[at].replace(/^ {0,3}#{1,6}\s+/, '').replace(/\s+#+\s*$/, ''));
    const count = seen.get(slug) ?? 0;
    seen.set(slug, count + 1);
    anchors.add(count === 0 ? slug : `${slug}-${count}`);
  });
  for (const [, name] of markdown.matchAll(/<a\s+(?:id|name)="([^"]+)"/g)) {
    anchors.add(name);
  }
  return anchors;
}

/**
 * Letters, digits, marks, hyphens and underscores stay, small; a space becomes a hyphen; of a link its text is taken.
 */
function slugOf(heading: string): string {
  return heading
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-');
}

interface Link {
  readonly line: number;
  readonly target: string;
}

/** Targets of links and pictures: inline ones, those of definitions, and those of HTML. */
export function linksOf(markdown: string): readonly Link[] {
  const text = prose(markdown);
  const patterns = [
    /\]\(\s*<([^>\n]*)>[^)]*\)/g,
    /\]\(\s*([^<)\s][^)\s]*)(?:\s+["'(][^)]*)?\s*\)/g,
    /^ {0,3}\[[^\]]+\]:\s*<?([^\s>]+)/gm,
    /<(?:a|img)\b[^>]*\b(?:href|src)="([^"]*)"/g,
  ];
  return patterns.flatMap((pattern) =>
    [...text.matchAll(pattern)].map((match) => ({
      line: text.slice(0, match.index).split('\n').length,
      target: match[1],
    })),
  );
}

/** What is wrong with the relative links of a page, a sentence each; `page` is its path from `root`. */
export function brokenLinks(root: string, page: string): readonly string[] {
  const markdown = readFileSync(join(root, page), 'utf8');
  return linksOf(markdown).flatMap(({ line, target }) => {
    const fault = faultOf(root, page, target);
    return fault ? [`${page}:${line}: ${target}: ${fault}`] : [];
  });
}

function faultOf(root: string, page: string, target: string): string | null {
  if (/^[a-z][a-z0-9+.-]*:/i.test(target)) {
    return null;
  }
  if (target.startsWith('/')) {
    return 'a link must be relative to its page';
  }
  const [path, anchor] = target.split(/#(.*)/s);
  let file: string;
  try {
    file = path === '' ? join(root, page) : join(root, dirname(page), decodeURIComponent(path.split('?')[0]));
  } catch {
    return 'the escapes of the path are not UTF-8';
  }
  if (!existsSync(file)) {
    return 'there is no such file';
  }
  if (anchor === undefined || !file.endsWith('.md') || statSync(file).isDirectory()) {
    return null;
  }
  return anchorsOf(readFileSync(file, 'utf8')).has(decodeURIComponent(anchor)) ? null : 'the page has no such heading';
}
