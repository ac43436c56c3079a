import { changeAt, rangeText, timeIndexAt } from '@chisel-lite/vcd';
import type { Drawable } from './canvas.ts';
import { ROW_COLOURS } from './colours.ts';
import { formatValue, type Labels } from './format.ts';
import { groupEnd } from './groups.ts';
import type { RowFace } from './row-list.ts';
import type { ShownDump } from './shown-dump.ts';
import { sharesOf } from './streams.ts';
import { measuredInterval, type Row, type View } from './view.ts';

/** What is drawn of a row. */
export function drawableOf(row: Row, dump: ShownDump): Drawable {
  if (row.kind === 'stream') {
    const lane = dump.laneOf(row);
    return lane ? { kind: 'stream', lane } : { kind: 'empty' };
  }
  const variable = dump.signalOf(row);
  if (!variable || row.kind !== 'signal') {
    return { kind: 'empty' };
  }
  return {
    kind: 'signal',
    changes: variable.changes,
    radix: row.radix,
    labels: dump.labelsOf(variable),
    analog: row.analog,
    colour: row.colour && ROW_COLOURS[row.colour],
  };
}

/** What the list says of a row: a signal's value at the marker, a stream's shares of the measured time. */
export function faceOf(row: Row, view: View, dump: ShownDump): RowFace {
  switch (row.kind) {
    case 'comment':
      return { name: row.text, value: '', note: '' };
    case 'group': {
      const at = view.rows.indexOf(row);
      return { name: row.name, value: '', note: String(groupEnd(view.rows, at) - at - 1) };
    }
    case 'stream':
      return streamFace(row, view, dump);
    case 'signal':
      return signalFace(row, view, dump);
  }
}

function streamFace(row: Row & { kind: 'stream' }, view: View, dump: ShownDump): RowFace {
  const lane = dump.laneOf(row);
  if (!lane) {
    return { name: row.name, value: '', note: 'stream', fault: dump.fault(row.valid, row.ready) };
  }
  const [from, to] = measuredInterval(view, dump.end);
  const [, beat, stall, starve] = sharesOf(lane, dump.vcd, from, to).map(
    (share) => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)}%`,
  );
  return { name: row.name, value: `${beat} ▮ ${stall} ✕ ${starve} ○`, note: 'stream' };
}

function signalFace(row: Row & { kind: 'signal' }, view: View, dump: ShownDump): RowFace {
  const variable = dump.variable(row.path);
  if (!variable) {
    return { name: row.path, value: '', note: '', fault: dump.fault(row.path) };
  }
  const { changes, width } = variable;
  const labels = dump.labelsOf(variable);
  const index = view.cursor === undefined ? -1 : changeAt(changes, timeIndexAt(dump.vcd.times, view.cursor));
  return {
    name: row.path === variable.path ? row.path + rangeText(variable) : row.path,
    value: formatValue(changes, index, row.radix, labels),
    note: width > 1 && changes.kind === 'bits' ? (labels ? 'enum' : row.radix) : '',
    ...(labels ? { hint: labelTable(labels) } : {}),
  };
}

/** Labels that a tooltip lists at most. */
const MOST_LABELS = 24;

function labelTable(labels: Labels): string {
  const lines = Object.entries(labels).map(([value, label]) => `${value}  ${label}`);
  const more = lines.length > MOST_LABELS ? [`… ${lines.length - MOST_LABELS} more`] : [];
  return [...lines.slice(0, MOST_LABELS), ...more].join('\n');
}
