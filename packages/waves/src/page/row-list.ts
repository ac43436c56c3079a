import { ROW_COLOURS } from './colours.ts';
import { element, make } from './elements.ts';
import { moveRows, placeRows } from './groups.ts';
import type { Row, View } from './view.ts';

/** What a row shows in the list beside its wave. */
export interface RowFace {
  name: string;
  value: string;
  /** Its radix, or the kind of thing it is. */
  note: string;
  /** What its tooltip says below the name: the labels of its values. */
  hint?: string;
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
    Object.assign(view(), moveRows(view().rows, view().selected, target));
    events.changed();
  };

  const draw = () => {
    const { rows, selected } = view();
    const placed = placeRows(rows);
    list.replaceChildren(
      ...placed.map(({ index, height }) => {
        const row = rows[index];
        const { name, value, note, hint, fault } = face(row);
        const leaf = row.kind === 'comment' || row.kind === 'group' ? 0 : name.lastIndexOf('.') + 1;
        const whole = make('bdi', '', make('span', 'scope-path', name.slice(0, leaf)), name.slice(leaf));
        const label = make('span', 'name', whole);
        if (row.kind === 'group') {
          const twist = make('span', 'twist', row.closed ? '▸' : '▾');
          twist.addEventListener('mousedown', (event) => {
            event.stopPropagation();
            row.closed = !row.closed;
            events.changed();
          });
          label.prepend(twist);
        }
        const line = make(
          'div',
          `row of-${row.kind}`,
          label,
          make('span', 'value', value),
          make('span', 'radix', note),
        );
        line.classList.toggle('selected', selected.includes(index));
        line.classList.toggle('missing', fault !== undefined);
        line.title = fault ?? (hint ? `${name}\n${hint}` : name);
        line.dataset['index'] = String(index);
        line.style.height = `${height}px`;
        line.style.paddingLeft = `${8 + 14 * (row.depth ?? 0)}px`;
        if (row.colour) {
          line.style.boxShadow = `inset 3px 0 ${ROW_COLOURS[row.colour]}`;
        }
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
        line.addEventListener('drop', (event) => {
          if (dragged !== undefined) {
            event.stopPropagation();
            drop(index);
          }
          dragged = undefined;
        });
        return line;
      }),
    );
    const last = placed.at(-1);
    list.style.minHeight = `${(last ? last.top + last.height : 0) + 8}px`;
  };
  /** Only the values, after the marker has moved. */
  const drawValues = () => {
    const { rows } = view();
    for (const line of list.children) {
      const row = rows[Number((line as HTMLElement).dataset['index'])];
      const value = line.querySelector('.value');
      if (row && value) {
        value.textContent = face(row).value;
      }
    }
  };
  /** Scrolls a row into sight. */
  const reveal = (index: number) => {
    list.querySelector(`[data-index="${index}"]`)?.scrollIntoView({ block: 'nearest' });
  };
  return { draw, drawValues, reveal };
}
