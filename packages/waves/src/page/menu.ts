import { element, make } from './elements.ts';

export interface MenuItem {
  text: string;
  on?: boolean;
  run(): void;
}

/** Shows a menu at a place of the window until something is clicked. `undefined` is a line between items. */
export function showMenu(x: number, y: number, items: readonly (MenuItem | undefined)[]): void {
  const menu = element('menu');
  menu.replaceChildren(
    ...items.map((item) => {
      if (!item) return document.createElement('hr');
      const line = make('div', item.on ? 'on' : '', item.text);
      line.addEventListener('click', item.run);
      return line;
    }),
  );
  menu.hidden = false;
  menu.style.left = `${Math.min(x, innerWidth - menu.offsetWidth - 8)}px`;
  menu.style.top = `${Math.min(y, innerHeight - menu.offsetHeight - 8)}px`;
  const close = () => {
    menu.hidden = true;
  };
  addEventListener('mousedown', (event) => !menu.contains(event.target as Node) && close(), { once: true });
  menu.addEventListener('click', close, { once: true });
}
