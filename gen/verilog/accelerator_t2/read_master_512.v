// read_master_512, from read-master.ts
`default_nettype none

module read_master_512 (
  input  wire         clk,
  input  wire         rst,
  input  wire         request_valid,
  input  wire [35:0]  request_payload_address,
  input  wire [27:0]  request_payload_beats,
  output wire         request_ready,
  input  wire         r_valid,
  input  wire [127:0] r_payload_data,
  input  wire [1:0]   r_payload_response,
  input  wire         r_payload_last,
  output wire         r_ready,
  input  wire         halt,
  output wire         ar_valid,
  output wire [35:0]  ar_payload_address,
  output wire [3:0]   ar_payload_length,
  input  wire         ar_ready,
  output wire         beats_valid,
  output wire [127:0] beats_payload,
  input  wire         beats_ready,
  output wire         drained,
  output wire         failed_valid,
  output wire [35:0]  failed_address,
  output wire [1:0]   failed_response
);
  reg asking; // read-master.ts:25
  reg offered;
  reg [35:0] next; // read-master.ts:26
  reg [35:0] asked_address;
  reg [3:0] asked_length;
  reg [3:0] length; // read-master.ts:29
  reg last;
  reg [24:0] more;
  reg [3:0] end_;
  reg [9:0] room; // read-master.ts:35
  reg [3:0] asked_for;
  wire ask; // read-master.ts:37
  wire popped; // read-master.ts:44
  wire ended;
  wire next_last; // read-master.ts:46
  wire [3:0] offset; // read-master.ts:64
  wire [28:0] region_end;
  wire fits; // read-master.ts:69
  wire u_queue_s_ready; // read-master.ts:91
  wire [9:0] u_queue_level;
  wire u_asked_s_ready;
  wire u_asked_m_valid;
  wire [4:0] u_asked_level;

  assign ask = asking & (~offered | ar_ready) & ~halt & (room >= 10'd16) & (asked_for != 4'd9); // read-master.ts:37
  assign popped = beats_valid & beats_ready; // read-master.ts:44
  assign ended = r_valid & r_payload_last;
  assign next_last = more == 25'd1; // read-master.ts:46

  always @(posedge clk) begin // read-master.ts:47
    if (ar_ready) begin
      offered <= 1'b0;
    end
    if (ask) begin // read-master.ts:48
      offered <= 1'b1; // read-master.ts:49
      asked_address <= next; // read-master.ts:50
      asked_length <= length;
      next <= {next[35:4] + 32'd1, 4'd0}; // read-master.ts:53
      more <= more - 25'd1; // read-master.ts:54
      last <= next_last; // read-master.ts:55
      length <= next_last ? end_ : 4'd15; // read-master.ts:56
      if (last) begin // read-master.ts:57
        asking <= 1'b0;
      end
    end
    if (request_ready && request_valid) begin // read-master.ts:75
      asking <= 1'b1; // read-master.ts:76
      next <= request_payload_address; // read-master.ts:77
      last <= fits; // read-master.ts:78
      length <= fits ? request_payload_beats[3:0] - 4'd1 : ~offset; // read-master.ts:79
      more <= region_end[28:4]; // read-master.ts:80
      end_ <= region_end[3:0]; // read-master.ts:81
    end
    if (rst) begin
      offered <= 1'b0;
      asking <= 1'b0;
    end
  end

  assign request_ready = ~asking; // read-master.ts:59
  assign offset = request_payload_address[3:0]; // read-master.ts:64
  assign region_end = {1'b0, request_payload_beats} + {25'd0, request_payload_address[3:0]} - 29'd1;
  assign fits = (request_payload_beats[27:5] == 23'd0) & (request_payload_beats[4:0] + {2'd0, offset} <= 6'd16); // read-master.ts:69
  assign ar_valid = offered; // read-master.ts:83
  assign ar_payload_address = asked_address; // read-master.ts:84
  assign ar_payload_length = asked_length;

  always @(posedge clk) begin // read-master.ts:87
    room <= room - (ask ? {6'd0, length} + 10'd1 : 10'd0) + {9'd0, popped};
    asked_for <= asked_for + {3'd0, ask} - {3'd0, ended}; // read-master.ts:88
    if (rst) begin
      room <= 10'd512;
      asked_for <= 4'd0;
    end
  end

  assign drained = asked_for == 4'd0; // read-master.ts:89

  Fifo512Block_uint128 u_queue ( // read-master.ts:91
    .clk(clk),
    .rst(rst),
    .s_valid(r_valid),
    .s_payload(r_payload_data),
    .s_ready(u_queue_s_ready),
    .m_valid(beats_valid),
    .m_payload(beats_payload),
    .m_ready(beats_ready),
    .level(u_queue_level)
  );

  Fifo16_uint36 u_asked (
    .clk(clk),
    .rst(rst),
    .s_valid(ask),
    .s_payload(next),
    .s_ready(u_asked_s_ready),
    .m_valid(u_asked_m_valid),
    .m_payload(failed_address),
    .m_ready(ended),
    .level(u_asked_level)
  );

  assign r_ready = 1'b1; // read-master.ts:97
  assign failed_valid = r_valid & (r_payload_response != 2'd0); // read-master.ts:103
  assign failed_response = r_payload_response; // read-master.ts:105

  // Bits nobody reads, named for lint.
  wire _unused = &{1'b0, u_queue_s_ready, u_queue_level, u_asked_s_ready, u_asked_m_valid, u_asked_level};

endmodule

`default_nettype wire
