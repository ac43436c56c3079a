// SPDX-License-Identifier: Apache-2.0
// Generated from rtl/head/top-k.ts by `make verilog`; do not edit.
//
// The 64 largest results of a command, in falling order (of equal ones the lower index first), so that an LM
// head's logits need not all return: the list is a row of cells, and a result enters where it belongs in one
// cycle while all behind it move on. Commands without selection pass through. One result a cycle: a fifth of
// what the widest core could deliver, and far more than an LM head does.
`default_nettype none

module macromac_top_k (
  input  wire         clk,
  input  wire         rst,
  input  wire         select_valid,
  input  wire         select_payload_top,
  input  wire [18:0]  select_payload_outputs,
  output wire         select_ready,
  input  wire         y_valid,
  input  wire [127:0] y_payload_data,
  input  wire         y_payload_last,
  output wire         y_ready,
  output wire         m_valid,
  output wire [127:0] m_payload_data,
  output wire         m_payload_last,
  input  wire         m_ready
);
  localparam TOP_K_STATE_PASS = 2'd0;
  localparam TOP_K_STATE_COLLECT = 2'd1;
  localparam TOP_K_STATE_SETTLE = 2'd2;
  localparam TOP_K_STATE_LIST = 2'd3;

  reg [1:0] state;
  reg [1:0] lane;
  reg [18:0] index;
  reg [18:0] outputs;
  reg [4:0] sent;
  reg entering;
  reg [31:0] entering_key;
  reg [17:0] entering_index;
  reg [2047:0] keys;
  reg [1151:0] indices;
  reg [63:0] occupied;
  wire passing;
  wire collecting;
  wire beat_done;
  wire [63:0] gives_way;
  wire listing;
  wire [127:0] list_beat;
  wire last_sent;

  assign passing = select_valid & ~select_payload_top & (state == TOP_K_STATE_PASS);
  assign collecting = (state == TOP_K_STATE_COLLECT) & y_valid;
  assign beat_done = collecting & (lane == 2'd3);

  wire [31:0] _entering_key_element = y_payload_data[32*lane +: 32];

  always @(posedge clk) begin
    if (select_valid && select_payload_top && state == TOP_K_STATE_PASS) begin
      state <= TOP_K_STATE_COLLECT;
      index <= 19'd0;
      lane <= 2'd0;
      outputs <= select_payload_outputs;
      occupied <= 64'd0;
    end
    if (collecting) begin
      entering_key <= _entering_key_element[30:23] == 8'd255 && _entering_key_element[22:0] != 23'd0 ? 32'd0
          : _entering_key_element[30:23] == 8'd0 ? 32'h80000000 : _entering_key_element[31]
          ? ~y_payload_data[32*lane +: 32] : y_payload_data[32*lane +: 32] | 32'h80000000;
      entering_index <= index[17:0];
      lane <= lane + 2'd1;
      index <= index + 19'd1;
      if (beat_done && y_payload_last) begin
        state <= TOP_K_STATE_SETTLE;
      end
    end
    if (state == TOP_K_STATE_SETTLE) begin
      state <= TOP_K_STATE_LIST;
      sent <= 5'd0;
    end
    if (entering) begin
      occupied <= (occupied << 1) | 64'd1;
      if (gives_way[0]) begin
        keys[31:0] <= entering_key;
        indices[17:0] <= entering_index;
      end
      if (gives_way[1]) begin
        keys[63:32] <= gives_way[0] ? keys[31:0] : entering_key;
        indices[35:18] <= gives_way[0] ? indices[17:0] : entering_index;
      end
      if (gives_way[2]) begin
        keys[95:64] <= gives_way[1] ? keys[63:32] : entering_key;
        indices[53:36] <= gives_way[1] ? indices[35:18] : entering_index;
      end
      if (gives_way[3]) begin
        keys[127:96] <= gives_way[2] ? keys[95:64] : entering_key;
        indices[71:54] <= gives_way[2] ? indices[53:36] : entering_index;
      end
      if (gives_way[4]) begin
        keys[159:128] <= gives_way[3] ? keys[127:96] : entering_key;
        indices[89:72] <= gives_way[3] ? indices[71:54] : entering_index;
      end
      if (gives_way[5]) begin
        keys[191:160] <= gives_way[4] ? keys[159:128] : entering_key;
        indices[107:90] <= gives_way[4] ? indices[89:72] : entering_index;
      end
      if (gives_way[6]) begin
        keys[223:192] <= gives_way[5] ? keys[191:160] : entering_key;
        indices[125:108] <= gives_way[5] ? indices[107:90] : entering_index;
      end
      if (gives_way[7]) begin
        keys[255:224] <= gives_way[6] ? keys[223:192] : entering_key;
        indices[143:126] <= gives_way[6] ? indices[125:108] : entering_index;
      end
      if (gives_way[8]) begin
        keys[287:256] <= gives_way[7] ? keys[255:224] : entering_key;
        indices[161:144] <= gives_way[7] ? indices[143:126] : entering_index;
      end
      if (gives_way[9]) begin
        keys[319:288] <= gives_way[8] ? keys[287:256] : entering_key;
        indices[179:162] <= gives_way[8] ? indices[161:144] : entering_index;
      end
      if (gives_way[10]) begin
        keys[351:320] <= gives_way[9] ? keys[319:288] : entering_key;
        indices[197:180] <= gives_way[9] ? indices[179:162] : entering_index;
      end
      if (gives_way[11]) begin
        keys[383:352] <= gives_way[10] ? keys[351:320] : entering_key;
        indices[215:198] <= gives_way[10] ? indices[197:180] : entering_index;
      end
      if (gives_way[12]) begin
        keys[415:384] <= gives_way[11] ? keys[383:352] : entering_key;
        indices[233:216] <= gives_way[11] ? indices[215:198] : entering_index;
      end
      if (gives_way[13]) begin
        keys[447:416] <= gives_way[12] ? keys[415:384] : entering_key;
        indices[251:234] <= gives_way[12] ? indices[233:216] : entering_index;
      end
      if (gives_way[14]) begin
        keys[479:448] <= gives_way[13] ? keys[447:416] : entering_key;
        indices[269:252] <= gives_way[13] ? indices[251:234] : entering_index;
      end
      if (gives_way[15]) begin
        keys[511:480] <= gives_way[14] ? keys[479:448] : entering_key;
        indices[287:270] <= gives_way[14] ? indices[269:252] : entering_index;
      end
      if (gives_way[16]) begin
        keys[543:512] <= gives_way[15] ? keys[511:480] : entering_key;
        indices[305:288] <= gives_way[15] ? indices[287:270] : entering_index;
      end
      if (gives_way[17]) begin
        keys[575:544] <= gives_way[16] ? keys[543:512] : entering_key;
        indices[323:306] <= gives_way[16] ? indices[305:288] : entering_index;
      end
      if (gives_way[18]) begin
        keys[607:576] <= gives_way[17] ? keys[575:544] : entering_key;
        indices[341:324] <= gives_way[17] ? indices[323:306] : entering_index;
      end
      if (gives_way[19]) begin
        keys[639:608] <= gives_way[18] ? keys[607:576] : entering_key;
        indices[359:342] <= gives_way[18] ? indices[341:324] : entering_index;
      end
      if (gives_way[20]) begin
        keys[671:640] <= gives_way[19] ? keys[639:608] : entering_key;
        indices[377:360] <= gives_way[19] ? indices[359:342] : entering_index;
      end
      if (gives_way[21]) begin
        keys[703:672] <= gives_way[20] ? keys[671:640] : entering_key;
        indices[395:378] <= gives_way[20] ? indices[377:360] : entering_index;
      end
      if (gives_way[22]) begin
        keys[735:704] <= gives_way[21] ? keys[703:672] : entering_key;
        indices[413:396] <= gives_way[21] ? indices[395:378] : entering_index;
      end
      if (gives_way[23]) begin
        keys[767:736] <= gives_way[22] ? keys[735:704] : entering_key;
        indices[431:414] <= gives_way[22] ? indices[413:396] : entering_index;
      end
      if (gives_way[24]) begin
        keys[799:768] <= gives_way[23] ? keys[767:736] : entering_key;
        indices[449:432] <= gives_way[23] ? indices[431:414] : entering_index;
      end
      if (gives_way[25]) begin
        keys[831:800] <= gives_way[24] ? keys[799:768] : entering_key;
        indices[467:450] <= gives_way[24] ? indices[449:432] : entering_index;
      end
      if (gives_way[26]) begin
        keys[863:832] <= gives_way[25] ? keys[831:800] : entering_key;
        indices[485:468] <= gives_way[25] ? indices[467:450] : entering_index;
      end
      if (gives_way[27]) begin
        keys[895:864] <= gives_way[26] ? keys[863:832] : entering_key;
        indices[503:486] <= gives_way[26] ? indices[485:468] : entering_index;
      end
      if (gives_way[28]) begin
        keys[927:896] <= gives_way[27] ? keys[895:864] : entering_key;
        indices[521:504] <= gives_way[27] ? indices[503:486] : entering_index;
      end
      if (gives_way[29]) begin
        keys[959:928] <= gives_way[28] ? keys[927:896] : entering_key;
        indices[539:522] <= gives_way[28] ? indices[521:504] : entering_index;
      end
      if (gives_way[30]) begin
        keys[991:960] <= gives_way[29] ? keys[959:928] : entering_key;
        indices[557:540] <= gives_way[29] ? indices[539:522] : entering_index;
      end
      if (gives_way[31]) begin
        keys[1023:992] <= gives_way[30] ? keys[991:960] : entering_key;
        indices[575:558] <= gives_way[30] ? indices[557:540] : entering_index;
      end
      if (gives_way[32]) begin
        keys[1055:1024] <= gives_way[31] ? keys[1023:992] : entering_key;
        indices[593:576] <= gives_way[31] ? indices[575:558] : entering_index;
      end
      if (gives_way[33]) begin
        keys[1087:1056] <= gives_way[32] ? keys[1055:1024] : entering_key;
        indices[611:594] <= gives_way[32] ? indices[593:576] : entering_index;
      end
      if (gives_way[34]) begin
        keys[1119:1088] <= gives_way[33] ? keys[1087:1056] : entering_key;
        indices[629:612] <= gives_way[33] ? indices[611:594] : entering_index;
      end
      if (gives_way[35]) begin
        keys[1151:1120] <= gives_way[34] ? keys[1119:1088] : entering_key;
        indices[647:630] <= gives_way[34] ? indices[629:612] : entering_index;
      end
      if (gives_way[36]) begin
        keys[1183:1152] <= gives_way[35] ? keys[1151:1120] : entering_key;
        indices[665:648] <= gives_way[35] ? indices[647:630] : entering_index;
      end
      if (gives_way[37]) begin
        keys[1215:1184] <= gives_way[36] ? keys[1183:1152] : entering_key;
        indices[683:666] <= gives_way[36] ? indices[665:648] : entering_index;
      end
      if (gives_way[38]) begin
        keys[1247:1216] <= gives_way[37] ? keys[1215:1184] : entering_key;
        indices[701:684] <= gives_way[37] ? indices[683:666] : entering_index;
      end
      if (gives_way[39]) begin
        keys[1279:1248] <= gives_way[38] ? keys[1247:1216] : entering_key;
        indices[719:702] <= gives_way[38] ? indices[701:684] : entering_index;
      end
      if (gives_way[40]) begin
        keys[1311:1280] <= gives_way[39] ? keys[1279:1248] : entering_key;
        indices[737:720] <= gives_way[39] ? indices[719:702] : entering_index;
      end
      if (gives_way[41]) begin
        keys[1343:1312] <= gives_way[40] ? keys[1311:1280] : entering_key;
        indices[755:738] <= gives_way[40] ? indices[737:720] : entering_index;
      end
      if (gives_way[42]) begin
        keys[1375:1344] <= gives_way[41] ? keys[1343:1312] : entering_key;
        indices[773:756] <= gives_way[41] ? indices[755:738] : entering_index;
      end
      if (gives_way[43]) begin
        keys[1407:1376] <= gives_way[42] ? keys[1375:1344] : entering_key;
        indices[791:774] <= gives_way[42] ? indices[773:756] : entering_index;
      end
      if (gives_way[44]) begin
        keys[1439:1408] <= gives_way[43] ? keys[1407:1376] : entering_key;
        indices[809:792] <= gives_way[43] ? indices[791:774] : entering_index;
      end
      if (gives_way[45]) begin
        keys[1471:1440] <= gives_way[44] ? keys[1439:1408] : entering_key;
        indices[827:810] <= gives_way[44] ? indices[809:792] : entering_index;
      end
      if (gives_way[46]) begin
        keys[1503:1472] <= gives_way[45] ? keys[1471:1440] : entering_key;
        indices[845:828] <= gives_way[45] ? indices[827:810] : entering_index;
      end
      if (gives_way[47]) begin
        keys[1535:1504] <= gives_way[46] ? keys[1503:1472] : entering_key;
        indices[863:846] <= gives_way[46] ? indices[845:828] : entering_index;
      end
      if (gives_way[48]) begin
        keys[1567:1536] <= gives_way[47] ? keys[1535:1504] : entering_key;
        indices[881:864] <= gives_way[47] ? indices[863:846] : entering_index;
      end
      if (gives_way[49]) begin
        keys[1599:1568] <= gives_way[48] ? keys[1567:1536] : entering_key;
        indices[899:882] <= gives_way[48] ? indices[881:864] : entering_index;
      end
      if (gives_way[50]) begin
        keys[1631:1600] <= gives_way[49] ? keys[1599:1568] : entering_key;
        indices[917:900] <= gives_way[49] ? indices[899:882] : entering_index;
      end
      if (gives_way[51]) begin
        keys[1663:1632] <= gives_way[50] ? keys[1631:1600] : entering_key;
        indices[935:918] <= gives_way[50] ? indices[917:900] : entering_index;
      end
      if (gives_way[52]) begin
        keys[1695:1664] <= gives_way[51] ? keys[1663:1632] : entering_key;
        indices[953:936] <= gives_way[51] ? indices[935:918] : entering_index;
      end
      if (gives_way[53]) begin
        keys[1727:1696] <= gives_way[52] ? keys[1695:1664] : entering_key;
        indices[971:954] <= gives_way[52] ? indices[953:936] : entering_index;
      end
      if (gives_way[54]) begin
        keys[1759:1728] <= gives_way[53] ? keys[1727:1696] : entering_key;
        indices[989:972] <= gives_way[53] ? indices[971:954] : entering_index;
      end
      if (gives_way[55]) begin
        keys[1791:1760] <= gives_way[54] ? keys[1759:1728] : entering_key;
        indices[1007:990] <= gives_way[54] ? indices[989:972] : entering_index;
      end
      if (gives_way[56]) begin
        keys[1823:1792] <= gives_way[55] ? keys[1791:1760] : entering_key;
        indices[1025:1008] <= gives_way[55] ? indices[1007:990] : entering_index;
      end
      if (gives_way[57]) begin
        keys[1855:1824] <= gives_way[56] ? keys[1823:1792] : entering_key;
        indices[1043:1026] <= gives_way[56] ? indices[1025:1008] : entering_index;
      end
      if (gives_way[58]) begin
        keys[1887:1856] <= gives_way[57] ? keys[1855:1824] : entering_key;
        indices[1061:1044] <= gives_way[57] ? indices[1043:1026] : entering_index;
      end
      if (gives_way[59]) begin
        keys[1919:1888] <= gives_way[58] ? keys[1887:1856] : entering_key;
        indices[1079:1062] <= gives_way[58] ? indices[1061:1044] : entering_index;
      end
      if (gives_way[60]) begin
        keys[1951:1920] <= gives_way[59] ? keys[1919:1888] : entering_key;
        indices[1097:1080] <= gives_way[59] ? indices[1079:1062] : entering_index;
      end
      if (gives_way[61]) begin
        keys[1983:1952] <= gives_way[60] ? keys[1951:1920] : entering_key;
        indices[1115:1098] <= gives_way[60] ? indices[1097:1080] : entering_index;
      end
      if (gives_way[62]) begin
        keys[2015:1984] <= gives_way[61] ? keys[1983:1952] : entering_key;
        indices[1133:1116] <= gives_way[61] ? indices[1115:1098] : entering_index;
      end
      if (gives_way[63]) begin
        keys[2047:2016] <= gives_way[62] ? keys[2015:1984] : entering_key;
        indices[1151:1134] <= gives_way[62] ? indices[1133:1116] : entering_index;
      end
    end
    if (listing && m_ready) begin
      sent <= sent + 5'd1;
      occupied <= occupied >> 2;
      keys[31:0] <= keys[95:64];
      indices[17:0] <= indices[53:36];
      keys[63:32] <= keys[127:96];
      indices[35:18] <= indices[71:54];
      keys[95:64] <= keys[159:128];
      indices[53:36] <= indices[89:72];
      keys[127:96] <= keys[191:160];
      indices[71:54] <= indices[107:90];
      keys[159:128] <= keys[223:192];
      indices[89:72] <= indices[125:108];
      keys[191:160] <= keys[255:224];
      indices[107:90] <= indices[143:126];
      keys[223:192] <= keys[287:256];
      indices[125:108] <= indices[161:144];
      keys[255:224] <= keys[319:288];
      indices[143:126] <= indices[179:162];
      keys[287:256] <= keys[351:320];
      indices[161:144] <= indices[197:180];
      keys[319:288] <= keys[383:352];
      indices[179:162] <= indices[215:198];
      keys[351:320] <= keys[415:384];
      indices[197:180] <= indices[233:216];
      keys[383:352] <= keys[447:416];
      indices[215:198] <= indices[251:234];
      keys[415:384] <= keys[479:448];
      indices[233:216] <= indices[269:252];
      keys[447:416] <= keys[511:480];
      indices[251:234] <= indices[287:270];
      keys[479:448] <= keys[543:512];
      indices[269:252] <= indices[305:288];
      keys[511:480] <= keys[575:544];
      indices[287:270] <= indices[323:306];
      keys[543:512] <= keys[607:576];
      indices[305:288] <= indices[341:324];
      keys[575:544] <= keys[639:608];
      indices[323:306] <= indices[359:342];
      keys[607:576] <= keys[671:640];
      indices[341:324] <= indices[377:360];
      keys[639:608] <= keys[703:672];
      indices[359:342] <= indices[395:378];
      keys[671:640] <= keys[735:704];
      indices[377:360] <= indices[413:396];
      keys[703:672] <= keys[767:736];
      indices[395:378] <= indices[431:414];
      keys[735:704] <= keys[799:768];
      indices[413:396] <= indices[449:432];
      keys[767:736] <= keys[831:800];
      indices[431:414] <= indices[467:450];
      keys[799:768] <= keys[863:832];
      indices[449:432] <= indices[485:468];
      keys[831:800] <= keys[895:864];
      indices[467:450] <= indices[503:486];
      keys[863:832] <= keys[927:896];
      indices[485:468] <= indices[521:504];
      keys[895:864] <= keys[959:928];
      indices[503:486] <= indices[539:522];
      keys[927:896] <= keys[991:960];
      indices[521:504] <= indices[557:540];
      keys[959:928] <= keys[1023:992];
      indices[539:522] <= indices[575:558];
      keys[991:960] <= keys[1055:1024];
      indices[557:540] <= indices[593:576];
      keys[1023:992] <= keys[1087:1056];
      indices[575:558] <= indices[611:594];
      keys[1055:1024] <= keys[1119:1088];
      indices[593:576] <= indices[629:612];
      keys[1087:1056] <= keys[1151:1120];
      indices[611:594] <= indices[647:630];
      keys[1119:1088] <= keys[1183:1152];
      indices[629:612] <= indices[665:648];
      keys[1151:1120] <= keys[1215:1184];
      indices[647:630] <= indices[683:666];
      keys[1183:1152] <= keys[1247:1216];
      indices[665:648] <= indices[701:684];
      keys[1215:1184] <= keys[1279:1248];
      indices[683:666] <= indices[719:702];
      keys[1247:1216] <= keys[1311:1280];
      indices[701:684] <= indices[737:720];
      keys[1279:1248] <= keys[1343:1312];
      indices[719:702] <= indices[755:738];
      keys[1311:1280] <= keys[1375:1344];
      indices[737:720] <= indices[773:756];
      keys[1343:1312] <= keys[1407:1376];
      indices[755:738] <= indices[791:774];
      keys[1375:1344] <= keys[1439:1408];
      indices[773:756] <= indices[809:792];
      keys[1407:1376] <= keys[1471:1440];
      indices[791:774] <= indices[827:810];
      keys[1439:1408] <= keys[1503:1472];
      indices[809:792] <= indices[845:828];
      keys[1471:1440] <= keys[1535:1504];
      indices[827:810] <= indices[863:846];
      keys[1503:1472] <= keys[1567:1536];
      indices[845:828] <= indices[881:864];
      keys[1535:1504] <= keys[1599:1568];
      indices[863:846] <= indices[899:882];
      keys[1567:1536] <= keys[1631:1600];
      indices[881:864] <= indices[917:900];
      keys[1599:1568] <= keys[1663:1632];
      indices[899:882] <= indices[935:918];
      keys[1631:1600] <= keys[1695:1664];
      indices[917:900] <= indices[953:936];
      keys[1663:1632] <= keys[1727:1696];
      indices[935:918] <= indices[971:954];
      keys[1695:1664] <= keys[1759:1728];
      indices[953:936] <= indices[989:972];
      keys[1727:1696] <= keys[1791:1760];
      indices[971:954] <= indices[1007:990];
      keys[1759:1728] <= keys[1823:1792];
      indices[989:972] <= indices[1025:1008];
      keys[1791:1760] <= keys[1855:1824];
      indices[1007:990] <= indices[1043:1026];
      keys[1823:1792] <= keys[1887:1856];
      indices[1025:1008] <= indices[1061:1044];
      keys[1855:1824] <= keys[1919:1888];
      indices[1043:1026] <= indices[1079:1062];
      keys[1887:1856] <= keys[1951:1920];
      indices[1061:1044] <= indices[1097:1080];
      keys[1919:1888] <= keys[1983:1952];
      indices[1079:1062] <= indices[1115:1098];
      keys[1951:1920] <= keys[2015:1984];
      indices[1097:1080] <= indices[1133:1116];
      keys[1983:1952] <= keys[2047:2016];
      indices[1115:1098] <= indices[1151:1134];
      if (last_sent) begin
        state <= TOP_K_STATE_PASS;
      end
    end
    if (rst) begin
      state <= TOP_K_STATE_PASS;
      lane <= 2'd0;
      occupied <= 64'd0;
    end
  end

  always @(posedge clk) begin
    entering <= collecting & (index < outputs);
    if (rst) begin
      entering <= 1'b0;
    end
  end

  assign gives_way = {~occupied[63] | (entering_key > keys[2047:2016]), ~occupied[62] |
      (entering_key > keys[2015:1984]), ~occupied[61] | (entering_key > keys[1983:1952]), ~occupied[60] |
      (entering_key > keys[1951:1920]), ~occupied[59] | (entering_key > keys[1919:1888]), ~occupied[58] |
      (entering_key > keys[1887:1856]), ~occupied[57] | (entering_key > keys[1855:1824]), ~occupied[56] |
      (entering_key > keys[1823:1792]), ~occupied[55] | (entering_key > keys[1791:1760]), ~occupied[54] |
      (entering_key > keys[1759:1728]), ~occupied[53] | (entering_key > keys[1727:1696]), ~occupied[52] |
      (entering_key > keys[1695:1664]), ~occupied[51] | (entering_key > keys[1663:1632]), ~occupied[50] |
      (entering_key > keys[1631:1600]), ~occupied[49] | (entering_key > keys[1599:1568]), ~occupied[48] |
      (entering_key > keys[1567:1536]), ~occupied[47] | (entering_key > keys[1535:1504]), ~occupied[46] |
      (entering_key > keys[1503:1472]), ~occupied[45] | (entering_key > keys[1471:1440]), ~occupied[44] |
      (entering_key > keys[1439:1408]), ~occupied[43] | (entering_key > keys[1407:1376]), ~occupied[42] |
      (entering_key > keys[1375:1344]), ~occupied[41] | (entering_key > keys[1343:1312]), ~occupied[40] |
      (entering_key > keys[1311:1280]), ~occupied[39] | (entering_key > keys[1279:1248]), ~occupied[38] |
      (entering_key > keys[1247:1216]), ~occupied[37] | (entering_key > keys[1215:1184]), ~occupied[36] |
      (entering_key > keys[1183:1152]), ~occupied[35] | (entering_key > keys[1151:1120]), ~occupied[34] |
      (entering_key > keys[1119:1088]), ~occupied[33] | (entering_key > keys[1087:1056]), ~occupied[32] |
      (entering_key > keys[1055:1024]), ~occupied[31] | (entering_key > keys[1023:992]), ~occupied[30] |
      (entering_key > keys[991:960]), ~occupied[29] | (entering_key > keys[959:928]), ~occupied[28] |
      (entering_key > keys[927:896]), ~occupied[27] | (entering_key > keys[895:864]), ~occupied[26] |
      (entering_key > keys[863:832]), ~occupied[25] | (entering_key > keys[831:800]), ~occupied[24] |
      (entering_key > keys[799:768]), ~occupied[23] | (entering_key > keys[767:736]), ~occupied[22] |
      (entering_key > keys[735:704]), ~occupied[21] | (entering_key > keys[703:672]), ~occupied[20] |
      (entering_key > keys[671:640]), ~occupied[19] | (entering_key > keys[639:608]), ~occupied[18] |
      (entering_key > keys[607:576]), ~occupied[17] | (entering_key > keys[575:544]), ~occupied[16] |
      (entering_key > keys[543:512]), ~occupied[15] | (entering_key > keys[511:480]), ~occupied[14] |
      (entering_key > keys[479:448]), ~occupied[13] | (entering_key > keys[447:416]), ~occupied[12] |
      (entering_key > keys[415:384]), ~occupied[11] | (entering_key > keys[383:352]), ~occupied[10] |
      (entering_key > keys[351:320]), ~occupied[9] | (entering_key > keys[319:288]), ~occupied[8] |
      (entering_key > keys[287:256]), ~occupied[7] | (entering_key > keys[255:224]), ~occupied[6] |
      (entering_key > keys[223:192]), ~occupied[5] | (entering_key > keys[191:160]), ~occupied[4] |
      (entering_key > keys[159:128]), ~occupied[3] | (entering_key > keys[127:96]), ~occupied[2] |
      (entering_key > keys[95:64]), ~occupied[1] | (entering_key > keys[63:32]), ~occupied[0] |
      (entering_key > keys[31:0])};
  assign listing = state == TOP_K_STATE_LIST;
  assign list_beat = {{14'd0, occupied[1] ? indices[35:18] : 18'h3ffff}, occupied[1]
      ? (keys[63:32] == 32'd0 ? 32'h7fc00000 : keys[63] ? keys[63:32] ^ 32'h80000000 : ~keys[63:32])
      : 32'h7fc00000, {14'd0, occupied[0] ? indices[17:0] : 18'h3ffff}, occupied[0]
      ? (keys[31:0] == 32'd0 ? 32'h7fc00000 : keys[31] ? keys[31:0] ^ 32'h80000000 : ~keys[31:0])
      : 32'h7fc00000};
  assign last_sent = sent == 5'd31;
  assign m_valid = listing | (passing & y_valid);
  assign m_payload_data = listing ? list_beat : y_payload_data;
  assign m_payload_last = listing ? last_sent : y_payload_last;
  assign y_ready = state == TOP_K_STATE_COLLECT ? lane == 2'd3 : passing & m_ready;
  assign select_ready = (passing & y_valid & m_ready & y_payload_last) | (listing & m_ready & last_sent);

endmodule

`default_nettype wire
