import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseTiming } from '@macromac/verilog/report/vivado-timing';
import { parseUtilization } from '@macromac/verilog/report/vivado-utilization';
import { afterAll, describe, expect, test } from 'vitest';
import { macromac } from '../../testing/command-line.ts';
import { INSTANCES, timingReport, utilizationReport } from './reports.ts';

const KNOWN = new Set(['macromac', 'macromac_core_t2', 'macromac_macro_mac_t2_m27', 'macromac_fp32_add']);
const utilization = (text: string) => parseUtilization('u.rpt', text, KNOWN);
const timing = (text: string) => parseTiming('t.rpt', text);

describe('utilisation', () => {
  test('totals, and each module of the accelerator under its emitted name, by what it has itself', () => {
    const { device, state, design, accelerator, modules } = utilization(utilizationReport());
    expect([device, state]).toEqual(['xck26-sfvc784-2LV-c', 'Routed']);
    expect(design).toEqual({ LUT: 31_500, FF: 42_000, DSP: 267, BRAM: 10.5, URAM: 4 });
    expect(accelerator.LUT).toBe(30_000);
    expect(modules.map(({ name, instances, own: { LUT, BRAM } }) => [name, instances, LUT, BRAM])).toEqual([
      ['macromac', 1, 120, 0],
      // It has nothing but what it instantiates.
      ['macromac_core_t2', 1, 0, 0],
      ['macromac_macro_mac_t2_m27', 2, (14_000 + 14_881) / 2, 5.5],
      ['macromac_fp32_add', 1, 1000, 0],
    ]);
  });

  test('other series: no URAM, DSPs by other names, shares of the device beside the numbers', () => {
    const headers = ['Instance', 'Module', 'Total LUTs', 'FFs', 'RAMB36', 'RAMB18', 'DSP48 Blocks'];
    const { accelerator } = utilization(
      utilizationReport(INSTANCES, headers).replaceAll(/30000(?= )/g, '30000(25.61%)'),
    );
    expect(accelerator).toEqual({ LUT: 30_000, FF: 40_000, DSP: 267, BRAM: 10.5, URAM: 0 });
  });

  test('the accelerator by itself is the top', () => {
    const alone = INSTANCES.slice(3).map(([depth, ...rest]): (typeof INSTANCES)[number] => [depth - 3, ...rest]);
    alone[0] = [0, 'macromac', '(top)', 30_000, 40_000, 8, 5, 4, 267];
    expect(utilization(utilizationReport(alone.slice(0, -1))).modules[0]).toMatchObject({
      name: 'macromac',
      instances: 1,
    });
  });

  test.each<[string, (text: string) => string, RegExp]>([
    ['another file', () => 'hello\n', /^u.rpt: no table with columns Instance and Module/],
    [
      'cut in a line',
      (text) => text.slice(0, text.indexOf('u_mac_1') + 30),
      /^u.rpt: line 24: 1 cells, expected 11; cut short\?$/,
    ],
    [
      'cut between lines',
      (text) => text.slice(0, text.lastIndexOf('|     reset')),
      /^u.rpt: the table ends in line 24 without its border/,
    ],
    [
      'no numbers',
      (text) => text.replace('29880', 'n.a. '),
      /^u.rpt: line 20: Total LUTs is "n.a.", expected a number$/,
    ],
    [
      'a column less',
      (text) => text.replace('| FFs ', '| FFx '),
      /^u.rpt: line 13: no column \^FFs\$; there are Instance, /,
    ],
    ['no head', (text) => text.replace('| Device ', '| Gerät '), /^u.rpt: no line "\| Device : …" in the head/],
    [
      'flattened',
      (text) => text.replaceAll('macromac', 'flat'),
      /^u.rpt: no instance of the module macromac among 11 rows/,
    ],
  ])('%s', (_, change, message) => {
    expect(() => utilization(change(utilizationReport()))).toThrow(message);
  });
});

describe('timing', () => {
  test('slacks, clocks and paths', () => {
    const { setup, hold, pulseWidth, clocks, paths } = timing(timingReport());
    expect(setup).toEqual({ worst: 0.123, failing: 0, endpoints: 99_000 });
    expect(hold.worst).toBe(0.011);
    expect(pulseWidth).toEqual({ worst: 1, failing: 0, endpoints: 41_000 });
    expect(clocks).toEqual([{ name: 'clk_pl_0', period: 5, megahertz: 200 }]);
    expect(paths.map(({ kind, slack }) => [kind, slack])).toEqual([
      ['setup', 0.345],
      ['setup', 0.123],
      ['hold', 0.011],
    ]);
    expect(paths[1]).toMatchObject({
      levels: 9,
      logic: 1.25,
      route: 3.25,
      from: expect.stringMatching(/p_reg\[3\]\/C$/),
    });
  });

  test('no path of a kind', () => {
    expect(timing(timingReport().replace(/ 0\.011 /, '    NA ')).hold.worst).toBeNull();
  });

  test.each<[string, (text: string) => string, RegExp]>([
    [
      'another file',
      () => 'hello\n',
      /^t.rpt: no section "Design Timing Summary"; expected report_timing_summary, whole$/,
    ],
    [
      'cut in the summary',
      (text) => text.slice(0, text.indexOf('99000')),
      /^t.rpt: line 8: "0.123 0.000 0", expected 12 numbers/,
    ],
    [
      'cut before the paths',
      (text) => text.slice(0, text.indexOf('| Timing Details')),
      /^t.rpt: no section "Timing Details"/,
    ],
    [
      'cut in a path',
      (text) => text.slice(0, text.lastIndexOf('  Logic Levels')),
      /^t.rpt: line \d+: this path has no line .*Logic Levels.*cut short/,
    ],
    ['no clock', (text) => text.replace(/^clk_pl_0 .*$/m, ''), /^t.rpt: the section "Clock Summary" has no clock$/],
    [
      'other columns',
      (text) => text.replace('WHS(ns)', 'XHS(ns)'),
      /^t.rpt: line 6: columns of the timing summary are "WNS\(ns\), .*XHS/,
    ],
  ])('%s', (_, change, message) => {
    expect(() => timing(change(timingReport()))).toThrow(message);
  });
});

describe('macromac report vivado', () => {
  const root = mkdtempSync(join(tmpdir(), 'macromac-report-'));
  afterAll(() => rmSync(root, { recursive: true }));
  const folder = (name: string, reports: Record<string, string>) => {
    mkdirSync(join(root, name, 'reports'), { recursive: true });
    for (const [file, text] of Object.entries(reports)) {
      writeFileSync(join(root, name, 'reports', file), text);
    }
    return join(root, name);
  };
  const good = { 'utilization_hierarchical.rpt': utilizationReport(), 'timing_summary.rpt': timingReport() };

  test('the tables of make synth, and the timing', async () => {
    const power = '| Total On-Chip Power (W)  | 3.412        |\n';
    const { code, stdout, stderr } = await macromac(
      'report',
      'vivado',
      folder('accelerator_t2_200', { ...good, 'power.rpt': power }),
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^accelerator_t2_200, by Vivado for xck26-sfvc784-2LV-c, routed\n/);
    expect(stdout).toMatch(/\nmacromac_macro_mac_t2_m27 +2 +14,440.5 +19,455 +133.5 +5.5 +2 +\n/);
    expect(stdout).toMatch(/\ntotal +30,000 +40,000 +267 +10.5 +4\nof the K26 +25.6 % .*\npaper, Table II +96,553/);
    expect(stdout).toMatch(/\nsetup +0.123 +0 +99,000\n/);
    expect(stdout).toMatch(/\nclk_pl_0 +5.000 +200.0 +205.0\n/);
    expect(stdout).toMatch(
      /\nu_core\/u_mac_0\/p_reg\[3\]\/C → u_core\/u_mac_0\/s_reg\[40\]\/D +0.123 +9 +1.250 +3.250\n/,
    );
    expect(stdout).toMatch(/estimated by Vivado: 3.412 W/);
  });

  test('--json', async () => {
    const { stdout } = await macromac('report', 'vivado', join(folder('json', good), 'reports'), '--json');
    expect(JSON.parse(stdout)).toMatchObject({ total: { LUT: 30_000 }, timing: { setup: { worst: 0.123 } } });
  });

  test('timing that is not met ends with 1, after the tables', async () => {
    const late = { ...good, 'timing_summary.rpt': timingReport({ setup: '-0.250' }) };
    const { code, stdout, stderr } = await macromac('report', 'vivado', folder('late', late));
    expect({ code, stderr }).toEqual({ code: 1, stderr: 'macromac: timing is not met: setup -0.25 ns\n' });
    expect(stdout).toMatch(/setup +-0.250 +3 +99,000/);
  });

  test.each(['utilization_hierarchical.rpt', 'timing_summary.rpt'])('%s is missing', async (name) => {
    const { [name as keyof typeof good]: _, ...rest } = good;
    const { code, stderr } = await macromac('report', 'vivado', folder(`without ${name}`, rest));
    expect(code).toBe(1);
    expect(stderr).toMatch(new RegExp(`${name}: no such file or directory; \`make vivado\` writes it\n$`));
  });
});
