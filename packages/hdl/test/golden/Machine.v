// Machine, from constructs.ts
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
  reg state; // constructs.ts:167

  always @(posedge clk) begin
    case (state)
      1'b0: begin // Waiting
        if (go) begin // constructs.ts:168
          state <= 1'b1;
        end
      end
      1'b1: begin // Working
        if (done) begin // constructs.ts:169
          state <= 1'b0;
        end
      end
    endcase
    if (rst) begin
      state <= 1'b0;
    end
  end

  assign busy = state; // constructs.ts:171

  always @* begin // constructs.ts:172
    case (op)
      2'd0: begin // Idle
        next = 2'd1;
      end
      default: begin
        next = 2'd2;
      end
    endcase
  end

endmodule

`default_nettype wire
