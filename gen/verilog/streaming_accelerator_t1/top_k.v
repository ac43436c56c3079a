// top_k, from top-k.ts
`default_nettype none

module top_k (
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
  reg [1:0] state; // top-k.ts:62
  reg [1:0] lane; // top-k.ts:63
  reg [18:0] index;
  reg [18:0] outputs;
  reg [4:0] sent;
  reg entering; // top-k.ts:69
  reg [31:0] entering_key;
  reg [17:0] entering_index;
  reg [2047:0] keys; // top-k.ts:74
  reg [1151:0] indices;
  reg [63:0] occupied; // top-k.ts:75
  wire passing; // top-k.ts:78
  wire collecting;
  wire beat_done; // top-k.ts:82
  wire [63:0] gives_way; // top-k.ts:110
  wire listing; // top-k.ts:127
  wire [127:0] list_beat; // top-k.ts:133
  wire last_sent; // top-k.ts:134

  assign passing = select_valid & ~select_payload_top & (state == 2'd0); // top-k.ts:78
  assign collecting = (state == 2'd1) & y_valid;
  assign beat_done = collecting & (lane == 2'd3); // top-k.ts:82

  wire [31:0] _entering_key_element = y_payload_data[32*lane +: 32];

  always @(posedge clk) begin // top-k.ts:83
    if (select_valid && select_payload_top && state == 2'd0) begin
      state <= 2'd1; // top-k.ts:84
      index <= 19'd0; // top-k.ts:85
      lane <= 2'd0; // top-k.ts:86
      outputs <= select_payload_outputs; // top-k.ts:87
      occupied <= 64'd0; // top-k.ts:88
    end
    if (collecting) begin // top-k.ts:91
      entering_key <= _entering_key_element[30:23] == 8'd255 && _entering_key_element[22:0] != 23'd0 ? 32'd0
          : _entering_key_element[30:23] == 8'd0 ? 32'h80000000 : _entering_key_element[31]
          ? ~y_payload_data[32*lane +: 32] : y_payload_data[32*lane +: 32] | 32'h80000000; // top-k.ts:92
      entering_index <= index[17:0]; // top-k.ts:93
      lane <= lane + 2'd1; // top-k.ts:94
      index <= index + 19'd1; // top-k.ts:95
      if (beat_done && y_payload_last) begin // top-k.ts:96
        state <= 2'd2;
      end
    end
    if (state == 2'd2) begin // top-k.ts:98
      state <= 2'd3; // top-k.ts:99
      sent <= 5'd0; // top-k.ts:100
    end
    if (entering) begin // top-k.ts:111
      occupied <= (occupied << 1) | 64'd1; // top-k.ts:112
      if (gives_way[0]) begin // top-k.ts:114
        keys[31:0] <= entering_key; // top-k.ts:116
        indices[17:0] <= entering_index; // top-k.ts:117
      end
      if (gives_way[1]) begin // top-k.ts:114
        keys[63:32] <= gives_way[0] ? keys[31:0] : entering_key; // top-k.ts:119
        indices[35:18] <= gives_way[0] ? indices[17:0] : entering_index; // top-k.ts:120
      end
      if (gives_way[2]) begin // top-k.ts:114
        keys[95:64] <= gives_way[1] ? keys[63:32] : entering_key; // top-k.ts:119
        indices[53:36] <= gives_way[1] ? indices[35:18] : entering_index; // top-k.ts:120
      end
      if (gives_way[3]) begin // top-k.ts:114
        keys[127:96] <= gives_way[2] ? keys[95:64] : entering_key; // top-k.ts:119
        indices[71:54] <= gives_way[2] ? indices[53:36] : entering_index; // top-k.ts:120
      end
      if (gives_way[4]) begin // top-k.ts:114
        keys[159:128] <= gives_way[3] ? keys[127:96] : entering_key; // top-k.ts:119
        indices[89:72] <= gives_way[3] ? indices[71:54] : entering_index; // top-k.ts:120
      end
      if (gives_way[5]) begin // top-k.ts:114
        keys[191:160] <= gives_way[4] ? keys[159:128] : entering_key; // top-k.ts:119
        indices[107:90] <= gives_way[4] ? indices[89:72] : entering_index; // top-k.ts:120
      end
      if (gives_way[6]) begin // top-k.ts:114
        keys[223:192] <= gives_way[5] ? keys[191:160] : entering_key; // top-k.ts:119
        indices[125:108] <= gives_way[5] ? indices[107:90] : entering_index; // top-k.ts:120
      end
      if (gives_way[7]) begin // top-k.ts:114
        keys[255:224] <= gives_way[6] ? keys[223:192] : entering_key; // top-k.ts:119
        indices[143:126] <= gives_way[6] ? indices[125:108] : entering_index; // top-k.ts:120
      end
      if (gives_way[8]) begin // top-k.ts:114
        keys[287:256] <= gives_way[7] ? keys[255:224] : entering_key; // top-k.ts:119
        indices[161:144] <= gives_way[7] ? indices[143:126] : entering_index; // top-k.ts:120
      end
      if (gives_way[9]) begin // top-k.ts:114
        keys[319:288] <= gives_way[8] ? keys[287:256] : entering_key; // top-k.ts:119
        indices[179:162] <= gives_way[8] ? indices[161:144] : entering_index; // top-k.ts:120
      end
      if (gives_way[10]) begin // top-k.ts:114
        keys[351:320] <= gives_way[9] ? keys[319:288] : entering_key; // top-k.ts:119
        indices[197:180] <= gives_way[9] ? indices[179:162] : entering_index; // top-k.ts:120
      end
      if (gives_way[11]) begin // top-k.ts:114
        keys[383:352] <= gives_way[10] ? keys[351:320] : entering_key; // top-k.ts:119
        indices[215:198] <= gives_way[10] ? indices[197:180] : entering_index; // top-k.ts:120
      end
      if (gives_way[12]) begin // top-k.ts:114
        keys[415:384] <= gives_way[11] ? keys[383:352] : entering_key; // top-k.ts:119
        indices[233:216] <= gives_way[11] ? indices[215:198] : entering_index; // top-k.ts:120
      end
      if (gives_way[13]) begin // top-k.ts:114
        keys[447:416] <= gives_way[12] ? keys[415:384] : entering_key; // top-k.ts:119
        indices[251:234] <= gives_way[12] ? indices[233:216] : entering_index; // top-k.ts:120
      end
      if (gives_way[14]) begin // top-k.ts:114
        keys[479:448] <= gives_way[13] ? keys[447:416] : entering_key; // top-k.ts:119
        indices[269:252] <= gives_way[13] ? indices[251:234] : entering_index; // top-k.ts:120
      end
      if (gives_way[15]) begin // top-k.ts:114
        keys[511:480] <= gives_way[14] ? keys[479:448] : entering_key; // top-k.ts:119
        indices[287:270] <= gives_way[14] ? indices[269:252] : entering_index; // top-k.ts:120
      end
      if (gives_way[16]) begin // top-k.ts:114
        keys[543:512] <= gives_way[15] ? keys[511:480] : entering_key; // top-k.ts:119
        indices[305:288] <= gives_way[15] ? indices[287:270] : entering_index; // top-k.ts:120
      end
      if (gives_way[17]) begin // top-k.ts:114
        keys[575:544] <= gives_way[16] ? keys[543:512] : entering_key; // top-k.ts:119
        indices[323:306] <= gives_way[16] ? indices[305:288] : entering_index; // top-k.ts:120
      end
      if (gives_way[18]) begin // top-k.ts:114
        keys[607:576] <= gives_way[17] ? keys[575:544] : entering_key; // top-k.ts:119
        indices[341:324] <= gives_way[17] ? indices[323:306] : entering_index; // top-k.ts:120
      end
      if (gives_way[19]) begin // top-k.ts:114
        keys[639:608] <= gives_way[18] ? keys[607:576] : entering_key; // top-k.ts:119
        indices[359:342] <= gives_way[18] ? indices[341:324] : entering_index; // top-k.ts:120
      end
      if (gives_way[20]) begin // top-k.ts:114
        keys[671:640] <= gives_way[19] ? keys[639:608] : entering_key; // top-k.ts:119
        indices[377:360] <= gives_way[19] ? indices[359:342] : entering_index; // top-k.ts:120
      end
      if (gives_way[21]) begin // top-k.ts:114
        keys[703:672] <= gives_way[20] ? keys[671:640] : entering_key; // top-k.ts:119
        indices[395:378] <= gives_way[20] ? indices[377:360] : entering_index; // top-k.ts:120
      end
      if (gives_way[22]) begin // top-k.ts:114
        keys[735:704] <= gives_way[21] ? keys[703:672] : entering_key; // top-k.ts:119
        indices[413:396] <= gives_way[21] ? indices[395:378] : entering_index; // top-k.ts:120
      end
      if (gives_way[23]) begin // top-k.ts:114
        keys[767:736] <= gives_way[22] ? keys[735:704] : entering_key; // top-k.ts:119
        indices[431:414] <= gives_way[22] ? indices[413:396] : entering_index; // top-k.ts:120
      end
      if (gives_way[24]) begin // top-k.ts:114
        keys[799:768] <= gives_way[23] ? keys[767:736] : entering_key; // top-k.ts:119
        indices[449:432] <= gives_way[23] ? indices[431:414] : entering_index; // top-k.ts:120
      end
      if (gives_way[25]) begin // top-k.ts:114
        keys[831:800] <= gives_way[24] ? keys[799:768] : entering_key; // top-k.ts:119
        indices[467:450] <= gives_way[24] ? indices[449:432] : entering_index; // top-k.ts:120
      end
      if (gives_way[26]) begin // top-k.ts:114
        keys[863:832] <= gives_way[25] ? keys[831:800] : entering_key; // top-k.ts:119
        indices[485:468] <= gives_way[25] ? indices[467:450] : entering_index; // top-k.ts:120
      end
      if (gives_way[27]) begin // top-k.ts:114
        keys[895:864] <= gives_way[26] ? keys[863:832] : entering_key; // top-k.ts:119
        indices[503:486] <= gives_way[26] ? indices[485:468] : entering_index; // top-k.ts:120
      end
      if (gives_way[28]) begin // top-k.ts:114
        keys[927:896] <= gives_way[27] ? keys[895:864] : entering_key; // top-k.ts:119
        indices[521:504] <= gives_way[27] ? indices[503:486] : entering_index; // top-k.ts:120
      end
      if (gives_way[29]) begin // top-k.ts:114
        keys[959:928] <= gives_way[28] ? keys[927:896] : entering_key; // top-k.ts:119
        indices[539:522] <= gives_way[28] ? indices[521:504] : entering_index; // top-k.ts:120
      end
      if (gives_way[30]) begin // top-k.ts:114
        keys[991:960] <= gives_way[29] ? keys[959:928] : entering_key; // top-k.ts:119
        indices[557:540] <= gives_way[29] ? indices[539:522] : entering_index; // top-k.ts:120
      end
      if (gives_way[31]) begin // top-k.ts:114
        keys[1023:992] <= gives_way[30] ? keys[991:960] : entering_key; // top-k.ts:119
        indices[575:558] <= gives_way[30] ? indices[557:540] : entering_index; // top-k.ts:120
      end
      if (gives_way[32]) begin // top-k.ts:114
        keys[1055:1024] <= gives_way[31] ? keys[1023:992] : entering_key; // top-k.ts:119
        indices[593:576] <= gives_way[31] ? indices[575:558] : entering_index; // top-k.ts:120
      end
      if (gives_way[33]) begin // top-k.ts:114
        keys[1087:1056] <= gives_way[32] ? keys[1055:1024] : entering_key; // top-k.ts:119
        indices[611:594] <= gives_way[32] ? indices[593:576] : entering_index; // top-k.ts:120
      end
      if (gives_way[34]) begin // top-k.ts:114
        keys[1119:1088] <= gives_way[33] ? keys[1087:1056] : entering_key; // top-k.ts:119
        indices[629:612] <= gives_way[33] ? indices[611:594] : entering_index; // top-k.ts:120
      end
      if (gives_way[35]) begin // top-k.ts:114
        keys[1151:1120] <= gives_way[34] ? keys[1119:1088] : entering_key; // top-k.ts:119
        indices[647:630] <= gives_way[34] ? indices[629:612] : entering_index; // top-k.ts:120
      end
      if (gives_way[36]) begin // top-k.ts:114
        keys[1183:1152] <= gives_way[35] ? keys[1151:1120] : entering_key; // top-k.ts:119
        indices[665:648] <= gives_way[35] ? indices[647:630] : entering_index; // top-k.ts:120
      end
      if (gives_way[37]) begin // top-k.ts:114
        keys[1215:1184] <= gives_way[36] ? keys[1183:1152] : entering_key; // top-k.ts:119
        indices[683:666] <= gives_way[36] ? indices[665:648] : entering_index; // top-k.ts:120
      end
      if (gives_way[38]) begin // top-k.ts:114
        keys[1247:1216] <= gives_way[37] ? keys[1215:1184] : entering_key; // top-k.ts:119
        indices[701:684] <= gives_way[37] ? indices[683:666] : entering_index; // top-k.ts:120
      end
      if (gives_way[39]) begin // top-k.ts:114
        keys[1279:1248] <= gives_way[38] ? keys[1247:1216] : entering_key; // top-k.ts:119
        indices[719:702] <= gives_way[38] ? indices[701:684] : entering_index; // top-k.ts:120
      end
      if (gives_way[40]) begin // top-k.ts:114
        keys[1311:1280] <= gives_way[39] ? keys[1279:1248] : entering_key; // top-k.ts:119
        indices[737:720] <= gives_way[39] ? indices[719:702] : entering_index; // top-k.ts:120
      end
      if (gives_way[41]) begin // top-k.ts:114
        keys[1343:1312] <= gives_way[40] ? keys[1311:1280] : entering_key; // top-k.ts:119
        indices[755:738] <= gives_way[40] ? indices[737:720] : entering_index; // top-k.ts:120
      end
      if (gives_way[42]) begin // top-k.ts:114
        keys[1375:1344] <= gives_way[41] ? keys[1343:1312] : entering_key; // top-k.ts:119
        indices[773:756] <= gives_way[41] ? indices[755:738] : entering_index; // top-k.ts:120
      end
      if (gives_way[43]) begin // top-k.ts:114
        keys[1407:1376] <= gives_way[42] ? keys[1375:1344] : entering_key; // top-k.ts:119
        indices[791:774] <= gives_way[42] ? indices[773:756] : entering_index; // top-k.ts:120
      end
      if (gives_way[44]) begin // top-k.ts:114
        keys[1439:1408] <= gives_way[43] ? keys[1407:1376] : entering_key; // top-k.ts:119
        indices[809:792] <= gives_way[43] ? indices[791:774] : entering_index; // top-k.ts:120
      end
      if (gives_way[45]) begin // top-k.ts:114
        keys[1471:1440] <= gives_way[44] ? keys[1439:1408] : entering_key; // top-k.ts:119
        indices[827:810] <= gives_way[44] ? indices[809:792] : entering_index; // top-k.ts:120
      end
      if (gives_way[46]) begin // top-k.ts:114
        keys[1503:1472] <= gives_way[45] ? keys[1471:1440] : entering_key; // top-k.ts:119
        indices[845:828] <= gives_way[45] ? indices[827:810] : entering_index; // top-k.ts:120
      end
      if (gives_way[47]) begin // top-k.ts:114
        keys[1535:1504] <= gives_way[46] ? keys[1503:1472] : entering_key; // top-k.ts:119
        indices[863:846] <= gives_way[46] ? indices[845:828] : entering_index; // top-k.ts:120
      end
      if (gives_way[48]) begin // top-k.ts:114
        keys[1567:1536] <= gives_way[47] ? keys[1535:1504] : entering_key; // top-k.ts:119
        indices[881:864] <= gives_way[47] ? indices[863:846] : entering_index; // top-k.ts:120
      end
      if (gives_way[49]) begin // top-k.ts:114
        keys[1599:1568] <= gives_way[48] ? keys[1567:1536] : entering_key; // top-k.ts:119
        indices[899:882] <= gives_way[48] ? indices[881:864] : entering_index; // top-k.ts:120
      end
      if (gives_way[50]) begin // top-k.ts:114
        keys[1631:1600] <= gives_way[49] ? keys[1599:1568] : entering_key; // top-k.ts:119
        indices[917:900] <= gives_way[49] ? indices[899:882] : entering_index; // top-k.ts:120
      end
      if (gives_way[51]) begin // top-k.ts:114
        keys[1663:1632] <= gives_way[50] ? keys[1631:1600] : entering_key; // top-k.ts:119
        indices[935:918] <= gives_way[50] ? indices[917:900] : entering_index; // top-k.ts:120
      end
      if (gives_way[52]) begin // top-k.ts:114
        keys[1695:1664] <= gives_way[51] ? keys[1663:1632] : entering_key; // top-k.ts:119
        indices[953:936] <= gives_way[51] ? indices[935:918] : entering_index; // top-k.ts:120
      end
      if (gives_way[53]) begin // top-k.ts:114
        keys[1727:1696] <= gives_way[52] ? keys[1695:1664] : entering_key; // top-k.ts:119
        indices[971:954] <= gives_way[52] ? indices[953:936] : entering_index; // top-k.ts:120
      end
      if (gives_way[54]) begin // top-k.ts:114
        keys[1759:1728] <= gives_way[53] ? keys[1727:1696] : entering_key; // top-k.ts:119
        indices[989:972] <= gives_way[53] ? indices[971:954] : entering_index; // top-k.ts:120
      end
      if (gives_way[55]) begin // top-k.ts:114
        keys[1791:1760] <= gives_way[54] ? keys[1759:1728] : entering_key; // top-k.ts:119
        indices[1007:990] <= gives_way[54] ? indices[989:972] : entering_index; // top-k.ts:120
      end
      if (gives_way[56]) begin // top-k.ts:114
        keys[1823:1792] <= gives_way[55] ? keys[1791:1760] : entering_key; // top-k.ts:119
        indices[1025:1008] <= gives_way[55] ? indices[1007:990] : entering_index; // top-k.ts:120
      end
      if (gives_way[57]) begin // top-k.ts:114
        keys[1855:1824] <= gives_way[56] ? keys[1823:1792] : entering_key; // top-k.ts:119
        indices[1043:1026] <= gives_way[56] ? indices[1025:1008] : entering_index; // top-k.ts:120
      end
      if (gives_way[58]) begin // top-k.ts:114
        keys[1887:1856] <= gives_way[57] ? keys[1855:1824] : entering_key; // top-k.ts:119
        indices[1061:1044] <= gives_way[57] ? indices[1043:1026] : entering_index; // top-k.ts:120
      end
      if (gives_way[59]) begin // top-k.ts:114
        keys[1919:1888] <= gives_way[58] ? keys[1887:1856] : entering_key; // top-k.ts:119
        indices[1079:1062] <= gives_way[58] ? indices[1061:1044] : entering_index; // top-k.ts:120
      end
      if (gives_way[60]) begin // top-k.ts:114
        keys[1951:1920] <= gives_way[59] ? keys[1919:1888] : entering_key; // top-k.ts:119
        indices[1097:1080] <= gives_way[59] ? indices[1079:1062] : entering_index; // top-k.ts:120
      end
      if (gives_way[61]) begin // top-k.ts:114
        keys[1983:1952] <= gives_way[60] ? keys[1951:1920] : entering_key; // top-k.ts:119
        indices[1115:1098] <= gives_way[60] ? indices[1097:1080] : entering_index; // top-k.ts:120
      end
      if (gives_way[62]) begin // top-k.ts:114
        keys[2015:1984] <= gives_way[61] ? keys[1983:1952] : entering_key; // top-k.ts:119
        indices[1133:1116] <= gives_way[61] ? indices[1115:1098] : entering_index; // top-k.ts:120
      end
      if (gives_way[63]) begin // top-k.ts:114
        keys[2047:2016] <= gives_way[62] ? keys[2015:1984] : entering_key; // top-k.ts:119
        indices[1151:1134] <= gives_way[62] ? indices[1133:1116] : entering_index; // top-k.ts:120
      end
    end
    if (listing && m_ready) begin // top-k.ts:135
      sent <= sent + 5'd1; // top-k.ts:136
      occupied <= occupied >> 2; // top-k.ts:137
      keys[31:0] <= keys[95:64]; // top-k.ts:139
      indices[17:0] <= indices[53:36]; // top-k.ts:140
      keys[63:32] <= keys[127:96]; // top-k.ts:139
      indices[35:18] <= indices[71:54]; // top-k.ts:140
      keys[95:64] <= keys[159:128]; // top-k.ts:139
      indices[53:36] <= indices[89:72]; // top-k.ts:140
      keys[127:96] <= keys[191:160]; // top-k.ts:139
      indices[71:54] <= indices[107:90]; // top-k.ts:140
      keys[159:128] <= keys[223:192]; // top-k.ts:139
      indices[89:72] <= indices[125:108]; // top-k.ts:140
      keys[191:160] <= keys[255:224]; // top-k.ts:139
      indices[107:90] <= indices[143:126]; // top-k.ts:140
      keys[223:192] <= keys[287:256]; // top-k.ts:139
      indices[125:108] <= indices[161:144]; // top-k.ts:140
      keys[255:224] <= keys[319:288]; // top-k.ts:139
      indices[143:126] <= indices[179:162]; // top-k.ts:140
      keys[287:256] <= keys[351:320]; // top-k.ts:139
      indices[161:144] <= indices[197:180]; // top-k.ts:140
      keys[319:288] <= keys[383:352]; // top-k.ts:139
      indices[179:162] <= indices[215:198]; // top-k.ts:140
      keys[351:320] <= keys[415:384]; // top-k.ts:139
      indices[197:180] <= indices[233:216]; // top-k.ts:140
      keys[383:352] <= keys[447:416]; // top-k.ts:139
      indices[215:198] <= indices[251:234]; // top-k.ts:140
      keys[415:384] <= keys[479:448]; // top-k.ts:139
      indices[233:216] <= indices[269:252]; // top-k.ts:140
      keys[447:416] <= keys[511:480]; // top-k.ts:139
      indices[251:234] <= indices[287:270]; // top-k.ts:140
      keys[479:448] <= keys[543:512]; // top-k.ts:139
      indices[269:252] <= indices[305:288]; // top-k.ts:140
      keys[511:480] <= keys[575:544]; // top-k.ts:139
      indices[287:270] <= indices[323:306]; // top-k.ts:140
      keys[543:512] <= keys[607:576]; // top-k.ts:139
      indices[305:288] <= indices[341:324]; // top-k.ts:140
      keys[575:544] <= keys[639:608]; // top-k.ts:139
      indices[323:306] <= indices[359:342]; // top-k.ts:140
      keys[607:576] <= keys[671:640]; // top-k.ts:139
      indices[341:324] <= indices[377:360]; // top-k.ts:140
      keys[639:608] <= keys[703:672]; // top-k.ts:139
      indices[359:342] <= indices[395:378]; // top-k.ts:140
      keys[671:640] <= keys[735:704]; // top-k.ts:139
      indices[377:360] <= indices[413:396]; // top-k.ts:140
      keys[703:672] <= keys[767:736]; // top-k.ts:139
      indices[395:378] <= indices[431:414]; // top-k.ts:140
      keys[735:704] <= keys[799:768]; // top-k.ts:139
      indices[413:396] <= indices[449:432]; // top-k.ts:140
      keys[767:736] <= keys[831:800]; // top-k.ts:139
      indices[431:414] <= indices[467:450]; // top-k.ts:140
      keys[799:768] <= keys[863:832]; // top-k.ts:139
      indices[449:432] <= indices[485:468]; // top-k.ts:140
      keys[831:800] <= keys[895:864]; // top-k.ts:139
      indices[467:450] <= indices[503:486]; // top-k.ts:140
      keys[863:832] <= keys[927:896]; // top-k.ts:139
      indices[485:468] <= indices[521:504]; // top-k.ts:140
      keys[895:864] <= keys[959:928]; // top-k.ts:139
      indices[503:486] <= indices[539:522]; // top-k.ts:140
      keys[927:896] <= keys[991:960]; // top-k.ts:139
      indices[521:504] <= indices[557:540]; // top-k.ts:140
      keys[959:928] <= keys[1023:992]; // top-k.ts:139
      indices[539:522] <= indices[575:558]; // top-k.ts:140
      keys[991:960] <= keys[1055:1024]; // top-k.ts:139
      indices[557:540] <= indices[593:576]; // top-k.ts:140
      keys[1023:992] <= keys[1087:1056]; // top-k.ts:139
      indices[575:558] <= indices[611:594]; // top-k.ts:140
      keys[1055:1024] <= keys[1119:1088]; // top-k.ts:139
      indices[593:576] <= indices[629:612]; // top-k.ts:140
      keys[1087:1056] <= keys[1151:1120]; // top-k.ts:139
      indices[611:594] <= indices[647:630]; // top-k.ts:140
      keys[1119:1088] <= keys[1183:1152]; // top-k.ts:139
      indices[629:612] <= indices[665:648]; // top-k.ts:140
      keys[1151:1120] <= keys[1215:1184]; // top-k.ts:139
      indices[647:630] <= indices[683:666]; // top-k.ts:140
      keys[1183:1152] <= keys[1247:1216]; // top-k.ts:139
      indices[665:648] <= indices[701:684]; // top-k.ts:140
      keys[1215:1184] <= keys[1279:1248]; // top-k.ts:139
      indices[683:666] <= indices[719:702]; // top-k.ts:140
      keys[1247:1216] <= keys[1311:1280]; // top-k.ts:139
      indices[701:684] <= indices[737:720]; // top-k.ts:140
      keys[1279:1248] <= keys[1343:1312]; // top-k.ts:139
      indices[719:702] <= indices[755:738]; // top-k.ts:140
      keys[1311:1280] <= keys[1375:1344]; // top-k.ts:139
      indices[737:720] <= indices[773:756]; // top-k.ts:140
      keys[1343:1312] <= keys[1407:1376]; // top-k.ts:139
      indices[755:738] <= indices[791:774]; // top-k.ts:140
      keys[1375:1344] <= keys[1439:1408]; // top-k.ts:139
      indices[773:756] <= indices[809:792]; // top-k.ts:140
      keys[1407:1376] <= keys[1471:1440]; // top-k.ts:139
      indices[791:774] <= indices[827:810]; // top-k.ts:140
      keys[1439:1408] <= keys[1503:1472]; // top-k.ts:139
      indices[809:792] <= indices[845:828]; // top-k.ts:140
      keys[1471:1440] <= keys[1535:1504]; // top-k.ts:139
      indices[827:810] <= indices[863:846]; // top-k.ts:140
      keys[1503:1472] <= keys[1567:1536]; // top-k.ts:139
      indices[845:828] <= indices[881:864]; // top-k.ts:140
      keys[1535:1504] <= keys[1599:1568]; // top-k.ts:139
      indices[863:846] <= indices[899:882]; // top-k.ts:140
      keys[1567:1536] <= keys[1631:1600]; // top-k.ts:139
      indices[881:864] <= indices[917:900]; // top-k.ts:140
      keys[1599:1568] <= keys[1663:1632]; // top-k.ts:139
      indices[899:882] <= indices[935:918]; // top-k.ts:140
      keys[1631:1600] <= keys[1695:1664]; // top-k.ts:139
      indices[917:900] <= indices[953:936]; // top-k.ts:140
      keys[1663:1632] <= keys[1727:1696]; // top-k.ts:139
      indices[935:918] <= indices[971:954]; // top-k.ts:140
      keys[1695:1664] <= keys[1759:1728]; // top-k.ts:139
      indices[953:936] <= indices[989:972]; // top-k.ts:140
      keys[1727:1696] <= keys[1791:1760]; // top-k.ts:139
      indices[971:954] <= indices[1007:990]; // top-k.ts:140
      keys[1759:1728] <= keys[1823:1792]; // top-k.ts:139
      indices[989:972] <= indices[1025:1008]; // top-k.ts:140
      keys[1791:1760] <= keys[1855:1824]; // top-k.ts:139
      indices[1007:990] <= indices[1043:1026]; // top-k.ts:140
      keys[1823:1792] <= keys[1887:1856]; // top-k.ts:139
      indices[1025:1008] <= indices[1061:1044]; // top-k.ts:140
      keys[1855:1824] <= keys[1919:1888]; // top-k.ts:139
      indices[1043:1026] <= indices[1079:1062]; // top-k.ts:140
      keys[1887:1856] <= keys[1951:1920]; // top-k.ts:139
      indices[1061:1044] <= indices[1097:1080]; // top-k.ts:140
      keys[1919:1888] <= keys[1983:1952]; // top-k.ts:139
      indices[1079:1062] <= indices[1115:1098]; // top-k.ts:140
      keys[1951:1920] <= keys[2015:1984]; // top-k.ts:139
      indices[1097:1080] <= indices[1133:1116]; // top-k.ts:140
      keys[1983:1952] <= keys[2047:2016]; // top-k.ts:139
      indices[1115:1098] <= indices[1151:1134]; // top-k.ts:140
      if (last_sent) begin // top-k.ts:142
        state <= 2'd0;
      end
    end
    if (rst) begin
      state <= 2'd0;
      lane <= 2'd0;
      occupied <= 64'd0;
    end
  end

  always @(posedge clk) begin // top-k.ts:90
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
      (entering_key > keys[31:0])}; // top-k.ts:110
  assign listing = state == 2'd3; // top-k.ts:127
  assign list_beat = {{14'd0, occupied[1] ? indices[35:18] : 18'h3ffff}, occupied[1]
      ? (keys[63:32] == 32'd0 ? 32'h7fc00000 : keys[63] ? keys[63:32] ^ 32'h80000000 : ~keys[63:32])
      : 32'h7fc00000, {14'd0, occupied[0] ? indices[17:0] : 18'h3ffff}, occupied[0]
      ? (keys[31:0] == 32'd0 ? 32'h7fc00000 : keys[31] ? keys[31:0] ^ 32'h80000000 : ~keys[31:0])
      : 32'h7fc00000}; // top-k.ts:133
  assign last_sent = sent == 5'd31; // top-k.ts:134
  assign m_valid = listing | (passing & y_valid); // top-k.ts:145
  assign m_payload_data = listing ? list_beat : y_payload_data; // top-k.ts:146
  assign m_payload_last = listing ? last_sent : y_payload_last; // top-k.ts:147
  assign y_ready = state == 2'd1 ? lane == 2'd3 : passing & m_ready; // top-k.ts:148
  assign select_ready = (passing & y_valid & m_ready & y_payload_last) | (listing & m_ready & last_sent); // top-k.ts:150

endmodule

`default_nettype wire
