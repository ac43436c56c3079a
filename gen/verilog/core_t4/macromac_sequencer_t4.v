// SPDX-License-Identifier: Apache-2.0
// Generated from rtl/control/sequencer.ts by `make verilog`; do not edit.
//
// Says what the next strip is, and takes it when the four channels offer one (`offered`) and the activations of
// its group are there (`loaded`: so many groups of the bank in use are). The last strip of a block waits until
// the result queues have room for the block: the only place where the core stops for its output. `control`
// comes a cycle after `take`, together with the registered strips.
`default_nettype none

module macromac_sequencer_t4 (
  input  wire        clk,
  input  wire        rst,
  input  wire        run_valid,
  // K/64 and N/32, rounded up.
  input  wire [7:0]  run_payload_groups,
  input  wire [15:0] run_payload_blocks,
  input  wire [1:0]  run_payload_format,
  // Activation vectors, minus one.
  input  wire [2:0]  run_payload_tokens,
  // Which half of the activation buffer.
  input  wire        run_payload_bank,
  output wire        run_ready,
  input  wire        offered,
  input  wire [7:0]  loaded,
  input  wire [3:0]  poisoned,
  input  wire        block_drained,
  output wire        take,
  output wire        control_zeros,
  output wire        control_scales,
  output wire        control_weights,
  // First and last weight strip of a group.
  output wire        control_first,
  output wire        control_last,
  // The macro shares its zeros strip with the next one (AWQ_MACRO dense).
  output wire        control_dense,
  // An INT8 strip (2 k × 8 outputs), and whether it holds the upper 2 of the 4 k that the buffer delivers.
  output wire        control_int8,
  output wire        control_upper,
  // The group is the first, the last, of its block of outputs.
  output wire        control_first_group,
  output wire        control_last_group,
  output wire [2:0]  control_tokens,
  // A bit a token: its vector holds an infinity or a NaN. Complete from the last group of the first block on.
  output wire [3:0]  control_poisoned,
  output wire [11:0] read_address,
  output wire        read_exponents,
  output wire [7:0]  read_group,
  output wire        finished,
  output wire        bank_in_use,
  output wire        block_issued,
  output wire [2:0]  block_tokens,
  output wire        block_last,
  // From the first strip of a queue of commands to the last.
  output wire        busy,
  // The activations of the strip at hand have not come yet.
  output wire        waiting
);
  localparam FORMAT_DENSE = 2'd1;
  localparam FORMAT_INT8 = 2'd2;
  localparam PHASE_ZEROS = 2'd0;
  localparam PHASE_SCALES = 2'd1;
  localparam PHASE_WEIGHTS = 2'd2;

  reg active;
  reg begun;
  reg here;
  reg [1:0] phase;
  reg [3:0] credits;
  reg [7:0] current_groups;
  reg [15:0] current_blocks;
  reg [1:0] current_format;
  reg [2:0] current_tokens;
  reg current_bank;
  // Weight strip in the group, macro in the quad, group in the block, block in the matrix, beat of activations.
  reg [4:0] strip;
  reg [1:0] quad;
  reg [6:0] group;
  reg [15:0] block;
  reg [10:0] address;
  // Of the command: whether it has one group, and the last group and block but one.
  reg one_group;
  reg [6:0] late_group;
  reg [15:0] late_block;
  // Whether strip, group and block are the last ones of group, block and matrix: found with the step to them,
  // not when they are taken.
  reg last_strip;
  reg last_group;
  reg last_block;
  wire int8;
  wire dense;
  wire ends_block;
  wire taken;
  wire block_ends;
  wire command_ends;
  reg zeros_0;
  reg scales_0;
  reg weights_0;
  reg last_0;
  reg first_0;
  reg upper_0;
  reg dense_0;
  reg int8_0;
  reg first_group_0;
  reg last_group_0;
  reg [2:0] tokens_0;
  reg [3:0] poisoned_0;

  assign int8 = current_format == FORMAT_INT8;
  assign dense = current_format == FORMAT_DENSE;
  assign ends_block = last_strip & last_group;

  always @(posedge clk) begin
    here <= active & ({1'b0, group} < loaded);
    if (rst) begin
      here <= 1'b0;
    end
  end

  assign taken = active & here & offered & (~ends_block | (credits != 4'd0));
  assign block_ends = taken & ends_block;
  assign command_ends = taken & ends_block & last_block;

  wire [7:0] _late_group_difference = run_payload_groups - 8'd2;

  always @(posedge clk) begin
    if (taken) begin
      case (phase)
        PHASE_ZEROS: begin
          phase <= PHASE_SCALES;
        end
        PHASE_SCALES: begin
          phase <= PHASE_WEIGHTS;
          strip <= 5'd0;
        end
        default: begin // Weights
          strip <= strip + 5'd1;
          last_strip <= strip == (int8 ? 5'd30 : 5'd14);
          if (!int8 || strip[0]) begin
            address <= address + 11'd1;
          end
          if (last_strip) begin
            quad <= quad + 2'd1;
            phase <= int8 || (dense && quad != 2'd3) ? PHASE_SCALES : PHASE_ZEROS;
            group <= group + 7'd1;
            last_group <= group == late_group;
            if (last_group) begin
              group <= 7'd0;
              last_group <= one_group;
              address <= 11'd0;
              block <= block + 16'd1;
              last_block <= block == late_block;
            end
          end
        end
      endcase
      begun <= 1'b1;
    end
    if (run_ready) begin
      if (!run_valid) begin
        begun <= 1'b0;
      end
      active <= run_valid;
      current_groups <= run_payload_groups;
      current_blocks <= run_payload_blocks;
      current_format <= run_payload_format;
      current_tokens <= run_payload_tokens;
      current_bank <= run_payload_bank;
      phase <= run_payload_format == FORMAT_INT8 ? PHASE_SCALES : PHASE_ZEROS;
      quad <= 2'd0;
      group <= 7'd0;
      block <= 16'd0;
      address <= 11'd0;
      one_group <= run_payload_groups == 8'd1;
      late_group <= _late_group_difference[6:0];
      late_block <= run_payload_blocks - 16'd2;
      last_strip <= 1'b0;
      last_group <= run_payload_groups == 8'd1;
      last_block <= run_payload_blocks == 16'd1;
    end
    if (rst) begin
      phase <= PHASE_ZEROS;
      begun <= 1'b0;
      active <= 1'b0;
    end
  end

  assign run_ready = ~active | command_ends;

  always @(posedge clk) begin
    credits <= credits + {3'd0, block_drained} - {3'd0, block_ends};
    zeros_0 <= taken & (phase == PHASE_ZEROS);
    scales_0 <= taken & (phase == PHASE_SCALES);
    weights_0 <= taken & (phase == PHASE_WEIGHTS);
    last_0 <= taken & last_strip;
    first_0 <= strip == 5'd0;
    upper_0 <= strip[0];
    dense_0 <= dense;
    int8_0 <= int8;
    first_group_0 <= group == 7'd0;
    last_group_0 <= last_group;
    tokens_0 <= current_tokens;
    poisoned_0 <= poisoned;
    if (rst) begin
      credits <= 4'd8;
      zeros_0 <= 1'b0;
      scales_0 <= 1'b0;
      weights_0 <= 1'b0;
      last_0 <= 1'b0;
    end
  end

  assign control_zeros = zeros_0;
  assign control_scales = scales_0;
  assign control_weights = weights_0;
  assign control_first = first_0;
  assign control_last = last_0;
  assign control_dense = dense_0;
  assign control_int8 = int8_0;
  assign control_upper = upper_0;
  assign control_first_group = first_group_0;
  assign control_last_group = last_group_0;
  assign control_tokens = tokens_0;
  assign control_poisoned = poisoned_0;
  assign take = taken;
  assign read_address = {current_bank, address};
  assign read_exponents = taken & last_strip;
  assign read_group = {current_bank, group};
  assign finished = command_ends;
  assign bank_in_use = current_bank;
  assign block_issued = block_ends;
  assign block_tokens = current_tokens;
  assign block_last = last_block;
  assign busy = begun | taken;
  assign waiting = ~here;

  // Bits nobody reads, named for lint.
  wire _unused = &{1'b0, current_groups, current_blocks, _late_group_difference[7]};

endmodule

`default_nettype wire
