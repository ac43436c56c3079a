import type { Lookup, Variable, Vcd } from '@chisel-lite/vcd';
import { findStreams, type Stream } from './streams.ts';
import type { Row } from './view.ts';

/** Signals of a design without streams that are shown at first, at most. */
const MOST_SIGNALS = 40;

/**
 * What a dump nobody has looked at yet shows: the streams of the outermost scope that has any; without streams the
 * outermost signals.
 */
export function overviewOf(vcd: Vcd, lookup: Lookup): Row[] {
  const streams = outermost(findStreams(vcd), ({ valid }) => valid.path);
  if (streams.length) {
    return streams.map((stream) => streamRow(stream, lookup));
  }
  return outermost(vcd.variables, ({ path }) => path)
    .slice(0, MOST_SIGNALS)
    .map((variable) => signalRow(variable, lookup));
}

/** The row of a signal as it is added. */
export const signalRow = (variable: Variable, lookup: Lookup): Row => ({
  kind: 'signal',
  path: lookup.nameOf(variable),
  radix: variable.width === 1 ? 'bin' : 'hex',
});

export const streamRow = ({ name, valid, ready }: Stream, lookup: Lookup): Row => ({
  kind: 'stream',
  name,
  valid: lookup.nameOf(valid),
  ready: lookup.nameOf(ready),
});

function outermost<T>(items: readonly T[], pathOf: (item: T) => string): T[] {
  const depth = (item: T) => pathOf(item).split('.').length;
  const least = items.reduce((depthSoFar, item) => Math.min(depthSoFar, depth(item)), Number.POSITIVE_INFINITY);
  return items.filter((item) => depth(item) === least);
}
