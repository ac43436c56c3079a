import { bool, emit, insts, module, registered, uint } from '@chisel-lite/hdl';
import { describe, expect, test } from 'vitest';
import { namedPaths } from '../flat-timing.ts';
import { type Cell, type Net, type Netlist, slim } from '../mapped.ts';
import { passReporter } from '../pass-reporter.ts';
import { flatten } from '../timing/flatten.ts';
import { analyse, type Path } from '../timing/paths.ts';
import { yosys } from '../yosys.ts';

const OUTPUTS = new Set(['Q', 'O', 'CO', 'P', 'PCOUT', 'DOUTADOUT', 'DOA', 'DOH', 'SPO', 'DPO']);

const cell = (
  type: string,
  connections: Record<string, Net | Net[]>,
  parameters: Record<string, string> = {},
): Cell => ({
  type,
  parameters,
  port_directions: Object.fromEntries(
    Object.keys(connections).map((port) => [port, OUTPUTS.has(port) ? 'output' : 'input']),
  ),
  connections: Object.fromEntries(Object.entries(connections).map(([port, nets]) => [port, [nets].flat()])),
});

/** Net 1 is the clock, 2 what the first register holds. */
const register = (d: Net, q: Net) => cell('FDRE', { C: 1, CE: '1', R: '0', D: d, Q: q });

const longest = (cells: Record<string, Cell>, others: Netlist['modules'] = {}): Path => {
  const timing = analyse(flatten({ modules: { top: { cells }, ...others } }, 'top'));
  return timing.pathTo(timing.ends[0]);
};
const types = ({ steps, to }: Path) => [...steps.map(({ cell: { type } }) => type), to.cell.type].join(' ');

/** A wire with one end. */
const WIRE = 0.354;

describe('delays add up', () => {
  test('from register to register through a LUT', () => {
    const path = longest({ a: register('0', 2), l: cell('LUT1', { I0: 2, O: 3 }), b: register(3, 4) });
    expect(types(path)).toBe('FDRE LUT1 FDRE');
    expect(path.delay).toBeCloseTo(0.1 + WIRE + 0.12 + WIRE + 0.05, 9);
  });

  test('a carry chain: nothing between the LUT and its carry, and between carries', () => {
    const path = longest({
      a: register('0', 2),
      l: cell('LUT2', { I0: 2, I1: '0', O: 3 }),
      c: cell('CARRY4', { CI: '0', S: [3, '0'], DI: ['0', '0'], CO: [4, 5], O: [6, 7] }),
      d: cell('CARRY4', { CI: 5, S: ['0', '0'], DI: ['0', '0'], CO: [8, 9], O: [10, 11] }),
      b: register(11, 12),
    });
    expect(types(path)).toBe('FDRE LUT2 CARRY4 CARRY4 FDRE');
    expect(path.delay).toBeCloseTo(0.1 + WIRE + 0.12 + 0.06 + 0.15 + WIRE + 0.05, 9);
  });

  test('the ends of a wire', () => {
    const ends = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`b${i}`, register(2, 10 + i)]));
    expect(longest({ a: register('0', 2), ...ends }).delay).toBeCloseTo(0.1 + 0.35 + 0.4 + 0.05, 9);
    const enables = Object.fromEntries(
      Array.from({ length: 1000 }, (_, i) => [`b${i}`, cell('FDRE', { C: 1, CE: 2, R: '0', D: '0', Q: 10 + i })]),
    );
    expect(longest({ a: register('0', 2), ...enables }).delay).toBeCloseTo(0.1 + 0.35 + 0.6 + 0.05, 9);
  });

  test.each([
    ['RAM32M16', { ADDRA: 2, DOA: 5 }, 'RAM32M16 FDRE'],
    ['RAM32M16', { ADDRH: 2, DOH: 5 }, 'RAM32M16 FDRE'],
    ['RAM64M8', { ADDRH: 2, DOA: 5 }, 'RAM64M8'],
    ['RAM64M', { ADDRD: 2, DOA: 5 }, 'RAM64M'],
    ['RAM32X1D', { DPRA0: 2, A0: '0', DPO: 5 }, 'RAM32X1D FDRE'],
    ['RAM32X1D', { DPRA0: '0', A0: 2, DPO: 5 }, 'RAM32X1D'],
    ['RAM32X1D', { DPRA0: '0', A0: 2, SPO: 5 }, 'RAM32X1D FDRE'],
    ['RAM32M16', { DIA: 2, WE: '1', DOA: 5 }, 'RAM32M16'],
  ])('what a %s reads follows from the address of that output alone: %o', (type, connections, expected) => {
    const path = longest({ a: register('0', 2), r: cell(type, { WCLK: 1, ...connections }), b: register(5, 6) });
    expect(types(path)).toBe(`FDRE ${expected}`);
  });

  test('a block RAM is late, and its address ends a path', () => {
    const ram = cell('RAMB36E2', { CLKARDCLK: 1, ADDRARDADDR: 2, DOUTADOUT: 3 });
    const path = longest({ a: register('0', 2), r: ram, b: register(3, 4) });
    expect(types(path)).toBe('RAMB36E2 FDRE');
    expect(path.delay).toBeCloseTo(1.2 + WIRE + 0.05, 9);
  });

  test('a DSP with registers ends and begins paths; one without is a long way', () => {
    const dsp = (registers: string) =>
      longest({
        a: register('0', 2),
        d: cell('DSP48E2', { CLK: 1, A: 2, P: 3 }, { AREG: registers, MREG: registers, PREG: registers }),
        b: register(3, 4),
      });
    expect(types(dsp(`${'0'.repeat(31)}1`))).toBe('DSP48E2 FDRE');
    expect(types(dsp('0'.repeat(32)))).toBe('FDRE DSP48E2 FDRE');
    expect(dsp('0'.repeat(32)).delay).toBeCloseTo(0.1 + WIRE + 2.4 + WIRE + 0.05, 9);
  });
});

test('a path is followed through instances, in and out', () => {
  const ports = (bits: Record<string, Net>) =>
    Object.fromEntries(Object.entries(bits).map(([name, bit]) => [name, { direction: 'input', bits: [bit] }]));
  const half = {
    ports: ports({ x: 7, y: 9 }),
    cells: { l: cell('LUT1', { I0: 7, O: 8 }), m: cell('LUT1', { I0: 8, O: 9 }) },
  };
  const instance = (x: Net, y: Net): Cell => ({ type: 'half', connections: { x: [x], y: [y] } });
  const path = longest({ a: register('0', 2), u_a: instance(2, 3), u_b: instance(3, 4), b: register(4, 5) }, { half });
  expect(types(path)).toBe('FDRE LUT1 LUT1 LUT1 LUT1 FDRE');
  expect(path.steps.map(({ cell: { path } }) => path)).toEqual(['', 'u_a.', 'u_a.', 'u_b.', 'u_b.']);
  expect(path.delay).toBeCloseTo(0.1 + 5 * WIRE + 4 * 0.12 + 0.05, 9);
});

test('the paths of a design have the names of its registers and the lines they stand in', async () => {
  const Source = module('Source', { in: { x: uint(16) }, out: { y: uint(16) } }, ({ x, y }) => {
    const { first } = registered({ first: x });
    y.set(first);
  });
  const Sink = module('Sink', { in: { x: uint(16) }, out: { y: bool() } }, ({ x, y }) => {
    const { second } = registered({ second: x.andR() });
    y.set(second);
  });
  const Pair = module('Pair', { in: { x: uint(16) }, out: { y: bool() } }, ({ x, y }) => {
    const { u_source, u_sink } = insts({ u_source: Source, u_sink: Sink });
    u_source.x.set(x);
    u_sink.x.set(u_source.y.add(u_source.y.shr(3)));
    y.set(u_sink.y);
  });
  const { files, netlist: design } = emit(Pair);
  const script = `read_verilog ${[...files.keys()].join(' ')}; synth_xilinx -family xcup -noiopad -noclkbuf -top Pair; write_json n.json`;
  const passes: string[] = [];
  const { text, failure } = await yosys(['-p', script], Object.fromEntries(files), (pass) => void passes.push(pass));
  expect(failure).toBeUndefined();
  expect(passes.some((pass) => pass.endsWith('Executing ABC'))).toBe(true);

  const worst = namedPaths(slim(JSON.parse(text('n.json'))), 'Pair', design, 20);
  expect(worst[0].carries).toBeGreaterThan(1);
  const [begins, ends] = [worst[0].through[0], worst[0].through[worst[0].through.length - 2]];
  expect(begins).toMatch(/^u_source\.first \(flat-timing\.test\.ts:\d+\)$/);
  expect(ends).toMatch(/^u_sink\.second \(flat-timing\.test\.ts:\d+\)$/);
  // From the inputs to the first register, and from there to the second: all their bits are one.
  expect(worst).toHaveLength(2);
}, 600_000);

test('what Yosys is at is said in one line on a terminal, and every half minute elsewhere', () => {
  const said = (isTTY: boolean) => {
    let time = 0;
    const lines: string[] = [];
    const report = passReporter('core_t1', { isTTY, write: (text) => lines.push(text) }, () => time);
    for (; time <= 60_000; time += 10_000) {
      report.pass(`${time / 10_000}. Executing OPT`);
    }
    return lines;
  };
  expect(said(false)).toEqual(
    ['0', '3', '6'].map((i) => `core_t1: ${i}0 s, ${i}. Executing OPT\n`.replace('00 s', '0 s')),
  );
  expect(said(true)).toHaveLength(7);
  expect(said(true)[1]).toBe('\r\x1b[Kcore_t1: 10 s, 1. Executing OPT');
});
