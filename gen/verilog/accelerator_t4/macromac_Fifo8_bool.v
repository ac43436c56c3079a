// SPDX-License-Identifier: Apache-2.0
// Generated from packages/hdl/src/lib/fifo.ts by `make verilog`; do not edit.
//
// First-in first-out buffer of `depth` beats, one beat a cycle in and out. `distributed`: a beat appears the
// cycle after it went in; `block`: two cycles after, and the output register holds one beat more.
`default_nettype none

module macromac_Fifo8_bool (
  input  wire       clk,
  input  wire       rst,
  input  wire       s_valid,
  input  wire       s_payload,
  output wire       s_ready,
  output wire       m_valid,
  output wire       m_payload,
  input  wire       m_ready,
  output wire [3:0] level
);
  reg [2:0] head;
  reg [2:0] tail;
  reg [3:0] count;
  wire push;
  wire pop;
  (* ram_style = "distributed" *)
  reg words [0:7];

  assign push = s_valid & s_ready;
  assign pop = m_valid & m_ready;
  assign s_ready = count != 4'd8;
  assign level = count;

  always @(posedge clk) begin
    if (push) begin
      words[tail] <= s_payload;
      tail <= tail + 3'd1;
    end
    if (rst) begin
      tail <= 3'd0;
    end
  end

  always @(posedge clk) begin
    if (pop) begin
      head <= head + 3'd1;
    end
    if (rst) begin
      head <= 3'd0;
    end
  end

  always @(posedge clk) begin
    if (push && !pop) begin
      count <= count + 4'd1;
    end else if (pop && !push) begin
      count <= count - 4'd1;
    end
    if (rst) begin
      count <= 4'd0;
    end
  end

  assign m_valid = count != 4'd0;
  assign m_payload = words[head];

`ifdef FORMAL
  reg _past_value;
  reg _edges1;
  reg _past_m_payload;
  (* anyconst = 1 *)
  reg [2:0] watched;
  reg followed;
  wire [3:0] after;
  wire occupied;
  reg _past_value_2;
  reg _past_pop;

  always @(posedge clk) begin
    _past_value <= m_valid & ~m_ready;
    _edges1 <= 1'b1;
    _past_m_payload <= m_payload;
    if (rst) begin
      _edges1 <= 1'b0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      m_valid_stays_until_ready: assert (!_edges1 || !_past_value || m_valid);
      m_the_payload_stays_until_ready: assert (!_edges1 || !_past_value || m_payload == _past_m_payload);
    end
  end

  always @(posedge clk) begin
    _past_value_2 <= count == 4'd8;
    _past_pop <= pop;
  end

  always @(posedge clk) begin
    if (push && tail == watched) begin
      followed <= s_payload;
    end
  end

  assign after = watched >= head ? {1'b0, watched} - {1'b0, head} : {1'b0, watched} + 4'd8 - {1'b0, head};

  assign occupied = ({1'b0, watched} < 4'd8) & (after < count);

  always @(posedge clk) begin
    if (!rst) begin
      no_more_than_8_beats_are_inside: assert (count <= 4'd8);
      pointers_stay_in_the_memory: assert ({1'b0, head} < 4'd8 && {1'b0, tail} < 4'd8);
      the_pointers_are_as_far_apart_as_there_are_beats: assert ((tail > head ? {1'b0, tail} - {1'b0, head}
          : {1'b0, tail} + 4'd8 - {1'b0, head}) == count || (tail == head && count == 4'd0));
      a_beat_inside_is_as_it_came: assert (!occupied || words[watched] == followed);
      neither_overflow_nor_underflow: assert ((!push || count != 4'd8) && (!pop || count != 4'd0));
      a_beat_is_refused_only_when_it_is_full: assert (s_ready == (level < 4'd8));
      full: cover (count == 4'd8);
      a_beat_leaves_the_full_queue: cover (_edges1 && _past_value_2 && _past_pop);
      around_the_end_of_the_memory: cover (push && tail != 3'd0 && tail + 3'd1 == 3'd0);
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      if (watched == head && m_valid) begin
        a_beat_comes_out_as_it_came: assert (m_payload == followed);
      end
    end
  end
`endif

endmodule

`default_nettype wire
