import { fail } from '../diagnostics/report.ts';
import { shownValue } from '../diagnostics/shown-value.ts';
import type { Pad } from '../signal/pad.ts';
import { type Data, typed } from './data.ts';

/**
 * A pin that is driven from either side: it goes through modules to a black box (`IOBUF`), and no logic reads or drives
 * it.
 */
export interface PadType extends Data {
  readonly kind: 'pad';
  readonly width: number;
  readonly $in: Pad;
  readonly $out: Pad;
  readonly $wire: Pad;
  readonly $lit: never;
  readonly $const: never;
}

export function pad(width = 1): PadType {
  if (!Number.isInteger(width) || width < 1) {
    fail('width', `pad: a width is a whole number above 0, not ${shownValue(width)}`);
  }
  return typed<PadType>({ kind: 'pad', width, leaves: [], toString: () => `pad${width}` });
}
