// fused_dot_m27, from fused-dot.ts
`default_nettype none

module fused_dot_m27 (
  input  wire         clk,
  input  wire         rst,
  input  wire         valid,
  input  wire         first,
  input  wire [255:0] weights,
  input  wire [107:0] mantissas,
  output wire [319:0] sums
);
  reg valid_5_1; // fused-dot.ts:25
  reg first_5_1;
  reg valid_5_2;
  reg first_5_2;
  reg valid_5_3;
  reg first_5_3;
  reg valid_5_4;
  reg first_5_4;
  reg valid_5;
  reg first_5;
  reg [255:0] w_1; // fused-dot.ts:28
  reg [107:0] m_1;
  (* use_dsp = "yes" *)
  reg [1119:0] product_2; // fused-dot.ts:29
  reg [1119:0] product_3;
  reg [575:0] pair_4; // fused-dot.ts:45
  reg [295:0] strip_5;
  reg [319:0] sum_6;

  always @(posedge clk) begin // fused-dot.ts:25
    valid_5_1 <= valid;
    first_5_1 <= first;
    valid_5_2 <= valid_5_1;
    first_5_2 <= first_5_1;
    valid_5_3 <= valid_5_2;
    first_5_3 <= first_5_2;
    valid_5_4 <= valid_5_3;
    first_5_4 <= first_5_3;
    valid_5 <= valid_5_4;
    first_5 <= first_5_4;
    w_1 <= weights; // fused-dot.ts:28
    m_1 <= mantissas;
    product_2[34:0] <= $signed(m_1[26:0]) * $signed(w_1[7:0]); // fused-dot.ts:35
    product_2[69:35] <= $signed(m_1[26:0]) * $signed(w_1[15:8]);
    product_2[104:70] <= $signed(m_1[26:0]) * $signed(w_1[23:16]);
    product_2[139:105] <= $signed(m_1[26:0]) * $signed(w_1[31:24]);
    product_2[174:140] <= $signed(m_1[26:0]) * $signed(w_1[39:32]);
    product_2[209:175] <= $signed(m_1[26:0]) * $signed(w_1[47:40]);
    product_2[244:210] <= $signed(m_1[26:0]) * $signed(w_1[55:48]);
    product_2[279:245] <= $signed(m_1[26:0]) * $signed(w_1[63:56]);
    product_2[314:280] <= $signed(m_1[53:27]) * $signed(w_1[71:64]);
    product_2[349:315] <= $signed(m_1[53:27]) * $signed(w_1[79:72]);
    product_2[384:350] <= $signed(m_1[53:27]) * $signed(w_1[87:80]);
    product_2[419:385] <= $signed(m_1[53:27]) * $signed(w_1[95:88]);
    product_2[454:420] <= $signed(m_1[53:27]) * $signed(w_1[103:96]);
    product_2[489:455] <= $signed(m_1[53:27]) * $signed(w_1[111:104]);
    product_2[524:490] <= $signed(m_1[53:27]) * $signed(w_1[119:112]);
    product_2[559:525] <= $signed(m_1[53:27]) * $signed(w_1[127:120]);
    product_2[594:560] <= $signed(m_1[80:54]) * $signed(w_1[135:128]);
    product_2[629:595] <= $signed(m_1[80:54]) * $signed(w_1[143:136]);
    product_2[664:630] <= $signed(m_1[80:54]) * $signed(w_1[151:144]);
    product_2[699:665] <= $signed(m_1[80:54]) * $signed(w_1[159:152]);
    product_2[734:700] <= $signed(m_1[80:54]) * $signed(w_1[167:160]);
    product_2[769:735] <= $signed(m_1[80:54]) * $signed(w_1[175:168]);
    product_2[804:770] <= $signed(m_1[80:54]) * $signed(w_1[183:176]);
    product_2[839:805] <= $signed(m_1[80:54]) * $signed(w_1[191:184]);
    product_2[874:840] <= $signed(m_1[107:81]) * $signed(w_1[199:192]);
    product_2[909:875] <= $signed(m_1[107:81]) * $signed(w_1[207:200]);
    product_2[944:910] <= $signed(m_1[107:81]) * $signed(w_1[215:208]);
    product_2[979:945] <= $signed(m_1[107:81]) * $signed(w_1[223:216]);
    product_2[1014:980] <= $signed(m_1[107:81]) * $signed(w_1[231:224]);
    product_2[1049:1015] <= $signed(m_1[107:81]) * $signed(w_1[239:232]);
    product_2[1084:1050] <= $signed(m_1[107:81]) * $signed(w_1[247:240]);
    product_2[1119:1085] <= $signed(m_1[107:81]) * $signed(w_1[255:248]);
    product_3 <= product_2; // fused-dot.ts:42
    pair_4[35:0] <= $signed(product_3[34:0]) + $signed(product_3[314:280]); // fused-dot.ts:52
    pair_4[323:288] <= $signed(product_3[594:560]) + $signed(product_3[874:840]); // fused-dot.ts:53
    pair_4[71:36] <= $signed(product_3[69:35]) + $signed(product_3[349:315]); // fused-dot.ts:52
    pair_4[359:324] <= $signed(product_3[629:595]) + $signed(product_3[909:875]); // fused-dot.ts:53
    pair_4[107:72] <= $signed(product_3[104:70]) + $signed(product_3[384:350]); // fused-dot.ts:52
    pair_4[395:360] <= $signed(product_3[664:630]) + $signed(product_3[944:910]); // fused-dot.ts:53
    pair_4[143:108] <= $signed(product_3[139:105]) + $signed(product_3[419:385]); // fused-dot.ts:52
    pair_4[431:396] <= $signed(product_3[699:665]) + $signed(product_3[979:945]); // fused-dot.ts:53
    pair_4[179:144] <= $signed(product_3[174:140]) + $signed(product_3[454:420]); // fused-dot.ts:52
    pair_4[467:432] <= $signed(product_3[734:700]) + $signed(product_3[1014:980]); // fused-dot.ts:53
    pair_4[215:180] <= $signed(product_3[209:175]) + $signed(product_3[489:455]); // fused-dot.ts:52
    pair_4[503:468] <= $signed(product_3[769:735]) + $signed(product_3[1049:1015]); // fused-dot.ts:53
    pair_4[251:216] <= $signed(product_3[244:210]) + $signed(product_3[524:490]); // fused-dot.ts:52
    pair_4[539:504] <= $signed(product_3[804:770]) + $signed(product_3[1084:1050]); // fused-dot.ts:53
    pair_4[287:252] <= $signed(product_3[279:245]) + $signed(product_3[559:525]); // fused-dot.ts:52
    pair_4[575:540] <= $signed(product_3[839:805]) + $signed(product_3[1119:1085]); // fused-dot.ts:53
    strip_5[36:0] <= $signed(pair_4[35:0]) + $signed(pair_4[323:288]); // fused-dot.ts:54
    strip_5[73:37] <= $signed(pair_4[71:36]) + $signed(pair_4[359:324]);
    strip_5[110:74] <= $signed(pair_4[107:72]) + $signed(pair_4[395:360]);
    strip_5[147:111] <= $signed(pair_4[143:108]) + $signed(pair_4[431:396]);
    strip_5[184:148] <= $signed(pair_4[179:144]) + $signed(pair_4[467:432]);
    strip_5[221:185] <= $signed(pair_4[215:180]) + $signed(pair_4[503:468]);
    strip_5[258:222] <= $signed(pair_4[251:216]) + $signed(pair_4[539:504]);
    strip_5[295:259] <= $signed(pair_4[287:252]) + $signed(pair_4[575:540]);
    if (rst) begin
      valid_5_1 <= 1'b0;
      first_5_1 <= 1'b0;
      valid_5_2 <= 1'b0;
      first_5_2 <= 1'b0;
      valid_5_3 <= 1'b0;
      first_5_3 <= 1'b0;
      valid_5_4 <= 1'b0;
      first_5_4 <= 1'b0;
      valid_5 <= 1'b0;
      first_5 <= 1'b0;
    end
  end

  always @(posedge clk) begin // fused-dot.ts:56
    if (valid_5) begin
      if (first_5) begin // fused-dot.ts:59
        sum_6[39:0] <= {{3{strip_5[36]}}, strip_5[36:0]};
        sum_6[79:40] <= {{3{strip_5[73]}}, strip_5[73:37]};
        sum_6[119:80] <= {{3{strip_5[110]}}, strip_5[110:74]};
        sum_6[159:120] <= {{3{strip_5[147]}}, strip_5[147:111]};
        sum_6[199:160] <= {{3{strip_5[184]}}, strip_5[184:148]};
        sum_6[239:200] <= {{3{strip_5[221]}}, strip_5[221:185]};
        sum_6[279:240] <= {{3{strip_5[258]}}, strip_5[258:222]};
        sum_6[319:280] <= {{3{strip_5[295]}}, strip_5[295:259]};
      end else begin
        sum_6[39:0] <= $signed(sum_6[39:0]) + $signed({{3{strip_5[36]}}, strip_5[36:0]});
        sum_6[79:40] <= $signed(sum_6[79:40]) + $signed({{3{strip_5[73]}}, strip_5[73:37]});
        sum_6[119:80] <= $signed(sum_6[119:80]) + $signed({{3{strip_5[110]}}, strip_5[110:74]});
        sum_6[159:120] <= $signed(sum_6[159:120]) + $signed({{3{strip_5[147]}}, strip_5[147:111]});
        sum_6[199:160] <= $signed(sum_6[199:160]) + $signed({{3{strip_5[184]}}, strip_5[184:148]});
        sum_6[239:200] <= $signed(sum_6[239:200]) + $signed({{3{strip_5[221]}}, strip_5[221:185]});
        sum_6[279:240] <= $signed(sum_6[279:240]) + $signed({{3{strip_5[258]}}, strip_5[258:222]});
        sum_6[319:280] <= $signed(sum_6[319:280]) + $signed({{3{strip_5[295]}}, strip_5[295:259]});
      end
    end
  end

  assign sums = sum_6; // fused-dot.ts:62

endmodule

`default_nettype wire
