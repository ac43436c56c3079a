// result_stream, from result-stream.ts
`default_nettype none

module result_stream (
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
  input  wire         halt,
  output wire         m_valid,
  output wire [127:0] m_payload_data,
  output wire         m_payload_last,
  input  wire         m_ready,
  output wire         done,
  output wire         done_interrupt,
  output wire         drained
);
  reg active; // result-stream.ts:22
  reg interrupt;
  reg waiting; // result-stream.ts:24
  reg open;
  reg closing;
  wire passing; // result-stream.ts:32
  wire taken; // result-stream.ts:38
  wire ended; // result-stream.ts:46

  assign request_ready = ~active; // result-stream.ts:26

  always @(posedge clk) begin // result-stream.ts:27
    if (request_valid && !active) begin
      active <= 1'b1; // result-stream.ts:28
      interrupt <= request_payload_interrupt; // result-stream.ts:29
    end
    if (ended) begin // result-stream.ts:47
      active <= 1'b0;
    end
    if (rst) begin
      active <= 1'b0;
    end
  end

  assign passing = active & ~closing & (~halt | waiting); // result-stream.ts:32
  assign m_valid = closing | (passing & y_valid); // result-stream.ts:33
  assign m_payload_data = closing ? 128'h7fc000007fc000007fc000007fc00000 : y_payload_data; // result-stream.ts:34
  assign m_payload_last = closing | y_payload_last; // result-stream.ts:35
  assign y_ready = passing & m_ready; // result-stream.ts:36
  assign taken = m_valid & m_ready; // result-stream.ts:38

  always @(posedge clk) begin // result-stream.ts:39
    waiting <= m_valid & ~m_ready;
    if (rst) begin
      waiting <= 1'b0;
    end
  end

  always @(posedge clk) begin // result-stream.ts:40
    if (taken) begin
      open <= ~m_payload_last; // result-stream.ts:41
      closing <= 1'b0; // result-stream.ts:42
    end
    if (halt && open && !waiting && !closing) begin // result-stream.ts:44
      closing <= 1'b1;
    end
    if (rst) begin
      open <= 1'b0;
      closing <= 1'b0;
    end
  end

  assign ended = taken & m_payload_last & ~closing; // result-stream.ts:46
  assign done = ended; // result-stream.ts:48
  assign done_interrupt = ended & interrupt; // result-stream.ts:49
  assign drained = ~open & ~waiting & ~closing; // result-stream.ts:50

  // Bits nobody reads, named for lint.
  wire _unused = &{1'b0, request_payload_address, request_payload_blocks, request_payload_tokens};

endmodule

`default_nettype wire
