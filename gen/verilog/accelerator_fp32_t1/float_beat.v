// float_beat, from float-beat.ts
`default_nettype none

module float_beat (
  input  wire         clk,
  input  wire         rst,
  input  wire         x_valid,
  input  wire [127:0] x_payload,
  output wire         x_ready,
  output wire         valid,
  output wire [127:0] values,
  output wire [7:0]   exponent,
  output wire         non_finite
);
  reg valid_1; // float-beat.ts:15
  reg [127:0] values_1; // float-beat.ts:16
  reg non_finite_1;

  always @(posedge clk) begin // float-beat.ts:15
    valid_1 <= x_valid;
    values_1 <= x_payload; // float-beat.ts:16
    non_finite_1 <= ((x_payload[30:23] == 8'd255) & (x_payload[22:0] == 23'd0)) |
        ((x_payload[30:23] == 8'd255) & (x_payload[22:0] != 23'd0)) |
        ((x_payload[62:55] == 8'd255) & (x_payload[54:32] == 23'd0)) |
        ((x_payload[62:55] == 8'd255) & (x_payload[54:32] != 23'd0)) |
        ((x_payload[94:87] == 8'd255) & (x_payload[86:64] == 23'd0)) |
        ((x_payload[94:87] == 8'd255) & (x_payload[86:64] != 23'd0)) |
        ((x_payload[126:119] == 8'd255) & (x_payload[118:96] == 23'd0)) |
        ((x_payload[126:119] == 8'd255) & (x_payload[118:96] != 23'd0));
    if (rst) begin
      valid_1 <= 1'b0;
    end
  end

  assign x_ready = 1'b1; // float-beat.ts:20
  assign valid = valid_1; // float-beat.ts:21
  assign values = values_1; // float-beat.ts:22
  assign exponent = 8'd0; // float-beat.ts:23
  assign non_finite = non_finite_1; // float-beat.ts:24

endmodule

`default_nettype wire
