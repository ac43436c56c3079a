// activation_dealer_t1, from dealer.ts
`default_nettype none

module activation_dealer_t1 (
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
  reg active; // dealer.ts:45
  reg [3:0] sent;
  reg [6:0] group; // dealer.ts:46
  reg [6:0] last_group;
  reg in_last_set;
  reg [13:0] jump;
  reg [143:0] address; // dealer.ts:52
  reg [3:0] used;
  reg [3:0] used_next;
  wire stepping; // dealer.ts:59
  wire ends_set;

  assign stepping = active &
      &{sent[0] | regions_0_ready | ~used[0], sent[1] | regions_1_ready | ~used[1], sent[2] | regions_2_ready |
      ~used[2], sent[3] | regions_3_ready | ~used[3]};
  assign ends_set = group == last_group;
  assign regions_0_valid = active & used[0] & ~sent[0]; // dealer.ts:64
  assign regions_0_payload_address = address[35:0]; // dealer.ts:65
  assign regions_0_payload_beats = 28'd16;

  wire [7:0] _last_group_difference = request_payload_groups - 8'd1;

  always @(posedge clk) begin // dealer.ts:66
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
    if (stepping) begin // dealer.ts:68
      sent <= 4'd0; // dealer.ts:69
      group <= group + 7'd1; // dealer.ts:70
      used <= {used[2:0], used[3]}; // dealer.ts:71
      used_next <= {used_next[2:0], used_next[3]}; // dealer.ts:72
      address[71:36] <= address[35:0] + 36'd16; // dealer.ts:76
      address[107:72] <= address[71:36] + 36'd16;
      address[143:108] <= address[107:72] + 36'd16;
      address[35:0] <= address[143:108] + 36'd16;
      if (ends_set) begin // dealer.ts:78
        group <= 7'd0; // dealer.ts:79
        used <= {used_next[2:0], used_next[3]}; // dealer.ts:80
        in_last_set <= 1'b1; // dealer.ts:81
        if (in_last_set) begin // dealer.ts:82
          active <= 1'b0;
        end
      end
    end
    if (request_valid && request_ready) begin // dealer.ts:94
      active <= 1'b1; // dealer.ts:95
      sent <= 4'd0; // dealer.ts:96
      group <= 7'd0; // dealer.ts:97
      last_group <= _last_group_difference[6:0]; // dealer.ts:98
      in_last_set <= 1'b1; // dealer.ts:99
      jump <= 14'd0; // dealer.ts:100
      used <= 4'd1; // dealer.ts:107
      used_next <= 4'd0; // dealer.ts:108
      address[35:0] <= request_payload_address; // dealer.ts:111
      address[71:36] <= request_payload_address;
      address[107:72] <= request_payload_address;
      address[143:108] <= request_payload_address;
    end
    if (rst) begin
      active <= 1'b0;
    end
  end

  assign regions_1_valid = active & used[1] & ~sent[1]; // dealer.ts:64
  assign regions_1_payload_address = address[71:36]; // dealer.ts:65
  assign regions_1_payload_beats = 28'd16;
  assign regions_2_valid = active & used[2] & ~sent[2]; // dealer.ts:64
  assign regions_2_payload_address = address[107:72]; // dealer.ts:65
  assign regions_2_payload_beats = 28'd16;
  assign regions_3_valid = active & used[3] & ~sent[3]; // dealer.ts:64
  assign regions_3_payload_address = address[143:108]; // dealer.ts:65
  assign regions_3_payload_beats = 28'd16;
  assign request_ready = ~active; // dealer.ts:93

  // Bits nobody reads, named for lint.
  wire _unused = &{1'b0, request_payload_tokens, jump, _last_group_difference[7]};

endmodule

`default_nettype wire
