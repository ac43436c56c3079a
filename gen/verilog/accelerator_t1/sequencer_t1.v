// sequencer_t1, from sequencer.ts
`default_nettype none

module sequencer_t1 (
  input  wire        clk,
  input  wire        rst,
  input  wire        run_valid,
  input  wire [7:0]  run_payload_groups,
  input  wire [15:0] run_payload_blocks,
  input  wire [1:0]  run_payload_format,
  input  wire [2:0]  run_payload_tokens,
  input  wire        run_payload_bank,
  output wire        run_ready,
  input  wire        offered,
  input  wire [7:0]  loaded,
  input  wire        poisoned,
  input  wire        block_drained,
  output wire        take,
  output wire        control_zeros,
  output wire        control_scales,
  output wire        control_weights,
  output wire        control_first,
  output wire        control_last,
  output wire        control_dense,
  output wire        control_int8,
  output wire        control_upper,
  output wire        control_first_group,
  output wire        control_last_group,
  output wire [2:0]  control_tokens,
  output wire        control_poisoned,
  output wire [11:0] read_address,
  output wire        read_exponents,
  output wire [7:0]  read_group,
  output wire        finished,
  output wire        bank_in_use,
  output wire        block_issued,
  output wire [2:0]  block_tokens,
  output wire        block_last,
  output wire        busy,
  output wire        waiting
);
  reg active; // sequencer.ts:58
  reg begun;
  reg here;
  reg [1:0] phase;
  reg [3:0] credits;
  reg [7:0] current_groups; // sequencer.ts:78
  reg [15:0] current_blocks;
  reg [1:0] current_format;
  reg [2:0] current_tokens;
  reg current_bank;
  reg [4:0] strip;
  reg [1:0] quad;
  reg [6:0] group;
  reg [15:0] block;
  reg [10:0] address;
  reg one_group;
  reg [6:0] late_group;
  reg [15:0] late_block;
  reg last_strip;
  reg last_group;
  reg last_block;
  wire int8; // sequencer.ts:99
  wire dense;
  wire ends_block; // sequencer.ts:100
  wire taken; // sequencer.ts:103
  wire block_ends; // sequencer.ts:109
  wire command_ends;
  reg zeros_0; // sequencer.ts:165
  reg scales_0;
  reg weights_0;
  reg last_0;
  reg first_0; // sequencer.ts:174
  reg upper_0;
  reg dense_0;
  reg int8_0;
  reg first_group_0;
  reg last_group_0;
  reg [2:0] tokens_0;
  reg poisoned_0;

  assign int8 = current_format == 2'd2; // sequencer.ts:99
  assign dense = current_format == 2'd1;
  assign ends_block = last_strip & last_group; // sequencer.ts:100

  always @(posedge clk) begin // sequencer.ts:102
    here <= active & ({1'b0, group} < loaded);
    if (rst) begin
      here <= 1'b0;
    end
  end

  assign taken = active & here & offered & (~ends_block | (credits != 4'd0)); // sequencer.ts:103
  assign block_ends = taken & ends_block; // sequencer.ts:109
  assign command_ends = taken & ends_block & last_block;

  wire [7:0] _late_group_difference = run_payload_groups - 8'd2;

  always @(posedge clk) begin // sequencer.ts:114
    if (taken) begin
      case (phase) // sequencer.ts:115
        2'd0: begin // Zeros
          phase <= 2'd1; // sequencer.ts:116
        end
        2'd1: begin // Scales
          phase <= 2'd2; // sequencer.ts:118
          strip <= 5'd0; // sequencer.ts:119
        end
        default: begin // Weights
          strip <= strip + 5'd1; // sequencer.ts:122
          last_strip <= strip == (int8 ? 5'd30 : 5'd14); // sequencer.ts:123
          if (!int8 || strip[0]) begin // sequencer.ts:124
            address <= address + 11'd1;
          end
          if (last_strip) begin // sequencer.ts:125
            quad <= quad + 2'd1; // sequencer.ts:126
            phase <= int8 || (dense && quad != 2'd3) ? 2'd1 : 2'd0; // sequencer.ts:127
            group <= group + 7'd1; // sequencer.ts:128
            last_group <= group == late_group; // sequencer.ts:129
            if (last_group) begin // sequencer.ts:130
              group <= 7'd0; // sequencer.ts:131
              last_group <= one_group; // sequencer.ts:132
              address <= 11'd0; // sequencer.ts:133
              block <= block + 16'd1; // sequencer.ts:134
              last_block <= block == late_block; // sequencer.ts:135
            end
          end
        end
      endcase
      begun <= 1'b1; // sequencer.ts:143
    end
    if (run_ready) begin // sequencer.ts:144
      if (!run_valid) begin // sequencer.ts:145
        begun <= 1'b0;
      end
      active <= run_valid; // sequencer.ts:146
      current_groups <= run_payload_groups; // sequencer.ts:147
      current_blocks <= run_payload_blocks;
      current_format <= run_payload_format;
      current_tokens <= run_payload_tokens;
      current_bank <= run_payload_bank;
      phase <= run_payload_format == 2'd2 ? 2'd1 : 2'd0; // sequencer.ts:148
      quad <= 2'd0; // sequencer.ts:149
      group <= 7'd0; // sequencer.ts:150
      block <= 16'd0; // sequencer.ts:151
      address <= 11'd0; // sequencer.ts:152
      one_group <= run_payload_groups == 8'd1; // sequencer.ts:154
      late_group <= _late_group_difference[6:0]; // sequencer.ts:155
      late_block <= run_payload_blocks - 16'd2; // sequencer.ts:156
      last_strip <= 1'b0; // sequencer.ts:157
      last_group <= run_payload_groups == 8'd1; // sequencer.ts:158
      last_block <= run_payload_blocks == 16'd1; // sequencer.ts:159
    end
    if (rst) begin
      phase <= 2'd0;
      begun <= 1'b0;
      active <= 1'b0;
    end
  end

  assign run_ready = ~active | command_ends; // sequencer.ts:142

  always @(posedge clk) begin // sequencer.ts:162
    credits <= credits + {3'd0, block_drained} - {3'd0, block_ends};
    zeros_0 <= taken & (phase == 2'd0); // sequencer.ts:165
    scales_0 <= taken & (phase == 2'd1);
    weights_0 <= taken & (phase == 2'd2);
    last_0 <= taken & last_strip;
    first_0 <= strip == 5'd0; // sequencer.ts:174
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

  assign control_zeros = zeros_0; // sequencer.ts:184
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
  assign take = taken; // sequencer.ts:199
  assign read_address = {current_bank, address}; // sequencer.ts:200
  assign read_exponents = taken & last_strip; // sequencer.ts:201
  assign read_group = {current_bank, group}; // sequencer.ts:202
  assign finished = command_ends; // sequencer.ts:203
  assign bank_in_use = current_bank; // sequencer.ts:204
  assign block_issued = block_ends; // sequencer.ts:205
  assign block_tokens = current_tokens; // sequencer.ts:206
  assign block_last = last_block; // sequencer.ts:207
  assign busy = begun | taken; // sequencer.ts:208
  assign waiting = ~here; // sequencer.ts:209

  // Bits nobody reads, named for lint.
  wire _unused = &{1'b0, current_groups, current_blocks, _late_group_difference[7]};

endmodule

`default_nettype wire
