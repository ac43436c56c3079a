import { element } from './elements.ts';

/** Narrowest a panel becomes, and what it leaves to the others [px]. */
const LEAST = 120;

/**
 * Makes the bar `id` set the width of the panel before it, kept in the CSS variable `variable`. A double click gives
 * the first width back.
 */
export function createSplitter(id: string, variable: string, changed: () => void): void {
  const bar = element(id);
  const { style } = document.documentElement;
  const panel = bar.previousElementSibling as HTMLElement;
  let from: { x: number; width: number } | undefined;
  bar.addEventListener('pointerdown', (event) => {
    from = { x: event.clientX, width: panel.offsetWidth };
    bar.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  bar.addEventListener('pointermove', (event) => {
    if (!from) {
      return;
    }
    const most = innerWidth - panel.getBoundingClientRect().left - LEAST;
    style.setProperty(variable, `${Math.max(LEAST, Math.min(from.width + event.clientX - from.x, most))}px`);
    changed();
  });
  bar.addEventListener('pointerup', () => {
    from = undefined;
  });
  bar.addEventListener('dblclick', () => {
    style.removeProperty(variable);
    changed();
  });
}
