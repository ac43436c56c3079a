// write_port, from ports.ts
`default_nettype none

module write_port (
  input  wire         aw_valid,
  input  wire [35:0]  aw_payload_address,
  input  wire [3:0]   aw_payload_length,
  output wire         aw_ready,
  input  wire         w_valid,
  input  wire [127:0] w_payload_data,
  input  wire         w_payload_last,
  output wire         w_ready,
  input  wire [3:0]   cache,
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
  input  wire         m_axi_bvalid,
  input  wire         m_axi_bid,
  input  wire [1:0]   m_axi_bresp,
  output wire         m_axi_bready,
  output wire         b_valid,
  output wire [1:0]   b_payload,
  input  wire         b_ready
);

  assign m_axi_awvalid = aw_valid; // ports.ts:145
  assign m_axi_awid = 1'b0; // ports.ts:146
  assign m_axi_awaddr = {aw_payload_address, 4'd0};
  assign m_axi_awlen = {4'd0, aw_payload_length};
  assign m_axi_awsize = 3'd4;
  assign m_axi_awburst = 2'd1;
  assign m_axi_awcache = cache;
  assign m_axi_awprot = 3'd0;
  assign aw_ready = m_axi_awready; // ports.ts:147
  assign m_axi_wvalid = w_valid; // ports.ts:148
  assign m_axi_wdata = w_payload_data; // ports.ts:149
  assign m_axi_wstrb = 16'hffff;
  assign m_axi_wlast = w_payload_last;
  assign w_ready = m_axi_wready; // ports.ts:150
  assign b_valid = m_axi_bvalid; // ports.ts:151
  assign b_payload = m_axi_bresp; // ports.ts:152
  assign m_axi_bready = b_ready; // ports.ts:153

  // Bits nobody reads, named for lint.
  wire _unused = &{1'b0, m_axi_bid};

endmodule

`default_nettype wire
