// SPDX-License-Identifier: Apache-2.0
// Generated from rtl/memory/ports.ts by `make verilog`; do not edit.
//
// The read half of an AXI4 port, which carries a channel's weights and a quarter of the activations: told apart
// by their ID, activations first. It lets no more bursts be outstanding than the port takes. Those of the next
// reader wait here, so that one goes out in the cycle after another has ended.
`default_nettype none

module macromac_read_port (
  input  wire         clk,
  input  wire         rst,
  input  wire         weights_ar_valid,
  input  wire [35:0]  weights_ar_payload_address,
  input  wire [3:0]   weights_ar_payload_length,
  output wire         weights_ar_ready,
  input  wire         activations_ar_valid,
  input  wire [35:0]  activations_ar_payload_address,
  input  wire [3:0]   activations_ar_payload_length,
  output wire         activations_ar_ready,
  input  wire [3:0]   cache,
  output wire         m_axi_arvalid,
  output wire         m_axi_arid,
  output wire [39:0]  m_axi_araddr,
  output wire [7:0]   m_axi_arlen,
  output wire [2:0]   m_axi_arsize,
  output wire [1:0]   m_axi_arburst,
  output wire [3:0]   m_axi_arcache,
  output wire [2:0]   m_axi_arprot,
  input  wire         m_axi_arready,
  input  wire         m_axi_rvalid,
  input  wire         m_axi_rid,
  input  wire [127:0] m_axi_rdata,
  input  wire [1:0]   m_axi_rresp,
  input  wire         m_axi_rlast,
  output wire         m_axi_rready,
  output wire         weights_r_valid,
  output wire [127:0] weights_r_payload_data,
  output wire [1:0]   weights_r_payload_response,
  output wire         weights_r_payload_last,
  input  wire         weights_r_ready,
  output wire         activations_r_valid,
  output wire [127:0] activations_r_payload_data,
  output wire [1:0]   activations_r_payload_response,
  output wire         activations_r_payload_last,
  input  wire         activations_r_ready
);
  localparam AXI_BURST_INCREMENT = 2'd1;

  reg [3:0] outstanding;
  // Fewer are outstanding than may be.
  reg open;
  wire u_arbiter_m_valid;
  wire [35:0] u_arbiter_m_payload_address;
  wire [3:0] u_arbiter_m_payload_length;
  wire begins;
  wire ends;

  macromac_PriorityArbiter2_burst u_arbiter (
    .clk(clk),
    .rst(rst),
    .s0_valid(activations_ar_valid),
    .s0_payload_address(activations_ar_payload_address),
    .s0_payload_length(activations_ar_payload_length),
    .s0_ready(activations_ar_ready),
    .s1_valid(weights_ar_valid),
    .s1_payload_address(weights_ar_payload_address),
    .s1_payload_length(weights_ar_payload_length),
    .s1_ready(weights_ar_ready),
    .m_valid(u_arbiter_m_valid),
    .m_payload_address(u_arbiter_m_payload_address),
    .m_payload_length(u_arbiter_m_payload_length),
    .m_ready(m_axi_arready & open),
    .chosen(m_axi_arid)
  );

  assign m_axi_arvalid = u_arbiter_m_valid & open;
  assign m_axi_araddr = {u_arbiter_m_payload_address, 4'd0};
  assign m_axi_arlen = {4'd0, u_arbiter_m_payload_length};
  assign m_axi_arsize = 3'd4;
  assign m_axi_arburst = AXI_BURST_INCREMENT;
  assign m_axi_arcache = cache;
  assign m_axi_arprot = 3'd0;
  assign activations_r_valid = m_axi_rvalid & ~m_axi_rid;
  assign activations_r_payload_data = m_axi_rdata;
  assign activations_r_payload_response = m_axi_rresp;
  assign activations_r_payload_last = m_axi_rlast;
  assign weights_r_valid = m_axi_rvalid & m_axi_rid;
  assign weights_r_payload_data = m_axi_rdata;
  assign weights_r_payload_response = m_axi_rresp;
  assign weights_r_payload_last = m_axi_rlast;
  assign m_axi_rready = m_axi_rid ? weights_r_ready : activations_r_ready;
  assign begins = m_axi_arvalid & m_axi_arready;
  assign ends = m_axi_rvalid & m_axi_rready & m_axi_rlast;

  always @(posedge clk) begin
    outstanding <= outstanding + {3'd0, begins} - {3'd0, ends};
    if (rst) begin
      outstanding <= 4'd0;
    end
  end

  always @(posedge clk) begin
    if (begins && !ends) begin
      open <= outstanding != 4'd7;
    end
    if (ends && !begins) begin
      open <= 1'b1;
    end
    if (rst) begin
      open <= 1'b1;
    end
  end

endmodule

`default_nettype wire
