/**
 * The first key that an object of a JSON text has twice, of which `JSON.parse` would take the last; undefined where
 * there is none. The text must be valid JSON.
 */
export function duplicateKey(json: string): string | undefined {
  /** A set of keys for each object that is open, null for each list. */
  const open: (Set<string> | null)[] = [];
  for (let at = 0; at < json.length; at++) {
    const character = json[at];
    if (character === '{') {
      open.push(new Set());
    } else if (character === '[') {
      open.push(null);
    } else if (character === '}' || character === ']') {
      open.pop();
    } else if (character === '"') {
      const end = endOfString(json, at);
      if (isKey(json, end)) {
        const key = JSON.parse(json.slice(at, end)) as string;
        const keys = open.at(-1);
        if (keys?.has(key)) {
          return key;
        }
        keys?.add(key);
      }
      at = end - 1;
    }
  }
  return undefined;
}

/** Behind the quotation mark that ends the string which begins at `start`. */
function endOfString(json: string, start: number): number {
  for (let at = start + 1; ; at++) {
    at = json.indexOf('"', at);
    let escapes = 0;
    while (json[at - 1 - escapes] === '\\') {
      escapes++;
    }
    if (escapes % 2 === 0) {
      return at + 1;
    }
  }
}

const WHITE = ' \t\n\r';

/** Whether a colon follows. */
function isKey(json: string, at: number): boolean {
  let next = at;
  while (next < json.length && WHITE.includes(json[next])) {
    next++;
  }
  return json[next] === ':';
}
