/** What goes between the page and the worker in which TypeScript's checker is. */

export interface ToChecker {
  readonly number: number;
  /** The file to check, and all files by path. */
  readonly path: string;
  readonly sources: Readonly<Record<string, string>>;
}

/** A place in the file, in characters, and the compiler's message. */
export interface Finding {
  readonly from: number;
  readonly to: number;
  readonly message: string;
}

export interface FromChecker {
  /** Of the question. */
  readonly number: number;
  readonly findings: readonly Finding[];
  /** Why nothing could be checked. */
  readonly failed?: string;
}
