// SPDX-License-Identifier: Apache-2.0
// Generated from packages/hdl/src/lib/fifo.ts by `make verilog`; do not edit.
//
// First-in first-out buffer of `depth` beats, one beat a cycle in and out. `distributed`: a beat appears the
// cycle after it went in; `block`: two cycles after, and the output register holds one beat more.
`default_nettype none

module macromac_Fifo2_run_command_t4 (
  input  wire        clk,
  input  wire        rst,
  input  wire        s_valid,
  // K/64 and N/32, rounded up.
  input  wire [7:0]  s_payload_groups,
  input  wire [15:0] s_payload_blocks,
  input  wire [1:0]  s_payload_format,
  // Activation vectors, minus one.
  input  wire [2:0]  s_payload_tokens,
  // Which half of the activation buffer.
  input  wire        s_payload_bank,
  output wire        s_ready,
  output wire        m_valid,
  output wire [7:0]  m_payload_groups,
  output wire [15:0] m_payload_blocks,
  output wire [1:0]  m_payload_format,
  output wire [2:0]  m_payload_tokens,
  output wire        m_payload_bank,
  input  wire        m_ready,
  output wire [1:0]  level
);
  reg head;
  reg tail;
  reg [1:0] count;
  wire push;
  wire pop;
  (* ram_style = "distributed" *)
  reg [29:0] words [0:1];

  assign push = s_valid & s_ready;
  assign pop = m_valid & m_ready;
  assign s_ready = count != 2'd2;
  assign level = count;

  always @(posedge clk) begin
    if (push) begin
      words[tail] <= {s_payload_bank, s_payload_tokens, s_payload_format, s_payload_blocks, s_payload_groups};
      tail <= tail + 1'b1;
    end
    if (rst) begin
      tail <= 1'b0;
    end
  end

  always @(posedge clk) begin
    if (pop) begin
      head <= head + 1'b1;
    end
    if (rst) begin
      head <= 1'b0;
    end
  end

  always @(posedge clk) begin
    if (push && !pop) begin
      count <= count + 2'd1;
    end else if (pop && !push) begin
      count <= count - 2'd1;
    end
    if (rst) begin
      count <= 2'd0;
    end
  end

  assign m_valid = count != 2'd0;
  wire [29:0] _m_payload_groups_word = words[head];
  assign m_payload_groups = _m_payload_groups_word[7:0];
  assign m_payload_blocks = _m_payload_groups_word[23:8];
  assign m_payload_format = _m_payload_groups_word[25:24];
  assign m_payload_tokens = _m_payload_groups_word[28:26];
  assign m_payload_bank = _m_payload_groups_word[29];

`ifdef FORMAL
  reg _past_value;
  reg _edges1;
  reg [7:0] _past_m_payload_groups;
  reg [15:0] _past_m_payload_blocks;
  reg [1:0] _past_m_payload_format;
  reg [2:0] _past_m_payload_tokens;
  reg _past_m_payload_bank;
  (* anyconst = 1 *)
  reg watched;
  reg [7:0] followed_groups;
  reg [15:0] followed_blocks;
  reg [1:0] followed_format;
  reg [2:0] followed_tokens;
  reg followed_bank;
  wire [1:0] after;
  wire occupied;
  reg _past_value_2;
  reg _past_pop;

  always @(posedge clk) begin
    _past_value <= m_valid & ~m_ready;
    _edges1 <= 1'b1;
    _past_m_payload_groups <= m_payload_groups;
    _past_m_payload_blocks <= m_payload_blocks;
    _past_m_payload_format <= m_payload_format;
    _past_m_payload_tokens <= m_payload_tokens;
    _past_m_payload_bank <= m_payload_bank;
    if (rst) begin
      _edges1 <= 1'b0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      m_valid_stays_until_ready: assert (!_edges1 || !_past_value || m_valid);
      m_the_payload_stays_until_ready: assert (!_edges1 || !_past_value ||
          (m_payload_groups == _past_m_payload_groups && m_payload_blocks == _past_m_payload_blocks &&
          m_payload_format == _past_m_payload_format && m_payload_tokens == _past_m_payload_tokens &&
          m_payload_bank == _past_m_payload_bank));
    end
  end

  always @(posedge clk) begin
    _past_value_2 <= count == 2'd2;
    _past_pop <= pop;
  end

  always @(posedge clk) begin
    if (push && tail == watched) begin
      followed_groups <= s_payload_groups;
      followed_blocks <= s_payload_blocks;
      followed_format <= s_payload_format;
      followed_tokens <= s_payload_tokens;
      followed_bank <= s_payload_bank;
    end
  end

  assign after = watched >= head ? {1'b0, watched} - {1'b0, head} : {1'b0, watched} + 2'd2 - {1'b0, head};

  assign occupied = ({1'b0, watched} < 2'd2) & (after < count);

  wire [29:0] _check_word = words[watched];

  always @(posedge clk) begin
    if (!rst) begin
      no_more_than_2_beats_are_inside: assert (count <= 2'd2);
      pointers_stay_in_the_memory: assert ({1'b0, head} < 2'd2 && {1'b0, tail} < 2'd2);
      the_pointers_are_as_far_apart_as_there_are_beats: assert ((tail > head ? {1'b0, tail} - {1'b0, head}
          : {1'b0, tail} + 2'd2 - {1'b0, head}) == count || (tail == head && count == 2'd0));
      a_beat_inside_is_as_it_came: assert (!occupied ||
          (_check_word[7:0] == followed_groups && _check_word[23:8] == followed_blocks &&
          _check_word[25:24] == followed_format && _check_word[28:26] == followed_tokens &&
          _check_word[29] == followed_bank));
      neither_overflow_nor_underflow: assert ((!push || count != 2'd2) && (!pop || count != 2'd0));
      a_beat_is_refused_only_when_it_is_full: assert (s_ready == (level < 2'd2));
      full: cover (count == 2'd2);
      a_beat_leaves_the_full_queue: cover (_edges1 && _past_value_2 && _past_pop);
      around_the_end_of_the_memory: cover (push && tail && !(tail + 1'b1));
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      if (watched == head && m_valid) begin
        a_beat_comes_out_as_it_came: assert (m_payload_groups == followed_groups &&
            m_payload_blocks == followed_blocks && m_payload_format == followed_format &&
            m_payload_tokens == followed_tokens && m_payload_bank == followed_bank);
      end
    end
  end
`endif

endmodule

`default_nettype wire
