// Fifo16_uint36, from fifo.ts
`default_nettype none

module Fifo16_uint36 (
  input  wire        clk,
  input  wire        rst,
  input  wire        s_valid,
  input  wire [35:0] s_payload,
  output wire        s_ready,
  output wire        m_valid,
  output wire [35:0] m_payload,
  input  wire        m_ready,
  output wire [4:0]  level
);
  reg [3:0] head; // fifo.ts:34
  reg [3:0] tail;
  reg [4:0] count;
  wire push; // fifo.ts:39
  wire pop;
  (* ram_style = "distributed" *)
  reg [35:0] words [0:15]; // fifo.ts:33

  assign push = s_valid & s_ready; // fifo.ts:39
  assign pop = m_valid & m_ready;
  assign s_ready = count != 5'd16; // fifo.ts:41
  assign level = count; // fifo.ts:42

  always @(posedge clk) begin // fifo.ts:43
    if (push) begin
      words[tail] <= s_payload; // fifo.ts:44
      tail <= tail + 4'd1; // fifo.ts:45
    end
    if (rst) begin
      tail <= 4'd0;
    end
  end

  always @(posedge clk) begin // fifo.ts:47
    if (pop) begin
      head <= head + 4'd1;
    end
    if (rst) begin
      head <= 4'd0;
    end
  end

  always @(posedge clk) begin // fifo.ts:48
    if (push && !pop) begin
      count <= count + 5'd1;
    end else if (pop && !push) begin
      count <= count - 5'd1; // fifo.ts:49
    end
    if (rst) begin
      count <= 5'd0;
    end
  end

  assign m_valid = count != 5'd0; // fifo.ts:52
  assign m_payload = words[head]; // fifo.ts:53

endmodule

`default_nettype wire
