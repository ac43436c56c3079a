import type { MatrixFormat } from './layout.ts';

/** The arithmetic of the accelerator's MAC array (design §5). */
export const ENGINES = ['fused', 'fp32'] as const;
export type Engine = (typeof ENGINES)[number];

/** A matrix of N outputs × K inputs as the accelerator reads it (design §4). */
export interface PackedMatrix {
  readonly name: string;
  readonly n: number;
  readonly k: number;
  readonly format: MatrixFormat;
  readonly data: Uint8Array;
}
