// SPDX-License-Identifier: Apache-2.0
// Generated from packages/hdl/src/lib/fifo.ts by `make verilog`; do not edit.
//
// First-in first-out buffer of `depth` beats, one beat a cycle in and out. `distributed`: a beat appears the
// cycle after it went in; `block`: two cycles after, and the output register holds one beat more.
`default_nettype none

module macromac_Fifo2_result_beat (
  input  wire         clk,
  input  wire         rst,
  input  wire         s_valid,
  input  wire [127:0] s_payload_data,
  input  wire         s_payload_last,
  output wire         s_ready,
  output wire         m_valid,
  output wire [127:0] m_payload_data,
  output wire         m_payload_last,
  input  wire         m_ready,
  output wire [1:0]   level
);
  reg head;
  reg tail;
  reg [1:0] count;
  wire push;
  wire pop;
  (* ram_style = "distributed" *)
  reg [128:0] words [0:1];

  assign push = s_valid & s_ready;
  assign pop = m_valid & m_ready;
  assign s_ready = count != 2'd2;
  assign level = count;

  always @(posedge clk) begin
    if (push) begin
      words[tail] <= {s_payload_last, s_payload_data};
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
  wire [128:0] _m_payload_data_word = words[head];
  assign m_payload_data = _m_payload_data_word[127:0];
  assign m_payload_last = _m_payload_data_word[128];

`ifdef FORMAL
  reg _past_value;
  reg _edges1;
  reg [127:0] _past_m_payload_data;
  reg _past_m_payload_last;
  (* anyconst = 1 *)
  reg watched;
  reg [127:0] followed_data;
  reg followed_last;
  wire [1:0] after;
  wire occupied;
  reg _past_value_2;
  reg _past_pop;

  always @(posedge clk) begin
    _past_value <= m_valid & ~m_ready;
    _edges1 <= 1'b1;
    _past_m_payload_data <= m_payload_data;
    _past_m_payload_last <= m_payload_last;
    if (rst) begin
      _edges1 <= 1'b0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      m_valid_stays_until_ready: assert (!_edges1 || !_past_value || m_valid);
      m_the_payload_stays_until_ready: assert (!_edges1 || !_past_value ||
          (m_payload_data == _past_m_payload_data && m_payload_last == _past_m_payload_last));
    end
  end

  always @(posedge clk) begin
    _past_value_2 <= count == 2'd2;
    _past_pop <= pop;
  end

  always @(posedge clk) begin
    if (push && tail == watched) begin
      followed_data <= s_payload_data;
      followed_last <= s_payload_last;
    end
  end

  assign after = watched >= head ? {1'b0, watched} - {1'b0, head} : {1'b0, watched} + 2'd2 - {1'b0, head};

  assign occupied = ({1'b0, watched} < 2'd2) & (after < count);

  wire [128:0] _check_word = words[watched];

  always @(posedge clk) begin
    if (!rst) begin
      no_more_than_2_beats_are_inside: assert (count <= 2'd2);
      pointers_stay_in_the_memory: assert ({1'b0, head} < 2'd2 && {1'b0, tail} < 2'd2);
      the_pointers_are_as_far_apart_as_there_are_beats: assert ((tail > head ? {1'b0, tail} - {1'b0, head}
          : {1'b0, tail} + 2'd2 - {1'b0, head}) == count || (tail == head && count == 2'd0));
      a_beat_inside_is_as_it_came: assert (!occupied ||
          (_check_word[127:0] == followed_data && _check_word[128] == followed_last));
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
        a_beat_comes_out_as_it_came: assert (m_payload_data == followed_data &&
            m_payload_last == followed_last);
      end
    end
  end
`endif

endmodule

`default_nettype wire
