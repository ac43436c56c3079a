import { element, make } from './elements.ts';

export interface MenuItem {
  text: string;
  on?: boolean;
  run(): void;
}

/** Is the menu shown? */
export const menuIsOpen = (): boolean => !element('menu').hidden;

export function closeMenu(): void {
  element('menu').hidden = true;
  removeEventListener('mousedown', closeFromOutside, true);
}

function closeFromOutside(event: MouseEvent): void {
  if (!element('menu').contains(event.target as Node)) {
    closeMenu();
  }
}

/** Shows a menu at a place of the window until something is clicked. `undefined` is a line between items. */
export function showMenu(x: number, y: number, items: readonly (MenuItem | undefined)[]): void {
  closeMenu();
  const menu = element('menu');
  menu.replaceChildren(
    ...items.map((item) => {
      if (!item) {
        return document.createElement('hr');
      }
      const line = make('div', item.on ? 'on' : '', item.text);
      line.addEventListener('click', () => {
        closeMenu();
        item.run();
      });
      return line;
    }),
  );
  menu.hidden = false;
  menu.style.left = `${Math.max(8, Math.min(x, innerWidth - menu.offsetWidth - 8))}px`;
  menu.style.top = `${Math.max(8, Math.min(y, innerHeight - menu.offsetHeight - 8))}px`;
  addEventListener('mousedown', closeFromOutside, true);
}
