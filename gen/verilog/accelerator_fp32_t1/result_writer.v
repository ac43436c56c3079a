// result_writer, from result-writer.ts
`default_nettype none

module result_writer (
  input  wire         clk,
  input  wire         rst,
  input  wire         request_valid,
  input  wire [35:0]  request_payload_address,
  input  wire [15:0]  request_payload_blocks,
  input  wire [2:0]   request_payload_tokens,
  input  wire         request_payload_interrupt,
  output wire         request_ready,
  input  wire         y_valid,
  input  wire [127:0] y_payload_data,
  input  wire         y_payload_last,
  output wire         y_ready,
  input  wire         b_valid,
  input  wire [1:0]   b_payload,
  output wire         b_ready,
  input  wire         halt,
  output wire         aw_valid,
  output wire [35:0]  aw_payload_address,
  output wire [3:0]   aw_payload_length,
  input  wire         aw_ready,
  output wire         w_valid,
  output wire [127:0] w_payload_data,
  output wire         w_payload_last,
  input  wire         w_ready,
  output wire         done,
  output wire         done_interrupt,
  output wire         drained,
  output wire         failed_valid,
  output wire [35:0]  failed_address,
  output wire [1:0]   failed_response
);
  wire u_queue_m_valid; // result-writer.ts:38
  wire [6:0] u_queue_level;
  reg active; // result-writer.ts:43
  reg asking;
  reg sending;
  reg [35:0] current_address; // result-writer.ts:44
  reg [15:0] current_blocks;
  reg [2:0] current_tokens;
  reg current_interrupt;
  reg [35:0] block_address;
  reg [35:0] row_address;
  reg [15:0] block; // result-writer.ts:49
  reg [2:0] token;
  reg [2:0] beat;
  reg all_asked; // result-writer.ts:50
  reg [3:0] outstanding;
  wire last_token; // result-writer.ts:52
  wire last_block;
  wire begin_; // result-writer.ts:56
  reg [35:0] asked; // result-writer.ts:65
  wire sent; // result-writer.ts:87
  wire finished; // result-writer.ts:100

  Fifo64_uint128 u_queue ( // result-writer.ts:38
    .clk(clk),
    .rst(rst),
    .s_valid(y_valid),
    .s_payload(y_payload_data),
    .s_ready(y_ready),
    .m_valid(u_queue_m_valid),
    .m_payload(w_payload_data),
    .m_ready(sending & w_ready),
    .level(u_queue_level)
  );

  assign last_token = token == current_tokens; // result-writer.ts:52
  assign last_block = block == current_blocks - 16'd1;
  assign begin_ = active & ~all_asked & ~asking & ~sending & ~halt & (u_queue_level >= 7'd8) &
      (outstanding != 4'd8); // result-writer.ts:56

  always @(posedge clk) begin // result-writer.ts:66
    if (begin_) begin
      asking <= 1'b1; // result-writer.ts:67
      sending <= 1'b1; // result-writer.ts:68
      asked <= row_address; // result-writer.ts:69
      if (last_token) begin // result-writer.ts:70
        token <= 3'd0; // result-writer.ts:71
        block <= block + 16'd1; // result-writer.ts:72
        block_address <= block_address + 36'd8; // result-writer.ts:74
        row_address <= block_address + 36'd8; // result-writer.ts:75
        all_asked <= last_block; // result-writer.ts:76
      end else begin
        token <= token + 3'd1; // result-writer.ts:78
        row_address <= row_address + {17'd0, {current_blocks, 3'd0}}; // result-writer.ts:79
      end
    end
    if (aw_valid && aw_ready) begin // result-writer.ts:82
      asking <= 1'b0;
    end
    if (sent) begin // result-writer.ts:92
      beat <= beat + 3'd1; // result-writer.ts:93
      if (w_payload_last) begin // result-writer.ts:94
        sending <= 1'b0;
      end
    end
    if (finished) begin // result-writer.ts:102
      active <= 1'b0;
    end
    if (request_valid && !active) begin // result-writer.ts:103
      active <= 1'b1; // result-writer.ts:104
      current_address <= request_payload_address; // result-writer.ts:105
      current_blocks <= request_payload_blocks;
      current_tokens <= request_payload_tokens;
      current_interrupt <= request_payload_interrupt;
      block_address <= request_payload_address; // result-writer.ts:106
      row_address <= request_payload_address; // result-writer.ts:107
      block <= 16'd0; // result-writer.ts:108
      token <= 3'd0; // result-writer.ts:109
      all_asked <= 1'b0; // result-writer.ts:110
    end
    if (rst) begin
      asking <= 1'b0;
      sending <= 1'b0;
      all_asked <= 1'b0;
      beat <= 3'd0;
      active <= 1'b0;
    end
  end

  assign aw_valid = asking; // result-writer.ts:83
  assign aw_payload_address = asked; // result-writer.ts:84
  assign aw_payload_length = 4'd7; // result-writer.ts:85
  assign sent = w_valid & w_ready; // result-writer.ts:87
  assign w_valid = sending & u_queue_m_valid; // result-writer.ts:88
  assign w_payload_last = beat == 3'd7; // result-writer.ts:90
  assign b_ready = 1'b1; // result-writer.ts:97

  always @(posedge clk) begin // result-writer.ts:98
    outstanding <= outstanding + {3'd0, begin_} - {3'd0, b_valid};
    if (rst) begin
      outstanding <= 4'd0;
    end
  end

  assign finished = active & all_asked & (outstanding == 4'd0) & ~halt; // result-writer.ts:100
  assign request_ready = ~active; // result-writer.ts:101
  assign done = finished; // result-writer.ts:112
  assign done_interrupt = finished & current_interrupt; // result-writer.ts:113
  assign drained = (outstanding == 4'd0) & ~asking & ~sending; // result-writer.ts:114
  assign failed_valid = b_valid & (b_payload != 2'd0); // result-writer.ts:115
  assign failed_address = current_address; // result-writer.ts:117
  assign failed_response = b_payload; // result-writer.ts:118

  // Bits nobody reads, named for lint.
  wire _unused = &{1'b0, y_payload_last};

endmodule

`default_nettype wire
