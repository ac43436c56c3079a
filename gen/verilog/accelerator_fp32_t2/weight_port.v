// weight_port, from ports.ts
`default_nettype none

module weight_port (
  input  wire         ar_valid,
  input  wire [35:0]  ar_payload_address,
  input  wire [3:0]   ar_payload_length,
  output wire         ar_ready,
  output wire         m_axi_arvalid,
  output wire [39:0]  m_axi_araddr,
  output wire [7:0]   m_axi_arlen,
  output wire [2:0]   m_axi_arsize,
  output wire [1:0]   m_axi_arburst,
  output wire [3:0]   m_axi_arcache,
  output wire [2:0]   m_axi_arprot,
  input  wire         m_axi_arready,
  input  wire         m_axi_rvalid,
  input  wire [127:0] m_axi_rdata,
  input  wire [1:0]   m_axi_rresp,
  input  wire         m_axi_rlast,
  output wire         m_axi_rready,
  output wire         r_valid,
  output wire [127:0] r_payload_data,
  output wire [1:0]   r_payload_response,
  output wire         r_payload_last,
  input  wire         r_ready
);

  assign m_axi_arvalid = ar_valid; // ports.ts:11
  assign m_axi_araddr = {ar_payload_address, 4'd0}; // ports.ts:12
  assign m_axi_arlen = {4'd0, ar_payload_length};
  assign m_axi_arsize = 3'd4;
  assign m_axi_arburst = 2'd1;
  assign m_axi_arcache = 4'd3;
  assign m_axi_arprot = 3'd0;
  assign ar_ready = m_axi_arready; // ports.ts:17
  assign r_valid = m_axi_rvalid; // ports.ts:18
  assign r_payload_data = m_axi_rdata; // ports.ts:19
  assign r_payload_response = m_axi_rresp;
  assign r_payload_last = m_axi_rlast;
  assign m_axi_rready = r_ready; // ports.ts:20

endmodule

`default_nettype wire
