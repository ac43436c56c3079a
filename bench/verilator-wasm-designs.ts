/**
 * Designs to measure simulators with, made here so that the figures do not depend on the rest of the repository. All
 * stimulus comes from registers inside the design: no input changes, so only the simulator's own speed counts.
 */

/** 32 lanes of 16-bit LFSRs: tiny, everything toggles every cycle. */
export const lfsrLanes = (lanes = 32): string => `
module bench (input clk, input rst, output reg [31:0] sum);
  integer i;
  reg [15:0] s [0:${lanes - 1}];
  always @(posedge clk) begin
    sum <= sum + {16'd0, s[0] ^ s[${lanes - 1}]};
    for (i = 0; i < ${lanes}; i = i + 1)
      s[i] <= rst ? 16'h1234 + 77 * i : {s[i][14:0], s[i][15] ^ s[i][13] ^ s[i][12] ^ s[i][10]};
    if (rst) sum <= 0;
  end
endmodule
`;

/**
 * A multiply-accumulate array as in a quantised matrix engine: each lane multiplies a 4-bit weight, less its zero
 * point, by a 16-bit activation; a pipelined adder tree sums the lanes; the sum is accumulated over 64 cycles.
 */
export function macArray(lanes = 256): string {
  const levels = Math.log2(lanes);
  const tree = Array.from({ length: levels }, (_, level) => {
    const count = lanes >> (level + 1);
    return `
  reg signed [31:0] s${level + 1} [0:${count - 1}];
  generate for (i = 0; i < ${count}; i = i + 1) begin : tree${level}
    always @(posedge clk) s${level + 1}[i] <= s${level}[2 * i] + s${level}[2 * i + 1];
  end endgenerate`;
  });
  return `
module bench (input clk, input rst, output reg [31:0] sum);
  genvar i;
  reg [127:0] state;
  reg [3:0] zero;
  reg [5:0] beat;
  reg signed [31:0] acc;
  reg signed [15:0] x [0:${lanes - 1}];
  reg signed [31:0] s0 [0:${lanes - 1}];
  wire [${4 * lanes - 1}:0] weights = {${lanes / 32}{state ^ {state[60:0], state[127:61]}}};
  always @(posedge clk)
    if (rst) begin
      state <= 128'h0123_4567_89ab_cdef_fedc_ba98_7654_3211;
      zero <= 7; beat <= 0; acc <= 0; sum <= 0;
    end else begin
      state <= {state[126:0], state[127] ^ state[125] ^ state[100] ^ state[98]};
      zero <= state[7:4];
      beat <= beat + 1;
      acc <= beat == 0 ? s${levels}[0] : acc + s${levels}[0];
      if (beat == 0) sum <= sum ^ acc;
    end
  generate for (i = 0; i < ${lanes}; i = i + 1) begin : lane
    wire signed [5:0] w = $signed({2'b0, weights[4 * i +: 4]}) - $signed({2'b0, zero});
    always @(posedge clk) begin
      x[i] <= rst ? 16'd1 : x[i] + {12'd0, state[(i % 120) +: 4]};
      s0[i] <= w * x[i];
    end
  end endgenerate
${tree.join('\n')}
endmodule
`;
}
