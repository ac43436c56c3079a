import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { pythonOrSkip } from '../../../tools/python-environment.ts';
import { type VerilateOptions, verilate } from '../src/index.ts';
import { hasIcarus, icarus } from './icarus.ts';
import { END, PRINT, printed, program } from './risc-v.ts';

vi.setConfig({ testTimeout: 900_000, hookTimeout: 900_000 }); // builds, on machines that may be busy

/** Processors as PyPI carries their Verilog: unchanged, written by others, in many styles. */
const nightly = process.env['MACROMAC_NIGHTLY'] === '1';
const PACKAGES = {
  serv: 'pythondata-cpu-serv==1.2.0.post146',
  picorv32: 'pythondata-cpu-picorv32==1.0.post218',
  vexriscv: 'pythondata-cpu-vexriscv==1.0.1.post407',
  lm32: 'pythondata-cpu-lm32==0.0.post199',
  mor1kx: 'pythondata-cpu-mor1kx==5.2.post151',
  ibex: 'pythondata-cpu-ibex==0.0.post2937',
  cv32e40p: 'pythondata-cpu-cv32e40p==1.0.1.post1909',
} as const;
type Name = keyof typeof PACKAGES;

const roots = new Map<Name, string | undefined>();
/** Folder of a package's Verilog; undefined, with a word about it, where it cannot be had. */
function rootOf(name: Name): string | undefined {
  if (!roots.has(name)) {
    const python = pythonOrSkip(`the foreign processor ${name}`, PACKAGES[name]);
    const script = `import pythondata_cpu_${name} as p; print(p.data_location)`;
    roots.set(name, python && execFileSync(python, ['-c', script], { encoding: 'utf8' }).trim());
  }
  return roots.get(name);
}

// Nothing tidies up behind a file of which every test is skipped.
const folder = nightly || rootOf('serv') ? mkdtempSync(join(tmpdir(), 'verilator-wasm-foreign-')) : '';
afterAll(() => rmSync(folder, { recursive: true }));

const ROUNDS = 20;
const MEMORY_WORDS = 512;
/** By its absolute path in the Verilog, as most flows name it. */
const image = join(folder, 'program.hex');
writeFileSync(
  image,
  `${program(ROUNDS)
    .map((word) => word.toString(16).padStart(8, '0'))
    .join('\n')}\n`,
);

/** Reset, memory, and what prints; `body` has the processor. */
const soc = (body: string) => `
module soc (input clk);
  reg [31:0] memory [0:${MEMORY_WORDS - 1}];
  integer i;
  initial begin
    for (i = 0; i < ${MEMORY_WORDS}; i = i + 1) memory[i] = 0;
    $readmemh("${image}", memory);
  end
  reg [31:0] cycle = 0;
  always @(posedge clk) cycle <= cycle + 1;
  wire resetn = cycle > 4;
  task access(input [31:0] address, input [31:0] data, input [3:0] lanes);
    if (address == 32'h${PRINT.toString(16)}) $display("%0d: %h", cycle, data);
    else if (address == 32'h${END.toString(16)}) begin
      $display("end in cycle %0d", cycle);
      $finish;
    end else begin
      if (lanes[0]) memory[address[10:2]][7:0] <= data[7:0];
      if (lanes[1]) memory[address[10:2]][15:8] <= data[15:8];
      if (lanes[2]) memory[address[10:2]][23:16] <= data[23:16];
      if (lanes[3]) memory[address[10:2]][31:24] <= data[31:24];
    end
  endtask
  ${body}
endmodule
module bench;
  reg clk = 0;
  always #5 clk = ~clk;
  soc soc (clk);
endmodule
`;

const picorv32 = soc(`
  wire valid; reg ready = 0;
  wire [31:0] address, data; wire [3:0] lanes; reg [31:0] read;
  always @(posedge clk) begin
    ready <= valid && !ready;
    read <= memory[address[10:2]];
    if (valid && !ready && lanes != 0) access(address, data, lanes);
  end
  picorv32 #(.COMPRESSED_ISA(1)) cpu (.clk(clk), .resetn(resetn), .mem_valid(valid), .mem_ready(ready),
    .mem_addr(address), .mem_wdata(data), .mem_wstrb(lanes), .mem_rdata(read),
    .pcpi_wr(1'b0), .pcpi_rd(32'd0), .pcpi_wait(1'b0), .pcpi_ready(1'b0), .irq(32'd0));`);

const serv = soc(`
  wire [31:0] pc, address, data; wire fetch, we, cyc; wire [3:0] lanes;
  reg [31:0] instruction, read; reg fetched = 0, ack = 0;
  always @(posedge clk) begin
    fetched <= fetch && !fetched;
    instruction <= memory[pc[10:2]];
    ack <= cyc && !ack;
    read <= memory[address[10:2]];
    if (cyc && !ack && we) access(address, data, lanes);
  end
  serv_rf_top cpu (.clk(clk), .i_rst(!resetn), .i_timer_irq(1'b0), .o_ibus_adr(pc), .o_ibus_cyc(fetch),
    .i_ibus_rdt(instruction), .i_ibus_ack(fetched), .o_dbus_adr(address), .o_dbus_dat(data), .o_dbus_sel(lanes),
    .o_dbus_we(we), .o_dbus_cyc(cyc), .i_dbus_rdt(read), .i_dbus_ack(ack), .i_ext_rd(32'd0), .i_ext_ready(1'b0));`);

const SERV = ['alu', 'aligner', 'bufreg', 'bufreg2', 'compdec', 'csr', 'ctrl', 'decode', 'immdec', 'mem_if', 'rf_if']
  .concat('rf_ram', 'rf_ram_if', 'rf_top', 'state', 'top')
  .map((name) => `rtl/serv_${name}.v`);

describe.each([
  ['serv', serv, SERV],
  ['picorv32', picorv32, ['picorv32.v']],
] as const)('%s', (name, text, files) => {
  const root = nightly || name === 'serv' ? rootOf(name) : undefined;
  test.skipIf(!root)('runs a program, and prints what Icarus prints, line by line', async () => {
    const sources = files.map((file) => join(root as string, file));
    const top = join(folder, `${name}.sv`);
    writeFileSync(top, text.replace(/module bench[\s\S]*/, ''));
    const model = await verilate({ sources: [...sources, top], top: 'soc' });
    const sim = model.instantiate();
    const lines: string[] = [];
    sim.onMessage(({ kind, text }) => kind === 'print' && lines.push(text));
    sim.run('clk', 1_000_000);
    expect(sim.finished).toBe(true);
    const words = lines.slice(0, -1).map((line) => Number.parseInt(line.split(': ')[1], 16));
    expect(words).toEqual(printed(ROUNDS));
    if (hasIcarus) {
      const all = [...sources.map((file) => readFileSync(file, 'utf8')), '`default_nettype wire', text].join('\n');
      expect(lines).toEqual(
        icarus(all, 'bench').filter((line) => !/^WARNING: .*\$readmemh|\$finish called/.test(line)),
      );
    }
  });
});

interface Built extends Pick<VerilateOptions, 'top' | 'parameters' | 'defines' | 'flags'> {
  readonly package: Name;
  readonly files: readonly string[];
  readonly include?: readonly string[];
  /** Some of its ports, as its documentation lists them. */
  readonly ports: Readonly<Record<string, string>>;
  readonly clock: string;
}

const MODULES: readonly Built[] = [
  {
    ...{ package: 'picorv32', top: 'picorv32_axi', files: ['picorv32.v'], clock: 'clk' },
    parameters: { ENABLE_MUL: 1, ENABLE_DIV: 1 },
    ports: { mem_axi_awaddr: 'output 32', mem_axi_rdata: 'input 32', trap: 'output 1' },
  },
  {
    ...{ package: 'picorv32', top: 'simpleuart', files: ['picosoc/simpleuart.v'], clock: 'clk' },
    ports: { ser_tx: 'output 1', reg_div_do: 'output 32' },
  },
  {
    ...{ package: 'serv', top: 'serv_rf_top', files: SERV, clock: 'clk', parameters: { RESET_STRATEGY: '"MINI"' } },
    ports: { o_ibus_adr: 'output 32', i_dbus_rdt: 'input 32' },
  },
  {
    ...{ package: 'vexriscv', top: 'VexRiscv', files: ['VexRiscv_Min.v'], clock: 'clk' },
    ports: { iBusWishbone_ADR: 'output 30', externalInterruptArray: 'input 32' },
  },
  {
    ...{ package: 'lm32', top: 'lm32_adder', files: ['rtl/lm32_adder.v', 'rtl/lm32_addsub.v'], clock: '' },
    include: ['rtl'],
    ports: { operand_0_x: 'input 32', adder_carry_n_x: 'output 1' },
  },
  {
    ...{ package: 'mor1kx', top: 'mor1kx_ticktimer', files: ['rtl/verilog/mor1kx_ticktimer.v'], clock: 'clk' },
    include: ['rtl/verilog'],
    ports: { spr_ttcr_o: 'output 32', spr_bus_ack: 'output 1' },
  },
  {
    ...{ package: 'mor1kx', top: 'mor1kx_execute_alu', files: ['rtl/verilog/mor1kx_execute_alu.v'], clock: 'clk' },
    ...{ include: ['rtl/verilog', 'rtl/verilog/pfpu32'], parameters: { FEATURE_MULTIPLIER: '"THREESTAGE"' } },
    ports: { rfa_i: 'input 32', alu_result_o: 'output 32' },
  },
  {
    ...{ package: 'ibex', top: 'ibex_alu', files: ['rtl/ibex_pkg.sv', 'rtl/ibex_alu.sv'], clock: '' },
    include: ['vendor/lowrisc_ip/ip/prim/rtl'],
    ports: { operand_a_i: 'input 32', 'imd_val_q_i[1]': 'input 32', adder_result_ext_o: 'output 34' },
  },
  {
    ...{ package: 'ibex', top: 'ibex_compressed_decoder', clock: 'clk_i' },
    files: ['rtl/ibex_pkg.sv', 'rtl/ibex_compressed_decoder.sv'],
    include: ['vendor/lowrisc_ip/ip/prim/rtl', 'vendor/lowrisc_ip/dv/sv/dv_utils'],
    ports: { instr_i: 'input 32', illegal_instr_o: 'output 1' },
  },
  {
    ...{ package: 'cv32e40p', top: 'cv32e40p_fifo', files: ['rtl/cv32e40p_fifo.sv'], clock: 'clk_i' },
    parameters: { DEPTH: 8, DATA_WIDTH: 100 },
    ports: { data_i: 'input 100', cnt_o: 'output 4' },
  },
  {
    ...{ package: 'cv32e40p', top: 'cv32e40p_alu', clock: 'clk' },
    files: [
      'include/cv32e40p_pkg.sv',
      'cv32e40p_alu.sv',
      'cv32e40p_alu_div.sv',
      'cv32e40p_ff_one.sv',
      'cv32e40p_popcnt.sv',
    ].map((file) => `rtl/${file}`),
    ports: { operand_a_i: 'input 32', result_o: 'output 32' },
  },
];

describe.skipIf(!nightly)('foreign modules are built unchanged', () => {
  test.each(MODULES)('$top of $package', async ({ package: name, files, include = [], ports, clock, ...options }) => {
    const root = rootOf(name);
    if (!root) {
      return;
    }
    // lm32's configuration is the user's own file.
    writeFileSync(join(folder, 'lm32_config.v'), '');
    const paths = (list: readonly string[]) => list.map((path) => join(root, path));
    const model = await verilate({ ...options, sources: paths(files), includeDirs: [...paths(include), folder] });
    const sim = model.instantiate();
    const found = Object.fromEntries(
      Object.keys(ports).map((port) => [port, `${sim.ports[port]?.direction} ${sim.ports[port]?.width}`]),
    );
    expect(found).toEqual(ports);
    if (clock) {
      expect(sim.run(clock, 100)).toBe(100);
    } else {
      sim.eval();
    }
  });
});
