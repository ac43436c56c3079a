/** The scripts for Vivado under tclsh, with a recording stub of its commands. Vivado itself is not run here. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { VARIANTS as ALL_VARIANTS, variantFolder } from '@macromac/verilog';
import { afterAll, describe, expect, test } from 'vitest';
import { type Call, hasTclsh, recordBuild, stubObjection } from './recorded-vivado.ts';

const ROOT = join(import.meta.dirname, '../..');
const RUN = join(ROOT, 'constraints/vivado/run.sh');
/** Folders of the board's variants. */
const FOLDERS = new Map<string, string>();
for (const variant of ALL_VARIANTS.filter(({ top }) => top === 'macromac')) {
  FOLDERS.set(variant.folder, await variantFolder(variant));
}
const VARIANTS = [...FOLDERS.keys()].filter((name) => name.startsWith('accelerator_'));
const folderOf = (variant: string) => FOLDERS.get(variant) as string;

interface Port {
  readonly name: string;
  readonly direction: 'input' | 'output';
  readonly width: number;
}
const manifest = (variant: string): { top: string; ports: Port[]; files: Record<string, string> } =>
  JSON.parse(readFileSync(join(folderOf(variant), 'manifest.json'), 'utf8'));

const named = (calls: readonly Call[], name: string) => calls.filter((call) => call[0] === name);
const has = (calls: readonly Call[], ...call: string[]) => calls.some((each) => each.join('\n') === call.join('\n'));
/** The settings of a `set_property -dict` of a cell. */
const settings = (calls: readonly Call[], cell: string): Record<string, string> => {
  const words = named(calls, 'set_property')
    .filter((call) => call[1] === '-dict' && call[3] === cell)
    .flatMap((call) => call[2].split(/\s+/));
  return Object.fromEntries(words.flatMap((word, i) => (i % 2 === 0 ? [[word, words[i + 1]]] : [])));
};

/** Nets of single wires: what drives each pin. Two drivers of a pin are an error. */
function drivers(calls: readonly Call[]): Map<string, string> {
  const result = new Map<string, string>();
  for (const [, source, sink] of named(calls, 'connect_bd_net')) {
    if (result.has(sink)) {
      throw new Error(`${sink} is driven by ${result.get(sink)} and ${source}`);
    }
    result.set(sink, source);
  }
  return result;
}

/** Interface connections, master to slave; an interface in two of them is an error. */
function interfaces(calls: readonly Call[]): Map<string, string> {
  const ends = new Set<string>();
  const result = new Map<string, string>();
  for (const [, master, slave] of named(calls, 'connect_bd_intf_net')) {
    for (const end of [master, slave]) {
      if (ends.has(end)) {
        throw new Error(`${end} is connected twice`);
      }
      ends.add(end);
    }
    result.set(master, slave);
  }
  return result;
}

/** AXI signals that a bus of each kind must have, and their widths, by what follows the prefix. */
const READ = { arvalid: 1, araddr: 40, arlen: 8, arsize: 3, arburst: 2, arready: 1, rvalid: 1, rdata: 128, rlast: 1 };
const WRITE = { awvalid: 1, awaddr: 40, awlen: 8, awready: 1, wvalid: 1, wdata: 128, wstrb: 16, bvalid: 1, bready: 1 };
const LITE = { awvalid: 1, awaddr: 12, wdata: 32, wstrb: 4, bvalid: 1, araddr: 12, rdata: 32, rready: 1 };
const BUSES: Record<string, Record<string, number>> = {
  s_axi_ctrl: LITE,
  m_axi_0: { ...READ, ...WRITE },
  m_axi_1: READ,
  m_axi_2: READ,
  m_axi_3: READ,
};
/** Port of the processing system behind each bus, its clock, the names of its settings and addresses. */
const MEMORY_PORTS = [
  ['m_axi_0', 'S_AXI_HPC0_FPD', 'saxihpc0_fpd_aclk', 'GP0', 'HPC0'],
  ['m_axi_1', 'S_AXI_HP0_FPD', 'saxihp0_fpd_aclk', 'GP2', 'HP0'],
  ['m_axi_2', 'S_AXI_HP2_FPD', 'saxihp2_fpd_aclk', 'GP4', 'HP2'],
  ['m_axi_3', 'S_AXI_HP3_FPD', 'saxihp3_fpd_aclk', 'GP5', 'HP3'],
];

const PS = 'create_bd_cell -type ip -vlnv xilinx.com:ip:zynq_ultra_ps_e ps';

describe.skipIf(!hasTclsh)('the stub of Vivado objects to', () => {
  test.each([
    ['a command it does not know', 'open_hw_manager', /invalid command name "open_hw_manager"/],
    ['an option of another command', 'launch_runs impl_1 -quiet', /launch_runs has no option -quiet/],
    ['a property that is not there', 'set_property strategie Default impl_1', /impl_1 has no property strategie/],
    [
      'a setting of the processing system that is not there',
      `${PS}\nset_property -dict {CONFIG.PSU__USE__S_AXI_HP0 1} ps`,
      /ps has no property CONFIG.PSU__USE__S_AXI_HP0/,
    ],
    [
      'a width that no port has',
      `${PS}\nset_property -dict {CONFIG.PSU__SAXIGP2__DATA_WIDTH 256} ps`,
      /CONFIG.PSU__SAXIGP2__DATA_WIDTH is 256, expected one of 32 64 128/,
    ],
    ['a pin before its port is set', `${PS}\nget_bd_pins ps/saxihp0_fpd_aclk`, /PSU__USE__S_AXI_GP2 is not set/],
    ['a pin by another name', `${PS}\nget_bd_pins ps/pl_clk`, /ps has no pl_clk/],
    [
      'an interface of a cell that is not there yet',
      'get_bd_intf_pins control/S00_AXI',
      /there is no cell control yet/,
    ],
    ['a result that is not there', 'get_property WNS path', /path has no property WNS/],
  ])('%s', (_, script, message) => expect(stubObjection(script)).toMatch(message));
});

describe.skipIf(!hasTclsh)('vivado/build.tcl', () => {
  test('the steps come in an order that Vivado accepts', () => {
    const { calls, code, stderr } = recordBuild();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const steps = [
      'create_project -in_memory -part xck26-sfvc784-2LV-c macromac_ip',
      'ipx::package_project',
      'ipx::save_core core',
      'close_project',
      'create_project macromac FOLDER/out/project -part xck26-sfvc784-2LV-c -force',
      'set_property board_part xilinx.com:kv260_som:part0:1.4 project',
      'set_property ip_repo_paths FOLDER/out/ip project',
      'update_ip_catalog',
      'create_bd_design board',
      'apply_bd_automation -rule xilinx.com:bd_rule:zynq_ultra_ps_e -config apply_board_preset 1 ps',
      'set_property -dict CONFIG.PSU__FPGA_PL0_ENABLE',
      'connect_bd_intf_net',
      'assign_bd_address',
      'validate_bd_design',
      'save_bd_design',
      'generate_target all board.bd',
      'set_property top board_wrapper sources_1',
      'launch_runs synth_1',
      'launch_runs impl_1 -jobs',
      'report_utilization -file FOLDER/out/reports/utilization.rpt',
      'report_timing_summary',
      'get_timing_paths -setup',
      'launch_runs impl_1 -to_step write_bitstream',
      'write_hw_platform -fixed -force -include_bit -file FOLDER/out/macromac.xsa',
      'exec bootgen -image FOLDER/out/macromac.bif -arch zynqmp -process_bitstream bin -w',
    ];
    const lines = calls.map((call) => call.join(' '));
    let at = -1;
    for (const step of steps) {
      const next = lines.findIndex((line, i) => i > at && line.startsWith(step));
      expect(next, `"${step}" after line ${at}, "${lines[at]}"`).toBeGreaterThan(at);
      at = next;
    }
  });

  test.each(VARIANTS)('%s: its own files are packaged, all of them, in the order of files.f', (variant) => {
    const { calls } = recordBuild({ variant, verilog: dirname(folderOf(variant)) });
    const [, , sources] = named(calls, 'add_files')[0];
    const files = sources.split(' ');
    const { top, files: listed } = manifest(variant);
    expect(files.map((file) => file.split('/').at(-1)).sort()).toEqual(Object.keys(listed).sort());
    expect(files.filter((file) => !existsSync(file))).toEqual([]);
    expect(files.at(-1)).toBe(join(folderOf(variant), `${top}.v`));
    expect(has(calls, 'set_property', 'top', top, 'sources_1')).toBe(true);
  });

  test.each(VARIANTS)('%s: every port of the top is connected, with its width and clock', (variant) => {
    const { calls } = recordBuild({ variant, verilog: dirname(folderOf(variant)) });
    const { ports } = manifest(variant);
    const wires = drivers(calls);
    const links = interfaces(calls);
    const ps = settings(calls, 'ps');
    const left = new Map(ports.map(({ name, width }) => [name, width]));

    for (const [bus, signals] of Object.entries(BUSES)) {
      for (const [signal, width] of Object.entries(signals)) {
        expect([`${bus}_${signal}`, left.get(`${bus}_${signal}`)]).toEqual([`${bus}_${signal}`, width]);
      }
      for (const name of [...left.keys()]) {
        if (name.startsWith(`${bus}_`)) {
          left.delete(name);
        }
      }
      // Each bus runs on the only clock.
      expect(has(calls, 'ipx::associate_bus_interfaces', '-busif', bus, '-clock', 'aclk', 'core')).toBe(true);
    }
    for (const [bus, port, clock, setting] of MEMORY_PORTS) {
      expect(links.get(`accelerator/${bus}`)).toBe(`ps/${port}`);
      expect(ps[`CONFIG.PSU__USE__S_AXI_${setting}`]).toBe('1');
      expect(ps[`CONFIG.PSU__SAXI${setting}__DATA_WIDTH`]).toBe('128');
      expect(wires.get(`ps/${clock}`)).toBe('ps/pl_clk0');
    }
    expect(links.get('ps/M_AXI_HPM0_FPD')).toBe('control/S00_AXI');
    expect(links.get('control/M00_AXI')).toBe('accelerator/s_axi_ctrl');
    expect(links.size).toBe(6);

    expect([left.get('aclk'), left.get('aresetn'), left.get('irq')]).toEqual([1, 1, 1]);
    for (const sink of ['accelerator/aclk', 'control/aclk', 'reset/slowest_sync_clk', 'ps/maxihpm0_fpd_aclk']) {
      expect([sink, wires.get(sink)]).toEqual([sink, 'ps/pl_clk0']);
    }
    expect(wires.get('reset/ext_reset_in')).toBe('ps/pl_resetn0');
    expect(wires.get('accelerator/aresetn')).toBe('reset/peripheral_aresetn');
    expect(wires.get('control/aresetn')).toBe('reset/interconnect_aresetn');
    expect(wires.get('ps/pl_ps_irq0')).toBe('accelerator/irq');
    for (const name of ['aclk', 'aresetn', 'irq']) {
      left.delete(name);
    }
    expect([...left.keys()], 'ports that no bus or wire takes').toEqual([]);
  });

  test.each([200, 250])(
    '%i MHz: the clock of the processing system and the constraint of the packaged IP',
    (megahertz) => {
      const { calls } = recordBuild({ megahertz });
      expect(settings(calls, 'ps')['CONFIG.PSU__CRL_APB__PL0_REF_CTRL__FREQMHZ']).toBe(String(megahertz));
      const [, , , , constraints] = named(calls, 'add_files')[1];
      expect(readFileSync(constraints, 'utf8')).toContain(`-period ${(1000 / megahertz).toFixed(3)} [get_ports aclk]`);
      const file = `macromac_ooc_${megahertz}.xdc`;
      expect(has(calls, 'set_property', 'used_in', 'synthesis out_of_context', file)).toBe(true);
    },
  );

  test('addresses: the registers where the device tree has them, all of the DDR for every port', () => {
    const { calls } = recordBuild();
    const assigned = named(calls, 'assign_bd_address').map((call) => {
      const option = (name: string) => call[call.indexOf(name) + 1];
      return [option('-target_address_space'), call.at(-2), option('-offset'), option('-range')].join(' ');
    });
    expect(assigned).toEqual([
      'ps/Data accelerator/s_axi_ctrl/reg0 0xA0000000 4K',
      ...MEMORY_PORTS.flatMap(([bus, , , setting, name]) => [
        `accelerator/${bus} ps/SAXI${setting}/${name}_DDR_LOW 0x000000000 2G`,
        `accelerator/${bus} ps/SAXI${setting}/${name}_DDR_HIGH 0x800000000 2G`,
      ]),
    ]);
    expect(readFileSync(join(ROOT, 'constraints/device-tree/macromac.dtsi'), 'utf8')).toContain('macromac@a0000000');
    expect(has(calls, 'set_property', 'range', '4096', 'block:reg0')).toBe(true);
  });

  test('without the board file: said, no preset, no upper half of the DDR', () => {
    const { calls, code, stdout } = recordBuild({ boards: '' });
    expect(code).toBe(0);
    expect(stdout).toContain('no board file of the KV260');
    expect(named(calls, 'apply_bd_automation')).toEqual([]);
    expect(named(calls, 'assign_bd_address')).toHaveLength(5);
  });

  test('buses that packaging does not infer by itself are inferred', () => {
    const { calls, code } = recordBuild({ inferred: 'aclk m_axi_0' });
    expect(code).toBe(0);
    expect(named(calls, 'ipx::infer_bus_interfaces')).toHaveLength(1);
    expect(named(calls, 'ipx::infer_bus_interface').map(([, name]) => name)).toEqual(['aresetn', 'irq']);
  });

  test('timing that is not met: reports, but no bitstream', () => {
    const { calls, code, stderr } = recordBuild({ slack: -0.2 });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^timing is not met: setup slack -0.2 ns; see FOLDER\/out\/reports\/timing_summary.rpt/);
    expect(named(calls, 'report_power')).toHaveLength(1);
    expect(calls.some((call) => call.includes('write_bitstream'))).toBe(false);
  });

  test.each(['synth_1', 'impl_1'])('%s fails: the build ends with its name', (fail) => {
    const { calls, code, stderr } = recordBuild({ fail });
    expect(code).toBe(1);
    expect(stderr).toContain(`${fail} failed: ERROR; see its runme.log`);
    expect(named(calls, 'write_hw_platform')).toEqual([]);
  });

  test.each([
    [{ variant: 'core_t2' }, /variant core_t2: no core_t2\/macromac.v in .*; `make verilog VARIANT=core_t2`/],
    [
      { variant: 'streaming_accelerator_t1', verilog: dirname(folderOf('streaming_accelerator_t1')) },
      /variant streaming_accelerator_t1: its results leave by m_axis_y, and the block design has no DMA/,
    ],
    [{ megahertz: 300 }, /clock 300 MHz: expected one of 200, 250/],
  ])('%o is refused', (circumstances, message) => {
    const { calls, code, stderr } = recordBuild(circumstances);
    expect({ code, calls }).toEqual({ code: 1, calls: [] });
    expect(stderr).toMatch(message);
  });
});

test('vivado/run.sh without Vivado says what is missing, and where it comes from', () => {
  // A PATH with the shell's own tools and nothing else.
  const { status, stderr } = spawnSync('/bin/sh', [RUN, 'core_t2', '300'], {
    encoding: 'utf8',
    env: { PATH: '/usr/bin:/bin' },
  });
  expect(status).toBe(1);
  expect(stderr).toMatch(/vivado is not in PATH\n {2}Install AMD Vivado/);
  expect(stderr).toMatch(/no core_t2\/macromac.v in gen\/verilog or out\/verilog; VARIANT is a variant accelerator_/);
  expect(stderr).toMatch(/CLOCK is 300; expected 200 or 250/);
});

test('vivado/run.sh refuses a variant whose results nothing on the board would take', () => {
  const { status, stderr } = spawnSync('/bin/sh', [RUN, 'streaming_accelerator_t1'], {
    encoding: 'utf8',
    env: { ...process.env, MACROMAC_VERILOG: dirname(folderOf('streaming_accelerator_t1')) },
  });
  expect(status).toBe(1);
  expect(stderr).toMatch(/streaming_accelerator_t1 gives its results out of an AXI-Stream \(m_axis_y\).* no DMA/);
  expect(stderr).toMatch(/VARIANT is another accelerator_/);
});

describe('vivado/run.sh to install.sh', () => {
  const folder = mkdtempSync(join(tmpdir(), 'macromac-run-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  const program = (name: string, ...lines: string[]) =>
    writeFileSync(join(bin, name), ['#!/bin/sh', ...lines, ''].join('\n'), { mode: 0o755 });
  program('bootgen');
  program('dtc', 'while [ "$1" != -o ]; do shift; done', 'echo overlay > "$2"');
  const run = (out: string) =>
    spawnSync('/bin/sh', [RUN, 'accelerator_t4', '250', out], {
      encoding: 'utf8',
      env: { PATH: `${bin}:/usr/bin:/bin` },
    });

  test('a build that succeeds: a firmware folder that install.sh takes', () => {
    const out = join(folder, 'good');
    program('vivado', 'for last; do :; done', 'echo "$@" > "$last/arguments"', 'echo bits > "$last/macromac.bit.bin"');
    const { status, stderr, stdout } = run(out);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain(`make vivado: ${out}/firmware/ is what the board takes`);
    expect(readFileSync(join(out, 'arguments'), 'utf8')).toBe(
      `-mode batch -notrace -nojournal -log ${out}/vivado.log -source constraints/vivado/build.tcl -tclargs accelerator_t4 250 ${out}\n`,
    );
    expect(readdirSync(join(out, 'firmware')).sort()).toEqual(['macromac.bit.bin', 'macromac.dtbo', 'shell.json']);
    const installed = spawnSync('/bin/sh', [join(ROOT, 'constraints/board/install.sh'), join(out, 'firmware')], {
      encoding: 'utf8',
      env: { PATH: '/usr/bin:/bin', DESTDIR: join(folder, 'root') },
    });
    expect(installed).toMatchObject({ status: 0, stderr: '' });
  });

  test('a build that fails leaves no firmware folder, not even that of an earlier one', () => {
    const out = join(folder, 'good');
    program('vivado', 'exit 3');
    expect(run(out).status).toBe(3);
    expect(existsSync(join(out, 'firmware'))).toBe(false);
  });
});
