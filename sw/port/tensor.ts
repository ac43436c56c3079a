import { MATRIX_FORMATS } from './layout.ts';

/** How a tensor's bytes are to be read: plain little-endian floats, or one of the packed matrix formats. */
export const TENSOR_KINDS = ['fp32', 'fp16', ...MATRIX_FORMATS] as const;
export type TensorKind = (typeof TENSOR_KINDS)[number];

/** A tensor in memory. */
export interface Tensor {
  readonly name: string;
  readonly kind: TensorKind;
  /** [N] or [N, K]: outputs, inputs. */
  readonly shape: readonly [number] | readonly [number, number];
  readonly data: Uint8Array;
}
