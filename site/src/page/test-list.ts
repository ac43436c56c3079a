import { make } from './elements.ts';

/** A line of a list of tests; without a message the test holds. */
export function showTest(what: string, message: string | undefined): HTMLElement {
  const line = make('li', { className: message === undefined ? 'good' : 'bad' });
  line.append(`${message === undefined ? '✓' : '✗'} ${what}`);
  if (message !== undefined) {
    line.append(make('pre', { textContent: message, tabIndex: 0 }));
  }
  return line;
}
