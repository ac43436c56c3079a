/** What the system objects to, as one sentence that begins with the file's name. */
export class FileError extends Error {
  override readonly name = 'FileError';
  /** As the user gave it. */
  readonly path: string;

  constructor(path: string, objection: string, cause?: unknown) {
    super(`${path}: ${objection}`, { cause });
    this.path = path;
  }
}

/** The system's reason without its call and path: `no such file or directory`. */
export function reason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/^[A-Z0-9]+: /, '').replace(/, \w+( '.*')?$/, '');
}

/** The system's name of an error (`ENOENT`), if it is one of the system's. */
export const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException | undefined)?.code;

/** Does something with a file; an error of the system then bears the file's name. */
export function naming<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    const isOfSystem = (error as NodeJS.ErrnoException).syscall !== undefined;
    throw isOfSystem ? new FileError(path, reason(error), error) : error;
  }
}
