// Fifo512Block_uint128, from fifo.ts
`default_nettype none

module Fifo512Block_uint128 (
  input  wire         clk,
  input  wire         rst,
  input  wire         s_valid,
  input  wire [127:0] s_payload,
  output wire         s_ready,
  output wire         m_valid,
  output wire [127:0] m_payload,
  input  wire         m_ready,
  output wire [9:0]   level
);
  reg [8:0] head; // fifo.ts:34
  reg [8:0] tail;
  reg [9:0] count;
  reg full; // fifo.ts:58
  reg [127:0] front; // fifo.ts:59
  wire push; // fifo.ts:39
  wire pop;
  (* ram_style = "block" *)
  reg [127:0] words [0:511]; // fifo.ts:33

  always @(posedge clk) begin // fifo.ts:61
    if (count != 10'd0 && (!full || m_ready)) begin
      front <= words[head];
    end
    if (count != 10'd0 && (!full || m_ready)) begin // fifo.ts:62
      full <= 1'b1;
    end else if (m_ready) begin
      full <= 1'b0;
    end
    if (rst) begin
      full <= 1'b0;
    end
  end

  assign m_valid = full; // fifo.ts:63
  assign m_payload = front; // fifo.ts:64
  assign push = s_valid & s_ready; // fifo.ts:39
  assign pop = (count != 10'd0) & (~full | m_ready);
  assign s_ready = count != 10'd512; // fifo.ts:41
  assign level = count; // fifo.ts:42

  always @(posedge clk) begin // fifo.ts:43
    if (push) begin
      words[tail] <= s_payload; // fifo.ts:44
      tail <= tail + 9'd1; // fifo.ts:45
    end
    if (rst) begin
      tail <= 9'd0;
    end
  end

  always @(posedge clk) begin // fifo.ts:47
    if (pop) begin
      head <= head + 9'd1;
    end
    if (rst) begin
      head <= 9'd0;
    end
  end

  always @(posedge clk) begin // fifo.ts:48
    if (push && !pop) begin
      count <= count + 10'd1;
    end else if (pop && !push) begin
      count <= count - 10'd1; // fifo.ts:49
    end
    if (rst) begin
      count <= 10'd0;
    end
  end

endmodule

`default_nettype wire
