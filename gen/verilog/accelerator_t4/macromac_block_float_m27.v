// SPDX-License-Identifier: Apache-2.0
// Generated from rtl/activation/block-float.ts by `make verilog`; do not edit.
//
// Block floating point (design §5): groups of 64 float32, 16 beats of 4, become mantissas of M bits that share
// one exponent. A group is buffered until its largest exponent is known, while the one before it is converted:
// a beat a cycle is kept up.
//
// `exponent` is the exponent field of the group's largest normal value, 0 where there is none (then all
// mantissas are 0); `non_finite` says that an infinity or NaN was among the four values of this beat. There is
// no back-pressure on the output, and none is needed at the input: a group leaves in 16 cycles from the moment
// it is there, and the next takes 16 to come.
`default_nettype none

module macromac_block_float_m27 (
  input  wire         clk,
  input  wire         rst,
  input  wire         x_valid,
  input  wire [127:0] x_payload,
  output wire         x_ready,
  output wire         valid,
  output wire [107:0] values,
  output wire [7:0]   exponent,
  output wire         non_finite
);
  reg [3:0] write_beat;
  reg write_bank;
  // The next beat is the last of its group.
  reg write_last;
  // Banks whose group and its largest exponent are there.
  reg [1:0] full;
  reg [7:0] largest_0;
  reg [7:0] largest_1;
  reg [7:0] running;
  reg [3:0] read_beat;
  reg read_bank;
  wire filled;
  reg taken_1;
  reg filled_1;
  reg [7:0] lower_1;
  reg [7:0] upper_1;
  reg bank_1;
  wire [7:0] group_largest;
  wire draining;
  wire [1:0] filled_bank;
  wire [1:0] drained_bank;
  wire [7:0] largest;
  reg [127:0] beat_1;
  reg [7:0] largest_1st;
  reg [31:0] distances_1;
  reg [3:0] normal_1;
  reg valid_1;
  reg valid_2;
  reg valid_3;
  reg [111:0] aligned_2;
  reg [3:0] sign_2;
  reg non_finite_2;
  reg [7:0] largest_2;
  reg non_finite_3;
  reg [7:0] largest_3;
  reg [107:0] mantissas_3;
  (* ram_style = "distributed" *)
  reg [127:0] buffer [0:31];

  assign x_ready = 1'b1;
  assign filled = x_valid & write_last;

  always @(posedge clk) begin
    if (x_valid) begin
      buffer[{write_bank, write_beat}] <= x_payload;
      write_beat <= write_beat + 4'd1;
      write_last <= write_beat == 4'd14;
      if (filled) begin
        write_bank <= ~write_bank;
      end
    end
    if (rst) begin
      write_beat <= 4'd0;
      write_last <= 1'b0;
      write_bank <= 1'b0;
    end
  end

  always @(posedge clk) begin
    taken_1 <= x_valid;
    filled_1 <= filled;
    lower_1 <= x_payload[30:23] < x_payload[62:55] ? x_payload[62:55] : x_payload[30:23];
    upper_1 <= x_payload[94:87] < x_payload[126:119] ? x_payload[126:119] : x_payload[94:87];
    bank_1 <= write_bank;
    if (rst) begin
      taken_1 <= 1'b0;
      filled_1 <= 1'b0;
    end
  end

  assign group_largest = running < (lower_1 < upper_1 ? upper_1 : lower_1)
      ? (lower_1 < upper_1 ? upper_1 : lower_1) : running;

  always @(posedge clk) begin
    if (taken_1) begin
      running <= group_largest;
    end
    if (filled_1) begin
      running <= 8'd0;
      if (bank_1) begin
        largest_1 <= group_largest;
      end else begin
        largest_0 <= group_largest;
      end
    end
    if (rst) begin
      running <= 8'd0;
    end
  end

  assign draining = full[read_bank];

  always @(posedge clk) begin
    if (draining) begin
      read_beat <= read_beat + 4'd1;
    end
    if (rst) begin
      read_beat <= 4'd0;
    end
  end

  always @(posedge clk) begin
    if (draining && read_beat == 4'd15) begin
      read_bank <= ~read_bank;
    end
    if (rst) begin
      read_bank <= 1'b0;
    end
  end

  assign filled_bank = filled_1 ? {bank_1, ~bank_1} : 2'd0;
  assign drained_bank = draining && read_beat == 4'd15 ? {read_bank, ~read_bank} : 2'd0;

  wire [27:0] _full_bits = {normal_1[0], beat_1[22:0] & {23{normal_1[0]}}, 4'd0};
  wire [27:0] _full_choice = distances_1[0] ? _full_bits >> 1 : _full_bits;
  wire [27:0] _full_choice_2 = distances_1[1] ? _full_choice >> 2 : _full_choice;
  wire [27:0] _full_choice_3 = distances_1[2] ? _full_choice_2 >> 4 : _full_choice_2;
  wire [27:0] _full_choice_4 = distances_1[3] ? _full_choice_3 >> 8 : _full_choice_3;
  wire [27:0] _full_bits_2 = {normal_1[1], beat_1[54:32] & {23{normal_1[1]}}, 4'd0};
  wire [27:0] _full_choice_5 = distances_1[8] ? _full_bits_2 >> 1 : _full_bits_2;
  wire [27:0] _full_choice_6 = distances_1[9] ? _full_choice_5 >> 2 : _full_choice_5;
  wire [27:0] _full_choice_7 = distances_1[10] ? _full_choice_6 >> 4 : _full_choice_6;
  wire [27:0] _full_choice_8 = distances_1[11] ? _full_choice_7 >> 8 : _full_choice_7;
  wire [27:0] _full_bits_3 = {normal_1[2], beat_1[86:64] & {23{normal_1[2]}}, 4'd0};
  wire [27:0] _full_choice_9 = distances_1[16] ? _full_bits_3 >> 1 : _full_bits_3;
  wire [27:0] _full_choice_10 = distances_1[17] ? _full_choice_9 >> 2 : _full_choice_9;
  wire [27:0] _full_choice_11 = distances_1[18] ? _full_choice_10 >> 4 : _full_choice_10;
  wire [27:0] _full_choice_12 = distances_1[19] ? _full_choice_11 >> 8 : _full_choice_11;
  wire [27:0] _full_bits_4 = {normal_1[3], beat_1[118:96] & {23{normal_1[3]}}, 4'd0};
  wire [27:0] _full_choice_13 = distances_1[24] ? _full_bits_4 >> 1 : _full_bits_4;
  wire [27:0] _full_choice_14 = distances_1[25] ? _full_choice_13 >> 2 : _full_choice_13;
  wire [27:0] _full_choice_15 = distances_1[26] ? _full_choice_14 >> 4 : _full_choice_14;
  wire [27:0] _full_choice_16 = distances_1[27] ? _full_choice_15 >> 8 : _full_choice_15;
  wire [26:0] _full_sum = aligned_2[27:2] + {26'd0, aligned_2[1] & (aligned_2[0] | aligned_2[2])};
  wire [26:0] _full_sum_2 = aligned_2[55:30] + {26'd0, aligned_2[29] & (aligned_2[28] | aligned_2[30])};
  wire [26:0] _full_sum_3 = aligned_2[83:58] + {26'd0, aligned_2[57] & (aligned_2[56] | aligned_2[58])};
  wire [26:0] _full_sum_4 = aligned_2[111:86] + {26'd0, aligned_2[85] & (aligned_2[84] | aligned_2[86])};
  wire [127:0] _distances_1_word = buffer[{read_bank, read_beat}];

  always @(posedge clk) begin
    full <= (full | filled_bank) & ~drained_bank;
    beat_1 <= buffer[{read_bank, read_beat}];
    largest_1st <= largest;
    distances_1 <= {largest - _distances_1_word[126:119], largest - _distances_1_word[94:87],
        largest - _distances_1_word[62:55], largest - _distances_1_word[30:23]};
    normal_1 <= {_distances_1_word[126:119] != 8'd0, _distances_1_word[94:87] != 8'd0,
        _distances_1_word[62:55] != 8'd0, _distances_1_word[30:23] != 8'd0};
    valid_1 <= draining;
    valid_2 <= valid_1;
    valid_3 <= valid_2;
    aligned_2[27:0] <= |distances_1[7:5] ? {27'd0, normal_1[0]}
        : (distances_1[4] ? _full_choice_4 >> 16 : _full_choice_4) |
        {27'd0, (|_full_choice[1:0] & distances_1[1]) | (|_full_choice_2[3:0] & distances_1[2]) |
        (|_full_choice_3[7:0] & distances_1[3]) | (|_full_choice_4[15:0] & distances_1[4])};
    aligned_2[55:28] <= |distances_1[15:13] ? {27'd0, normal_1[1]}
        : (distances_1[12] ? _full_choice_8 >> 16 : _full_choice_8) |
        {27'd0, (|_full_choice_5[1:0] & distances_1[9]) | (|_full_choice_6[3:0] & distances_1[10]) |
        (|_full_choice_7[7:0] & distances_1[11]) | (|_full_choice_8[15:0] & distances_1[12])};
    aligned_2[83:56] <= |distances_1[23:21] ? {27'd0, normal_1[2]}
        : (distances_1[20] ? _full_choice_12 >> 16 : _full_choice_12) |
        {27'd0, (|_full_choice_9[1:0] & distances_1[17]) | (|_full_choice_10[3:0] & distances_1[18]) |
        (|_full_choice_11[7:0] & distances_1[19]) | (|_full_choice_12[15:0] & distances_1[20])};
    aligned_2[111:84] <= |distances_1[31:29] ? {27'd0, normal_1[3]}
        : (distances_1[28] ? _full_choice_16 >> 16 : _full_choice_16) |
        {27'd0, (|_full_choice_13[1:0] & distances_1[25]) | (|_full_choice_14[3:0] & distances_1[26]) |
        (|_full_choice_15[7:0] & distances_1[27]) | (|_full_choice_16[15:0] & distances_1[28])};
    sign_2[0] <= beat_1[31];
    sign_2[1] <= beat_1[63];
    sign_2[2] <= beat_1[95];
    sign_2[3] <= beat_1[127];
    non_finite_2 <= ((beat_1[30:23] == 8'd255) & (beat_1[22:0] == 23'd0)) |
        ((beat_1[30:23] == 8'd255) & (beat_1[22:0] != 23'd0)) |
        ((beat_1[62:55] == 8'd255) & (beat_1[54:32] == 23'd0)) |
        ((beat_1[62:55] == 8'd255) & (beat_1[54:32] != 23'd0)) |
        ((beat_1[94:87] == 8'd255) & (beat_1[86:64] == 23'd0)) |
        ((beat_1[94:87] == 8'd255) & (beat_1[86:64] != 23'd0)) |
        ((beat_1[126:119] == 8'd255) & (beat_1[118:96] == 23'd0)) |
        ((beat_1[126:119] == 8'd255) & (beat_1[118:96] != 23'd0));
    largest_2 <= largest_1st;
    non_finite_3 <= non_finite_2;
    largest_3 <= largest_2;
    mantissas_3[26:0] <= sign_2[0] ? -$signed({1'b0, _full_sum[26] ? aligned_2[27:2] : _full_sum[25:0]})
        : $signed({1'b0, _full_sum[26] ? aligned_2[27:2] : _full_sum[25:0]});
    mantissas_3[53:27] <= sign_2[1] ? -$signed({1'b0, _full_sum_2[26] ? aligned_2[55:30] : _full_sum_2[25:0]})
        : $signed({1'b0, _full_sum_2[26] ? aligned_2[55:30] : _full_sum_2[25:0]});
    mantissas_3[80:54] <= sign_2[2] ? -$signed({1'b0, _full_sum_3[26] ? aligned_2[83:58] : _full_sum_3[25:0]})
        : $signed({1'b0, _full_sum_3[26] ? aligned_2[83:58] : _full_sum_3[25:0]});
    mantissas_3[107:81] <= sign_2[3] ? -$signed({1'b0, _full_sum_4[26] ? aligned_2[111:86] : _full_sum_4[25:0]})
        : $signed({1'b0, _full_sum_4[26] ? aligned_2[111:86] : _full_sum_4[25:0]});
    if (rst) begin
      full <= 2'd0;
      valid_1 <= 1'b0;
      valid_2 <= 1'b0;
      valid_3 <= 1'b0;
    end
  end

  assign largest = read_bank ? largest_1 : largest_0;
  assign valid = valid_3;
  assign values = mantissas_3;
  assign exponent = largest_3;
  assign non_finite = non_finite_3;

  // Bits nobody reads, named for lint.
  wire _unused = &{1'b0, _distances_1_word[22:0], _distances_1_word[54:31], _distances_1_word[86:63],
      _distances_1_word[118:95], _distances_1_word[127]};

endmodule

`default_nettype wire
