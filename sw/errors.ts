/** The data is wrong: a file missing, short, corrupt or of another format. The command line ends with exit code 1. */
export class DataError extends Error {
  override readonly name = 'DataError';

  /**
   * @param message may hold names out of a file, which may be anything: they are shown on one line, and not without end
   */
  constructor(message: string) {
    super(printable(message, MOST));
  }
}

/** Of a message [characters]. */
const MOST = 1000;

/** A text without what moves a terminal's cursor or ends a line, of `most` characters at the most. */
export function printable(text: string, most = Number.POSITIVE_INFINITY): string {
  const shown = text.replace(
    /\p{Cc}|[\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return shown.length > most ? `${shown.slice(0, most)}…` : shown;
}

/** The request is wrong: an argument out of range, an unknown back end. The command line ends with exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The user stopped it; the message says how to go on. The command line ends with exit code 130, as a shell expects. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** A back end's memory has no room for what was asked; the message says what would make room. */
export class OutOfMemory extends UsageError {}
