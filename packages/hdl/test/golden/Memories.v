// Generated from packages/hdl/test/golden/constructs.ts; do not edit.
`default_nettype none

module Memories (
  input  wire        clk,
  input  wire        we,
  input  wire [3:0]  mask,
  input  wire [8:0]  waddr,
  input  wire [8:0]  raddr,
  input  wire [31:0] data,
  input  wire [2:0]  i,
  input  wire [7:0]  d,
  output wire [31:0] q,
  output wire [7:0]  word,
  output wire [3:0]  constant
);
  reg [31:0] ram_q;
  (* ram_style = "block" *)
  reg [31:0] ram [0:511];
  (* ram_style = "distributed" *)
  reg [7:0] lut [0:7];
  reg [3:0] rom [0:3];
  initial begin
    rom[0] = 4'd3;
    rom[1] = 4'd1;
    rom[2] = 4'd4;
    rom[3] = 4'd1;
  end

  always @(posedge clk) begin
    if (we) begin
      if (mask[0]) begin
        ram[waddr][7:0] <= data[7:0];
      end
      if (mask[1]) begin
        ram[waddr][15:8] <= data[15:8];
      end
      if (mask[2]) begin
        ram[waddr][23:16] <= data[23:16];
      end
      if (mask[3]) begin
        ram[waddr][31:24] <= data[31:24];
      end
      lut[i] <= d;
    end
  end

  always @(posedge clk) begin
    ram_q <= ram[raddr];
  end

  assign q = ram_q;
  assign word = lut[i];
  assign constant = rom[i[1:0]];

endmodule

`default_nettype wire
