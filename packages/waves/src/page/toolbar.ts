import { element } from './elements.ts';
import type { Action } from './keys.ts';
import { parseTime } from './time.ts';
import { checkView, type View } from './view.ts';

/** Buttons that do what a key does, by their id. */
const BUTTONS: readonly (readonly [id: string, action: Action])[] = [
  ['zoom-in', 'zoom in'],
  ['zoom-out', 'zoom out'],
  ['zoom-fit', 'fit'],
  ['zoom-cursors', 'zoom to markers'],
  ['to-start', 'start'],
  ['to-end', 'end'],
  ['previous-edge', 'previous edge'],
  ['next-edge', 'next edge'],
  ['save', 'save'],
  ['help', 'help'],
];

export function handleButtons(act: (action: Action) => void): void {
  for (const [id, action] of BUTTONS) {
    element(id).addEventListener('click', () => act(action));
  }
}

/** The button that loads a view from a file; what is none goes to `refused` with the reason. */
export function handleLoad(loaded: (view: View) => void, refused: (reason: string) => void): void {
  const input = element<HTMLInputElement>('file-input');
  element('load').addEventListener('click', () => input.click());
  input.addEventListener('change', async () => {
    const [file] = input.files ?? [];
    input.value = '';
    if (!file) {
      return;
    }
    try {
      loaded(checkView(JSON.parse(await file.text())));
    } catch (error) {
      refused(`${file.name}: ${(error as Error).message}`);
    }
  });
}

/** The field in which a time is typed; `unit` [s]. The keyboard goes to `next` afterwards. */
export function handleGoTo(unit: number, go: (time: number) => void, next: HTMLElement): void {
  const input = element<HTMLInputElement>('go-to');
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') {
      return;
    }
    const time = parseTime(input.value, unit);
    if (time !== undefined) {
      go(time);
    }
    next.focus();
  });
}

/** The field in which a value is typed. `find` says whether it is there; `focus` brings the keyboard into the field. */
export function handleFindValue(find: (direction: 1 | -1, typed: string) => boolean): { focus(): void } {
  const input = element<HTMLInputElement>('find-value');
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && input.value.trim()) {
      input.classList.toggle('missing', !find(event.shiftKey ? -1 : 1, input.value));
    }
  });
  input.addEventListener('input', () => input.classList.remove('missing'));
  return {
    focus() {
      input.focus();
      input.select();
    },
  };
}
