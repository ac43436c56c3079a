/** The folder that relative paths start from; the root where there is no such thing, in browsers. */
const workingFolder = (): string => {
  const { process } = globalThis as { process?: { cwd?(): string } };
  return process?.cwd?.() ?? '/';
};

/** `path` from the root, without `.`, `..` and doubled slashes: two spellings of one file become the same. */
export function wholePath(path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${workingFolder()}/${path}`).split('/')) {
    if (part === '..') {
      parts.pop();
    } else if (part !== '' && part !== '.') {
      parts.push(part);
    }
  }
  return `/${parts.join('/')}`;
}
