// SPDX-License-Identifier: Apache-2.0
// Generated from packages/hdl/src/lib/fifo.ts by `make verilog`; do not edit.
//
// First-in first-out buffer of `depth` beats, one beat a cycle in and out. `distributed`: a beat appears the
// cycle after it went in; `block`: two cycles after, and the output register holds one beat more.
`default_nettype none

module macromac_Fifo16_uint36 (
  input  wire        clk,
  input  wire        rst,
  input  wire        s_valid,
  input  wire [35:0] s_payload,
  output wire        s_ready,
  output wire        m_valid,
  output wire [35:0] m_payload,
  input  wire        m_ready,
  output wire [4:0]  level
);
  reg [3:0] head;
  reg [3:0] tail;
  reg [4:0] count;
  wire push;
  wire pop;
  (* ram_style = "distributed" *)
  reg [35:0] words [0:15];

  assign push = s_valid & s_ready;
  assign pop = m_valid & m_ready;
  assign s_ready = count != 5'd16;
  assign level = count;

  always @(posedge clk) begin
    if (push) begin
      words[tail] <= s_payload;
      tail <= tail + 4'd1;
    end
    if (rst) begin
      tail <= 4'd0;
    end
  end

  always @(posedge clk) begin
    if (pop) begin
      head <= head + 4'd1;
    end
    if (rst) begin
      head <= 4'd0;
    end
  end

  always @(posedge clk) begin
    if (push && !pop) begin
      count <= count + 5'd1;
    end else if (pop && !push) begin
      count <= count - 5'd1;
    end
    if (rst) begin
      count <= 5'd0;
    end
  end

  assign m_valid = count != 5'd0;
  assign m_payload = words[head];

endmodule

`default_nettype wire
