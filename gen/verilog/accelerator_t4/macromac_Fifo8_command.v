// SPDX-License-Identifier: Apache-2.0
// Generated from packages/hdl/src/lib/fifo.ts by `make verilog`; do not edit.
//
// First-in first-out buffer of `depth` beats, one beat a cycle in and out. `distributed`: a beat appears the
// cycle after it went in; `block`: two cycles after, and the output register holds one beat more.
`default_nettype none

module macromac_Fifo8_command (
  input  wire        clk,
  input  wire        rst,
  input  wire        s_valid,
  input  wire [15:0] s_payload_groups,
  input  wire [15:0] s_payload_blocks,
  input  wire [3:0]  s_payload_operation,
  input  wire [3:0]  s_payload_format,
  input  wire [3:0]  s_payload_tokens,
  input  wire        s_payload_reuse,
  input  wire        s_payload_interrupt,
  // Only the largest of the first `outputs` results are wanted.
  input  wire        s_payload_top,
  input  wire [18:0] s_payload_outputs,
  // Of a list: the position of its first token.
  input  wire [15:0] s_payload_position,
  // A product of a list: its activations come from the vector unit, and its results perhaps go there.
  input  wire        s_payload_in_list,
  input  wire        s_payload_to_vector,
  // It is checked, and nothing else.
  input  wire        s_payload_only_check,
  // Some bit that must be 0 is not.
  input  wire        s_payload_reserved,
  input  wire [39:0] s_payload_weights_0,
  input  wire [39:0] s_payload_weights_1,
  input  wire [39:0] s_payload_weights_2,
  input  wire [39:0] s_payload_weights_3,
  input  wire [39:0] s_payload_activations,
  input  wire [39:0] s_payload_results,
  output wire        s_ready,
  output wire        m_valid,
  output wire [15:0] m_payload_groups,
  output wire [15:0] m_payload_blocks,
  output wire [3:0]  m_payload_operation,
  output wire [3:0]  m_payload_format,
  output wire [3:0]  m_payload_tokens,
  output wire        m_payload_reuse,
  output wire        m_payload_interrupt,
  output wire        m_payload_top,
  output wire [18:0] m_payload_outputs,
  output wire [15:0] m_payload_position,
  output wire        m_payload_in_list,
  output wire        m_payload_to_vector,
  output wire        m_payload_only_check,
  output wire        m_payload_reserved,
  output wire [39:0] m_payload_weights_0,
  output wire [39:0] m_payload_weights_1,
  output wire [39:0] m_payload_weights_2,
  output wire [39:0] m_payload_weights_3,
  output wire [39:0] m_payload_activations,
  output wire [39:0] m_payload_results,
  input  wire        m_ready,
  output wire [3:0]  level
);
  reg [2:0] head;
  reg [2:0] tail;
  reg [3:0] count;
  wire push;
  wire pop;
  (* ram_style = "distributed" *)
  reg [325:0] words [0:7];

  assign push = s_valid & s_ready;
  assign pop = m_valid & m_ready;
  assign s_ready = count != 4'd8;
  assign level = count;

  always @(posedge clk) begin
    if (push) begin
      words[tail] <= {s_payload_results, s_payload_activations, s_payload_weights_3, s_payload_weights_2,
          s_payload_weights_1, s_payload_weights_0, s_payload_reserved, s_payload_only_check,
          s_payload_to_vector, s_payload_in_list, s_payload_position, s_payload_outputs, s_payload_top,
          s_payload_interrupt, s_payload_reuse, s_payload_tokens, s_payload_format, s_payload_operation,
          s_payload_blocks, s_payload_groups};
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
  wire [325:0] _m_payload_groups_word = words[head];
  assign m_payload_groups = _m_payload_groups_word[15:0];
  assign m_payload_blocks = _m_payload_groups_word[31:16];
  assign m_payload_operation = _m_payload_groups_word[35:32];
  assign m_payload_format = _m_payload_groups_word[39:36];
  assign m_payload_tokens = _m_payload_groups_word[43:40];
  assign m_payload_reuse = _m_payload_groups_word[44];
  assign m_payload_interrupt = _m_payload_groups_word[45];
  assign m_payload_top = _m_payload_groups_word[46];
  assign m_payload_outputs = _m_payload_groups_word[65:47];
  assign m_payload_position = _m_payload_groups_word[81:66];
  assign m_payload_in_list = _m_payload_groups_word[82];
  assign m_payload_to_vector = _m_payload_groups_word[83];
  assign m_payload_only_check = _m_payload_groups_word[84];
  assign m_payload_reserved = _m_payload_groups_word[85];
  assign m_payload_weights_0 = _m_payload_groups_word[125:86];
  assign m_payload_weights_1 = _m_payload_groups_word[165:126];
  assign m_payload_weights_2 = _m_payload_groups_word[205:166];
  assign m_payload_weights_3 = _m_payload_groups_word[245:206];
  assign m_payload_activations = _m_payload_groups_word[285:246];
  assign m_payload_results = _m_payload_groups_word[325:286];

endmodule

`default_nettype wire
