/** A place in the user's source. */
export interface Frame {
  /** Path relative to the working directory, with forward slashes. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Inside the library that comes with the language. */
  readonly library?: boolean;
}

/**
 * Where something was written. The stack is kept unread and parsed on first use, since most locations are never shown.
 * The first frame is the innermost one outside this package; callers follow, so that library code can be reported as
 * "Fifo.ts:40, used at Top.ts:12".
 */
export interface Location {
  readonly frames: readonly Frame[];
}
