// fp32_exp, from exp.ts
`default_nettype none

module fp32_exp (
  input  wire        clk,
  input  wire [31:0] x,
  output wire [31:0] power
);
  reg nan_1; // exp.ts:58
  reg infinite_1;
  reg zero_1;
  reg nan_2;
  reg infinite_2;
  reg zero_2;
  reg nan_3;
  reg infinite_3;
  reg zero_3;
  reg nan_4;
  reg infinite_4;
  reg zero_4;
  reg nan_5;
  reg infinite_5;
  reg zero_5;
  reg nan_6;
  reg infinite_6;
  reg zero_6;
  reg nan_7;
  reg infinite_7;
  reg zero_7;
  reg nan_8;
  reg infinite_8;
  reg zero_8;
  reg nan_9;
  reg infinite_9;
  reg zero_9;
  reg nan_10;
  reg infinite_10;
  reg zero_10;
  reg nan_11;
  reg infinite_11;
  reg zero_11;
  reg nan_12;
  reg infinite_12;
  reg zero_12;
  reg nan;
  reg infinite;
  reg zero;
  reg [23:0] significand_1; // exp.ts:62
  reg [7:0] shift_1;
  reg negative_1;
  reg [40:0] low_2; // exp.ts:70
  reg [40:0] high_2;
  reg [7:0] shift_2;
  reg negative_2;
  reg [33:0] product_3; // exp.ts:77
  reg [7:0] shift_3;
  reg negative_3;
  reg [33:0] magnitude_4; // exp.ts:86
  reg negative_4;
  reg [34:0] t_5; // exp.ts:93
  reg signed [8:0] exponent_1; // exp.ts:94
  reg signed [8:0] exponent_2;
  reg signed [8:0] exponent_3;
  reg signed [8:0] exponent_4;
  reg signed [8:0] exponent_5;
  reg signed [8:0] exponent_6;
  reg signed [8:0] exponent;
  reg [59:0] word_6; // exp.ts:100
  reg signed [17:0] offset_6;
  reg [59:0] word_7; // exp.ts:101
  reg signed [17:0] offset_7;
  reg signed [27:0] bend_8; // exp.ts:108
  reg signed [24:0] c1_8;
  reg [27:0] c0_8;
  reg signed [17:0] offset_8;
  reg signed [24:0] slope_9; // exp.ts:114
  reg [27:0] c0_9;
  reg signed [17:0] offset_9;
  reg signed [42:0] rise_10; // exp.ts:121
  reg [27:0] c0_10;
  reg [28:0] y_11; // exp.ts:123
  reg [27:0] y_12; // exp.ts:136
  wire [24:0] rounded; // exp.ts:143
  reg signed [10:0] exponent_13; // exp.ts:144
  reg [22:0] fraction_13;
  reg [31:0] power_14; // exp.ts:150
  (* ram_style = "block" *)
  reg [59:0] coefficients [0:255]; // exp.ts:48
  initial begin
    coefficients[0] = 60'h7b2c6be9802c643;
    coefficients[1] = 60'h7bac8abe80855ae;
    coefficients[2] = 60'h7c2ca9a880de8f4;
    coefficients[3] = 60'h7c2cc8a88138019;
    coefficients[4] = 60'h7cace7be8191b1f;
    coefficients[5] = 60'h7d2d06e981eba09;
    coefficients[6] = 60'h7d2d26298245cda;
    coefficients[7] = 60'h7dad458082a0394;
    coefficients[8] = 60'h7e2d64ec82fae3a;
    coefficients[9] = 60'h7e2d846e8355cd0;
    coefficients[10] = 60'h7eada40583b0f57;
    coefficients[11] = 60'h7f2dc3b3840c5d2;
    coefficients[12] = 60'h7f2de3778468044;
    coefficients[13] = 60'h7fae035184c3eb1;
    coefficients[14] = 60'h802e2340852011a;
    coefficients[15] = 60'h80ae4346857c782;
    coefficients[16] = 60'h80ae636385d91ec;
    coefficients[17] = 60'h812e8395863605b;
    coefficients[18] = 60'h81aea3de86932d2;
    coefficients[19] = 60'h81aec43d86f0954;
    coefficients[20] = 60'h822ee4b3874e3e3;
    coefficients[21] = 60'h82af054087ac282;
    coefficients[22] = 60'h82af25e2880a533;
    coefficients[23] = 60'h832f469c8868bfb;
    coefficients[24] = 60'h83af676c88c76db;
    coefficients[25] = 60'h842f885389265d7;
    coefficients[26] = 60'h842fa95189858f1;
    coefficients[27] = 60'h84afca6689e502c;
    coefficients[28] = 60'h852feb928a44b8c;
    coefficients[29] = 60'h85300cd48aa4b12;
    coefficients[30] = 60'h85b02e2e8b04ec2;
    coefficients[31] = 60'h86304f9f8b6569e;
    coefficients[32] = 60'h86b071278bc62aa;
    coefficients[33] = 60'h86b092c78c272e9;
    coefficients[34] = 60'h8730b47e8c8875d;
    coefficients[35] = 60'h87b0d64c8cea00a;
    coefficients[36] = 60'h8830f8328d4bcf1;
    coefficients[37] = 60'h88311a2f8dade17;
    coefficients[38] = 60'h88b13c448e1037e;
    coefficients[39] = 60'h89315e708e72d29;
    coefficients[40] = 60'h89b180b48ed5b1b;
    coefficients[41] = 60'h89b1a3108f38d57;
    coefficients[42] = 60'h8a31c5848f9c3e0;
    coefficients[43] = 60'h8ab1e8108fffeb9;
    coefficients[44] = 60'h8ab20ab39063de5;
    coefficients[45] = 60'h8b322d6f90c8167;
    coefficients[46] = 60'h8bb25043912c941;
    coefficients[47] = 60'h8c32732f9191578;
    coefficients[48] = 60'h8cb2963391f660e;
    coefficients[49] = 60'h8cb2b950925bb06;
    coefficients[50] = 60'h8d32dc8592c1463;
    coefficients[51] = 60'h8db2ffd29327228;
    coefficients[52] = 60'h8e332338938d459;
    coefficients[53] = 60'h8e3346b693f3af7;
    coefficients[54] = 60'h8eb36a4d945a607;
    coefficients[55] = 60'h8f338dfd94c158c;
    coefficients[56] = 60'h8fb3b1c69528988;
    coefficients[57] = 60'h8fb3d5a795901fe;
    coefficients[58] = 60'h9033f9a195f7ef2;
    coefficients[59] = 60'h90b41db59660068;
    coefficients[60] = 60'h913441e196c8661;
    coefficients[61] = 60'h91b4662697310e1;
    coefficients[62] = 60'h91b48a859799feb;
    coefficients[63] = 60'h9234aefd9803383;
    coefficients[64] = 60'h92b4d38e986cbac;
    coefficients[65] = 60'h9334f83898d6868;
    coefficients[66] = 60'h93b51cfc99409bb;
    coefficients[67] = 60'h93b541da99aafa8;
    coefficients[68] = 60'h943566d19a15a32;
    coefficients[69] = 60'h94b58be29a8095d;
    coefficients[70] = 60'h9535b10c9aebd2c;
    coefficients[71] = 60'h95b5d6509b575a1;
    coefficients[72] = 60'h95b5fbae9bc32c1;
    coefficients[73] = 60'h963621279c2f48e;
    coefficients[74] = 60'h96b646b99c9bb0c;
    coefficients[75] = 60'h97366c659d0863d;
    coefficients[76] = 60'h97b6922b9d75626;
    coefficients[77] = 60'h97b6b80c9de2ac9;
    coefficients[78] = 60'h9836de069e5042a;
    coefficients[79] = 60'h98b7041b9ebe24c;
    coefficients[80] = 60'h99372a4b9f2c532;
    coefficients[81] = 60'h99b750959f9ace0;
    coefficients[82] = 60'h9a3776faa009958;
    coefficients[83] = 60'h9a379d79a078a9f;
    coefficients[84] = 60'h9ab7c413a0e80b8;
    coefficients[85] = 60'h9b37eac8a157ba5;
    coefficients[86] = 60'h9bb81198a1c7b6b;
    coefficients[87] = 60'h9c383882a23800c;
    coefficients[88] = 60'h9cb85f88a2a898c;
    coefficients[89] = 60'h9cb886a9a3197ef;
    coefficients[90] = 60'h9d38ade5a38ab38;
    coefficients[91] = 60'h9db8d53ca3fc36a;
    coefficients[92] = 60'h9e38fcaea46e088;
    coefficients[93] = 60'h9eb9243ca4e0296;
    coefficients[94] = 60'h9f394be5a552998;
    coefficients[95] = 60'h9fb973aaa5c5591;
    coefficients[96] = 60'h9fb99b8aa638684;
    coefficients[97] = 60'ha039c386a6abc74;
    coefficients[98] = 60'ha0b9eb9ea71f766;
    coefficients[99] = 60'ha13a13d2a79375d;
    coefficients[100] = 60'ha1ba3c21a807c5c;
    coefficients[101] = 60'ha23a648da87c667;
    coefficients[102] = 60'ha2ba8d15a8f1580;
    coefficients[103] = 60'ha33ab5b8a9669ad;
    coefficients[104] = 60'ha33ade78a9dc2f0;
    coefficients[105] = 60'ha3bb0754aa5214c;
    coefficients[106] = 60'ha43b304daac84c6;
    coefficients[107] = 60'ha4bb5962ab3ed61;
    coefficients[108] = 60'ha53b8294abb5b20;
    coefficients[109] = 60'ha5bbabe2ac2ce07;
    coefficients[110] = 60'ha63bd54caca4619;
    coefficients[111] = 60'ha6bbfed4ad1c35b;
    coefficients[112] = 60'ha73c2878ad945cf;
    coefficients[113] = 60'ha73c523aae0cd7a;
    coefficients[114] = 60'ha7bc7c18ae85a5f;
    coefficients[115] = 60'ha83ca613aefec81;
    coefficients[116] = 60'ha8bcd02caf783e5;
    coefficients[117] = 60'ha93cfa61aff208e;
    coefficients[118] = 60'ha9bd24b4b06c27f;
    coefficients[119] = 60'haa3d4f24b0e69bc;
    coefficients[120] = 60'haabd79b2b161649;
    coefficients[121] = 60'hab3da45eb1dc82a;
    coefficients[122] = 60'habbdcf27b257f62;
    coefficients[123] = 60'hac3dfa0db2d3bf4;
    coefficients[124] = 60'hacbe2512b34fde6;
    coefficients[125] = 60'had3e5034b3cc53a;
    coefficients[126] = 60'had3e7b74b4491f4;
    coefficients[127] = 60'hadbea6d2b4c6418;
    coefficients[128] = 60'hae3ed24fb543baa;
    coefficients[129] = 60'haebefde9b5c18ad;
    coefficients[130] = 60'haf3f29a2b63fb26;
    coefficients[131] = 60'hafbf5579b6be317;
    coefficients[132] = 60'hb03f816fb73d085;
    coefficients[133] = 60'hb0bfad83b7bc374;
    coefficients[134] = 60'hb13fd9b5b83bbe7;
    coefficients[135] = 60'hb1c00607b8bb9e2;
    coefficients[136] = 60'hb2403277b93bd6a;
    coefficients[137] = 60'hb2c05f06b9bc681;
    coefficients[138] = 60'hb3408bb3ba3d52d;
    coefficients[139] = 60'hb3c0b880babe970;
    coefficients[140] = 60'hb440e56cbb4034e;
    coefficients[141] = 60'hb4c11277bbc22cc;
    coefficients[142] = 60'hb5413fa2bc447ed;
    coefficients[143] = 60'hb5c16cecbcc72b6;
    coefficients[144] = 60'hb6419a55bd4a329;
    coefficients[145] = 60'hb6c1c7debdcd94c;
    coefficients[146] = 60'hb741f586be51522;
    coefficients[147] = 60'hb7c2234ebed56af;
    coefficients[148] = 60'hb8425136bf59df7;
    coefficients[149] = 60'hb8c27f3dbfdeafe;
    coefficients[150] = 60'hb942ad65c063dc8;
    coefficients[151] = 60'hb9c2dbadc0e9658;
    coefficients[152] = 60'hba430a14c16f4b4;
    coefficients[153] = 60'hbac3389cc1f58df;
    coefficients[154] = 60'hbb436745c27c2dd;
    coefficients[155] = 60'hbbc3960dc3032b1;
    coefficients[156] = 60'hbc43c4f6c38a861;
    coefficients[157] = 60'hbcc3f400c4123f0;
    coefficients[158] = 60'hbd44232ac49a563;
    coefficients[159] = 60'hbdc45275c522cbc;
    coefficients[160] = 60'hbe4481e1c5aba01;
    coefficients[161] = 60'hbec4b16ec634d36;
    coefficients[162] = 60'hbf44e11cc6be65e;
    coefficients[163] = 60'hbfc510ebc74857e;
    coefficients[164] = 60'hc04540dbc7d2a9a;
    coefficients[165] = 60'hc0c570ecc85d5b6;
    coefficients[166] = 60'hc145a11fc8e86d7;
    coefficients[167] = 60'hc1c5d173c973e00;
    coefficients[168] = 60'hc24601e9c9ffb35;
    coefficients[169] = 60'hc2c63280ca8be7b;
    coefficients[170] = 60'hc3466339cb187d6;
    coefficients[171] = 60'hc3c69414cba574b;
    coefficients[172] = 60'hc446c511cc32cdd;
    coefficients[173] = 60'hc4c6f630ccc0891;
    coefficients[174] = 60'hc5c72771cd4ea6a;
    coefficients[175] = 60'hc64758d4cddd26e;
    coefficients[176] = 60'hc6c78a59ce6c0a1;
    coefficients[177] = 60'hc747bc01cefb506;
    coefficients[178] = 60'hc7c7edcbcf8afa2;
    coefficients[179] = 60'hc8481fb8d01b07a;
    coefficients[180] = 60'hc8c851c7d0ab792;
    coefficients[181] = 60'hc94883f9d13c4ed;
    coefficients[182] = 60'hc9c8b64ed1cd892;
    coefficients[183] = 60'hca48e8c6d25f282;
    coefficients[184] = 60'hcac91b61d2f12c5;
    coefficients[185] = 60'hcb494e1fd38395c;
    coefficients[186] = 60'hcc498101d41664e;
    coefficients[187] = 60'hccc9b405d4a999e;
    coefficients[188] = 60'hcd49e72dd53d351;
    coefficients[189] = 60'hcdca1a79d5d136b;
    coefficients[190] = 60'hce4a4de8d6659f1;
    coefficients[191] = 60'hceca817bd6fa6e6;
    coefficients[192] = 60'hcf4ab532d78fa51;
    coefficients[193] = 60'hcfcae90cd825434;
    coefficients[194] = 60'hd0cb1d0bd8bb495;
    coefficients[195] = 60'hd14b512dd951b78;
    coefficients[196] = 60'hd1cb8574d9e88e2;
    coefficients[197] = 60'hd24bb9dfda7fcd7;
    coefficients[198] = 60'hd2cbee6fdb1775b;
    coefficients[199] = 60'hd34c2323dbaf874;
    coefficients[200] = 60'hd3cc57fbdc48026;
    coefficients[201] = 60'hd44c8cf8dce0e74;
    coefficients[202] = 60'hd54cc21add7a365;
    coefficients[203] = 60'hd5ccf761de13efd;
    coefficients[204] = 60'hd64d2ccddeae13f;
    coefficients[205] = 60'hd6cd625edf48a31;
    coefficients[206] = 60'hd74d9814dfe39d8;
    coefficients[207] = 60'hd7cdcdefe07f038;
    coefficients[208] = 60'hd8ce03f0e11ad56;
    coefficients[209] = 60'hd94e3a17e1b7136;
    coefficients[210] = 60'hd9ce7062e253bdd;
    coefficients[211] = 60'hda4ea6d4e2f0d50;
    coefficients[212] = 60'hdacedd6be38e593;
    coefficients[213] = 60'hdbcf1428e42c4ac;
    coefficients[214] = 60'hdc4f4b0ce4caa9f;
    coefficients[215] = 60'hdccf8215e569771;
    coefficients[216] = 60'hdd4fb944e608b26;
    coefficients[217] = 60'hddcff09ae6a85c3;
    coefficients[218] = 60'hde502816e74874e;
    coefficients[219] = 60'hdf505fb9e7e8fcb;
    coefficients[220] = 60'hdfd09782e889f3e;
    coefficients[221] = 60'he050cf72e92b5ad;
    coefficients[222] = 60'he0d10789e9cd31c;
    coefficients[223] = 60'he1d13fc7ea6f791;
    coefficients[224] = 60'he251782ceb1230f;
    coefficients[225] = 60'he2d1b0b8ebb559d;
    coefficients[226] = 60'he351e96bec58f3f;
    coefficients[227] = 60'he3d22246ecfcffa;
    coefficients[228] = 60'he4d25b48eda17d2;
    coefficients[229] = 60'he5529471ee466cd;
    coefficients[230] = 60'he5d2cdc3eeebcf0;
    coefficients[231] = 60'he653073cef91a40;
    coefficients[232] = 60'he75340ddf037ec1;
    coefficients[233] = 60'he7d37aa6f0dea79;
    coefficients[234] = 60'he853b497f185d6c;
    coefficients[235] = 60'he8d3eeb0f22d7a0;
    coefficients[236] = 60'he9d428f2f2d591a;
    coefficients[237] = 60'hea54635cf37e1de;
    coefficients[238] = 60'head49deef4271f2;
    coefficients[239] = 60'heb54d8aaf4d095b;
    coefficients[240] = 60'hec55138ef57a81e;
    coefficients[241] = 60'hecd54e9bf624e40;
    coefficients[242] = 60'hed5589d0f6cfbc7;
    coefficients[243] = 60'hee55c52ff77b0b6;
    coefficients[244] = 60'heed600b8f826d14;
    coefficients[245] = 60'hef563c69f8d30e6;
    coefficients[246] = 60'hefd67844f97fc30;
    coefficients[247] = 60'hf0d6b449fa2cef9;
    coefficients[248] = 60'hf156f077fada944;
    coefficients[249] = 60'hf1d72ccffb88b18;
    coefficients[250] = 60'hf2d76950fc3747a;
    coefficients[251] = 60'hf357a5fcfce656e;
    coefficients[252] = 60'hf3d7e2d2fd95dfa;
    coefficients[253] = 60'hf4d81fd2fe45e24;
    coefficients[254] = 60'hf5585cfdfef65f1;
    coefficients[255] = 60'hf5d89a52ffa7565;
  end

  wire [57:0] _product_3_sum = {high_2, 17'd0} + {17'd0, low_2};
  wire signed [27:0] _slope_9_shifted = bend_8 >>> 14;
  wire signed [42:0] _y_11_shifted = rise_10 >>> 21;

  always @(posedge clk) begin // exp.ts:58
    nan_1 <= (x[30:23] == 8'd255) & (x[22:0] != 23'd0);
    infinite_1 <= (x[30:23] >= 8'd134) & ~x[31];
    zero_1 <= (x[30:23] >= 8'd134) & x[31];
    nan_2 <= nan_1;
    infinite_2 <= infinite_1;
    zero_2 <= zero_1;
    nan_3 <= nan_2;
    infinite_3 <= infinite_2;
    zero_3 <= zero_2;
    nan_4 <= nan_3;
    infinite_4 <= infinite_3;
    zero_4 <= zero_3;
    nan_5 <= nan_4;
    infinite_5 <= infinite_4;
    zero_5 <= zero_4;
    nan_6 <= nan_5;
    infinite_6 <= infinite_5;
    zero_6 <= zero_5;
    nan_7 <= nan_6;
    infinite_7 <= infinite_6;
    zero_7 <= zero_6;
    nan_8 <= nan_7;
    infinite_8 <= infinite_7;
    zero_8 <= zero_7;
    nan_9 <= nan_8;
    infinite_9 <= infinite_8;
    zero_9 <= zero_8;
    nan_10 <= nan_9;
    infinite_10 <= infinite_9;
    zero_10 <= zero_9;
    nan_11 <= nan_10;
    infinite_11 <= infinite_10;
    zero_11 <= zero_10;
    nan_12 <= nan_11;
    infinite_12 <= infinite_11;
    zero_12 <= zero_11;
    nan <= nan_12;
    infinite <= infinite_12;
    zero <= zero_12;
    significand_1 <= {x[30:23] != 8'd0, x[22:0] & {23{x[30:23] != 8'd0}}}; // exp.ts:62
    shift_1 <= 8'd133 - x[30:23];
    negative_1 <= x[31];
    low_2 <= significand_1 * 17'heca5; // exp.ts:70
    high_2 <= significand_1 * 17'h17154;
    shift_2 <= shift_1;
    negative_2 <= negative_1;
    product_3 <= _product_3_sum[57:24]; // exp.ts:77
    shift_3 <= shift_2;
    negative_3 <= negative_2;
    magnitude_4 <= |shift_3[7:6] ? 34'd0 : product_3 >> shift_3[5:0]; // exp.ts:86
    negative_4 <= negative_3;
    t_5 <= negative_4 ? $unsigned(-$signed({1'b0, magnitude_4})) : {1'b0, magnitude_4}; // exp.ts:93
    exponent_1 <= t_5[34:26]; // exp.ts:94
    exponent_2 <= exponent_1;
    exponent_3 <= exponent_2;
    exponent_4 <= exponent_3;
    exponent_5 <= exponent_4;
    exponent_6 <= exponent_5;
    exponent <= exponent_6;
    word_6 <= coefficients[t_5[25:18]]; // exp.ts:100
    offset_6 <= {~t_5[17], t_5[16:0]};
    word_7 <= word_6; // exp.ts:101
    offset_7 <= offset_6;
    bend_8 <= $signed({1'b0, word_7[59:51]}) * offset_7; // exp.ts:108
    c1_8 <= {2'd0, word_7[50:28]};
    c0_8 <= word_7[27:0];
    offset_8 <= offset_7;
    slope_9 <= c1_8 + $signed(_slope_9_shifted[24:0]); // exp.ts:114
    c0_9 <= c0_8;
    offset_9 <= offset_8;
    rise_10 <= slope_9 * offset_9; // exp.ts:121
    c0_10 <= c0_9;
    y_11 <= {1'b0, c0_10} + _y_11_shifted[28:0]; // exp.ts:123
    y_12 <= y_11[28] ? 28'hfffffff : y_11[27] ? y_11[27:0] : 28'h8000000; // exp.ts:136
    exponent_13 <= $signed({{2{exponent[8]}}, exponent}) + 11'sd127 + $signed({10'd0, rounded[24]}); // exp.ts:144
    fraction_13 <= rounded[22:0];
    power_14 <= nan ? 32'h7fc00000 : infinite || (exponent_13 >= 11'sd255 && !zero) ? 32'h7f800000 : zero ||
        exponent_13 <= 11'sd0 ? 32'd0 : {1'b0, exponent_13[7:0], fraction_13}; // exp.ts:150
  end

  assign rounded = y_12[27:4] + {24'd0, y_12[3] & (|y_12[2:0] | y_12[4])}; // exp.ts:143
  assign power = power_14; // exp.ts:161

  // Bits nobody reads, named for lint.
  wire _unused = &{1'b0, rounded[23], _product_3_sum[23:0], _slope_9_shifted[27:25], _y_11_shifted[42:29]};

endmodule

`default_nettype wire
