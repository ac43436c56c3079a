import type { Mutant } from '../mutation/mutants.ts';

/**
 * Mutants that keep every claim for ever, and why: they change nothing, or what is not claimed; by
 * `module: what is written | from → to`, as `run.ts` prints them.
 */
export const SURVIVORS: readonly { readonly why: string; readonly mutants: readonly string[] }[] = [
  {
    why: 'what stands there after reset is set by a command before anybody reads it',
    mutants: ["result_writer: all_asked | 1'b0 → 1'b1 #2"],
  },
  {
    why: 'requests after the one served last never include input 0: what + 2 changes is that bit, which is cut off',
    mutants: ["RoundRobinArbiter4_uint8: grant | 4'd1 → 4'd2"],
  },
  {
    why: 'by how much zero is shifted, which is chosen for itself afterwards',
    mutants: [
      "fp16_to_fp32: _sign_1_choice_4 | 4'd10 → 4'd8",
      "int32_to_fp32: zeros_2 | 6'd32 → 6'd33",
      "int32_to_fp32: zeros_2 | 6'd32 → 6'd34",
      "weight_to_fp32: _result_1_choice_3 | 4'd8 → 4'd9",
    ],
  },
  {
    why: 'an index of one bit: + 1 and − 1 are the same',
    mutants: ["Fifo2_uint128: head | head + 1'b1 → head - 1'b1", "Fifo2_result_beat: head | head + 1'b1 → head - 1'b1"],
  },
  {
    why: 'which bytes an append writes, and where, is not claimed here: the bench of the append unit judges it (make mutation)',
    mutants: [
      "vector_append: strobe | 8'd1 → 8'd2",
      "vector_append: word | {1'b0, at} < current_beats ? elements[at] : 64'd0 → {1'b0, at} < current_beats ? 64'd0 : elements[at]",
      'vector_append: _scale_choice_4 | |_scale_choice_2[3:2] → &_scale_choice_2[3:2]',
      'vector_append: data | _data_word[7:0] → _data_word[8:1]',
      'vector_append: offset | key_offset + channel_offset → key_offset - channel_offset',
      'vector_append: _scale_choice_4 | ~(|_scale_choice[7:4]) → (|_scale_choice[7:4])',
      "vector_append: strobe | 8'd1 << position[2:0] → 8'd1 >> position[2:0] #2",
      "vector_append: scale | half[14:10] >= 5'd23 → half[14:10] > 5'd23",
      "vector_append: scale | half[14:10] >= 5'd23 → half[14:10] < 5'd23",
    ],
  },
  {
    why: 'of the widest queues order and number are proved, and what stands inside of the narrower ones, which are of the same text',
    mutants: ['Fifo8_command: m_payload_to_vector | _m_payload_groups_word[83] → _m_payload_groups_word[84]'],
  },
];

const explanations = new Map(SURVIVORS.flatMap(({ why, mutants }) => mutants.map((mutant) => [mutant, why] as const)));

export const nameOf = ({ module, key }: Mutant): string => `${module}: ${key}`;

/** Why a mutant changes nothing; undefined: it should. */
export const whyOf = (mutant: Mutant): string | undefined => explanations.get(nameOf(mutant));
