// accumulator_i3, from accumulator.ts
`default_nettype none

module accumulator_i3 (
  input  wire         clk,
  input  wire         rst,
  input  wire         valid,
  input  wire [31:0]  t,
  input  wire [2:0]   index,
  input  wire         first,
  input  wire         last,
  output wire         beat_valid,
  output wire [127:0] beat
);
  reg valid_1; // accumulator.ts:37
  reg [31:0] acc_1; // accumulator.ts:38
  reg [31:0] t_1;
  reg [2:0] index_1;
  reg last_1;
  wire [31:0] u_add_sum; // accumulator.ts:45
  reg valid_7_1; // accumulator.ts:48
  reg valid_7_2;
  reg valid_7_3;
  reg valid_7_4;
  reg valid_7_5;
  reg valid_7;
  reg [2:0] index_7_1; // accumulator.ts:49
  reg last_7_1;
  reg [2:0] index_7_2;
  reg last_7_2;
  reg [2:0] index_7_3;
  reg last_7_3;
  reg [2:0] index_7_4;
  reg last_7_4;
  reg [2:0] index_7_5;
  reg last_7_5;
  reg [2:0] index_7;
  reg last_7;
  reg [95:0] earlier; // accumulator.ts:53
  wire complete; // accumulator.ts:54
  reg result_valid; // accumulator.ts:56
  reg [127:0] result; // accumulator.ts:57
  (* ram_style = "distributed" *)
  reg [31:0] partial [0:7]; // accumulator.ts:36

  always @(posedge clk) begin // accumulator.ts:37
    valid_1 <= valid;
    acc_1 <= first ? 32'd0 : partial[index]; // accumulator.ts:38
    t_1 <= t;
    index_1 <= index;
    last_1 <= last;
    valid_7_1 <= valid_1; // accumulator.ts:48
    valid_7_2 <= valid_7_1;
    valid_7_3 <= valid_7_2;
    valid_7_4 <= valid_7_3;
    valid_7_5 <= valid_7_4;
    valid_7 <= valid_7_5;
    index_7_1 <= index_1; // accumulator.ts:49
    last_7_1 <= last_1;
    index_7_2 <= index_7_1;
    last_7_2 <= last_7_1;
    index_7_3 <= index_7_2;
    last_7_3 <= last_7_2;
    index_7_4 <= index_7_3;
    last_7_4 <= last_7_3;
    index_7_5 <= index_7_4;
    last_7_5 <= last_7_4;
    index_7 <= index_7_5;
    last_7 <= last_7_5;
    if (rst) begin
      valid_1 <= 1'b0;
      valid_7_1 <= 1'b0;
      valid_7_2 <= 1'b0;
      valid_7_3 <= 1'b0;
      valid_7_4 <= 1'b0;
      valid_7_5 <= 1'b0;
      valid_7 <= 1'b0;
    end
  end

  fp32_add u_add ( // accumulator.ts:45
    .clk(clk),
    .a(acc_1),
    .b(t_1),
    .sum(u_add_sum)
  );

  always @(posedge clk) begin // accumulator.ts:50
    if (valid_7) begin
      partial[index_7] <= u_add_sum;
      earlier <= {u_add_sum, earlier[95:32]}; // accumulator.ts:55
    end
  end

  assign complete = valid_7 & last_7 & &index_7[1:0]; // accumulator.ts:54

  always @(posedge clk) begin // accumulator.ts:56
    result_valid <= complete;
    result <= {u_add_sum, earlier}; // accumulator.ts:57
    if (rst) begin
      result_valid <= 1'b0;
    end
  end

  assign beat_valid = result_valid; // accumulator.ts:58
  assign beat = result; // accumulator.ts:59

endmodule

`default_nettype wire
