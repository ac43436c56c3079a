import { printable } from './errors.ts';

const MOST = 80;

/** A value for a message: as JSON, whole numbers of any size included, and cut where it is long, however deep it is. */
export function valueText(value: unknown): string {
  if (value === undefined) {
    return 'missing';
  }
  const text = jsonText(value, MOST + 1);
  return text.length > MOST ? `${text.slice(0, MOST)}…` : text;
}

/** The beginning of a value's JSON, of `most` characters about: no deeper than those can show. */
function jsonText(value: unknown, most: number): string {
  if (most <= 0) {
    return '';
  }
  if (typeof value === 'string') {
    return JSON.stringify(value.slice(0, most));
  }
  if (typeof value === 'number' || typeof value === 'bigint') {
    return String(value);
  }
  if (typeof value !== 'object' || value === null) {
    return JSON.stringify(value) ?? 'null';
  }
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  let text = open;
  for (const key of Array.isArray(value) ? value.keys() : Object.keys(value)) {
    const name = typeof key === 'string' ? `${jsonText(key, most)}:` : '';
    text += `${text === open ? '' : ','}${name}`;
    text += jsonText((value as Record<string | number, unknown>)[key], most - text.length);
    if (text.length >= most) {
      return text;
    }
  }
  return text + close;
}

/** What is wrong with a text that should be JSON, on one line: the engine quotes pieces of the text as they are. */
export function jsonObjection(error: unknown): string {
  return `not valid JSON: ${oneLine((error as Error).message)}`;
}

/** A message of somebody else's on one line, and cut where it is long. */
export const oneLine = (message: string): string => printable(message.replace(/\s+/g, ' ').trim(), 4 * MOST);
