import { type Changes, sameValue, timeIndexAt, type Vcd } from '@chisel-lite/vcd';

/**
 * Time of the next (or previous) change of `changes` after (before) `time` that `wanted` takes; undefined when there is
 * none. Repeated values do not count.
 */
export function nextEdge(
  vcd: Vcd,
  changes: Changes,
  time: number,
  direction: 1 | -1,
  wanted: (index: number) => boolean = () => true,
): number | undefined {
  let now = timeIndexAt(vcd.times, time);
  // Above 2^53 several stamps may be the same number.
  while (direction < 0 && vcd.times[now] === time) {
    now--;
  }
  let index = countUpTo(changes, now);
  if (direction > 0) {
    for (; index < changes.count; index++) {
      if (differs(changes, index) && wanted(index)) {
        return vcd.times[changes.at[index]];
      }
    }
    return undefined;
  }
  for (index--; index >= 0; index--) {
    if (differs(changes, index) && wanted(index)) {
      return vcd.times[changes.at[index]];
    }
  }
  return undefined;
}

/** The time stamp nearest to `time` within `reach` of it; where there is none, `time` in whole units. */
export function nearestStamp({ times }: Vcd, time: number, reach: number): number {
  const index = timeIndexAt(times, time);
  const near = [times[index], times[index + 1]].filter((stamp) => Math.abs(stamp - time) <= reach);
  return near.length ? near.reduce((a, b) => (Math.abs(a - time) <= Math.abs(b - time) ? a : b)) : Math.round(time);
}

/** Number of changes at or before a time index. */
export function countUpTo({ at, count }: Changes, timeIndex: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (at[middle] <= timeIndex) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

/** Is change `index` another value than the one before it? */
const differs = (changes: Changes, index: number): boolean => index === 0 || !sameValue(changes, index, index - 1);
