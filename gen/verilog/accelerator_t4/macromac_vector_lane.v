// SPDX-License-Identifier: Apache-2.0
// Generated from rtl/vector/lane.ts by `make verilog`; do not edit.
//
// One of the four lanes: s = fl(fl(A·B) + fl(C·D)); v = s, EXP(s) or RCP(s); result = fl(v·E)
// (docs/command-list.md). `excluded` belongs to v: it and the result are then +0. `reduced` is v or fl(v·v).
`default_nettype none

module macromac_vector_lane (
  input  wire        clk,
  input  wire [1:0]  a_source,
  input  wire [1:0]  b_source,
  input  wire [2:0]  c_source,
  input  wire [1:0]  d_source,
  input  wire [1:0]  operation,
  input  wire [2:0]  e_source,
  input  wire        squares,
  input  wire [31:0] x,
  input  wire [31:0] y,
  input  wire [31:0] memory_a,
  input  wire [31:0] memory_c,
  input  wire [31:0] results,
  input  wire [31:0] first,
  input  wire [31:0] second,
  input  wire [31:0] b_scalar,
  input  wire [31:0] c_scalar,
  input  wire        excluded,
  output wire [31:0] result,
  output wire [31:0] reduced,
  output wire        left_out
);
  localparam C_SOURCE_NONE = 3'd0;
  localparam E_SOURCE_NONE = 3'd0;

  reg [31:0] operand_a;
  reg [31:0] operand_b;
  reg [31:0] operand_c;
  reg [31:0] operand_d;
  reg [31:0] operand_e;
  wire [31:0] u_ab_product;
  wire [31:0] u_cd_product;
  wire [31:0] u_add_sum;
  wire [31:0] u_exp_power;
  wire [31:0] u_reciprocal_result;
  wire [31:0] u_scale_product;
  reg [31:0] product_1;
  reg [31:0] product_2;
  reg [31:0] product_3;
  reg [31:0] product_4;
  reg [31:0] product_5;
  reg [31:0] product;
  reg [31:0] s;
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
  reg [31:0] plain_11;
  reg [31:0] plain_12;
  reg [31:0] plain_13;
  reg [31:0] plain;
  reg [31:0] reciprocal_1;
  reg [31:0] reciprocal_2;
  reg [31:0] reciprocal_3;
  reg [31:0] reciprocal_4;
  reg [31:0] reciprocal;
  reg [31:0] v;
  reg excluded_v;
  reg [31:0] e_1;
  reg [31:0] e_2;
  reg [31:0] e_3;
  reg [31:0] e_4;
  reg [31:0] e_5;
  reg [31:0] e_6;
  reg [31:0] e_7;
  reg [31:0] e_8;
  reg [31:0] e_9;
  reg [31:0] e_10;
  reg [31:0] e_11;
  reg [31:0] e_12;
  reg [31:0] e_13;
  reg [31:0] e_14;
  reg [31:0] e_15;
  reg [31:0] e_16;
  reg [31:0] e_17;
  reg [31:0] e_18;
  reg [31:0] e_19;
  reg [31:0] e_20;
  reg [31:0] e_21;
  reg [31:0] e_22;
  reg [31:0] e_23;
  reg [31:0] e_24;
  reg [31:0] e_25;
  reg [31:0] e_26;
  reg [31:0] e;
  reg [31:0] v_late_1;
  reg excluded_late_1;
  reg [31:0] v_late_2;
  reg excluded_late_2;
  reg [31:0] v_late_3;
  reg excluded_late_3;
  reg [31:0] v_late_4;
  reg excluded_late_4;
  reg [31:0] v_late;
  reg excluded_late;
  reg [31:0] scaled;
  reg [31:0] kept;
  reg left;

  always @(posedge clk) begin
    operand_a <= a_source == 2'd0 ? memory_a : a_source == 2'd1 ? results : first;
    operand_b <= b_source == 2'd0 ? 32'h3f800000 : b_source == 2'd1 ? b_scalar : b_source == 2'd2 ? x : first;
    operand_c <= c_source == 3'd0 ? first : c_source == 3'd1 ? memory_c : c_source == 3'd2 ? c_scalar
        : c_source == 3'd3 ? 32'h3f800000 : first;
    operand_d <= d_source == 2'd0 ? 32'h3f800000 : d_source == 2'd1 ? y : second;
    operand_e <= e_source == 3'd0 ? 32'h3f800000 : e_source == 3'd1 ? c_scalar : e_source == 3'd2 ? y
        : e_source == 3'd3 ? first : memory_c;
    product_1 <= u_ab_product;
    product_2 <= product_1;
    product_3 <= product_2;
    product_4 <= product_3;
    product_5 <= product_4;
    product <= product_5;
    s <= c_source == C_SOURCE_NONE ? product : u_add_sum;
    plain_1 <= s;
    plain_2 <= plain_1;
    plain_3 <= plain_2;
    plain_4 <= plain_3;
    plain_5 <= plain_4;
    plain_6 <= plain_5;
    plain_7 <= plain_6;
    plain_8 <= plain_7;
    plain_9 <= plain_8;
    plain_10 <= plain_9;
    plain_11 <= plain_10;
    plain_12 <= plain_11;
    plain_13 <= plain_12;
    plain <= plain_13;
    reciprocal_1 <= u_reciprocal_result;
    reciprocal_2 <= reciprocal_1;
    reciprocal_3 <= reciprocal_2;
    reciprocal_4 <= reciprocal_3;
    reciprocal <= reciprocal_4;
    v <= excluded ? 32'd0 : operation == 2'd0 ? plain : operation == 2'd1 ? u_exp_power : reciprocal;
    excluded_v <= excluded;
    e_1 <= operand_e;
    e_2 <= e_1;
    e_3 <= e_2;
    e_4 <= e_3;
    e_5 <= e_4;
    e_6 <= e_5;
    e_7 <= e_6;
    e_8 <= e_7;
    e_9 <= e_8;
    e_10 <= e_9;
    e_11 <= e_10;
    e_12 <= e_11;
    e_13 <= e_12;
    e_14 <= e_13;
    e_15 <= e_14;
    e_16 <= e_15;
    e_17 <= e_16;
    e_18 <= e_17;
    e_19 <= e_18;
    e_20 <= e_19;
    e_21 <= e_20;
    e_22 <= e_21;
    e_23 <= e_22;
    e_24 <= e_23;
    e_25 <= e_24;
    e_26 <= e_25;
    e <= e_26;
    v_late_1 <= v;
    excluded_late_1 <= excluded_v;
    v_late_2 <= v_late_1;
    excluded_late_2 <= excluded_late_1;
    v_late_3 <= v_late_2;
    excluded_late_3 <= excluded_late_2;
    v_late_4 <= v_late_3;
    excluded_late_4 <= excluded_late_3;
    v_late <= v_late_4;
    excluded_late <= excluded_late_4;
    scaled <= excluded_late ? 32'd0 : squares || e_source == E_SOURCE_NONE ? v_late : u_scale_product;
    kept <= squares ? u_scale_product : v_late;
    left <= excluded_late;
  end

  macromac_fp32_multiply u_ab (
    .clk(clk),
    .a(operand_a),
    .b(operand_b),
    .product(u_ab_product)
  );

  macromac_fp32_multiply u_cd (
    .clk(clk),
    .a(operand_c),
    .b(operand_d),
    .product(u_cd_product)
  );

  macromac_fp32_add u_add (
    .clk(clk),
    .a(u_ab_product),
    .b(u_cd_product),
    .sum(u_add_sum)
  );

  macromac_fp32_exp u_exp (
    .clk(clk),
    .x(s),
    .power(u_exp_power)
  );

  macromac_fp32_reciprocal u_reciprocal (
    .clk(clk),
    .x(s),
    .root(1'b0),
    .result(u_reciprocal_result)
  );

  macromac_fp32_multiply u_scale (
    .clk(clk),
    .a(v),
    .b(squares ? v : e),
    .product(u_scale_product)
  );

  assign result = scaled;
  assign reduced = kept;
  assign left_out = left;

endmodule

`default_nettype wire
