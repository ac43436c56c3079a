import { addressOf, type Page } from './build.ts';

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'";

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** Parts of the menu, by where a page stands in the repository. */
const PARTS = [
  { title: 'Tutorials', holds: /^docs\/tutorials\// },
  { title: 'Manual', holds: /^docs\/[^/]+$/ },
  { title: 'Decisions', holds: /^docs\/decisions\// },
  { title: 'Packages', holds: /^packages\// },
  { title: 'Project', holds: /^[^/]+$|^sw\// },
] as const;

/** A document of the site: head, menu, search, and `body`. `up` leads to the site's first page. */
export function documentFrame(pages: readonly Page[], here: string, title: string, body: string, up: string): string {
  const documents = up.replace(/\.\.\/$/, '');
  const link = ({ path, title: name }: Page) =>
    `<li><a href="${documents}${addressOf(path)}"${path === here ? ' aria-current="page"' : ''}>${escaped(name)}</a></li>`;
  const menu = PARTS.map(({ title: part, holds }) => {
    const inside = pages.filter(({ path }) => holds.test(path));
    return inside.length === 0 ? '' : `<h2>${part}</h2><ul>${inside.map(link).join('')}</ul>`;
  }).join('\n');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)} – macromac</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${up}style.css">
<link rel="stylesheet" href="${up}documents.css">
<script type="module" src="${up}documents.js" data-documents="${documents || './'}"></script>
</head>
<body class="document">
<a class="skip" href="#text">Skip to the text</a>
<header>
<p class="name"><a href="${up}index.html">macromac</a></p>
<nav aria-label="Parts of this site"><a href="${up}index.html">In the tab</a><a href="${documents}results.html">Results</a>
<a href="${documents}docs/index.html">Documents</a><a href="${documents}api/index.html">API reference</a></nav>
<form id="search-form" class="search" role="search"><label class="unseen" for="search">Search the documents</label>
<input id="search" type="search" placeholder="Search (/)" autocomplete="off" spellcheck="false" aria-controls="found">
<ul id="found" class="found" hidden></ul></form>
</header>
<div class="columns">
<details class="menu" open><summary>All pages</summary><nav aria-label="Documents">${menu}</nav></details>
<main id="text" class="text">
${body}
</main>
</div>
</body>
</html>
`;
}
