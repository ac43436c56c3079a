/** A wrong value in a message. */
export function shownValue(value: unknown): string {
  if (typeof value === 'string') {
    return JSON.stringify(value);
  }
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
