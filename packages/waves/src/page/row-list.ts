import { ROW } from './canvas.ts';
import { element, make } from './elements.ts';
import type { Row, View } from './view.ts';

/** What a row shows in the list beside its wave. */
export interface RowFace {
  name: string;
  value: string;
  /** Its radix, or the kind of thing it is. */
  note: string;
  /** Why it shows nothing, when its name stands for no variable of the dump. */
  fault?: string;
}

export interface RowListEvents {
  /** The selection or the order has changed. */
  changed(): void;
  menu(index: number, x: number, y: number): void;
}

/** The names and values: click, Ctrl and Shift select, dragging moves, the right button asks for the menu. */
export function createRowList(view: () => View, face: (row: Row) => RowFace, events: RowListEvents) {
  const list = element('row-list');
  let anchor = 0;
  let dragged: number | undefined;

  const select = (index: number, event: MouseEvent) => {
    const { selected } = view();
    if (event.shiftKey) {
      const [low, high] = [Math.min(anchor, index), Math.max(anchor, index)];
      view().selected = Array.from({ length: high - low + 1 }, (_, i) => low + i);
    } else {
      anchor = index;
      if (!event.ctrlKey && !event.metaKey) {
        view().selected = [index];
      } else {
        view().selected = selected.includes(index) ? selected.filter((i) => i !== index) : [...selected, index];
      }
    }
    events.changed();
  };
  /** Moves the selected rows in front of row `target`. */
  const drop = (target: number) => {
    const { rows, selected } = view();
    const moving = selected.toSorted((a, b) => a - b).map((index) => rows[index]);
    const before = rows.slice(0, target).filter((row) => !moving.includes(row));
    const after = rows.slice(target).filter((row) => !moving.includes(row));
    view().rows = [...before, ...moving, ...after];
    view().selected = moving.map((_, i) => before.length + i);
    events.changed();
  };

  const draw = () => {
    const { rows, selected } = view();
    list.replaceChildren(
      ...rows.map((row, index) => {
        const { name, value, note, fault } = face(row);
        const leaf = row.kind === 'comment' ? 0 : name.lastIndexOf('.') + 1;
        const whole = make('bdi', '', make('span', 'scope-path', name.slice(0, leaf)), name.slice(leaf));
        const label = make('span', 'name', whole);
        const line = make(
          'div',
          `row of-${row.kind}`,
          label,
          make('span', 'value', value),
          make('span', 'radix', note),
        );
        line.classList.toggle('selected', selected.includes(index));
        line.classList.toggle('missing', fault !== undefined);
        line.title = fault ?? name;
        line.draggable = true;
        line.addEventListener('mousedown', (event) => {
          if (event.button === 2 || !selected.includes(index) || event.ctrlKey || event.shiftKey) {
            if (event.button !== 2 || !selected.includes(index)) {
              select(index, event);
            }
          }
        });
        line.addEventListener('contextmenu', (event) => {
          event.preventDefault();
          events.menu(index, event.clientX, event.clientY);
        });
        line.addEventListener('dragstart', () => {
          dragged = index;
        });
        line.addEventListener('dragover', (event) => {
          event.preventDefault();
          line.classList.add('drop');
        });
        line.addEventListener('dragleave', () => line.classList.remove('drop'));
        line.addEventListener('drop', () => {
          if (dragged !== undefined) {
            drop(index);
          }
          dragged = undefined;
        });
        return line;
      }),
    );
    list.style.minHeight = `${rows.length * ROW + 8}px`;
  };
  /** Only the values, after the marker has moved. */
  const drawValues = () => {
    view().rows.forEach((row, index) => {
      const value = list.children[index]?.querySelector('.value');
      if (value) {
        value.textContent = face(row).value;
      }
    });
  };
  return { draw, drawValues };
}
