// SPDX-License-Identifier: Apache-2.0
// Generated from rtl/vector/memory.ts by `make verilog`; do not edit.
//
// The vector memory: what a token's vectors are between one record and the next. Two copies in UltraRAM, since
// a record reads two operands a cycle.
`default_nettype none

module macromac_vector_memory (
  input  wire         clk,
  input  wire         write,
  input  wire [13:0]  write_address,
  input  wire [127:0] write_beat,
  input  wire [13:0]  read_address_a,
  input  wire [13:0]  read_address_c,
  output wire [127:0] a,
  output wire [127:0] c
);
  reg [127:0] a_1;
  reg [127:0] c_1;
  reg [127:0] a_2;
  reg [127:0] c_2;
  (* ram_style = "ultra" *)
  reg [127:0] beats_a [0:16383];
  (* ram_style = "ultra" *)
  reg [127:0] beats_c [0:16383];

  always @(posedge clk) begin
    if (write) begin
      beats_a[write_address] <= write_beat;
      beats_c[write_address] <= write_beat;
    end
  end

  always @(posedge clk) begin
    a_1 <= beats_a[read_address_a];
    c_1 <= beats_c[read_address_c];
    a_2 <= a_1;
    c_2 <= c_1;
  end

  assign a = a_2;
  assign c = c_2;

endmodule

`default_nettype wire
