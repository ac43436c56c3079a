/**
 * Mutants that no test can tell from the module, and why; by `module: what is written | from → to`, as `run.ts` prints
 * them.
 */
export const SURVIVORS: readonly { readonly why: string; readonly mutants: readonly string[] }[] = [
  {
    why: 'an index of one bit: + 1 and − 1 are the same',
    mutants: [
      "Fifo2_result_beat: head | head + 1'b1 → head - 1'b1",
      "Fifo2_vectors: head | head + 1'b1 → head - 1'b1",
      "Fifo2_uint128: head | head + 1'b1 → head - 1'b1",
      "Fifo2_run_command_t2: tail | tail + 1'b1 → tail - 1'b1",
    ],
  },
  {
    why: 'the bits with which the last step of the search for the leading one is filled up; where it is reached, a one is among the bits above them',
    mutants: ["fp32_add: _sign_1_choice_5 | 4'd0 → 4'd1"],
  },
  {
    why: 'a magnitude that is the limit is taken for it',
    mutants: ['fp32_to_int16: _value_4_choice | magnitude_3 > limit_3 → magnitude_3 >= limit_3'],
  },
  {
    why: 'of the least exponent of normal halves both arms are 0: no place to the right, and a field of 1 less one',
    mutants: [
      "fp32_to_fp16: _exponent_1_choice | x[30:23] >= 8'd113 → x[30:23] > 8'd113",
      "fp32_to_fp16: _exponent_1_choice | 8'd113 → 8'd114",
    ],
  },
  {
    why: 'by how much zero is shifted',
    mutants: ["int32_to_fp32: zeros_2 | 6'd32 → 6'd34"],
  },
  {
    why: 'a significand of 24 bits has four zeros below it when the shifter begins: the second step finds nothing to lose',
    mutants: ['block_float_m27: aligned_2[27:0] | |_full_choice[1:0] → &_full_choice[1:0]'],
  },
  {
    why: 'a sum that begins at a subnormal begins at +0: the adder flushes it',
    mutants: [
      "accumulator_i3: acc_1 | 32'd0 → 32'd512",
      "accumulator_i3: acc_1 | 32'd0 → 32'd1",
      "accumulator_i4: acc_1 | 32'd0 → 32'd512",
    ],
  },
  {
    why: 'a strip that counts after reset changes sums that nobody reads: the first strip of a group starts them anew',
    mutants: [
      "macro_mac_t2_m27: valid_1 | 1'b0 → 1'b1",
      "fused_dot_m27: valid_5_1 | 1'b0 → 1'b1",
      "fused_dot_m27: valid_5_2 | 1'b0 → 1'b1",
      "fused_dot_m27: valid_5_3 | 1'b0 → 1'b1",
      "fused_dot_m27: valid_5_4 | 1'b0 → 1'b1",
      "fused_dot_m27: valid_5 | 1'b0 → 1'b1",
    ],
  },
  {
    why: 'four products of 35 bits are at most 2^35 together, for which 37 bits are enough: the bit above them is their sign too',
    mutants: ['dot_column_m27: total | _total_sum[37] → _total_sum[36]'],
  },
  {
    why: 'a reset is of two cycles and more, by when the index is 0: one sum at 0 ends no beat, and the first group of a command begins anew',
    mutants: ["group_unit_t2_m27: scaled_valid_1 | 1'b0 → 1'b1"],
  },
  {
    why: 'where a count begins after reset: it is set when the first sums come, before anybody reads it',
    mutants: ["float_unit: index | 3'd0 → 3'd2 #2", "float_unit: index | 3'd0 → 3'd1 #2"],
  },
  {
    why: 'vectors of a second set: with T = 2 there is one set, and what these registers hold after it is not read',
    mutants: [
      'activation_gatherer_t2: ports_used | used[2] → used[3]',
      'activation_dealer_t2: used_next | used_next[3] → used_next[2]',
      "loader_t2_m27: take_beat | 11'd0 → 11'd16",
      "loader_t2_fp32: write_beat | 11'd0 → 11'd16",
    ],
  },
  {
    why: 'a number of sets of one bit: + 1 and − 1 are the same',
    mutants: [
      "loader_t2_m27: take_set | take_set + 1'b1 → take_set - 1'b1",
      "loader_t2_fp32: take_set | take_set + 1'b1 → take_set - 1'b1",
    ],
  },
  {
    why: 'sums that count after reset go to places of the tree that a tree writes anew before anybody reads them',
    mutants: ["vector_sum: placed_1 | 1'b0 → 1'b1", "vector_sum: placed_6 | 1'b0 → 1'b1"],
  },
  {
    why: 'of two equal values either is the largest so far',
    mutants: [
      'vector_largest: best[vector_3] | so_far < beat_3 → so_far <= beat_3',
      'block_float_m27: lower_1 | x_payload[30:23] < x_payload[62:55] → x_payload[30:23] <= x_payload[62:55]',
    ],
  },
  {
    why: 'the sign that the mask of a magnitude clears: in the arm of negative values there was no mask, and in the other the sign is set',
    mutants: [
      "vector_largest: key_3 | 32'h7fffffff → 32'h80000000",
      "vector_largest: key_3 | magnitude ? data[127:96] & 32'h7fffffff : data[127:96] → magnitude ? data[127:96] : data[127:96] & 32'h7fffffff #2",
    ],
  },
  {
    why: 'without E a value leaves as it is, and times 1 it is the same',
    mutants: [
      'vector_lane: scaled | squares || e_source == E_SOURCE_NONE → squares && (e_source == E_SOURCE_NONE)',
      "vector_lane: operand_e | 32'h3f800000 → 32'h3fc00000",
    ],
  },
  {
    why: 'side by side the vector at hand stays 0, and of a serial command the first converter gives the first vector alone: both arms are the same',
    mutants: [
      "loader_t2_m27: if | serial ? u_convert_0_valid & (write_vector == 3'd0) : u_convert_0_valid → serial ? u_convert_0_valid : u_convert_0_valid & (write_vector == 3'd0)",
    ],
  },
  {
    why: 'the second lane converts what is meant for the first, and nobody writes it: it is not the turn of its vector',
    mutants: ["loader_t2_fp32: taking_lanes | 2'd1 → 2'd3"],
  },
  {
    why: 'results that leave by AXI-Stream need no region, and without lists nobody asks whether the dispatcher has something to do',
    mutants: [
      "dispatcher_t1_stream: result_beats | {23'd0, vector_count} << 5 → {23'd0, vector_count} >> 5",
      'dispatcher_t1_stream: idle | state == DISPATCHER_STATE_IDLE → state != DISPATCHER_STATE_IDLE',
    ],
  },
  {
    why: 'in the cycle after reset no list runs of which it could be told that something moves',
    mutants: ["token_unit: moves | 1'b0 → 1'b1"],
  },
  {
    why: 'a beat that moves on one port is followed by one that the core or the vector unit takes, which is told as well, but behind a memory that gives less than a beat in a hundred cycles, for 65,536 of them',
    mutants: [
      'macromac_t2: u_token.active | (m_axi_0_rvalid & m_axi_0_rready) | (m_axi_1_rvalid & m_axi_1_rready) → (m_axi_0_rvalid & m_axi_0_rready) & (m_axi_1_rvalid & m_axi_1_rready)',
    ],
  },
];
