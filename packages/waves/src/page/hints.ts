import { changeAt, timeIndexAt } from '@chisel-lite/vcd';
import type { Scene } from './canvas.ts';
import { RULER } from './draw-ruler.ts';
import { formatValue } from './format.ts';
import { faceOf } from './row-contents.ts';
import type { ShownDump } from './shown-dump.ts';
import { formatTime } from './time.ts';
import type { View } from './view.ts';

/** What the hints need of the page. */
export interface HintSource {
  readonly dump: ShownDump;
  view(): View;
  rows(): Scene['rows'];
  /** How far the rows are scrolled [px]. */
  scroll(): number;
  timeAt(x: number): number;
}

/**
 * Says in a tooltip what the signal under the pointer is there: its value, with and without its label, and how long.
 */
export function showHints(canvas: HTMLElement, source: HintSource): void {
  canvas.addEventListener('pointermove', (event) => {
    if (event.buttons === 0) {
      canvas.title = hintAt(source, event.offsetX, event.offsetY);
    }
  });
  canvas.addEventListener('pointerdown', () => {
    canvas.title = '';
  });
}

function hintAt({ dump, view, rows, scroll, timeAt }: HintSource, x: number, y: number): string {
  const below = y - RULER + scroll();
  const place = y < RULER ? undefined : rows().find(({ top, height }) => below >= top && below < top + height);
  const row = place && view().rows[place.index];
  const variable = dump.signalOf(row);
  if (row?.kind !== 'signal' || !variable) {
    return '';
  }
  const { changes } = variable;
  const { times } = dump.vcd;
  const index = changeAt(changes, timeIndexAt(times, timeAt(x)));
  if (index < 0) {
    return '';
  }
  const labels = dump.labelsOf(variable);
  const plain = formatValue(changes, index, row.radix);
  const shown = labels ? formatValue(changes, index, row.radix, labels) : plain;
  const from = times[changes.at[index]];
  const until = index + 1 < changes.count ? times[changes.at[index + 1]] : undefined;
  const long = until === undefined ? '' : ` for ${formatTime(until - from, dump.unit)}`;
  const { name } = faceOf(row, view(), dump);
  return `${name} = ${shown}${shown === plain ? '' : ` (${plain})`}\nfrom ${formatTime(from, dump.unit)}${long}`;
}
