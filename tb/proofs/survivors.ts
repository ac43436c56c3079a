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
  {
    why: 'what is computed, and of which elements, is not claimed of the vector unit: the benches of its parts judge it (make mutation)',
    mutants: [
      'vector_parameters: first_1 | !is_odd → is_odd',
      'vector_parameters: u_float_0.half | first_1[79:64] → first_1[80:65]',
      'vector_parameters: if | two || is_odd → two && is_odd',
      'vector_parameters: u_float_1.half | upper_1 ? first_1[95:80] : first_1[31:16] → upper_1 ? first_1[31:16] : first_1[95:80]',
      'vector_parameters: _index_choice | beat >> 1 → beat << 1',
      'vector_parameters: if | !is_odd → is_odd',
      'vector_parameters: _holding_choice | index[4:0] → index[5:1]',
      'vector_parameters: first_1 | two || !is_odd → two && !is_odd',
      'vector_parameters: _holding_choice | two ? index[4:0] : index[5:1] → two ? index[5:1] : index[4:0]',
      'vector_sum: placed_upper_1 | beat[0] → beat[1]',
      'vector_sum: before_ | _before__choice[95:64] → _before__choice[96:65]',
      "vector_sum: _before__choice | level == 3'd0 ? partial : {upper_value, lower_value} → level == 3'd0 ? {upper_value, lower_value} : partial",
      'vector_finish: finished | isPlain ? through_late : u_reciprocal_result → isPlain ? u_reciprocal_result : through_late',
      'vector_finish: isScale | (finish == FINISH_BYTE_SCALE) | (finish == FINISH_KEY_SCALE) → (finish == FINISH_BYTE_SCALE) & (finish == FINISH_KEY_SCALE)',
      "vector_finish: scale | finite_late && rounded[14:10] < 5'd23 → finite_late || (rounded[14:10] < 5'd23)",
      "vector_finish: isPlain | FINISH_NONE → 3'd1",
      "vector_finish: scale | rounded[14:10] < 5'd23 → rounded[14:10] >= 5'd23",
      "vector_finish: isPlain | FINISH_NONE → 3'd2",
      'vector_finish: scale | rounded[14:10] → rounded[15:11]',
      'vector_finish: isScale | finish == FINISH_BYTE_SCALE → finish != FINISH_BYTE_SCALE',
      "vector_finish: scale | rounded[14:10] < 5'd23 → rounded[14:10] <= 5'd23",
      "vector_finish: scale | finite_late ? rounded : 16'h7e00 → finite_late ? 16'h7e00 : rounded",
      'vector_finish: finite | reduction[30:23] → reduction[31:24]',
      "vector_unit: excluded_v_1 | words[433:432] <= 2'd0 → words[433:432] > 2'd0",
      "vector_unit: at_limit | u_walk_number == {4'd0, words[447:434]} → u_walk_number != {4'd0, words[447:434]}",
      "vector_unit: if | kept_scale && finished_of == 3'd5 → kept_scale || (finished_of == 3'd5)",
      'vector_unit: filled | u_walk_beat >= words[95:80] → u_walk_beat > words[95:80]',
      "vector_unit: beyond | u_walk_number > {4'd0, words[447:434]} → u_walk_number <= {4'd0, words[447:434]}",
      "vector_unit: c_index_1 | words[249:245] + {1'b0, u_walk_vector} → words[249:245] - {1'b0, u_walk_vector}",
      "vector_unit: excluded_v_1 | words[433:432] <= 2'd1 → words[433:432] < 2'd1",
      'vector_unit: u_finish.reduction | kept_summed ? u_sum_total : u_largest_largest → kept_summed ? u_largest_largest : u_sum_total',
      "vector_unit: first_places_1 | u_walk_number < 18'd8 → u_walk_number >= 18'd8",
      "vector_unit: first_places_1 | u_walk_number < 18'd8 → u_walk_number <= 18'd8",
    ],
  },
];

const explanations = new Map(SURVIVORS.flatMap(({ why, mutants }) => mutants.map((mutant) => [mutant, why] as const)));

export const nameOf = ({ module, key }: Mutant): string => `${module}: ${key}`;

/** Why a mutant changes nothing; undefined: it should. */
export const whyOf = (mutant: Mutant): string | undefined => explanations.get(nameOf(mutant));
