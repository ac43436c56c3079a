// SPDX-License-Identifier: Apache-2.0
// Generated from rtl/activation/dealer.ts by `make verilog`; do not edit.
//
// Deals a command's activations over the four memory ports, a group of 64 (256 bytes) at a time. Step s fetches
// one group of each of the vectors that load side by side: that of lane c through port (c + s) mod 4. So each
// port carries a quarter of every vector, and in no step does a port carry two groups. The addresses of the
// lanes are kept by port and handed on from port to port.
`default_nettype none

module macromac_activation_dealer_t4 (
  input  wire        clk,
  input  wire        rst,
  input  wire        request_valid,
  input  wire [35:0] request_payload_address,
  input  wire [7:0]  request_payload_groups,
  input  wire [2:0]  request_payload_tokens,
  output wire        request_ready,
  output wire        regions_0_valid,
  output wire [35:0] regions_0_payload_address,
  output wire [27:0] regions_0_payload_beats,
  input  wire        regions_0_ready,
  output wire        regions_1_valid,
  output wire [35:0] regions_1_payload_address,
  output wire [27:0] regions_1_payload_beats,
  input  wire        regions_1_ready,
  output wire        regions_2_valid,
  output wire [35:0] regions_2_payload_address,
  output wire [27:0] regions_2_payload_beats,
  input  wire        regions_2_ready,
  output wire        regions_3_valid,
  output wire [35:0] regions_3_payload_address,
  output wire [27:0] regions_3_payload_beats,
  input  wire        regions_3_ready
);
  reg active;
  // Its opposite, for who asks: so much is loaded while nothing is active.
  reg free;
  reg [3:0] sent;
  reg [6:0] group;
  reg [6:0] last_group;
  reg in_last_set;
  reg [13:0] jump;
  reg [143:0] address;
  reg [3:0] used;
  reg [3:0] used_next;
  wire stepping;
  wire ends_set;

  assign stepping = active &
      &{sent[0] | regions_0_ready | ~used[0], sent[1] | regions_1_ready | ~used[1], sent[2] | regions_2_ready |
      ~used[2], sent[3] | regions_3_ready | ~used[3]};
  assign ends_set = group == last_group;
  assign regions_0_valid = active & used[0] & ~sent[0];
  assign regions_0_payload_address = address[35:0];
  assign regions_0_payload_beats = 28'd16;

  wire [7:0] _last_group_difference = request_payload_groups - 8'd1;

  always @(posedge clk) begin
    if (regions_0_valid && regions_0_ready) begin
      sent[0] <= 1'b1;
    end
    if (regions_1_valid && regions_1_ready) begin
      sent[1] <= 1'b1;
    end
    if (regions_2_valid && regions_2_ready) begin
      sent[2] <= 1'b1;
    end
    if (regions_3_valid && regions_3_ready) begin
      sent[3] <= 1'b1;
    end
    if (stepping) begin
      sent <= 4'd0;
      group <= group + 7'd1;
      used <= {used[2:0], used[3]};
      used_next <= {used_next[2:0], used_next[3]};
      address[71:36] <= address[35:0] + 36'd16;
      address[107:72] <= address[71:36] + 36'd16;
      address[143:108] <= address[107:72] + 36'd16;
      address[35:0] <= address[143:108] + 36'd16;
      if (ends_set) begin
        group <= 7'd0;
        used <= {used_next[2:0], used_next[3]};
        in_last_set <= 1'b1;
        if (in_last_set) begin
          active <= 1'b0;
          free <= 1'b1;
        end
      end
    end
    if (!active) begin
      active <= request_valid;
      free <= ~request_valid;
      sent <= 4'd0;
      group <= 7'd0;
      last_group <= _last_group_difference[6:0];
      in_last_set <= 1'b1;
      jump <= 14'd0;
      used <= {request_payload_tokens >= 3'd3, request_payload_tokens >= 3'd2, request_payload_tokens >= 3'd1,
          1'b1};
      used_next <= 4'd0;
      address[35:0] <= request_payload_address;
      address[71:36] <= request_payload_address + {22'd0, {{2'd0, request_payload_groups}, 4'd0}};
      address[107:72] <= request_payload_address + {22'd0, {{2'd0, request_payload_groups} << 1, 4'd0}};
      address[143:108] <= request_payload_address +
          {22'd0, {{2'd0, request_payload_groups} + ({2'd0, request_payload_groups} << 1), 4'd0}};
    end
    if (rst) begin
      active <= 1'b0;
      free <= 1'b1;
    end
  end

  assign regions_1_valid = active & used[1] & ~sent[1];
  assign regions_1_payload_address = address[71:36];
  assign regions_1_payload_beats = 28'd16;
  assign regions_2_valid = active & used[2] & ~sent[2];
  assign regions_2_payload_address = address[107:72];
  assign regions_2_payload_beats = 28'd16;
  assign regions_3_valid = active & used[3] & ~sent[3];
  assign regions_3_payload_address = address[143:108];
  assign regions_3_payload_beats = 28'd16;
  assign request_ready = free;

  // Bits nobody reads, named for lint.
  wire _unused = &{1'b0, jump, _last_group_difference[7]};

endmodule

`default_nettype wire
