// collector_t2_fp32, from collector.ts
`default_nettype none

module collector_t2_fp32 (
  input  wire          clk,
  input  wire          rst,
  input  wire          block_issued,
  input  wire [2:0]    block_tokens,
  input  wire          block_last,
  input  wire [7:0]    beat_valid,
  input  wire [1023:0] beat,
  output wire          y_valid,
  output wire [127:0]  y_payload_data,
  output wire          y_payload_last,
  input  wire          y_ready,
  output wire          block_drained
);
  wire u_blocks_occupied; // collector.ts:31
  wire [3:0] u_blocks_head;
  reg [2:0] token; // collector.ts:37
  reg [1:0] channel;
  reg half;
  wire moved; // collector.ts:41
  wire u_queue0_occupied; // collector.ts:44
  wire [127:0] u_queue0_head;
  wire u_queue1_occupied;
  wire [127:0] u_queue1_head;
  wire u_queue2_occupied;
  wire [127:0] u_queue2_head;
  wire u_queue3_occupied;
  wire [127:0] u_queue3_head;
  wire u_queue4_occupied;
  wire [127:0] u_queue4_head;
  wire u_queue5_occupied;
  wire [127:0] u_queue5_head;
  wire u_queue6_occupied;
  wire [127:0] u_queue6_head;
  wire u_queue7_occupied;
  wire [127:0] u_queue7_head;
  wire ends_channel; // collector.ts:63
  wire ends_token;
  wire ends_block; // collector.ts:67
  wire drained; // collector.ts:75

  result_queue_8x4 u_blocks ( // collector.ts:31
    .clk(clk),
    .rst(rst),
    .push(block_issued),
    .data({block_last, block_tokens}),
    .pop(drained),
    .occupied(u_blocks_occupied),
    .head(u_blocks_head)
  );

  assign moved = y_valid & y_ready; // collector.ts:41

  result_queue_16x128 u_queue0 ( // collector.ts:44
    .clk(clk),
    .rst(rst),
    .push(beat_valid[0]),
    .data(beat[127:0]),
    .pop(moved & ({token[0], channel} == 3'd0)),
    .occupied(u_queue0_occupied),
    .head(u_queue0_head)
  );

  result_queue_16x128 u_queue1 (
    .clk(clk),
    .rst(rst),
    .push(beat_valid[1]),
    .data(beat[255:128]),
    .pop(moved & ({token[0], channel} == 3'd1)),
    .occupied(u_queue1_occupied),
    .head(u_queue1_head)
  );

  result_queue_16x128 u_queue2 (
    .clk(clk),
    .rst(rst),
    .push(beat_valid[2]),
    .data(beat[383:256]),
    .pop(moved & ({token[0], channel} == 3'd2)),
    .occupied(u_queue2_occupied),
    .head(u_queue2_head)
  );

  result_queue_16x128 u_queue3 (
    .clk(clk),
    .rst(rst),
    .push(beat_valid[3]),
    .data(beat[511:384]),
    .pop(moved & ({token[0], channel} == 3'd3)),
    .occupied(u_queue3_occupied),
    .head(u_queue3_head)
  );

  result_queue_16x128 u_queue4 (
    .clk(clk),
    .rst(rst),
    .push(beat_valid[4]),
    .data(beat[639:512]),
    .pop(moved & ({token[0], channel} == 3'd4)),
    .occupied(u_queue4_occupied),
    .head(u_queue4_head)
  );

  result_queue_16x128 u_queue5 (
    .clk(clk),
    .rst(rst),
    .push(beat_valid[5]),
    .data(beat[767:640]),
    .pop(moved & ({token[0], channel} == 3'd5)),
    .occupied(u_queue5_occupied),
    .head(u_queue5_head)
  );

  result_queue_16x128 u_queue6 (
    .clk(clk),
    .rst(rst),
    .push(beat_valid[6]),
    .data(beat[895:768]),
    .pop(moved & ({token[0], channel} == 3'd6)),
    .occupied(u_queue6_occupied),
    .head(u_queue6_head)
  );

  result_queue_16x128 u_queue7 (
    .clk(clk),
    .rst(rst),
    .push(beat_valid[7]),
    .data(beat[1023:896]),
    .pop(moved & ({token[0], channel} == 3'd7)),
    .occupied(u_queue7_occupied),
    .head(u_queue7_head)
  );

  assign y_valid = {token[0], channel} == 3'd0 ? u_queue0_occupied : {token[0], channel} == 3'd1
      ? u_queue1_occupied : {token[0], channel} == 3'd2 ? u_queue2_occupied : {token[0], channel} == 3'd3
      ? u_queue3_occupied : {token[0], channel} == 3'd4 ? u_queue4_occupied : {token[0], channel} == 3'd5
      ? u_queue5_occupied : {token[0], channel} == 3'd6 ? u_queue6_occupied : u_queue7_occupied; // collector.ts:50
  assign y_payload_data = token[0]
      ? (channel[1] ? (channel[0] ? u_queue7_head : u_queue6_head) : channel[0] ? u_queue5_head : u_queue4_head)
      : channel[1] ? (channel[0] ? u_queue3_head : u_queue2_head) : channel[0] ? u_queue1_head : u_queue0_head; // collector.ts:56
  assign ends_channel = half; // collector.ts:63
  assign ends_token = half & (channel == 2'd3);
  assign ends_block = ends_token & (token == u_blocks_head[2:0]); // collector.ts:67
  assign y_payload_last = ends_block & u_blocks_head[3]; // collector.ts:68

  always @(posedge clk) begin // collector.ts:69
    if (moved) begin
      half <= ~half; // collector.ts:70
      if (ends_channel) begin // collector.ts:71
        channel <= channel + 2'd1;
      end
      if (ends_token) begin // collector.ts:72
        token <= token + 3'd1;
      end
      if (ends_block) begin // collector.ts:73
        token <= 3'd0;
      end
    end
    if (rst) begin
      half <= 1'b0;
      channel <= 2'd0;
      token <= 3'd0;
    end
  end

  assign drained = moved & ends_block; // collector.ts:75
  assign block_drained = drained; // collector.ts:77

  // Bits nobody reads, named for lint.
  wire _unused = &{1'b0, u_blocks_occupied};

endmodule

`default_nettype wire
