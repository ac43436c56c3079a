/** Up to five names that share most with `wanted`. */
export function nearest(wanted: string, names: readonly string[]): string[] {
  const pairs = (text: string) =>
    new Set(Array.from({ length: Math.max(0, text.length - 1) }, (_, i) => text.slice(i, i + 2)));
  const own = pairs(wanted.toLowerCase());
  const score = (name: string) => {
    const other = pairs(name.toLowerCase());
    let shared = 0;
    for (const pair of other) {
      if (own.has(pair)) {
        shared++;
      }
    }
    return shared / Math.max(1, own.size + other.size - shared);
  };
  return names
    .map((name) => [score(name), name] as const)
    .sort(([a], [b]) => b - a)
    .slice(0, 5)
    .map(([, name]) => name);
}
