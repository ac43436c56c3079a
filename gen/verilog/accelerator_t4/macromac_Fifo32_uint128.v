// SPDX-License-Identifier: Apache-2.0
// Generated from packages/hdl/src/lib/fifo.ts by `make verilog`; do not edit.
//
// First-in first-out buffer of `depth` beats, one beat a cycle in and out. `distributed`: a beat appears the
// cycle after it went in; `block`: two cycles after, and the output register holds one beat more.
`default_nettype none

module macromac_Fifo32_uint128 (
  input  wire         clk,
  input  wire         rst,
  input  wire         s_valid,
  input  wire [127:0] s_payload,
  output wire         s_ready,
  output wire         m_valid,
  output wire [127:0] m_payload,
  input  wire         m_ready,
  output wire [5:0]   level
);
  reg [4:0] head;
  reg [4:0] tail;
  reg [5:0] count;
  wire push;
  wire pop;
  (* ram_style = "distributed" *)
  reg [127:0] words [0:31];

  assign push = s_valid & s_ready;
  assign pop = m_valid & m_ready;
  assign s_ready = count != 6'd32;
  assign level = count;

  always @(posedge clk) begin
    if (push) begin
      words[tail] <= s_payload;
      tail <= tail + 5'd1;
    end
    if (rst) begin
      tail <= 5'd0;
    end
  end

  always @(posedge clk) begin
    if (pop) begin
      head <= head + 5'd1;
    end
    if (rst) begin
      head <= 5'd0;
    end
  end

  always @(posedge clk) begin
    if (push && !pop) begin
      count <= count + 6'd1;
    end else if (pop && !push) begin
      count <= count - 6'd1;
    end
    if (rst) begin
      count <= 6'd0;
    end
  end

  assign m_valid = count != 6'd0;
  assign m_payload = words[head];

endmodule

`default_nettype wire
