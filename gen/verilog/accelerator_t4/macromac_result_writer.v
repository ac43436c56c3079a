// SPDX-License-Identifier: Apache-2.0
// Generated from rtl/memory/result-writer.ts by `make verilog`; do not edit.
//
// Writes results to memory, a burst for each block and token. A burst is begun only when all its beats are
// here, so that one that was begun always ends. `done` comes when the last write of a command has been
// answered; `halt` stops it between bursts.
`default_nettype none

module macromac_result_writer (
  input  wire         clk,
  input  wire         rst,
  input  wire         request_valid,
  input  wire [35:0]  request_payload_address,
  input  wire [15:0]  request_payload_blocks,
  input  wire [2:0]   request_payload_tokens,
  input  wire         request_payload_interrupt,
  output wire         request_ready,
  input  wire         y_valid,
  input  wire [127:0] y_payload_data,
  input  wire         y_payload_last,
  output wire         y_ready,
  input  wire         b_valid,
  input  wire [1:0]   b_payload,
  output wire         b_ready,
  input  wire         halt,
  output wire         aw_valid,
  output wire [35:0]  aw_payload_address,
  output wire [3:0]   aw_payload_length,
  input  wire         aw_ready,
  output wire         w_valid,
  output wire [127:0] w_payload_data,
  output wire         w_payload_last,
  input  wire         w_ready,
  output wire         done,
  output wire         done_interrupt,
  output wire         drained,
  output wire         failed_valid,
  output wire [35:0]  failed_address,
  output wire [1:0]   failed_response
);
  wire u_queue_m_valid;
  wire [6:0] u_queue_level;
  reg active;
  reg asking;
  reg sending;
  reg [35:0] current_address;
  reg [15:0] current_blocks;
  reg [2:0] current_tokens;
  reg current_interrupt;
  reg [35:0] block_address;
  reg [35:0] row_address;
  reg [15:0] block;
  reg [2:0] token;
  reg [2:0] beat;
  reg all_asked;
  reg [3:0] outstanding;
  wire last_token;
  wire last_block;
  wire begin_;
  reg [35:0] asked;
  wire sent;
  wire finished;

  macromac_Fifo64_uint128 u_queue (
    .clk(clk),
    .rst(rst),
    .s_valid(y_valid),
    .s_payload(y_payload_data),
    .s_ready(y_ready),
    .m_valid(u_queue_m_valid),
    .m_payload(w_payload_data),
    .m_ready(sending & w_ready),
    .level(u_queue_level)
  );

  assign last_token = token == current_tokens;
  assign last_block = block == current_blocks - 16'd1;
  assign begin_ = active & ~all_asked & ~asking & ~sending & ~halt & (u_queue_level >= 7'd8) &
      (outstanding != 4'd8);

  always @(posedge clk) begin
    if (begin_) begin
      asking <= 1'b1;
      sending <= 1'b1;
      asked <= row_address;
      if (last_token) begin
        token <= 3'd0;
        block <= block + 16'd1;
        block_address <= block_address + 36'd8;
        row_address <= block_address + 36'd8;
        all_asked <= last_block;
      end else begin
        token <= token + 3'd1;
        row_address <= row_address + {17'd0, {current_blocks, 3'd0}};
      end
    end
    if (aw_valid && aw_ready) begin
      asking <= 1'b0;
    end
    if (sent) begin
      beat <= beat + 3'd1;
      if (w_payload_last) begin
        sending <= 1'b0;
      end
    end
    if (finished) begin
      active <= 1'b0;
    end
    if (request_valid && !active) begin
      active <= 1'b1;
      current_address <= request_payload_address;
      current_blocks <= request_payload_blocks;
      current_tokens <= request_payload_tokens;
      current_interrupt <= request_payload_interrupt;
      block_address <= request_payload_address;
      row_address <= request_payload_address;
      block <= 16'd0;
      token <= 3'd0;
      all_asked <= 1'b0;
    end
    if (rst) begin
      asking <= 1'b0;
      sending <= 1'b0;
      all_asked <= 1'b0;
      beat <= 3'd0;
      active <= 1'b0;
    end
  end

  assign aw_valid = asking;
  assign aw_payload_address = asked;
  assign aw_payload_length = 4'd7;
  assign sent = w_valid & w_ready;
  assign w_valid = sending & u_queue_m_valid;
  assign w_payload_last = beat == 3'd7;
  assign b_ready = 1'b1;

  always @(posedge clk) begin
    outstanding <= outstanding + {3'd0, begin_} - {3'd0, b_valid};
    if (rst) begin
      outstanding <= 4'd0;
    end
  end

  assign finished = active & all_asked & (outstanding == 4'd0) & ~halt;
  assign request_ready = ~active;
  assign done = finished;
  assign done_interrupt = finished & current_interrupt;
  assign drained = (outstanding == 4'd0) & ~asking & ~sending;
  assign failed_valid = b_valid & (b_payload != 2'd0);
  assign failed_address = current_address;
  assign failed_response = b_payload;

  // Bits nobody reads, named for lint.
  wire _unused = &{1'b0, y_payload_last};

`ifdef FORMAL
  reg _past_value;
  reg _edges1;
  reg [35:0] _past_aw_payload_address;
  reg [3:0] _past_aw_payload_length;
  reg _past_value_2;
  reg [127:0] _past_w_payload_data;
  reg _past_w_payload_last;
  reg [3:0] addressed;
  reg [3:0] complete;
  reg busy;
  reg [35:0] said_address;
  reg [15:0] said_blocks;
  reg [2:0] said_tokens;
  reg said_interrupt;
  reg [15:0] at_block;
  reg [2:0] at_token;
  reg [35:0] block_at;
  reg [35:0] row_at;
  wire left;
  wire may;
  reg _past_value_3;
  reg [35:0] _past_row_at;
  reg _past_halt;
  reg _past_drained;

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
      aw_valid_stays_until_ready: assert (!_edges1 || !_past_value || aw_valid);
      aw_the_payload_stays_until_ready: assert (!_edges1 || !_past_value ||
          (aw_payload_address == _past_aw_payload_address && aw_payload_length == _past_aw_payload_length));
    end
  end

  always @(posedge clk) begin
    _past_value_2 <= w_valid & ~w_ready;
    _past_w_payload_data <= w_payload_data;
    _past_w_payload_last <= w_payload_last;
  end

  always @(posedge clk) begin
    if (!rst) begin
      w_valid_stays_until_ready: assert (!_edges1 || !_past_value_2 || w_valid);
      w_the_payload_stays_until_ready: assert (!_edges1 || !_past_value_2 ||
          (w_payload_data == _past_w_payload_data && w_payload_last == _past_w_payload_last));
      a_command_has_blocks: assume (!request_valid || request_payload_blocks != 16'd0);
    end
  end

  always @(posedge clk) begin
    _past_value_3 <= left & may;
    _past_row_at <= row_at;
    _past_halt <= halt;
    _past_drained <= drained;
  end

  assign left = busy & (at_block != said_blocks);

  assign may = ~aw_valid & ~w_valid & ~halt & (u_queue_level > 7'd7) & (outstanding < 4'd8);

  always @(posedge clk) begin
    if (request_valid && request_ready) begin
      busy <= 1'b1;
      said_address <= request_payload_address;
      said_blocks <= request_payload_blocks;
      said_tokens <= request_payload_tokens;
      said_interrupt <= request_payload_interrupt;
      at_block <= 16'd0;
      at_token <= 3'd0;
      block_at <= request_payload_address;
      row_at <= request_payload_address;
    end else if (left && may) begin
      if (at_token != said_tokens) begin
        at_token <= at_token + 3'd1;
        row_at <= row_at + {17'd0, {said_blocks, 3'd0}};
      end else begin
        at_token <= 3'd0;
        at_block <= at_block + 16'd1;
        block_at <= block_at + 36'd8;
        row_at <= block_at + 36'd8;
      end
    end
    if (done) begin
      busy <= 1'b0;
    end
    if (rst) begin
      busy <= 1'b0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      a_command_is_taken_when_there_is_none: assert (request_ready == ~busy);
      a_burst_is_begun_as_soon_as_its_beats_are_here_and_not: assert (begin_ == (left & may));
      a_burst_is_where_the_command_says: assert (!_edges1 || !_past_value_3 ||
          (aw_valid && aw_payload_address == _past_row_at));
      a_burst_asks_for_a_row: assert (aw_payload_length == 4'd7);
      a_command_is_done_when_all_of_it_is_answered: assert (done == (busy & ~left & (outstanding == 4'd0) &
          ~halt));
      and_interrupts_if_it_says_so: assert (done_interrupt == (done & said_interrupt));
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      if (busy) begin
        the_command_stays_what_it_was: assert (current_address == said_address &&
            current_blocks == said_blocks && current_tokens == said_tokens &&
            current_interrupt == said_interrupt);
        blocks_are_counted: assert (block == at_block && all_asked == ~left);
        the_next_row_is_the_next_token_of_the_block: assert (token == at_token && row_address == row_at);
        or_the_first_of_the_next_block: assert (block_address == block_at);
      end
    end
  end

  always @(posedge clk) begin
    addressed <= addressed + {3'd0, aw_valid & aw_ready} - {3'd0, b_valid};
    complete <= complete + {3'd0, sent & w_payload_last} - {3'd0, b_valid};
    if (rst) begin
      addressed <= 4'd0;
      complete <= 4'd0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      an_answer_comes_for_a_burst_that_is_complete: assume (!b_valid ||
          (addressed != 4'd0 && complete != 4'd0));
      no_more_than_8_bursts_are_outstanding: assert (addressed <= outstanding && complete <= outstanding &&
          outstanding <= 4'd8);
      each_outstanding_burst_has_its_address_out_or_offered: assert (outstanding == addressed + {3'd0, asking});
      each_outstanding_burst_has_its_data_out_or_at_hand: assert (outstanding == complete + {3'd0, sending});
      between_bursts_no_beat_is_missing: assert (sending || beat == 3'd0);
      a_burst_that_was_begun_has_all_its_beats_here: assert (!sending || {1'b0, u_queue_level} +
          {5'd0, beat} >= 8'd8);
      and_sends_them_without_a_pause: assert (!sending || w_valid);
      bursts_are_outstanding_only_for_a_command: assert (outstanding == 4'd0 || active);
      all_bursts_asked_for_are_all_blocks: assert (!all_asked || block == current_blocks || !active);
      a_halted_writer_has_no_command_done: assert (!halt || !done);
      a_halted_writer_that_is_drained_begins_nothing: assert (!_edges1 || !_past_halt || !_past_drained ||
          drained);
      a_command_is_done: cover (done);
      two_bursts_are_outstanding: cover (outstanding == 4'd2);
      drained_is_when_no_burst_is_open_offered_or_under_way: assert (drained == ((addressed == 4'd0) &
          (complete == 4'd0) & ~aw_valid & ~w_valid));
      an_answer_is_always_taken: assert (b_ready);
      an_answer_that_is_no_okay_is_reported: assert (failed_valid == (b_valid & (b_payload != 2'd0)));
      a_burst_is_a_row: assert (w_payload_last == (beat == 3'd7));
    end
  end
`endif

endmodule

`default_nettype wire
