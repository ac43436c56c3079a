/**
 * Collects warnings: the first of each kind in words, the others as a number, so that a damaged file of a gigabyte
 * gives a short list.
 */
export function createWarnings() {
  const kinds = new Map<string, { readonly text: string; count: number }>();
  return {
    add(kind: string, text: string): void {
      const known = kinds.get(kind);
      if (known) {
        known.count++;
      } else {
        kinds.set(kind, { text, count: 1 });
      }
    },
    /** A sentence for each kind, in the order in which they came up. */
    list: (): string[] =>
      Array.from(kinds.values(), ({ text, count }) =>
        count === 1 ? text : `${text} (and ${(count - 1).toLocaleString('en')} more like it)`,
      ),
  };
}
