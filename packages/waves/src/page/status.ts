import { element, make } from './elements.ts';

/** Replaces what the status line says. */
export function status(...texts: string[]): void {
  element('status').replaceChildren(
    ...texts.map((text) => Object.assign(document.createElement('span'), { textContent: text })),
  );
}

/** What was wrong with the dump: the first sentence in the status line, all of them after a click. */
export function showWarnings(warnings: readonly string[]): void {
  if (!warnings.length) {
    return;
  }
  element('warning-list').replaceChildren(...warnings.map((warning) => make('li', '', warning)));
  const more = warnings.length > 1 ? ` (and ${warnings.length - 1} more)` : '';
  const line = make('button', 'warning', `⚠ ${warnings[0]}${more}`);
  line.title = warnings.join('\n');
  line.addEventListener('click', () => element<HTMLDialogElement>('warnings').showModal());
  element('status').prepend(line);
}
