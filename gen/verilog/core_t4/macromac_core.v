// SPDX-License-Identifier: Apache-2.0
// Generated from rtl/core.ts by `make verilog`; do not edit.
//
// macromac_core_t4 by the name macromac_core.
`default_nettype none

module macromac_core (
  input  wire         aclk,
  input  wire         aresetn,
  input  wire         s_axis_cmd_tvalid,
  input  wire [63:0]  s_axis_cmd_tdata,
  output wire         s_axis_cmd_tready,
  input  wire         s_axis_x_tvalid,
  input  wire [511:0] s_axis_x_tdata,
  output wire         s_axis_x_tready,
  input  wire         s_axis_w0_tvalid,
  input  wire [127:0] s_axis_w0_tdata,
  output wire         s_axis_w0_tready,
  input  wire         s_axis_w1_tvalid,
  input  wire [127:0] s_axis_w1_tdata,
  output wire         s_axis_w1_tready,
  input  wire         s_axis_w2_tvalid,
  input  wire [127:0] s_axis_w2_tdata,
  output wire         s_axis_w2_tready,
  input  wire         s_axis_w3_tvalid,
  input  wire [127:0] s_axis_w3_tdata,
  output wire         s_axis_w3_tready,
  output wire         m_axis_y_tvalid,
  output wire [127:0] m_axis_y_tdata,
  output wire         m_axis_y_tlast,
  input  wire         m_axis_y_tready,
  output wire         busy,
  output wire         waiting
);

  macromac_core_t4 u_macromac_core_t4 (
    .aclk(aclk),
    .aresetn(aresetn),
    .s_axis_cmd_tvalid(s_axis_cmd_tvalid),
    .s_axis_cmd_tdata(s_axis_cmd_tdata),
    .s_axis_cmd_tready(s_axis_cmd_tready),
    .s_axis_x_tvalid(s_axis_x_tvalid),
    .s_axis_x_tdata(s_axis_x_tdata),
    .s_axis_x_tready(s_axis_x_tready),
    .s_axis_w0_tvalid(s_axis_w0_tvalid),
    .s_axis_w0_tdata(s_axis_w0_tdata),
    .s_axis_w0_tready(s_axis_w0_tready),
    .s_axis_w1_tvalid(s_axis_w1_tvalid),
    .s_axis_w1_tdata(s_axis_w1_tdata),
    .s_axis_w1_tready(s_axis_w1_tready),
    .s_axis_w2_tvalid(s_axis_w2_tvalid),
    .s_axis_w2_tdata(s_axis_w2_tdata),
    .s_axis_w2_tready(s_axis_w2_tready),
    .s_axis_w3_tvalid(s_axis_w3_tvalid),
    .s_axis_w3_tdata(s_axis_w3_tdata),
    .s_axis_w3_tready(s_axis_w3_tready),
    .m_axis_y_tvalid(m_axis_y_tvalid),
    .m_axis_y_tdata(m_axis_y_tdata),
    .m_axis_y_tlast(m_axis_y_tlast),
    .m_axis_y_tready(m_axis_y_tready),
    .busy(busy),
    .waiting(waiting)
  );

endmodule

`default_nettype wire
