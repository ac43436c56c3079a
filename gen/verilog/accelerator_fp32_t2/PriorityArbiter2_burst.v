// PriorityArbiter2_burst, from arbiter.ts
`default_nettype none

module PriorityArbiter2_burst (
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
  wire [1:0] requests; // arbiter.ts:51
  reg locked; // arbiter.ts:52
  reg [1:0] kept; // arbiter.ts:53
  wire [1:0] grant; // arbiter.ts:55

  assign requests = {s1_valid, s0_valid}; // arbiter.ts:51
  assign grant = locked ? kept : requests & (~requests + 2'd1); // arbiter.ts:55
  assign m_valid = |requests; // arbiter.ts:60
  assign chosen = grant[1]; // arbiter.ts:61
  assign m_payload_address = grant[1] ? s1_payload_address : s0_payload_address; // arbiter.ts:62
  assign m_payload_length = grant[1] ? s1_payload_length : s0_payload_length;
  assign s0_ready = grant[0] & m_ready; // arbiter.ts:69
  assign s1_ready = grant[1] & m_ready;

  always @(posedge clk) begin // arbiter.ts:71
    kept <= grant;
    locked <= |requests & ~m_ready; // arbiter.ts:72
    if (rst) begin
      locked <= 1'b0;
    end
  end

endmodule

`default_nettype wire
