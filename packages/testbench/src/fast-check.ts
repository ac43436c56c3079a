import fc from 'fast-check';
import { createRandom, type Random } from './random.ts';

/** Pause patterns that shrink towards none, then towards short ones: for `{ pause }` of every bus model. */
export const pauses = (maxLength = 24): fc.Arbitrary<boolean[]> =>
  fc
    .array(fc.boolean(), { maxLength })
    .map((pattern) => (pattern.every(Boolean) && pattern.length ? [...pattern, false] : pattern));

/** Seeds for `simulate({ seed })` or `createRandom`; not worth shrinking. */
export const seeds = (): fc.Arbitrary<number> => fc.noShrink(fc.nat(0x7fffffff));

export const randoms = (): fc.Arbitrary<Random> => seeds().map(createRandom);
