import { type Changes, textOf } from '@chisel-lite/vcd';
import { formatValue, type Labels, type Radix } from './format.ts';

/**
 * Does a change have the value that somebody typed? It is compared with what the row shows, without regard to case,
 * prefix and leading zeros; `x`, `z` and the other unknown states are found in any bit.
 */
export function valueMatcher(
  typed: string,
  changes: Changes,
  radix: Radix,
  labels: Labels | undefined,
): (index: number) => boolean {
  const wanted = plain(typed);
  if (changes.kind === 'bits' && /^[xzuwlh-]$/.test(wanted)) {
    return (index) => (changes.unknown || changes.nine ? textOf(changes, index).includes(wanted) : false);
  }
  return (index) => plain(formatValue(changes, index, radix, labels)) === wanted;
}

function plain(text: string): string {
  const short = text
    .trim()
    .toLowerCase()
    .replace(/^0[xbo](?=.)/, '')
    .replaceAll('_', '');
  return short.replace(/^0+(?=[0-9a-f])/, '');
}
