// activation_buffer_t1_fp32, from buffer.ts
`default_nettype none

module activation_buffer_t1_fp32 (
  input  wire         clk,
  input  wire         write,
  input  wire [11:0]  write_address,
  input  wire [127:0] write_values,
  input  wire         write_exponent,
  input  wire [7:0]   write_group,
  input  wire [7:0]   exponent,
  input  wire [11:0]  read_address,
  input  wire         read_exponents,
  input  wire [7:0]   read_group,
  output wire [127:0] values,
  output wire [7:0]   exponents
);
  reg [127:0] t0_word_1; // buffer.ts:42
  reg [127:0] t0_word_2; // buffer.ts:43
  reg [7:0] t0_exponent_1; // buffer.ts:44
  (* ram_style = "ultra" *)
  reg [127:0] t0_beats [0:4095]; // buffer.ts:34
  (* ram_style = "distributed" *)
  reg [7:0] t0_groups [0:255];

  always @(posedge clk) begin // buffer.ts:38
    if (write) begin
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

  assign values = t0_word_2; // buffer.ts:49
  assign exponents = t0_exponent_1; // buffer.ts:50

endmodule

`default_nettype wire
