import { ROW } from './canvas.ts';
import type { PlacedRow, Row } from './view.ts';

const depthOf = (row: Row): number => row.depth ?? 0;

/** Height of a row [px]. */
export const heightOf = (row: Row): number => ROW * (row.height ?? 1);

/** The row after the last member of the group at `index`: members are the deeper rows that follow it. */
export function groupEnd(rows: readonly Row[], index: number): number {
  let end = index + 1;
  while (end < rows.length && depthOf(rows[end]) > depthOf(rows[index])) {
    end++;
  }
  return end;
}

/** The rows that are shown, one below the other: those of closed groups are not. */
export function placeRows(rows: readonly Row[]): PlacedRow[] {
  const placed: PlacedRow[] = [];
  let top = 0;
  for (let index = 0; index < rows.length; ) {
    const row = rows[index];
    placed.push({ index, top, height: heightOf(row) });
    top += heightOf(row);
    index = row.kind === 'group' && row.closed ? groupEnd(rows, index) : index + 1;
  }
  return placed;
}

/**
 * The shown row `step` further than the last selected one, the first where none is; undefined where there are no rows.
 */
export function rowBeside(rows: readonly Row[], selected: readonly number[], step: number): number | undefined {
  const shown = placeRows(rows);
  const at = shown.findLastIndex(({ index }) => index <= (selected.at(-1) ?? -1));
  return shown[Math.min(Math.max(selected.length ? at + step : 0, 0), shown.length - 1)]?.index;
}

/** `selected` and the members of the groups among them, in order. */
export function withMembers(rows: readonly Row[], selected: readonly number[]): number[] {
  const all = new Set<number>();
  for (const index of selected) {
    const end = rows[index]?.kind === 'group' ? groupEnd(rows, index) : index + 1;
    for (let i = index; i < end; i++) {
      all.add(i);
    }
  }
  return [...all].sort((a, b) => a - b);
}

/** Puts the selected rows into a new group at the first of them; gives the rows and the group's place. */
export function groupRows(
  rows: readonly Row[],
  selected: readonly number[],
  name: string,
): { rows: Row[]; at: number } {
  const moving = withMembers(rows, selected);
  const at = moving[0] ?? rows.length;
  const depth = moving.length ? depthOf(rows[at]) : 0;
  const least = Math.min(...moving.map((index) => depthOf(rows[index])));
  const members = moving.map((index) => ({ ...rows[index], depth: depthOf(rows[index]) - least + depth + 1 }));
  const others = rows.filter((_, index) => !moving.includes(index));
  const group: Row = { kind: 'group', name, ...(depth ? { depth } : {}) };
  return { rows: [...others.slice(0, at), group, ...members, ...others.slice(at)], at };
}

/** Takes the group at `index` away; its members stay. */
export function ungroupRows(rows: readonly Row[], index: number): Row[] {
  const end = groupEnd(rows, index);
  return rows.flatMap((row, i) => {
    if (i === index) {
      return [];
    }
    return i > index && i < end ? [{ ...row, depth: depthOf(row) - 1 }] : [row];
  });
}

/**
 * Moves rows, with the members of groups among them, before row `target`; as deep as that row is. Where `target` is
 * among them nothing moves.
 */
export function moveRows(
  rows: readonly Row[],
  selected: readonly number[],
  target: number,
): { rows: Row[]; selected: number[] } {
  const indices = withMembers(rows, selected);
  if (indices.includes(target)) {
    return { rows: [...rows], selected: [...selected] };
  }
  const least = Math.min(...indices.map((index) => depthOf(rows[index])));
  const depth = rows[target] ? depthOf(rows[target]) : 0;
  const moving = indices.map((index) => ({ ...rows[index], depth: depthOf(rows[index]) - least + depth }));
  const before = rows.slice(0, target).filter((_, index) => !indices.includes(index));
  const after = rows.slice(target).filter((_, index) => !indices.includes(target + index));
  return { rows: [...before, ...moving, ...after], selected: moving.map((_, i) => before.length + i) };
}
