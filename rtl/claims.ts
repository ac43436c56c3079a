import type { Bool, UInt } from '@chisel-lite/hdl';

/** Bits of a byte address, with room for the end of a region. */
const WIDE = 42;
export const PAGE_SHIFT = 12;
const BEAT_SHIFT = 4;

export const implies = (a: Bool, b: Bool): Bool => a.not().or(b);
export const anyOf = (conditions: readonly Bool[]): Bool => conditions.reduce((a, b) => a.or(b));

export const inBytes = (value: UInt): UInt<typeof WIDE> => value.resize(WIDE);

/** Whether a region of beats, at a byte address, lies in the window of pages: in bytes, as docs/design.md says it. */
export function isInside(region: { readonly address: UInt; readonly beats: UInt }, first: UInt, last: UInt): Bool {
  const begin = inBytes(region.address);
  const end = begin.add(inBytes(region.beats).shl(BEAT_SHIFT));
  return begin.ge(inBytes(first).shl(PAGE_SHIFT)).and(end.le(inBytes(last).add(1).shl(PAGE_SHIFT)));
}
