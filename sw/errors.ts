/** The data is wrong: a file missing, short, corrupt or of another format. The command line ends with exit code 1. */
export class DataError extends Error {
  override readonly name = 'DataError';
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
