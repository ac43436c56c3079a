/** What the pointer does to the view; x in pixels from the left of the waves. */
export interface PointerTarget {
  timeAt(x: number): number;
  pan(pixels: number): void;
  zoom(factor: number, time: number): void;
  window(from: number, to: number): void;
  cursor(time: number): void;
  base(time: number): void;
  changed(): void;
}

/** Pixels the pointer may move within a click. */
const STILL = 4;

/**
 * Click: marker (Shift or middle: base). Drag: pan (Shift: zoom to what is dragged over). Wheel: zoom (Shift: pan;
 * Ctrl: scroll rows).
 */
export function handlePointer(canvas: HTMLElement, rows: HTMLElement, target: PointerTarget): void {
  let from: { x: number; last: number; shift: boolean; moved: boolean; button: number } | undefined;
  canvas.addEventListener('pointerdown', (event) => {
    canvas.focus();
    canvas.setPointerCapture(event.pointerId);
    from = { x: event.offsetX, last: event.offsetX, shift: event.shiftKey, moved: false, button: event.button };
    event.preventDefault();
  });
  canvas.addEventListener('pointermove', (event) => {
    if (!from) {
      return;
    }
    from.moved ||= Math.abs(event.offsetX - from.x) > STILL;
    if (!from.moved || from.shift) {
      return;
    }
    target.pan(event.offsetX - from.last);
    from.last = event.offsetX;
    target.changed();
  });
  canvas.addEventListener('pointerup', (event) => {
    if (!from) {
      return;
    }
    const { x, moved, shift, button } = from;
    from = undefined;
    const [a, b] = [target.timeAt(x), target.timeAt(event.offsetX)];
    if (moved && shift) {
      target.window(Math.min(a, b), Math.max(a, b));
    } else if (!moved && (shift || button === 1)) {
      target.base(b);
    } else if (!moved && button === 0) {
      target.cursor(b);
    }
    target.changed();
  });
  canvas.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      if (event.ctrlKey) {
        rows.scrollTop += event.deltaY;
      } else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        target.pan(-(event.deltaX || event.deltaY));
      } else {
        target.zoom(1.0015 ** event.deltaY, target.timeAt(event.offsetX));
      }
      target.changed();
    },
    { passive: false },
  );
}
