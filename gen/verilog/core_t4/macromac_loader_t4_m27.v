// SPDX-License-Identifier: Apache-2.0
// Generated from rtl/activation/loader.ts by `make verilog`; do not edit.
//
// Takes a command, starts loading its activation vectors into the bank that the runner does not use, and passes
// the command on at once: the runner follows group by group (`loaded`). A bank is claimed when no command that
// reads it is still to be run; `finished` tells of one that reads no more.
//
// A beat of x holds four values of each of the vectors that load side by side: of tokens 0, 1, …, `loadLanes` −
// 1 (lowest bits first), K / 4 beats long; then the next so many, until the command has all its vectors. Lanes
// beyond its last are of no meaning. Of a `serial` command all vectors come on lane 0: a group (16 beats) of
// each of them, then the next group.
`default_nettype none

module macromac_loader_t4_m27 (
  input  wire         clk,
  input  wire         rst,
  input  wire         command_valid,
  input  wire [15:0]  command_payload_groups,
  input  wire [15:0]  command_payload_blocks,
  input  wire [1:0]   command_payload_format,
  input  wire [1:0]   command_payload_reserved_0,
  input  wire [3:0]   command_payload_tokens,
  input  wire         command_payload_reuse,
  // The vectors come on one lane, a group of each in turn.
  input  wire         command_payload_serial,
  input  wire [21:0]  command_payload_reserved_1,
  output wire         command_ready,
  input  wire         x_valid,
  input  wire [511:0] x_payload,
  output wire         x_ready,
  input  wire         finished,
  // The bank that the runner reads.
  input  wire         bank_in_use,
  output wire         run_valid,
  // K/64 and N/32, rounded up.
  output wire [7:0]   run_payload_groups,
  output wire [15:0]  run_payload_blocks,
  output wire [1:0]   run_payload_format,
  // Activation vectors, minus one.
  output wire [2:0]   run_payload_tokens,
  // Which half of the activation buffer.
  output wire         run_payload_bank,
  input  wire         run_ready,
  output wire [3:0]   write,
  output wire [11:0]  write_address,
  output wire [431:0] write_values,
  output wire         write_exponent,
  output wire [7:0]   write_group,
  output wire [31:0]  write_exponents,
  // Of the bank in use: groups of all its vectors that are there, and which vectors hold an infinity or a NaN.
  output wire [7:0]   loaded,
  output wire [3:0]   poisoned
);
  localparam LOADER_STATE_IDLE = 2'd0;
  localparam LOADER_STATE_CLAIM = 2'd1;
  localparam LOADER_STATE_ISSUE = 2'd2;

  reg [1:0] state;
  reg bank;
  reg [15:0] current_groups;
  reg [15:0] current_blocks;
  reg [1:0] current_format;
  reg [1:0] current_reserved_0;
  reg [3:0] current_tokens;
  reg current_reuse;
  reg current_serial;
  reg [21:0] current_reserved_1;
  reg loading;
  reg taking;
  reg load_bank;
  reg [10:0] last_beat;
  reg last_set;
  reg serial;
  // Its opposite, for what is chosen of x: each would have too many ends alone.
  reg side_by_side;
  // A bit a lane: it takes the next beat of x.
  reg [3:0] taking_lanes;
  reg [2:0] last_vector;
  reg [2:0] take_vector;
  reg [2:0] write_vector;
  reg [10:0] take_beat;
  reg take_set;
  reg [10:0] write_beat;
  reg write_set;
  reg [7:0] groups_loaded;
  reg [3:0] poisoned_0;
  reg [3:0] poisoned_1;
  reg [2:0] pending_0;
  reg [2:0] pending_1;
  wire u_convert_0_x_ready;
  wire u_convert_0_valid;
  wire [107:0] u_convert_0_values;
  wire [7:0] u_convert_0_exponent;
  wire u_convert_0_non_finite;
  wire u_convert_1_x_ready;
  wire u_convert_1_valid;
  wire [107:0] u_convert_1_values;
  wire [7:0] u_convert_1_exponent;
  wire u_convert_1_non_finite;
  wire u_convert_2_x_ready;
  wire u_convert_2_valid;
  wire [107:0] u_convert_2_values;
  wire [7:0] u_convert_2_exponent;
  wire u_convert_2_non_finite;
  wire u_convert_3_x_ready;
  wire u_convert_3_valid;
  wire [107:0] u_convert_3_values;
  wire [7:0] u_convert_3_exponent;
  wire u_convert_3_non_finite;
  wire arrived;
  wire last_taken;
  wire last_written;
  wire ends_group;
  wire arriving;
  wire issued;
  reg finished_1;
  reg bank_1;

  macromac_block_float_m27 u_convert_0 (
    .clk(clk),
    .rst(rst),
    .x_valid(x_valid & taking_lanes[0]),
    .x_payload(x_payload[127:0]),
    .x_ready(u_convert_0_x_ready),
    .valid(u_convert_0_valid),
    .values(u_convert_0_values),
    .exponent(u_convert_0_exponent),
    .non_finite(u_convert_0_non_finite)
  );

  macromac_block_float_m27 u_convert_1 (
    .clk(clk),
    .rst(rst),
    .x_valid(x_valid & taking_lanes[1]),
    .x_payload(side_by_side ? x_payload[255:128] : x_payload[127:0]),
    .x_ready(u_convert_1_x_ready),
    .valid(u_convert_1_valid),
    .values(u_convert_1_values),
    .exponent(u_convert_1_exponent),
    .non_finite(u_convert_1_non_finite)
  );

  macromac_block_float_m27 u_convert_2 (
    .clk(clk),
    .rst(rst),
    .x_valid(x_valid & taking_lanes[2]),
    .x_payload(side_by_side ? x_payload[383:256] : x_payload[127:0]),
    .x_ready(u_convert_2_x_ready),
    .valid(u_convert_2_valid),
    .values(u_convert_2_values),
    .exponent(u_convert_2_exponent),
    .non_finite(u_convert_2_non_finite)
  );

  macromac_block_float_m27 u_convert_3 (
    .clk(clk),
    .rst(rst),
    .x_valid(x_valid & taking_lanes[3]),
    .x_payload(side_by_side ? x_payload[511:384] : x_payload[127:0]),
    .x_ready(u_convert_3_x_ready),
    .valid(u_convert_3_valid),
    .values(u_convert_3_values),
    .exponent(u_convert_3_exponent),
    .non_finite(u_convert_3_non_finite)
  );

  assign arrived = u_convert_0_valid | (serial & u_convert_1_valid) | (serial & u_convert_2_valid) |
      (serial & u_convert_3_valid);
  assign x_ready = taking;
  assign last_taken = take_beat == last_beat;
  assign last_written = write_beat == last_beat;

  always @(posedge clk) begin
    if (x_valid && x_ready) begin
      if (serial && take_beat[3:0] == 4'd15) begin
        taking_lanes <= take_vector == last_vector ? 4'd1 : {taking_lanes[2:0], taking_lanes[3]};
      end
      if (serial && take_beat[3:0] == 4'd15 && take_vector != last_vector) begin
        take_beat[3:0] <= 4'd0;
        take_vector <= take_vector + 3'd1;
      end else begin
        take_beat <= take_beat + 11'd1;
        if (take_beat[3:0] == 4'd15) begin
          take_vector <= 3'd0;
        end
        if (last_taken) begin
          take_beat <= 11'd0;
          take_set <= take_set + 1'b1;
          if (serial || take_set == last_set) begin
            taking <= 1'b0;
            taking_lanes <= 4'd0;
          end
        end
      end
    end
    if (arrived) begin
      if (serial && write_beat[3:0] == 4'd15 && write_vector != last_vector) begin
        write_beat[3:0] <= 4'd0;
        write_vector <= write_vector + 3'd1;
      end else begin
        write_beat <= write_beat + 11'd1;
        if (write_beat[3:0] == 4'd15) begin
          write_vector <= 3'd0;
        end
        if (last_written) begin
          write_beat <= 11'd0;
          write_set <= write_set + 1'b1;
          if (serial || write_set == last_set) begin
            loading <= 1'b0;
          end
        end
      end
    end
    if (ends_group && (serial ? write_vector == last_vector : write_set == last_set)) begin
      groups_loaded <= groups_loaded + 8'd1;
    end
    if ((serial ? u_convert_0_valid & (write_vector == 3'd0) : u_convert_0_valid) &&
        u_convert_0_non_finite) begin
      if (load_bank) begin
        poisoned_1[0] <= 1'b1;
      end else begin
        poisoned_0[0] <= 1'b1;
      end
    end
    if ((serial ? u_convert_1_valid & (write_vector == 3'd1) : u_convert_0_valid) &&
        u_convert_1_non_finite) begin
      if (load_bank) begin
        poisoned_1[1] <= 1'b1;
      end else begin
        poisoned_0[1] <= 1'b1;
      end
    end
    if ((serial ? u_convert_2_valid & (write_vector == 3'd2) : u_convert_0_valid) &&
        u_convert_2_non_finite) begin
      if (load_bank) begin
        poisoned_1[2] <= 1'b1;
      end else begin
        poisoned_0[2] <= 1'b1;
      end
    end
    if ((serial ? u_convert_3_valid & (write_vector == 3'd3) : u_convert_0_valid) &&
        u_convert_3_non_finite) begin
      if (load_bank) begin
        poisoned_1[3] <= 1'b1;
      end else begin
        poisoned_0[3] <= 1'b1;
      end
    end
    if (state == LOADER_STATE_IDLE && command_valid) begin
      current_groups <= command_payload_groups;
      current_blocks <= command_payload_blocks;
      current_format <= command_payload_format;
      current_reserved_0 <= command_payload_reserved_0;
      current_tokens <= command_payload_tokens;
      current_reuse <= command_payload_reuse;
      current_serial <= command_payload_serial;
      current_reserved_1 <= command_payload_reserved_1;
      if (command_payload_reuse) begin
        state <= LOADER_STATE_ISSUE;
      end else begin
        state <= LOADER_STATE_CLAIM;
        bank <= ~bank;
      end
    end
    if (state == LOADER_STATE_CLAIM && !loading && (bank ? pending_1 : pending_0) == 3'd0) begin
      state <= LOADER_STATE_ISSUE;
      loading <= 1'b1;
      taking <= 1'b1;
      load_bank <= bank;
      last_beat <= {current_groups[6:0] - 7'd1, 4'd15};
      last_set <= 1'b0;
      take_beat <= 11'd0;
      take_set <= 1'b0;
      take_vector <= 3'd0;
      write_vector <= 3'd0;
      serial <= current_serial;
      side_by_side <= ~current_serial;
      taking_lanes <= current_serial ? 4'd1 : 4'd15;
      last_vector <= current_tokens[2:0];
      write_beat <= 11'd0;
      write_set <= 1'b0;
      groups_loaded <= 8'd0;
      if (bank) begin
        poisoned_1 <= 4'd0;
      end else begin
        poisoned_0 <= 4'd0;
      end
    end
    if (issued) begin
      state <= LOADER_STATE_IDLE;
    end
    if (rst) begin
      taking_lanes <= 4'd0;
      taking <= 1'b0;
      loading <= 1'b0;
      state <= LOADER_STATE_IDLE;
      bank <= 1'b0;
    end
  end

  assign ends_group = arrived & (write_beat[3:0] == 4'd15);
  assign write[0] = serial ? u_convert_0_valid & (write_vector == 3'd0) : u_convert_0_valid;
  assign write[1] = serial ? u_convert_1_valid & (write_vector == 3'd1) : u_convert_0_valid;
  assign write[2] = serial ? u_convert_2_valid & (write_vector == 3'd2) : u_convert_0_valid;
  assign write[3] = serial ? u_convert_3_valid & (write_vector == 3'd3) : u_convert_0_valid;
  assign write_address = {load_bank, write_beat};
  assign write_values = {u_convert_3_values, u_convert_2_values, u_convert_1_values, u_convert_0_values};
  assign write_exponent = write_beat[3:0] == 4'd0;
  assign write_group = {load_bank, write_beat[10:4]};
  assign write_exponents = {u_convert_3_exponent, u_convert_2_exponent, u_convert_1_exponent,
      u_convert_0_exponent};
  assign arriving = loading & (load_bank == bank_in_use);
  assign loaded = arriving ? groups_loaded : 8'd128;
  assign poisoned = bank_in_use ? poisoned_1 : poisoned_0;
  assign command_ready = state == LOADER_STATE_IDLE;
  assign run_valid = state == LOADER_STATE_ISSUE;
  assign run_payload_groups = current_groups[7:0];
  assign run_payload_blocks = current_blocks;
  assign run_payload_format = current_format;
  assign run_payload_tokens = current_tokens[2:0];
  assign run_payload_bank = bank;
  assign issued = run_valid & run_ready;

  always @(posedge clk) begin
    finished_1 <= finished;
    bank_1 <= bank_in_use;
    pending_0 <= pending_0 + {2'd0, issued & ~bank} - {2'd0, finished_1 & ~bank_1};
    pending_1 <= pending_1 + {2'd0, issued & bank} - {2'd0, finished_1 & bank_1};
    if (rst) begin
      finished_1 <= 1'b0;
      pending_0 <= 3'd0;
      pending_1 <= 3'd0;
    end
  end

  // Bits nobody reads, named for lint.
  wire _unused = &{1'b0, current_groups[15:8], current_reserved_0, current_tokens[3], current_reuse,
      current_reserved_1, u_convert_0_x_ready, u_convert_1_x_ready, u_convert_2_x_ready, u_convert_3_x_ready};

endmodule

`default_nettype wire
