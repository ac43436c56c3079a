// loader_t2_m27, from loader.ts
`default_nettype none

module loader_t2_m27 (
  input  wire         clk,
  input  wire         rst,
  input  wire         command_valid,
  input  wire [15:0]  command_payload_groups,
  input  wire [15:0]  command_payload_blocks,
  input  wire [1:0]   command_payload_format,
  input  wire [1:0]   command_payload_reserved_0,
  input  wire [3:0]   command_payload_tokens,
  input  wire         command_payload_reuse,
  input  wire         command_payload_serial,
  input  wire [21:0]  command_payload_reserved_1,
  output wire         command_ready,
  input  wire         x_valid,
  input  wire [255:0] x_payload,
  output wire         x_ready,
  input  wire         finished,
  input  wire         bank_in_use,
  output wire         run_valid,
  output wire [7:0]   run_payload_groups,
  output wire [15:0]  run_payload_blocks,
  output wire [1:0]   run_payload_format,
  output wire [2:0]   run_payload_tokens,
  output wire         run_payload_bank,
  input  wire         run_ready,
  output wire [1:0]   write,
  output wire [11:0]  write_address,
  output wire [215:0] write_values,
  output wire         write_exponent,
  output wire [7:0]   write_group,
  output wire [15:0]  write_exponents,
  output wire [7:0]   loaded,
  output wire [1:0]   poisoned
);
  reg [1:0] state; // loader.ts:67
  reg bank;
  reg [15:0] current_groups;
  reg [15:0] current_blocks;
  reg [1:0] current_format;
  reg [1:0] current_reserved_0;
  reg [3:0] current_tokens;
  reg current_reuse;
  reg current_serial;
  reg [21:0] current_reserved_1;
  reg loading; // loader.ts:69
  reg taking;
  reg load_bank; // loader.ts:70
  reg [10:0] last_beat;
  reg last_set;
  reg serial; // loader.ts:75
  reg [2:0] last_vector;
  reg [2:0] take_vector;
  reg [2:0] write_vector;
  reg [10:0] take_beat; // loader.ts:81
  reg take_set;
  reg [10:0] write_beat;
  reg write_set;
  reg [7:0] groups_loaded; // loader.ts:87
  reg [1:0] poisoned_0;
  reg [1:0] poisoned_1;
  reg [2:0] pending_0; // loader.ts:92
  reg [2:0] pending_1;
  wire u_convert_0_x_ready; // loader.ts:96
  wire u_convert_0_valid;
  wire [107:0] u_convert_0_values;
  wire [7:0] u_convert_0_exponent;
  wire u_convert_0_non_finite;
  wire u_convert_1_x_ready;
  wire u_convert_1_valid;
  wire [107:0] u_convert_1_values;
  wire [7:0] u_convert_1_exponent;
  wire u_convert_1_non_finite;
  wire ready; // loader.ts:108
  wire arrived;
  wire last_taken; // loader.ts:121
  wire last_written;
  wire ends_group; // loader.ts:152
  wire arriving; // loader.ts:170
  wire issued; // loader.ts:213

  block_float_m27 u_convert_0 ( // loader.ts:96
    .clk(clk),
    .rst(rst),
    .x_valid(x_valid & taking & (~serial | (serial & ~take_vector[0]))),
    .x_payload(x_payload[127:0]),
    .x_ready(u_convert_0_x_ready),
    .valid(u_convert_0_valid),
    .values(u_convert_0_values),
    .exponent(u_convert_0_exponent),
    .non_finite(u_convert_0_non_finite)
  );

  block_float_m27 u_convert_1 (
    .clk(clk),
    .rst(rst),
    .x_valid(x_valid & taking & (~serial | (serial & take_vector[0]))),
    .x_payload(serial ? x_payload[127:0] : x_payload[255:128]),
    .x_ready(u_convert_1_x_ready),
    .valid(u_convert_1_valid),
    .values(u_convert_1_values),
    .exponent(u_convert_1_exponent),
    .non_finite(u_convert_1_non_finite)
  );

  assign ready = serial ? (take_vector[0] ? u_convert_1_x_ready : u_convert_0_x_ready) : u_convert_0_x_ready; // loader.ts:108
  assign arrived = u_convert_0_valid | (serial & u_convert_1_valid);
  assign x_ready = ready & taking; // loader.ts:119
  assign last_taken = take_beat == last_beat; // loader.ts:121
  assign last_written = write_beat == last_beat;

  always @(posedge clk) begin // loader.ts:148
    if (x_valid && x_ready) begin
      if (serial && take_beat[3:0] == 4'd15 && take_vector != last_vector) begin // loader.ts:135
        take_beat[3:0] <= 4'd0; // loader.ts:136
        take_vector <= take_vector + 3'd1; // loader.ts:137
      end else begin
        take_beat <= take_beat + 11'd1; // loader.ts:139
        if (take_beat[3:0] == 4'd15) begin // loader.ts:140
          take_vector <= 3'd0;
        end
        if (last_taken) begin // loader.ts:141
          take_beat <= 11'd0; // loader.ts:142
          take_set <= take_set + 1'b1; // loader.ts:143
          if (serial || take_set == last_set) begin // loader.ts:144
            taking <= 1'b0; // loader.ts:148
          end
        end
      end
    end
    if (arrived) begin // loader.ts:149
      if (serial && write_beat[3:0] == 4'd15 && write_vector != last_vector) begin // loader.ts:135
        write_beat[3:0] <= 4'd0; // loader.ts:136
        write_vector <= write_vector + 3'd1; // loader.ts:137
      end else begin
        write_beat <= write_beat + 11'd1; // loader.ts:139
        if (write_beat[3:0] == 4'd15) begin // loader.ts:140
          write_vector <= 3'd0;
        end
        if (last_written) begin // loader.ts:141
          write_beat <= 11'd0; // loader.ts:142
          write_set <= write_set + 1'b1; // loader.ts:143
          if (serial || write_set == last_set) begin // loader.ts:144
            loading <= 1'b0; // loader.ts:149
          end
        end
      end
    end
    if (ends_group && (serial ? write_vector == last_vector : write_set == last_set)) begin // loader.ts:153
      groups_loaded <= groups_loaded + 8'd1;
    end
    if ((serial ? u_convert_0_valid & (write_vector == 3'd0) : u_convert_0_valid) &&
        u_convert_0_non_finite) begin // loader.ts:160
      if (load_bank) begin // loader.ts:161
        poisoned_1[0] <= 1'b1;
      end else begin
        poisoned_0[0] <= 1'b1;
      end
    end
    if ((serial ? u_convert_1_valid & (write_vector == 3'd1) : u_convert_0_valid) &&
        u_convert_1_non_finite) begin // loader.ts:160
      if (load_bank) begin // loader.ts:161
        poisoned_1[1] <= 1'b1;
      end else begin
        poisoned_0[1] <= 1'b1;
      end
    end
    if (state == 2'd0 && command_valid) begin // loader.ts:175
      current_groups <= command_payload_groups; // loader.ts:176
      current_blocks <= command_payload_blocks;
      current_format <= command_payload_format;
      current_reserved_0 <= command_payload_reserved_0;
      current_tokens <= command_payload_tokens;
      current_reuse <= command_payload_reuse;
      current_serial <= command_payload_serial;
      current_reserved_1 <= command_payload_reserved_1;
      if (command_payload_reuse) begin // loader.ts:177
        state <= 2'd2;
      end else begin
        state <= 2'd1; // loader.ts:178
        bank <= ~bank; // loader.ts:179
      end
    end
    if (state == 2'd1 && !loading && (bank ? pending_1 : pending_0) == 3'd0) begin // loader.ts:182
      state <= 2'd2; // loader.ts:188
      loading <= 1'b1; // loader.ts:189
      taking <= 1'b1; // loader.ts:190
      load_bank <= bank; // loader.ts:191
      last_beat <= {current_groups[6:0] - 7'd1, 4'd15}; // loader.ts:192
      last_set <= 1'b0; // loader.ts:193
      take_beat <= 11'd0; // loader.ts:194
      take_set <= 1'b0; // loader.ts:195
      take_vector <= 3'd0; // loader.ts:196
      write_vector <= 3'd0; // loader.ts:197
      serial <= current_serial; // loader.ts:198
      last_vector <= current_tokens[2:0]; // loader.ts:199
      write_beat <= 11'd0; // loader.ts:200
      write_set <= 1'b0; // loader.ts:201
      groups_loaded <= 8'd0; // loader.ts:202
      if (bank) begin // loader.ts:203
        poisoned_1 <= 2'd0;
      end else begin
        poisoned_0 <= 2'd0;
      end
    end
    if (issued) begin // loader.ts:214
      state <= 2'd0;
    end
    if (rst) begin
      taking <= 1'b0;
      loading <= 1'b0;
      state <= 2'd0;
      bank <= 1'b0;
    end
  end

  assign ends_group = arrived & (write_beat[3:0] == 4'd15); // loader.ts:152
  assign write[0] = serial ? u_convert_0_valid & (write_vector == 3'd0) : u_convert_0_valid; // loader.ts:159
  assign write[1] = serial ? u_convert_1_valid & (write_vector == 3'd1) : u_convert_0_valid;
  assign write_address = {load_bank, write_beat}; // loader.ts:164
  assign write_values = {u_convert_1_values, u_convert_0_values}; // loader.ts:165
  assign write_exponent = write_beat[3:0] == 4'd0; // loader.ts:166
  assign write_group = {load_bank, write_beat[10:4]}; // loader.ts:167
  assign write_exponents = {u_convert_1_exponent, u_convert_0_exponent}; // loader.ts:168
  assign arriving = loading & (load_bank == bank_in_use); // loader.ts:170
  assign loaded = arriving ? groups_loaded : 8'd128; // loader.ts:171
  assign poisoned = bank_in_use ? poisoned_1 : poisoned_0; // loader.ts:172
  assign command_ready = state == 2'd0; // loader.ts:174
  assign run_valid = state == 2'd2; // loader.ts:207
  assign run_payload_groups = current_groups[7:0]; // loader.ts:208
  assign run_payload_blocks = current_blocks; // loader.ts:209
  assign run_payload_format = current_format; // loader.ts:210
  assign run_payload_tokens = current_tokens[2:0]; // loader.ts:211
  assign run_payload_bank = bank; // loader.ts:212
  assign issued = run_valid & run_ready; // loader.ts:213

  always @(posedge clk) begin // loader.ts:217
    pending_0 <= pending_0 + {2'd0, issued & ~bank} - {2'd0, finished & ~bank_in_use};
    pending_1 <= pending_1 + {2'd0, issued & bank} - {2'd0, finished & bank_in_use}; // loader.ts:218
    if (rst) begin
      pending_0 <= 3'd0;
      pending_1 <= 3'd0;
    end
  end

  // Bits nobody reads, named for lint.
  wire _unused = &{1'b0, current_groups[15:8], current_reserved_0, current_tokens[3], current_reuse,
      current_reserved_1};

endmodule

`default_nettype wire
