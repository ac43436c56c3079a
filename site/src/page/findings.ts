import type { Finding } from '../shared/checker-protocol.ts';
import { make } from './elements.ts';

/** What the checker found, in words below an editor; each line leads to its place. */
export function showFindings(
  list: HTMLElement,
  text: string,
  findings: readonly Finding[],
  failed: string | undefined,
  select: (from: number, to: number) => void,
): void {
  if (failed !== undefined) {
    list.replaceChildren(make('li', { textContent: `TypeScript’s checker could not be had: ${failed}` }));
    return;
  }
  list.replaceChildren(
    ...findings.map(({ from, to, message }) => {
      const before = text.slice(0, from).split('\n');
      const place = `line ${before.length}, column ${before.at(-1)!.length + 1}`;
      const button = make('button', { type: 'button', className: 'source', textContent: place });
      button.addEventListener('click', () => select(from, to));
      return make('li', {}, button, ` ${message}`);
    }),
  );
}
