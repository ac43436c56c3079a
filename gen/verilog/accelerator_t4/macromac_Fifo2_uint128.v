// SPDX-License-Identifier: Apache-2.0
// Generated from packages/hdl/src/lib/fifo.ts by `make verilog`; do not edit.
//
// First-in first-out buffer of `depth` beats, one beat a cycle in and out. `distributed`: a beat appears the
// cycle after it went in; `block`: two cycles after, and the output register holds one beat more.
`default_nettype none

module macromac_Fifo2_uint128 (
  input  wire         clk,
  input  wire         rst,
  input  wire         s_valid,
  input  wire [127:0] s_payload,
  output wire         s_ready,
  output wire         m_valid,
  output wire [127:0] m_payload,
  input  wire         m_ready,
  output wire [1:0]   level
);
  reg head;
  reg tail;
  reg [1:0] count;
  wire push;
  wire pop;
  (* ram_style = "distributed" *)
  reg [127:0] words [0:1];

  assign push = s_valid & s_ready;
  assign pop = m_valid & m_ready;
  assign s_ready = count != 2'd2;
  assign level = count;

  always @(posedge clk) begin
    if (push) begin
      words[tail] <= s_payload;
      tail <= tail + 1'b1;
    end
    if (rst) begin
      tail <= 1'b0;
    end
  end

  always @(posedge clk) begin
    if (pop) begin
      head <= head + 1'b1;
    end
    if (rst) begin
      head <= 1'b0;
    end
  end

  always @(posedge clk) begin
    if (push && !pop) begin
      count <= count + 2'd1;
    end else if (pop && !push) begin
      count <= count - 2'd1;
    end
    if (rst) begin
      count <= 2'd0;
    end
  end

  assign m_valid = count != 2'd0;
  assign m_payload = words[head];

endmodule

`default_nettype wire
