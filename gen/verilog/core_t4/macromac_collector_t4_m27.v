// SPDX-License-Identifier: Apache-2.0
// Generated from rtl/control/collector.ts by `make verilog`; do not edit.
//
// Puts the results of the four channels into the order of the outputs: for each block, each token, the 8
// outputs of channel 0, 1, 2, 3. Each group unit of each channel has its own queue; the sequencer's credits
// keep them from overflowing.
`default_nettype none

module macromac_collector_t4_m27 (
  input  wire          clk,
  input  wire          rst,
  input  wire          block_issued,
  input  wire [2:0]    block_tokens,
  input  wire          block_last,
  // Of unit u of channel c at 4u + c.
  input  wire [7:0]    beat_valid,
  input  wire [1023:0] beat,
  output wire          y_valid,
  output wire [127:0]  y_payload_data,
  output wire          y_payload_last,
  input  wire          y_ready,
  output wire          block_drained
);
  wire u_blocks_occupied;
  wire [3:0] u_blocks_head;
  reg [2:0] token;
  reg [1:0] channel;
  reg half;
  wire moved;
  wire u_queue0_occupied;
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
  wire ends_channel;
  wire ends_token;
  wire ends_block;
  wire drained;

  macromac_result_queue_8x4 u_blocks (
    .clk(clk),
    .rst(rst),
    .push(block_issued),
    .data({block_last, block_tokens}),
    .pop(drained),
    .occupied(u_blocks_occupied),
    .head(u_blocks_head)
  );

  assign moved = y_valid & y_ready;

  macromac_result_queue_32x128 u_queue0 (
    .clk(clk),
    .rst(rst),
    .push(beat_valid[0]),
    .data(beat[127:0]),
    .pop(moved & ({token[1], channel} == 3'd0)),
    .occupied(u_queue0_occupied),
    .head(u_queue0_head)
  );

  macromac_result_queue_32x128 u_queue1 (
    .clk(clk),
    .rst(rst),
    .push(beat_valid[1]),
    .data(beat[255:128]),
    .pop(moved & ({token[1], channel} == 3'd1)),
    .occupied(u_queue1_occupied),
    .head(u_queue1_head)
  );

  macromac_result_queue_32x128 u_queue2 (
    .clk(clk),
    .rst(rst),
    .push(beat_valid[2]),
    .data(beat[383:256]),
    .pop(moved & ({token[1], channel} == 3'd2)),
    .occupied(u_queue2_occupied),
    .head(u_queue2_head)
  );

  macromac_result_queue_32x128 u_queue3 (
    .clk(clk),
    .rst(rst),
    .push(beat_valid[3]),
    .data(beat[511:384]),
    .pop(moved & ({token[1], channel} == 3'd3)),
    .occupied(u_queue3_occupied),
    .head(u_queue3_head)
  );

  macromac_result_queue_32x128 u_queue4 (
    .clk(clk),
    .rst(rst),
    .push(beat_valid[4]),
    .data(beat[639:512]),
    .pop(moved & ({token[1], channel} == 3'd4)),
    .occupied(u_queue4_occupied),
    .head(u_queue4_head)
  );

  macromac_result_queue_32x128 u_queue5 (
    .clk(clk),
    .rst(rst),
    .push(beat_valid[5]),
    .data(beat[767:640]),
    .pop(moved & ({token[1], channel} == 3'd5)),
    .occupied(u_queue5_occupied),
    .head(u_queue5_head)
  );

  macromac_result_queue_32x128 u_queue6 (
    .clk(clk),
    .rst(rst),
    .push(beat_valid[6]),
    .data(beat[895:768]),
    .pop(moved & ({token[1], channel} == 3'd6)),
    .occupied(u_queue6_occupied),
    .head(u_queue6_head)
  );

  macromac_result_queue_32x128 u_queue7 (
    .clk(clk),
    .rst(rst),
    .push(beat_valid[7]),
    .data(beat[1023:896]),
    .pop(moved & ({token[1], channel} == 3'd7)),
    .occupied(u_queue7_occupied),
    .head(u_queue7_head)
  );

  assign y_valid = {token[1], channel} == 3'd0 ? u_queue0_occupied : {token[1], channel} == 3'd1
      ? u_queue1_occupied : {token[1], channel} == 3'd2 ? u_queue2_occupied : {token[1], channel} == 3'd3
      ? u_queue3_occupied : {token[1], channel} == 3'd4 ? u_queue4_occupied : {token[1], channel} == 3'd5
      ? u_queue5_occupied : {token[1], channel} == 3'd6 ? u_queue6_occupied : u_queue7_occupied;
  assign y_payload_data = token[1]
      ? (channel[1] ? (channel[0] ? u_queue7_head : u_queue6_head) : channel[0] ? u_queue5_head : u_queue4_head)
      : channel[1] ? (channel[0] ? u_queue3_head : u_queue2_head) : channel[0] ? u_queue1_head : u_queue0_head;
  assign ends_channel = half;
  assign ends_token = half & (channel == 2'd3);
  assign ends_block = ends_token & (token == u_blocks_head[2:0]);
  assign y_payload_last = ends_block & u_blocks_head[3];

  always @(posedge clk) begin
    if (moved) begin
      half <= ~half;
      if (ends_channel) begin
        channel <= channel + 2'd1;
      end
      if (ends_token) begin
        token <= token + 3'd1;
      end
      if (ends_block) begin
        token <= 3'd0;
      end
    end
    if (rst) begin
      half <= 1'b0;
      channel <= 2'd0;
      token <= 3'd0;
    end
  end

  assign drained = moved & ends_block;
  assign block_drained = drained;

  // Bits nobody reads, named for lint.
  wire _unused = &{1'b0, u_blocks_occupied};

endmodule

`default_nettype wire
