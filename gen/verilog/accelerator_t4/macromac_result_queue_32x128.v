// SPDX-License-Identifier: Apache-2.0
// Generated from rtl/control/result-queue.ts by `make verilog`; do not edit.
//
// A queue whose writer never asks for room, since somebody else keeps count (the sequencer's credits).
// Distributed RAM, the word at the head always visible.
`default_nettype none

module macromac_result_queue_32x128 (
  input  wire         clk,
  input  wire         rst,
  input  wire         push,
  input  wire [127:0] data,
  input  wire         pop,
  output wire         occupied,
  output wire [127:0] head
);
  reg [5:0] write_at;
  reg [5:0] read_at;
  wire not_empty;
  (* ram_style = "distributed" *)
  reg [127:0] words [0:31];

  assign not_empty = write_at != read_at;

  always @(posedge clk) begin
    if (push) begin
      words[write_at[4:0]] <= data;
      write_at <= write_at + 6'd1;
    end
    if (rst) begin
      write_at <= 6'd0;
    end
  end

  always @(posedge clk) begin
    if (pop && not_empty) begin
      read_at <= read_at + 6'd1;
    end
    if (rst) begin
      read_at <= 6'd0;
    end
  end

  assign occupied = not_empty;
  assign head = words[read_at[4:0]];

endmodule

`default_nettype wire
