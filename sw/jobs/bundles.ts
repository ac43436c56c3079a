import type { JobStore } from './store.ts';

/**
 * Jobs in bundles of one command each, of at most `size`, and of more where there would be more than `most` bundles:
 * what one task of another scheduler does.
 */
export function bundles(
  store: JobStore,
  keys: readonly string[],
  size: number,
  most = Number.POSITIVE_INFINITY,
): string[][] {
  const byCommand = new Map<string, string[]>();
  for (const key of keys) {
    const command = JSON.stringify(store.job(key).command);
    byCommand.set(command, [...(byCommand.get(command) ?? []), key]);
  }
  const cut = (length: number) =>
    [...byCommand.values()].flatMap((all) =>
      Array.from({ length: Math.ceil(all.length / length) }, (_, i) => all.slice(i * length, (i + 1) * length)),
    );
  let length = size;
  let made = cut(length);
  while (made.length > most && length < keys.length) {
    length *= 2;
    made = cut(length);
  }
  return made;
}
