// Fifo2_uint128, from fifo.ts
`default_nettype none

module Fifo2_uint128 (
  input  wire         clk,
  input  wire         rst,
  input  wire         s_valid,
  input  wire [127:0] s_payload,
  output wire         s_ready,
  output wire         m_valid,
  output wire [127:0] m_payload,
  input  wire         m_ready,
  output wire [1:0]   level
);
  reg head; // fifo.ts:34
  reg tail;
  reg [1:0] count;
  wire push; // fifo.ts:39
  wire pop;
  (* ram_style = "distributed" *)
  reg [127:0] words [0:1]; // fifo.ts:33

  assign push = s_valid & s_ready; // fifo.ts:39
  assign pop = m_valid & m_ready;
  assign s_ready = count != 2'd2; // fifo.ts:41
  assign level = count; // fifo.ts:42

  always @(posedge clk) begin // fifo.ts:43
    if (push) begin
      words[tail] <= s_payload; // fifo.ts:44
      tail <= tail + 1'b1; // fifo.ts:45
    end
    if (rst) begin
      tail <= 1'b0;
    end
  end

  always @(posedge clk) begin // fifo.ts:47
    if (pop) begin
      head <= head + 1'b1;
    end
    if (rst) begin
      head <= 1'b0;
    end
  end

  always @(posedge clk) begin // fifo.ts:48
    if (push && !pop) begin
      count <= count + 2'd1;
    end else if (pop && !push) begin
      count <= count - 2'd1; // fifo.ts:49
    end
    if (rst) begin
      count <= 2'd0;
    end
  end

  assign m_valid = count != 2'd0; // fifo.ts:52
  assign m_payload = words[head]; // fifo.ts:53

endmodule

`default_nettype wire
