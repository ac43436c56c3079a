// SPDX-License-Identifier: Apache-2.0
// Generated from rtl/mac/dot-column.ts by `make verilog`; do not edit.
//
// One output's dot product: four multipliers in a column, each adding its product to the sum from below, the
// last one accumulating. Lane r takes part r cycles after lane 0; of these cycles the column itself has one for
// every lane but the first, so that lanes 0 and 1 come together, lane 2 a cycle later and lane 3 two. `enable`
// and `accumulate` are those of the sum, five cycles after lane 0.
//
// For Xilinx the column is four DSP48E2 joined by their cascade; elsewhere, and where MACROMAC_GENERIC is
// defined, registers and operators, which hold the same values in the same cycles.
`default_nettype none

`ifndef SYNTHESIS
`define macromac_dot_column_m27_own_body
`elsif MACROMAC_GENERIC
`define macromac_dot_column_m27_own_body
`endif

`ifdef macromac_dot_column_m27_own_body

module macromac_dot_column_m27 (
  input  wire               clk,
  input  wire [107:0]       mantissas,
  input  wire [31:0]        weights,
  input  wire               enable,
  input  wire               accumulate,
  output wire signed [39:0] sum
);
  reg signed [26:0] k0_a;
  reg signed [7:0] k0_b;
  (* use_dsp = "yes" *)
  reg signed [34:0] k0_product;
  reg signed [34:0] p_0;
  reg signed [26:0] k1_a_1;
  reg signed [7:0] k1_b_1;
  reg signed [26:0] k1_a;
  reg signed [7:0] k1_b;
  (* use_dsp = "yes" *)
  reg signed [34:0] k1_product;
  reg signed [35:0] p_1;
  reg signed [26:0] k2_a_1;
  reg signed [7:0] k2_b_1;
  reg signed [26:0] k2_a;
  reg signed [7:0] k2_b;
  (* use_dsp = "yes" *)
  reg signed [34:0] k2_product;
  reg signed [36:0] p_2;
  reg signed [26:0] k3_a_1;
  reg signed [7:0] k3_b_1;
  reg signed [26:0] k3_a;
  reg signed [7:0] k3_b;
  (* use_dsp = "yes" *)
  reg signed [34:0] k3_product;
  reg signed [39:0] total;

  always @(posedge clk) begin
    k0_a <= mantissas[26:0];
    k0_b <= weights[7:0];
    k0_product <= k0_a * k0_b;
    p_0 <= k0_product;
    k1_a_1 <= mantissas[53:27];
    k1_b_1 <= weights[15:8];
    k1_a <= k1_a_1;
    k1_b <= k1_b_1;
    k1_product <= k1_a * k1_b;
    p_1 <= k1_product + p_0;
    k2_a_1 <= mantissas[80:54];
    k2_b_1 <= weights[23:16];
    k2_a <= k2_a_1;
    k2_b <= k2_b_1;
    k2_product <= k2_a * k2_b;
    p_2 <= $signed({{2{k2_product[34]}}, k2_product}) + p_1;
    k3_a_1 <= mantissas[107:81];
    k3_b_1 <= weights[31:24];
    k3_a <= k3_a_1;
    k3_b <= k3_b_1;
    k3_product <= k3_a * k3_b;
  end

  wire signed [37:0] _total_sum = $signed({{3{k3_product[34]}}, k3_product}) + p_2;

  always @(posedge clk) begin
    if (enable) begin
      total <= $signed({{2{_total_sum[37]}}, _total_sum}) + (accumulate ? total : 40'sd0);
    end
  end

  assign sum = total;

endmodule

`else

module macromac_dot_column_m27 (
  input  wire               clk,
  input  wire [107:0]       mantissas,
  input  wire [31:0]        weights,
  input  wire               enable,
  input  wire               accumulate,
  output wire signed [39:0] sum
);
  wire [47:0] u_k0_P;
  wire [47:0] u_k0_PCOUT;
  wire [47:0] u_k1_P;
  wire [47:0] u_k1_PCOUT;
  wire [47:0] u_k2_P;
  wire [47:0] u_k2_PCOUT;
  wire [47:0] u_k3_P;
  wire [47:0] u_k3_PCOUT;

  DSP48E2 #(
    .AREG(1),
    .ACASCREG(1),
    .BREG(1),
    .BCASCREG(1),
    .MREG(1),
    .PREG(1),
    .ADREG(0),
    .ALUMODEREG(0),
    .CARRYINREG(0),
    .CARRYINSELREG(0),
    .CREG(0),
    .DREG(0),
    .INMODEREG(0),
    .OPMODEREG(0),
    .AMULTSEL("A"),
    .BMULTSEL("B"),
    .USE_MULT("MULTIPLY")
  ) u_k0 (
    .CLK(clk),
    .A({{3{mantissas[26]}}, mantissas[26:0]}),
    .B({{10{weights[7]}}, weights[7:0]}),
    .C(48'd0),
    .D(27'd0),
    .PCIN(48'd0),
    .OPMODE(9'd5),
    .ALUMODE(4'd0),
    .INMODE(5'd0),
    .CARRYIN(1'b0),
    .CARRYINSEL(3'd0),
    .ACIN(30'd0),
    .BCIN(18'd0),
    .CARRYCASCIN(1'b0),
    .MULTSIGNIN(1'b0),
    .CEP(1'b1),
    .CEA1(1'b1),
    .CEA2(1'b1),
    .CEB1(1'b1),
    .CEB2(1'b1),
    .CEM(1'b1),
    .CEC(1'b0),
    .CED(1'b0),
    .CEAD(1'b0),
    .CEALUMODE(1'b0),
    .CECARRYIN(1'b0),
    .CECTRL(1'b0),
    .CEINMODE(1'b0),
    .RSTA(1'b0),
    .RSTB(1'b0),
    .RSTC(1'b0),
    .RSTD(1'b0),
    .RSTM(1'b0),
    .RSTP(1'b0),
    .RSTALLCARRYIN(1'b0),
    .RSTALUMODE(1'b0),
    .RSTCTRL(1'b0),
    .RSTINMODE(1'b0),
    .P(u_k0_P),
    .PCOUT(u_k0_PCOUT)
  );

  DSP48E2 #(
    .AREG(2),
    .ACASCREG(2),
    .BREG(2),
    .BCASCREG(2),
    .MREG(1),
    .PREG(1),
    .ADREG(0),
    .ALUMODEREG(0),
    .CARRYINREG(0),
    .CARRYINSELREG(0),
    .CREG(0),
    .DREG(0),
    .INMODEREG(0),
    .OPMODEREG(0),
    .AMULTSEL("A"),
    .BMULTSEL("B"),
    .USE_MULT("MULTIPLY")
  ) u_k1 (
    .CLK(clk),
    .A({{3{mantissas[53]}}, mantissas[53:27]}),
    .B({{10{weights[15]}}, weights[15:8]}),
    .C(48'd0),
    .D(27'd0),
    .PCIN(u_k0_PCOUT),
    .OPMODE(9'd21),
    .ALUMODE(4'd0),
    .INMODE(5'd0),
    .CARRYIN(1'b0),
    .CARRYINSEL(3'd0),
    .ACIN(30'd0),
    .BCIN(18'd0),
    .CARRYCASCIN(1'b0),
    .MULTSIGNIN(1'b0),
    .CEP(1'b1),
    .CEA1(1'b1),
    .CEA2(1'b1),
    .CEB1(1'b1),
    .CEB2(1'b1),
    .CEM(1'b1),
    .CEC(1'b0),
    .CED(1'b0),
    .CEAD(1'b0),
    .CEALUMODE(1'b0),
    .CECARRYIN(1'b0),
    .CECTRL(1'b0),
    .CEINMODE(1'b0),
    .RSTA(1'b0),
    .RSTB(1'b0),
    .RSTC(1'b0),
    .RSTD(1'b0),
    .RSTM(1'b0),
    .RSTP(1'b0),
    .RSTALLCARRYIN(1'b0),
    .RSTALUMODE(1'b0),
    .RSTCTRL(1'b0),
    .RSTINMODE(1'b0),
    .P(u_k1_P),
    .PCOUT(u_k1_PCOUT)
  );

  DSP48E2 #(
    .AREG(2),
    .ACASCREG(2),
    .BREG(2),
    .BCASCREG(2),
    .MREG(1),
    .PREG(1),
    .ADREG(0),
    .ALUMODEREG(0),
    .CARRYINREG(0),
    .CARRYINSELREG(0),
    .CREG(0),
    .DREG(0),
    .INMODEREG(0),
    .OPMODEREG(0),
    .AMULTSEL("A"),
    .BMULTSEL("B"),
    .USE_MULT("MULTIPLY")
  ) u_k2 (
    .CLK(clk),
    .A({{3{mantissas[80]}}, mantissas[80:54]}),
    .B({{10{weights[23]}}, weights[23:16]}),
    .C(48'd0),
    .D(27'd0),
    .PCIN(u_k1_PCOUT),
    .OPMODE(9'd21),
    .ALUMODE(4'd0),
    .INMODE(5'd0),
    .CARRYIN(1'b0),
    .CARRYINSEL(3'd0),
    .ACIN(30'd0),
    .BCIN(18'd0),
    .CARRYCASCIN(1'b0),
    .MULTSIGNIN(1'b0),
    .CEP(1'b1),
    .CEA1(1'b1),
    .CEA2(1'b1),
    .CEB1(1'b1),
    .CEB2(1'b1),
    .CEM(1'b1),
    .CEC(1'b0),
    .CED(1'b0),
    .CEAD(1'b0),
    .CEALUMODE(1'b0),
    .CECARRYIN(1'b0),
    .CECTRL(1'b0),
    .CEINMODE(1'b0),
    .RSTA(1'b0),
    .RSTB(1'b0),
    .RSTC(1'b0),
    .RSTD(1'b0),
    .RSTM(1'b0),
    .RSTP(1'b0),
    .RSTALLCARRYIN(1'b0),
    .RSTALUMODE(1'b0),
    .RSTCTRL(1'b0),
    .RSTINMODE(1'b0),
    .P(u_k2_P),
    .PCOUT(u_k2_PCOUT)
  );

  DSP48E2 #(
    .AREG(2),
    .ACASCREG(2),
    .BREG(2),
    .BCASCREG(2),
    .MREG(1),
    .PREG(1),
    .ADREG(0),
    .ALUMODEREG(0),
    .CARRYINREG(0),
    .CARRYINSELREG(0),
    .CREG(0),
    .DREG(0),
    .INMODEREG(0),
    .OPMODEREG(0),
    .AMULTSEL("A"),
    .BMULTSEL("B"),
    .USE_MULT("MULTIPLY")
  ) u_k3 (
    .CLK(clk),
    .A({{3{mantissas[107]}}, mantissas[107:81]}),
    .B({{10{weights[31]}}, weights[31:24]}),
    .C(48'd0),
    .D(27'd0),
    .PCIN(u_k2_PCOUT),
    .OPMODE({1'b0, accumulate, 7'd21}),
    .ALUMODE(4'd0),
    .INMODE(5'd0),
    .CARRYIN(1'b0),
    .CARRYINSEL(3'd0),
    .ACIN(30'd0),
    .BCIN(18'd0),
    .CARRYCASCIN(1'b0),
    .MULTSIGNIN(1'b0),
    .CEP(enable),
    .CEA1(1'b1),
    .CEA2(1'b1),
    .CEB1(1'b1),
    .CEB2(1'b1),
    .CEM(1'b1),
    .CEC(1'b0),
    .CED(1'b0),
    .CEAD(1'b0),
    .CEALUMODE(1'b0),
    .CECARRYIN(1'b0),
    .CECTRL(1'b0),
    .CEINMODE(1'b0),
    .RSTA(1'b0),
    .RSTB(1'b0),
    .RSTC(1'b0),
    .RSTD(1'b0),
    .RSTM(1'b0),
    .RSTP(1'b0),
    .RSTALLCARRYIN(1'b0),
    .RSTALUMODE(1'b0),
    .RSTCTRL(1'b0),
    .RSTINMODE(1'b0),
    .P(u_k3_P),
    .PCOUT(u_k3_PCOUT)
  );

  assign sum = u_k3_P[39:0];

  // Bits nobody reads, named for lint.
  wire _unused = &{1'b0, u_k0_P, u_k1_P, u_k2_P, u_k3_P[47:40], u_k3_PCOUT};

endmodule

`endif

`default_nettype wire
