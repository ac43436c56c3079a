// The largest byte of a frame so far, byte by byte: AXI4-Stream in, AXI4-Stream out, one byte a cycle.
module running_maximum (
    input wire clk,
    input wire rst,
    input wire [7:0] s_tdata,
    input wire s_tvalid,
    output wire s_tready,
    input wire s_tlast,
    output reg [7:0] m_tdata,
    output reg m_tvalid,
    input wire m_tready,
    output reg m_tlast
);

  reg [7:0] largest;
  reg first;
  wire [7:0] now = first || s_tdata > largest ? s_tdata : largest;

  assign s_tready = !m_tvalid || m_tready;

  always @(posedge clk) begin
    if (rst) begin
      m_tvalid <= 0;
      first <= 1;
    end else if (s_tready) begin
      m_tvalid <= s_tvalid;
      if (s_tvalid) begin
        m_tdata <= now;
        m_tlast <= s_tlast;
        largest <= now;
        first <= s_tlast;
      end
    end
  end

endmodule
