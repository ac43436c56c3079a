// weight_to_fp32, from convert.ts
`default_nettype none

module weight_to_fp32 (
  input  wire              clk,
  input  wire signed [7:0] weight,
  output wire [31:0]       result
);
  wire [7:0] magnitude; // convert.ts:41
  reg [31:0] result_1; // convert.ts:43

  assign magnitude = weight[7] ? -weight : weight; // convert.ts:41

  wire [3:0] _result_1_choice = |magnitude[7:4] ? magnitude[7:4] : magnitude[3:0];
  wire [1:0] _result_1_choice_2 = |_result_1_choice[3:2] ? _result_1_choice[3:2] : _result_1_choice[1:0];
  wire [3:0] _result_1_choice_3 = |magnitude
      ? {1'b0, {~(|magnitude[7:4]), ~(|_result_1_choice[3:2]), ~_result_1_choice_2[1]}} : 4'd8;
  wire [7:0] _result_1_shifted = magnitude << _result_1_choice_3;

  always @(posedge clk) begin // convert.ts:43
    result_1 <= magnitude == 8'd0 ? 32'd0
        : {weight[7], 8'd134 - {4'd0, _result_1_choice_3}, _result_1_shifted[6:0], 16'd0};
  end

  assign result = result_1; // convert.ts:55

  // Bits nobody reads, named for lint.
  wire _unused = &{1'b0, _result_1_choice_2[0], _result_1_shifted[7]};

endmodule

`default_nettype wire
