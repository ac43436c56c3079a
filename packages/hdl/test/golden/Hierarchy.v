// Generated from packages/hdl/test/golden/constructs.ts; do not edit.
`default_nettype none

module Swap (
  input  wire       s_valid,
  input  wire [4:0] s_payload_red,
  input  wire [5:0] s_payload_green,
  input  wire [4:0] s_payload_blue,
  output wire       s_ready,
  output wire       m_valid,
  output wire [4:0] m_payload_red,
  output wire [5:0] m_payload_green,
  output wire [4:0] m_payload_blue,
  input  wire       m_ready
);

  assign m_valid = s_valid;
  assign s_ready = m_ready;
  assign m_payload_red = s_payload_blue;
  assign m_payload_green = s_payload_green;
  assign m_payload_blue = s_payload_red;

endmodule

`default_nettype wire

// Generated from packages/hdl/test/golden/constructs.ts; do not edit.
//
// Swaps red and blue twice.
`default_nettype none

module Hierarchy (
  input  wire       s_axis_tvalid,
  input  wire [4:0] s_axis_tred,
  input  wire [5:0] s_axis_tgreen,
  input  wire [4:0] s_axis_tblue,
  output wire       s_axis_tready,
  output wire       m_axis_tvalid,
  output wire [4:0] m_axis_tred,
  output wire [5:0] m_axis_tgreen,
  output wire [4:0] m_axis_tblue,
  input  wire       m_axis_tready
);
  wire u_first_swap_m_valid;
  wire [4:0] u_first_swap_m_payload_red;
  wire [5:0] u_first_swap_m_payload_green;
  wire [4:0] u_first_swap_m_payload_blue;
  wire u_swap_s_ready;

  Swap u_first_swap (
    .s_valid(s_axis_tvalid),
    .s_payload_red(s_axis_tred),
    .s_payload_green(s_axis_tgreen),
    .s_payload_blue(s_axis_tblue),
    .s_ready(s_axis_tready),
    .m_valid(u_first_swap_m_valid),
    .m_payload_red(u_first_swap_m_payload_red),
    .m_payload_green(u_first_swap_m_payload_green),
    .m_payload_blue(u_first_swap_m_payload_blue),
    .m_ready(u_swap_s_ready)
  );

  Swap u_swap (
    .s_valid(u_first_swap_m_valid),
    .s_payload_red(u_first_swap_m_payload_red),
    .s_payload_green(u_first_swap_m_payload_green),
    .s_payload_blue(u_first_swap_m_payload_blue),
    .s_ready(u_swap_s_ready),
    .m_valid(m_axis_tvalid),
    .m_payload_red(m_axis_tred),
    .m_payload_green(m_axis_tgreen),
    .m_payload_blue(m_axis_tblue),
    .m_ready(m_axis_tready)
  );

endmodule

`default_nettype wire
