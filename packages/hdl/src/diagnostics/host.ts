/**
 * What runs this code: Node, whose files can be read, or a browser, which has none and is told the sources
 * (`provideSource`).
 */
const node = (globalThis as { process?: NodeJS.Process }).process;
const files = node?.getBuiltinModule?.('node:fs');
const paths = node?.getBuiltinModule?.('node:path');

const sources = new Map<string, readonly string[]>();

/**
 * Gives the text of a source file by the name under which it stands in stack traces (`//# sourceURL=`), so that
 * messages can quote its lines where no file can be read. Text given later takes its place.
 */
export function provideSource(file: string, text: string): void {
  sources.set(file, text.split('\n'));
}

/** A line of a source file, counted from 1; undefined where the file is not to be had. */
export const sourceLine = (file: string, line: number): string | undefined => sourceLines(file)[line - 1];

/** The lines of a source file; none where the file is not to be had. */
export function sourceLines(file: string): readonly string[] {
  let lines = sources.get(file);
  if (!lines) {
    lines = read(file);
    sources.set(file, lines);
  }
  return lines;
}

const read = (file: string): readonly string[] => readText(file)?.split('\n') ?? [];

/** The text of a file; undefined where it cannot be read, or there are no files. */
export function readText(file: string): string | undefined {
  try {
    return files?.readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** A file as messages name it: from the working folder, where there is one. */
export const displayPath = (file: string): string =>
  paths && node && !file.includes('://') ? paths.relative(node.cwd(), file).replaceAll('\\', '/') : file;

/** A displayed path as it is named from another folder. */
export const pathFrom = (folder: string | undefined, file: string): string =>
  paths && folder !== undefined && !file.includes('://')
    ? paths.relative(folder, paths.resolve(file)).replaceAll('\\', '/')
    : file;

/** The path in a `file:` URL; what is no such URL stays as it is. */
export function pathOf(file: string): string {
  if (!file.startsWith('file:')) {
    return file;
  }
  const path = decodeURIComponent(new URL(file).pathname);
  return /^\/[A-Za-z]:/.test(path) ? path.slice(1) : path;
}
