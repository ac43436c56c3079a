import { randomSource } from '../../sw/random.ts';

/** Choices that a seed makes. */
export interface Chance {
  /** 0 … limit − 1 */
  below(limit: number): number;
  oneIn(count: number): boolean;
  pick<T>(from: readonly T[]): T;
}

/** The choices for file `index` of a run: any one of them can be made again without those before it. */
export function chanceOf(seed: number, index: number): Chance {
  const random = randomSource((Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b)) >>> 0);
  const below = (limit: number) => Math.floor(random() * limit);
  return { below, oneIn: (count) => below(count) === 0, pick: (from) => from[below(from.length)] };
}
