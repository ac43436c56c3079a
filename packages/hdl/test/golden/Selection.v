// Generated from packages/hdl/test/golden/constructs.ts; do not edit.
`default_nettype none

module Selection (
  input  wire [31:0]       word,
  input  wire [1:0]        i,
  input  wire [4:0]        n,
  input  wire [23:0]       lanes,
  output wire [7:0]        octet,
  output wire              chosen,
  output wire [31:0]       shifted,
  output wire [7:0]        back,
  output wire signed [5:0] lane,
  output wire [5:0]        ones,
  output wire [5:0]        zeros,
  output wire              all,
  output wire [31:0]       mixed
);

  assign octet = word[8*i +: 8];
  assign chosen = word[n];
  assign shifted = (word << n) ^ (word >> 3);
  assign back = {word[4], word[5], word[6], word[7], word[8], word[9], word[10], word[11]};
  assign lane = lanes[6*i +: 6];
  wire [1:0] _ones_sum = word[0] + word[1];
  wire [1:0] _ones_sum_2 = word[2] + word[3];
  wire [2:0] _ones_sum_3 = _ones_sum + _ones_sum_2;
  wire [1:0] _ones_sum_4 = word[4] + word[5];
  wire [1:0] _ones_sum_5 = word[6] + word[7];
  wire [2:0] _ones_sum_6 = _ones_sum_4 + _ones_sum_5;
  wire [3:0] _ones_sum_7 = _ones_sum_3 + _ones_sum_6;
  wire [1:0] _ones_sum_8 = word[8] + word[9];
  wire [1:0] _ones_sum_9 = word[10] + word[11];
  wire [2:0] _ones_sum_10 = _ones_sum_8 + _ones_sum_9;
  wire [1:0] _ones_sum_11 = word[12] + word[13];
  wire [1:0] _ones_sum_12 = word[14] + word[15];
  wire [2:0] _ones_sum_13 = _ones_sum_11 + _ones_sum_12;
  wire [3:0] _ones_sum_14 = _ones_sum_10 + _ones_sum_13;
  wire [4:0] _ones_sum_15 = _ones_sum_7 + _ones_sum_14;
  wire [1:0] _ones_sum_16 = word[16] + word[17];
  wire [1:0] _ones_sum_17 = word[18] + word[19];
  wire [2:0] _ones_sum_18 = _ones_sum_16 + _ones_sum_17;
  wire [1:0] _ones_sum_19 = word[20] + word[21];
  wire [1:0] _ones_sum_20 = word[22] + word[23];
  wire [2:0] _ones_sum_21 = _ones_sum_19 + _ones_sum_20;
  wire [3:0] _ones_sum_22 = _ones_sum_18 + _ones_sum_21;
  wire [1:0] _ones_sum_23 = word[24] + word[25];
  wire [1:0] _ones_sum_24 = word[26] + word[27];
  wire [2:0] _ones_sum_25 = _ones_sum_23 + _ones_sum_24;
  wire [1:0] _ones_sum_26 = word[28] + word[29];
  wire [1:0] _ones_sum_27 = word[30] + word[31];
  wire [2:0] _ones_sum_28 = _ones_sum_26 + _ones_sum_27;
  wire [3:0] _ones_sum_29 = _ones_sum_25 + _ones_sum_28;
  wire [4:0] _ones_sum_30 = _ones_sum_22 + _ones_sum_29;
  assign ones = _ones_sum_15 + _ones_sum_30;
  wire [15:0] _zeros_choice = |word[31:16] ? word[31:16] : word[15:0];
  wire [7:0] _zeros_choice_2 = |_zeros_choice[15:8] ? _zeros_choice[15:8] : _zeros_choice[7:0];
  wire [3:0] _zeros_choice_3 = |_zeros_choice_2[7:4] ? _zeros_choice_2[7:4] : _zeros_choice_2[3:0];
  wire [1:0] _zeros_choice_4 = |_zeros_choice_3[3:2] ? _zeros_choice_3[3:2] : _zeros_choice_3[1:0];
  assign zeros = |word ? {1'b0,
      {~(|word[31:16]), ~(|_zeros_choice[15:8]), ~(|_zeros_choice_2[7:4]), ~(|_zeros_choice_3[3:2]),
      ~_zeros_choice_4[1]}} : 6'd32;
  assign all = &word;
  assign mixed = {word[7:0], word[15:8], word[23:16], word[31:24]};

  // Bits nobody reads, named for lint.
  wire _unused = &{1'b0, _zeros_choice_4[0]};

endmodule

`default_nettype wire
