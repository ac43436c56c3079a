import { DataError } from '../errors.ts';

/** Where a tensor's bytes lie. */
export interface NamedRange {
  readonly name: string;
  readonly start: number;
  readonly bytes: number;
}

/**
 * Holds a file's tensors, in the order of their places, against the rule that each begins at the end of the one before,
 * filled up to a multiple of `alignment`, and that nothing is behind the last: so that every byte belongs to one
 * tensor.
 * @param start of the first tensor, as are the ranges' starts: in the file, or behind its header
 */
export function checkRanges(
  ranges: readonly NamedRange[],
  { path, start = 0, end, alignment = 1 }: { path: string; start?: number; end: number; alignment?: number },
): void {
  const padded = (at: number) => start + Math.ceil((at - start) / alignment) * alignment;
  const sorted = [...ranges].sort((a, b) => a.start - b.start || a.bytes - b.bytes);
  let at = start;
  let before: string | undefined;
  for (const { name, start: begin, bytes } of sorted) {
    const expected = padded(at);
    if (begin < at) {
      throw new DataError(`${path}: tensor ${name} begins at ${begin}, inside ${before}, which ends at ${at}`);
    }
    if (begin !== expected) {
      const place = before === undefined ? 'as the first' : `behind ${before}`;
      throw new DataError(`${path}: tensor ${name} begins at ${begin}, expected ${expected} ${place}`);
    }
    at = begin + bytes;
    before = name;
  }
  // The last tensor may be filled up, or not.
  if (end !== at && end !== padded(at)) {
    throw new DataError(`${path}: ${end - at} bytes behind the last tensor, which ends at ${at}: expected none`);
  }
}
