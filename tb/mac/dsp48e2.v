// SPDX-License-Identifier: Apache-2.0
//
// DSP48E2 (AMD UG579) as far as rtl/mac/dsp48e2.ts uses it: input registers of A and B, multiplier, four-input adder, P, the cascade from PCIN to
// PCOUT. Whatever else is asked of it is an error in so many words: this model does not know.
`default_nettype none
module DSP48E2 #(
  parameter AREG = 1, ACASCREG = 1, BREG = 1, BCASCREG = 1, CREG = 1, DREG = 1, ADREG = 1, MREG = 1, PREG = 1,
  parameter ALUMODEREG = 1, CARRYINREG = 1, CARRYINSELREG = 1, INMODEREG = 1, OPMODEREG = 1,
  parameter AMULTSEL = "A", BMULTSEL = "B", USE_MULT = "MULTIPLY"
) (
  input  wire        CLK,
  input  wire [29:0] A, ACIN,
  input  wire [17:0] B, BCIN,
  input  wire [47:0] C, PCIN,
  input  wire [26:0] D,
  input  wire [8:0]  OPMODE,
  input  wire [3:0]  ALUMODE,
  input  wire [4:0]  INMODE,
  input  wire        CARRYIN, CARRYCASCIN, MULTSIGNIN,
  input  wire [2:0]  CARRYINSEL,
  input  wire        CEA1, CEA2, CEB1, CEB2, CEM, CEP, CEC, CED, CEAD, CEALUMODE, CECARRYIN, CECTRL, CEINMODE,
  input  wire        RSTA, RSTB, RSTC, RSTD, RSTM, RSTP, RSTALLCARRYIN, RSTALUMODE, RSTCTRL, RSTINMODE,
  output wire [47:0] P, PCOUT
);
  reg signed [29:0] a1, a2;
  reg signed [17:0] b1, b2;
  reg signed [44:0] m;
  reg [47:0] p;

  // The multiplier takes the lower 27 bits of A. INMODE = 0: A2 and B2, the last of the registers there are.
  wire signed [26:0] a_mult = a2[26:0];
  wire [47:0] product = {{3{m[44]}}, m};

  reg [47:0] w, xy, z;
  always @* begin
    case (OPMODE[8:7])
      2'b00: w = 48'd0;
      2'b01: w = p;
      default: w = 48'dx;
    endcase
    case (OPMODE[3:0])
      4'b0000: xy = 48'd0;
      4'b0101: xy = product; // X and Y are its two partial products.
      default: xy = 48'dx;
    endcase
    case (OPMODE[6:4])
      3'b000: z = 48'd0;
      3'b001: z = PCIN;
      3'b010: z = p;
      default: z = 48'dx;
    endcase
  end

  always @(posedge CLK) begin
    if (CEA1) a1 <= A;
    if (CEB1) b1 <= B;
    if (CEA2) a2 <= AREG == 2 ? a1 : A;
    if (CEB2) b2 <= BREG == 2 ? b1 : B;
    if (CEM) m <= a_mult * b2;
    if (CEP) p <= ALUMODE == 4'b0000 ? z + w + xy + CARRYIN : 48'dx;
  end

  assign P = p;
  assign PCOUT = p;

  initial begin
    if (AREG < 1 || AREG > 2 || BREG < 1 || BREG > 2 || MREG != 1 || PREG != 1)
      $display("DSP48E2: AREG %0d, BREG %0d, MREG %0d, PREG %0d: modelled are 1 or 2, 1 or 2, 1, 1", AREG, BREG, MREG, PREG);
    if (ACASCREG > AREG || BCASCREG > BREG || ACASCREG < AREG - 1 || BCASCREG < BREG - 1)
      $display("DSP48E2: ACASCREG %0d, BCASCREG %0d do not go with AREG %0d, BREG %0d", ACASCREG, BCASCREG, AREG, BREG);
    if (ALUMODEREG != 0 || CARRYINREG != 0 || CARRYINSELREG != 0 || INMODEREG != 0 || OPMODEREG != 0)
      $display("DSP48E2: registers of control are not modelled");
    if (AMULTSEL != "A" || BMULTSEL != "B" || USE_MULT != "MULTIPLY")
      $display("DSP48E2: AMULTSEL %0s, BMULTSEL %0s, USE_MULT %0s: modelled are A, B, MULTIPLY", AMULTSEL, BMULTSEL, USE_MULT);
  end

  wire resets = RSTA | RSTB | RSTC | RSTD | RSTM | RSTP | RSTALLCARRYIN | RSTALUMODE | RSTCTRL | RSTINMODE;
  always @(posedge CLK)
    if (resets !== 1'b0 || INMODE !== 5'd0 || CARRYINSEL !== 3'd0)
      $display("DSP48E2: resets, INMODE %b, CARRYINSEL %b: modelled is 0 of each", INMODE, CARRYINSEL);
endmodule
`default_nettype wire
