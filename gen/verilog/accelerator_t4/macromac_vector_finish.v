// SPDX-License-Identifier: Apache-2.0
// Generated from rtl/vector/finish.ts by `make verilog`; do not edit.
//
// What becomes of the reductions of a record (`FINISH`): those of vectors 0 … `last_vector` go through one
// after another, from `start` on, asked for by `vector`; a scalar, and for the scales a binary16, come out of
// it in the same order.
`default_nettype none

// verilator lint_off SYMRSVDWORD
module macromac_vector_finish (
  input  wire        clk,
  input  wire        rst,
  input  wire        start,
  input  wire [2:0]  last_vector,
  input  wire [2:0]  finish,
  input  wire [31:0] x,
  input  wire [31:0] y,
  input  wire [31:0] reduction,
  // The vector whose reduction is to stand at `reduction`.
  output wire [2:0]  vector,
  output wire        busy,
  output wire        valid,
  output wire [2:0]  of,
  output wire [31:0] scalar,
  output wire [15:0] half
);
// verilator lint_on SYMRSVDWORD
  localparam FINISH_NONE = 3'd0;
  localparam FINISH_ROOT = 3'd1;
  localparam FINISH_KEY_SCALE = 3'd3;
  localparam FINISH_BYTE_SCALE = 3'd4;

  reg running;
  reg [4:0] left;
  reg [2:0] vector_now;
  wire [31:0] u_multiply_product;
  wire [31:0] u_add_sum;
  wire [31:0] u_reciprocal_result;
  reg root;
  reg isByte;
  reg isScale;
  reg isPlain;
  reg [31:0] r;
  reg finite;
  reg finite_late_1;
  reg finite_late_2;
  reg finite_late_3;
  reg finite_late_4;
  reg finite_late_5;
  reg finite_late_6;
  reg finite_late_7;
  reg finite_late_8;
  reg finite_late;
  wire [15:0] rounded;
  wire [15:0] scale;
  reg [31:0] plain_1;
  reg [31:0] plain_2;
  reg [31:0] plain_3;
  reg [31:0] plain_4;
  reg [31:0] plain_5;
  reg [31:0] plain_6;
  reg [31:0] plain_7;
  reg [31:0] plain_8;
  reg [31:0] plain_9;
  reg [31:0] plain_10;
  reg [31:0] plain;
  wire [31:0] float;
  reg [31:0] argument;
  reg [31:0] through;
  reg [31:0] through_late_1;
  reg [31:0] through_late_2;
  reg [31:0] through_late_3;
  reg [31:0] through_late_4;
  reg [31:0] through_late_5;
  reg [31:0] through_late_6;
  reg [31:0] through_late_7;
  reg [31:0] through_late_8;
  reg [31:0] through_late;
  reg [15:0] scale_late_1;
  reg [15:0] scale_late_2;
  reg [15:0] scale_late_3;
  reg [15:0] scale_late_4;
  reg [15:0] scale_late_5;
  reg [15:0] scale_late_6;
  reg [15:0] scale_late_7;
  reg [15:0] scale_late_8;
  reg [15:0] scale_late_9;
  reg [15:0] scale_late_10;
  reg [15:0] scale_late_11;
  reg [15:0] scale_late_12;
  reg [15:0] scale_late;
  reg [31:0] finished;
  reg valid_late_1;
  reg valid_late_2;
  reg valid_late_3;
  reg valid_late_4;
  reg valid_late_5;
  reg valid_late_6;
  reg valid_late_7;
  reg valid_late_8;
  reg valid_late_9;
  reg valid_late_10;
  reg valid_late_11;
  reg valid_late_12;
  reg valid_late_13;
  reg valid_late_14;
  reg valid_late_15;
  reg valid_late_16;
  reg valid_late_17;
  reg valid_late_18;
  reg valid_late_19;
  reg valid_late_20;
  reg valid_late_21;
  reg valid_late_22;
  reg valid_late;
  reg [2:0] vector_late_1;
  reg [2:0] vector_late_2;
  reg [2:0] vector_late_3;
  reg [2:0] vector_late_4;
  reg [2:0] vector_late_5;
  reg [2:0] vector_late_6;
  reg [2:0] vector_late_7;
  reg [2:0] vector_late_8;
  reg [2:0] vector_late_9;
  reg [2:0] vector_late_10;
  reg [2:0] vector_late_11;
  reg [2:0] vector_late_12;
  reg [2:0] vector_late_13;
  reg [2:0] vector_late_14;
  reg [2:0] vector_late_15;
  reg [2:0] vector_late_16;
  reg [2:0] vector_late_17;
  reg [2:0] vector_late_18;
  reg [2:0] vector_late_19;
  reg [2:0] vector_late_20;
  reg [2:0] vector_late_21;
  reg [2:0] vector_late_22;
  reg [2:0] vector_late;

  always @(posedge clk) begin
    if (running) begin
      vector_now <= vector_now + 3'd1;
      if (vector_now == last_vector) begin
        running <= 1'b0;
      end
    end
    if (left != 5'd0 && !running) begin
      left <= left - 5'd1;
    end
    if (start) begin
      running <= 1'b1;
      vector_now <= 3'd0;
      left <= 5'd24;
    end
    if (rst) begin
      running <= 1'b0;
      left <= 5'd0;
    end
  end

  assign vector = vector_now;
  assign busy = running | (left != 5'd0);

  macromac_fp32_multiply u_multiply (
    .clk(clk),
    .a(r),
    .b(root ? x : y),
    .product(u_multiply_product)
  );

  macromac_fp32_add u_add (
    .clk(clk),
    .a(u_multiply_product),
    .b(y),
    .sum(u_add_sum)
  );

  macromac_fp32_to_fp16 u_half (
    .clk(clk),
    .x(u_multiply_product),
    .half(rounded)
  );

  macromac_fp16_to_fp32 u_float (
    .clk(clk),
    .half(scale),
    .result(float)
  );

  macromac_fp32_reciprocal u_reciprocal (
    .clk(clk),
    .x(argument),
    .root(root),
    .result(u_reciprocal_result)
  );

  always @(posedge clk) begin
    root <= finish == FINISH_ROOT;
    isByte <= finish == FINISH_BYTE_SCALE;
    isScale <= (finish == FINISH_BYTE_SCALE) | (finish == FINISH_KEY_SCALE);
    isPlain <= finish == FINISH_NONE;
    r <= reduction;
    finite <= reduction[30:23] != 8'd255;
    finite_late_1 <= finite;
    finite_late_2 <= finite_late_1;
    finite_late_3 <= finite_late_2;
    finite_late_4 <= finite_late_3;
    finite_late_5 <= finite_late_4;
    finite_late_6 <= finite_late_5;
    finite_late_7 <= finite_late_6;
    finite_late_8 <= finite_late_7;
    finite_late <= finite_late_8;
    plain_1 <= r;
    plain_2 <= plain_1;
    plain_3 <= plain_2;
    plain_4 <= plain_3;
    plain_5 <= plain_4;
    plain_6 <= plain_5;
    plain_7 <= plain_6;
    plain_8 <= plain_7;
    plain_9 <= plain_8;
    plain_10 <= plain_9;
    plain <= plain_10;
    argument <= isScale ? float : root ? u_add_sum : plain;
    through <= plain;
    through_late_1 <= through;
    through_late_2 <= through_late_1;
    through_late_3 <= through_late_2;
    through_late_4 <= through_late_3;
    through_late_5 <= through_late_4;
    through_late_6 <= through_late_5;
    through_late_7 <= through_late_6;
    through_late_8 <= through_late_7;
    through_late <= through_late_8;
    scale_late_1 <= scale;
    scale_late_2 <= scale_late_1;
    scale_late_3 <= scale_late_2;
    scale_late_4 <= scale_late_3;
    scale_late_5 <= scale_late_4;
    scale_late_6 <= scale_late_5;
    scale_late_7 <= scale_late_6;
    scale_late_8 <= scale_late_7;
    scale_late_9 <= scale_late_8;
    scale_late_10 <= scale_late_9;
    scale_late_11 <= scale_late_10;
    scale_late_12 <= scale_late_11;
    scale_late <= scale_late_12;
    finished <= isPlain ? through_late : u_reciprocal_result;
    valid_late_1 <= running;
    valid_late_2 <= valid_late_1;
    valid_late_3 <= valid_late_2;
    valid_late_4 <= valid_late_3;
    valid_late_5 <= valid_late_4;
    valid_late_6 <= valid_late_5;
    valid_late_7 <= valid_late_6;
    valid_late_8 <= valid_late_7;
    valid_late_9 <= valid_late_8;
    valid_late_10 <= valid_late_9;
    valid_late_11 <= valid_late_10;
    valid_late_12 <= valid_late_11;
    valid_late_13 <= valid_late_12;
    valid_late_14 <= valid_late_13;
    valid_late_15 <= valid_late_14;
    valid_late_16 <= valid_late_15;
    valid_late_17 <= valid_late_16;
    valid_late_18 <= valid_late_17;
    valid_late_19 <= valid_late_18;
    valid_late_20 <= valid_late_19;
    valid_late_21 <= valid_late_20;
    valid_late_22 <= valid_late_21;
    valid_late <= valid_late_22;
    vector_late_1 <= vector_now;
    vector_late_2 <= vector_late_1;
    vector_late_3 <= vector_late_2;
    vector_late_4 <= vector_late_3;
    vector_late_5 <= vector_late_4;
    vector_late_6 <= vector_late_5;
    vector_late_7 <= vector_late_6;
    vector_late_8 <= vector_late_7;
    vector_late_9 <= vector_late_8;
    vector_late_10 <= vector_late_9;
    vector_late_11 <= vector_late_10;
    vector_late_12 <= vector_late_11;
    vector_late_13 <= vector_late_12;
    vector_late_14 <= vector_late_13;
    vector_late_15 <= vector_late_14;
    vector_late_16 <= vector_late_15;
    vector_late_17 <= vector_late_16;
    vector_late_18 <= vector_late_17;
    vector_late_19 <= vector_late_18;
    vector_late_20 <= vector_late_19;
    vector_late_21 <= vector_late_20;
    vector_late_22 <= vector_late_21;
    vector_late <= vector_late_22;
    if (rst) begin
      valid_late_1 <= 1'b0;
      valid_late_2 <= 1'b0;
      valid_late_3 <= 1'b0;
      valid_late_4 <= 1'b0;
      valid_late_5 <= 1'b0;
      valid_late_6 <= 1'b0;
      valid_late_7 <= 1'b0;
      valid_late_8 <= 1'b0;
      valid_late_9 <= 1'b0;
      valid_late_10 <= 1'b0;
      valid_late_11 <= 1'b0;
      valid_late_12 <= 1'b0;
      valid_late_13 <= 1'b0;
      valid_late_14 <= 1'b0;
      valid_late_15 <= 1'b0;
      valid_late_16 <= 1'b0;
      valid_late_17 <= 1'b0;
      valid_late_18 <= 1'b0;
      valid_late_19 <= 1'b0;
      valid_late_20 <= 1'b0;
      valid_late_21 <= 1'b0;
      valid_late_22 <= 1'b0;
      valid_late <= 1'b0;
    end
  end

  assign scale = isByte ? (finite_late ? rounded : 16'h7e00) : finite_late && rounded[14:10] < 5'd23 ? rounded
      : 16'h7c00;
  assign scalar = finished;
  assign half = scale_late;
  assign valid = valid_late;
  assign of = vector_late;

endmodule

`default_nettype wire
