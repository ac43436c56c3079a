// float_dot, from float-dot.ts
`default_nettype none

module float_dot (
  input  wire         clk,
  input  wire         rst,
  input  wire         valid,
  input  wire         int8,
  input  wire         upper,
  input  wire [255:0] weights,
  input  wire [127:0] scales,
  input  wire [127:0] values,
  output wire         done,
  output wire [255:0] sums
);
  reg [127:0] x_1; // float-dot.ts:46
  reg [255:0] late_weights_1; // float-dot.ts:47
  reg [255:0] late_weights_2;
  reg [255:0] late_weights_3;
  reg [255:0] late_weights_4;
  reg [255:0] late_weights;
  reg products_valid_1; // float-dot.ts:49
  reg products_valid_2;
  reg products_valid_3;
  reg products_valid_4;
  reg products_valid_5;
  reg products_valid_6;
  reg products_valid_7;
  reg products_valid_8;
  reg products_valid_9;
  reg products_valid_10;
  reg products_valid;
  reg products_int8_1; // float-dot.ts:50
  reg products_upper_1;
  reg products_int8_2;
  reg products_upper_2;
  reg products_int8_3;
  reg products_upper_3;
  reg products_int8_4;
  reg products_upper_4;
  reg products_int8_5;
  reg products_upper_5;
  reg products_int8_6;
  reg products_upper_6;
  reg products_int8_7;
  reg products_upper_7;
  reg products_int8_8;
  reg products_upper_8;
  reg products_int8_9;
  reg products_upper_9;
  reg products_int8_10;
  reg products_upper_10;
  reg products_int8;
  reg products_upper;
  wire [31:0] u_o0_scale_result; // float-dot.ts:54
  wire [31:0] u_o1_scale_result;
  wire [31:0] u_o2_scale_result;
  wire [31:0] u_o3_scale_result;
  wire [31:0] u_o4_scale_result;
  wire [31:0] u_o5_scale_result;
  wire [31:0] u_o6_scale_result;
  wire [31:0] u_o7_scale_result;
  reg [511:0] even; // float-dot.ts:75
  wire [31:0] u_k0o0_scaled_product; // float-dot.ts:61
  wire [31:0] u_k0o0_weight_result;
  wire [31:0] u_k0o0_product_product;
  wire [31:0] u_k1o0_scaled_product;
  wire [31:0] u_k1o0_weight_result;
  wire [31:0] u_k1o0_product_product;
  wire [31:0] u_k2o0_scaled_product;
  wire [31:0] u_k2o0_weight_result;
  wire [31:0] u_k2o0_product_product;
  wire [31:0] u_k3o0_scaled_product;
  wire [31:0] u_k3o0_weight_result;
  wire [31:0] u_k3o0_product_product;
  wire [31:0] u_o0_low_sum; // float-dot.ts:86
  wire [31:0] u_o0_high_sum;
  wire [31:0] u_o0_strip_sum;
  wire [31:0] u_k0o1_scaled_product; // float-dot.ts:61
  wire [31:0] u_k0o1_weight_result;
  wire [31:0] u_k0o1_product_product;
  wire [31:0] u_k1o1_scaled_product;
  wire [31:0] u_k1o1_weight_result;
  wire [31:0] u_k1o1_product_product;
  wire [31:0] u_k2o1_scaled_product;
  wire [31:0] u_k2o1_weight_result;
  wire [31:0] u_k2o1_product_product;
  wire [31:0] u_k3o1_scaled_product;
  wire [31:0] u_k3o1_weight_result;
  wire [31:0] u_k3o1_product_product;
  wire [31:0] u_o1_low_sum; // float-dot.ts:86
  wire [31:0] u_o1_high_sum;
  wire [31:0] u_o1_strip_sum;
  wire [31:0] u_k0o2_scaled_product; // float-dot.ts:61
  wire [31:0] u_k0o2_weight_result;
  wire [31:0] u_k0o2_product_product;
  wire [31:0] u_k1o2_scaled_product;
  wire [31:0] u_k1o2_weight_result;
  wire [31:0] u_k1o2_product_product;
  wire [31:0] u_k2o2_scaled_product;
  wire [31:0] u_k2o2_weight_result;
  wire [31:0] u_k2o2_product_product;
  wire [31:0] u_k3o2_scaled_product;
  wire [31:0] u_k3o2_weight_result;
  wire [31:0] u_k3o2_product_product;
  wire [31:0] u_o2_low_sum; // float-dot.ts:86
  wire [31:0] u_o2_high_sum;
  wire [31:0] u_o2_strip_sum;
  wire [31:0] u_k0o3_scaled_product; // float-dot.ts:61
  wire [31:0] u_k0o3_weight_result;
  wire [31:0] u_k0o3_product_product;
  wire [31:0] u_k1o3_scaled_product;
  wire [31:0] u_k1o3_weight_result;
  wire [31:0] u_k1o3_product_product;
  wire [31:0] u_k2o3_scaled_product;
  wire [31:0] u_k2o3_weight_result;
  wire [31:0] u_k2o3_product_product;
  wire [31:0] u_k3o3_scaled_product;
  wire [31:0] u_k3o3_weight_result;
  wire [31:0] u_k3o3_product_product;
  wire [31:0] u_o3_low_sum; // float-dot.ts:86
  wire [31:0] u_o3_high_sum;
  wire [31:0] u_o3_strip_sum;
  wire [31:0] u_k0o4_scaled_product; // float-dot.ts:61
  wire [31:0] u_k0o4_weight_result;
  wire [31:0] u_k0o4_product_product;
  wire [31:0] u_k1o4_scaled_product;
  wire [31:0] u_k1o4_weight_result;
  wire [31:0] u_k1o4_product_product;
  wire [31:0] u_k2o4_scaled_product;
  wire [31:0] u_k2o4_weight_result;
  wire [31:0] u_k2o4_product_product;
  wire [31:0] u_k3o4_scaled_product;
  wire [31:0] u_k3o4_weight_result;
  wire [31:0] u_k3o4_product_product;
  wire [31:0] u_o4_low_sum; // float-dot.ts:86
  wire [31:0] u_o4_high_sum;
  wire [31:0] u_o4_strip_sum;
  wire [31:0] u_k0o5_scaled_product; // float-dot.ts:61
  wire [31:0] u_k0o5_weight_result;
  wire [31:0] u_k0o5_product_product;
  wire [31:0] u_k1o5_scaled_product;
  wire [31:0] u_k1o5_weight_result;
  wire [31:0] u_k1o5_product_product;
  wire [31:0] u_k2o5_scaled_product;
  wire [31:0] u_k2o5_weight_result;
  wire [31:0] u_k2o5_product_product;
  wire [31:0] u_k3o5_scaled_product;
  wire [31:0] u_k3o5_weight_result;
  wire [31:0] u_k3o5_product_product;
  wire [31:0] u_o5_low_sum; // float-dot.ts:86
  wire [31:0] u_o5_high_sum;
  wire [31:0] u_o5_strip_sum;
  wire [31:0] u_k0o6_scaled_product; // float-dot.ts:61
  wire [31:0] u_k0o6_weight_result;
  wire [31:0] u_k0o6_product_product;
  wire [31:0] u_k1o6_scaled_product;
  wire [31:0] u_k1o6_weight_result;
  wire [31:0] u_k1o6_product_product;
  wire [31:0] u_k2o6_scaled_product;
  wire [31:0] u_k2o6_weight_result;
  wire [31:0] u_k2o6_product_product;
  wire [31:0] u_k3o6_scaled_product;
  wire [31:0] u_k3o6_weight_result;
  wire [31:0] u_k3o6_product_product;
  wire [31:0] u_o6_low_sum; // float-dot.ts:86
  wire [31:0] u_o6_high_sum;
  wire [31:0] u_o6_strip_sum;
  wire [31:0] u_k0o7_scaled_product; // float-dot.ts:61
  wire [31:0] u_k0o7_weight_result;
  wire [31:0] u_k0o7_product_product;
  wire [31:0] u_k1o7_scaled_product;
  wire [31:0] u_k1o7_weight_result;
  wire [31:0] u_k1o7_product_product;
  wire [31:0] u_k2o7_scaled_product;
  wire [31:0] u_k2o7_weight_result;
  wire [31:0] u_k2o7_product_product;
  wire [31:0] u_k3o7_scaled_product;
  wire [31:0] u_k3o7_weight_result;
  wire [31:0] u_k3o7_product_product;
  wire [31:0] u_o7_low_sum; // float-dot.ts:86
  wire [31:0] u_o7_high_sum;
  wire [31:0] u_o7_strip_sum;
  reg strip_valid_1; // float-dot.ts:96
  reg strip_valid_2;
  reg strip_valid_3;
  reg strip_valid_4;
  reg strip_valid_5;
  reg strip_valid_6;
  reg strip_valid_7;
  reg strip_valid_8;
  reg strip_valid_9;
  reg strip_valid_10;
  reg strip_valid_11;
  reg strip_valid;
  wire [255:0] strip_sums; // float-dot.ts:104

  always @(posedge clk) begin // float-dot.ts:46
    x_1 <= values;
    late_weights_1 <= weights; // float-dot.ts:47
    late_weights_2 <= late_weights_1;
    late_weights_3 <= late_weights_2;
    late_weights_4 <= late_weights_3;
    late_weights <= late_weights_4;
    products_valid_1 <= valid; // float-dot.ts:49
    products_valid_2 <= products_valid_1;
    products_valid_3 <= products_valid_2;
    products_valid_4 <= products_valid_3;
    products_valid_5 <= products_valid_4;
    products_valid_6 <= products_valid_5;
    products_valid_7 <= products_valid_6;
    products_valid_8 <= products_valid_7;
    products_valid_9 <= products_valid_8;
    products_valid_10 <= products_valid_9;
    products_valid <= products_valid_10;
    products_int8_1 <= int8; // float-dot.ts:50
    products_upper_1 <= upper;
    products_int8_2 <= products_int8_1;
    products_upper_2 <= products_upper_1;
    products_int8_3 <= products_int8_2;
    products_upper_3 <= products_upper_2;
    products_int8_4 <= products_int8_3;
    products_upper_4 <= products_upper_3;
    products_int8_5 <= products_int8_4;
    products_upper_5 <= products_upper_4;
    products_int8_6 <= products_int8_5;
    products_upper_6 <= products_upper_5;
    products_int8_7 <= products_int8_6;
    products_upper_7 <= products_upper_6;
    products_int8_8 <= products_int8_7;
    products_upper_8 <= products_upper_7;
    products_int8_9 <= products_int8_8;
    products_upper_9 <= products_upper_8;
    products_int8_10 <= products_int8_9;
    products_upper_10 <= products_upper_9;
    products_int8 <= products_int8_10;
    products_upper <= products_upper_10;
    if (rst) begin
      products_valid_1 <= 1'b0;
      products_valid_2 <= 1'b0;
      products_valid_3 <= 1'b0;
      products_valid_4 <= 1'b0;
      products_valid_5 <= 1'b0;
      products_valid_6 <= 1'b0;
      products_valid_7 <= 1'b0;
      products_valid_8 <= 1'b0;
      products_valid_9 <= 1'b0;
      products_valid_10 <= 1'b0;
      products_valid <= 1'b0;
    end
  end

  fp16_to_fp32 u_o0_scale ( // float-dot.ts:54
    .clk(clk),
    .half(scales[15:0]),
    .result(u_o0_scale_result)
  );

  fp16_to_fp32 u_o1_scale (
    .clk(clk),
    .half(scales[31:16]),
    .result(u_o1_scale_result)
  );

  fp16_to_fp32 u_o2_scale (
    .clk(clk),
    .half(scales[47:32]),
    .result(u_o2_scale_result)
  );

  fp16_to_fp32 u_o3_scale (
    .clk(clk),
    .half(scales[63:48]),
    .result(u_o3_scale_result)
  );

  fp16_to_fp32 u_o4_scale (
    .clk(clk),
    .half(scales[79:64]),
    .result(u_o4_scale_result)
  );

  fp16_to_fp32 u_o5_scale (
    .clk(clk),
    .half(scales[95:80]),
    .result(u_o5_scale_result)
  );

  fp16_to_fp32 u_o6_scale (
    .clk(clk),
    .half(scales[111:96]),
    .result(u_o6_scale_result)
  );

  fp16_to_fp32 u_o7_scale (
    .clk(clk),
    .half(scales[127:112]),
    .result(u_o7_scale_result)
  );

  fp32_multiply_s11 u_k0o0_scaled ( // float-dot.ts:61
    .clk(clk),
    .a(x_1[31:0]),
    .b(u_o0_scale_result),
    .product(u_k0o0_scaled_product)
  );

  weight_to_fp32 u_k0o0_weight (
    .clk(clk),
    .weight(late_weights[7:0]),
    .result(u_k0o0_weight_result)
  );

  fp32_multiply_s8 u_k0o0_product (
    .clk(clk),
    .a(u_k0o0_scaled_product),
    .b(u_k0o0_weight_result),
    .product(u_k0o0_product_product)
  );

  fp32_multiply_s11 u_k1o0_scaled (
    .clk(clk),
    .a(x_1[63:32]),
    .b(u_o0_scale_result),
    .product(u_k1o0_scaled_product)
  );

  weight_to_fp32 u_k1o0_weight (
    .clk(clk),
    .weight(late_weights[71:64]),
    .result(u_k1o0_weight_result)
  );

  fp32_multiply_s8 u_k1o0_product (
    .clk(clk),
    .a(u_k1o0_scaled_product),
    .b(u_k1o0_weight_result),
    .product(u_k1o0_product_product)
  );

  fp32_multiply_s11 u_k2o0_scaled (
    .clk(clk),
    .a(x_1[95:64]),
    .b(u_o0_scale_result),
    .product(u_k2o0_scaled_product)
  );

  weight_to_fp32 u_k2o0_weight (
    .clk(clk),
    .weight(late_weights[135:128]),
    .result(u_k2o0_weight_result)
  );

  fp32_multiply_s8 u_k2o0_product (
    .clk(clk),
    .a(u_k2o0_scaled_product),
    .b(u_k2o0_weight_result),
    .product(u_k2o0_product_product)
  );

  fp32_multiply_s11 u_k3o0_scaled (
    .clk(clk),
    .a(x_1[127:96]),
    .b(u_o0_scale_result),
    .product(u_k3o0_scaled_product)
  );

  weight_to_fp32 u_k3o0_weight (
    .clk(clk),
    .weight(late_weights[199:192]),
    .result(u_k3o0_weight_result)
  );

  fp32_multiply_s8 u_k3o0_product (
    .clk(clk),
    .a(u_k3o0_scaled_product),
    .b(u_k3o0_weight_result),
    .product(u_k3o0_product_product)
  );

  always @(posedge clk) begin // float-dot.ts:80
    if (products_valid && products_int8 && !products_upper) begin
      even[31:0] <= u_k0o0_product_product; // float-dot.ts:82
      even[63:32] <= u_k1o0_product_product;
      even[95:64] <= u_k0o1_product_product;
      even[127:96] <= u_k1o1_product_product;
      even[159:128] <= u_k0o2_product_product;
      even[191:160] <= u_k1o2_product_product;
      even[223:192] <= u_k0o3_product_product;
      even[255:224] <= u_k1o3_product_product;
      even[287:256] <= u_k0o4_product_product;
      even[319:288] <= u_k1o4_product_product;
      even[351:320] <= u_k0o5_product_product;
      even[383:352] <= u_k1o5_product_product;
      even[415:384] <= u_k0o6_product_product;
      even[447:416] <= u_k1o6_product_product;
      even[479:448] <= u_k0o7_product_product;
      even[511:480] <= u_k1o7_product_product;
    end
  end

  fp32_add u_o0_low ( // float-dot.ts:86
    .clk(clk),
    .a(products_int8 ? even[31:0] : u_k0o0_product_product),
    .b(products_int8 ? even[63:32] : u_k1o0_product_product),
    .sum(u_o0_low_sum)
  );

  fp32_add u_o0_high (
    .clk(clk),
    .a(u_k2o0_product_product),
    .b(u_k3o0_product_product),
    .sum(u_o0_high_sum)
  );

  fp32_add u_o0_strip (
    .clk(clk),
    .a(u_o0_low_sum),
    .b(u_o0_high_sum),
    .sum(u_o0_strip_sum)
  );

  fp32_multiply_s11 u_k0o1_scaled ( // float-dot.ts:61
    .clk(clk),
    .a(x_1[31:0]),
    .b(u_o1_scale_result),
    .product(u_k0o1_scaled_product)
  );

  weight_to_fp32 u_k0o1_weight (
    .clk(clk),
    .weight(late_weights[15:8]),
    .result(u_k0o1_weight_result)
  );

  fp32_multiply_s8 u_k0o1_product (
    .clk(clk),
    .a(u_k0o1_scaled_product),
    .b(u_k0o1_weight_result),
    .product(u_k0o1_product_product)
  );

  fp32_multiply_s11 u_k1o1_scaled (
    .clk(clk),
    .a(x_1[63:32]),
    .b(u_o1_scale_result),
    .product(u_k1o1_scaled_product)
  );

  weight_to_fp32 u_k1o1_weight (
    .clk(clk),
    .weight(late_weights[79:72]),
    .result(u_k1o1_weight_result)
  );

  fp32_multiply_s8 u_k1o1_product (
    .clk(clk),
    .a(u_k1o1_scaled_product),
    .b(u_k1o1_weight_result),
    .product(u_k1o1_product_product)
  );

  fp32_multiply_s11 u_k2o1_scaled (
    .clk(clk),
    .a(x_1[95:64]),
    .b(u_o1_scale_result),
    .product(u_k2o1_scaled_product)
  );

  weight_to_fp32 u_k2o1_weight (
    .clk(clk),
    .weight(late_weights[143:136]),
    .result(u_k2o1_weight_result)
  );

  fp32_multiply_s8 u_k2o1_product (
    .clk(clk),
    .a(u_k2o1_scaled_product),
    .b(u_k2o1_weight_result),
    .product(u_k2o1_product_product)
  );

  fp32_multiply_s11 u_k3o1_scaled (
    .clk(clk),
    .a(x_1[127:96]),
    .b(u_o1_scale_result),
    .product(u_k3o1_scaled_product)
  );

  weight_to_fp32 u_k3o1_weight (
    .clk(clk),
    .weight(late_weights[207:200]),
    .result(u_k3o1_weight_result)
  );

  fp32_multiply_s8 u_k3o1_product (
    .clk(clk),
    .a(u_k3o1_scaled_product),
    .b(u_k3o1_weight_result),
    .product(u_k3o1_product_product)
  );

  fp32_add u_o1_low ( // float-dot.ts:86
    .clk(clk),
    .a(products_int8 ? even[95:64] : u_k0o1_product_product),
    .b(products_int8 ? even[127:96] : u_k1o1_product_product),
    .sum(u_o1_low_sum)
  );

  fp32_add u_o1_high (
    .clk(clk),
    .a(u_k2o1_product_product),
    .b(u_k3o1_product_product),
    .sum(u_o1_high_sum)
  );

  fp32_add u_o1_strip (
    .clk(clk),
    .a(u_o1_low_sum),
    .b(u_o1_high_sum),
    .sum(u_o1_strip_sum)
  );

  fp32_multiply_s11 u_k0o2_scaled ( // float-dot.ts:61
    .clk(clk),
    .a(x_1[31:0]),
    .b(u_o2_scale_result),
    .product(u_k0o2_scaled_product)
  );

  weight_to_fp32 u_k0o2_weight (
    .clk(clk),
    .weight(late_weights[23:16]),
    .result(u_k0o2_weight_result)
  );

  fp32_multiply_s8 u_k0o2_product (
    .clk(clk),
    .a(u_k0o2_scaled_product),
    .b(u_k0o2_weight_result),
    .product(u_k0o2_product_product)
  );

  fp32_multiply_s11 u_k1o2_scaled (
    .clk(clk),
    .a(x_1[63:32]),
    .b(u_o2_scale_result),
    .product(u_k1o2_scaled_product)
  );

  weight_to_fp32 u_k1o2_weight (
    .clk(clk),
    .weight(late_weights[87:80]),
    .result(u_k1o2_weight_result)
  );

  fp32_multiply_s8 u_k1o2_product (
    .clk(clk),
    .a(u_k1o2_scaled_product),
    .b(u_k1o2_weight_result),
    .product(u_k1o2_product_product)
  );

  fp32_multiply_s11 u_k2o2_scaled (
    .clk(clk),
    .a(x_1[95:64]),
    .b(u_o2_scale_result),
    .product(u_k2o2_scaled_product)
  );

  weight_to_fp32 u_k2o2_weight (
    .clk(clk),
    .weight(late_weights[151:144]),
    .result(u_k2o2_weight_result)
  );

  fp32_multiply_s8 u_k2o2_product (
    .clk(clk),
    .a(u_k2o2_scaled_product),
    .b(u_k2o2_weight_result),
    .product(u_k2o2_product_product)
  );

  fp32_multiply_s11 u_k3o2_scaled (
    .clk(clk),
    .a(x_1[127:96]),
    .b(u_o2_scale_result),
    .product(u_k3o2_scaled_product)
  );

  weight_to_fp32 u_k3o2_weight (
    .clk(clk),
    .weight(late_weights[215:208]),
    .result(u_k3o2_weight_result)
  );

  fp32_multiply_s8 u_k3o2_product (
    .clk(clk),
    .a(u_k3o2_scaled_product),
    .b(u_k3o2_weight_result),
    .product(u_k3o2_product_product)
  );

  fp32_add u_o2_low ( // float-dot.ts:86
    .clk(clk),
    .a(products_int8 ? even[159:128] : u_k0o2_product_product),
    .b(products_int8 ? even[191:160] : u_k1o2_product_product),
    .sum(u_o2_low_sum)
  );

  fp32_add u_o2_high (
    .clk(clk),
    .a(u_k2o2_product_product),
    .b(u_k3o2_product_product),
    .sum(u_o2_high_sum)
  );

  fp32_add u_o2_strip (
    .clk(clk),
    .a(u_o2_low_sum),
    .b(u_o2_high_sum),
    .sum(u_o2_strip_sum)
  );

  fp32_multiply_s11 u_k0o3_scaled ( // float-dot.ts:61
    .clk(clk),
    .a(x_1[31:0]),
    .b(u_o3_scale_result),
    .product(u_k0o3_scaled_product)
  );

  weight_to_fp32 u_k0o3_weight (
    .clk(clk),
    .weight(late_weights[31:24]),
    .result(u_k0o3_weight_result)
  );

  fp32_multiply_s8 u_k0o3_product (
    .clk(clk),
    .a(u_k0o3_scaled_product),
    .b(u_k0o3_weight_result),
    .product(u_k0o3_product_product)
  );

  fp32_multiply_s11 u_k1o3_scaled (
    .clk(clk),
    .a(x_1[63:32]),
    .b(u_o3_scale_result),
    .product(u_k1o3_scaled_product)
  );

  weight_to_fp32 u_k1o3_weight (
    .clk(clk),
    .weight(late_weights[95:88]),
    .result(u_k1o3_weight_result)
  );

  fp32_multiply_s8 u_k1o3_product (
    .clk(clk),
    .a(u_k1o3_scaled_product),
    .b(u_k1o3_weight_result),
    .product(u_k1o3_product_product)
  );

  fp32_multiply_s11 u_k2o3_scaled (
    .clk(clk),
    .a(x_1[95:64]),
    .b(u_o3_scale_result),
    .product(u_k2o3_scaled_product)
  );

  weight_to_fp32 u_k2o3_weight (
    .clk(clk),
    .weight(late_weights[159:152]),
    .result(u_k2o3_weight_result)
  );

  fp32_multiply_s8 u_k2o3_product (
    .clk(clk),
    .a(u_k2o3_scaled_product),
    .b(u_k2o3_weight_result),
    .product(u_k2o3_product_product)
  );

  fp32_multiply_s11 u_k3o3_scaled (
    .clk(clk),
    .a(x_1[127:96]),
    .b(u_o3_scale_result),
    .product(u_k3o3_scaled_product)
  );

  weight_to_fp32 u_k3o3_weight (
    .clk(clk),
    .weight(late_weights[223:216]),
    .result(u_k3o3_weight_result)
  );

  fp32_multiply_s8 u_k3o3_product (
    .clk(clk),
    .a(u_k3o3_scaled_product),
    .b(u_k3o3_weight_result),
    .product(u_k3o3_product_product)
  );

  fp32_add u_o3_low ( // float-dot.ts:86
    .clk(clk),
    .a(products_int8 ? even[223:192] : u_k0o3_product_product),
    .b(products_int8 ? even[255:224] : u_k1o3_product_product),
    .sum(u_o3_low_sum)
  );

  fp32_add u_o3_high (
    .clk(clk),
    .a(u_k2o3_product_product),
    .b(u_k3o3_product_product),
    .sum(u_o3_high_sum)
  );

  fp32_add u_o3_strip (
    .clk(clk),
    .a(u_o3_low_sum),
    .b(u_o3_high_sum),
    .sum(u_o3_strip_sum)
  );

  fp32_multiply_s11 u_k0o4_scaled ( // float-dot.ts:61
    .clk(clk),
    .a(x_1[31:0]),
    .b(u_o4_scale_result),
    .product(u_k0o4_scaled_product)
  );

  weight_to_fp32 u_k0o4_weight (
    .clk(clk),
    .weight(late_weights[39:32]),
    .result(u_k0o4_weight_result)
  );

  fp32_multiply_s8 u_k0o4_product (
    .clk(clk),
    .a(u_k0o4_scaled_product),
    .b(u_k0o4_weight_result),
    .product(u_k0o4_product_product)
  );

  fp32_multiply_s11 u_k1o4_scaled (
    .clk(clk),
    .a(x_1[63:32]),
    .b(u_o4_scale_result),
    .product(u_k1o4_scaled_product)
  );

  weight_to_fp32 u_k1o4_weight (
    .clk(clk),
    .weight(late_weights[103:96]),
    .result(u_k1o4_weight_result)
  );

  fp32_multiply_s8 u_k1o4_product (
    .clk(clk),
    .a(u_k1o4_scaled_product),
    .b(u_k1o4_weight_result),
    .product(u_k1o4_product_product)
  );

  fp32_multiply_s11 u_k2o4_scaled (
    .clk(clk),
    .a(x_1[95:64]),
    .b(u_o4_scale_result),
    .product(u_k2o4_scaled_product)
  );

  weight_to_fp32 u_k2o4_weight (
    .clk(clk),
    .weight(late_weights[167:160]),
    .result(u_k2o4_weight_result)
  );

  fp32_multiply_s8 u_k2o4_product (
    .clk(clk),
    .a(u_k2o4_scaled_product),
    .b(u_k2o4_weight_result),
    .product(u_k2o4_product_product)
  );

  fp32_multiply_s11 u_k3o4_scaled (
    .clk(clk),
    .a(x_1[127:96]),
    .b(u_o4_scale_result),
    .product(u_k3o4_scaled_product)
  );

  weight_to_fp32 u_k3o4_weight (
    .clk(clk),
    .weight(late_weights[231:224]),
    .result(u_k3o4_weight_result)
  );

  fp32_multiply_s8 u_k3o4_product (
    .clk(clk),
    .a(u_k3o4_scaled_product),
    .b(u_k3o4_weight_result),
    .product(u_k3o4_product_product)
  );

  fp32_add u_o4_low ( // float-dot.ts:86
    .clk(clk),
    .a(products_int8 ? even[287:256] : u_k0o4_product_product),
    .b(products_int8 ? even[319:288] : u_k1o4_product_product),
    .sum(u_o4_low_sum)
  );

  fp32_add u_o4_high (
    .clk(clk),
    .a(u_k2o4_product_product),
    .b(u_k3o4_product_product),
    .sum(u_o4_high_sum)
  );

  fp32_add u_o4_strip (
    .clk(clk),
    .a(u_o4_low_sum),
    .b(u_o4_high_sum),
    .sum(u_o4_strip_sum)
  );

  fp32_multiply_s11 u_k0o5_scaled ( // float-dot.ts:61
    .clk(clk),
    .a(x_1[31:0]),
    .b(u_o5_scale_result),
    .product(u_k0o5_scaled_product)
  );

  weight_to_fp32 u_k0o5_weight (
    .clk(clk),
    .weight(late_weights[47:40]),
    .result(u_k0o5_weight_result)
  );

  fp32_multiply_s8 u_k0o5_product (
    .clk(clk),
    .a(u_k0o5_scaled_product),
    .b(u_k0o5_weight_result),
    .product(u_k0o5_product_product)
  );

  fp32_multiply_s11 u_k1o5_scaled (
    .clk(clk),
    .a(x_1[63:32]),
    .b(u_o5_scale_result),
    .product(u_k1o5_scaled_product)
  );

  weight_to_fp32 u_k1o5_weight (
    .clk(clk),
    .weight(late_weights[111:104]),
    .result(u_k1o5_weight_result)
  );

  fp32_multiply_s8 u_k1o5_product (
    .clk(clk),
    .a(u_k1o5_scaled_product),
    .b(u_k1o5_weight_result),
    .product(u_k1o5_product_product)
  );

  fp32_multiply_s11 u_k2o5_scaled (
    .clk(clk),
    .a(x_1[95:64]),
    .b(u_o5_scale_result),
    .product(u_k2o5_scaled_product)
  );

  weight_to_fp32 u_k2o5_weight (
    .clk(clk),
    .weight(late_weights[175:168]),
    .result(u_k2o5_weight_result)
  );

  fp32_multiply_s8 u_k2o5_product (
    .clk(clk),
    .a(u_k2o5_scaled_product),
    .b(u_k2o5_weight_result),
    .product(u_k2o5_product_product)
  );

  fp32_multiply_s11 u_k3o5_scaled (
    .clk(clk),
    .a(x_1[127:96]),
    .b(u_o5_scale_result),
    .product(u_k3o5_scaled_product)
  );

  weight_to_fp32 u_k3o5_weight (
    .clk(clk),
    .weight(late_weights[239:232]),
    .result(u_k3o5_weight_result)
  );

  fp32_multiply_s8 u_k3o5_product (
    .clk(clk),
    .a(u_k3o5_scaled_product),
    .b(u_k3o5_weight_result),
    .product(u_k3o5_product_product)
  );

  fp32_add u_o5_low ( // float-dot.ts:86
    .clk(clk),
    .a(products_int8 ? even[351:320] : u_k0o5_product_product),
    .b(products_int8 ? even[383:352] : u_k1o5_product_product),
    .sum(u_o5_low_sum)
  );

  fp32_add u_o5_high (
    .clk(clk),
    .a(u_k2o5_product_product),
    .b(u_k3o5_product_product),
    .sum(u_o5_high_sum)
  );

  fp32_add u_o5_strip (
    .clk(clk),
    .a(u_o5_low_sum),
    .b(u_o5_high_sum),
    .sum(u_o5_strip_sum)
  );

  fp32_multiply_s11 u_k0o6_scaled ( // float-dot.ts:61
    .clk(clk),
    .a(x_1[31:0]),
    .b(u_o6_scale_result),
    .product(u_k0o6_scaled_product)
  );

  weight_to_fp32 u_k0o6_weight (
    .clk(clk),
    .weight(late_weights[55:48]),
    .result(u_k0o6_weight_result)
  );

  fp32_multiply_s8 u_k0o6_product (
    .clk(clk),
    .a(u_k0o6_scaled_product),
    .b(u_k0o6_weight_result),
    .product(u_k0o6_product_product)
  );

  fp32_multiply_s11 u_k1o6_scaled (
    .clk(clk),
    .a(x_1[63:32]),
    .b(u_o6_scale_result),
    .product(u_k1o6_scaled_product)
  );

  weight_to_fp32 u_k1o6_weight (
    .clk(clk),
    .weight(late_weights[119:112]),
    .result(u_k1o6_weight_result)
  );

  fp32_multiply_s8 u_k1o6_product (
    .clk(clk),
    .a(u_k1o6_scaled_product),
    .b(u_k1o6_weight_result),
    .product(u_k1o6_product_product)
  );

  fp32_multiply_s11 u_k2o6_scaled (
    .clk(clk),
    .a(x_1[95:64]),
    .b(u_o6_scale_result),
    .product(u_k2o6_scaled_product)
  );

  weight_to_fp32 u_k2o6_weight (
    .clk(clk),
    .weight(late_weights[183:176]),
    .result(u_k2o6_weight_result)
  );

  fp32_multiply_s8 u_k2o6_product (
    .clk(clk),
    .a(u_k2o6_scaled_product),
    .b(u_k2o6_weight_result),
    .product(u_k2o6_product_product)
  );

  fp32_multiply_s11 u_k3o6_scaled (
    .clk(clk),
    .a(x_1[127:96]),
    .b(u_o6_scale_result),
    .product(u_k3o6_scaled_product)
  );

  weight_to_fp32 u_k3o6_weight (
    .clk(clk),
    .weight(late_weights[247:240]),
    .result(u_k3o6_weight_result)
  );

  fp32_multiply_s8 u_k3o6_product (
    .clk(clk),
    .a(u_k3o6_scaled_product),
    .b(u_k3o6_weight_result),
    .product(u_k3o6_product_product)
  );

  fp32_add u_o6_low ( // float-dot.ts:86
    .clk(clk),
    .a(products_int8 ? even[415:384] : u_k0o6_product_product),
    .b(products_int8 ? even[447:416] : u_k1o6_product_product),
    .sum(u_o6_low_sum)
  );

  fp32_add u_o6_high (
    .clk(clk),
    .a(u_k2o6_product_product),
    .b(u_k3o6_product_product),
    .sum(u_o6_high_sum)
  );

  fp32_add u_o6_strip (
    .clk(clk),
    .a(u_o6_low_sum),
    .b(u_o6_high_sum),
    .sum(u_o6_strip_sum)
  );

  fp32_multiply_s11 u_k0o7_scaled ( // float-dot.ts:61
    .clk(clk),
    .a(x_1[31:0]),
    .b(u_o7_scale_result),
    .product(u_k0o7_scaled_product)
  );

  weight_to_fp32 u_k0o7_weight (
    .clk(clk),
    .weight(late_weights[63:56]),
    .result(u_k0o7_weight_result)
  );

  fp32_multiply_s8 u_k0o7_product (
    .clk(clk),
    .a(u_k0o7_scaled_product),
    .b(u_k0o7_weight_result),
    .product(u_k0o7_product_product)
  );

  fp32_multiply_s11 u_k1o7_scaled (
    .clk(clk),
    .a(x_1[63:32]),
    .b(u_o7_scale_result),
    .product(u_k1o7_scaled_product)
  );

  weight_to_fp32 u_k1o7_weight (
    .clk(clk),
    .weight(late_weights[127:120]),
    .result(u_k1o7_weight_result)
  );

  fp32_multiply_s8 u_k1o7_product (
    .clk(clk),
    .a(u_k1o7_scaled_product),
    .b(u_k1o7_weight_result),
    .product(u_k1o7_product_product)
  );

  fp32_multiply_s11 u_k2o7_scaled (
    .clk(clk),
    .a(x_1[95:64]),
    .b(u_o7_scale_result),
    .product(u_k2o7_scaled_product)
  );

  weight_to_fp32 u_k2o7_weight (
    .clk(clk),
    .weight(late_weights[191:184]),
    .result(u_k2o7_weight_result)
  );

  fp32_multiply_s8 u_k2o7_product (
    .clk(clk),
    .a(u_k2o7_scaled_product),
    .b(u_k2o7_weight_result),
    .product(u_k2o7_product_product)
  );

  fp32_multiply_s11 u_k3o7_scaled (
    .clk(clk),
    .a(x_1[127:96]),
    .b(u_o7_scale_result),
    .product(u_k3o7_scaled_product)
  );

  weight_to_fp32 u_k3o7_weight (
    .clk(clk),
    .weight(late_weights[255:248]),
    .result(u_k3o7_weight_result)
  );

  fp32_multiply_s8 u_k3o7_product (
    .clk(clk),
    .a(u_k3o7_scaled_product),
    .b(u_k3o7_weight_result),
    .product(u_k3o7_product_product)
  );

  fp32_add u_o7_low ( // float-dot.ts:86
    .clk(clk),
    .a(products_int8 ? even[479:448] : u_k0o7_product_product),
    .b(products_int8 ? even[511:480] : u_k1o7_product_product),
    .sum(u_o7_low_sum)
  );

  fp32_add u_o7_high (
    .clk(clk),
    .a(u_k2o7_product_product),
    .b(u_k3o7_product_product),
    .sum(u_o7_high_sum)
  );

  fp32_add u_o7_strip (
    .clk(clk),
    .a(u_o7_low_sum),
    .b(u_o7_high_sum),
    .sum(u_o7_strip_sum)
  );

  always @(posedge clk) begin // float-dot.ts:96
    strip_valid_1 <= products_valid & (~products_int8 | products_upper);
    strip_valid_2 <= strip_valid_1;
    strip_valid_3 <= strip_valid_2;
    strip_valid_4 <= strip_valid_3;
    strip_valid_5 <= strip_valid_4;
    strip_valid_6 <= strip_valid_5;
    strip_valid_7 <= strip_valid_6;
    strip_valid_8 <= strip_valid_7;
    strip_valid_9 <= strip_valid_8;
    strip_valid_10 <= strip_valid_9;
    strip_valid_11 <= strip_valid_10;
    strip_valid <= strip_valid_11;
    if (rst) begin
      strip_valid_1 <= 1'b0;
      strip_valid_2 <= 1'b0;
      strip_valid_3 <= 1'b0;
      strip_valid_4 <= 1'b0;
      strip_valid_5 <= 1'b0;
      strip_valid_6 <= 1'b0;
      strip_valid_7 <= 1'b0;
      strip_valid_8 <= 1'b0;
      strip_valid_9 <= 1'b0;
      strip_valid_10 <= 1'b0;
      strip_valid_11 <= 1'b0;
      strip_valid <= 1'b0;
    end
  end

  pairwise_sum_8 u_sum ( // float-dot.ts:102
    .clk(clk),
    .rst(rst),
    .valid(strip_valid),
    .strips(strip_sums),
    .done(done),
    .sums(sums)
  );

  assign strip_sums = {u_o7_strip_sum, u_o6_strip_sum, u_o5_strip_sum, u_o4_strip_sum, u_o3_strip_sum,
      u_o2_strip_sum, u_o1_strip_sum, u_o0_strip_sum}; // float-dot.ts:104

endmodule

`default_nettype wire
