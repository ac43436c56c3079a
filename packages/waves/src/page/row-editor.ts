import type { Scope, Variable } from '@chisel-lite/vcd';
import { isRadix, type Radix, radixFits } from './format.ts';
import { groupEnd, groupRows, rowBeside, ungroupRows, withMembers } from './groups.ts';
import type { Action } from './keys.ts';
import { signalRow } from './overview.ts';
import type { ShownDump } from './shown-dump.ts';
import type { Row, View } from './view.ts';

export interface RowEditorEvents {
  /** The rows, how they look or the selection have changed. */
  changed(): void;
  /** A row is about to be selected that may be out of sight. */
  reveal(index: number): void;
}

/** Changes the rows of the view and the selection among them. */
export class RowEditor {
  readonly #view: () => View;
  readonly #dump: ShownDump;
  readonly #events: RowEditorEvents;

  constructor(view: () => View, dump: ShownDump, events: RowEditorEvents) {
    this.#view = view;
    this.#dump = dump;
    this.#events = events;
  }

  /** What keys do to the rows. */
  readonly actions = {
    remove: () => this.remove(),
    'select all': () => this.#select(this.#view().rows.map((_, index) => index)),
    'move up': () => this.#selectBeside(-1),
    'move down': () => this.#selectBeside(1),
    group: () => this.group(),
    hex: () => this.setRadix('hex'),
    dec: () => this.setRadix('dec'),
    bin: () => this.setRadix('bin'),
    oct: () => this.setRadix('oct'),
    ascii: () => this.setRadix('ascii'),
    signed: () => this.setRadix('signed'),
  } satisfies Partial<Record<Action, () => void>>;

  add(variables: readonly Variable[]): void {
    this.addRows(variables.map((variable) => signalRow(variable, this.#dump.lookup)));
  }

  /** A scope and all below it, as groups. */
  addScope(scope: Scope): void {
    this.addRows(this.#scopeRows(scope));
  }

  /** Adds rows after the last one that is selected, into its group, and selects them. */
  addRows(rows: readonly Row[]): void {
    const view = this.#view();
    const last = view.selected.length ? Math.max(...view.selected) : view.rows.length - 1;
    const at = view.rows[last]?.kind === 'group' ? groupEnd(view.rows, last) : last + 1;
    const depth = at > 0 ? (view.rows[last]?.depth ?? 0) : 0;
    view.rows.splice(at, 0, ...rows.map((row) => (depth ? { ...row, depth: depth + (row.depth ?? 0) } : row)));
    this.#select(rows.map((_, i) => at + i));
  }

  /** Removes the selected rows, and the members of groups among them. */
  remove(): void {
    this.removeAt(this.#view().selected);
  }

  /** Removes rows by their places, and the members of groups among them; afterwards none is selected. */
  removeAt(indices: readonly number[]): void {
    const view = this.#view();
    const gone = new Set(withMembers(view.rows, indices));
    view.rows = view.rows.filter((_, index) => !gone.has(index));
    this.#select([]);
  }

  /** Puts the selected rows into a group, under a name that is asked for. */
  group(): void {
    const view = this.#view();
    const name = view.selected.length ? prompt('name of the group', 'group')?.trim() : undefined;
    if (name) {
      const { rows, at } = groupRows(view.rows, view.selected, name);
      view.rows = rows;
      this.#select([at]);
    }
  }

  /** Takes the group at `index` away; its members stay. */
  ungroup(index: number): void {
    const view = this.#view();
    view.rows = ungroupRows(view.rows, index);
    this.#select([]);
  }

  renameGroup(row: Row & { kind: 'group' }): void {
    row.name = prompt('name of the group', row.name)?.trim() || row.name;
    this.#events.changed();
  }

  /** Puts a comment, which is asked for, before the row at `index`. */
  insertComment(index: number): void {
    const { rows } = this.#view();
    const text = prompt('comment');
    if (text) {
      const { depth } = rows[index];
      rows.splice(index, 0, { kind: 'comment', text, ...(depth ? { depth } : {}) });
    }
    this.#events.changed();
  }

  /** The radix of the selected signals, of those that are wide enough for it. */
  setRadix(radix: Radix): void {
    const { rows, selected } = this.#view();
    for (const index of selected) {
      const row = rows[index];
      const width = this.#dump.signalOf(row)?.width ?? 0;
      if (row.kind === 'signal' && width && radixFits(radix, width)) {
        row.radix = radix;
      }
    }
    this.#events.changed();
  }

  /** Shows the selected signals as lanes of signed integers, of a width that is asked for. */
  askLanes(width: number): void {
    const radix = `int${prompt(`bits of a lane of signed integers; they divide ${width}`)?.trim()}`;
    if (isRadix(radix)) {
      this.setRadix(radix);
    }
  }

  #select(indices: number[]): void {
    this.#view().selected = indices;
    this.#events.changed();
  }

  #selectBeside(step: number): void {
    const next = rowBeside(this.#view().rows, this.#view().selected, step);
    if (next !== undefined) {
      this.#events.reveal(next);
    }
    this.#select(next === undefined ? [] : [next]);
  }

  /** A group for each scope, the inner ones in the outer ones. */
  #scopeRows(scope: Scope, depth = 0): Row[] {
    return [
      { kind: 'group', name: scope.name, ...(depth ? { depth, closed: true } : {}) },
      ...scope.variables.map((variable) => ({ ...signalRow(variable, this.#dump.lookup), depth: depth + 1 })),
      ...scope.scopes.flatMap((inner) => this.#scopeRows(inner, depth + 1)),
    ];
  }
}
