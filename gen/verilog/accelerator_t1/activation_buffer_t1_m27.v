// activation_buffer_t1_m27, from buffer.ts
`default_nettype none

module activation_buffer_t1_m27 (
  input  wire         clk,
  input  wire         write,
  input  wire [11:0]  write_address,
  input  wire [107:0] write_mantissas,
  input  wire         write_exponent,
  input  wire [7:0]   write_group,
  input  wire [7:0]   exponent,
  input  wire [11:0]  read_address,
  input  wire         read_exponents,
  input  wire [7:0]   read_group,
  output wire [107:0] mantissas,
  output wire [7:0]   exponents
);
  reg [107:0] t0_word_1; // buffer.ts:40
  reg [107:0] t0_word_2; // buffer.ts:41
  reg [7:0] t0_exponent_1; // buffer.ts:42
  (* ram_style = "ultra" *)
  reg [107:0] t0_beats [0:4095]; // buffer.ts:32
  (* ram_style = "distributed" *)
  reg [7:0] t0_groups [0:255];

  always @(posedge clk) begin // buffer.ts:36
    if (write) begin
      t0_beats[write_address] <= write_mantissas; // buffer.ts:37
      if (write_exponent) begin // buffer.ts:38
        t0_groups[write_group] <= exponent;
      end
    end
  end

  always @(posedge clk) begin // buffer.ts:40
    t0_word_1 <= t0_beats[read_address];
    t0_word_2 <= t0_word_1; // buffer.ts:41
  end

  always @(posedge clk) begin // buffer.ts:42
    if (read_exponents) begin
      t0_exponent_1 <= t0_groups[read_group];
    end
  end

  assign mantissas = t0_word_2; // buffer.ts:47
  assign exponents = t0_exponent_1; // buffer.ts:48

endmodule

`default_nettype wire
