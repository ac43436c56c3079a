`default_nettype none

`ifndef SYNTHESIS
`define Alternative_own_body
`elsif GENERIC
`define Alternative_own_body
`endif

`ifdef Alternative_own_body

module Alternative (
  input  wire               clk,
  input  wire signed [17:0] a,
  input  wire signed [17:0] b,
  output wire signed [18:0] y
);
  reg signed [18:0] sum;

  always @(posedge clk) begin
    sum <= a + b;
  end

  assign y = sum;

endmodule

`else

module Alternative (
  input  wire               clk,
  input  wire signed [17:0] a,
  input  wire signed [17:0] b,
  output wire signed [18:0] y
);

  DSP_ADD #(
    .PREG(1)
  ) u_dsp (
    .CLK(clk),
    .A(a),
    .B(b),
    .P(y)
  );

endmodule

`endif

`default_nettype wire
