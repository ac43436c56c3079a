import type { Vcd } from '@chisel-lite/vcd';
import { findStreams, type Stream } from './streams.ts';
import type { Row } from './view.ts';

/** Signals of a design without streams that are shown at first, at most. */
const MOST_SIGNALS = 40;

/** What a dump nobody has looked at yet shows: the streams of the outermost scope that has any; without streams the outermost signals. */
export function overviewOf(vcd: Vcd): Row[] {
  const streams = outermost(findStreams(vcd), ({ valid }) => valid.path);
  if (streams.length) return streams.map(streamRow);
  return outermost(vcd.variables, ({ path }) => path)
    .slice(0, MOST_SIGNALS)
    .map(({ path, width }) => ({ kind: 'signal', path, radix: width === 1 ? 'bin' : 'hex' }));
}

export const streamRow = ({ name, valid, ready }: Stream): Row => ({
  kind: 'stream',
  name,
  valid: valid.path,
  ready: ready.path,
});

function outermost<T>(items: readonly T[], pathOf: (item: T) => string): T[] {
  const depth = (item: T) => pathOf(item).split('.').length;
  const least = items.reduce((depthSoFar, item) => Math.min(depthSoFar, depth(item)), Number.POSITIVE_INFINITY);
  return items.filter((item) => depth(item) === least);
}
