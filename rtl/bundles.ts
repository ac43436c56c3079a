import { bits, bool, bundle, uint } from '@chisel-lite/hdl';
import { STRIP } from './parameters.ts';

/** A command whose activations are in the buffer, or on their way into it. */
export const runCommand = (tokens: number) =>
  bundle(
    {
      /** K/64 and N/32, rounded up. */
      groups: uint(8),
      blocks: uint(16),
      format: uint(2),
      /** Activation vectors, minus one. */
      tokens: uint(3),
      /** Which half of the activation buffer. */
      bank: bool(),
    },
    {},
    `run_command_t${tokens}`,
  );

/** What a strip is, beside its 128 bits: the same for all four channels. */
export const stripControl = (tokens: number) =>
  bundle(
    {
      zeros: bool(),
      scales: bool(),
      weights: bool(),
      /** First and last weight strip of a group. */
      first: bool(),
      last: bool(),
      /** The macro shares its zeros strip with the next one (AWQ_MACRO dense). */
      dense: bool(),
      /** An INT8 strip (2 k × 8 outputs), and whether it holds the upper 2 of the 4 k that the buffer delivers. */
      int8: bool(),
      upper: bool(),
      /** The group is the first, the last, of its block of outputs. */
      first_group: bool(),
      last_group: bool(),
      tokens: uint(3),
      /** A bit a token: its vector holds an infinity or a NaN. Complete from the last group of the first block on. */
      poisoned: uint(tokens),
    },
    {},
    `strip_control_t${tokens}`,
  );

/** The command word of s_axis_cmd, lowest bits first (docs/architecture.md). */
export const commandWord = bundle(
  {
    groups: uint(16),
    blocks: uint(16),
    format: uint(2),
    reserved_0: bits(2),
    tokens: uint(4),
    reuse: bool(),
    /** The vectors come on one lane, a group of each in turn. */
    serial: bool(),
    reserved_1: bits(22),
  },
  {},
  'command_word',
);

/** Four float32 results, `last` with the last beat of a command. */
export const resultBeat = bundle({ data: bits(STRIP), last: bool() }, {}, 'result_beat');

/** What the collector must know of a block of results. */
export const blockInfo = bundle({ tokens: uint(3), last: bool() }, {}, 'block_info');
