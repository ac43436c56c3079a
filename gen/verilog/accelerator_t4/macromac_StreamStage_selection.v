// SPDX-License-Identifier: Apache-2.0
// Generated from packages/hdl/src/lib/buffers.ts by `make verilog`; do not edit.
//
// Register stage: `valid` and payload come from registers, `ready` passes through. One cycle of latency, full
// throughput.
`default_nettype none

module macromac_StreamStage_selection (
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
  input  wire        m_ready
);
  reg full;
  reg held_top;
  reg [2:0] held_last_vector;
  reg [18:0] held_outputs;

  assign s_ready = ~full | m_ready;
  assign m_valid = full;
  assign m_payload_top = held_top;
  assign m_payload_last_vector = held_last_vector;
  assign m_payload_outputs = held_outputs;

  always @(posedge clk) begin
    if (s_ready) begin
      full <= s_valid;
      held_top <= s_payload_top;
      held_last_vector <= s_payload_last_vector;
      held_outputs <= s_payload_outputs;
    end
    if (rst) begin
      full <= 1'b0;
    end
  end

`ifdef FORMAL
  reg _past_value;
  reg _edges1;
  reg _past_m_payload_top;
  reg [2:0] _past_m_payload_last_vector;
  reg [18:0] _past_m_payload_outputs;
  reg _past_value_2;
  reg _past_s_payload_top;
  reg [2:0] _past_s_payload_last_vector;
  reg [18:0] _past_s_payload_outputs;
  reg _past_value_3;

  always @(posedge clk) begin
    _past_value <= m_valid & ~m_ready;
    _edges1 <= 1'b1;
    _past_m_payload_top <= m_payload_top;
    _past_m_payload_last_vector <= m_payload_last_vector;
    _past_m_payload_outputs <= m_payload_outputs;
    if (rst) begin
      _edges1 <= 1'b0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      m_valid_stays_until_ready: assert (!_edges1 || !_past_value || m_valid);
      m_the_payload_stays_until_ready: assert (!_edges1 || !_past_value ||
          (m_payload_top == _past_m_payload_top && m_payload_last_vector == _past_m_payload_last_vector &&
          m_payload_outputs == _past_m_payload_outputs));
    end
  end

  always @(posedge clk) begin
    _past_value_2 <= s_valid & s_ready;
    _past_s_payload_top <= s_payload_top;
    _past_s_payload_last_vector <= s_payload_last_vector;
    _past_s_payload_outputs <= s_payload_outputs;
  end

  always @(posedge clk) begin
    if (!rst) begin
      if (_past_value_2) begin
        a_beat_taken_is_offered_in_the_next_cycle: assert (!_edges1 || m_valid);
        what_is_offered_is_what_was_taken: assert (!_edges1 ||
            (m_payload_top == _past_s_payload_top && m_payload_last_vector == _past_s_payload_last_vector &&
            m_payload_outputs == _past_s_payload_outputs));
      end
    end
  end

  always @(posedge clk) begin
    _past_value_3 <= s_valid & s_ready;
  end

  always @(posedge clk) begin
    if (!rst) begin
      a_beat_a_cycle: cover (_edges1 && _past_value_3 && s_valid && s_ready);
    end
  end
`endif

endmodule

`default_nettype wire
