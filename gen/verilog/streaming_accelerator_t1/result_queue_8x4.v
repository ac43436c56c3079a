// result_queue_8x4, from result-queue.ts
`default_nettype none

module result_queue_8x4 (
  input  wire       clk,
  input  wire       rst,
  input  wire       push,
  input  wire [3:0] data,
  input  wire       pop,
  output wire       occupied,
  output wire [3:0] head
);
  reg [3:0] write_at; // result-queue.ts:18
  reg [3:0] read_at;
  wire not_empty; // result-queue.ts:19
  (* ram_style = "distributed" *)
  reg [3:0] words [0:7]; // result-queue.ts:16

  assign not_empty = write_at != read_at; // result-queue.ts:19

  always @(posedge clk) begin // result-queue.ts:20
    if (push) begin
      words[write_at[2:0]] <= data; // result-queue.ts:21
      write_at <= write_at + 4'd1; // result-queue.ts:22
    end
    if (rst) begin
      write_at <= 4'd0;
    end
  end

  always @(posedge clk) begin // result-queue.ts:24
    if (pop && not_empty) begin
      read_at <= read_at + 4'd1;
    end
    if (rst) begin
      read_at <= 4'd0;
    end
  end

  assign occupied = not_empty; // result-queue.ts:25
  assign head = words[read_at[2:0]]; // result-queue.ts:26

endmodule

`default_nettype wire
