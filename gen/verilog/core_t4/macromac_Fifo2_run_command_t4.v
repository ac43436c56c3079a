// SPDX-License-Identifier: Apache-2.0
// Generated from packages/hdl/src/lib/fifo.ts by `make verilog`; do not edit.
//
// First-in first-out buffer of `depth` beats, one beat a cycle in and out. `distributed`: a beat appears the
// cycle after it went in; `block`: two cycles after, and the output register holds one beat more.
`default_nettype none

module macromac_Fifo2_run_command_t4 (
  input  wire        clk,
  input  wire        rst,
  input  wire        s_valid,
  // K/64 and N/32, rounded up.
  input  wire [7:0]  s_payload_groups,
  input  wire [15:0] s_payload_blocks,
  input  wire [1:0]  s_payload_format,
  // Activation vectors, minus one.
  input  wire [2:0]  s_payload_tokens,
  // Which half of the activation buffer.
  input  wire        s_payload_bank,
  output wire        s_ready,
  output wire        m_valid,
  output wire [7:0]  m_payload_groups,
  output wire [15:0] m_payload_blocks,
  output wire [1:0]  m_payload_format,
  output wire [2:0]  m_payload_tokens,
  output wire        m_payload_bank,
  input  wire        m_ready,
  output wire [1:0]  level
);
  reg head;
  reg tail;
  reg [1:0] count;
  wire push;
  wire pop;
  (* ram_style = "distributed" *)
  reg [29:0] words [0:1];

  assign push = s_valid & s_ready;
  assign pop = m_valid & m_ready;
  assign s_ready = count != 2'd2;
  assign level = count;

  always @(posedge clk) begin
    if (push) begin
      words[tail] <= {s_payload_bank, s_payload_tokens, s_payload_format, s_payload_blocks, s_payload_groups};
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
  wire [29:0] _m_payload_groups_word = words[head];
  assign m_payload_groups = _m_payload_groups_word[7:0];
  assign m_payload_blocks = _m_payload_groups_word[23:8];
  assign m_payload_format = _m_payload_groups_word[25:24];
  assign m_payload_tokens = _m_payload_groups_word[28:26];
  assign m_payload_bank = _m_payload_groups_word[29];

endmodule

`default_nettype wire
