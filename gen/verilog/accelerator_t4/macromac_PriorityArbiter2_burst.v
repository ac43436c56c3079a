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

endmodule

`default_nettype wire
