/** The documents as pages of the site, from the Markdown of the repository, with a search over all of them. */
import { cpSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import MarkdownIt from 'markdown-it';
import MiniSearch from 'minisearch';
import { anchorsOf } from '../../tools/documents/links.ts';
import { documentPages } from './pages.ts';

const ROOT = resolve(import.meta.dirname, '../..');
/** Where files that are no pages of the site are read. */
const REPOSITORY = 'https://github.com/macromac/macromac/blob/main/';

export interface Page {
  /** Where it stands in the repository, and the title of its first heading. */
  readonly path: string;
  readonly title: string;
}

/** How a page is looked for: a section each. */
export const SEARCH = { fields: ['title', 'text'], storeFields: ['title', 'page', 'address'] };

/** All documents, in the order of the menu. */
export const listDocuments = (): readonly Page[] =>
  documentPages(ROOT).map((path) => ({ path, title: titleOf(read(path)) }));

/**
 * Writes documents below `out`, in the folders that they have in the repository. `frame` is given a body and the way to
 * the site's first page.
 */
export function buildDocuments(
  out: string,
  pages: readonly Page[],
  frame: (page: Page, body: string, up: string) => string,
): void {
  const known = new Set(pages.map(({ path }) => path));
  const sections: object[] = [];
  for (const page of pages) {
    const up = '../'.repeat(page.path.split('/').length);
    const markdown = read(page.path);
    const body = render(markdown, page.path, known, (file) => copied(file, out));
    const target = join(out, addressOf(page.path));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, frame(page, body, up));
    sections.push(...sectionsOf(markdown, page, sections.length));
  }
  const index = new MiniSearch(SEARCH);
  index.addAll(sections);
  writeFileSync(join(out, 'search.json'), JSON.stringify(index));
}

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** `docs/kv260.md` is `docs/kv260.html`; the README of a folder is its index. */
export const addressOf = (path: string): string =>
  path.replace(/(^|\/)README\.md$/, '$1index.html').replace(/\.md$/, '.html');

const titleOf = (markdown: string): string => (/^# (.*)$/m.exec(markdown)?.[1] ?? 'Untitled').replaceAll('`', '');

/** A picture that a page shows goes with it. */
function copied(file: string, out: string): void {
  mkdirSync(dirname(join(out, file)), { recursive: true });
  cpSync(join(ROOT, file), join(out, file));
}

function render(markdown: string, path: string, known: ReadonlySet<string>, copy: (file: string) => void): string {
  const parser = new MarkdownIt({ html: true });
  const anchors = [...anchorsOf(markdown)];
  let headings = 0;
  parser.core.ruler.push('anchors', ({ tokens }) => {
    for (const token of tokens) {
      if (token.type === 'heading_open') {
        token.attrSet('id', anchors[headings++]);
      }
    }
  });
  const target = (address: string): string => {
    if (/^[a-z][a-z0-9+.-]*:/i.test(address) || address.startsWith('#')) {
      return address;
    }
    const [file, anchor] = address.split('#');
    const from = join(dirname(path), decodeURIComponent(file)).replace(/\/$/, '');
    const isFolder = existsSync(join(ROOT, from)) && statSync(join(ROOT, from)).isDirectory();
    const page = isFolder ? join(from, 'README.md') : from;
    if (!known.has(page)) {
      return REPOSITORY + from;
    }
    const there = relative(dirname(addressOf(path)), addressOf(page));
    return anchor === undefined ? there : `${there}#${anchor}`;
  };
  parser.core.ruler.push('targets', ({ tokens }) => {
    for (const token of tokens.flatMap((each) => [each, ...(each.children ?? [])])) {
      const href = token.attrGet('href');
      if (href !== null) {
        token.attrSet('href', target(href));
      }
      const source = token.attrGet('src');
      if (source !== null && !/^[a-z]+:/i.test(source)) {
        copy(join(dirname(path), source));
      }
    }
  });
  const html = parser.render(markdown);
  return html.replaceAll('<table>', '<div class="wide-table"><table>').replaceAll('</table>', '</table></div>');
}

/** What a search finds: each section by its heading. */
function sectionsOf(markdown: string, page: Page, from: number): object[] {
  const parser = new MarkdownIt();
  const anchors = [...anchorsOf(markdown)];
  const found: { id: number; title: string; text: string; page: string; address: string }[] = [];
  let headings = 0;
  let isHeading = false;
  for (const token of parser.parse(markdown, {})) {
    if (token.type === 'heading_open') {
      const address = `${addressOf(page.path)}#${anchors[headings++]}`;
      found.push({ id: from + found.length, title: '', text: '', page: page.title, address });
      isHeading = true;
    } else if (token.type === 'heading_close') {
      isHeading = false;
    } else if (token.content !== '') {
      const section = found.at(-1);
      if (section && isHeading) {
        section.title += token.content.replaceAll('`', '');
      } else if (section) {
        section.text += ` ${token.content}`;
      }
    }
  }
  return found;
}
