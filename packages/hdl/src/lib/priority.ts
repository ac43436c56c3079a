import { cat } from '../signal/functions.ts';
import type { Bool, UInt } from '../signal/interfaces.ts';
import { log2Up } from '../types/literal.ts';

/** The lowest 1 of a word: whether there is any, which it is (0 where there is none), and the word with it alone. */
export function priorityEncoder(requests: UInt): { readonly any: Bool; readonly index: UInt; readonly grant: UInt } {
  const { width } = requests;
  const grant = requests.and(requests.not().add(1));
  const bits = Array.from({ length: log2Up(width) }, (_, place) => {
    const positions = Array.from({ length: width }, (_, i) => i).filter((i) => (i >> place) & 1);
    return grant.and(positions.reduce((mask, i) => mask | (1n << BigInt(i)), 0n)).orR();
  });
  return { any: requests.orR(), index: cat(...bits.reverse()), grant };
}
