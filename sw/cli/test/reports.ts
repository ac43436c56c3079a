/** Reports in the form of Vivado's, made up for the tests. No run of Vivado is behind their numbers. */

const HEADERS = [
  'Instance',
  'Module',
  'Total LUTs',
  'Logic LUTs',
  'LUTRAMs',
  'SRLs',
  'FFs',
  'RAMB36',
  'RAMB18',
  'URAM',
  'DSP Blocks',
];

export type Instance = readonly [
  depth: number,
  instance: string,
  module: string,
  lut: number,
  ff: number,
  ramb36: number,
  ramb18: number,
  uram: number,
  dsp: number,
];

/** A board's design: the accelerator in its wrapper, beside reset and processing system. */
export const INSTANCES: readonly Instance[] = [
  [0, 'board_wrapper', '(top)', 31_500, 42_000, 8, 5, 4, 267],
  [1, 'board_i', 'board', 31_500, 42_000, 8, 5, 4, 267],
  [2, 'accelerator', 'board_accelerator_0', 30_000, 40_000, 8, 5, 4, 267],
  [3, 'inst', 'board_accelerator_0_macromac', 30_000, 40_000, 8, 5, 4, 267],
  [4, '(inst)', 'board_accelerator_0_macromac', 120, 90, 0, 0, 0, 0],
  [4, 'u_core', 'board_accelerator_0_macromac_core_t2', 29_880, 39_910, 8, 5, 4, 267],
  [5, 'u_mac_0', 'board_accelerator_0_macromac_macro_mac_t2_m27', 15_000, 20_000, 4, 3, 2, 134],
  [6, '(u_mac_0)', 'board_accelerator_0_macromac_macro_mac_t2_m27', 14_000, 19_000, 4, 3, 2, 134],
  [6, 'u_add', 'board_accelerator_0_macromac_fp32_add_1', 1_000, 1_000, 0, 0, 0, 0],
  [5, 'u_mac_1', 'board_accelerator_0_macromac_macro_mac_t2_m27__xdcDup__1', 14_881, 19_910, 4, 2, 2, 133],
  [2, 'reset', 'board_reset_0', 1_500, 2_000, 0, 0, 0, 0],
];

export function utilizationReport(instances = INSTANCES, headers = HEADERS): string {
  const cells = instances.map(([depth, instance, module, lut, ff, ramb36, ramb18, uram, dsp]) => {
    const values: Record<string, string | number> = {
      Instance: `${'  '.repeat(depth)}${instance}`,
      Module: module,
      'Total LUTs': lut,
      'Logic LUTs': lut,
      LUTRAMs: 0,
      SRLs: 0,
      FFs: ff,
      RAMB36: ramb36,
      RAMB18: ramb18,
      URAM: uram,
    };
    return headers.map((header, i) => {
      const text = `${values[header] ?? dsp}`;
      return i === 0 ? ` ${text}`.padEnd(40) : text.padStart(i === 1 ? 56 : 12).padEnd(13);
    });
  });
  const border = `+${cells[0].map((cell) => '-'.repeat(cell.length)).join('+')}+`;
  const row = (texts: readonly string[]) => `|${texts.join('|')}|`;
  const head = headers.map((header, i) => ` ${header}`.padEnd(cells[0][i].length));
  return [
    `${'-'.repeat(80)}`,
    '| Tool Version : Vivado v.2099.1',
    '| Command      : report_utilization -hierarchical -file utilization_hierarchical.rpt',
    '| Design       : board_wrapper',
    '| Device       : xck26-sfvc784-2LV-c',
    '| Design State : Routed',
    `${'-'.repeat(80)}`,
    '',
    '1. Utilization by Hierarchy',
    '---------------------------',
    '',
    border,
    row(head),
    border,
    ...cells.map(row),
    border,
    '* Note: made up.',
    '',
  ].join('\n');
}

export function timingReport({ setup = '0.123', hold = '0.011' } = {}): string {
  const path = (kind: 'Setup' | 'Hold', slack: string, from: string, to: string) => [
    `Slack (${slack.startsWith('-') ? 'VIOLATED' : 'MET'}) :             ${slack}ns  (required time - arrival time)`,
    `  Source:                 board_i/accelerator/inst/${from}/C`,
    '                            (rising edge-triggered cell FDRE clocked by clk_pl_0  {rise@0.000ns fall@2.500ns period=5.000ns})',
    `  Destination:            board_i/accelerator/inst/${to}/D`,
    '                            (rising edge-triggered cell FDRE clocked by clk_pl_0  {rise@0.000ns fall@2.500ns period=5.000ns})',
    '  Path Group:             clk_pl_0',
    `  Path Type:              ${kind} (Max at Slow Process Corner)`,
    '  Requirement:            5.000ns  (clk_pl_0 rise@5.000ns - clk_pl_0 rise@0.000ns)',
    '  Data Path Delay:        4.500ns  (logic 1.250ns (27.778%)  route 3.250ns (72.222%))',
    '  Logic Levels:           9  (CARRY8=2 LUT5=3 LUT6=4)',
    '',
  ];
  const title = (text: string) => ['-'.repeat(96), `| ${text}`, `| ${'-'.repeat(text.length)}`, '-'.repeat(96), ''];
  const names = ['WNS(ns)', 'TNS(ns)', 'TNS Failing Endpoints', 'TNS Total Endpoints', 'WHS(ns)', 'THS(ns)'];
  names.push(
    'THS Failing Endpoints',
    'THS Total Endpoints',
    'WPWS(ns)',
    'TPWS(ns)',
    'TPWS Failing Endpoints',
    'TPWS Total Endpoints',
  );
  const values = [
    setup,
    '0.000',
    setup.startsWith('-') ? '3' : '0',
    '99000',
    hold,
    '0.000',
    '0',
    '99000',
    '1.000',
    '0.000',
    '0',
    '41000',
  ];
  const columns = (texts: readonly string[]) =>
    `    ${texts.map((text, i) => text.padStart(names[i].length)).join('  ')}  `;
  return [
    ...title('Design Timing Summary'),
    columns(names),
    columns(names.map((name) => '-'.repeat(name.length))),
    columns(values),
    '',
    ...title('Clock Summary'),
    'Clock     Waveform(ns)         Period(ns)      Frequency(MHz)',
    '-----     ------------         ----------      --------------',
    'clk_pl_0  {0.000 2.500}        5.000           200.000         ',
    '',
    ...title('Timing Details'),
    'Max Delay Paths',
    '-'.repeat(60),
    ...path('Setup', '0.345', 'u_core/a_reg[1]', 'u_core/b_reg[2]'),
    ...path('Setup', setup, 'u_core/u_mac_0/p_reg[3]', 'u_core/u_mac_0/s_reg[40]'),
    'Min Delay Paths',
    '-'.repeat(60),
    ...path('Hold', hold, 'u_core/c_reg[0]', 'u_core/d_reg[0]'),
  ].join('\n');
}
