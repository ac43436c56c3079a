import { make } from './elements.ts';

/** Told of stories as such. */
export interface StoryEvents {
  /** The hardware is on its way. */
  started(): void;
  ended(): void;
}

/** A story as it appears: the prompt, and what follows it. */
export class StoryView {
  readonly prompt: string;
  readonly #element: HTMLElement;
  readonly #written = document.createTextNode('');

  constructor(element: HTMLElement, prompt: string) {
    this.#element = element;
    this.prompt = prompt;
    element.replaceChildren(make('span', { className: 'given', textContent: prompt }), this.#written);
    element.classList.add('writing');
  }

  get text(): string {
    return this.prompt + this.#written.data;
  }

  add(piece: string): void {
    this.#written.data += piece;
  }

  end(): void {
    this.#element.classList.remove('writing');
  }

  /** Marks the story from the first word on that differs from another; true where one does. */
  mark(other: string): boolean {
    const { text, prompt } = this;
    let same = 0;
    while (same < text.length && text[same] === other[same]) {
      same++;
    }
    if (same === text.length) {
      return text !== other;
    }
    const from = Math.max(prompt.length, text.lastIndexOf(' ', same) + 1);
    const given = make('span', { className: 'given', textContent: prompt });
    const differs = make('mark', { className: 'differs', textContent: text.slice(from) });
    this.#element.replaceChildren(given, text.slice(prompt.length, from), differs);
    return true;
  }
}
