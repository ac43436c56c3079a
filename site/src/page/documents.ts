import MiniSearch from 'minisearch';
import { byId, make } from './elements.ts';

/** Results that are shown. */
const MOST = 12;

interface Section {
  readonly title: string;
  readonly page: string;
  readonly address: string;
}

/** Where the documents begin, from the page at hand; its script says so. */
const script = document.querySelector<HTMLScriptElement>('script[data-documents]')!;
const documents = script.dataset['documents'] ?? '';
const input = byId<HTMLInputElement>('search');
const found = byId('found');

// As in documents.css: where the list of pages stands above the text it would push it out of sight.
const narrow = matchMedia('(max-width: 60rem)');
const menu = document.querySelector<HTMLDetailsElement>('.menu')!;
const unfold = () => {
  menu.open = !narrow.matches;
};
narrow.addEventListener('change', unfold);
unfold();

let index: Promise<MiniSearch> | undefined;

async function load(): Promise<MiniSearch> {
  const response = await fetch(`${documents}search.json`);
  return MiniSearch.loadJSON(await response.text(), {
    fields: ['title', 'text'],
    storeFields: ['title', 'page', 'address'],
  });
}

async function look(): Promise<void> {
  const words = input.value.trim();
  if (words === '') {
    found.hidden = true;
    return;
  }
  index ??= load();
  const results = (await index).search(words, { prefix: true, fuzzy: 0.15, combineWith: 'AND', boost: { title: 4 } });
  if (input.value.trim() !== words) {
    return;
  }
  const lines = results.slice(0, MOST).map((result) => {
    const { title, page, address } = result as unknown as Section;
    const link = make('a', { href: `${documents}${address}` }, make('strong', { textContent: title || page }));
    return make('li', {}, link, make('span', { className: 'note', textContent: page }));
  });
  found.replaceChildren(...(lines.length > 0 ? lines : [make('li', { textContent: 'Nothing was found.' })]));
  found.hidden = false;
}

input.addEventListener('input', () => void look());
byId<HTMLFormElement>('search-form').addEventListener('submit', (event) => {
  event.preventDefault();
  found.querySelector('a')?.click();
});
document.addEventListener('keydown', (event) => {
  const isTyping = event.target instanceof HTMLInputElement;
  if (event.key === '/' && !isTyping) {
    event.preventDefault();
    input.focus();
  } else if (event.key === 'Escape') {
    found.hidden = true;
  }
});
// On a narrow screen the menu is in the way until it is asked for.
if (matchMedia('(max-width: 60rem)').matches) {
  document.querySelector<HTMLDetailsElement>('details.menu')!.open = false;
}
document.documentElement.dataset['ready'] = 'yes';
