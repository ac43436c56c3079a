import { isRowColour, type RowColour } from './colours.ts';
import type { Analog } from './draw-analog.ts';
import { isRadix, type Radix } from './format.ts';

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
}

/** A time that has a name. */
export interface Marker {
  name: string;
  time: number;
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

/** A view as it came from a file: only what is one is taken, the rest is refused with the reason. */
export function checkView(value: unknown): View {
  const view = value as View;
  if (typeof view !== 'object' || view === null || !Array.isArray(view.rows)) {
    throw new Error('not a saved view: no rows');
  }
  for (const row of view.rows) {
    if (!['signal', 'stream', 'comment', 'group'].includes(row?.kind)) {
      throw new Error(`not a saved view: a row of kind ${row?.kind}`);
    }
  }
  for (const row of view.rows) {
    if (row.kind === 'signal' && !isRadix(row.radix)) {
      throw new Error(`not a saved view: ${row.path} in the radix ${row.radix}`);
    }
  }
  for (const { depth = 0, height = 1, colour } of view.rows) {
    if (!(Number.isInteger(depth) && depth >= 0) || ![1, 2, 4].includes(height)) {
      throw new Error(`not a saved view: a row of depth ${depth} and height ${height}`);
    }
    if (colour !== undefined && !isRowColour(colour)) {
      throw new Error(`not a saved view: a row in the colour ${colour}`);
    }
  }
  for (const marker of view.markers ?? []) {
    if (typeof marker?.name !== 'string' || !Number.isFinite(marker.time)) {
      throw new Error(`not a saved view: a marker ${marker?.name} at ${marker?.time}`);
    }
  }
  if (!(view.to > view.from)) {
    throw new Error(`not a saved view: shows ${view.from} to ${view.to}`);
  }
  return { ...view, selected: [] };
}

const clamp = (value: number, low: number, high: number) => Math.min(Math.max(value, low), high);
