// SPDX-License-Identifier: Apache-2.0
// Generated from rtl/vector/largest.ts by `make verilog`; do not edit.
//
// The largest element, or the largest magnitude, of each of up to 8 vectors, whatever the order they come in:
// `largest` is that of vector `vector_read`. `left_out`, a bit a lane, does not count.
`default_nettype none

// verilator lint_off SYMRSVDWORD
module macromac_vector_largest (
  input  wire         clk,
  input  wire         rst,
  input  wire         valid,
  input  wire [127:0] data,
  input  wire [3:0]   left_out,
  input  wire         magnitude,
  input  wire [2:0]   vector,
  // The first beat of its vector.
  input  wire         first,
  input  wire [2:0]   vector_read,
  output wire [31:0]  largest
);
// verilator lint_on SYMRSVDWORD
  reg [31:0] key_0;
  reg [31:0] key_1;
  reg [31:0] key_2;
  reg [31:0] key_3;
  reg [31:0] lower_2;
  reg [31:0] upper_2;
  reg [31:0] beat_3;
  reg valid_3_1;
  reg valid_3_2;
  reg valid_3;
  reg [2:0] vector_3_1;
  reg first_3_1;
  reg [2:0] vector_3_2;
  reg first_3_2;
  reg [2:0] vector_3;
  reg first_3;
  wire [31:0] so_far;
  wire [31:0] key;
  (* ram_style = "distributed" *)
  reg [31:0] best [0:7];

  wire [31:0] _key_0_choice = magnitude ? data[31:0] & 32'h7fffffff : data[31:0];
  wire [31:0] _key_1_choice = magnitude ? data[63:32] & 32'h7fffffff : data[63:32];
  wire [31:0] _key_2_choice = magnitude ? data[95:64] & 32'h7fffffff : data[95:64];
  wire [31:0] _key_3_choice = magnitude ? data[127:96] & 32'h7fffffff : data[127:96];

  always @(posedge clk) begin
    key_0 <= left_out[0] ? 32'd0 : _key_0_choice[30:23] == 8'd255 && _key_0_choice[22:0] != 23'd0 ? 32'hffffffff
        : _key_0_choice[31] ? ~(magnitude ? data[31:0] & 32'h7fffffff : data[31:0])
        : (magnitude ? data[31:0] & 32'h7fffffff : data[31:0]) | 32'h80000000;
    key_1 <= left_out[1] ? 32'd0 : _key_1_choice[30:23] == 8'd255 && _key_1_choice[22:0] != 23'd0 ? 32'hffffffff
        : _key_1_choice[31] ? ~(magnitude ? data[63:32] & 32'h7fffffff : data[63:32])
        : (magnitude ? data[63:32] & 32'h7fffffff : data[63:32]) | 32'h80000000;
    key_2 <= left_out[2] ? 32'd0 : _key_2_choice[30:23] == 8'd255 && _key_2_choice[22:0] != 23'd0 ? 32'hffffffff
        : _key_2_choice[31] ? ~(magnitude ? data[95:64] & 32'h7fffffff : data[95:64])
        : (magnitude ? data[95:64] & 32'h7fffffff : data[95:64]) | 32'h80000000;
    key_3 <= left_out[3] ? 32'd0 : _key_3_choice[30:23] == 8'd255 && _key_3_choice[22:0] != 23'd0 ? 32'hffffffff
        : _key_3_choice[31] ? ~(magnitude ? data[127:96] & 32'h7fffffff : data[127:96])
        : (magnitude ? data[127:96] & 32'h7fffffff : data[127:96]) | 32'h80000000;
    lower_2 <= key_0 < key_1 ? key_1 : key_0;
    upper_2 <= key_2 < key_3 ? key_3 : key_2;
    beat_3 <= lower_2 < upper_2 ? upper_2 : lower_2;
    valid_3_1 <= valid;
    valid_3_2 <= valid_3_1;
    valid_3 <= valid_3_2;
    vector_3_1 <= vector;
    first_3_1 <= first;
    vector_3_2 <= vector_3_1;
    first_3_2 <= first_3_1;
    vector_3 <= vector_3_2;
    first_3 <= first_3_2;
    if (rst) begin
      valid_3_1 <= 1'b0;
      valid_3_2 <= 1'b0;
      valid_3 <= 1'b0;
    end
  end

  assign so_far = first_3 ? (magnitude ? 32'h80000000 : 32'h7fffff) : best[vector_3];

  always @(posedge clk) begin
    if (valid_3) begin
      best[vector_3] <= so_far < beat_3 ? beat_3 : so_far;
    end
  end

  assign key = best[vector_read];
  assign largest = key == 32'hffffffff ? 32'h7fc00000 : key[31] ? key ^ 32'h80000000 : ~key;

endmodule

`default_nettype wire
