// Five designs of the kinds that public cocotb suites check, in one module so that they are built once. Written for these tests.

/** A FIFO of AXI4-Stream beats with tuser. */
module axis_fifo_user #(parameter DEPTH = 16) (
  input clk, rst,
  input [63:0] s_tdata, input [7:0] s_tkeep, input s_tvalid, output s_tready, input s_tlast, input s_tuser, input [7:0] s_tid, s_tdest,
  output [63:0] m_tdata, output [7:0] m_tkeep, output m_tvalid, input m_tready, output m_tlast, output m_tuser, output [7:0] m_tid, m_tdest
);
  localparam AW = $clog2(DEPTH);
  reg [89:0] memory [0:DEPTH-1];
  reg [AW:0] wr, rd;
  assign s_tready = wr - rd != DEPTH[AW:0] && !rst;
  assign m_tvalid = wr != rd;
  assign {m_tdata, m_tkeep, m_tlast, m_tuser, m_tid, m_tdest} = memory[rd[AW-1:0]];
  always @(posedge clk) begin
    if (s_tvalid && s_tready) begin
      memory[wr[AW-1:0]] <= {s_tdata, s_tkeep, s_tlast, s_tuser, s_tid, s_tdest};
      wr <= wr + 1;
    end
    if (m_tvalid && m_tready) rd <= rd + 1;
    if (rst) {wr, rd} <= 0;
  end
endmodule

/** A FIFO between two clocks, with Gray-coded pointers. */
module axis_async_fifo (
  input s_clk, s_rst, input [7:0] s_tdata, input s_tvalid, output s_tready, input s_tlast,
  input m_clk, m_rst, output [7:0] m_tdata, output m_tvalid, input m_tready, output m_tlast
);
  reg [8:0] memory [0:15];
  reg [4:0] wr, wr_gray, rd, rd_gray, wr_1, wr_2, rd_1, rd_2;
  wire [4:0] wr_next = wr + 1, rd_next = rd + 1;
  assign s_tready = wr_gray != {~rd_2[4:3], rd_2[2:0]} && !s_rst;
  assign m_tvalid = rd_gray != wr_2;
  assign {m_tdata, m_tlast} = memory[rd[3:0]];
  always @(posedge s_clk) begin
    {rd_1, rd_2} <= {rd_gray, rd_1};
    if (s_tvalid && s_tready) begin
      memory[wr[3:0]] <= {s_tdata, s_tlast};
      wr <= wr_next;
      wr_gray <= wr_next ^ (wr_next >> 1);
    end
    if (s_rst) {wr, wr_gray, rd_1, rd_2} <= 0;
  end
  always @(posedge m_clk) begin
    {wr_1, wr_2} <= {wr_gray, wr_1};
    if (m_tvalid && m_tready) begin
      rd <= rd_next;
      rd_gray <= rd_next ^ (rd_next >> 1);
    end
    if (m_rst) {rd, rd_gray, wr_1, wr_2} <= 0;
  end
endmodule

/** Bytes to beats of eight. */
module axis_widen (
  input clk, rst,
  input [7:0] s_tdata, input s_tvalid, output s_tready, input s_tlast,
  output reg [63:0] m_tdata, output reg [7:0] m_tkeep, output reg m_tvalid, input m_tready, output reg m_tlast
);
  reg [2:0] at;
  assign s_tready = (!m_tvalid || m_tready) && !rst;
  always @(posedge clk) begin
    if (m_tready) m_tvalid <= 0;
    if (s_tvalid && s_tready) begin
      if (at == 0) {m_tdata, m_tkeep} <= {56'd0, s_tdata, 8'd1};
      else begin
        m_tdata[8*at+:8] <= s_tdata;
        m_tkeep[at] <= 1;
      end
      at <= s_tlast ? 0 : at + 1;
      m_tlast <= s_tlast;
      m_tvalid <= s_tlast || at == 7;
    end
    if (rst) {at, m_tvalid} <= 0;
  end
endmodule

/** Beats of eight bytes to bytes; null bytes at the end are left out. */
module axis_narrow (
  input clk, rst,
  input [63:0] s_tdata, input [7:0] s_tkeep, input s_tvalid, output s_tready, input s_tlast,
  output [7:0] m_tdata, output m_tvalid, input m_tready, output m_tlast
);
  reg [2:0] at;
  wire ends = at == 7 || !s_tkeep[at + 1];
  assign m_tdata = s_tdata[8*at+:8];
  assign m_tvalid = s_tvalid && !rst;
  assign m_tlast = s_tlast && ends;
  assign s_tready = m_tready && ends && !rst;
  always @(posedge clk) begin
    if (m_tvalid && m_tready) at <= ends ? 0 : at + 1;
    if (rst) at <= 0;
  end
endmodule

/** 4 KiB behind AXI4: any size, FIXED, INCR and WRAP; one burst of each kind at a time. */
module axi_memory #(parameter BITS = 32) (
  input clk, rst,
  input [15:0] awaddr, input [7:0] awlen, input [2:0] awsize, input [1:0] awburst, input [3:0] awid, input awvalid, output awready,
  input [BITS-1:0] wdata, input [BITS/8-1:0] wstrb, input wlast, wvalid, output wready,
  output reg [3:0] bid, output [1:0] bresp, output reg bvalid, input bready,
  input [15:0] araddr, input [7:0] arlen, input [2:0] arsize, input [1:0] arburst, input [3:0] arid, input arvalid, output arready,
  output [BITS-1:0] rdata, output reg [3:0] rid, output [1:0] rresp, output rlast, output rvalid, input rready
);
  localparam LANES = BITS / 8, LB = $clog2(LANES);
  reg [7:0] memory [0:4095];
  function automatic [15:0] following(input [15:0] address, input [2:0] size, input [1:0] burst, input [7:0] len);
    reg [15:0] step, line;
    step = 16'd1 << size;
    line = ({8'd0, len} + 16'd1) << size;
    case (burst)
      0: following = address;
      1: following = (address & ~(step - 1)) + step;
      default: following = (address & ~(line - 1)) | ((address + step) & (line - 1));
    endcase
  endfunction

  reg writing;
  reg [15:0] wa; reg [2:0] ws; reg [1:0] wb; reg [7:0] wn;
  assign awready = !writing && !bvalid && !rst;
  assign wready = writing;
  assign bresp = 0;
  always @(posedge clk) begin
    if (awvalid && awready) {writing, wa, ws, wb, wn, bid} <= {1'b1, awaddr, awsize, awburst, awlen, awid};
    if (wvalid && wready) begin
      for (int lane = 0; lane < LANES; lane++)
        if (wstrb[lane]) memory[(wa[11:0] & ~12'(LANES - 1)) + 12'(lane)] <= wdata[8*lane+:8];
      wa <= following(wa, ws, wb, wn);
      if (wlast) {writing, bvalid} <= 2'b01;
    end
    if (bvalid && bready) bvalid <= 0;
    if (rst) {writing, bvalid} <= 0;
  end

  reg [15:0] ra; reg [2:0] rs; reg [1:0] rb; reg [7:0] rn, left; reg reading;
  assign arready = !reading && !rst;
  assign rvalid = reading;
  assign rlast = left == 0;
  assign rresp = 0;
  for (genvar lane = 0; lane < LANES; lane++)
    assign rdata[8*lane+:8] = memory[(ra[11:0] & ~12'(LANES - 1)) + 12'(lane)];
  always @(posedge clk) begin
    if (arvalid && arready) {reading, ra, rs, rb, rn, left, rid} <= {1'b1, araddr, arsize, arburst, arlen, arlen, arid};
    if (rvalid && rready) begin
      ra <= following(ra, rs, rb, rn);
      left <= left - 1;
      if (left == 0) reading <= 0;
    end
    if (rst) reading <= 0;
  end
endmodule

/** The product of two matrices of 3 × 4 and 4 × 2, one cycle later. */
module matrix_product (
  input clk, rst, input valid_i, input [7:0] a_i [12], input [7:0] b_i [8],
  output reg valid_o, output reg [17:0] c_o [6]
);
  always @(posedge clk) begin
    valid_o <= valid_i && !rst;
    for (int i = 0; i < 3; i++)
      for (int j = 0; j < 2; j++) begin
        automatic reg [17:0] sum = 0;
        for (int k = 0; k < 4; k++) sum += a_i[4*i+k] * b_i[2*k+j];
        c_o[2*i+j] <= sum;
      end
  end
endmodule

module suites (
  input clk, rst,
  input [63:0] fs_tdata, input [7:0] fs_tkeep, input fs_tvalid, output fs_tready, input fs_tlast, input fs_tuser, input [7:0] fs_tid, fs_tdest,
  output [63:0] fm_tdata, output [7:0] fm_tkeep, output fm_tvalid, input fm_tready, output fm_tlast, output fm_tuser, output [7:0] fm_tid, fm_tdest,
  input s_clk, s_rst, input [7:0] xs_tdata, input xs_tvalid, output xs_tready, input xs_tlast,
  input m_clk, m_rst, output [7:0] xm_tdata, output xm_tvalid, input xm_tready, output xm_tlast,
  input [7:0] ws_tdata, input ws_tvalid, output ws_tready, input ws_tlast,
  output [63:0] wm_tdata, output [7:0] wm_tkeep, output wm_tvalid, input wm_tready, output wm_tlast,
  input [63:0] ns_tdata, input [7:0] ns_tkeep, input ns_tvalid, output ns_tready, input ns_tlast,
  output [7:0] nm_tdata, output nm_tvalid, input nm_tready, output nm_tlast,
  input [15:0] a32_awaddr, input [7:0] a32_awlen, input [2:0] a32_awsize, input [1:0] a32_awburst, input [3:0] a32_awid, input a32_awvalid, output a32_awready,
  input [31:0] a32_wdata, input [3:0] a32_wstrb, input a32_wlast, a32_wvalid, output a32_wready,
  output [3:0] a32_bid, output [1:0] a32_bresp, output a32_bvalid, input a32_bready,
  input [15:0] a32_araddr, input [7:0] a32_arlen, input [2:0] a32_arsize, input [1:0] a32_arburst, input [3:0] a32_arid, input a32_arvalid, output a32_arready,
  output [31:0] a32_rdata, output [3:0] a32_rid, output [1:0] a32_rresp, output a32_rlast, output a32_rvalid, input a32_rready,
  input [15:0] a8_awaddr, input [7:0] a8_awlen, input [2:0] a8_awsize, input [1:0] a8_awburst, input [3:0] a8_awid, input a8_awvalid, output a8_awready,
  input [7:0] a8_wdata, input [0:0] a8_wstrb, input a8_wlast, a8_wvalid, output a8_wready,
  output [3:0] a8_bid, output [1:0] a8_bresp, output a8_bvalid, input a8_bready,
  input [15:0] a8_araddr, input [7:0] a8_arlen, input [2:0] a8_arsize, input [1:0] a8_arburst, input [3:0] a8_arid, input a8_arvalid, output a8_arready,
  output [7:0] a8_rdata, output [3:0] a8_rid, output [1:0] a8_rresp, output a8_rlast, output a8_rvalid, input a8_rready,
  input valid_i, input [7:0] a_i [12], input [7:0] b_i [8], output valid_o, output [17:0] c_o [6]
);
  axis_fifo_user fifo (.clk, .rst,
    .s_tdata(fs_tdata), .s_tkeep(fs_tkeep), .s_tvalid(fs_tvalid), .s_tready(fs_tready), .s_tlast(fs_tlast), .s_tuser(fs_tuser), .s_tid(fs_tid), .s_tdest(fs_tdest),
    .m_tdata(fm_tdata), .m_tkeep(fm_tkeep), .m_tvalid(fm_tvalid), .m_tready(fm_tready), .m_tlast(fm_tlast), .m_tuser(fm_tuser), .m_tid(fm_tid), .m_tdest(fm_tdest));
  axis_async_fifo crossing (.s_clk, .s_rst, .s_tdata(xs_tdata), .s_tvalid(xs_tvalid), .s_tready(xs_tready), .s_tlast(xs_tlast),
    .m_clk, .m_rst, .m_tdata(xm_tdata), .m_tvalid(xm_tvalid), .m_tready(xm_tready), .m_tlast(xm_tlast));
  axis_widen widen (.clk, .rst, .s_tdata(ws_tdata), .s_tvalid(ws_tvalid), .s_tready(ws_tready), .s_tlast(ws_tlast),
    .m_tdata(wm_tdata), .m_tkeep(wm_tkeep), .m_tvalid(wm_tvalid), .m_tready(wm_tready), .m_tlast(wm_tlast));
  axis_narrow narrow (.clk, .rst, .s_tdata(ns_tdata), .s_tkeep(ns_tkeep), .s_tvalid(ns_tvalid), .s_tready(ns_tready), .s_tlast(ns_tlast),
    .m_tdata(nm_tdata), .m_tvalid(nm_tvalid), .m_tready(nm_tready), .m_tlast(nm_tlast));
  axi_memory #(32) memory32 (.clk, .rst,
    .awaddr(a32_awaddr), .awlen(a32_awlen), .awsize(a32_awsize), .awburst(a32_awburst), .awid(a32_awid), .awvalid(a32_awvalid), .awready(a32_awready),
    .wdata(a32_wdata), .wstrb(a32_wstrb), .wlast(a32_wlast), .wvalid(a32_wvalid), .wready(a32_wready),
    .bid(a32_bid), .bresp(a32_bresp), .bvalid(a32_bvalid), .bready(a32_bready),
    .araddr(a32_araddr), .arlen(a32_arlen), .arsize(a32_arsize), .arburst(a32_arburst), .arid(a32_arid), .arvalid(a32_arvalid), .arready(a32_arready),
    .rdata(a32_rdata), .rid(a32_rid), .rresp(a32_rresp), .rlast(a32_rlast), .rvalid(a32_rvalid), .rready(a32_rready));
  axi_memory #(8) memory8 (.clk, .rst,
    .awaddr(a8_awaddr), .awlen(a8_awlen), .awsize(a8_awsize), .awburst(a8_awburst), .awid(a8_awid), .awvalid(a8_awvalid), .awready(a8_awready),
    .wdata(a8_wdata), .wstrb(a8_wstrb), .wlast(a8_wlast), .wvalid(a8_wvalid), .wready(a8_wready),
    .bid(a8_bid), .bresp(a8_bresp), .bvalid(a8_bvalid), .bready(a8_bready),
    .araddr(a8_araddr), .arlen(a8_arlen), .arsize(a8_arsize), .arburst(a8_arburst), .arid(a8_arid), .arvalid(a8_arvalid), .arready(a8_arready),
    .rdata(a8_rdata), .rid(a8_rid), .rresp(a8_rresp), .rlast(a8_rlast), .rvalid(a8_rvalid), .rready(a8_rready));
  matrix_product product (.clk, .rst, .valid_i, .a_i, .b_i, .valid_o, .c_o);
endmodule
