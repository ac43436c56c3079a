// shared_port, from ports.ts
`default_nettype none

module shared_port (
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
  input  wire         aw_valid,
  input  wire [35:0]  aw_payload_address,
  input  wire [3:0]   aw_payload_length,
  output wire         aw_ready,
  input  wire         w_valid,
  input  wire [127:0] w_payload_data,
  input  wire         w_payload_last,
  output wire         w_ready,
  output wire         m_axi_awvalid,
  output wire         m_axi_awid,
  output wire [39:0]  m_axi_awaddr,
  output wire [7:0]   m_axi_awlen,
  output wire [2:0]   m_axi_awsize,
  output wire [1:0]   m_axi_awburst,
  output wire [3:0]   m_axi_awcache,
  output wire [2:0]   m_axi_awprot,
  input  wire         m_axi_awready,
  output wire         m_axi_wvalid,
  output wire [127:0] m_axi_wdata,
  output wire [15:0]  m_axi_wstrb,
  output wire         m_axi_wlast,
  input  wire         m_axi_wready,
  output wire         m_axi_arvalid,
  output wire         m_axi_arid,
  output wire [39:0]  m_axi_araddr,
  output wire [7:0]   m_axi_arlen,
  output wire [2:0]   m_axi_arsize,
  output wire [1:0]   m_axi_arburst,
  output wire [3:0]   m_axi_arcache,
  output wire [2:0]   m_axi_arprot,
  input  wire         m_axi_arready,
  input  wire         m_axi_bvalid,
  input  wire         m_axi_bid,
  input  wire [1:0]   m_axi_bresp,
  output wire         m_axi_bready,
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
  input  wire         activations_r_ready,
  output wire         b_valid,
  output wire [1:0]   b_payload,
  input  wire         b_ready
);
  wire [35:0] u_arbiter_m_payload_address; // ports.ts:52
  wire [3:0] u_arbiter_m_payload_length;

  PriorityArbiter2_burst u_arbiter (
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
    .m_valid(m_axi_arvalid),
    .m_payload_address(u_arbiter_m_payload_address),
    .m_payload_length(u_arbiter_m_payload_length),
    .m_ready(m_axi_arready),
    .chosen(m_axi_arid)
  );

  assign m_axi_araddr = {u_arbiter_m_payload_address, 4'd0}; // ports.ts:56
  assign m_axi_arlen = {4'd0, u_arbiter_m_payload_length};
  assign m_axi_arsize = 3'd4;
  assign m_axi_arburst = 2'd1;
  assign m_axi_arcache = 4'd3;
  assign m_axi_arprot = 3'd0;
  assign activations_r_valid = m_axi_rvalid & ~m_axi_rid; // ports.ts:61
  assign activations_r_payload_data = m_axi_rdata; // ports.ts:62
  assign activations_r_payload_response = m_axi_rresp;
  assign activations_r_payload_last = m_axi_rlast;
  assign weights_r_valid = m_axi_rvalid & m_axi_rid; // ports.ts:63
  assign weights_r_payload_data = m_axi_rdata; // ports.ts:64
  assign weights_r_payload_response = m_axi_rresp;
  assign weights_r_payload_last = m_axi_rlast;
  assign m_axi_rready = m_axi_rid ? weights_r_ready : activations_r_ready; // ports.ts:65
  assign m_axi_awvalid = aw_valid; // ports.ts:68
  assign m_axi_awid = 1'b0; // ports.ts:69
  assign m_axi_awaddr = {aw_payload_address, 4'd0};
  assign m_axi_awlen = {4'd0, aw_payload_length};
  assign m_axi_awsize = 3'd4;
  assign m_axi_awburst = 2'd1;
  assign m_axi_awcache = 4'd3;
  assign m_axi_awprot = 3'd0;
  assign aw_ready = m_axi_awready; // ports.ts:70
  assign m_axi_wvalid = w_valid; // ports.ts:71
  assign m_axi_wdata = w_payload_data; // ports.ts:72
  assign m_axi_wstrb = 16'hffff;
  assign m_axi_wlast = w_payload_last;
  assign w_ready = m_axi_wready; // ports.ts:73
  assign b_valid = m_axi_bvalid; // ports.ts:74
  assign b_payload = m_axi_bresp; // ports.ts:75
  assign m_axi_bready = b_ready; // ports.ts:76

  // Bits nobody reads, named for lint.
  wire _unused = &{1'b0, m_axi_bid};

endmodule

`default_nettype wire
