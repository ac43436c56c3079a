// shared_write_port, from ports.ts
`default_nettype none

module shared_write_port (
  input  wire         clk,
  input  wire         rst,
  input  wire         aw_valid,
  input  wire [35:0]  aw_payload_address,
  input  wire [3:0]   aw_payload_length,
  output wire         aw_ready,
  input  wire         w_valid,
  input  wire [127:0] w_payload_data,
  input  wire         w_payload_last,
  output wire         w_ready,
  input  wire         append_aw_valid,
  input  wire [35:0]  append_aw_payload_address,
  input  wire [3:0]   append_aw_payload_length,
  output wire         append_aw_ready,
  input  wire         append_w_valid,
  input  wire [127:0] append_w_payload_data,
  input  wire [15:0]  append_w_payload_strobe,
  input  wire         append_w_payload_last,
  output wire         append_w_ready,
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
  input  wire         b_ready,
  output wire         append_b_valid,
  output wire [1:0]   append_b_payload,
  input  wire         append_b_ready
);
  wire u_arbiter_m_valid; // ports.ts:104
  wire [35:0] u_arbiter_m_payload_address;
  wire [3:0] u_arbiter_m_payload_length;
  wire u_arbiter_chosen;
  reg sending; // ports.ts:108
  reg owner;

  PriorityArbiter2_burst u_arbiter ( // ports.ts:104
    .clk(clk),
    .rst(rst),
    .s0_valid(aw_valid),
    .s0_payload_address(aw_payload_address),
    .s0_payload_length(aw_payload_length),
    .s0_ready(aw_ready),
    .s1_valid(append_aw_valid),
    .s1_payload_address(append_aw_payload_address),
    .s1_payload_length(append_aw_payload_length),
    .s1_ready(append_aw_ready),
    .m_valid(u_arbiter_m_valid),
    .m_payload_address(u_arbiter_m_payload_address),
    .m_payload_length(u_arbiter_m_payload_length),
    .m_ready(m_axi_awready & ~sending),
    .chosen(u_arbiter_chosen)
  );

  assign m_axi_awvalid = u_arbiter_m_valid & ~sending; // ports.ts:109
  assign m_axi_awid = u_arbiter_chosen; // ports.ts:110
  assign m_axi_awaddr = {u_arbiter_m_payload_address, 4'd0};
  assign m_axi_awlen = {4'd0, u_arbiter_m_payload_length};
  assign m_axi_awsize = 3'd4;
  assign m_axi_awburst = 2'd1;
  assign m_axi_awcache = cache;
  assign m_axi_awprot = 3'd0;

  always @(posedge clk) begin // ports.ts:112
    if (m_axi_awvalid && m_axi_awready) begin
      sending <= 1'b1; // ports.ts:113
      owner <= u_arbiter_chosen; // ports.ts:114
    end
    if (m_axi_wvalid && m_axi_wready && m_axi_wlast) begin // ports.ts:125
      sending <= 1'b0;
    end
    if (rst) begin
      sending <= 1'b0;
    end
  end

  assign m_axi_wvalid = sending & (owner ? append_w_valid : w_valid); // ports.ts:117
  assign m_axi_wdata = owner ? append_w_payload_data : w_payload_data; // ports.ts:118
  assign m_axi_wstrb = owner ? append_w_payload_strobe : 16'hffff;
  assign m_axi_wlast = owner ? append_w_payload_last : w_payload_last;
  assign w_ready = sending & ~owner & m_axi_wready; // ports.ts:123
  assign append_w_ready = sending & owner & m_axi_wready; // ports.ts:124
  assign b_valid = m_axi_bvalid & ~m_axi_bid; // ports.ts:128
  assign b_payload = m_axi_bresp; // ports.ts:129
  assign append_b_valid = m_axi_bvalid & m_axi_bid; // ports.ts:130
  assign append_b_payload = m_axi_bresp; // ports.ts:131
  assign m_axi_bready = m_axi_bid ? append_b_ready : b_ready; // ports.ts:132

endmodule

`default_nettype wire
