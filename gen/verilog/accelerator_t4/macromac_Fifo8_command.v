// SPDX-License-Identifier: Apache-2.0
// Generated from packages/hdl/src/lib/fifo.ts by `make verilog`; do not edit.
//
// First-in first-out buffer of `depth` beats, one beat a cycle in and out. `distributed`: a beat appears the
// cycle after it went in; `block`: two cycles after, and the output register holds one beat more.
`default_nettype none

module macromac_Fifo8_command (
  input  wire        clk,
  input  wire        rst,
  input  wire        s_valid,
  input  wire [15:0] s_payload_groups,
  input  wire [15:0] s_payload_blocks,
  input  wire [3:0]  s_payload_operation,
  input  wire [3:0]  s_payload_format,
  input  wire [3:0]  s_payload_tokens,
  input  wire        s_payload_reuse,
  input  wire        s_payload_interrupt,
  // Only the largest of the first `outputs` results are wanted.
  input  wire        s_payload_top,
  input  wire [18:0] s_payload_outputs,
  // Of a list: the position of its first token.
  input  wire [15:0] s_payload_position,
  // A product of a list: its activations come from the vector unit, and its results perhaps go there.
  input  wire        s_payload_in_list,
  input  wire        s_payload_to_vector,
  // It is checked, and nothing else.
  input  wire        s_payload_only_check,
  // Some bit that must be 0 is not.
  input  wire        s_payload_reserved,
  input  wire [39:0] s_payload_weights_0,
  input  wire [39:0] s_payload_weights_1,
  input  wire [39:0] s_payload_weights_2,
  input  wire [39:0] s_payload_weights_3,
  input  wire [39:0] s_payload_activations,
  input  wire [39:0] s_payload_results,
  output wire        s_ready,
  output wire        m_valid,
  output wire [15:0] m_payload_groups,
  output wire [15:0] m_payload_blocks,
  output wire [3:0]  m_payload_operation,
  output wire [3:0]  m_payload_format,
  output wire [3:0]  m_payload_tokens,
  output wire        m_payload_reuse,
  output wire        m_payload_interrupt,
  output wire        m_payload_top,
  output wire [18:0] m_payload_outputs,
  output wire [15:0] m_payload_position,
  output wire        m_payload_in_list,
  output wire        m_payload_to_vector,
  output wire        m_payload_only_check,
  output wire        m_payload_reserved,
  output wire [39:0] m_payload_weights_0,
  output wire [39:0] m_payload_weights_1,
  output wire [39:0] m_payload_weights_2,
  output wire [39:0] m_payload_weights_3,
  output wire [39:0] m_payload_activations,
  output wire [39:0] m_payload_results,
  input  wire        m_ready,
  output wire [3:0]  level
);
  reg [2:0] head;
  reg [2:0] tail;
  reg [3:0] count;
  wire push;
  wire pop;
  (* ram_style = "distributed" *)
  reg [325:0] words [0:7];

  assign push = s_valid & s_ready;
  assign pop = m_valid & m_ready;
  assign s_ready = count != 4'd8;
  assign level = count;

  always @(posedge clk) begin
    if (push) begin
      words[tail] <= {s_payload_results, s_payload_activations, s_payload_weights_3, s_payload_weights_2,
          s_payload_weights_1, s_payload_weights_0, s_payload_reserved, s_payload_only_check,
          s_payload_to_vector, s_payload_in_list, s_payload_position, s_payload_outputs, s_payload_top,
          s_payload_interrupt, s_payload_reuse, s_payload_tokens, s_payload_format, s_payload_operation,
          s_payload_blocks, s_payload_groups};
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
  wire [325:0] _m_payload_groups_word = words[head];
  assign m_payload_groups = _m_payload_groups_word[15:0];
  assign m_payload_blocks = _m_payload_groups_word[31:16];
  assign m_payload_operation = _m_payload_groups_word[35:32];
  assign m_payload_format = _m_payload_groups_word[39:36];
  assign m_payload_tokens = _m_payload_groups_word[43:40];
  assign m_payload_reuse = _m_payload_groups_word[44];
  assign m_payload_interrupt = _m_payload_groups_word[45];
  assign m_payload_top = _m_payload_groups_word[46];
  assign m_payload_outputs = _m_payload_groups_word[65:47];
  assign m_payload_position = _m_payload_groups_word[81:66];
  assign m_payload_in_list = _m_payload_groups_word[82];
  assign m_payload_to_vector = _m_payload_groups_word[83];
  assign m_payload_only_check = _m_payload_groups_word[84];
  assign m_payload_reserved = _m_payload_groups_word[85];
  assign m_payload_weights_0 = _m_payload_groups_word[125:86];
  assign m_payload_weights_1 = _m_payload_groups_word[165:126];
  assign m_payload_weights_2 = _m_payload_groups_word[205:166];
  assign m_payload_weights_3 = _m_payload_groups_word[245:206];
  assign m_payload_activations = _m_payload_groups_word[285:246];
  assign m_payload_results = _m_payload_groups_word[325:286];

`ifdef FORMAL
  reg _past_value;
  reg _edges1;
  reg [15:0] _past_m_payload_groups;
  reg [15:0] _past_m_payload_blocks;
  reg [3:0] _past_m_payload_operation;
  reg [3:0] _past_m_payload_format;
  reg [3:0] _past_m_payload_tokens;
  reg _past_m_payload_reuse;
  reg _past_m_payload_interrupt;
  reg _past_m_payload_top;
  reg [18:0] _past_m_payload_outputs;
  reg [15:0] _past_m_payload_position;
  reg _past_m_payload_in_list;
  reg _past_m_payload_to_vector;
  reg _past_m_payload_only_check;
  reg _past_m_payload_reserved;
  reg [39:0] _past_m_payload_weights_0;
  reg [39:0] _past_m_payload_weights_1;
  reg [39:0] _past_m_payload_weights_2;
  reg [39:0] _past_m_payload_weights_3;
  reg [39:0] _past_m_payload_activations;
  reg [39:0] _past_m_payload_results;
  (* anyconst = 1 *)
  reg [2:0] watched;
  reg [15:0] followed_groups;
  reg [15:0] followed_blocks;
  reg [3:0] followed_operation;
  reg [3:0] followed_format;
  reg [3:0] followed_tokens;
  reg followed_reuse;
  reg followed_interrupt;
  reg followed_top;
  reg [18:0] followed_outputs;
  reg [15:0] followed_position;
  reg followed_in_list;
  reg followed_to_vector;
  reg followed_only_check;
  reg followed_reserved;
  reg [39:0] followed_weights_0;
  reg [39:0] followed_weights_1;
  reg [39:0] followed_weights_2;
  reg [39:0] followed_weights_3;
  reg [39:0] followed_activations;
  reg [39:0] followed_results;
  wire [3:0] after;
  wire occupied;
  reg _past_value_2;
  reg _past_pop;

  always @(posedge clk) begin
    _past_value <= m_valid & ~m_ready;
    _edges1 <= 1'b1;
    _past_m_payload_groups <= m_payload_groups;
    _past_m_payload_blocks <= m_payload_blocks;
    _past_m_payload_operation <= m_payload_operation;
    _past_m_payload_format <= m_payload_format;
    _past_m_payload_tokens <= m_payload_tokens;
    _past_m_payload_reuse <= m_payload_reuse;
    _past_m_payload_interrupt <= m_payload_interrupt;
    _past_m_payload_top <= m_payload_top;
    _past_m_payload_outputs <= m_payload_outputs;
    _past_m_payload_position <= m_payload_position;
    _past_m_payload_in_list <= m_payload_in_list;
    _past_m_payload_to_vector <= m_payload_to_vector;
    _past_m_payload_only_check <= m_payload_only_check;
    _past_m_payload_reserved <= m_payload_reserved;
    _past_m_payload_weights_0 <= m_payload_weights_0;
    _past_m_payload_weights_1 <= m_payload_weights_1;
    _past_m_payload_weights_2 <= m_payload_weights_2;
    _past_m_payload_weights_3 <= m_payload_weights_3;
    _past_m_payload_activations <= m_payload_activations;
    _past_m_payload_results <= m_payload_results;
    if (rst) begin
      _edges1 <= 1'b0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      m_valid_stays_until_ready: assert (!_edges1 || !_past_value || m_valid);
      m_the_payload_stays_until_ready: assert (!_edges1 || !_past_value ||
          (m_payload_groups == _past_m_payload_groups && m_payload_blocks == _past_m_payload_blocks &&
          m_payload_operation == _past_m_payload_operation && m_payload_format == _past_m_payload_format &&
          m_payload_tokens == _past_m_payload_tokens && m_payload_reuse == _past_m_payload_reuse &&
          m_payload_interrupt == _past_m_payload_interrupt && m_payload_top == _past_m_payload_top &&
          m_payload_outputs == _past_m_payload_outputs && m_payload_position == _past_m_payload_position &&
          m_payload_in_list == _past_m_payload_in_list && m_payload_to_vector == _past_m_payload_to_vector &&
          m_payload_only_check == _past_m_payload_only_check &&
          m_payload_reserved == _past_m_payload_reserved && m_payload_weights_0 == _past_m_payload_weights_0 &&
          m_payload_weights_1 == _past_m_payload_weights_1 &&
          m_payload_weights_2 == _past_m_payload_weights_2 &&
          m_payload_weights_3 == _past_m_payload_weights_3 &&
          m_payload_activations == _past_m_payload_activations &&
          m_payload_results == _past_m_payload_results));
    end
  end

  always @(posedge clk) begin
    _past_value_2 <= count == 4'd8;
    _past_pop <= pop;
  end

  always @(posedge clk) begin
    if (push && tail == watched) begin
      followed_groups <= s_payload_groups;
      followed_blocks <= s_payload_blocks;
      followed_operation <= s_payload_operation;
      followed_format <= s_payload_format;
      followed_tokens <= s_payload_tokens;
      followed_reuse <= s_payload_reuse;
      followed_interrupt <= s_payload_interrupt;
      followed_top <= s_payload_top;
      followed_outputs <= s_payload_outputs;
      followed_position <= s_payload_position;
      followed_in_list <= s_payload_in_list;
      followed_to_vector <= s_payload_to_vector;
      followed_only_check <= s_payload_only_check;
      followed_reserved <= s_payload_reserved;
      followed_weights_0 <= s_payload_weights_0;
      followed_weights_1 <= s_payload_weights_1;
      followed_weights_2 <= s_payload_weights_2;
      followed_weights_3 <= s_payload_weights_3;
      followed_activations <= s_payload_activations;
      followed_results <= s_payload_results;
    end
  end

  assign after = watched >= head ? {1'b0, watched} - {1'b0, head} : {1'b0, watched} + 4'd8 - {1'b0, head};

  assign occupied = ({1'b0, watched} < 4'd8) & (after < count);

  wire [325:0] _check_word = words[watched];

  always @(posedge clk) begin
    if (!rst) begin
      no_more_than_8_beats_are_inside: assert (count <= 4'd8);
      pointers_stay_in_the_memory: assert ({1'b0, head} < 4'd8 && {1'b0, tail} < 4'd8);
      the_pointers_are_as_far_apart_as_there_are_beats: assert ((tail > head ? {1'b0, tail} - {1'b0, head}
          : {1'b0, tail} + 4'd8 - {1'b0, head}) == count || (tail == head && count == 4'd0));
      a_beat_inside_is_as_it_came: assert (!occupied ||
          (_check_word[15:0] == followed_groups && _check_word[31:16] == followed_blocks &&
          _check_word[35:32] == followed_operation && _check_word[39:36] == followed_format &&
          _check_word[43:40] == followed_tokens && _check_word[44] == followed_reuse &&
          _check_word[45] == followed_interrupt && _check_word[46] == followed_top &&
          _check_word[65:47] == followed_outputs && _check_word[81:66] == followed_position &&
          _check_word[82] == followed_in_list && _check_word[83] == followed_to_vector &&
          _check_word[84] == followed_only_check && _check_word[85] == followed_reserved &&
          _check_word[125:86] == followed_weights_0 && _check_word[165:126] == followed_weights_1 &&
          _check_word[205:166] == followed_weights_2 && _check_word[245:206] == followed_weights_3 &&
          _check_word[285:246] == followed_activations && _check_word[325:286] == followed_results));
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
        a_beat_comes_out_as_it_came: assert (m_payload_groups == followed_groups &&
            m_payload_blocks == followed_blocks && m_payload_operation == followed_operation &&
            m_payload_format == followed_format && m_payload_tokens == followed_tokens &&
            m_payload_reuse == followed_reuse && m_payload_interrupt == followed_interrupt &&
            m_payload_top == followed_top && m_payload_outputs == followed_outputs &&
            m_payload_position == followed_position && m_payload_in_list == followed_in_list &&
            m_payload_to_vector == followed_to_vector && m_payload_only_check == followed_only_check &&
            m_payload_reserved == followed_reserved && m_payload_weights_0 == followed_weights_0 &&
            m_payload_weights_1 == followed_weights_1 && m_payload_weights_2 == followed_weights_2 &&
            m_payload_weights_3 == followed_weights_3 && m_payload_activations == followed_activations &&
            m_payload_results == followed_results);
      end
    end
  end
`endif

endmodule

`default_nettype wire
