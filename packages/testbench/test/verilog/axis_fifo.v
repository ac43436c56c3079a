// A FIFO on AXI4-Stream, for testing the harness on real simulators.
`default_nettype none
module axis_fifo #(
    parameter WIDTH = 32,
    parameter LOG_DEPTH = 2
) (
    input  wire                clk,
    input  wire                rst,
    input  wire [WIDTH-1:0]    s_tdata,
    input  wire [WIDTH/8-1:0]  s_tkeep,
    input  wire                s_tlast,
    input  wire                s_tvalid,
    output wire                s_tready,
    output wire [WIDTH-1:0]    m_tdata,
    output wire [WIDTH/8-1:0]  m_tkeep,
    output wire                m_tlast,
    output wire                m_tvalid,
    input  wire                m_tready
);
    reg [WIDTH+WIDTH/8:0] beats [0:(1<<LOG_DEPTH)-1];
    reg [LOG_DEPTH:0] write_pointer, read_pointer;
    wire [LOG_DEPTH:0] level = write_pointer - read_pointer;

    assign s_tready = !level[LOG_DEPTH];
    assign m_tvalid = level != 0;
    assign {m_tlast, m_tkeep, m_tdata} = beats[read_pointer[LOG_DEPTH-1:0]];

    always @(posedge clk) begin
        if (s_tvalid && s_tready) begin
            beats[write_pointer[LOG_DEPTH-1:0]] <= {s_tlast, s_tkeep, s_tdata};
            write_pointer <= write_pointer + 1'b1;
        end
        if (m_tvalid && m_tready) read_pointer <= read_pointer + 1'b1;
        if (rst) begin
            write_pointer <= 0;
            read_pointer <= 0;
        end
    end
endmodule
`default_nettype wire
