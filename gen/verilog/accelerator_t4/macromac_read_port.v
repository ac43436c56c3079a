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
  wire u_arbiter_chosen;
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
    .chosen(u_arbiter_chosen)
  );

  assign m_axi_arvalid = u_arbiter_m_valid & open;
  assign m_axi_arid = u_arbiter_chosen;
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

`ifdef FORMAL
  localparam AXI_BURST_FIXED = 2'd0;
  localparam AXI_BURST_WRAP = 2'd2;
  localparam AXI_RESPONSE_EXCLUSIVE_OKAY = 2'd1;

  reg _past_value;
  reg _edges1;
  reg [35:0] _past_activations_ar_payload_address;
  reg [3:0] _past_activations_ar_payload_length;
  reg _past_value_2;
  reg [35:0] _past_weights_ar_payload_address;
  reg [3:0] _past_weights_ar_payload_length;
  reg activations_ar_awake;
  reg weights_ar_awake;
  reg [3:0] _past_cache;
  reg _past_value_3;
  reg _past_m_axi_arid;
  reg [39:0] _past_m_axi_araddr;
  reg [7:0] _past_m_axi_arlen;
  reg [2:0] _past_m_axi_arsize;
  reg [1:0] _past_m_axi_arburst;
  reg [3:0] _past_m_axi_arcache;
  reg [2:0] _past_m_axi_arprot;
  reg axi_ar_awake;
  reg _past_value_4;
  reg _past_m_axi_rid;
  reg [127:0] _past_m_axi_rdata;
  reg [1:0] _past_m_axi_rresp;
  reg _past_m_axi_rlast;
  reg axi_r_awake;
  reg [3:0] axi_id_0_reads_count;
  reg [63:0] axi_id_0_reads_lengths;
  reg [7:0] axi_id_0_reads_beat;
  wire axi_id_0_reads_begins;
  wire axi_id_0_reads_beats;
  reg [3:0] axi_id_1_reads_count;
  reg [63:0] axi_id_1_reads_lengths;
  reg [7:0] axi_id_1_reads_beat;
  wire axi_id_1_reads_begins;
  wire axi_id_1_reads_beats;
  reg [3:0] reads;
  reg _past_u_arbiter_chosen;
  reg _past_m_axi_arvalid;

  always @(posedge clk) begin
    _past_value <= activations_ar_valid & ~activations_ar_ready;
    _edges1 <= 1'b1;
    _past_activations_ar_payload_address <= activations_ar_payload_address;
    _past_activations_ar_payload_length <= activations_ar_payload_length;
    if (rst) begin
      _edges1 <= 1'b0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      activations_ar_valid_stays_until_ready: assume (!_edges1 || !_past_value || activations_ar_valid);
      activations_ar_the_payload_stays_until_ready: assume (!_edges1 || !_past_value ||
          (activations_ar_payload_address == _past_activations_ar_payload_address &&
          activations_ar_payload_length == _past_activations_ar_payload_length));
    end
  end

  always @(posedge clk) begin
    _past_value_2 <= weights_ar_valid & ~weights_ar_ready;
    _past_weights_ar_payload_address <= weights_ar_payload_address;
    _past_weights_ar_payload_length <= weights_ar_payload_length;
  end

  always @(posedge clk) begin
    if (!rst) begin
      weights_ar_valid_stays_until_ready: assume (!_edges1 || !_past_value_2 || weights_ar_valid);
      weights_ar_the_payload_stays_until_ready: assume (!_edges1 || !_past_value_2 ||
          (weights_ar_payload_address == _past_weights_ar_payload_address &&
          weights_ar_payload_length == _past_weights_ar_payload_length));
    end
  end

  always @(posedge clk) begin
    activations_ar_awake <= 1'b1;
    if (rst) begin
      activations_ar_awake <= 1'b0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      activations_ar_nothing_is_offered_on_the_first_edge_after: assume (activations_ar_awake ||
          !activations_ar_valid);
    end
  end

  always @(posedge clk) begin
    weights_ar_awake <= 1'b1;
    if (rst) begin
      weights_ar_awake <= 1'b0;
    end
  end

  wire [4:0] _check_sum = activations_ar_payload_address[3:0] + activations_ar_payload_length;
  wire [4:0] _check_sum_2 = weights_ar_payload_address[3:0] + weights_ar_payload_length;

  always @(posedge clk) begin
    if (!rst) begin
      weights_ar_nothing_is_offered_on_the_first_edge_after_reset: assume (weights_ar_awake ||
          !weights_ar_valid);
      a_burst_asked_for_ends_within_its_256_bytes: assume (!activations_ar_valid || _check_sum < 5'd16);
      a_burst_asked_for_ends_within_its_256_bytes_2: assume (!weights_ar_valid || _check_sum_2 < 5'd16);
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
    _past_value_3 <= m_axi_arvalid & ~m_axi_arready;
    _past_m_axi_arid <= m_axi_arid;
    _past_m_axi_araddr <= m_axi_araddr;
    _past_m_axi_arlen <= m_axi_arlen;
    _past_m_axi_arsize <= m_axi_arsize;
    _past_m_axi_arburst <= m_axi_arburst;
    _past_m_axi_arcache <= m_axi_arcache;
    _past_m_axi_arprot <= m_axi_arprot;
    _past_value_4 <= m_axi_rvalid & ~m_axi_rready;
    _past_m_axi_rid <= m_axi_rid;
    _past_m_axi_rdata <= m_axi_rdata;
    _past_m_axi_rresp <= m_axi_rresp;
    _past_m_axi_rlast <= m_axi_rlast;
  end

  always @(posedge clk) begin
    if (!rst) begin
      axi_ar_valid_stays_until_ready: assert (!_edges1 || !_past_value_3 || m_axi_arvalid);
      axi_ar_the_payload_stays_until_ready: assert (!_edges1 || !_past_value_3 ||
          (m_axi_arid == _past_m_axi_arid && m_axi_araddr == _past_m_axi_araddr &&
          m_axi_arlen == _past_m_axi_arlen && m_axi_arsize == _past_m_axi_arsize &&
          m_axi_arburst == _past_m_axi_arburst && m_axi_arcache == _past_m_axi_arcache &&
          m_axi_arprot == _past_m_axi_arprot));
    end
  end

  always @(posedge clk) begin
    axi_ar_awake <= 1'b1;
    if (rst) begin
      axi_ar_awake <= 1'b0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      axi_ar_nothing_is_offered_on_the_first_edge_after_reset: assert (axi_ar_awake || !m_axi_arvalid);
      axi_r_valid_stays_until_ready: assume (!_edges1 || !_past_value_4 || m_axi_rvalid);
      axi_r_the_payload_stays_until_ready: assume (!_edges1 || !_past_value_4 ||
          (m_axi_rid == _past_m_axi_rid && m_axi_rdata == _past_m_axi_rdata &&
          m_axi_rresp == _past_m_axi_rresp && m_axi_rlast == _past_m_axi_rlast));
    end
  end

  always @(posedge clk) begin
    axi_r_awake <= 1'b1;
    if (rst) begin
      axi_r_awake <= 1'b0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      axi_r_nothing_is_offered_on_the_first_edge_after_reset: assume (axi_r_awake || !m_axi_rvalid);
      axi_ar_the_burst_type_is_not_the_reserved_one: assert (!m_axi_arvalid || m_axi_arburst != 2'd3);
      axi_ar_a_beat_is_no_wider_than_the_bus: assert (!m_axi_arvalid || m_axi_arsize <= 3'd4);
      axi_ar_a_fixed_burst_has_up_to_16_beats: assert (!m_axi_arvalid || m_axi_arburst != AXI_BURST_FIXED ||
          m_axi_arlen <= 8'd15);
      axi_ar_a_wrapping_burst_has_2_4_8_or_16_beats: assert (!m_axi_arvalid ||
          m_axi_arburst != AXI_BURST_WRAP || m_axi_arlen == 8'd1 || m_axi_arlen == 8'd3 ||
          m_axi_arlen == 8'd7 || m_axi_arlen == 8'd15);
      axi_ar_a_wrapping_burst_is_aligned: assert (!m_axi_arvalid || m_axi_arburst != AXI_BURST_WRAP ||
          ((m_axi_arsize != 3'd1 || !m_axi_araddr[0]) && (m_axi_arsize != 3'd2 || m_axi_araddr[1:0] == 2'd0) &&
          (m_axi_arsize != 3'd3 || m_axi_araddr[2:0] == 3'd0) &&
          (m_axi_arsize != 3'd4 || m_axi_araddr[3:0] == 4'd0)));
      axi_ar_a_burst_stays_within_4_kib: assert (!m_axi_arvalid || m_axi_arburst != AXI_BURST_INCREMENT ||
          ((m_axi_arsize != 3'd0 || {9'd0, m_axi_araddr[11:0]} + {13'd0, m_axi_arlen} < 21'd4096) &&
          (m_axi_arsize != 3'd1 || {9'd0, m_axi_araddr[11:1]} + {12'd0, m_axi_arlen} < 20'd2048) &&
          (m_axi_arsize != 3'd2 || {9'd0, m_axi_araddr[11:2]} + {11'd0, m_axi_arlen} < 19'd1024) &&
          (m_axi_arsize != 3'd3 || {9'd0, m_axi_araddr[11:3]} + {10'd0, m_axi_arlen} < 18'd512) &&
          (m_axi_arsize != 3'd4 || {9'd0, m_axi_araddr[11:4]} + {9'd0, m_axi_arlen} < 17'd256)));
      axi_r_no_exclusive_answer: assume (!m_axi_rvalid || m_axi_rresp != AXI_RESPONSE_EXCLUSIVE_OKAY);
    end
  end

  assign axi_id_0_reads_begins = m_axi_arvalid & m_axi_arready & ~m_axi_arid;

  assign axi_id_0_reads_beats = m_axi_rvalid & ~m_axi_rid & m_axi_rready;

  always @(posedge clk) begin
    if (axi_id_0_reads_beats && m_axi_rlast) begin
      axi_id_0_reads_lengths[7:0] <= axi_id_0_reads_lengths[15:8];
      axi_id_0_reads_lengths[15:8] <= axi_id_0_reads_lengths[23:16];
      axi_id_0_reads_lengths[23:16] <= axi_id_0_reads_lengths[31:24];
      axi_id_0_reads_lengths[31:24] <= axi_id_0_reads_lengths[39:32];
      axi_id_0_reads_lengths[39:32] <= axi_id_0_reads_lengths[47:40];
      axi_id_0_reads_lengths[47:40] <= axi_id_0_reads_lengths[55:48];
      axi_id_0_reads_lengths[55:48] <= axi_id_0_reads_lengths[63:56];
    end
    if (axi_id_0_reads_begins) begin
      if (axi_id_0_reads_count - {3'd0, axi_id_0_reads_beats & m_axi_rlast} == 4'd0) begin
        axi_id_0_reads_lengths[7:0] <= m_axi_arlen;
      end
      if (axi_id_0_reads_count - {3'd0, axi_id_0_reads_beats & m_axi_rlast} == 4'd1) begin
        axi_id_0_reads_lengths[15:8] <= m_axi_arlen;
      end
      if (axi_id_0_reads_count - {3'd0, axi_id_0_reads_beats & m_axi_rlast} == 4'd2) begin
        axi_id_0_reads_lengths[23:16] <= m_axi_arlen;
      end
      if (axi_id_0_reads_count - {3'd0, axi_id_0_reads_beats & m_axi_rlast} == 4'd3) begin
        axi_id_0_reads_lengths[31:24] <= m_axi_arlen;
      end
      if (axi_id_0_reads_count - {3'd0, axi_id_0_reads_beats & m_axi_rlast} == 4'd4) begin
        axi_id_0_reads_lengths[39:32] <= m_axi_arlen;
      end
      if (axi_id_0_reads_count - {3'd0, axi_id_0_reads_beats & m_axi_rlast} == 4'd5) begin
        axi_id_0_reads_lengths[47:40] <= m_axi_arlen;
      end
      if (axi_id_0_reads_count - {3'd0, axi_id_0_reads_beats & m_axi_rlast} == 4'd6) begin
        axi_id_0_reads_lengths[55:48] <= m_axi_arlen;
      end
      if (axi_id_0_reads_count - {3'd0, axi_id_0_reads_beats & m_axi_rlast} == 4'd7) begin
        axi_id_0_reads_lengths[63:56] <= m_axi_arlen;
      end
    end
  end

  always @(posedge clk) begin
    axi_id_0_reads_count <= axi_id_0_reads_count +
        {3'd0, axi_id_0_reads_begins} - {3'd0, axi_id_0_reads_beats & m_axi_rlast};
    if (rst) begin
      axi_id_0_reads_count <= 4'd0;
    end
  end

  always @(posedge clk) begin
    if (axi_id_0_reads_beats) begin
      axi_id_0_reads_beat <= m_axi_rlast ? 8'd0 : axi_id_0_reads_beat + 8'd1;
    end
    if (rst) begin
      axi_id_0_reads_beat <= 8'd0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      axi_id_0_data_comes_for_a_read_that_is_open: assume (!(m_axi_rvalid && !m_axi_rid) ||
          axi_id_0_reads_count != 4'd0);
      axi_id_0_last_marks_the_last_beat_of_a_read: assume (!(m_axi_rvalid && !m_axi_rid &&
          axi_id_0_reads_count != 4'd0) || m_axi_rlast == (axi_id_0_reads_beat == axi_id_0_reads_lengths[7:0]));
      axi_id_0_no_more_beats_than_asked_for: assume (axi_id_0_reads_count == 4'd0 ||
          axi_id_0_reads_beat <= axi_id_0_reads_lengths[7:0]);
    end
  end

  assign axi_id_1_reads_begins = m_axi_arvalid & m_axi_arready & m_axi_arid;

  assign axi_id_1_reads_beats = m_axi_rvalid & m_axi_rid & m_axi_rready;

  always @(posedge clk) begin
    if (axi_id_1_reads_beats && m_axi_rlast) begin
      axi_id_1_reads_lengths[7:0] <= axi_id_1_reads_lengths[15:8];
      axi_id_1_reads_lengths[15:8] <= axi_id_1_reads_lengths[23:16];
      axi_id_1_reads_lengths[23:16] <= axi_id_1_reads_lengths[31:24];
      axi_id_1_reads_lengths[31:24] <= axi_id_1_reads_lengths[39:32];
      axi_id_1_reads_lengths[39:32] <= axi_id_1_reads_lengths[47:40];
      axi_id_1_reads_lengths[47:40] <= axi_id_1_reads_lengths[55:48];
      axi_id_1_reads_lengths[55:48] <= axi_id_1_reads_lengths[63:56];
    end
    if (axi_id_1_reads_begins) begin
      if (axi_id_1_reads_count - {3'd0, axi_id_1_reads_beats & m_axi_rlast} == 4'd0) begin
        axi_id_1_reads_lengths[7:0] <= m_axi_arlen;
      end
      if (axi_id_1_reads_count - {3'd0, axi_id_1_reads_beats & m_axi_rlast} == 4'd1) begin
        axi_id_1_reads_lengths[15:8] <= m_axi_arlen;
      end
      if (axi_id_1_reads_count - {3'd0, axi_id_1_reads_beats & m_axi_rlast} == 4'd2) begin
        axi_id_1_reads_lengths[23:16] <= m_axi_arlen;
      end
      if (axi_id_1_reads_count - {3'd0, axi_id_1_reads_beats & m_axi_rlast} == 4'd3) begin
        axi_id_1_reads_lengths[31:24] <= m_axi_arlen;
      end
      if (axi_id_1_reads_count - {3'd0, axi_id_1_reads_beats & m_axi_rlast} == 4'd4) begin
        axi_id_1_reads_lengths[39:32] <= m_axi_arlen;
      end
      if (axi_id_1_reads_count - {3'd0, axi_id_1_reads_beats & m_axi_rlast} == 4'd5) begin
        axi_id_1_reads_lengths[47:40] <= m_axi_arlen;
      end
      if (axi_id_1_reads_count - {3'd0, axi_id_1_reads_beats & m_axi_rlast} == 4'd6) begin
        axi_id_1_reads_lengths[55:48] <= m_axi_arlen;
      end
      if (axi_id_1_reads_count - {3'd0, axi_id_1_reads_beats & m_axi_rlast} == 4'd7) begin
        axi_id_1_reads_lengths[63:56] <= m_axi_arlen;
      end
    end
  end

  always @(posedge clk) begin
    axi_id_1_reads_count <= axi_id_1_reads_count +
        {3'd0, axi_id_1_reads_begins} - {3'd0, axi_id_1_reads_beats & m_axi_rlast};
    if (rst) begin
      axi_id_1_reads_count <= 4'd0;
    end
  end

  always @(posedge clk) begin
    if (axi_id_1_reads_beats) begin
      axi_id_1_reads_beat <= m_axi_rlast ? 8'd0 : axi_id_1_reads_beat + 8'd1;
    end
    if (rst) begin
      axi_id_1_reads_beat <= 8'd0;
    end
  end

  wire [4:0] _check_sum_3 = axi_id_0_reads_count + axi_id_1_reads_count;

  always @(posedge clk) begin
    if (!rst) begin
      axi_id_1_data_comes_for_a_read_that_is_open: assume (!(m_axi_rvalid && m_axi_rid) ||
          axi_id_1_reads_count != 4'd0);
      axi_id_1_last_marks_the_last_beat_of_a_read: assume (!(m_axi_rvalid && m_axi_rid &&
          axi_id_1_reads_count != 4'd0) || m_axi_rlast == (axi_id_1_reads_beat == axi_id_1_reads_lengths[7:0]));
      axi_id_1_no_more_beats_than_asked_for: assume (axi_id_1_reads_count == 4'd0 ||
          axi_id_1_reads_beat <= axi_id_1_reads_lengths[7:0]);
      axi_up_to_8_reads_are_open: assert (!(m_axi_arvalid && m_axi_arready) || _check_sum_3 < 5'd8);
      no_more_than_8_bursts_are_outstanding: assert (outstanding <= 4'd8);
    end
  end

  always @(posedge clk) begin
    reads <= reads + {3'd0, m_axi_arvalid & m_axi_arready} - {3'd0, m_axi_rvalid & m_axi_rready & m_axi_rlast};
    if (rst) begin
      reads <= 4'd0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      open_bursts_are_counted: assert (outstanding == reads && open == (reads != 4'd8));
      a_burst_waits_only_while_all_that_may_be_are_open: assert (m_axi_arvalid == ((activations_ar_valid |
          weights_ar_valid) & (reads != 4'd8)));
      whole_beats_incrementing_no_rights: assert (m_axi_arsize == 3'd4 &&
          m_axi_arburst == AXI_BURST_INCREMENT && m_axi_arprot == 3'd0);
      a_burst_of_id_0_is_its_own: assert (!(m_axi_arvalid && !m_axi_arid) ||
          (m_axi_araddr == {activations_ar_payload_address, 4'd0} &&
          m_axi_arlen == {4'd0, activations_ar_payload_length}));
      the_asker_of_id_0_is_told_when_its_burst_is_taken: assert (activations_ar_ready == (m_axi_arvalid &
          ~m_axi_arid & m_axi_arready));
      a_burst_of_id_1_is_its_own: assert (!(m_axi_arvalid && m_axi_arid) ||
          (m_axi_araddr == {weights_ar_payload_address, 4'd0} &&
          m_axi_arlen == {4'd0, weights_ar_payload_length}));
      the_asker_of_id_1_is_told_when_its_burst_is_taken: assert (weights_ar_ready == (m_axi_arvalid &
          m_axi_arid & m_axi_arready));
      data_of_id_0_goes_to_its_reader: assert (activations_r_valid == (m_axi_rvalid & ~m_axi_rid));
      reader_0_takes_its_data_itself: assert (m_axi_rid || m_axi_rready == activations_r_ready);
      data_of_id_1_goes_to_its_reader: assert (weights_r_valid == (m_axi_rvalid & m_axi_rid));
      reader_1_takes_its_data_itself: assert (!m_axi_rid || m_axi_rready == weights_r_ready);
      as_many_bursts_as_may_be: cover (outstanding == 4'd8);
    end
  end

  always @(posedge clk) begin
    _past_u_arbiter_chosen <= u_arbiter_chosen;
    _past_m_axi_arvalid <= m_axi_arvalid;
  end

  always @(posedge clk) begin
    if (!rst) begin
      one_reader_after_the_other: cover (_edges1 && _past_u_arbiter_chosen != u_arbiter_chosen &&
          _past_m_axi_arvalid && m_axi_arvalid);
    end
  end
`endif

endmodule

`default_nettype wire
