// SPDX-License-Identifier: Apache-2.0
// Generated from rtl/mac/fused-dot.ts by `make verilog`; do not edit.
//
// S = Σ (q − z)·m over a group, exactly, for 8 outputs and one token: 8 columns of 4 multipliers (one for each
// k of a strip), which add and accumulate as well. `first` restarts the sums, `valid` says that the weights are
// those of a strip.
`default_nettype none

module macromac_fused_dot_m27 (
  input  wire         clk,
  input  wire         rst,
  input  wire         valid,
  input  wire         first,
  input  wire [255:0] weights,
  input  wire [107:0] mantissas,
  output wire [319:0] sums
);
  reg valid_5_1;
  reg valid_5_2;
  reg valid_5_3;
  reg valid_5_4;
  reg valid_5;
  reg accumulate_5_1;
  reg accumulate_5_2;
  reg accumulate_5_3;
  reg accumulate_5_4;
  reg accumulate_5;
  reg [26:0] m_k2;
  reg [63:0] w_k2;
  reg [26:0] m_k3_1;
  reg [63:0] w_k3_1;
  reg [26:0] m_k3;
  reg [63:0] w_k3;
  wire signed [39:0] u_o0_sum;
  wire signed [39:0] u_o1_sum;
  wire signed [39:0] u_o2_sum;
  wire signed [39:0] u_o3_sum;
  wire signed [39:0] u_o4_sum;
  wire signed [39:0] u_o5_sum;
  wire signed [39:0] u_o6_sum;
  wire signed [39:0] u_o7_sum;

  always @(posedge clk) begin
    valid_5_1 <= valid;
    valid_5_2 <= valid_5_1;
    valid_5_3 <= valid_5_2;
    valid_5_4 <= valid_5_3;
    valid_5 <= valid_5_4;
    accumulate_5_1 <= ~first;
    accumulate_5_2 <= accumulate_5_1;
    accumulate_5_3 <= accumulate_5_2;
    accumulate_5_4 <= accumulate_5_3;
    accumulate_5 <= accumulate_5_4;
    m_k2 <= mantissas[80:54];
    w_k2 <= weights[191:128];
    m_k3_1 <= mantissas[107:81];
    w_k3_1 <= weights[255:192];
    m_k3 <= m_k3_1;
    w_k3 <= w_k3_1;
    if (rst) begin
      valid_5_1 <= 1'b0;
      valid_5_2 <= 1'b0;
      valid_5_3 <= 1'b0;
      valid_5_4 <= 1'b0;
      valid_5 <= 1'b0;
    end
  end

  macromac_dot_column_m27 u_o0 (
    .clk(clk),
    .mantissas({m_k3, m_k2, mantissas[53:27], mantissas[26:0]}),
    .weights({w_k3[7:0], w_k2[7:0], weights[71:64], weights[7:0]}),
    .enable(valid_5),
    .accumulate(accumulate_5),
    .sum(u_o0_sum)
  );

  assign sums[39:0] = u_o0_sum;

  macromac_dot_column_m27 u_o1 (
    .clk(clk),
    .mantissas({m_k3, m_k2, mantissas[53:27], mantissas[26:0]}),
    .weights({w_k3[15:8], w_k2[15:8], weights[79:72], weights[15:8]}),
    .enable(valid_5),
    .accumulate(accumulate_5),
    .sum(u_o1_sum)
  );

  assign sums[79:40] = u_o1_sum;

  macromac_dot_column_m27 u_o2 (
    .clk(clk),
    .mantissas({m_k3, m_k2, mantissas[53:27], mantissas[26:0]}),
    .weights({w_k3[23:16], w_k2[23:16], weights[87:80], weights[23:16]}),
    .enable(valid_5),
    .accumulate(accumulate_5),
    .sum(u_o2_sum)
  );

  assign sums[119:80] = u_o2_sum;

  macromac_dot_column_m27 u_o3 (
    .clk(clk),
    .mantissas({m_k3, m_k2, mantissas[53:27], mantissas[26:0]}),
    .weights({w_k3[31:24], w_k2[31:24], weights[95:88], weights[31:24]}),
    .enable(valid_5),
    .accumulate(accumulate_5),
    .sum(u_o3_sum)
  );

  assign sums[159:120] = u_o3_sum;

  macromac_dot_column_m27 u_o4 (
    .clk(clk),
    .mantissas({m_k3, m_k2, mantissas[53:27], mantissas[26:0]}),
    .weights({w_k3[39:32], w_k2[39:32], weights[103:96], weights[39:32]}),
    .enable(valid_5),
    .accumulate(accumulate_5),
    .sum(u_o4_sum)
  );

  assign sums[199:160] = u_o4_sum;

  macromac_dot_column_m27 u_o5 (
    .clk(clk),
    .mantissas({m_k3, m_k2, mantissas[53:27], mantissas[26:0]}),
    .weights({w_k3[47:40], w_k2[47:40], weights[111:104], weights[47:40]}),
    .enable(valid_5),
    .accumulate(accumulate_5),
    .sum(u_o5_sum)
  );

  assign sums[239:200] = u_o5_sum;

  macromac_dot_column_m27 u_o6 (
    .clk(clk),
    .mantissas({m_k3, m_k2, mantissas[53:27], mantissas[26:0]}),
    .weights({w_k3[55:48], w_k2[55:48], weights[119:112], weights[55:48]}),
    .enable(valid_5),
    .accumulate(accumulate_5),
    .sum(u_o6_sum)
  );

  assign sums[279:240] = u_o6_sum;

  macromac_dot_column_m27 u_o7 (
    .clk(clk),
    .mantissas({m_k3, m_k2, mantissas[53:27], mantissas[26:0]}),
    .weights({w_k3[63:56], w_k2[63:56], weights[127:120], weights[63:56]}),
    .enable(valid_5),
    .accumulate(accumulate_5),
    .sum(u_o7_sum)
  );

  assign sums[319:280] = u_o7_sum;

endmodule

`default_nettype wire
