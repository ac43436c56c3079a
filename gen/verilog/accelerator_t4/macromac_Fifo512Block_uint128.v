// SPDX-License-Identifier: Apache-2.0
// Generated from packages/hdl/src/lib/fifo.ts by `make verilog`; do not edit.
//
// First-in first-out buffer of `depth` beats, one beat a cycle in and out. `distributed`: a beat appears the
// cycle after it went in; `block`: two cycles after, and the output register holds one beat more.
`default_nettype none

module macromac_Fifo512Block_uint128 (
  input  wire         clk,
  input  wire         rst,
  input  wire         s_valid,
  input  wire [127:0] s_payload,
  output wire         s_ready,
  output wire         m_valid,
  output wire [127:0] m_payload,
  input  wire         m_ready,
  output wire [9:0]   level
);
  reg [8:0] head;
  reg [8:0] tail;
  reg [9:0] count;
  reg full;
  reg [127:0] front;
  wire push;
  wire pop;
  (* ram_style = "block" *)
  reg [127:0] words [0:511];

  always @(posedge clk) begin
    if (count != 10'd0 && (!full || m_ready)) begin
      front <= words[head];
    end
    if (count != 10'd0 && (!full || m_ready)) begin
      full <= 1'b1;
    end else if (m_ready) begin
      full <= 1'b0;
    end
    if (rst) begin
      full <= 1'b0;
    end
  end

  assign m_valid = full;
  assign m_payload = front;
  assign push = s_valid & s_ready;
  assign pop = (count != 10'd0) & (~full | m_ready);
  assign s_ready = count != 10'd512;
  assign level = count;

  always @(posedge clk) begin
    if (push) begin
      words[tail] <= s_payload;
      tail <= tail + 9'd1;
    end
    if (rst) begin
      tail <= 9'd0;
    end
  end

  always @(posedge clk) begin
    if (pop) begin
      head <= head + 9'd1;
    end
    if (rst) begin
      head <= 9'd0;
    end
  end

  always @(posedge clk) begin
    if (push && !pop) begin
      count <= count + 10'd1;
    end else if (pop && !push) begin
      count <= count - 10'd1;
    end
    if (rst) begin
      count <= 10'd0;
    end
  end

endmodule

`default_nettype wire
