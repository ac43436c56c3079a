/** Alignment of everything allocated: a cache line. */
const LINE = 64;

export const align = (bytes: number): number => Math.ceil(bytes / LINE) * LINE;

export interface AddressSpace {
  /** The address of a free place of that size; undefined where there is none. */
  allocate(bytes: number): number | undefined;
  /** Gives an allocation of that size back. */
  release(address: number, bytes: number): void;
  /** Bytes that are free, perhaps in several places. */
  readonly free: number;
  readonly used: number;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * Shares the addresses from `start` to `end`, by the smallest free range that fits; neighbours that are free become
 * one.
 */
export function addressSpace(start: number, end: number): AddressSpace {
  /** In rising order; no two touch. */
  const ranges: Range[] = [{ start, end }];
  let free = end - start;
  return {
    get free() {
      return free;
    },
    get used() {
      return end - start - free;
    },
    allocate(bytes) {
      const size = align(bytes);
      let best = -1;
      let bestSize = Number.POSITIVE_INFINITY;
      for (let i = 0; i < ranges.length; i++) {
        const length = ranges[i].end - ranges[i].start;
        if (length >= size && length < bestSize) {
          [best, bestSize] = [i, length];
        }
      }
      if (best < 0) {
        return undefined;
      }
      const range = ranges[best];
      if (bestSize === size) {
        ranges.splice(best, 1);
      } else {
        ranges[best] = { start: range.start + size, end: range.end };
      }
      free -= size;
      return range.start;
    },
    release(address, bytes) {
      const released = { start: address, end: address + align(bytes) };
      if (released.end === released.start) {
        return;
      }
      let i = ranges.findIndex((range) => range.start > address);
      if (i < 0) {
        i = ranges.length;
      }
      const [before, after] = [ranges[i - 1], ranges[i]];
      if (before?.end > released.start || after?.start < released.end) {
        throw new Error(`memory ${released.start}..${released.end} of the CPU engine was given back before`);
      }
      const joins = before?.end === released.start;
      const meets = after?.start === released.end;
      const range = { start: joins ? before.start : released.start, end: meets ? after.end : released.end };
      ranges.splice(joins ? i - 1 : i, Number(joins) + Number(meets), range);
      free += released.end - released.start;
    },
  };
}
