// SPDX-License-Identifier: Apache-2.0
// Generated from rtl/memory/read-master.ts by `make verilog`; do not edit.
//
// Reads regions of memory as a stream of beats. A burst is asked for only when the queue has room for all of
// it, so the data channel is always ready; bursts end at multiples of 256 bytes, so none crosses a 4 KiB
// boundary. Regions follow each other without a gap: the next one's bursts are asked for while the last one's
// beats arrive. It asks for one burst more than the port lets be outstanding (rtl/memory/ports.ts), so that
// there always is one to go out.
//
// A queue of 512 is what block RAMs of this width hold: the 128 beats that may be outstanding, and thrice as
// much to ride out pauses of the memory. Bursts of fewer beats than the ports take, 4 or 8, end at multiples of
// as many (docs/sweeps.md). An answer other than OKAY is reported with the address of its burst; after `halt`
// no burst is asked for, and `drained` says that none is outstanding.
`default_nettype none

module macromac_read_master_512 (
  input  wire         clk,
  input  wire         rst,
  input  wire         request_valid,
  input  wire [35:0]  request_payload_address,
  input  wire [27:0]  request_payload_beats,
  output wire         request_ready,
  input  wire         r_valid,
  input  wire [127:0] r_payload_data,
  input  wire [1:0]   r_payload_response,
  input  wire         r_payload_last,
  output wire         r_ready,
  input  wire         halt,
  output wire         ar_valid,
  output wire [35:0]  ar_payload_address,
  output wire [3:0]   ar_payload_length,
  input  wire         ar_ready,
  output wire         beats_valid,
  output wire [127:0] beats_payload,
  input  wire         beats_ready,
  output wire         drained,
  output wire         failed_valid,
  output wire [35:0]  failed_address,
  output wire [1:0]   failed_response
);
  reg asking;
  reg offered;
  reg [35:0] next;
  reg [35:0] asked_address;
  reg [3:0] asked_length;
  reg [3:0] length;
  reg last;
  reg [24:0] more;
  reg [3:0] end_;
  reg [9:0] room;
  reg [3:0] asked_for;
  wire ask;
  wire popped;
  wire ended;
  wire next_last;
  wire [3:0] offset;
  wire [28:0] region_end;
  wire fits;
  wire u_queue_s_ready;
  wire [9:0] u_queue_level;
  wire u_asked_s_ready;
  wire u_asked_m_valid;
  wire u_asked_m_ready;
  wire [4:0] u_asked_level;

  assign ask = asking & (~offered | ar_ready) & ~halt & (room >= 10'd16) & (asked_for != 4'd9);
  assign popped = beats_valid & beats_ready;
  assign ended = r_valid & r_payload_last;
  assign next_last = more == 25'd1;

  always @(posedge clk) begin
    if (ar_ready) begin
      offered <= 1'b0;
    end
    if (ask) begin
      offered <= 1'b1;
      asked_address <= next;
      asked_length <= length;
      next <= {next[35:4] + 32'd1, 4'd0};
      more <= more - 25'd1;
      last <= next_last;
      length <= next_last ? end_ : 4'd15;
      if (last) begin
        asking <= 1'b0;
      end
    end
    if (request_ready && request_valid) begin
      asking <= 1'b1;
      next <= request_payload_address;
      last <= fits;
      length <= fits ? request_payload_beats[3:0] - 4'd1 : ~offset;
      more <= region_end[28:4];
      end_ <= region_end[3:0];
    end
    if (rst) begin
      offered <= 1'b0;
      asking <= 1'b0;
    end
  end

  assign request_ready = ~asking;
  assign offset = request_payload_address[3:0];
  assign region_end = {1'b0, request_payload_beats} + {25'd0, request_payload_address[3:0]} - 29'd1;
  assign fits = (request_payload_beats[27:5] == 23'd0) & (request_payload_beats[4:0] + {2'd0, offset} <= 6'd16);
  assign ar_valid = offered;
  assign ar_payload_address = asked_address;
  assign ar_payload_length = asked_length;

  always @(posedge clk) begin
    room <= room - (ask ? {6'd0, length} + 10'd1 : 10'd0) + {9'd0, popped};
    asked_for <= asked_for + {3'd0, ask} - {3'd0, ended};
    if (rst) begin
      room <= 10'd512;
      asked_for <= 4'd0;
    end
  end

  assign drained = asked_for == 4'd0;

  macromac_Fifo512Block_uint128 u_queue (
    .clk(clk),
    .rst(rst),
    .s_valid(r_valid),
    .s_payload(r_payload_data),
    .s_ready(u_queue_s_ready),
    .m_valid(beats_valid),
    .m_payload(beats_payload),
    .m_ready(beats_ready),
    .level(u_queue_level)
  );

  macromac_Fifo16_uint36 u_asked (
    .clk(clk),
    .rst(rst),
    .s_valid(ask),
    .s_payload(next),
    .s_ready(u_asked_s_ready),
    .m_valid(u_asked_m_valid),
    .m_payload(failed_address),
    .m_ready(u_asked_m_ready),
    .level(u_asked_level)
  );

  assign r_ready = 1'b1;
  assign u_asked_m_ready = ended;
  assign failed_valid = r_valid & (r_payload_response != 2'd0);
  assign failed_response = r_payload_response;

  // Bits nobody reads, named for lint.
  wire _unused = &{1'b0, u_queue_s_ready, u_queue_level, u_asked_s_ready, u_asked_m_valid, u_asked_level};

`ifdef FORMAL
  reg _past_value;
  reg _edges1;
  reg [35:0] _past_request_payload_address;
  reg [27:0] _past_request_payload_beats;
  reg _past_value_2;
  reg [35:0] _past_ar_payload_address;
  reg [3:0] _past_ar_payload_length;
  reg _past_value_3;
  reg [127:0] _past_beats_payload;
  reg [9:0] owed;
  reg [9:0] sent;
  reg [3:0] open;
  reg [29:0] remaining;
  reg [35:0] at;
  wire out;
  wire ends;
  reg _past_ask;
  reg [35:0] _past_at;
  wire may;

  always @(posedge clk) begin
    _past_value <= request_valid & ~request_ready;
    _edges1 <= 1'b1;
    _past_request_payload_address <= request_payload_address;
    _past_request_payload_beats <= request_payload_beats;
    if (rst) begin
      _edges1 <= 1'b0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      request_valid_stays_until_ready: assume (!_edges1 || !_past_value || request_valid);
      request_the_payload_stays_until_ready: assume (!_edges1 || !_past_value ||
          (request_payload_address == _past_request_payload_address &&
          request_payload_beats == _past_request_payload_beats));
      a_region_has_a_beat: assume (!request_valid || request_payload_beats != 28'd0);
    end
  end

  always @(posedge clk) begin
    _past_value_2 <= ar_valid & ~ar_ready;
    _past_ar_payload_address <= ar_payload_address;
    _past_ar_payload_length <= ar_payload_length;
  end

  always @(posedge clk) begin
    if (!rst) begin
      ar_valid_stays_until_ready: assert (!_edges1 || !_past_value_2 || ar_valid);
      ar_the_payload_stays_until_ready: assert (!_edges1 || !_past_value_2 ||
          (ar_payload_address == _past_ar_payload_address && ar_payload_length == _past_ar_payload_length));
    end
  end

  always @(posedge clk) begin
    _past_value_3 <= beats_valid & ~beats_ready;
    _past_beats_payload <= beats_payload;
  end

  always @(posedge clk) begin
    if (!rst) begin
      beats_valid_stays_until_ready: assert (!_edges1 || !_past_value_3 || beats_valid);
      beats_the_payload_stays_until_ready: assert (!_edges1 || !_past_value_3 ||
          beats_payload == _past_beats_payload);
    end
  end

  always @(posedge clk) begin
    _past_ask <= ask;
    _past_at <= at;
    owed <= owed + (ask ? {6'd0, length} + 10'd1 : 10'd0) - {9'd0, r_valid};
    sent <= sent + (out ? {6'd0, asked_length} + 10'd1 : 10'd0) - {9'd0, r_valid};
    open <= open + {3'd0, out} - {3'd0, ends};
    if (rst) begin
      owed <= 10'd0;
      sent <= 10'd0;
      open <= 4'd0;
    end
  end

  assign out = ar_valid & ar_ready;

  assign ends = r_valid & r_payload_last;

  always @(posedge clk) begin
    if (request_ready && request_valid) begin
      remaining <= {2'd0, request_payload_beats};
      at <= request_payload_address;
    end else if (ask) begin
      remaining <= remaining - ({26'd0, length} + 30'd1);
      at <= at + {32'd0, length} + 36'd1;
    end
    if (rst) begin
      remaining <= 30'd0;
    end
  end

  wire [4:0] _check_sum = next[3:0] + length;
  wire [10:0] _check_sum_2 = room + owed;
  wire [11:0] _check_sum_3 = _check_sum_2 + {2'd0, u_queue_level};
  wire [4:0] _check_sum_4 = asked_address[3:0] + asked_length;
  wire [4:0] _check_sum_5 = next[3:0] + length;

  always @(posedge clk) begin
    if (!rst) begin
      a_beat_that_comes_was_asked_for: assume (!r_valid || sent != 10'd0);
      a_last_beat_ends_a_burst_that_is_open: assume (!ends || open != 4'd0);
      a_beat_is_always_taken: assert (r_ready);
      a_region_is_taken_when_all_of_the_one_before_is_asked_for: assert (request_ready == (remaining == 30'd0));
      all_but_the_last_reach_to_the_next_256_bytes: assert (!asking || last || _check_sum == 5'd15);
      bursts_follow_each_other_without_a_gap: assert (!asking || next == at);
      what_is_asked_for_is_offered: assert (!_edges1 || !_past_ask ||
          (ar_valid && ar_payload_address == _past_at));
      a_burst_is_asked_for_as_soon_as_it_has_room_and_not_before: assert (ask == may);
      drained_is_when_no_burst_is_open_or_offered: assert (drained == ((open == 4'd0) & ~ar_valid));
      an_answer_that_is_no_okay_is_reported: assert (failed_valid == (r_valid & (r_payload_response != 2'd0)));
      an_address_goes_with_the_last_beat_of_its_burst: assert (u_asked_m_ready == ends);
      counts_of_beats_stay_in_bounds: assert (room <= 10'd512 && owed <= 10'd512 && sent <= 10'd512);
      beats_owed_were_asked_for_or_are_about_to_be: assert (owed == sent +
          (offered ? {6'd0, asked_length} + 10'd1 : 10'd0));
      every_place_of_the_queue_is_free_promised_or_taken: assert (_check_sum_3 +
          {12'd0, beats_valid} == 13'd512);
      bursts_asked_for_are_open_or_about_to_be: assert (asked_for == open + {3'd0, offered});
      no_more_than_9_bursts_are_asked_for: assert (asked_for <= 4'd9);
      the_address_of_each_burst_is_kept: assert (u_asked_level == {1'b0, asked_for});
      the_queue_of_beats_never_overflows: assert (!r_valid || u_queue_s_ready);
      the_queue_of_addresses_never_overflows: assert (!ask || u_asked_s_ready);
      an_answer_finds_the_address_of_its_burst: assert (!ends || u_asked_m_valid);
      a_burst_ends_within_its_256_bytes: assert (!offered || _check_sum_4 < 5'd16);
      so_does_the_next_one: assert (!asking || _check_sum_5 < 5'd16);
      the_last_burst_is_that_with_none_after_it: assert (!asking || last == (more == 25'd0));
      the_bursts_make_up_the_region: assert (!asking || remaining == {26'd0, length} + 30'd1 +
          (last ? 30'd0 : ({5'd0, more - 25'd1} << 4) + {26'd0, end_} + 30'd1));
      the_last_burst_ends_with_the_region: assert (!(ask && last) || remaining == {26'd0, length} + 30'd1);
      as_many_bursts_as_may_be: cover (asked_for == 4'd9);
      all_at_once: cover (ended && ask && popped);
      an_answer_is_no_okay: cover (failed_valid);
    end
  end

  assign may = (remaining != 30'd0) & (~ar_valid | ar_ready) & ~halt &
      (10'd512 - owed - u_queue_level - {9'd0, beats_valid} >= 10'd16) & (open + {3'd0, ar_valid} <= 4'd8);
`endif

endmodule

`default_nettype wire
