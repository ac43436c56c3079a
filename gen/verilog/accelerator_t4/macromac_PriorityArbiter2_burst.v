// SPDX-License-Identifier: Apache-2.0
// Generated from packages/hdl/src/lib/arbiter.ts by `make verilog`; do not edit.
//
// Merges streams, a beat at a time. `priority`: input 0 first. `round-robin`: the input after the one served
// last. A choice stands until its beat is taken, so that `valid` and the payload never change under a waiting
// receiver.
`default_nettype none

module macromac_PriorityArbiter2_burst (
  input  wire        clk,
  input  wire        rst,
  input  wire        s0_valid,
  input  wire [35:0] s0_payload_address,
  input  wire [3:0]  s0_payload_length,
  output wire        s0_ready,
  input  wire        s1_valid,
  input  wire [35:0] s1_payload_address,
  input  wire [3:0]  s1_payload_length,
  output wire        s1_ready,
  output wire        m_valid,
  output wire [35:0] m_payload_address,
  output wire [3:0]  m_payload_length,
  input  wire        m_ready,
  output wire        chosen
);
  wire [1:0] requests;
  reg locked;
  reg [1:0] kept;
  wire [1:0] grant;

  assign requests = {s1_valid, s0_valid};
  assign grant = locked ? kept : requests & (~requests + 2'd1);
  assign m_valid = |requests;
  assign chosen = grant[1];
  assign m_payload_address = grant[1] ? s1_payload_address : s0_payload_address;
  assign m_payload_length = grant[1] ? s1_payload_length : s0_payload_length;
  assign s0_ready = grant[0] & m_ready;
  assign s1_ready = grant[1] & m_ready;

  always @(posedge clk) begin
    kept <= grant;
    locked <= |requests & ~m_ready;
    if (rst) begin
      locked <= 1'b0;
    end
  end

`ifdef FORMAL
  reg _past_value;
  reg _edges1;
  reg [35:0] _past_s0_payload_address;
  reg [3:0] _past_s0_payload_length;
  reg _past_value_2;
  reg [35:0] _past_s1_payload_address;
  reg [3:0] _past_s1_payload_length;
  reg _past_value_3;
  reg [35:0] _past_m_payload_address;
  reg [3:0] _past_m_payload_length;
  reg _past_chosen;

  always @(posedge clk) begin
    _past_value <= s0_valid & ~s0_ready;
    _edges1 <= 1'b1;
    _past_s0_payload_address <= s0_payload_address;
    _past_s0_payload_length <= s0_payload_length;
    if (rst) begin
      _edges1 <= 1'b0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      s0_valid_stays_until_ready: assume (!_edges1 || !_past_value || s0_valid);
      s0_the_payload_stays_until_ready: assume (!_edges1 || !_past_value ||
          (s0_payload_address == _past_s0_payload_address && s0_payload_length == _past_s0_payload_length));
    end
  end

  always @(posedge clk) begin
    _past_value_2 <= s1_valid & ~s1_ready;
    _past_s1_payload_address <= s1_payload_address;
    _past_s1_payload_length <= s1_payload_length;
  end

  always @(posedge clk) begin
    if (!rst) begin
      s1_valid_stays_until_ready: assume (!_edges1 || !_past_value_2 || s1_valid);
      s1_the_payload_stays_until_ready: assume (!_edges1 || !_past_value_2 ||
          (s1_payload_address == _past_s1_payload_address && s1_payload_length == _past_s1_payload_length));
    end
  end

  always @(posedge clk) begin
    _past_value_3 <= m_valid & ~m_ready;
    _past_m_payload_address <= m_payload_address;
    _past_m_payload_length <= m_payload_length;
  end

  always @(posedge clk) begin
    if (!rst) begin
      m_valid_stays_until_ready: assert (!_edges1 || !_past_value_3 || m_valid);
      m_the_payload_stays_until_ready: assert (!_edges1 || !_past_value_3 ||
          (m_payload_address == _past_m_payload_address && m_payload_length == _past_m_payload_length));
      one_input_at_most_is_chosen: assert ((grant & (grant - 2'd1)) == 2'd0);
      the_chosen_input_has_a_beat: assert (m_valid == |(grant & requests));
      chosen_names_an_input_that_has_a_beat: assert (!m_valid || requests[chosen]);
    end
  end

  always @(posedge clk) begin
    _past_chosen <= chosen;
  end

  always @(posedge clk) begin
    if (!rst) begin
      a_choice_stands_until_its_beat_is_taken: assert (!_edges1 || !locked || chosen == _past_chosen);
      the_beat_of_input_0_goes_out_as_it_is_taken: assert ((s0_valid & s0_ready) == (m_valid & m_ready &
          ~chosen));
      no_later_input_passes_0: assert (locked || !requests[0] || chosen <= 1'b0);
      input_0_is_served: cover (m_valid && m_ready && !chosen);
      the_beat_of_input_1_goes_out_as_it_is_taken: assert ((s1_valid & s1_ready) == (m_valid & m_ready &
          chosen));
      no_later_input_passes_1: assert (1'b1);
      input_1_is_served: cover (m_valid && m_ready && chosen);
    end
  end
`endif

endmodule

`default_nettype wire
