// loader_t1_m27, from loader.ts
`default_nettype none

module loader_t1_m27 (
  input  wire         clk,
  input  wire         rst,
  input  wire         command_valid,
  input  wire [15:0]  command_payload_groups,
  input  wire [15:0]  command_payload_blocks,
  input  wire [1:0]   command_payload_format,
  input  wire [1:0]   command_payload_reserved_0,
  input  wire [3:0]   command_payload_tokens,
  input  wire         command_payload_reuse,
  input  wire [22:0]  command_payload_reserved_1,
  output wire         command_ready,
  input  wire         x_valid,
  input  wire [127:0] x_payload,
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
  output wire         write,
  output wire [11:0]  write_address,
  output wire [107:0] write_values,
  output wire         write_exponent,
  output wire [7:0]   write_group,
  output wire [7:0]   write_exponents,
  output wire [7:0]   loaded,
  output wire         poisoned
);
  reg [1:0] state; // loader.ts:63
  reg bank;
  reg [15:0] current_groups;
  reg [15:0] current_blocks;
  reg [1:0] current_format;
  reg [1:0] current_reserved_0;
  reg [3:0] current_tokens;
  reg current_reuse;
  reg [22:0] current_reserved_1;
  reg loading; // loader.ts:65
  reg taking;
  reg load_bank; // loader.ts:66
  reg [10:0] last_beat;
  reg last_set;
  reg [10:0] take_beat; // loader.ts:71
  reg take_set;
  reg [10:0] write_beat;
  reg write_set;
  reg [7:0] groups_loaded; // loader.ts:77
  reg poisoned_0;
  reg poisoned_1;
  reg [2:0] pending_0; // loader.ts:82
  reg [2:0] pending_1;
  wire u_convert_0_x_ready; // loader.ts:86
  wire u_convert_0_valid;
  wire u_convert_0_non_finite;
  wire last_taken; // loader.ts:96
  wire last_written;
  wire ends_group; // loader.ts:110
  wire arriving; // loader.ts:135
  wire issued; // loader.ts:174

  block_float_m27 u_convert_0 ( // loader.ts:86
    .clk(clk),
    .rst(rst),
    .x_valid(x_valid & taking),
    .x_payload(x_payload),
    .x_ready(u_convert_0_x_ready),
    .valid(u_convert_0_valid),
    .values(write_values),
    .exponent(write_exponents),
    .non_finite(u_convert_0_non_finite)
  );

  assign x_ready = u_convert_0_x_ready & taking; // loader.ts:94
  assign last_taken = take_beat == last_beat; // loader.ts:96
  assign last_written = write_beat == last_beat;

  always @(posedge clk) begin // loader.ts:100
    if (x_valid && x_ready) begin
      take_beat <= take_beat + 11'd1; // loader.ts:101
      if (last_taken) begin // loader.ts:102
        take_beat <= 11'd0; // loader.ts:103
        take_set <= take_set + 1'b1; // loader.ts:104
        if (take_set == last_set) begin // loader.ts:105
          taking <= 1'b0;
        end
      end
    end
    if (u_convert_0_valid) begin // loader.ts:111
      write_beat <= write_beat + 11'd1; // loader.ts:112
      if (last_written) begin // loader.ts:113
        write_beat <= 11'd0; // loader.ts:114
        write_set <= write_set + 1'b1; // loader.ts:115
        if (write_set == last_set) begin // loader.ts:116
          loading <= 1'b0;
        end
      end
    end
    if (ends_group && write_set == last_set) begin // loader.ts:119
      groups_loaded <= groups_loaded + 8'd1;
    end
    if (u_convert_0_valid && u_convert_0_non_finite) begin // loader.ts:125
      if (load_bank) begin // loader.ts:126
        poisoned_1 <= 1'b1;
      end else begin
        poisoned_0 <= 1'b1;
      end
    end
    if (state == 2'd0 && command_valid) begin // loader.ts:140
      current_groups <= command_payload_groups; // loader.ts:141
      current_blocks <= command_payload_blocks;
      current_format <= command_payload_format;
      current_reserved_0 <= command_payload_reserved_0;
      current_tokens <= command_payload_tokens;
      current_reuse <= command_payload_reuse;
      current_reserved_1 <= command_payload_reserved_1;
      if (command_payload_reuse) begin // loader.ts:142
        state <= 2'd2;
      end else begin
        state <= 2'd1; // loader.ts:143
        bank <= ~bank; // loader.ts:144
      end
    end
    if (state == 2'd1 && !loading && (bank ? pending_1 : pending_0) == 3'd0) begin // loader.ts:147
      state <= 2'd2; // loader.ts:153
      loading <= 1'b1; // loader.ts:154
      taking <= 1'b1; // loader.ts:155
      load_bank <= bank; // loader.ts:156
      last_beat <= {current_groups[6:0] - 7'd1, 4'd15}; // loader.ts:157
      last_set <= 1'b0; // loader.ts:158
      take_beat <= 11'd0; // loader.ts:159
      take_set <= 1'b0; // loader.ts:160
      write_beat <= 11'd0; // loader.ts:161
      write_set <= 1'b0; // loader.ts:162
      groups_loaded <= 8'd0; // loader.ts:163
      if (bank) begin // loader.ts:164
        poisoned_1 <= 1'b0;
      end else begin
        poisoned_0 <= 1'b0;
      end
    end
    if (issued) begin // loader.ts:175
      state <= 2'd0;
    end
    if (rst) begin
      taking <= 1'b0;
      loading <= 1'b0;
      state <= 2'd0;
      bank <= 1'b0;
    end
  end

  assign ends_group = u_convert_0_valid & (write_beat[3:0] == 4'd15); // loader.ts:110
  assign write = u_convert_0_valid; // loader.ts:124
  assign write_address = {load_bank, write_beat}; // loader.ts:129
  assign write_exponent = write_beat[3:0] == 4'd0; // loader.ts:131
  assign write_group = {load_bank, write_beat[10:4]}; // loader.ts:132
  assign arriving = loading & (load_bank == bank_in_use); // loader.ts:135
  assign loaded = arriving ? groups_loaded : 8'd128; // loader.ts:136
  assign poisoned = bank_in_use ? poisoned_1 : poisoned_0; // loader.ts:137
  assign command_ready = state == 2'd0; // loader.ts:139
  assign run_valid = state == 2'd2; // loader.ts:168
  assign run_payload_groups = current_groups[7:0]; // loader.ts:169
  assign run_payload_blocks = current_blocks; // loader.ts:170
  assign run_payload_format = current_format; // loader.ts:171
  assign run_payload_tokens = current_tokens[2:0]; // loader.ts:172
  assign run_payload_bank = bank; // loader.ts:173
  assign issued = run_valid & run_ready; // loader.ts:174

  always @(posedge clk) begin // loader.ts:178
    pending_0 <= pending_0 + {2'd0, issued & ~bank} - {2'd0, finished & ~bank_in_use};
    pending_1 <= pending_1 + {2'd0, issued & bank} - {2'd0, finished & bank_in_use}; // loader.ts:179
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
