import { isRowColour, type RowColour } from './colours.ts';
import { type Analog, isRadix, type Radix } from './format.ts';

/**
 * A line of the wave area. Signals stand in it by the name that is theirs alone (`Lookup.nameOf`), so that a view
 * outlives a new run.
 */
export type Row = (
  | { kind: 'signal'; path: string; radix: Radix; analog?: Analog }
  | { kind: 'stream'; name: string; valid: string; ready: string }
  | { kind: 'comment'; text: string }
  | { kind: 'group'; name: string; closed?: boolean }
) &
  RowStyle;

/** What any row may have beside what it shows. */
export interface RowStyle {
  /** In how many groups it stands: members of a group are the deeper rows that follow it. */
  depth?: number;
  /** Default: by the kind of signal. */
  colour?: RowColour;
  /** In rows; default 1. */
  height?: 1 | 2 | 4;
  /** Its number for the remote control. */
  id?: number;
}

/** A time that has a name. */
export interface Marker {
  name: string;
  time: number;
  /** Its number for the remote control. */
  id?: number;
}

/** A row as it stands on the page: its place among all rows, and where it is drawn [px]. */
export interface PlacedRow {
  readonly index: number;
  readonly top: number;
  readonly height: number;
}

/** Everything that is saved and restored. Times in dump units. */
export interface View {
  rows: Row[];
  /** Shown time window. */
  from: number;
  to: number;
  /** Primary marker and the one differences are measured from. */
  cursor: number | undefined;
  base: number | undefined;
  markers?: Marker[];
  /** Indices of the selected rows. */
  selected: number[];
}

/** The whole dump. */
export function createView(end: number, rows: Row[]): View {
  const view: View = { rows, from: 0, to: 1, cursor: undefined, base: undefined, selected: [] };
  fit(view, end);
  return view;
}

/** Zooms by `factor` (> 1 shows more time) around `time`, which keeps its place. */
export function zoom(view: View, end: number, factor: number, time: number): void {
  const span = clamp((view.to - view.from) * factor, 4, Math.max(end * 1.05, 4));
  const share = (time - view.from) / (view.to - view.from);
  move(view, end, time - share * span, span);
}

/** Shows `span` from `from` on, inside the dump with a margin of 5 %. */
export function move(view: View, end: number, from: number, span = view.to - view.from): void {
  const margin = span * 0.05;
  const start = clamp(from, -margin, Math.max(-margin, end + margin - span));
  view.from = start;
  view.to = start + span;
}

export function fit(view: View, end: number): void {
  const margin = Math.max(end, 1) * 0.01;
  view.from = -margin;
  view.to = Math.max(end, 1) + margin;
}

/** Brings `time` into the window, to its middle when it was outside. */
export function reveal(view: View, end: number, time: number): void {
  if (time >= view.from && time <= view.to) {
    return;
  }
  move(view, end, time - (view.to - view.from) / 2);
}

/** What streams are measured over: the time between the two markers, or all that is shown. */
export const measuredInterval = ({ from, to, cursor, base }: View, end: number): [number, number] =>
  cursor !== undefined && base !== undefined && cursor !== base
    ? [Math.min(cursor, base), Math.max(cursor, base)]
    : [Math.max(0, from), Math.min(end, to)];

/** A view as it came from a file: only what is one is taken, the rest is refused with the reason. */
export function checkView(value: unknown): View {
  const view = value as Record<string, unknown> | null;
  if (typeof view !== 'object' || view === null || !Array.isArray(view['rows'])) {
    throw new Error('not a saved view: no rows');
  }
  for (const [i, row] of view['rows'].entries()) {
    checkRow(row, `not a saved view: row ${i + 1}`);
  }
  const { from, to, cursor, base, markers = [] } = view;
  if (!isTime(from) || !isTime(to) || !(to > from)) {
    throw new Error(`not a saved view: from ${shown(from)} to ${shown(to)}, expected a time and a later one`);
  }
  for (const [name, time] of Object.entries({ cursor, base })) {
    if (time !== undefined && time !== null && !isTime(time)) {
      throw new Error(`not a saved view: ${name} is ${shown(time)}, expected a time`);
    }
  }
  if (!Array.isArray(markers)) {
    throw new Error(`not a saved view: markers is ${shown(markers)}, expected a list`);
  }
  for (const [i, marker] of markers.entries()) {
    if (typeof marker?.name !== 'string' || !isTime(marker.time)) {
      throw new Error(
        `not a saved view: marker ${i + 1} is ${shown(marker?.name)} at ${shown(marker?.time)}, expected a name and a time`,
      );
    }
  }
  const time = (given: unknown) => (isTime(given) ? given : undefined);
  return { rows: view['rows'] as Row[], from, to, cursor: time(cursor), base: time(base), markers, selected: [] };
}

const isTime = (time: unknown): time is number => typeof time === 'number' && Number.isFinite(time);

/** Texts that a row of each kind has. */
const TEXTS: Readonly<Record<Row['kind'], readonly string[]>> = {
  signal: ['path'],
  stream: ['name', 'valid', 'ready'],
  comment: ['text'],
  group: ['name'],
};

function checkRow(row: unknown, place: string): void {
  const fields = (typeof row === 'object' && row !== null ? row : {}) as Record<string, unknown>;
  const { kind, radix, depth = 0, height = 1, colour } = fields;
  if (typeof kind !== 'string' || !Object.hasOwn(TEXTS, kind)) {
    throw new Error(`${place}: kind is ${shown(kind)}, expected one of ${Object.keys(TEXTS).join(', ')}`);
  }
  for (const name of TEXTS[kind as Row['kind']]) {
    if (typeof fields[name] !== 'string') {
      throw new Error(`${place}: ${name} is ${shown(fields[name])}, expected a text`);
    }
  }
  if (kind === 'signal' && !isRadix(radix)) {
    throw new Error(`${place}: ${shown(fields['path']).slice(1, -1)} in the radix ${shown(radix)}`);
  }
  if (!(Number.isInteger(depth) && (depth as number) >= 0)) {
    throw new Error(`${place}: depth is ${shown(depth)}, expected the number of groups it stands in`);
  }
  if (!HEIGHTS.includes(height)) {
    throw new Error(`${place}: height is ${shown(height)}, expected one of ${HEIGHTS.join(', ')}`);
  }
  if (colour !== undefined && !isRowColour(colour)) {
    throw new Error(`${place}: in the colour ${shown(colour)}`);
  }
}

const HEIGHTS: readonly unknown[] = [1, 2, 4];

/** A value for a message, cut where it is long. */
function shown(value: unknown): string {
  if (value === undefined) {
    return 'missing';
  }
  const text =
    typeof value === 'object' && value !== null
      ? Array.isArray(value)
        ? 'a list'
        : 'an object'
      : JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

const clamp = (value: number, low: number, high: number) => Math.min(Math.max(value, low), high);
