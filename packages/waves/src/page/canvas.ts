import type { Changes, Vcd } from '@chisel-lite/vcd';
import type { Analog, Labels, Radix } from './format.ts';
import type { StreamLane } from './streams.ts';
import type { PlacedRow, View } from './view.ts';

/** Height of an ordinary row [px]. */
export const ROW = 26;

/** A row as it is drawn. */
export type Drawable =
  | {
      kind: 'signal';
      changes: Changes;
      radix: Radix;
      labels: Labels | undefined;
      analog: Analog | undefined;
      colour: string | undefined;
    }
  | { kind: 'stream'; lane: StreamLane }
  | { kind: 'empty' };

export interface Scene {
  vcd: Vcd;
  view: View;
  /** The rows that are shown, where they stand. */
  rows: readonly (PlacedRow & { readonly drawable: Drawable })[];
  width: number;
  height: number;
  /** How far the list of rows is scrolled [px]. */
  scroll: number;
  secondsPerUnit: number;
}

/** What a row needs to place changes on pixels. */
export interface Span {
  context: CanvasRenderingContext2D;
  vcd: Vcd;
  from: number;
  /** Pixels a time unit. */
  scale: number;
  width: number;
  /**
   * [width + 1] For each pixel, the index of the first time stamp at or after its left edge: comparing indices
   * replaces comparing times.
   */
  firstAt: Uint32Array;
  top: number;
  /** Of the row [px]. */
  height: number;
}

/**
 * First change from `start` on that is at or after a time stamp's index; quick when `guess` changes further is near
 * it.
 */
export function firstChange(
  { at, count }: { at: Uint32Array; count: number },
  stamp: number,
  start: number,
  guess = 1,
): number {
  let low = start;
  let high = Math.min(start + guess, count);
  let step = 4;
  if (high < count && at[high] < stamp) {
    do {
      low = high + 1;
      high = Math.min(high + step, count);
      step *= 2;
    } while (high < count && at[high] < stamp);
  } else {
    while (high - step > low && at[high - step] >= stamp) {
      high -= step;
      step *= 2;
    }
  }
  if (high - step > low && at[high - step] < stamp) {
    low = high - step + 1;
  }
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (at[middle] < stamp) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
