// Generated from packages/hdl/test/golden/constructs.ts; do not edit.
`default_nettype none

module Machine (
  input  wire       clk,
  input  wire       rst,
  input  wire       go,
  input  wire       done,
  input  wire [1:0] op,
  output wire       busy,
  output reg  [1:0] next
);
  localparam OP_IDLE = 2'd0;
  localparam OP_LOAD = 2'd1;
  localparam OP_RUN = 2'd2;
  localparam STATE_WAITING = 1'b0;
  localparam STATE_WORKING = 1'b1;

  reg state;

  always @(posedge clk) begin
    case (state)
      STATE_WAITING: begin
        if (go) begin
          state <= STATE_WORKING;
        end
      end
      STATE_WORKING: begin
        if (done) begin
          state <= STATE_WAITING;
        end
      end
    endcase
    if (rst) begin
      state <= STATE_WAITING;
    end
  end

  assign busy = state;

  always @* begin
    case (op)
      OP_IDLE: begin
        next = OP_LOAD;
      end
      default: begin
        next = OP_RUN;
      end
    endcase
  end

endmodule

`default_nettype wire
