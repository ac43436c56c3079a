// fp32_multiply_s11, from multiply.ts
`default_nettype none

module fp32_multiply_s11 (
  input  wire        clk,
  input  wire [31:0] a,
  input  wire [31:0] b,
  output wire [31:0] product
);
  reg sign_1; // multiply.ts:23
  reg [23:0] a_1;
  reg [10:0] b_1;
  reg signed [10:0] exponent_1;
  reg zero_1;
  reg infinite_1;
  reg nan_1;
  reg sign_2; // multiply.ts:34
  reg [34:0] low_2;
  reg high_2;
  reg signed [10:0] exponent_2;
  reg zero_2;
  reg infinite_2;
  reg nan_2;
  reg sign_3; // multiply.ts:43
  reg [34:0] product_3;
  reg signed [10:0] exponent_3;
  reg zero_3;
  reg infinite_3;
  reg nan_3;
  wire [34:0] normal; // multiply.ts:54
  wire signed [10:0] exponent; // multiply.ts:55
  wire just_below; // multiply.ts:65
  wire [33:0] rounded; // multiply.ts:67
  reg sign_4; // multiply.ts:70
  reg signed [10:0] exponent_4;
  reg [22:0] fraction_4;
  reg zero_4;
  reg infinite_4;
  reg nan_4;
  reg [31:0] product_5; // multiply.ts:81

  wire _sign_1_or = ((a[30:23] == 8'd255) & (a[22:0] == 23'd0)) | ((b[30:23] == 8'd255) & (b[22:0] == 23'd0));
  wire [22:0] _b_1_and = b[22:0] & {23{b[30:23] != 8'd0}};

  always @(posedge clk) begin // multiply.ts:23
    sign_1 <= a[31] ^ b[31];
    a_1 <= {a[30:23] != 8'd0, a[22:0] & {23{a[30:23] != 8'd0}}};
    b_1 <= {b[30:23] != 8'd0, _b_1_and[22:13]};
    exponent_1 <= $signed({3'd0, a[30:23]} + {3'd0, b[30:23]}) - 11'sd127;
    zero_1 <= (a[30:23] == 8'd0) | (b[30:23] == 8'd0);
    infinite_1 <= _sign_1_or;
    nan_1 <= ((a[30:23] == 8'd255) & (a[22:0] != 23'd0)) | ((b[30:23] == 8'd255) & (b[22:0] != 23'd0)) |
        (_sign_1_or & ((a[30:23] == 8'd0) | (b[30:23] == 8'd0)));
    sign_2 <= sign_1; // multiply.ts:34
    low_2 <= a_1 * b_1;
    high_2 <= 1'b0;
    exponent_2 <= exponent_1;
    zero_2 <= zero_1;
    infinite_2 <= infinite_1;
    nan_2 <= nan_1;
    sign_3 <= sign_2; // multiply.ts:43
    product_3 <= low_2;
    exponent_3 <= exponent_2;
    zero_3 <= zero_2;
    infinite_3 <= infinite_2;
    nan_3 <= nan_2;
    sign_4 <= sign_3; // multiply.ts:70
    exponent_4 <= rounded[33:23];
    fraction_4 <= rounded[22:0];
    zero_4 <= zero_3 | ((exponent <= 11'sd0) & ~just_below);
    infinite_4 <= infinite_3;
    nan_4 <= nan_3;
    product_5 <= nan_4 ? 32'h7fc00000 : infinite_4 || (exponent_4 >= 11'sd255 && !zero_4)
        ? {sign_4, 31'h7f800000} : zero_4 ? {sign_4, 31'd0} : {sign_4, exponent_4[7:0], fraction_4}; // multiply.ts:81
  end

  assign normal = product_3[34] ? product_3 : product_3 << 1; // multiply.ts:54
  assign exponent = exponent_3 + $signed({10'd0, product_3[34]}); // multiply.ts:55
  assign just_below = (exponent == 11'sd0) & &normal[34:11]; // multiply.ts:65
  assign rounded = {exponent, normal[33:11]} + {33'd0, (normal[10] & (|normal[9:0] | normal[11])) | just_below}; // multiply.ts:67
  assign product = product_5; // multiply.ts:87

  // Bits nobody reads, named for lint.
  wire _unused = &{1'b0, high_2, _b_1_and[12:0]};

endmodule

`default_nettype wire
