// activation_gatherer_t8, from gatherer.ts
`default_nettype none

module activation_gatherer_t8 (
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
  reg active; // gatherer.ts:39
  reg [1:0] turn;
  reg [3:0] beat;
  reg [6:0] group; // gatherer.ts:44
  reg [6:0] last_group;
  reg in_last_set;
  reg [3:0] used;
  reg [3:0] used_next;
  wire all_here; // gatherer.ts:66
  reg full; // gatherer.ts:69
  reg [511:0] held; // gatherer.ts:70
  wire taken; // gatherer.ts:71
  wire [3:0] ports_used; // gatherer.ts:81

  assign all_here = ((turn == 2'd0 ? beats_0_valid : turn == 2'd1 ? beats_1_valid : turn == 2'd2 ? beats_2_valid
      : beats_3_valid) | ~used[0]) & ((turn + 2'd1 == 2'd0 ? beats_0_valid : turn + 2'd1 == 2'd1 ? beats_1_valid
      : turn + 2'd1 == 2'd2 ? beats_2_valid : beats_3_valid) | ~used[1]) & ((turn + 2'd2 == 2'd0 ? beats_0_valid
      : turn + 2'd2 == 2'd1 ? beats_1_valid : turn + 2'd2 == 2'd2 ? beats_2_valid
      : beats_3_valid) | ~used[2]) & ((turn + 2'd3 == 2'd0 ? beats_0_valid : turn + 2'd3 == 2'd1 ? beats_1_valid
      : turn + 2'd3 == 2'd2 ? beats_2_valid : beats_3_valid) | ~used[3]); // gatherer.ts:66
  assign taken = active & all_here & (~full | x_ready); // gatherer.ts:71

  always @(posedge clk) begin // gatherer.ts:72
    if (x_ready) begin
      full <= 1'b0;
    end
    if (taken) begin // gatherer.ts:75
      full <= 1'b1;
    end
    if (rst) begin
      full <= 1'b0;
    end
  end

  always @(posedge clk) begin // gatherer.ts:74
    if (!full || x_ready) begin
      held <= {turn + 2'd3 == 2'd0 ? beats_0_payload : turn + 2'd3 == 2'd1 ? beats_1_payload : turn +
          2'd3 == 2'd2 ? beats_2_payload : beats_3_payload, turn + 2'd2 == 2'd0 ? beats_0_payload : turn +
          2'd2 == 2'd1 ? beats_1_payload : turn + 2'd2 == 2'd2 ? beats_2_payload : beats_3_payload, turn +
          2'd1 == 2'd0 ? beats_0_payload : turn + 2'd1 == 2'd1 ? beats_1_payload : turn + 2'd1 == 2'd2
          ? beats_2_payload : beats_3_payload, turn == 2'd0 ? beats_0_payload : turn == 2'd1 ? beats_1_payload
          : turn == 2'd2 ? beats_2_payload : beats_3_payload};
    end
  end

  assign x_valid = full; // gatherer.ts:76
  assign x_payload = held; // gatherer.ts:77
  assign ports_used = turn == 2'd0 ? used : turn == 2'd1 ? {used[2:0], used[3]} : turn == 2'd2
      ? {used[1:0], used[3], used[2]} : {used[0], used[3], used[2], used[1]}; // gatherer.ts:81
  assign beats_0_ready = taken & ports_used[0]; // gatherer.ts:83
  assign beats_1_ready = taken & ports_used[1];
  assign beats_2_ready = taken & ports_used[2];
  assign beats_3_ready = taken & ports_used[3];

  wire [7:0] _last_group_difference = request_payload_groups - 8'd1;

  always @(posedge clk) begin // gatherer.ts:86
    if (taken) begin
      beat <= beat + 4'd1; // gatherer.ts:87
      if (beat == 4'd15) begin // gatherer.ts:88
        turn <= turn + 2'd1; // gatherer.ts:89
        group <= group + 7'd1; // gatherer.ts:90
        if (group == last_group) begin // gatherer.ts:91
          group <= 7'd0; // gatherer.ts:92
          used <= used_next; // gatherer.ts:93
          in_last_set <= 1'b1; // gatherer.ts:94
          if (in_last_set) begin // gatherer.ts:95
            active <= 1'b0;
          end
        end
      end
    end
    if (request_valid && request_ready) begin // gatherer.ts:102
      active <= 1'b1; // gatherer.ts:103
      turn <= 2'd0; // gatherer.ts:104
      beat <= 4'd0; // gatherer.ts:105
      group <= 7'd0; // gatherer.ts:106
      last_group <= _last_group_difference[6:0]; // gatherer.ts:107
      in_last_set <= request_payload_tokens < 3'd4; // gatherer.ts:108
      used <= {request_payload_tokens >= 3'd3, request_payload_tokens >= 3'd2, request_payload_tokens >= 3'd1,
          1'b1}; // gatherer.ts:109
      used_next <= {request_payload_tokens >= 3'd7, request_payload_tokens >= 3'd6,
          request_payload_tokens >= 3'd5, request_payload_tokens >= 3'd4}; // gatherer.ts:110
    end
    if (rst) begin
      active <= 1'b0;
    end
  end

  assign request_ready = ~active; // gatherer.ts:101

  // Bits nobody reads, named for lint.
  wire _unused = &{1'b0, request_payload_address, _last_group_difference[7]};

endmodule

`default_nettype wire
