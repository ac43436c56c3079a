// activation_buffer_t1_m27, from buffer.ts
`default_nettype none

module activation_buffer_t1_m27 (
  input  wire         clk,
  input  wire         write,
  input  wire [11:0]  write_address,
  input  wire [107:0] write_values,
  input  wire         write_exponent,
  input  wire [7:0]   write_group,
  input  wire [7:0]   write_exponents,
  input  wire [11:0]  read_address,
  input  wire         read_exponents,
  input  wire [7:0]   read_group,
  output wire [107:0] values,
  output wire [7:0]   exponents
);
  reg [107:0] t0_word_1; // buffer.ts:45
  reg [107:0] t0_word_2; // buffer.ts:46
  reg [7:0] t0_exponent_1; // buffer.ts:47
  (* ram_style = "ultra" *)
  reg [107:0] t0_beats [0:4095]; // buffer.ts:35
  (* ram_style = "distributed" *)
  reg [7:0] t0_groups [0:255];

  always @(posedge clk) begin // buffer.ts:39
    if (write) begin
      t0_beats[write_address] <= write_values; // buffer.ts:40
      if (write_exponent) begin // buffer.ts:41
        t0_groups[write_group] <= write_exponents; // buffer.ts:42
      end
    end
  end

  always @(posedge clk) begin // buffer.ts:45
    t0_word_1 <= t0_beats[read_address];
    t0_word_2 <= t0_word_1; // buffer.ts:46
  end

  always @(posedge clk) begin // buffer.ts:47
    if (read_exponents) begin
      t0_exponent_1 <= t0_groups[read_group];
    end
  end

  assign values = t0_word_2; // buffer.ts:52
  assign exponents = t0_exponent_1; // buffer.ts:53

endmodule

`default_nettype wire
