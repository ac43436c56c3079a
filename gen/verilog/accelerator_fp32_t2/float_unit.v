// float_unit, from float-unit.ts
`default_nettype none

module float_unit (
  input  wire         clk,
  input  wire         rst,
  input  wire         ended,
  input  wire         first,
  input  wire         last,
  input  wire         used,
  input  wire [7:0]   poisoned,
  input  wire         done,
  input  wire [255:0] sums,
  output wire         beat_valid,
  output wire [127:0] beat
);
  wire u_about_s_ready; // float-unit.ts:32
  wire u_about_m_valid;
  wire u_about_m_payload_first;
  wire u_about_m_payload_last;
  wire u_about_m_payload_used;
  wire [7:0] u_about_m_payload_poisoned;
  wire [3:0] u_about_level;
  reg busy; // float-unit.ts:40
  reg [2:0] index;
  reg [255:0] held_sums; // float-unit.ts:41
  reg [7:0] held_poisoned;
  reg held_first;
  reg held_last;

  Fifo8_group_about u_about ( // float-unit.ts:32
    .clk(clk),
    .rst(rst),
    .s_valid(ended),
    .s_payload_first(first),
    .s_payload_last(last),
    .s_payload_used(used),
    .s_payload_poisoned(poisoned),
    .s_ready(u_about_s_ready),
    .m_valid(u_about_m_valid),
    .m_payload_first(u_about_m_payload_first),
    .m_payload_last(u_about_m_payload_last),
    .m_payload_used(u_about_m_payload_used),
    .m_payload_poisoned(u_about_m_payload_poisoned),
    .m_ready(done),
    .level(u_about_level)
  );

  accumulator_i3 u_accumulate (
    .clk(clk),
    .rst(rst),
    .valid(busy),
    .t(held_poisoned[0] ? 32'h7fc00000 : held_sums[31:0]),
    .index(index),
    .first(held_first),
    .last(held_last),
    .beat_valid(beat_valid),
    .beat(beat)
  );

  always @(posedge clk) begin // float-unit.ts:47
    if (busy) begin
      index <= index + 3'd1; // float-unit.ts:48
      held_sums <= held_sums >> 32; // float-unit.ts:49
      held_poisoned <= held_poisoned >> 1; // float-unit.ts:50
      if (&index) begin // float-unit.ts:51
        busy <= 1'b0;
      end
    end
    if (done) begin // float-unit.ts:53
      busy <= u_about_m_payload_used; // float-unit.ts:54
      index <= 3'd0; // float-unit.ts:55
      held_sums <= sums; // float-unit.ts:56
      held_poisoned <= u_about_m_payload_poisoned; // float-unit.ts:57
      held_first <= u_about_m_payload_first; // float-unit.ts:58
      held_last <= u_about_m_payload_last; // float-unit.ts:59
    end
    if (rst) begin
      index <= 3'd0;
      busy <= 1'b0;
    end
  end

  // Bits nobody reads, named for lint.
  wire _unused = &{1'b0, u_about_s_ready, u_about_m_valid, u_about_level};

endmodule

`default_nettype wire
