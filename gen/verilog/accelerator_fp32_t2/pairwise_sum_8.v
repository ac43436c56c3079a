// pairwise_sum_8, from pairwise-sum.ts
`default_nettype none

module pairwise_sum_8 (
  input  wire         clk,
  input  wire         rst,
  input  wire         valid,
  input  wire [255:0] strips,
  output wire         done,
  output wire [255:0] sums
);
  reg [3:0] waiting; // pairwise-sum.ts:22
  reg [1023:0] waits; // pairwise-sum.ts:23
  wire u_back_s_ready; // pairwise-sum.ts:25
  wire u_back_m_valid;
  wire [257:0] u_back_m_payload;
  wire [3:0] u_back_level;
  wire [1:0] back_level; // pairwise-sum.ts:27
  wire back_paired; // pairwise-sum.ts:28
  wire strips_paired;
  wire back_taken; // pairwise-sum.ts:32
  wire [255:0] left; // pairwise-sum.ts:47
  wire [255:0] right;
  wire adding; // pairwise-sum.ts:51
  wire [2:0] next_level; // pairwise-sum.ts:52
  reg added_1; // pairwise-sum.ts:53
  reg added_2;
  reg added_3;
  reg added_4;
  reg added_5;
  reg added;
  reg [2:0] level_added_1; // pairwise-sum.ts:54
  reg [2:0] level_added_2;
  reg [2:0] level_added_3;
  reg [2:0] level_added_4;
  reg [2:0] level_added_5;
  reg [2:0] level_added;
  wire [31:0] u_add0_sum; // pairwise-sum.ts:57
  wire [31:0] u_add1_sum;
  wire [31:0] u_add2_sum;
  wire [31:0] u_add3_sum;
  wire [31:0] u_add4_sum;
  wire [31:0] u_add5_sum;
  wire [31:0] u_add6_sum;
  wire [31:0] u_add7_sum;
  wire [255:0] total; // pairwise-sum.ts:62
  wire whole; // pairwise-sum.ts:63

  Fifo8_uint258 u_back ( // pairwise-sum.ts:25
    .clk(clk),
    .rst(rst),
    .s_valid(added & ~whole),
    .s_payload({level_added[1:0], total}),
    .s_ready(u_back_s_ready),
    .m_valid(u_back_m_valid),
    .m_payload(u_back_m_payload),
    .m_ready(back_taken),
    .level(u_back_level)
  );

  assign back_level = u_back_m_payload[257:256]; // pairwise-sum.ts:27
  assign back_paired = u_back_m_valid & waiting[back_level]; // pairwise-sum.ts:28
  assign strips_paired = valid & waiting[0];
  assign back_taken = u_back_m_valid & ~(back_paired & strips_paired); // pairwise-sum.ts:32

  always @(posedge clk) begin // pairwise-sum.ts:35
    if (valid) begin
      waiting[0] <= ~waiting[0]; // pairwise-sum.ts:36
      waits[255:0] <= strips; // pairwise-sum.ts:37
    end
    if (back_taken && back_level == 2'd1) begin // pairwise-sum.ts:40
      waiting[1] <= ~waiting[1]; // pairwise-sum.ts:41
      waits[511:256] <= u_back_m_payload[255:0]; // pairwise-sum.ts:42
    end
    if (back_taken && back_level == 2'd2) begin // pairwise-sum.ts:40
      waiting[2] <= ~waiting[2]; // pairwise-sum.ts:41
      waits[767:512] <= u_back_m_payload[255:0]; // pairwise-sum.ts:42
    end
    if (back_taken && back_level == 2'd3) begin // pairwise-sum.ts:40
      waiting[3] <= ~waiting[3]; // pairwise-sum.ts:41
      waits[1023:768] <= u_back_m_payload[255:0]; // pairwise-sum.ts:42
    end
    if (rst) begin
      waiting <= 4'd0;
    end
  end

  assign left = strips_paired ? waits[255:0] : waits[256*back_level +: 256]; // pairwise-sum.ts:47
  assign right = strips_paired ? strips : u_back_m_payload[255:0];
  assign adding = strips_paired | back_paired; // pairwise-sum.ts:51
  assign next_level = strips_paired ? 3'd1 : {1'b0, back_level} + 3'd1; // pairwise-sum.ts:52

  always @(posedge clk) begin // pairwise-sum.ts:53
    added_1 <= adding;
    added_2 <= added_1;
    added_3 <= added_2;
    added_4 <= added_3;
    added_5 <= added_4;
    added <= added_5;
    level_added_1 <= next_level; // pairwise-sum.ts:54
    level_added_2 <= level_added_1;
    level_added_3 <= level_added_2;
    level_added_4 <= level_added_3;
    level_added_5 <= level_added_4;
    level_added <= level_added_5;
    if (rst) begin
      added_1 <= 1'b0;
      added_2 <= 1'b0;
      added_3 <= 1'b0;
      added_4 <= 1'b0;
      added_5 <= 1'b0;
      added <= 1'b0;
    end
  end

  fp32_add u_add0 ( // pairwise-sum.ts:57
    .clk(clk),
    .a(left[31:0]),
    .b(right[31:0]),
    .sum(u_add0_sum)
  );

  fp32_add u_add1 (
    .clk(clk),
    .a(left[63:32]),
    .b(right[63:32]),
    .sum(u_add1_sum)
  );

  fp32_add u_add2 (
    .clk(clk),
    .a(left[95:64]),
    .b(right[95:64]),
    .sum(u_add2_sum)
  );

  fp32_add u_add3 (
    .clk(clk),
    .a(left[127:96]),
    .b(right[127:96]),
    .sum(u_add3_sum)
  );

  fp32_add u_add4 (
    .clk(clk),
    .a(left[159:128]),
    .b(right[159:128]),
    .sum(u_add4_sum)
  );

  fp32_add u_add5 (
    .clk(clk),
    .a(left[191:160]),
    .b(right[191:160]),
    .sum(u_add5_sum)
  );

  fp32_add u_add6 (
    .clk(clk),
    .a(left[223:192]),
    .b(right[223:192]),
    .sum(u_add6_sum)
  );

  fp32_add u_add7 (
    .clk(clk),
    .a(left[255:224]),
    .b(right[255:224]),
    .sum(u_add7_sum)
  );

  assign total = {u_add7_sum, u_add6_sum, u_add5_sum, u_add4_sum, u_add3_sum, u_add2_sum, u_add1_sum,
      u_add0_sum}; // pairwise-sum.ts:62
  assign whole = added & (level_added == 3'd4); // pairwise-sum.ts:63
  assign done = whole; // pairwise-sum.ts:66
  assign sums = total; // pairwise-sum.ts:67

  // Bits nobody reads, named for lint.
  wire _unused = &{1'b0, u_back_s_ready, u_back_level};

endmodule

`default_nettype wire
