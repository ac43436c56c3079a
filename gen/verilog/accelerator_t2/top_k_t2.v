// top_k_t2, from top-k.ts
`default_nettype none

module top_k_t2 (
  input  wire         clk,
  input  wire         rst,
  input  wire         select_valid,
  input  wire         select_payload_top,
  input  wire [2:0]   select_payload_last_vector,
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
  reg [3:0] state; // top-k.ts:91
  reg last_vector; // top-k.ts:92
  reg [18:0] outputs;
  reg vector;
  wire is_last_vector; // top-k.ts:97
  wire [49:0] root; // top-k.ts:108
  reg [127:0] keys; // top-k.ts:111
  reg [3:0] pending;
  reg [12:0] block;
  reg [2:0] row_beat;
  reg ends;
  reg [12:0] at_block; // top-k.ts:118
  reg [2:0] at_beat;
  reg at_vector;
  reg [3:0] candidates; // top-k.ts:123
  reg lanes_found;
  reg [49:0] entry; // top-k.ts:126
  reg [6:0] node;
  reg [6:0] nodes;
  reg sorting;
  reg [5:0] cleared; // top-k.ts:132
  reg [4:0] sent; // top-k.ts:133
  wire passing; // top-k.ts:135
  wire begins; // top-k.ts:136
  wire may_take; // top-k.ts:137
  wire take; // top-k.ts:140
  reg right_is_lower; // top-k.ts:143
  reg above_left;
  reg above_right;
  reg has_left;
  wire goes_down; // top-k.ts:149
  wire [6:0] child;
  wire listed; // top-k.ts:156
  wire read; // top-k.ts:157
  wire [4:0] word;
  reg [49:0] left; // top-k.ts:165
  reg [49:0] right;
  wire clearing; // top-k.ts:171
  wire taking;
  wire moving;
  wire [6:0] written_node; // top-k.ts:176
  wire [49:0] written; // top-k.ts:177
  wire [5:0] write_place; // top-k.ts:184
  wire [3:0] lowest_candidate; // top-k.ts:227
  wire listing; // top-k.ts:321
  wire [127:0] list_beat; // top-k.ts:324
  wire last_sent; // top-k.ts:325
  (* ram_style = "block" *)
  reg [49:0] even [0:63]; // top-k.ts:101
  (* ram_style = "block" *)
  reg [49:0] odd [0:63];
  (* ram_style = "distributed" *)
  reg [49:0] roots [0:1]; // top-k.ts:105

  assign is_last_vector = vector == last_vector; // top-k.ts:97
  assign root = roots[vector]; // top-k.ts:108
  assign passing = select_valid & ~select_payload_top & (state == 4'd0); // top-k.ts:135
  assign begins = select_valid & select_payload_top & (state == 4'd0); // top-k.ts:136
  assign may_take = (state == 4'd2) | ((state == 4'd4) & ~lanes_found & ~ends); // top-k.ts:137
  assign take = y_valid & may_take; // top-k.ts:140
  assign goes_down = has_left & (right_is_lower ? above_right : above_left); // top-k.ts:149
  assign child = {node[5:0], right_is_lower};
  assign listed = state == 4'd9; // top-k.ts:156
  assign read = (state == 4'd4) | (state == 4'd6) | (state == 4'd7) | (state == 4'd8) | listed; // top-k.ts:157
  assign word = state == 4'd6 ? child[4:0] : state == 4'd7 ? nodes[5:1] : 5'd1;

  always @(posedge clk) begin // top-k.ts:165
    if (read) begin
      left <= even[{vector, listed ? sent + 5'd1 : word}];
      right <= odd[{vector, listed ? sent : word}];
    end
  end

  assign clearing = state == 4'd1; // top-k.ts:171
  assign taking = state == 4'd8;
  assign moving = state == 4'd6;
  assign written_node = taking ? nodes : node; // top-k.ts:176
  assign written = clearing ? 50'd0 : taking ? root : goes_down ? (right_is_lower ? right : left) : entry; // top-k.ts:177
  assign write_place = clearing ? cleared : {vector, written_node[5:1]}; // top-k.ts:184

  always @(posedge clk) begin // top-k.ts:192
    if (clearing || ((moving || taking) && !written_node[0])) begin
      even[write_place] <= written;
    end
  end

  always @(posedge clk) begin // top-k.ts:193
    if (clearing || ((moving || taking) && written_node[0])) begin
      odd[write_place] <= written;
    end
  end

  wire _check_choice = clearing ? cleared[5] : vector;

  always @(posedge clk) begin // top-k.ts:195
    if (clearing || (moving && node == 7'd1)) begin
      roots[_check_choice] <= written;
    end
  end

  wire [3:0] _keys_and = {(root == 50'd0) | (keys[127:96] > root[49:18]), (root == 50'd0) |
      (keys[95:64] > root[49:18]), (root == 50'd0) | (keys[63:32] > root[49:18]), (root == 50'd0) |
      (keys[31:0] > root[49:18])} & pending;

  always @(posedge clk) begin // top-k.ts:198
    if (take) begin
      keys[31:0] <= y_payload_data[30:23] == 8'd255 && y_payload_data[22:0] != 23'd0 ? 32'd0
          : y_payload_data[30:23] == 8'd0 ? 32'h80000000 : y_payload_data[31] ? ~y_payload_data[31:0]
          : y_payload_data[31:0] | 32'h80000000; // top-k.ts:200
      keys[63:32] <= y_payload_data[62:55] == 8'd255 && y_payload_data[54:32] != 23'd0 ? 32'd0
          : y_payload_data[62:55] == 8'd0 ? 32'h80000000 : y_payload_data[63] ? ~y_payload_data[63:32]
          : y_payload_data[63:32] | 32'h80000000;
      keys[95:64] <= y_payload_data[94:87] == 8'd255 && y_payload_data[86:64] != 23'd0 ? 32'd0
          : y_payload_data[94:87] == 8'd0 ? 32'h80000000 : y_payload_data[95] ? ~y_payload_data[95:64]
          : y_payload_data[95:64] | 32'h80000000;
      keys[127:96] <= y_payload_data[126:119] == 8'd255 && y_payload_data[118:96] != 23'd0 ? 32'd0
          : y_payload_data[126:119] == 8'd0 ? 32'h80000000 : y_payload_data[127] ? ~y_payload_data[127:96]
          : y_payload_data[127:96] | 32'h80000000;
      pending <= {{1'b0, {at_block, at_beat}} < outputs[18:2], ({1'b0, {at_block, at_beat}} < outputs[18:2]) |
          (({1'b0, {at_block, at_beat}} == outputs[18:2]) & (outputs[1:0] > 2'd2)),
          ({1'b0, {at_block, at_beat}} < outputs[18:2]) |
          (({1'b0, {at_block, at_beat}} == outputs[18:2]) & (outputs[1:0] > 2'd1)),
          ({1'b0, {at_block, at_beat}} < outputs[18:2]) |
          (({1'b0, {at_block, at_beat}} == outputs[18:2]) & (outputs[1:0] > 2'd0))}; // top-k.ts:209
      block <= at_block; // top-k.ts:210
      row_beat <= at_beat; // top-k.ts:211
      vector <= at_vector; // top-k.ts:212
      ends <= y_payload_last; // top-k.ts:213
      at_beat <= at_beat + 3'd1; // top-k.ts:214
      if (at_beat == 3'd7) begin // top-k.ts:215
        at_vector <= at_vector + 1'b1; // top-k.ts:216
        if (at_vector == last_vector) begin // top-k.ts:217
          at_vector <= 1'b0; // top-k.ts:218
          at_block <= at_block + 13'd1; // top-k.ts:219
        end
      end
      state <= 4'd3; // top-k.ts:222
    end
    case (state) // top-k.ts:229
      4'd0: begin // Pass
        if (begins) begin // top-k.ts:231
          state <= 4'd1; // top-k.ts:232
          cleared <= 6'd0; // top-k.ts:233
          last_vector <= select_payload_last_vector[0]; // top-k.ts:234
          outputs <= select_payload_outputs; // top-k.ts:235
          at_block <= 13'd0; // top-k.ts:236
          at_beat <= 3'd0; // top-k.ts:237
          at_vector <= 1'b0; // top-k.ts:238
          nodes <= 7'd64; // top-k.ts:239
          sorting <= 1'b0; // top-k.ts:240
        end
      end
      4'd1: begin // Clear
        cleared <= cleared + 6'd1; // top-k.ts:244
        if (cleared == 6'd63) begin // top-k.ts:245
          state <= 4'd2;
        end
      end
      4'd2: ; // Collect
      4'd3: begin // Compare
        candidates <= _keys_and; // top-k.ts:257
        lanes_found <= |_keys_and; // top-k.ts:258
        state <= 4'd4; // top-k.ts:259
      end
      4'd4: begin // Choose
        entry <= candidates[0] ? {keys[31:0], ~{block, row_beat, 2'd0}} : candidates[1]
            ? {keys[63:32], ~{block, row_beat, 2'd1}} : candidates[2] ? {keys[95:64], ~{block, row_beat, 2'd2}}
            : {keys[127:96], ~{block, row_beat, 2'd3}}; // top-k.ts:266
        node <= 7'd1; // top-k.ts:267
        if (lanes_found) begin // top-k.ts:268
          state <= 4'd5; // top-k.ts:269
          pending <= pending & ~lowest_candidate; // top-k.ts:270
        end else if (ends) begin // top-k.ts:272
          state <= 4'd7; // top-k.ts:273
          sorting <= 1'b1; // top-k.ts:274
          vector <= 1'b0; // top-k.ts:275
        end else if (!y_valid) begin // top-k.ts:277
          state <= 4'd2;
        end
      end
      4'd5: begin // Sift
        has_left <= ~node[6] & ({node[5:0], 1'b0} <= nodes); // top-k.ts:282
        right_is_lower <= ~node[6] & ({node[5:0], 1'b0} < nodes) & (right < left); // top-k.ts:283
        above_left <= entry > left; // top-k.ts:284
        above_right <= entry > right; // top-k.ts:285
        state <= 4'd6; // top-k.ts:286
      end
      4'd6: begin // Move
        state <= 4'd5; // top-k.ts:289
        node <= child; // top-k.ts:290
        if (!goes_down) begin // top-k.ts:291
          if (!sorting) begin // top-k.ts:292
            state <= 4'd3;
          end else if (nodes == 7'd1) begin // top-k.ts:293
            state <= 4'd9;
          end else begin
            state <= 4'd7; // top-k.ts:294
          end
        end
        sent <= 5'd0; // top-k.ts:296
      end
      4'd7: begin // SortRead
        state <= 4'd8; // top-k.ts:299
      end
      4'd8: begin // SortTake
        entry <= nodes[0] ? right : left; // top-k.ts:302
        node <= 7'd1; // top-k.ts:303
        nodes <= nodes - 7'd1; // top-k.ts:304
        state <= 4'd5; // top-k.ts:305
      end
      4'd9: begin // ListRead
        state <= 4'd10; // top-k.ts:307
      end
      default: begin // List
        if (m_ready) begin // top-k.ts:309
          sent <= sent + 5'd1; // top-k.ts:310
          state <= 4'd9; // top-k.ts:311
          if (sent == 5'd31) begin // top-k.ts:312
            nodes <= 7'd64; // top-k.ts:313
            vector <= vector + 1'b1; // top-k.ts:314
            state <= is_last_vector ? 4'd0 : 4'd7; // top-k.ts:315
          end
        end
      end
    endcase
    if (rst) begin
      state <= 4'd0;
      sorting <= 1'b0;
      lanes_found <= 1'b0;
    end
  end

  assign lowest_candidate = candidates & (~candidates + 4'd1); // top-k.ts:227
  assign listing = state == 4'd10; // top-k.ts:321
  assign list_beat = {{14'd0, ~left[17:0]}, left[49:18] == 32'd0 ? 32'h7fc00000 : left[49] ? left[49:18] ^
      32'h80000000 : ~left[49:18], {14'd0, ~right[17:0]}, right[49:18] == 32'd0 ? 32'h7fc00000 : right[49]
      ? right[49:18] ^ 32'h80000000 : ~right[49:18]}; // top-k.ts:324
  assign last_sent = (sent == 5'd31) & is_last_vector; // top-k.ts:325
  assign m_valid = listing | (passing & y_valid); // top-k.ts:326
  assign m_payload_data = listing ? list_beat : y_payload_data; // top-k.ts:327
  assign m_payload_last = listing ? last_sent : y_payload_last; // top-k.ts:328
  assign y_ready = may_take | (passing & m_ready); // top-k.ts:329
  assign select_ready = (passing & y_valid & m_ready & y_payload_last) | (listing & m_ready & last_sent); // top-k.ts:331

  // Bits nobody reads, named for lint.
  wire _unused = &{1'b0, select_payload_last_vector[2:1], written_node[6]};

endmodule

`default_nettype wire
