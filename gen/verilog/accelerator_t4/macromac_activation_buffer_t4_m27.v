// SPDX-License-Identifier: Apache-2.0
// Generated from rtl/activation/buffer.ts by `make verilog`; do not edit.
//
// T activation vectors, four values (mantissas, or FP32) a word, and the exponents of their groups, in two
// banks: the highest address bit. Vectors are written side by side, token t from lane t modulo their number. A
// bank of 8192 k takes half of an UltraRAM's depth of 4096, so the second bank costs nothing. Values come two
// cycles after their address, exponents one cycle after `read_group` and only where `read_exponents` is set.
`default_nettype none

module macromac_activation_buffer_t4_m27 (
  input  wire         clk,
  input  wire [3:0]   write,
  input  wire [11:0]  write_address,
  input  wire [431:0] write_values,
  input  wire         write_exponent,
  input  wire [7:0]   write_group,
  input  wire [31:0]  write_exponents,
  input  wire [11:0]  read_address,
  input  wire         read_exponents,
  input  wire [7:0]   read_group,
  output wire [431:0] values,
  output wire [31:0]  exponents
);
  reg [107:0] t0_word_1;
  reg [107:0] t0_word_2;
  reg [7:0] t0_exponent_1;
  reg [107:0] t1_word_1;
  reg [107:0] t1_word_2;
  reg [7:0] t1_exponent_1;
  reg [107:0] t2_word_1;
  reg [107:0] t2_word_2;
  reg [7:0] t2_exponent_1;
  reg [107:0] t3_word_1;
  reg [107:0] t3_word_2;
  reg [7:0] t3_exponent_1;
  (* ram_style = "ultra" *)
  reg [107:0] t0_beats [0:4095];
  (* ram_style = "distributed" *)
  reg [7:0] t0_groups [0:255];
  (* ram_style = "ultra" *)
  reg [107:0] t1_beats [0:4095];
  (* ram_style = "distributed" *)
  reg [7:0] t1_groups [0:255];
  (* ram_style = "ultra" *)
  reg [107:0] t2_beats [0:4095];
  (* ram_style = "distributed" *)
  reg [7:0] t2_groups [0:255];
  (* ram_style = "ultra" *)
  reg [107:0] t3_beats [0:4095];
  (* ram_style = "distributed" *)
  reg [7:0] t3_groups [0:255];

  always @(posedge clk) begin
    if (write[0]) begin
      t0_beats[write_address] <= write_values[107:0];
      if (write_exponent) begin
        t0_groups[write_group] <= write_exponents[7:0];
      end
    end
  end

  always @(posedge clk) begin
    t0_word_1 <= t0_beats[read_address];
    t0_word_2 <= t0_word_1;
  end

  always @(posedge clk) begin
    if (read_exponents) begin
      t0_exponent_1 <= t0_groups[read_group];
    end
  end

  always @(posedge clk) begin
    if (write[1]) begin
      t1_beats[write_address] <= write_values[215:108];
      if (write_exponent) begin
        t1_groups[write_group] <= write_exponents[15:8];
      end
    end
  end

  always @(posedge clk) begin
    t1_word_1 <= t1_beats[read_address];
    t1_word_2 <= t1_word_1;
  end

  always @(posedge clk) begin
    if (read_exponents) begin
      t1_exponent_1 <= t1_groups[read_group];
    end
  end

  always @(posedge clk) begin
    if (write[2]) begin
      t2_beats[write_address] <= write_values[323:216];
      if (write_exponent) begin
        t2_groups[write_group] <= write_exponents[23:16];
      end
    end
  end

  always @(posedge clk) begin
    t2_word_1 <= t2_beats[read_address];
    t2_word_2 <= t2_word_1;
  end

  always @(posedge clk) begin
    if (read_exponents) begin
      t2_exponent_1 <= t2_groups[read_group];
    end
  end

  always @(posedge clk) begin
    if (write[3]) begin
      t3_beats[write_address] <= write_values[431:324];
      if (write_exponent) begin
        t3_groups[write_group] <= write_exponents[31:24];
      end
    end
  end

  always @(posedge clk) begin
    t3_word_1 <= t3_beats[read_address];
    t3_word_2 <= t3_word_1;
  end

  always @(posedge clk) begin
    if (read_exponents) begin
      t3_exponent_1 <= t3_groups[read_group];
    end
  end

  assign values = {t3_word_2, t2_word_2, t1_word_2, t0_word_2};
  assign exponents = {t3_exponent_1, t2_exponent_1, t1_exponent_1, t0_exponent_1};

endmodule

`default_nettype wire
