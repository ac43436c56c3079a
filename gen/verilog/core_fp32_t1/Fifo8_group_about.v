// Fifo8_group_about, from fifo.ts
`default_nettype none

module Fifo8_group_about (
  input  wire       clk,
  input  wire       rst,
  input  wire       s_valid,
  input  wire       s_payload_first,
  input  wire       s_payload_last,
  input  wire       s_payload_used,
  input  wire [7:0] s_payload_poisoned,
  output wire       s_ready,
  output wire       m_valid,
  output wire       m_payload_first,
  output wire       m_payload_last,
  output wire       m_payload_used,
  output wire [7:0] m_payload_poisoned,
  input  wire       m_ready,
  output wire [3:0] level
);
  reg [2:0] head; // fifo.ts:34
  reg [2:0] tail;
  reg [3:0] count;
  wire push; // fifo.ts:39
  wire pop;
  (* ram_style = "distributed" *)
  reg [10:0] words [0:7]; // fifo.ts:33

  assign push = s_valid & s_ready; // fifo.ts:39
  assign pop = m_valid & m_ready;
  assign s_ready = count != 4'd8; // fifo.ts:41
  assign level = count; // fifo.ts:42

  always @(posedge clk) begin // fifo.ts:43
    if (push) begin
      words[tail] <= {s_payload_poisoned, s_payload_used, s_payload_last, s_payload_first}; // fifo.ts:44
      tail <= tail + 3'd1; // fifo.ts:45
    end
    if (rst) begin
      tail <= 3'd0;
    end
  end

  always @(posedge clk) begin // fifo.ts:47
    if (pop) begin
      head <= head + 3'd1;
    end
    if (rst) begin
      head <= 3'd0;
    end
  end

  always @(posedge clk) begin // fifo.ts:48
    if (push && !pop) begin
      count <= count + 4'd1;
    end else if (pop && !push) begin
      count <= count - 4'd1; // fifo.ts:49
    end
    if (rst) begin
      count <= 4'd0;
    end
  end

  assign m_valid = count != 4'd0; // fifo.ts:52
  wire [10:0] _m_payload_first_word = words[head];
  assign m_payload_first = _m_payload_first_word[0]; // fifo.ts:53
  assign m_payload_last = _m_payload_first_word[1];
  assign m_payload_used = _m_payload_first_word[2];
  assign m_payload_poisoned = _m_payload_first_word[10:3];

endmodule

`default_nettype wire
