import type { Info } from './info.ts';
import { checkView, type View } from './view.ts';

/** How long a view stays as it is before it is kept [ms]. */
const SETTLED = 200;

const storageKey = (dump: string): string => `waves ${dump}`;

/** The view to begin with, if there is one; `fault` is why one that there is cannot be shown. */
export function restoreView({ name, view, keptView, firstView }: Info): { view?: View; fault?: string } {
  const saved = localStorage.getItem(storageKey(name));
  try {
    const chosen = view ?? keptView ?? (saved ? JSON.parse(saved) : firstView);
    return chosen ? { view: checkView(chosen) } : {};
  } catch (error) {
    return { fault: (error as Error).message };
  }
}

/** Keeps the view beside the dump, through the server; where that cannot write, in the browser. */
export class ViewStore {
  readonly #dump: string;
  readonly #view: () => View;
  #kept: string;
  #pending = 0;

  /** `dump` is the name of its file. The view as it is now needs no keeping. */
  constructor(dump: string, view: () => View) {
    this.#dump = dump;
    this.#view = view;
    this.#kept = JSON.stringify(view());
    addEventListener('pagehide', () => this.keep());
  }

  async keep(): Promise<void> {
    const text = JSON.stringify(this.#view());
    if (text === this.#kept) {
      return;
    }
    this.#kept = text;
    const answer = await fetch('view', { method: 'PUT', body: text, keepalive: true }).catch(() => undefined);
    if (answer?.ok) {
      localStorage.removeItem(storageKey(this.#dump));
    } else {
      localStorage.setItem(storageKey(this.#dump), text);
    }
  }

  keepSoon(): void {
    clearTimeout(this.#pending);
    this.#pending = window.setTimeout(() => this.keep(), SETTLED);
  }
}
