import type { Engine, PackedMatrix } from '../../port/matrix.ts';
import { goldenMatmul } from './matmul.ts';

/** A thread's share of a call: of each matrix the outputs from … to. */
export interface GoldenPart {
  readonly engine: Engine;
  readonly x: Float32Array;
  readonly tokens: number;
  readonly shares: readonly { readonly matrix: PackedMatrix; readonly outputs: readonly [number, number] }[];
}

/** Run by worker threads (golden-part.mjs). */
export function goldenPart({ engine, x, tokens, shares }: GoldenPart): Float32Array[] {
  return shares.map(({ matrix, outputs }) => goldenMatmul(engine, matrix, x, tokens, outputs));
}
