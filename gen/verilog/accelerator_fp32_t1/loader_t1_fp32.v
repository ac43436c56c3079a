// loader_t1_fp32, from loader.ts
`default_nettype none

module loader_t1_fp32 (
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
  input  wire         finished_bank,
  output wire         run_valid,
  output wire [7:0]   run_payload_groups,
  output wire [15:0]  run_payload_blocks,
  output wire [1:0]   run_payload_format,
  output wire [2:0]   run_payload_tokens,
  output wire         run_payload_bank,
  output wire         run_payload_poisoned,
  input  wire         run_ready,
  output wire         write,
  output wire [11:0]  write_address,
  output wire [127:0] write_values,
  output wire         write_exponent,
  output wire [7:0]   write_group,
  output wire [7:0]   exponent
);
  reg [1:0] state; // loader.ts:47
  reg bank;
  reg poisoned;
  reg [15:0] current_groups;
  reg [15:0] current_blocks;
  reg [1:0] current_format;
  reg [1:0] current_reserved_0;
  reg [3:0] current_tokens;
  reg current_reuse;
  reg [22:0] current_reserved_1;
  reg taking; // loader.ts:54
  reg [10:0] take_beat;
  reg [2:0] take_token;
  reg [10:0] write_beat; // loader.ts:59
  reg [2:0] write_token;
  reg [2:0] pending_0; // loader.ts:60
  reg [2:0] pending_1;
  wire [10:0] last_beat; // loader.ts:62
  wire [2:0] last_token;
  wire u_convert_x_ready; // loader.ts:67
  wire u_convert_valid;
  wire u_convert_non_finite;
  wire loaded; // loader.ts:81
  wire write_0; // loader.ts:92
  wire issued; // loader.ts:128

  assign last_beat = {current_groups[6:0] - 7'd1, 4'd15}; // loader.ts:62
  assign last_token = current_tokens[2:0];

  float_beat u_convert ( // loader.ts:67
    .clk(clk),
    .rst(rst),
    .x_valid(x_valid & taking),
    .x_payload(x_payload),
    .x_ready(u_convert_x_ready),
    .valid(u_convert_valid),
    .values(write_values),
    .exponent(exponent),
    .non_finite(u_convert_non_finite)
  );

  assign x_ready = u_convert_x_ready & taking; // loader.ts:70

  always @(posedge clk) begin // loader.ts:72
    if (x_valid && x_ready) begin
      take_beat <= take_beat + 11'd1; // loader.ts:73
      if (take_beat == last_beat) begin // loader.ts:74
        take_beat <= 11'd0; // loader.ts:75
        take_token <= take_token + 3'd1; // loader.ts:76
        if (take_token == last_token) begin // loader.ts:77
          taking <= 1'b0;
        end
      end
    end
    if (u_convert_valid) begin // loader.ts:84
      write_beat <= write_beat + 11'd1; // loader.ts:85
      if (write_beat == last_beat) begin // loader.ts:86
        write_beat <= 11'd0; // loader.ts:87
        write_token <= write_token + 3'd1; // loader.ts:88
      end
    end
    if (write_0 && u_convert_non_finite) begin // loader.ts:94
      poisoned <= 1'b1;
    end
    if (state == 2'd0 && command_valid) begin // loader.ts:103
      current_groups <= command_payload_groups; // loader.ts:104
      current_blocks <= command_payload_blocks;
      current_format <= command_payload_format;
      current_reserved_0 <= command_payload_reserved_0;
      current_tokens <= command_payload_tokens;
      current_reuse <= command_payload_reuse;
      current_reserved_1 <= command_payload_reserved_1;
      if (command_payload_reuse) begin // loader.ts:105
        state <= 2'd3;
      end else begin
        state <= 2'd1; // loader.ts:106
        bank <= ~bank; // loader.ts:107
      end
    end
    if (state == 2'd1 && (bank ? pending_1 : pending_0) == 3'd0) begin // loader.ts:110
      state <= 2'd2; // loader.ts:111
      poisoned <= 1'b0; // loader.ts:112
      taking <= 1'b1; // loader.ts:113
      take_beat <= 11'd0; // loader.ts:114
      take_token <= 3'd0; // loader.ts:115
      write_beat <= 11'd0; // loader.ts:116
      write_token <= 3'd0; // loader.ts:117
    end
    if (state == 2'd2 && loaded) begin // loader.ts:119
      state <= 2'd3;
    end
    if (issued) begin // loader.ts:129
      state <= 2'd0;
    end
    if (rst) begin
      taking <= 1'b0;
      state <= 2'd0;
      bank <= 1'b0;
    end
  end

  assign loaded = u_convert_valid & (write_beat == last_beat) & (write_token == last_token); // loader.ts:81
  assign write_0 = u_convert_valid & (write_token == 3'd0); // loader.ts:92
  assign write = write_0; // loader.ts:93
  assign write_address = {bank, write_beat}; // loader.ts:96
  assign write_exponent = write_beat[3:0] == 4'd0; // loader.ts:98
  assign write_group = {bank, write_beat[10:4]}; // loader.ts:99
  assign command_ready = state == 2'd0; // loader.ts:102
  assign run_valid = state == 2'd3; // loader.ts:121
  assign run_payload_groups = current_groups[7:0]; // loader.ts:122
  assign run_payload_blocks = current_blocks; // loader.ts:123
  assign run_payload_format = current_format; // loader.ts:124
  assign run_payload_tokens = last_token; // loader.ts:125
  assign run_payload_bank = bank; // loader.ts:126
  assign run_payload_poisoned = poisoned; // loader.ts:127
  assign issued = run_valid & run_ready; // loader.ts:128

  always @(posedge clk) begin // loader.ts:132
    pending_0 <= pending_0 + {2'd0, issued & ~bank} - {2'd0, finished & ~finished_bank};
    pending_1 <= pending_1 + {2'd0, issued & bank} - {2'd0, finished & finished_bank}; // loader.ts:133
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
