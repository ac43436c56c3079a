// vector_memory, from memory.ts
`default_nettype none

module vector_memory (
  input  wire         clk,
  input  wire         write,
  input  wire [13:0]  write_address,
  input  wire [127:0] write_beat,
  input  wire [13:0]  read_address_a,
  input  wire [13:0]  read_address_c,
  output wire [127:0] a,
  output wire [127:0] c
);
  reg [127:0] a_1; // memory.ts:34
  reg [127:0] c_1;
  reg [127:0] a_2; // memory.ts:35
  reg [127:0] c_2;
  (* ram_style = "ultra" *)
  reg [127:0] beats_a [0:16383]; // memory.ts:26
  (* ram_style = "ultra" *)
  reg [127:0] beats_c [0:16383];

  always @(posedge clk) begin // memory.ts:30
    if (write) begin
      beats_a[write_address] <= write_beat; // memory.ts:31
      beats_c[write_address] <= write_beat; // memory.ts:32
    end
  end

  always @(posedge clk) begin // memory.ts:34
    a_1 <= beats_a[read_address_a];
    c_1 <= beats_c[read_address_c];
    a_2 <= a_1; // memory.ts:35
    c_2 <= c_1;
  end

  assign a = a_2; // memory.ts:36
  assign c = c_2; // memory.ts:37

endmodule

`default_nettype wire
