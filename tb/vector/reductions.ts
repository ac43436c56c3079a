import type { Random } from '@chisel-lite/testbench';
import { join } from '../pins.ts';
import { someFloat } from './records.ts';

/** A beat of one of the vectors that are reduced. */
export interface Beat {
  readonly vector: number;
  /** Its place among the beats of its vector. */
  readonly number: number;
  /** Bits of its four elements. */
  readonly elements: readonly number[];
}

/** Vectors, and the order in which a record's loops bring their beats. */
export function someVectors(
  random: Random,
  wild: number,
): { readonly vectors: number; readonly beats: readonly Beat[] } {
  const vectors = 1 + random.below(8);
  const n0 = 1 + random.below(12);
  const n2 = 8 * (1 + random.below(2));
  const beats: Beat[] = [];
  for (let g = 0; g < n2; g++) {
    for (let vector = 0; vector < vectors; vector++) {
      for (let i = 0; i < n0; i++) {
        beats.push({ vector, number: g * n0 + i, elements: Array.from({ length: 4 }, () => someFloat(random, wild)) });
      }
    }
  }
  return { vectors, beats };
}

export const beatOf = ({ elements }: Beat): bigint => join(elements, 32);
