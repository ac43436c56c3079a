// activation_buffer_t2_fp32, from buffer.ts
`default_nettype none

module activation_buffer_t2_fp32 (
  input  wire         clk,
  input  wire [1:0]   write,
  input  wire [11:0]  write_address,
  input  wire [127:0] write_values,
  input  wire         write_exponent,
  input  wire [7:0]   write_group,
  input  wire [7:0]   exponent,
  input  wire [11:0]  read_address,
  input  wire         read_exponents,
  input  wire [7:0]   read_group,
  output wire [255:0] values,
  output wire [15:0]  exponents
);
  reg [127:0] t0_word_1; // buffer.ts:42
  reg [127:0] t0_word_2; // buffer.ts:43
  reg [7:0] t0_exponent_1; // buffer.ts:44
  reg [127:0] t1_word_1; // buffer.ts:42
  reg [127:0] t1_word_2; // buffer.ts:43
  reg [7:0] t1_exponent_1; // buffer.ts:44
  (* ram_style = "ultra" *)
  reg [127:0] t0_beats [0:4095]; // buffer.ts:34
  (* ram_style = "distributed" *)
  reg [7:0] t0_groups [0:255];
  (* ram_style = "ultra" *)
  reg [127:0] t1_beats [0:4095];
  (* ram_style = "distributed" *)
  reg [7:0] t1_groups [0:255];

  always @(posedge clk) begin // buffer.ts:38
    if (write[0]) begin
      t0_beats[write_address] <= write_values; // buffer.ts:39
      if (write_exponent) begin // buffer.ts:40
        t0_groups[write_group] <= exponent;
      end
    end
  end

  always @(posedge clk) begin // buffer.ts:42
    t0_word_1 <= t0_beats[read_address];
    t0_word_2 <= t0_word_1; // buffer.ts:43
  end

  always @(posedge clk) begin // buffer.ts:44
    if (read_exponents) begin
      t0_exponent_1 <= t0_groups[read_group];
    end
  end

  always @(posedge clk) begin // buffer.ts:38
    if (write[1]) begin
      t1_beats[write_address] <= write_values; // buffer.ts:39
      if (write_exponent) begin // buffer.ts:40
        t1_groups[write_group] <= exponent;
      end
    end
  end

  always @(posedge clk) begin // buffer.ts:42
    t1_word_1 <= t1_beats[read_address];
    t1_word_2 <= t1_word_1; // buffer.ts:43
  end

  always @(posedge clk) begin // buffer.ts:44
    if (read_exponents) begin
      t1_exponent_1 <= t1_groups[read_group];
    end
  end

  assign values = {t1_word_2, t0_word_2}; // buffer.ts:49
  assign exponents = {t1_exponent_1, t0_exponent_1}; // buffer.ts:50

endmodule

`default_nettype wire
