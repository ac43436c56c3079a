import type { Chance } from './chance.ts';
import type { Files, Target } from './target.ts';

export type Seeds = readonly (readonly [name: string, files: Files])[];

/** The good files that a target begins with, in an order that does not change. */
export const seedsOf = async (target: Target): Promise<Seeds> =>
  [...(await target.seeds())].sort(([a], [b]) => (a < b ? -1 : 1));

/** Files of a target with something changed. */
export function makeFile(
  target: Target,
  seeds: Seeds,
  chance: Chance,
): { readonly seedName: string; readonly files: Files } {
  const [seedName, files] = chance.pick(seeds);
  return { seedName, files: target.mutate(files, chance) };
}
