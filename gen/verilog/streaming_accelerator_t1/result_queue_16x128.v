// result_queue_16x128, from result-queue.ts
`default_nettype none

module result_queue_16x128 (
  input  wire         clk,
  input  wire         rst,
  input  wire         push,
  input  wire [127:0] data,
  input  wire         pop,
  output wire         occupied,
  output wire [127:0] head
);
  reg [4:0] write_at; // result-queue.ts:18
  reg [4:0] read_at;
  wire not_empty; // result-queue.ts:19
  (* ram_style = "distributed" *)
  reg [127:0] words [0:15]; // result-queue.ts:16

  assign not_empty = write_at != read_at; // result-queue.ts:19

  always @(posedge clk) begin // result-queue.ts:20
    if (push) begin
      words[write_at[3:0]] <= data; // result-queue.ts:21
      write_at <= write_at + 5'd1; // result-queue.ts:22
    end
    if (rst) begin
      write_at <= 5'd0;
    end
  end

  always @(posedge clk) begin // result-queue.ts:24
    if (pop && not_empty) begin
      read_at <= read_at + 5'd1;
    end
    if (rst) begin
      read_at <= 5'd0;
    end
  end

  assign occupied = not_empty; // result-queue.ts:25
  assign head = words[read_at[3:0]]; // result-queue.ts:26

endmodule

`default_nettype wire
