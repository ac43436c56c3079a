// SPDX-License-Identifier: Apache-2.0
// Generated from rtl/memory/ports.ts by `make verilog`; do not edit.
//
// The write half of an AXI4 port that carries results and what the vector unit appends: a burst at a time, its
// beats behind its address; answers are told apart by their ID.
`default_nettype none

module macromac_shared_write_port (
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
  localparam AXI_BURST_INCREMENT = 2'd1;

  wire u_arbiter_m_valid;
  wire [35:0] u_arbiter_m_payload_address;
  wire [3:0] u_arbiter_m_payload_length;
  wire u_arbiter_chosen;
  reg sending;
  reg owner;

  macromac_PriorityArbiter2_burst u_arbiter (
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

  assign m_axi_awvalid = u_arbiter_m_valid & ~sending;
  assign m_axi_awid = u_arbiter_chosen;
  assign m_axi_awaddr = {u_arbiter_m_payload_address, 4'd0};
  assign m_axi_awlen = {4'd0, u_arbiter_m_payload_length};
  assign m_axi_awsize = 3'd4;
  assign m_axi_awburst = AXI_BURST_INCREMENT;
  assign m_axi_awcache = cache;
  assign m_axi_awprot = 3'd0;

  always @(posedge clk) begin
    if (m_axi_awvalid && m_axi_awready) begin
      sending <= 1'b1;
      owner <= u_arbiter_chosen;
    end
    if (m_axi_wvalid && m_axi_wready && m_axi_wlast) begin
      sending <= 1'b0;
    end
    if (rst) begin
      sending <= 1'b0;
    end
  end

  assign m_axi_wvalid = sending & (owner ? append_w_valid : w_valid);
  assign m_axi_wdata = owner ? append_w_payload_data : w_payload_data;
  assign m_axi_wstrb = owner ? append_w_payload_strobe : 16'hffff;
  assign m_axi_wlast = owner ? append_w_payload_last : w_payload_last;
  assign w_ready = sending & ~owner & m_axi_wready;
  assign append_w_ready = sending & owner & m_axi_wready;
  assign b_valid = m_axi_bvalid & ~m_axi_bid;
  assign b_payload = m_axi_bresp;
  assign append_b_valid = m_axi_bvalid & m_axi_bid;
  assign append_b_payload = m_axi_bresp;
  assign m_axi_bready = m_axi_bid ? append_b_ready : b_ready;

`ifdef FORMAL
  localparam AXI_BURST_FIXED = 2'd0;
  localparam AXI_BURST_WRAP = 2'd2;
  localparam AXI_RESPONSE_EXCLUSIVE_OKAY = 2'd1;

  reg _past_value;
  reg _edges1;
  reg [35:0] _past_aw_payload_address;
  reg [3:0] _past_aw_payload_length;
  reg _past_value_2;
  reg [35:0] _past_append_aw_payload_address;
  reg [3:0] _past_append_aw_payload_length;
  reg _past_value_3;
  reg [127:0] _past_w_payload_data;
  reg _past_w_payload_last;
  reg _past_value_4;
  reg [127:0] _past_append_w_payload_data;
  reg [15:0] _past_append_w_payload_strobe;
  reg _past_append_w_payload_last;
  reg aw_awake;
  reg append_aw_awake;
  reg [3:0] _past_cache;
  reg _past_value_5;
  reg _past_m_axi_awid;
  reg [39:0] _past_m_axi_awaddr;
  reg [7:0] _past_m_axi_awlen;
  reg [2:0] _past_m_axi_awsize;
  reg [1:0] _past_m_axi_awburst;
  reg [3:0] _past_m_axi_awcache;
  reg [2:0] _past_m_axi_awprot;
  reg axi_aw_awake;
  reg _past_value_6;
  reg [127:0] _past_m_axi_wdata;
  reg [15:0] _past_m_axi_wstrb;
  reg _past_m_axi_wlast;
  reg axi_w_awake;
  reg _past_value_7;
  reg _past_m_axi_bid;
  reg [1:0] _past_m_axi_bresp;
  reg axi_b_awake;
  reg [4:0] axi_writes_count;
  reg [127:0] axi_writes_lengths;
  reg [7:0] axi_writes_beat;
  reg axi_writes_early;
  reg [7:0] axi_writes_early_length;
  wire axi_writes_asks;
  wire axi_writes_beats;
  wire axi_writes_ends;
  wire axi_writes_known;
  wire [7:0] axi_writes_length;
  reg [4:0] axi_writes_id0_owed;
  reg [4:0] axi_writes_id1_owed;
  reg [4:0] axi_writes_complete;
  reg [3:0] length;
  reg [3:0] beat;
  reg [4:0] open;
  reg writer;

  always @(posedge clk) begin
    _past_value <= aw_valid & ~aw_ready;
    _edges1 <= 1'b1;
    _past_aw_payload_address <= aw_payload_address;
    _past_aw_payload_length <= aw_payload_length;
    if (rst) begin
      _edges1 <= 1'b0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      aw_valid_stays_until_ready: assume (!_edges1 || !_past_value || aw_valid);
      aw_the_payload_stays_until_ready: assume (!_edges1 || !_past_value ||
          (aw_payload_address == _past_aw_payload_address && aw_payload_length == _past_aw_payload_length));
    end
  end

  always @(posedge clk) begin
    _past_value_2 <= append_aw_valid & ~append_aw_ready;
    _past_append_aw_payload_address <= append_aw_payload_address;
    _past_append_aw_payload_length <= append_aw_payload_length;
  end

  always @(posedge clk) begin
    if (!rst) begin
      append_aw_valid_stays_until_ready: assume (!_edges1 || !_past_value_2 || append_aw_valid);
      append_aw_the_payload_stays_until_ready: assume (!_edges1 || !_past_value_2 ||
          (append_aw_payload_address == _past_append_aw_payload_address &&
          append_aw_payload_length == _past_append_aw_payload_length));
    end
  end

  always @(posedge clk) begin
    _past_value_3 <= w_valid & ~w_ready;
    _past_w_payload_data <= w_payload_data;
    _past_w_payload_last <= w_payload_last;
  end

  always @(posedge clk) begin
    if (!rst) begin
      w_valid_stays_until_ready: assume (!_edges1 || !_past_value_3 || w_valid);
      w_the_payload_stays_until_ready: assume (!_edges1 || !_past_value_3 ||
          (w_payload_data == _past_w_payload_data && w_payload_last == _past_w_payload_last));
    end
  end

  always @(posedge clk) begin
    _past_value_4 <= append_w_valid & ~append_w_ready;
    _past_append_w_payload_data <= append_w_payload_data;
    _past_append_w_payload_strobe <= append_w_payload_strobe;
    _past_append_w_payload_last <= append_w_payload_last;
  end

  always @(posedge clk) begin
    if (!rst) begin
      append_w_valid_stays_until_ready: assume (!_edges1 || !_past_value_4 || append_w_valid);
      append_w_the_payload_stays_until_ready: assume (!_edges1 || !_past_value_4 ||
          (append_w_payload_data == _past_append_w_payload_data &&
          append_w_payload_strobe == _past_append_w_payload_strobe &&
          append_w_payload_last == _past_append_w_payload_last));
    end
  end

  always @(posedge clk) begin
    aw_awake <= 1'b1;
    if (rst) begin
      aw_awake <= 1'b0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      aw_nothing_is_offered_on_the_first_edge_after_reset: assume (aw_awake || !aw_valid);
    end
  end

  always @(posedge clk) begin
    append_aw_awake <= 1'b1;
    if (rst) begin
      append_aw_awake <= 1'b0;
    end
  end

  wire [4:0] _check_sum = aw_payload_address[3:0] + aw_payload_length;
  wire [4:0] _check_sum_2 = append_aw_payload_address[3:0] + append_aw_payload_length;

  always @(posedge clk) begin
    if (!rst) begin
      append_aw_nothing_is_offered_on_the_first_edge_after_reset: assume (append_aw_awake || !append_aw_valid);
      a_burst_asked_for_ends_within_its_256_bytes: assume (!aw_valid || _check_sum < 5'd16);
      a_burst_asked_for_ends_within_its_256_bytes_2: assume (!append_aw_valid || _check_sum_2 < 5'd16);
    end
  end

  always @(posedge clk) begin
    _past_cache <= cache;
  end

  always @(posedge clk) begin
    if (!rst) begin
      axcache_does_not_change: assume (!_edges1 || _past_cache == cache);
    end
  end

  always @(posedge clk) begin
    _past_value_5 <= m_axi_awvalid & ~m_axi_awready;
    _past_m_axi_awid <= m_axi_awid;
    _past_m_axi_awaddr <= m_axi_awaddr;
    _past_m_axi_awlen <= m_axi_awlen;
    _past_m_axi_awsize <= m_axi_awsize;
    _past_m_axi_awburst <= m_axi_awburst;
    _past_m_axi_awcache <= m_axi_awcache;
    _past_m_axi_awprot <= m_axi_awprot;
    _past_value_6 <= m_axi_wvalid & ~m_axi_wready;
    _past_m_axi_wdata <= m_axi_wdata;
    _past_m_axi_wstrb <= m_axi_wstrb;
    _past_m_axi_wlast <= m_axi_wlast;
    _past_value_7 <= m_axi_bvalid & ~m_axi_bready;
    _past_m_axi_bid <= m_axi_bid;
    _past_m_axi_bresp <= m_axi_bresp;
  end

  always @(posedge clk) begin
    if (!rst) begin
      axi_aw_valid_stays_until_ready: assert (!_edges1 || !_past_value_5 || m_axi_awvalid);
      axi_aw_the_payload_stays_until_ready: assert (!_edges1 || !_past_value_5 ||
          (m_axi_awid == _past_m_axi_awid && m_axi_awaddr == _past_m_axi_awaddr &&
          m_axi_awlen == _past_m_axi_awlen && m_axi_awsize == _past_m_axi_awsize &&
          m_axi_awburst == _past_m_axi_awburst && m_axi_awcache == _past_m_axi_awcache &&
          m_axi_awprot == _past_m_axi_awprot));
    end
  end

  always @(posedge clk) begin
    axi_aw_awake <= 1'b1;
    if (rst) begin
      axi_aw_awake <= 1'b0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      axi_aw_nothing_is_offered_on_the_first_edge_after_reset: assert (axi_aw_awake || !m_axi_awvalid);
      axi_w_valid_stays_until_ready: assert (!_edges1 || !_past_value_6 || m_axi_wvalid);
      axi_w_the_payload_stays_until_ready: assert (!_edges1 || !_past_value_6 ||
          (m_axi_wdata == _past_m_axi_wdata && m_axi_wstrb == _past_m_axi_wstrb &&
          m_axi_wlast == _past_m_axi_wlast));
    end
  end

  always @(posedge clk) begin
    axi_w_awake <= 1'b1;
    if (rst) begin
      axi_w_awake <= 1'b0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      axi_w_nothing_is_offered_on_the_first_edge_after_reset: assert (axi_w_awake || !m_axi_wvalid);
      axi_b_valid_stays_until_ready: assume (!_edges1 || !_past_value_7 || m_axi_bvalid);
      axi_b_the_payload_stays_until_ready: assume (!_edges1 || !_past_value_7 ||
          (m_axi_bid == _past_m_axi_bid && m_axi_bresp == _past_m_axi_bresp));
    end
  end

  always @(posedge clk) begin
    axi_b_awake <= 1'b1;
    if (rst) begin
      axi_b_awake <= 1'b0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      axi_b_nothing_is_offered_on_the_first_edge_after_reset: assume (axi_b_awake || !m_axi_bvalid);
      axi_aw_the_burst_type_is_not_the_reserved_one: assert (!m_axi_awvalid || m_axi_awburst != 2'd3);
      axi_aw_a_beat_is_no_wider_than_the_bus: assert (!m_axi_awvalid || m_axi_awsize <= 3'd4);
      axi_aw_a_fixed_burst_has_up_to_16_beats: assert (!m_axi_awvalid || m_axi_awburst != AXI_BURST_FIXED ||
          m_axi_awlen <= 8'd15);
      axi_aw_a_wrapping_burst_has_2_4_8_or_16_beats: assert (!m_axi_awvalid ||
          m_axi_awburst != AXI_BURST_WRAP || m_axi_awlen == 8'd1 || m_axi_awlen == 8'd3 ||
          m_axi_awlen == 8'd7 || m_axi_awlen == 8'd15);
      axi_aw_a_wrapping_burst_is_aligned: assert (!m_axi_awvalid || m_axi_awburst != AXI_BURST_WRAP ||
          ((m_axi_awsize != 3'd1 || !m_axi_awaddr[0]) && (m_axi_awsize != 3'd2 || m_axi_awaddr[1:0] == 2'd0) &&
          (m_axi_awsize != 3'd3 || m_axi_awaddr[2:0] == 3'd0) &&
          (m_axi_awsize != 3'd4 || m_axi_awaddr[3:0] == 4'd0)));
      axi_aw_a_burst_stays_within_4_kib: assert (!m_axi_awvalid || m_axi_awburst != AXI_BURST_INCREMENT ||
          ((m_axi_awsize != 3'd0 || {9'd0, m_axi_awaddr[11:0]} + {13'd0, m_axi_awlen} < 21'd4096) &&
          (m_axi_awsize != 3'd1 || {9'd0, m_axi_awaddr[11:1]} + {12'd0, m_axi_awlen} < 20'd2048) &&
          (m_axi_awsize != 3'd2 || {9'd0, m_axi_awaddr[11:2]} + {11'd0, m_axi_awlen} < 19'd1024) &&
          (m_axi_awsize != 3'd3 || {9'd0, m_axi_awaddr[11:3]} + {10'd0, m_axi_awlen} < 18'd512) &&
          (m_axi_awsize != 3'd4 || {9'd0, m_axi_awaddr[11:4]} + {9'd0, m_axi_awlen} < 17'd256)));
      axi_b_no_exclusive_answer: assume (!m_axi_bvalid || m_axi_bresp != AXI_RESPONSE_EXCLUSIVE_OKAY);
    end
  end

  assign axi_writes_asks = m_axi_awvalid & m_axi_awready;

  assign axi_writes_beats = m_axi_wvalid & m_axi_wready;

  assign axi_writes_ends = m_axi_wvalid & m_axi_wready & m_axi_wlast;

  assign axi_writes_known = (axi_writes_count != 5'd0) | (axi_writes_asks & ~axi_writes_early);

  assign axi_writes_length = axi_writes_count != 5'd0 ? axi_writes_lengths[7:0] : m_axi_awlen;

  always @(posedge clk) begin
    if (axi_writes_ends && axi_writes_known) begin
      axi_writes_lengths[7:0] <= axi_writes_lengths[15:8];
      axi_writes_lengths[15:8] <= axi_writes_lengths[23:16];
      axi_writes_lengths[23:16] <= axi_writes_lengths[31:24];
      axi_writes_lengths[31:24] <= axi_writes_lengths[39:32];
      axi_writes_lengths[39:32] <= axi_writes_lengths[47:40];
      axi_writes_lengths[47:40] <= axi_writes_lengths[55:48];
      axi_writes_lengths[55:48] <= axi_writes_lengths[63:56];
      axi_writes_lengths[63:56] <= axi_writes_lengths[71:64];
      axi_writes_lengths[71:64] <= axi_writes_lengths[79:72];
      axi_writes_lengths[79:72] <= axi_writes_lengths[87:80];
      axi_writes_lengths[87:80] <= axi_writes_lengths[95:88];
      axi_writes_lengths[95:88] <= axi_writes_lengths[103:96];
      axi_writes_lengths[103:96] <= axi_writes_lengths[111:104];
      axi_writes_lengths[111:104] <= axi_writes_lengths[119:112];
      axi_writes_lengths[119:112] <= axi_writes_lengths[127:120];
    end
    if (axi_writes_asks && !axi_writes_early) begin
      if (axi_writes_count - {4'd0, axi_writes_ends & axi_writes_known} == 5'd0) begin
        axi_writes_lengths[7:0] <= m_axi_awlen;
      end
      if (axi_writes_count - {4'd0, axi_writes_ends & axi_writes_known} == 5'd1) begin
        axi_writes_lengths[15:8] <= m_axi_awlen;
      end
      if (axi_writes_count - {4'd0, axi_writes_ends & axi_writes_known} == 5'd2) begin
        axi_writes_lengths[23:16] <= m_axi_awlen;
      end
      if (axi_writes_count - {4'd0, axi_writes_ends & axi_writes_known} == 5'd3) begin
        axi_writes_lengths[31:24] <= m_axi_awlen;
      end
      if (axi_writes_count - {4'd0, axi_writes_ends & axi_writes_known} == 5'd4) begin
        axi_writes_lengths[39:32] <= m_axi_awlen;
      end
      if (axi_writes_count - {4'd0, axi_writes_ends & axi_writes_known} == 5'd5) begin
        axi_writes_lengths[47:40] <= m_axi_awlen;
      end
      if (axi_writes_count - {4'd0, axi_writes_ends & axi_writes_known} == 5'd6) begin
        axi_writes_lengths[55:48] <= m_axi_awlen;
      end
      if (axi_writes_count - {4'd0, axi_writes_ends & axi_writes_known} == 5'd7) begin
        axi_writes_lengths[63:56] <= m_axi_awlen;
      end
      if (axi_writes_count - {4'd0, axi_writes_ends & axi_writes_known} == 5'd8) begin
        axi_writes_lengths[71:64] <= m_axi_awlen;
      end
      if (axi_writes_count - {4'd0, axi_writes_ends & axi_writes_known} == 5'd9) begin
        axi_writes_lengths[79:72] <= m_axi_awlen;
      end
      if (axi_writes_count - {4'd0, axi_writes_ends & axi_writes_known} == 5'd10) begin
        axi_writes_lengths[87:80] <= m_axi_awlen;
      end
      if (axi_writes_count - {4'd0, axi_writes_ends & axi_writes_known} == 5'd11) begin
        axi_writes_lengths[95:88] <= m_axi_awlen;
      end
      if (axi_writes_count - {4'd0, axi_writes_ends & axi_writes_known} == 5'd12) begin
        axi_writes_lengths[103:96] <= m_axi_awlen;
      end
      if (axi_writes_count - {4'd0, axi_writes_ends & axi_writes_known} == 5'd13) begin
        axi_writes_lengths[111:104] <= m_axi_awlen;
      end
      if (axi_writes_count - {4'd0, axi_writes_ends & axi_writes_known} == 5'd14) begin
        axi_writes_lengths[119:112] <= m_axi_awlen;
      end
      if (axi_writes_count - {4'd0, axi_writes_ends & axi_writes_known} == 5'd15) begin
        axi_writes_lengths[127:120] <= m_axi_awlen;
      end
    end
  end

  always @(posedge clk) begin
    axi_writes_count <= axi_writes_count +
        {4'd0, axi_writes_asks & ~axi_writes_early} - {4'd0, axi_writes_ends & axi_writes_known};
    if (rst) begin
      axi_writes_count <= 5'd0;
    end
  end

  always @(posedge clk) begin
    if (axi_writes_beats) begin
      axi_writes_beat <= m_axi_wlast ? 8'd0 : axi_writes_beat + 8'd1;
    end
    if (rst) begin
      axi_writes_beat <= 8'd0;
    end
  end

  always @(posedge clk) begin
    if (axi_writes_ends && !axi_writes_known) begin
      axi_writes_early <= 1'b1;
      axi_writes_early_length <= axi_writes_beat;
    end else if (axi_writes_asks) begin
      axi_writes_early <= 1'b0;
    end
    if (rst) begin
      axi_writes_early <= 1'b0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      axi_last_marks_the_last_beat_of_a_write: assert (!(axi_writes_beats && axi_writes_known) ||
          m_axi_wlast == (axi_writes_beat == axi_writes_length));
      axi_an_address_fits_the_data_before_it: assert (!(axi_writes_asks && axi_writes_early) ||
          m_axi_awlen == axi_writes_early_length);
      axi_an_address_covers_the_data_before_it: assert (!(axi_writes_asks && !axi_writes_early &&
          axi_writes_count == 5'd0) || axi_writes_beat <= m_axi_awlen);
      axi_data_is_ahead_by_one_burst_at_most: assert (!axi_writes_beats || !axi_writes_early ||
          axi_writes_asks);
      axi_no_more_data_than_said: assert (axi_writes_count == 5'd0 ||
          axi_writes_beat <= axi_writes_lengths[7:0]);
    end
  end

  always @(posedge clk) begin
    axi_writes_id0_owed <= axi_writes_id0_owed +
        {4'd0, axi_writes_asks & ~m_axi_awid} - {4'd0, m_axi_bvalid & ~m_axi_bid & m_axi_bready};
    if (rst) begin
      axi_writes_id0_owed <= 5'd0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      axi_id_0_an_answer_comes_for_a_write_that_is_open: assume (!(m_axi_bvalid && !m_axi_bid) ||
          axi_writes_id0_owed != 5'd0);
    end
  end

  always @(posedge clk) begin
    axi_writes_id1_owed <= axi_writes_id1_owed +
        {4'd0, axi_writes_asks & m_axi_awid} - {4'd0, m_axi_bvalid & m_axi_bid & m_axi_bready};
    if (rst) begin
      axi_writes_id1_owed <= 5'd0;
    end
  end

  wire [5:0] _check_sum_3 = axi_writes_id0_owed + axi_writes_id1_owed;

  always @(posedge clk) begin
    if (!rst) begin
      axi_id_1_an_answer_comes_for_a_write_that_is_open: assume (!(m_axi_bvalid && m_axi_bid) ||
          axi_writes_id1_owed != 5'd0);
      axi_up_to_16_writes_are_open: assert (!axi_writes_asks || _check_sum_3 < 6'd16);
    end
  end

  always @(posedge clk) begin
    axi_writes_complete <= axi_writes_complete + {4'd0, axi_writes_ends} - {4'd0, m_axi_bvalid & m_axi_bready};
    if (rst) begin
      axi_writes_complete <= 5'd0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      axi_an_answer_comes_after_the_last_beat_of_a_write: assume (!m_axi_bvalid || axi_writes_complete != 5'd0);
    end
  end

  always @(posedge clk) begin
    if (m_axi_awvalid && m_axi_awready) begin
      length <= m_axi_awlen[3:0];
    end
  end

  always @(posedge clk) begin
    if (m_axi_wvalid && m_axi_wready) begin
      beat <= m_axi_wlast ? 4'd0 : beat + 4'd1;
    end
    if (rst) begin
      beat <= 4'd0;
    end
  end

  always @(posedge clk) begin
    open <= open + {4'd0, m_axi_awvalid & m_axi_awready} - {4'd0, m_axi_bvalid & m_axi_bready};
    if (rst) begin
      open <= 5'd0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      a_writer_sends_as_many_beats_as_it_asked_for: assume (!m_axi_wvalid || m_axi_wlast == (beat == length));
      each_writer_has_8_bursts_open_at_most: assume (!u_arbiter_m_valid || open < 5'd16);
      between_bursts_no_beat_is_missing: assert (sending || beat == 4'd0);
      data_is_of_the_address_before_it: assert (axi_writes_count == {4'd0, sending} && !axi_writes_early);
      as_many_beats_as_the_address_says_are_to_come: assert (!sending ||
          (axi_writes_lengths[7:0] == {4'd0, length} && beat <= length));
      the_beats_of_a_burst_are_counted: assert (axi_writes_beat == {4'd0, beat});
      open_bursts_are_those_of_both_writers: assert ({1'b0, open} == {1'b0, axi_writes_id0_owed} +
          {1'b0, axi_writes_id1_owed});
      all_but_the_one_that_is_sent_are_complete: assert ({3'd0, axi_writes_complete} +
          {7'd0, sending} == {3'd0, open});
      a_burst_waits_for_the_one_before: assert (m_axi_awvalid == ((aw_valid | append_aw_valid) &
          (axi_writes_count == 5'd0)));
      whole_beats_incrementing_no_rights: assert (m_axi_awsize == 3'd4 &&
          m_axi_awburst == AXI_BURST_INCREMENT && m_axi_awprot == 3'd0);
      a_burst_of_id_0_is_its_own: assert (!(m_axi_awvalid && !m_axi_awid) ||
          (m_axi_awaddr == {aw_payload_address, 4'd0} && m_axi_awlen == {4'd0, aw_payload_length}));
      the_asker_of_id_0_is_told_when_its_burst_is_taken: assert (aw_ready == (m_axi_awvalid & ~m_axi_awid &
          m_axi_awready));
      a_burst_of_id_1_is_its_own: assert (!(m_axi_awvalid && m_axi_awid) ||
          (m_axi_awaddr == {append_aw_payload_address, 4'd0} &&
          m_axi_awlen == {4'd0, append_aw_payload_length}));
      the_asker_of_id_1_is_told_when_its_burst_is_taken: assert (append_aw_ready == (m_axi_awvalid &
          m_axi_awid & m_axi_awready));
    end
  end

  always @(posedge clk) begin
    if (m_axi_awvalid && m_axi_awready) begin
      writer <= m_axi_awid;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      beats_of_writer_0_go_out_in_its_burst: assert (!(axi_writes_count != 5'd0 && !writer) ||
          m_axi_wvalid == w_valid);
      a_beat_of_writer_0_goes_out_as_it_is: assert (!(axi_writes_count != 5'd0 && !writer && m_axi_wvalid) ||
          (m_axi_wdata == w_payload_data && m_axi_wstrb == 16'hffff && m_axi_wlast == w_payload_last));
      writer_0_is_told_when_its_beat_is_taken: assert (w_ready == ((axi_writes_count != 5'd0) & ~writer &
          m_axi_wready));
      beats_of_writer_1_go_out_in_its_burst: assert (!(axi_writes_count != 5'd0 && writer) ||
          m_axi_wvalid == append_w_valid);
      a_beat_of_writer_1_goes_out_as_it_is: assert (!(axi_writes_count != 5'd0 && writer && m_axi_wvalid) ||
          (m_axi_wdata == append_w_payload_data && m_axi_wstrb == append_w_payload_strobe &&
          m_axi_wlast == append_w_payload_last));
      writer_1_is_told_when_its_beat_is_taken: assert (append_w_ready == ((axi_writes_count != 5'd0) & writer &
          m_axi_wready));
      no_beat_goes_out_without_an_address: assert (axi_writes_count != 5'd0 || !m_axi_wvalid);
      the_answer_of_id_0_goes_to_its_writer: assert (b_valid == (m_axi_bvalid & ~m_axi_bid));
      writer_0_takes_its_answer_itself: assert (m_axi_bid || m_axi_bready == b_ready);
      the_answer_of_id_1_goes_to_its_writer: assert (append_b_valid == (m_axi_bvalid & m_axi_bid));
      writer_1_takes_its_answer_itself: assert (!m_axi_bid || m_axi_bready == append_b_ready);
      an_append_ends: cover (m_axi_wvalid && m_axi_wlast && owner);
      a_burst_of_results_ends: cover (m_axi_wvalid && m_axi_wlast && !owner);
    end
  end
`endif

endmodule

`default_nettype wire
