import { verilate } from 'verilator-wasm';
import { describe, expect, test } from 'vitest';
import { type AnyModule, compileSimulation, elaborate, emit, type Simulation } from '../../src/index.ts';
import { createRandom, type Random } from '../sim/random.ts';
import { hasIcarus, lint, runIcarus, synthesise } from '../support/tools.ts';
import { COLUMNS, DESIGNS, FIR_TAPS, ROWS } from './six.ts';

const CLOCKS = ['clk', 'clk_b', 'rst', 'rst_b'];

describe.each(Object.entries(DESIGNS))('%s', (_, design) => {
  test('is accepted without a warning, and lints', () => {
    const emitted = emit(design);
    expect(emitted.warnings).toEqual([]);
    expect(lint(emitted)).toBe('');
  });
});

/** The ports of each design that are not its clocks and resets. */
const ports = Object.entries(DESIGNS).flatMap(([of, design]) =>
  elaborate(design)
    .design.top.ports.filter(({ name }) => !CLOCKS.includes(name))
    .map(({ name, kind, width }) => ({ of, name, width, side: kind === 'input' ? 'in' : 'out' })),
);

interface Driven {
  readonly ports: Readonly<Record<string, { value: number | bigint }>>;
  eval(): void;
}

interface Step {
  readonly inputs: Readonly<Record<string, bigint>>;
  readonly clocks: readonly string[];
}

const STEPS = 600;

/** Random inputs, after a reset of a few edges of all clocks. */
function steps(random: Random, of: string, two: boolean): Step[] {
  const own = ports.filter((port) => port.of === of && port.side === 'in');
  return Array.from({ length: STEPS }, (_, i) => {
    const reset = BigInt(i < 4);
    const values = own.map(({ name, width }): [string, bigint] => [
      name,
      name === 'abort' ? BigInt(random.chance(0.03)) : random.bits(width),
    ]);
    const clocks =
      two && i >= 4 ? [['clk'], ['clk_b'], ['clk', 'clk_b']][random.below(3)] : two ? ['clk', 'clk_b'] : ['clk'];
    return { inputs: { ...Object.fromEntries(values), rst: reset, ...(two && { rst_b: reset }) }, clocks };
  });
}

const outputsOf = (of: string) => ports.filter((port) => port.of === of && port.side === 'out');

/** All outputs in hexadecimal, settled before and after the edges of each step. */
function run(sim: Driven, of: string, all: readonly Step[]): string[] {
  const shown = () =>
    outputsOf(of)
      .map(({ name }) => sim.ports[name].value.toString(16))
      .join(' ');
  return all.map(({ inputs, clocks }) => {
    for (const [name, value] of Object.entries(inputs)) {
      sim.ports[name].value = typeof sim.ports[name].value === 'bigint' ? value : Number(value);
    }
    sim.eval();
    const before = shown();
    for (const level of [1, 0]) {
      for (const clock of clocks) {
        sim.ports[clock].value = level;
      }
      sim.eval();
    }
    return `${before} | ${shown()}`;
  });
}

function icarus(design: AnyModule, of: string, all: readonly Step[]): string[] {
  const emitted = emit(design);
  const { top } = emitted.design;
  const shown = outputsOf(of);
  const line = `$write("${shown.map(() => '%h').join(' ')}", ${shown.map(({ name }) => name).join(', ')});`;
  const bench = [
    'module bench;',
    ...top.ports.map(
      ({ name, kind, width }) =>
        `  ${kind === 'input' ? 'reg' : 'wire'} [${width - 1}:0] ${name}${kind === 'input' ? ' = 0' : ''};`,
    ),
    `  ${top.name} dut (${top.ports.map(({ name }) => `.${name}(${name})`).join(', ')});`,
    '  initial begin',
    ...all.flatMap(({ inputs, clocks }) => [
      ...Object.entries(inputs).map(([name, value]) => `    ${name} = 'h${value.toString(16)};`),
      `    #1 ${line} $write(" | ");`,
      ...[1, 0].map(
        (level) =>
          `    ${clocks.length > 1 ? `{${clocks.join(', ')}} = ${level ? "2'b11" : "2'b00"};` : `${clocks[0]} = ${level};`} #1;`,
      ),
      `    ${line} $display("");`,
    ]),
    '  end',
    'endmodule',
  ].join('\n');
  return runIcarus(emitted.files, bench)
    .trim()
    .split('\n')
    .map((each) =>
      each
        .split(' ')
        .map((word) => word.replace(/^0+(?=[^ ])/, ''))
        .join(' '),
    );
}

describe.each(Object.entries(DESIGNS))('%s does the same', (of, design) => {
  const all = steps(createRandom(of.length * 1000 + 7), of, of === 'fifo');
  /** Before the reset has come to all, simulators with x know less. */
  const KNOWN = 5;
  const own = run(compileSimulation(elaborate(design).design).instantiate(), of, all).slice(KNOWN);

  test('whatever it starts with', () => {
    const random = run(compileSimulation(elaborate(design).design).instantiate({ seed: 9 }), of, all).slice(KNOWN);
    expect(random).toEqual(own);
    expect(new Set(own).size).toBeGreaterThan(STEPS / 8);
  });

  test.skipIf(!hasIcarus)('in Icarus', () => {
    expect(icarus(design, of, all).slice(KNOWN)).toEqual(own);
  });

  test.skipIf(!process.env['MACROMAC_NIGHTLY'])(
    'in Verilator',
    async () => {
      const verilator = (await verilate({ module: emit(design) })).instantiate();
      expect(run(verilator as unknown as Driven, of, all).slice(KNOWN)).toEqual(own);
    },
    600_000,
  );
});

describe('and does what it is for', () => {
  const started = (of: string): Simulation => {
    const sim = compileSimulation(elaborate(DESIGNS[of]).design, { checks: true }).instantiate({ seed: 1 });
    const resets = ['rst', 'rst_b'].filter((name) => name in sim.ports);
    for (const name of resets) {
      sim.ports[name].value = 1;
    }
    for (const clock of ['clk', 'clk_b'].filter((name) => name in sim.ports)) {
      sim.run(clock, 2);
    }
    for (const name of resets) {
      sim.ports[name].value = 0;
    }
    // Buses are silent on the first edge after a reset.
    sim.run('clk', 1);
    return sim;
  };

  test('the arbiter keeps packets whole and serves everybody', () => {
    const sim = started('arbiter');
    const random = createRandom(1);
    const served = [0, 0, 0];
    let inside: number | undefined;
    for (let cycle = 0; cycle < 900; cycle++) {
      for (let i = 0; i < 3; i++) {
        sim.ports[`s_${i}_tvalid`].value = 1;
        sim.ports[`s_${i}_tdata`].value = i;
        sim.ports[`s_${i}_tlast`].value = Number(random.chance(0.3));
      }
      sim.ports['m_tready'].value = Number(random.chance(0.7));
      sim.eval();
      const chosen = Number(sim.ports['chosen'].value);
      expect(sim.ports['m_tdata'].value).toBe(chosen);
      if (inside !== undefined) {
        expect(chosen).toBe(inside);
      }
      const fires = sim.ports['m_tvalid'].value === 1 && sim.ports['m_tready'].value === 1;
      if (fires) {
        served[chosen] += Number(sim.ports['m_tlast'].value);
        inside = sim.ports['m_tlast'].value === 1 ? undefined : chosen;
      }
      sim.run('clk', 1);
    }
    expect(Math.max(...served) - Math.min(...served)).toBeLessThan(2);
  });

  test('the filter gives the sums of products that software asked for', () => {
    const sim = started('fir');
    const write = (address: number, data: number) => {
      Object.assign(sim.ports['s_axi_bready'], { value: 1 });
      for (const [name, value] of Object.entries({ awvalid: 1, awaddr: address, wvalid: 1, wdata: data, wstrb: 15 })) {
        sim.ports[`s_axi_${name}`].value = value;
      }
      sim.run('clk', 1);
      sim.ports['s_axi_awvalid'].value = 0;
      sim.ports['s_axi_wvalid'].value = 0;
      sim.run('clk', 2);
    };
    const taps = [300, -7, 0, 32767, -32768];
    for (const [tap, value] of taps.entries()) {
      write(0, (2 ** 31 + tap * 2 ** 16 + (value & 0xffff)) >>> 0);
    }
    const random = createRandom(2);
    const history: number[] = Array(FIR_TAPS).fill(0);
    for (let i = 0; i < 40; i++) {
      const sample = i < 5 ? -2048 : random.below(4096) - 2048;
      history.unshift(sample);
      sim.ports['x_valid'].value = 1;
      sim.ports['x_payload'].value = sample;
      sim.ports['y_ready'].value = 0;
      sim.run('clk', 1);
      sim.ports['x_valid'].value = 0;
      sim.run('clk', FIR_TAPS);
      expect(sim.ports['y_valid'].value).toBe(1);
      expect(sim.ports['y_payload'].signedValue).toBe(taps.reduce((sum, tap, k) => sum + tap * history[k], 0));
      sim.ports['y_ready'].value = 1;
      sim.run('clk', 1);
    }
  });

  test('the FIFO loses nothing between clocks that have nothing to do with each other', () => {
    const sim = started('fifo');
    const random = createRandom(3);
    const sent: number[] = [];
    const received: number[] = [];
    for (let step = 0; step < 2500; step++) {
      sim.ports['push'].value = Number(random.chance(0.6));
      sim.ports['data'].value = random.below(256);
      sim.ports['pop'].value = Number(random.chance(0.5));
      sim.eval();
      const clocks = [['clk'], ['clk_b'], ['clk', 'clk_b']][random.below(3)];
      if (clocks.includes('clk') && sim.ports['push'].value === 1 && sim.ports['full'].value === 0) {
        sent.push(Number(sim.ports['data'].value));
      }
      if (clocks.includes('clk_b') && sim.ports['pop'].value === 1 && sim.ports['empty'].value === 0) {
        received.push(Number(sim.ports['head'].value));
      }
      for (const level of [1, 0]) {
        for (const clock of clocks) {
          sim.ports[clock].value = level;
        }
        sim.eval();
      }
    }
    expect(received.length).toBeGreaterThan(500);
    expect(received).toEqual(sent.slice(0, received.length));
    expect(sent.length - received.length).toBeLessThan(9);
  });

  test('the parser finds packets, and gives up what is aborted', () => {
    const sim = started('parser');
    const feed = (...bytes: number[]) =>
      bytes.map((byte) => {
        Object.assign(sim.ports['valid'], { value: 1 });
        sim.ports['octet'].value = byte & 0xff;
        sim.eval();
        const said = [Number(sim.ports['done'].value), Number(sim.ports['good'].value)];
        sim.run('clk', 1);
        return said.join('');
      });
    const sum = (...bytes: number[]) => [...bytes, -bytes.reduce((a, b) => a + b, 0)];
    expect(feed(...sum(0x40, 3, 9, 8, 7))).toEqual(['00', '00', '00', '00', '00', '11']);
    expect(sim.ports['kind'].value).toBe(1);
    expect(sim.ports['sizes'].value).toBe(3);
    expect(feed(0x80, 5)).toEqual(['00', '10']);
    expect(sim.ports['kind'].value).toBe(2);
    expect(feed(0xc0, 0x00)).toEqual(['00', '00']);
    feed(0x40, 3, 9);
    sim.ports['abort'].value = 1;
    sim.run('clk', 1);
    sim.ports['abort'].value = 0;
    expect(feed(...sum(0x40, 0))).toEqual(['00', '00', '11']);
  });

  test('the scaler rounds to even and saturates', () => {
    const sim = started('scaler');
    const random = createRandom(4);
    for (let i = 0; i < 500; i++) {
      const edge = random.chance(0.3);
      const [x, gain, offset] = [
        edge ? -32768 : random.below(65536) - 32768,
        edge ? [-2048, 2047, 128, 384][random.below(4)] : random.below(4096) - 2048,
        random.below(1024) - 512,
      ];
      Object.entries({ x, gain, offset }).forEach(([name, value]) => {
        sim.ports[name].value = value;
      });
      sim.run('clk', 2);
      // In 2^-23: the product as it is, the offset from 2^-9.
      const exact = x * gain + offset * 2 ** 14;
      const low = Math.floor(exact / 256);
      const rest = exact - low * 256;
      const nearest = rest > 128 || (rest === 128 && low % 2 !== 0) ? low + 1 : low;
      expect(sim.ports['y'].signedValue).toBe(Math.max(-32768, Math.min(32767, nearest)));
      expect(sim.ports['clipped'].value).toBe(Number(nearest < -32768 || nearest > 32767));
    }
  });

  test('the grid adds the weights that were written on the way from west to east', () => {
    const sim = started('grid');
    const at = (row: number, column: number) => row * COLUMNS + column;
    const weight = (i: number) => (3 * i + 1) % 32;
    for (let i = 0; i < ROWS * COLUMNS; i++) {
      for (let index = 0; index < 3; index++) {
        Object.entries({ write: 1, at: i, index, weight: weight(i), on: i === 2 ? 0 : 1, gain: i % 3 }).forEach(
          ([name, value]) => {
            sim.ports[name].value = value;
          },
        );
        sim.run('clk', 1);
      }
    }
    sim.ports['write'].value = 0;
    sim.ports['west'].value = 100 + 200 * 2 ** 10;
    sim.run('clk', COLUMNS + 1);
    const east = Number(sim.ports['east'].value);
    for (let row = 0; row < ROWS; row++) {
      let sum = 100 * (row + 1);
      for (let column = 0; column < COLUMNS; column++) {
        const i = at(row, column);
        sum += i === 2 ? 0 : weight(i) * 2 ** (i % 3);
      }
      expect((east >> (10 * row)) & 1023).toBe(sum % 1024);
    }
  });
});

test.skipIf(!process.env['MACROMAC_NIGHTLY'])(
  'Yosys makes neither latches nor more multipliers than are meant',
  async () => {
    const cells = await synthesise(Object.values(DESIGNS).map((design) => emit(design)));
    for (const [name, kinds] of Object.entries(cells)) {
      const count = (pattern: RegExp) =>
        Object.entries(kinds).reduce((sum, [kind, many]) => sum + (pattern.test(kind) ? many : 0), 0);
      expect(count(/^(LD|\$_DLATCH)/), `latches in ${name}`).toBe(0);
      expect(count(/^DSP48E2/), `multipliers in ${name}`).toBe(name === 'SerialFir' || name === 'Scaler' ? 1 : 0);
    }
  },
  600_000,
);
