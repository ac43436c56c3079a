/**
 * The first key that an object of a JSON text has twice, of which `JSON.parse` would take the last; undefined where there is
 * none. The text must be valid JSON.
 */
export function duplicateKey(json: string): string | undefined {
  /** A set of keys for each object that is open, null for each list. */
  const open: (Set<string> | null)[] = [];
  const tokens = /"(?:[^"\\]|\\.)*"(\s*:)?|[{}[\]]/g;
  for (let match = tokens.exec(json); match; match = tokens.exec(json)) {
    const [token, colon] = match;
    if (token === '{') {
      open.push(new Set());
    } else if (token === '[') {
      open.push(null);
    } else if (token === '}' || token === ']') {
      open.pop();
    } else if (colon !== undefined) {
      const key = JSON.parse(token.slice(0, token.length - colon.length)) as string;
      const keys = open.at(-1);
      if (keys?.has(key)) {
        return key;
      }
      keys?.add(key);
    }
  }
  return undefined;
}
