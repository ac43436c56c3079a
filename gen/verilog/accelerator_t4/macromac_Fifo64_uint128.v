// SPDX-License-Identifier: Apache-2.0
// Generated from packages/hdl/src/lib/fifo.ts by `make verilog`; do not edit.
//
// First-in first-out buffer of `depth` beats, one beat a cycle in and out. `distributed`: a beat appears the
// cycle after it went in; `block`: two cycles after, and the output register holds one beat more.
`default_nettype none

module macromac_Fifo64_uint128 (
  input  wire         clk,
  input  wire         rst,
  input  wire         s_valid,
  input  wire [127:0] s_payload,
  output wire         s_ready,
  output wire         m_valid,
  output wire [127:0] m_payload,
  input  wire         m_ready,
  output wire [6:0]   level
);
  reg [5:0] head;
  reg [5:0] tail;
  reg [6:0] count;
  wire push;
  wire pop;
  (* ram_style = "distributed" *)
  reg [127:0] words [0:63];

  assign push = s_valid & s_ready;
  assign pop = m_valid & m_ready;
  assign s_ready = count != 7'd64;
  assign level = count;

  always @(posedge clk) begin
    if (push) begin
      words[tail] <= s_payload;
      tail <= tail + 6'd1;
    end
    if (rst) begin
      tail <= 6'd0;
    end
  end

  always @(posedge clk) begin
    if (pop) begin
      head <= head + 6'd1;
    end
    if (rst) begin
      head <= 6'd0;
    end
  end

  always @(posedge clk) begin
    if (push && !pop) begin
      count <= count + 7'd1;
    end else if (pop && !push) begin
      count <= count - 7'd1;
    end
    if (rst) begin
      count <= 7'd0;
    end
  end

  assign m_valid = count != 7'd0;
  assign m_payload = words[head];

endmodule

`default_nettype wire
