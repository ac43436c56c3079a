/** Of a strip, as float_dot names what computes them. */
const INPUTS = ['k0', 'k1', 'k2', 'k3'];
const PORTS = [0, 1, 2, 3];
/** Builds of the dispatcher: two vectors or one, without lists and with them. */
const DISPATCHERS = ['dispatcher_t2', 'dispatcher_t2_list', 'dispatcher_t1_stream'];
/** Of a beat of four float32. */
const LANES = [0, 1, 2, 3];
const OUTPUTS = ['o0', 'o1', 'o2', 'o3', 'o4', 'o5', 'o6', 'o7'];

/** What no test reaches, and why; by `module: line (branch)` and `module: signal[bits]`, as `run.ts` prints them. */
export const HOLES: readonly { readonly why: string; readonly holes: readonly string[] }[] = [
  {
    why: 'a weight is a whole number from −128 to 127, of seven significant bits at most: the other bits of its significand are 0',
    holes: [
      'weight_to_fp32: result_1[16:0]',
      'weight_to_fp32: result[16:0]',
      ...INPUTS.flatMap((k) => OUTPUTS.map((o) => `float_dot: u_${k}${o}_weight_result[16:0]`)),
    ],
  },
  {
    why: 'a half has 11 bits of significand, also after normalisation: the lowest 13 of its binary32 are 0',
    holes: [
      'fp16_to_fp32: packed_2[12:0]',
      'fp16_to_fp32: result[12:0]',
      ...OUTPUTS.map((o) => `float_dot: u_${o}_scale_result[12:0]`),
      ...LANES.map((lane) => `vector_parameters: u_float_${lane}_result[12:0]`),
      'vector_finish: float[12:0]',
    ],
  },
  {
    why: 'a magnitude is 2^31 at most, and that is even: the place below the significand and its rounding bits stays empty',
    holes: ['int32_to_fp32: normal_3[0]'],
  },
  {
    why: 'the low bits of an operand with fewer significant bits are no part of its contract, and the benches give zeros',
    holes: ['fp32_multiply_s11: b[12:0]', 'fp32_multiply_s8: b[15:0]'],
  },
  {
    why: 'an operand of 11 or 8 significant bits goes into one DSP: there is no product of a higher part',
    holes: ['fp32_multiply_s11: high_2', 'fp32_multiply_s8: high_2'],
  },
  {
    why: 'the last part of the product has two bits, in the highest places of eight: its leading one has at most one zero before it',
    holes: ['group_scale_m27: zeros_4[20:19]'],
  },
  {
    why: 'e^x is not negative, and the one NaN has no sign',
    holes: ['fp32_exp: power[31]', 'fp32_exp: power_14[31]', 'vector_lane: u_exp_power[31]'],
  },
  {
    why: 'of RNE(2^33 / ln 2) the lower half is below 2^16, and the upper half a multiple of 4',
    holes: ['fp32_exp: low_2[40]', 'fp32_exp: high_2[1:0]'],
  },
  {
    why: 'coefficients without a sign, and slopes that are positive, in signed numbers that are wide enough for any',
    holes: ['fp32_exp: c1_8[24:23]', 'fp32_exp: slope_9[24:23]', 'fp32_reciprocal: c1_4[23:22]'],
  },
  {
    why: 'a parabola that would leave its range: of all 2^26 fractions of 2^f, and of all significands of RCP and RSQRT, none does',
    holes: ['fp32_exp: y_11[28]', 'fp32_reciprocal: y_7[27]'],
  },
  {
    why: 'the limit is 32,639 or 127: the bits that neither has',
    holes: ['fp32_to_int16: limit_3[16:15]', 'fp32_to_int16: limit_3[7]'],
  },
  {
    why: 'a float is 113 places below a normal half at most',
    holes: ['fp32_to_fp16: distance_1[7]'],
  },
  {
    why: 'the engine of floats has no exponent of a group: this one is 0',
    holes: [
      'float_beat: exponent[7:0]',
      'loader_t2_fp32: write_exponents[15:0]',
      'loader_t2_fp32: u_convert_0_exponent[7:0]',
      'loader_t2_fp32: u_convert_1_exponent[7:0]',
    ],
  },
  {
    why: 'constant by what the port does: beats of 16 bytes at multiples of 16, 16 beats at most, INCR, one protection attribute; writes are of ID 0',
    holes: [
      'write_port: m_axi_awid',
      'write_port: m_axi_awaddr[3:0]',
      'write_port: m_axi_awlen[7:4]',
      'write_port: m_axi_awsize[1:0]',
      'write_port: m_axi_awburst[1]',
      'write_port: m_axi_awprot[2:0]',
      'shared_write_port: m_axi_awaddr[3:0]',
      'shared_write_port: m_axi_awlen[7:4]',
      'shared_write_port: m_axi_awsize[1:0]',
      'shared_write_port: m_axi_awburst[1]',
      'shared_write_port: m_axi_awprot[2:0]',
      'read_port: m_axi_araddr[3:0]',
      'read_port: m_axi_arlen[7:4]',
      'read_port: m_axi_arsize[1:0]',
      'read_port: m_axi_arburst[1]',
      'read_port: m_axi_arprot[2:0]',
      'macromac_t2: m_axi_0_awaddr[3:0]',
      'macromac_t2: m_axi_0_awlen[7:4]',
      'macromac_t2: m_axi_0_awsize[1:0]',
      'macromac_t2: m_axi_0_awburst[1]',
      'macromac_t2: m_axi_0_awprot[2:0]',
      ...PORTS.flatMap((port) =>
        ['addr[3:0]', 'len[7:4]', 'size[1:0]', 'burst[1]', 'prot[2:0]'].map(
          (bits) => `macromac_t2: m_axi_${port}_ar${bits}`,
        ),
      ),
    ],
  },
  {
    why: 'with T = 2 there is one set of two vectors, and no others are used',
    holes: [
      'activation_gatherer_t2: if (in_last_set) begin (else)',
      'activation_gatherer_t2: used[3:2]',
      'activation_gatherer_t2: used_next[3:0]',
      'activation_dealer_t2: if (in_last_set) begin (else)',
      'activation_dealer_t2: jump[13:0]',
      'activation_dealer_t2: used_next[3:0]',
      'loader_t2_m27: if (serial || take_set == last_set) begin (else)',
      'loader_t2_m27: if (serial || write_set == last_set) begin (else)',
      'loader_t2_m27: last_set',
      'loader_t2_fp32: if (serial || take_set == last_set) begin (else)',
      'loader_t2_fp32: if (serial || write_set == last_set) begin (else)',
      'loader_t2_fp32: last_set',
    ],
  },
  {
    why: 'each region of activations is the 16 beats of a group',
    holes: [
      ...PORTS.flatMap((port) =>
        ['[27:5]', '[3:0]'].flatMap((bits) => [
          `activation_dealer_t2: regions_${port}_payload_beats${bits}`,
          `macromac_t2: u_deal_regions_${port}_payload_beats${bits}`,
        ]),
      ),
    ],
  },
  {
    why: 'no more bursts than nine are asked for, in a queue of sixteen',
    holes: ['read_master_512: u_asked_level[4]'],
  },
  {
    why: 'no more bursts than eight are outstanding, in a queue of sixteen',
    holes: ['vector_append: u_asked_level[4]'],
  },
  {
    why: 'of 512 beats one is in the output register of the queue, which its level does not count',
    holes: ['read_master_512: u_queue_level[9]'],
  },
  {
    why: 'with T = 2 a token is 0 or 1',
    holes: [
      'collector_t2_m27: token[2]',
      'collector_t2_fp32: token[2]',
      ...['loader_t2_m27', 'loader_t2_fp32'].flatMap((loader) => [
        `${loader}: take_vector[2:1]`,
        `${loader}: write_vector[2:1]`,
      ]),
      'macromac_core_t2: s_axis_cmd_tdata[39:37]',
      'macromac_core_t2: u_load_run_payload_tokens[2:1]',
      'macromac_core_t2: u_queue_m_payload_tokens[2:1]',
      'macromac_core_t2: u_sequence_control_tokens[2:1]',
      'macromac_core_t2: u_sequence_block_tokens[2:1]',
      'macromac_t2: u_ahead_m_payload_tokens[2:1]',
      'macromac_t2: u_select_m_payload_last_vector[2:1]',
    ],
  },
  {
    why: 'a command has 8192 blocks and 128 groups at most: the dispatcher refuses more',
    holes: [
      'sequencer_t2: block[15:13]',
      'result_writer: block[15:14]',
      'macromac_core_t2: s_axis_cmd_tdata[31:30]',
      'macromac_core_t2: s_axis_cmd_tdata[15:8]',
      'macromac_core_t2: u_load_run_payload_blocks[15:14]',
      'macromac_core_t2: u_queue_m_payload_blocks[15:14]',
    ],
  },
  {
    why: 'a burst of results is the eight beats of a row, and begins at a multiple of them',
    holes: [
      'result_writer: aw_payload_length[3]',
      'macromac_t2: u_write_aw_payload_length[3]',
      'macromac_t2: u_write_aw_payload_address[2:0]',
      'macromac_t2: u_write_failed_address[2:0]',
    ],
  },
  {
    why: 'an index of 18 bits stands in a word of 32',
    holes: ['top_k_t2: list_beat[127:114]', 'top_k_t2: list_beat[63:50]'],
  },
  {
    why: 'an access is answered by OKAY (0) or SLVERR (2)',
    holes: [
      'control_registers_t2_list: b_response[0]',
      'control_registers_t2_list: r_response[0]',
      'control_registers_t2_list: s_axi_bresp[0]',
      'control_registers_t2_list: s_axi_rresp[0]',
      'macromac_t2: s_axi_ctrl_bresp[0]',
      'macromac_t2: s_axi_ctrl_rresp[0]',
    ],
  },
  {
    why: 'reserved bits of the command that the core takes',
    holes: [
      ...DISPATCHERS.flatMap((dispatcher) => [
        `${dispatcher}: word_reserved_0[1:0]`,
        `${dispatcher}: word_reserved_1[21:0]`,
        `${dispatcher}: core_payload[63:42]`,
        `${dispatcher}: core_payload[35:34]`,
      ]),
      'macromac_t2: u_dispatch_core_payload[63:42]',
      'macromac_t2: u_dispatch_core_payload[35:34]',
      'macromac_core_t2: s_axis_cmd_tdata[63:42]',
      'macromac_core_t2: s_axis_cmd_tdata[35:34]',
    ],
  },
  {
    why: 'of 28 bits, for 33 · 128 · 8192 beats of weights at most, 16 · 128 · T of activations and 8 · 8192 · T of results; by whole groups and rows',
    holes: [
      ...DISPATCHERS.flatMap((dispatcher) => [
        `${dispatcher}: weight_beats[27:26]`,
        ...PORTS.map((port) => `${dispatcher}: weights_${port}_payload_beats[27:26]`),
        `${dispatcher}: length[27:26]`,
        `${dispatcher}: activation_beats[27:13]`,
        `${dispatcher}: activation_beats[3:0]`,
        `${dispatcher}: result_beats[27:18]`,
        `${dispatcher}: result_beats[2:0]`,
      ]),
      'dispatcher_t1_stream: activation_beats[12]',
      'dispatcher_t1_stream: result_beats[17]',
      ...PORTS.map((port) => `macromac_t2: u_dispatch_weights_${port}_payload_beats[27:26]`),
    ],
  },
  {
    why: 'a command that is accepted has 128 groups and T vectors at most',
    holes: [
      ...DISPATCHERS.flatMap((dispatcher) => [
        `${dispatcher}: loaded_groups[15:8]`,
        `${dispatcher}: loaded_tokens[3:1]`,
      ]),
      'dispatcher_t1_stream: loaded_tokens[0]',
    ],
  },
  {
    why: 'without lists no command is only to be checked: the registers say 0; and nobody is told where results go',
    holes: ['dispatcher_t2', 'dispatcher_t1_stream'].flatMap((dispatcher) => [
      `${dispatcher}: found_right`,
      `${dispatcher}: checked`,
      `${dispatcher}: route_valid`,
    ]),
  },
  {
    why: 'what only a product of a list has: a command that is staged in the registers has 0',
    holes: [
      'macromac_t2: u_queue_m_payload_in_list',
      'macromac_t2: u_queue_m_payload_to_vector',
      'macromac_t2: u_queue_m_payload_only_check',
    ],
  },
  {
    why: 'the dispatcher is one command ahead of the writer, which takes the next when it has ended one: one is in flight, two are in the other queues',
    holes: [
      'macromac_t2: in_flight[3:1]',
      'macromac_t2: u_select_level[3:1]',
      'macromac_t2: u_ahead_level[1]',
      'macromac_t2: branch0_taken',
    ],
  },
  {
    why: 'counts of 32 bits, which can be read and cleared but not set: to reach the highest takes 2^31 commands or cycles, and these are above what the longest test makes',
    holes: [
      'macromac_t2: completed[31:11]',
      'macromac_t2: count_cycles_busy[31:23]',
      'macromac_t2: count_cycles_streaming[31:18]',
      'macromac_t2: count_beats[31:18]',
      'macromac_t2: count_back_pressured[31:14]',
      'macromac_t2: count_starved_x[31:16]',
      'macromac_t2: count_starved_0[31:14]',
      'macromac_t2: count_starved_1[31:14]',
      'macromac_t2: count_starved_2[31:13]',
      'macromac_t2: count_starved_3[31:14]',
    ],
  },
  {
    why: 'results of a level of the tree are awaited for seven cycles',
    holes: ['vector_sum: waiting[3]'],
  },
  {
    why: 'a product of a list: a matrix product that raises no interrupt; its activations come from the vector unit, and positions are in its sizes already',
    holes: [
      'command_list: as_command_operation[3:0]',
      'command_list: as_command_interrupt',
      'command_list: as_command_position[15:0]',
      'command_list: as_command_activations[39:0]',
    ],
  },
  {
    why: 'a list has 2^18 − 1 records of four beats at most, and begins at a multiple of them',
    holes: [
      'command_list: region_payload_beats[27:20]',
      'command_list: region_payload_beats[1:0]',
      ...['token_unit: list_region', 'macromac_t2: u_token_list_region'].flatMap((region) => [
        `${region}_payload_beats[27:20]`,
        `${region}_payload_beats[1:0]`,
        `${region}_payload_address[1:0]`,
      ]),
    ],
  },
  {
    why: 'the macros of a key are one, two or four, of 33 strips: 33, 66 or 132',
    holes: [
      'vector_append: macro_strips[8]',
      'vector_append: macro_strips[4:3]',
      'vector_append: run_left[8]',
      'vector_check: macro_strips[8]',
      'vector_check: macro_strips[4:3]',
    ],
  },
  {
    why: 'a position lies behind 2047 blocks of four macros at most: 270,204 strips; behind three regions of 2^24 − 1 beats',
    holes: [
      'vector_append: key_strips[18:17]',
      'vector_append: key_offset[35:19]',
      'vector_append: channel_offset[35:26]',
      'vector_append: offset[35:26]',
      'vector_check: offset[21:19]',
      'vector_check: reach_of_offset[22:19]',
    ],
  },
  {
    why: 'a walk of 2^16 steps of 2^16 beats, of 16 vectors and of two more numbers of 16 bits reaches less than 2^33 beats',
    holes: ['vector_check: reach[33]'],
  },
];
