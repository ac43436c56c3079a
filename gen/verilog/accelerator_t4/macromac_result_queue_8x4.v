// SPDX-License-Identifier: Apache-2.0
// Generated from rtl/control/result-queue.ts by `make verilog`; do not edit.
//
// A queue whose writer never asks for room, since somebody else keeps count (the sequencer's credits).
// Distributed RAM, the word at the head always visible.
`default_nettype none

module macromac_result_queue_8x4 (
  input  wire       clk,
  input  wire       rst,
  input  wire       push,
  input  wire [3:0] data,
  input  wire       pop,
  output wire       occupied,
  output wire [3:0] head
);
  reg [3:0] write_at;
  reg [3:0] read_at;
  wire not_empty;
  (* ram_style = "distributed" *)
  reg [3:0] words [0:7];

  assign not_empty = write_at != read_at;

  always @(posedge clk) begin
    if (push) begin
      words[write_at[2:0]] <= data;
      write_at <= write_at + 4'd1;
    end
    if (rst) begin
      write_at <= 4'd0;
    end
  end

  always @(posedge clk) begin
    if (pop && not_empty) begin
      read_at <= read_at + 4'd1;
    end
    if (rst) begin
      read_at <= 4'd0;
    end
  end

  assign occupied = not_empty;
  assign head = words[read_at[2:0]];

endmodule

`default_nettype wire
