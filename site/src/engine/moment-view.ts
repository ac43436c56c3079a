import { CHANNELS } from 'macromac/port/layout.ts';
import type { MomentRow } from '../shared/protocol.ts';

const CORE = 'u_core';
/** The unit that is shown from its strips to its sums. */
const UNIT = `${CORE}.u_c0_mac`;
const channels = Array.from({ length: CHANNELS }, (_, i) => i);

const comment = (text: string): MomentRow => ({ kind: 'comment', text });
const stream = (name: string, valid: string, ready: string): MomentRow => ({ kind: 'stream', name, valid, ready });
const signal = (path: string, radix: string): MomentRow => ({ kind: 'signal', path, radix });

/** What is recorded of a moment, and how the waveform page shows it first. */
export const MOMENT_ROWS: readonly MomentRow[] = [
  comment('beats from memory, a port each'),
  ...channels.map((i) => stream(`m_axi_${i}_r`, `m_axi_${i}_rvalid`, `m_axi_${i}_rready`)),
  comment('weights into the core, a channel each: all four or none'),
  ...channels.map((i) => stream(`s_axis_w${i}`, `${CORE}.s_axis_w${i}_tvalid`, `${CORE}.s_axis_w${i}_tready`)),
  comment('activations into the core, results out of it'),
  stream('s_axis_x', `${CORE}.s_axis_x_tvalid`, `${CORE}.s_axis_x_tready`),
  stream('m_axis_y', `${CORE}.m_axis_y_tvalid`, `${CORE}.m_axis_y_tready`),
  comment('MACRO_MAC of channel 0: what the strip is, and the strip'),
  signal(`${CORE}.u_sequence.phase`, 'hex'),
  signal(`${UNIT}.control_zeros`, 'bin'),
  signal(`${UNIT}.control_scales`, 'bin'),
  signal(`${UNIT}.control_weights`, 'bin'),
  signal(`${UNIT}.strip`, 'awq'),
  comment('scales; weights minus zero points; mantissas of the activations'),
  signal(`${UNIT}.u_unpack_scales`, 'fp16'),
  signal(`${UNIT}.u_unpack_weights`, 'hex'),
  signal(`${UNIT}.values`, 'hex'),
  comment('sums of a group; the sum of output 0; results in FP32'),
  signal(`${UNIT}.captured`, 'bin'),
  signal(`${UNIT}.u_t0_dot.u_o0.total`, 'signed'),
  signal(`${UNIT}.u_g0_group.u_scale_t`, 'fp32'),
  signal(`${UNIT}.u_g0_group.u_accumulate.u_add_sum`, 'fp32'),
  signal(`${UNIT}.beat_valid`, 'bin'),
  signal(`${UNIT}.beat`, 'fp32'),
];

export const MOMENT_SIGNALS: readonly string[] = MOMENT_ROWS.flatMap((row) =>
  row.kind === 'comment' ? [] : row.kind === 'stream' ? [row.valid, row.ready] : [row.path],
);

/** The rows with the top module's name, as the dump has them. */
export const momentRows = (top: string): MomentRow[] =>
  MOMENT_ROWS.map((row) =>
    row.kind === 'comment'
      ? row
      : row.kind === 'stream'
        ? { ...row, valid: `${top}.${row.valid}`, ready: `${top}.${row.ready}` }
        : { ...row, path: `${top}.${row.path}` },
  );
