import { closeMenu, menuIsOpen } from './menu.ts';

/**
 * Gives a key to what lies on top: an open menu or dialog. True when there is one, so that the key does nothing
 * beneath it. Escape closes the top layer and nothing else; `opener` is whether the key is the one that opens the
 * help, which closes it as well.
 */
export function keyTakenByLayer(event: KeyboardEvent, opener: boolean): boolean {
  if (menuIsOpen()) {
    if (event.key === 'Escape') {
      closeMenu();
    }
    if (event.key !== 'Tab') {
      event.preventDefault();
    }
    return true;
  }
  const dialogs = document.querySelectorAll<HTMLDialogElement>('dialog[open]');
  const top = dialogs[dialogs.length - 1];
  if (!top) {
    return false;
  }
  if (event.key === 'Escape' || (opener && top.id === 'keys')) {
    event.preventDefault();
    top.close();
  }
  return true;
}
