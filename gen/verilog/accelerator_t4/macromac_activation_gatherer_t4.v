// SPDX-License-Identifier: Apache-2.0
// Generated from rtl/activation/gatherer.ts by `make verilog`; do not edit.
//
// Puts together what `ActivationDealer` dealt: the beats of the four ports, in the same turn, become those of
// the core's x.
`default_nettype none

module macromac_activation_gatherer_t4 (
  input  wire         clk,
  input  wire         rst,
  input  wire         request_valid,
  input  wire [35:0]  request_payload_address,
  input  wire [7:0]   request_payload_groups,
  input  wire [2:0]   request_payload_tokens,
  output wire         request_ready,
  input  wire         beats_0_valid,
  input  wire [127:0] beats_0_payload,
  output wire         beats_0_ready,
  input  wire         beats_1_valid,
  input  wire [127:0] beats_1_payload,
  output wire         beats_1_ready,
  input  wire         beats_2_valid,
  input  wire [127:0] beats_2_payload,
  output wire         beats_2_ready,
  input  wire         beats_3_valid,
  input  wire [127:0] beats_3_payload,
  output wire         beats_3_ready,
  output wire         x_valid,
  output wire [511:0] x_payload,
  input  wire         x_ready
);
  reg active;
  reg [1:0] turn;
  reg [3:0] beat;
  reg [6:0] group;
  reg [6:0] last_group;
  reg in_last_set;
  // A bit a lane, of this set of vectors and of the next.
  reg [3:0] used;
  reg [3:0] used_next;
  wire all_here;
  reg full;
  reg [511:0] held;
  wire taken;
  wire [3:0] ports_used;

  assign all_here = ((turn == 2'd0 ? beats_0_valid : turn == 2'd1 ? beats_1_valid : turn == 2'd2 ? beats_2_valid
      : beats_3_valid) | ~used[0]) & ((turn + 2'd1 == 2'd0 ? beats_0_valid : turn + 2'd1 == 2'd1 ? beats_1_valid
      : turn + 2'd1 == 2'd2 ? beats_2_valid : beats_3_valid) | ~used[1]) & ((turn + 2'd2 == 2'd0 ? beats_0_valid
      : turn + 2'd2 == 2'd1 ? beats_1_valid : turn + 2'd2 == 2'd2 ? beats_2_valid
      : beats_3_valid) | ~used[2]) & ((turn + 2'd3 == 2'd0 ? beats_0_valid : turn + 2'd3 == 2'd1 ? beats_1_valid
      : turn + 2'd3 == 2'd2 ? beats_2_valid : beats_3_valid) | ~used[3]);
  assign taken = active & all_here & (~full | x_ready);

  always @(posedge clk) begin
    if (x_ready) begin
      full <= 1'b0;
    end
    if (taken) begin
      full <= 1'b1;
    end
    if (rst) begin
      full <= 1'b0;
    end
  end

  always @(posedge clk) begin
    if (!full || x_ready) begin
      held <= {turn + 2'd3 == 2'd0 ? beats_0_payload : turn + 2'd3 == 2'd1 ? beats_1_payload : turn +
          2'd3 == 2'd2 ? beats_2_payload : beats_3_payload, turn + 2'd2 == 2'd0 ? beats_0_payload : turn +
          2'd2 == 2'd1 ? beats_1_payload : turn + 2'd2 == 2'd2 ? beats_2_payload : beats_3_payload, turn +
          2'd1 == 2'd0 ? beats_0_payload : turn + 2'd1 == 2'd1 ? beats_1_payload : turn + 2'd1 == 2'd2
          ? beats_2_payload : beats_3_payload, turn == 2'd0 ? beats_0_payload : turn == 2'd1 ? beats_1_payload
          : turn == 2'd2 ? beats_2_payload : beats_3_payload};
    end
  end

  assign x_valid = full;
  assign x_payload = held;
  assign ports_used = turn == 2'd0 ? used : turn == 2'd1 ? {used[2:0], used[3]} : turn == 2'd2
      ? {used[1:0], used[3], used[2]} : {used[0], used[3], used[2], used[1]};
  assign beats_0_ready = taken & ports_used[0];
  assign beats_1_ready = taken & ports_used[1];
  assign beats_2_ready = taken & ports_used[2];
  assign beats_3_ready = taken & ports_used[3];

  wire [7:0] _last_group_difference = request_payload_groups - 8'd1;

  always @(posedge clk) begin
    if (taken) begin
      beat <= beat + 4'd1;
      if (beat == 4'd15) begin
        turn <= turn + 2'd1;
        group <= group + 7'd1;
        if (group == last_group) begin
          group <= 7'd0;
          used <= used_next;
          in_last_set <= 1'b1;
          if (in_last_set) begin
            active <= 1'b0;
          end
        end
      end
    end
    if (request_valid && request_ready) begin
      active <= 1'b1;
      turn <= 2'd0;
      beat <= 4'd0;
      group <= 7'd0;
      last_group <= _last_group_difference[6:0];
      in_last_set <= 1'b1;
      used <= {request_payload_tokens >= 3'd3, request_payload_tokens >= 3'd2, request_payload_tokens >= 3'd1,
          1'b1};
      used_next <= 4'd0;
    end
    if (rst) begin
      active <= 1'b0;
    end
  end

  assign request_ready = ~active;

  // Bits nobody reads, named for lint.
  wire _unused = &{1'b0, request_payload_address, _last_group_difference[7]};

endmodule

`default_nettype wire
