// SPDX-License-Identifier: Apache-2.0
// Generated from packages/hdl/src/lib/fifo.ts by `make verilog`; do not edit.
//
// First-in first-out buffer of `depth` beats, one beat a cycle in and out. `distributed`: a beat appears the
// cycle after it went in; `block`: two cycles after, and the output register holds one beat more.
`default_nettype none

module macromac_Fifo8_selection (
  input  wire        clk,
  input  wire        rst,
  input  wire        s_valid,
  input  wire        s_payload_top,
  input  wire [2:0]  s_payload_last_vector,
  input  wire [18:0] s_payload_outputs,
  output wire        s_ready,
  output wire        m_valid,
  output wire        m_payload_top,
  output wire [2:0]  m_payload_last_vector,
  output wire [18:0] m_payload_outputs,
  input  wire        m_ready,
  output wire [3:0]  level
);
  reg [2:0] head;
  reg [2:0] tail;
  reg [3:0] count;
  wire push;
  wire pop;
  (* ram_style = "distributed" *)
  reg [22:0] words [0:7];

  assign push = s_valid & s_ready;
  assign pop = m_valid & m_ready;
  assign s_ready = count != 4'd8;
  assign level = count;

  always @(posedge clk) begin
    if (push) begin
      words[tail] <= {s_payload_outputs, s_payload_last_vector, s_payload_top};
      tail <= tail + 3'd1;
    end
    if (rst) begin
      tail <= 3'd0;
    end
  end

  always @(posedge clk) begin
    if (pop) begin
      head <= head + 3'd1;
    end
    if (rst) begin
      head <= 3'd0;
    end
  end

  always @(posedge clk) begin
    if (push && !pop) begin
      count <= count + 4'd1;
    end else if (pop && !push) begin
      count <= count - 4'd1;
    end
    if (rst) begin
      count <= 4'd0;
    end
  end

  assign m_valid = count != 4'd0;
  wire [22:0] _m_payload_top_word = words[head];
  assign m_payload_top = _m_payload_top_word[0];
  assign m_payload_last_vector = _m_payload_top_word[3:1];
  assign m_payload_outputs = _m_payload_top_word[22:4];

endmodule

`default_nettype wire
