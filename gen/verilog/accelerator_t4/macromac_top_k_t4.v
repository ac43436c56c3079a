// SPDX-License-Identifier: Apache-2.0
// Generated from rtl/head/top-k.ts by `make verilog`; do not edit.
//
// The 64 largest results of each vector of a command, in falling order (of equal ones the lower index first),
// so that an LM head's logits need not all return; one list behind the other. Commands without selection pass
// through.
//
// A vector's list is a heap, its lowest entry the root: four results at a time are compared with it, a beat in
// two cycles, and only what ranks above it goes in, down a way of at most 6 nodes of two cycles each. At the
// end the heap is sorted where it stands. Nodes are counted from 1; the children of node n are 2n and 2n + 1,
// and lie side by side in two memories. Node 64 has the place of node 0.
`default_nettype none

module macromac_top_k_t4 (
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
  input  wire         m_ready,
  // The first entry of the last list: which result it is, and whether it is no number.
  output wire [17:0]  largest,
  output wire         no_number
);
  localparam TOP_K_STATE_PASS = 4'd0;
  localparam TOP_K_STATE_CLEAR = 4'd1;
  localparam TOP_K_STATE_COLLECT = 4'd2;
  localparam TOP_K_STATE_COMPARE = 4'd3;
  localparam TOP_K_STATE_CHOOSE = 4'd4;
  localparam TOP_K_STATE_SIFT = 4'd5;
  localparam TOP_K_STATE_MOVE = 4'd6;
  localparam TOP_K_STATE_SORT_READ = 4'd7;
  localparam TOP_K_STATE_SORT_TAKE = 4'd8;
  localparam TOP_K_STATE_LIST_READ = 4'd9;
  localparam TOP_K_STATE_LIST = 4'd10;

  wire u_selected_m_valid;
  wire u_selected_m_payload_top;
  wire [2:0] u_selected_m_payload_last_vector;
  wire [18:0] u_selected_m_payload_outputs;
  reg [3:0] state;
  reg [1:0] last_vector;
  reg [18:0] outputs;
  reg [1:0] vector;
  wire is_last_vector;
  wire [49:0] root;
  reg [127:0] keys;
  reg [3:0] pending;
  reg [12:0] block;
  reg [2:0] row_beat;
  reg ends;
  reg [12:0] at_block;
  reg [2:0] at_beat;
  reg [1:0] at_vector;
  reg [3:0] candidates;
  reg lanes_found;
  reg [49:0] entry;
  reg [6:0] node;
  reg [6:0] nodes;
  reg sorting;
  reg [6:0] cleared;
  reg [4:0] sent;
  wire passing;
  wire begins;
  wire may_take;
  wire take;
  reg right_is_lower;
  reg above_left;
  reg above_right;
  reg has_left;
  wire goes_down;
  wire [6:0] child;
  wire listed;
  wire read;
  wire [4:0] word;
  reg [49:0] left;
  reg [49:0] right;
  wire clearing;
  wire taking;
  wire moving;
  wire [6:0] written_node;
  wire [49:0] written;
  wire [6:0] write_place;
  wire [3:0] lowest_candidate;
  wire listing;
  wire [127:0] list_beat;
  reg [49:0] first;
  wire last_sent;
  (* ram_style = "block" *)
  reg [49:0] even [0:127];
  (* ram_style = "block" *)
  reg [49:0] odd [0:127];
  (* ram_style = "distributed" *)
  reg [49:0] roots [0:3];

  macromac_StreamStage_selection u_selected (
    .clk(clk),
    .rst(rst),
    .s_valid(select_valid),
    .s_payload_top(select_payload_top),
    .s_payload_last_vector(select_payload_last_vector),
    .s_payload_outputs(select_payload_outputs),
    .s_ready(select_ready),
    .m_valid(u_selected_m_valid),
    .m_payload_top(u_selected_m_payload_top),
    .m_payload_last_vector(u_selected_m_payload_last_vector),
    .m_payload_outputs(u_selected_m_payload_outputs),
    .m_ready((passing & y_valid & m_ready & y_payload_last) | (listing & m_ready & last_sent))
  );

  assign is_last_vector = vector == last_vector;
  assign root = roots[vector];
  assign passing = u_selected_m_valid & ~u_selected_m_payload_top & (state == TOP_K_STATE_PASS);
  assign begins = u_selected_m_valid & u_selected_m_payload_top & (state == TOP_K_STATE_PASS);
  assign may_take = (state == TOP_K_STATE_COLLECT) | ((state == TOP_K_STATE_CHOOSE) & ~lanes_found & ~ends);
  assign take = y_valid & may_take;
  assign goes_down = has_left & (right_is_lower ? above_right : above_left);
  assign child = {node[5:0], right_is_lower};
  assign listed = state == TOP_K_STATE_LIST_READ;
  assign read = (state == TOP_K_STATE_CHOOSE) | (state == TOP_K_STATE_MOVE) |
      (state == TOP_K_STATE_SORT_READ) | (state == TOP_K_STATE_SORT_TAKE) | listed;
  assign word = state == TOP_K_STATE_MOVE ? child[4:0] : state == TOP_K_STATE_SORT_READ ? nodes[5:1] : 5'd1;

  always @(posedge clk) begin
    if (read) begin
      left <= even[{vector, listed ? sent + 5'd1 : word}];
      right <= odd[{vector, listed ? sent : word}];
    end
  end

  assign clearing = state == TOP_K_STATE_CLEAR;
  assign taking = state == TOP_K_STATE_SORT_TAKE;
  assign moving = state == TOP_K_STATE_MOVE;
  assign written_node = taking ? nodes : node;
  assign written = clearing ? 50'd0 : taking ? root : goes_down ? (right_is_lower ? right : left) : entry;
  assign write_place = clearing ? cleared : {vector, written_node[5:1]};

  always @(posedge clk) begin
    if (clearing || ((moving || taking) && !written_node[0])) begin
      even[write_place] <= written;
    end
  end

  always @(posedge clk) begin
    if (clearing || ((moving || taking) && written_node[0])) begin
      odd[write_place] <= written;
    end
  end

  wire [1:0] _check_choice = clearing ? cleared[6:5] : vector;

  always @(posedge clk) begin
    if (clearing || (moving && node == 7'd1)) begin
      roots[_check_choice] <= written;
    end
  end

  wire [3:0] _keys_and = {(root == 50'd0) | (keys[127:96] > root[49:18]), (root == 50'd0) |
      (keys[95:64] > root[49:18]), (root == 50'd0) | (keys[63:32] > root[49:18]), (root == 50'd0) |
      (keys[31:0] > root[49:18])} & pending;

  always @(posedge clk) begin
    if (may_take) begin
      keys[31:0] <= y_payload_data[30:23] == 8'd255 && y_payload_data[22:0] != 23'd0 ? 32'd0
          : y_payload_data[30:23] == 8'd0 ? 32'h80000000 : y_payload_data[31] ? ~y_payload_data[31:0]
          : y_payload_data[31:0] | 32'h80000000;
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
          (({1'b0, {at_block, at_beat}} == outputs[18:2]) & (outputs[1:0] > 2'd0))};
      block <= at_block;
      row_beat <= at_beat;
      vector <= at_vector;
      ends <= y_payload_last;
    end
    if (take) begin
      at_beat <= at_beat + 3'd1;
      if (at_beat == 3'd7) begin
        at_vector <= at_vector + 2'd1;
        if (at_vector == last_vector) begin
          at_vector <= 2'd0;
          at_block <= at_block + 13'd1;
        end
      end
      state <= TOP_K_STATE_COMPARE;
    end
    case (state)
      TOP_K_STATE_PASS: begin
        if (begins) begin
          state <= TOP_K_STATE_CLEAR;
          cleared <= 7'd0;
          last_vector <= u_selected_m_payload_last_vector[1:0];
          outputs <= u_selected_m_payload_outputs;
          at_block <= 13'd0;
          at_beat <= 3'd0;
          at_vector <= 2'd0;
          nodes <= 7'd64;
          sorting <= 1'b0;
        end
      end
      TOP_K_STATE_CLEAR: begin
        cleared <= cleared + 7'd1;
        if (cleared == 7'd127) begin
          state <= TOP_K_STATE_COLLECT;
        end
      end
      TOP_K_STATE_COLLECT: ;
      TOP_K_STATE_COMPARE: begin
        candidates <= _keys_and;
        lanes_found <= |_keys_and;
        state <= TOP_K_STATE_CHOOSE;
      end
      TOP_K_STATE_CHOOSE: begin
        entry <= candidates[0] ? {keys[31:0], ~{block, row_beat, 2'd0}} : candidates[1]
            ? {keys[63:32], ~{block, row_beat, 2'd1}} : candidates[2] ? {keys[95:64], ~{block, row_beat, 2'd2}}
            : {keys[127:96], ~{block, row_beat, 2'd3}};
        node <= 7'd1;
        if (lanes_found) begin
          state <= TOP_K_STATE_SIFT;
          pending <= pending & ~lowest_candidate;
        end else if (ends) begin
          state <= TOP_K_STATE_SORT_READ;
          sorting <= 1'b1;
          vector <= 2'd0;
        end else if (!y_valid) begin
          state <= TOP_K_STATE_COLLECT;
        end
      end
      TOP_K_STATE_SIFT: begin
        has_left <= ~node[6] & ({node[5:0], 1'b0} <= nodes);
        right_is_lower <= ~node[6] & ({node[5:0], 1'b0} < nodes) & (right < left);
        above_left <= entry > left;
        above_right <= entry > right;
        state <= TOP_K_STATE_MOVE;
      end
      TOP_K_STATE_MOVE: begin
        state <= TOP_K_STATE_SIFT;
        node <= child;
        if (!goes_down) begin
          if (!sorting) begin
            state <= TOP_K_STATE_COMPARE;
          end else if (nodes == 7'd1) begin
            state <= TOP_K_STATE_LIST_READ;
          end else begin
            state <= TOP_K_STATE_SORT_READ;
          end
        end
        sent <= 5'd0;
      end
      TOP_K_STATE_SORT_READ: begin
        state <= TOP_K_STATE_SORT_TAKE;
      end
      TOP_K_STATE_SORT_TAKE: begin
        entry <= nodes[0] ? right : left;
        node <= 7'd1;
        nodes <= nodes - 7'd1;
        state <= TOP_K_STATE_SIFT;
      end
      TOP_K_STATE_LIST_READ: begin
        state <= TOP_K_STATE_LIST;
      end
      default: begin // List
        if (m_ready) begin
          sent <= sent + 5'd1;
          state <= TOP_K_STATE_LIST_READ;
          if (sent == 5'd31) begin
            nodes <= 7'd64;
            vector <= vector + 2'd1;
            state <= is_last_vector ? TOP_K_STATE_PASS : TOP_K_STATE_SORT_READ;
          end
        end
      end
    endcase
    if (rst) begin
      state <= TOP_K_STATE_PASS;
      sorting <= 1'b0;
      lanes_found <= 1'b0;
    end
  end

  assign lowest_candidate = candidates & (~candidates + 4'd1);
  assign listing = state == TOP_K_STATE_LIST;
  assign list_beat = {{14'd0, ~left[17:0]}, left[49:18] == 32'd0 ? 32'h7fc00000 : left[49] ? left[49:18] ^
      32'h80000000 : ~left[49:18], {14'd0, ~right[17:0]}, right[49:18] == 32'd0 ? 32'h7fc00000 : right[49]
      ? right[49:18] ^ 32'h80000000 : ~right[49:18]};

  always @(posedge clk) begin
    if (listing && sent == 5'd0) begin
      first <= right;
    end
  end

  assign largest = ~first[17:0];
  assign no_number = first[49:18] == 32'd0;
  assign last_sent = (sent == 5'd31) & is_last_vector;
  assign m_valid = listing | (passing & y_valid);
  assign m_payload_data = listing ? list_beat : y_payload_data;
  assign m_payload_last = listing ? last_sent : y_payload_last;
  assign y_ready = may_take | (passing & m_ready);

  // Bits nobody reads, named for lint.
  wire _unused = &{1'b0, u_selected_m_payload_last_vector[2], written_node[6]};

endmodule

`default_nettype wire
