import { bits, bundle, uint, vec } from '@chisel-lite/hdl';
import { REDUCED_VECTORS } from './record.ts';

/** What is to become of the beats of a record that appends (docs/command-list.md). */
export const appendJob = bundle(
  {
    kind: uint(2),
    beats: uint(6),
    last_vector: uint(Math.log2(REDUCED_VECTORS)),
    /** Of the position: the position itself is one less. */
    context: uint(16),
    to: uint(40),
    stride: uint(24),
    scales: uint(40),
    scale_stride: uint(16),
    halves: vec(REDUCED_VECTORS, bits(16)),
  },
  {},
  'append_job',
);
