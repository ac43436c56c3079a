// Slaves and links for the models of serial and register buses; written for these tests.
module peripherals (
  input             clk, rst,
  // APB: 16 words, two wait states at odd words, an error from word 16 on.
  input             apb_psel, apb_penable, apb_pwrite,
  input      [7:0]  apb_paddr,
  input      [31:0] apb_pwdata,
  input      [3:0]  apb_pstrb,
  output reg        apb_pready, apb_pslverr,
  output reg [31:0] apb_prdata,
  // Wishbone, classic: the same words, an error from word 16 on.
  input             wb_cyc_i, wb_stb_i, wb_we_i,
  input      [7:0]  wb_adr_i,
  input      [31:0] wb_dat_i,
  input      [3:0]  wb_sel_i,
  output reg        wb_ack_o, wb_err_o,
  output reg [31:0] wb_dat_o,
  // Links from a master model to a memory model; each bit of `tamper` spoils something.
  input      [7:0]  tamper,
  input             as_psel, as_penable, as_pwrite,
  input      [15:0] as_paddr,
  input      [63:0] as_pwdata,
  input      [7:0]  as_pstrb,
  output            as_pready, as_pslverr,
  output     [63:0] as_prdata,
  output            am_psel, am_penable, am_pwrite,
  output     [15:0] am_paddr,
  output     [63:0] am_pwdata,
  output     [7:0]  am_pstrb,
  input             am_pready, am_pslverr,
  input      [63:0] am_prdata,
  input             ws_cyc, ws_stb, ws_we,
  input      [15:0] ws_adr,
  input      [31:0] ws_dat_w,
  input      [3:0]  ws_sel,
  output            ws_ack, ws_err, ws_stall,
  output     [31:0] ws_dat_r,
  output            wm_cyc, wm_stb, wm_we,
  output     [15:0] wm_adr,
  output     [31:0] wm_dat_w,
  output     [3:0]  wm_sel,
  input             wm_ack, wm_err, wm_stall,
  input      [31:0] wm_dat_r,
  // A UART of ten cycles a bit that sends back each character plus one, and a wire.
  input             uart_rx,
  output reg        uart_tx,
  input             wire_in,
  output            wire_out,
  // An SPI slave, mode 0: answers with the complement of the byte before; and a link.
  input             spi_sclk, spi_mosi, spi_cs,
  output reg        spi_miso,
  input             ss_sclk, ss_mosi, ss_cs,
  output            ss_miso,
  output            sm_sclk, sm_mosi, sm_cs,
  input             sm_miso,
  // An I2C device with one register, at address 0x2a.
  inout             i2c_scl, i2c_sda,
  output reg [7:0]  i2c_register
);
  // APB
  reg [31:0] words [0:15];
  reg [1:0] waited;
  always @(posedge clk) begin
    apb_pready <= 0;
    if (apb_psel && !apb_penable) waited <= apb_paddr[2] ? 2 : 0;
    if (apb_psel && apb_penable && !apb_pready && waited != 0) waited <= waited - 1;
    if (apb_psel && ((!apb_penable && !apb_paddr[2]) || (apb_penable && !apb_pready && waited == 1))) begin
      apb_pready <= 1;
      apb_pslverr <= apb_paddr[7:6] != 0;
      apb_prdata <= words[apb_paddr[5:2]];
    end
    if (apb_psel && apb_penable && apb_pready && apb_pwrite && !apb_pslverr)
      for (int lane = 0; lane < 4; lane++)
        if (apb_pstrb[lane]) words[apb_paddr[5:2]][8*lane+:8] <= apb_pwdata[8*lane+:8];
    if (rst) apb_pready <= 0;
  end

  // Wishbone
  reg [31:0] cells [0:15];
  always @(posedge clk) begin
    wb_ack_o <= wb_cyc_i && wb_stb_i && !wb_ack_o && !wb_err_o && wb_adr_i[7:6] == 0;
    wb_err_o <= wb_cyc_i && wb_stb_i && !wb_ack_o && !wb_err_o && wb_adr_i[7:6] != 0;
    wb_dat_o <= cells[wb_adr_i[5:2]];
    if (wb_cyc_i && wb_stb_i && wb_we_i && wb_ack_o)
      for (int lane = 0; lane < 4; lane++)
        if (wb_sel_i[lane]) cells[wb_adr_i[5:2]][8*lane+:8] <= wb_dat_i[8*lane+:8];
  end

  // Links
  assign {am_psel, am_penable, am_pwrite} = {as_psel & ~tamper[0], as_penable & ~tamper[1], as_pwrite};
  assign {am_paddr, am_pwdata, am_pstrb} = {as_paddr ^ {13'd0, tamper[2] & as_penable, 2'd0}, as_pwdata, as_pstrb};
  assign {as_pready, as_pslverr, as_prdata} = {am_pready, am_pslverr, am_prdata};
  assign {wm_cyc, wm_stb, wm_we} = {ws_cyc & ~tamper[3], ws_stb & ~tamper[4], ws_we};
  assign {wm_adr, wm_dat_w, wm_sel} = {ws_adr, ws_dat_w ^ {31'd0, tamper[5]}, ws_sel};
  assign {ws_ack, ws_err, ws_stall, ws_dat_r} = {wm_ack | tamper[6], wm_err, wm_stall, wm_dat_r};
  assign wire_out = wire_in;
  assign {sm_sclk, sm_mosi, sm_cs, ss_miso} = {ss_sclk, ss_mosi, ss_cs | rst, sm_miso};

  // UART
  reg [3:0] rx_count, rx_bit, tx_count, tx_bit;
  reg [8:0] rx_shift;
  reg [9:0] tx_shift;
  reg rx_busy, tx_busy, rx_before;
  always @(posedge clk) begin
    rx_before <= uart_rx;
    if (!rx_busy) begin
      if (rx_before && !uart_rx) begin rx_busy <= 1; rx_count <= 14; rx_bit <= 0; end
    end else if (rx_count != 0) rx_count <= rx_count - 1;
    else begin
      rx_shift <= {uart_rx, rx_shift[8:1]};
      rx_count <= 9;
      rx_bit <= rx_bit + 1;
      if (rx_bit == 8) begin
        rx_busy <= 0;
        if (uart_rx) begin
          tx_shift <= {1'b1, rx_shift[8:1] + 8'd1, 1'b0};
          tx_busy <= 1; tx_count <= 0; tx_bit <= 0;
        end
      end
    end
    if (tx_busy) begin
      if (tx_count != 0) tx_count <= tx_count - 1;
      else begin
        uart_tx <= tx_shift[0];
        tx_shift <= {1'b1, tx_shift[9:1]};
        tx_count <= 9;
        tx_bit <= tx_bit + 1;
        if (tx_bit == 10) tx_busy <= 0;
      end
    end
    if (rst) begin rx_busy <= 0; tx_busy <= 0; uart_tx <= 1; rx_before <= 1; end
  end

  // SPI
  reg [7:0] spi_in, spi_out, spi_last;
  reg [2:0] spi_at;
  reg sclk_before, cs_before;
  always @(posedge clk) begin
    sclk_before <= spi_sclk;
    cs_before <= spi_cs;
    if (spi_cs) spi_at <= 0;
    if (cs_before && !spi_cs) begin spi_out <= ~spi_last; spi_miso <= ~spi_last[7]; end
    if (!spi_cs && spi_sclk && !sclk_before) begin
      spi_in <= {spi_in[6:0], spi_mosi};
      spi_at <= spi_at + 1;
      if (spi_at == 7) begin
        spi_last <= {spi_in[6:0], spi_mosi};
        spi_out <= ~{spi_in[6:0], spi_mosi};
      end
    end
    if (!spi_cs && !spi_sclk && sclk_before) spi_miso <= spi_out[3'd7 - spi_at];
    if (rst) begin spi_last <= 0; spi_at <= 0; sclk_before <= 0; cs_before <= 1; end
  end

  // I2C
  reg scl_before, sda_before, pull, chosen, reading;
  reg [3:0] i2c_bits;
  reg [1:0] i2c_state;  // 0 idle, 1 address, 2 data
  reg [7:0] i2c_shift;
  assign i2c_sda = pull ? 1'b0 : 1'bz;
  assign i2c_scl = 1'bz;
  always @(posedge clk) begin
    scl_before <= i2c_scl;
    sda_before <= i2c_sda;
    if (i2c_scl && scl_before && i2c_sda != sda_before) begin
      i2c_state <= i2c_sda ? 0 : 1;
      i2c_bits <= 0;
      pull <= 0;
    end else if (i2c_scl && !scl_before && i2c_state != 0) begin
      if (i2c_bits < 8) i2c_shift <= {i2c_shift[6:0], i2c_sda};
      if (i2c_bits == 8 && reading && i2c_state == 2 && i2c_sda) i2c_state <= 0;
      i2c_bits <= i2c_bits + 1;
    end else if (!i2c_scl && scl_before && i2c_state != 0) begin
      if (i2c_bits == 8) begin
        if (i2c_state == 1) begin
          pull <= i2c_shift[7:1] == 7'h2a;
          reading <= i2c_shift[0];
          if (i2c_shift[7:1] != 7'h2a) i2c_state <= 0;
        end else begin
          pull <= !reading;
          if (!reading) i2c_register <= i2c_shift;
        end
      end else if (i2c_bits == 9) begin
        i2c_bits <= 0;
        i2c_state <= 2;
        pull <= reading && !i2c_register[7];
      end else if (i2c_state == 2 && reading) pull <= !i2c_register[3'd7 - i2c_bits[2:0]];
    end
    if (rst) begin i2c_state <= 0; pull <= 0; i2c_register <= 8'h96; end
  end
endmodule
