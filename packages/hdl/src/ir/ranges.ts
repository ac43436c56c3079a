/** Bits [low, end) of a signal. */
export type BitRange = readonly [low: number, end: number];

/** What of [0, width) the ranges leave out, in order. */
export function complement(ranges: readonly BitRange[], width: number): BitRange[] {
  const gaps: BitRange[] = [];
  let covered = 0;
  for (const [low, end] of [...ranges].sort(([a], [b]) => a - b)) {
    if (low > covered) {
      gaps.push([covered, low]);
    }
    covered = Math.max(covered, end);
  }
  if (covered < width) {
    gaps.push([covered, width]);
  }
  return gaps;
}

/** What both sets of ranges cover. */
export function intersect(a: readonly BitRange[], b: readonly BitRange[], width: number): BitRange[] {
  return complement([...complement(a, width), ...complement(b, width)], width);
}

/** `x`, `x[3]` or `x[7:4]`. */
export function rangeText(name: string, [low, end]: BitRange, width: number): string {
  if (low === 0 && end === width) {
    return name;
  }
  return end - low === 1 ? `${name}[${low}]` : `${name}[${end - 1}:${low}]`;
}
