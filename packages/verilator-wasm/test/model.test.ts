import fc from 'fast-check';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { type Model, verilate } from '../src/index.ts';

vi.setConfig({ testTimeout: 300_000 }); // builds, on machines that may be busy

const counter = `
module counter #(parameter START = 0) (
  input clk, input rst, input [7:0] step, input [99:0] wide_in, input [39:0] mid_in,
  output reg [7:0] q, output [99:0] wide_out, output reg [39:0] mid_out, output level);
  reg [15:0] history [0:31] /* verilator public_flat_rw */;
  reg [79:0] wide_history [0:3] /* verilator public_flat_rw */;
  reg [99:0] held /* verilator public_flat_rd */;
  reg [7:0] idle /* verilator public_flat_rd */;
  assign wide_out = ~held;
  assign level = clk;
  child u_child (.clk(clk), .d(step));
  always @(posedge clk) begin
    held <= wide_in;
    mid_out <= mid_in + 1;
    history[q[4:0]] <= {8'd0, q};
    wide_history[q[1:0]] <= {72'd0, q};
    q <= rst ? START : q + step;
  end
endmodule
module child (input clk, input [7:0] d);
  reg [7:0] seen;
  always @(posedge clk) seen <= d;
endmodule`;

interface Ports extends Record<string, number | bigint> {
  clk: number;
  rst: number;
  step: number;
  q: number;
  wide_in: bigint;
  wide_out: bigint;
  mid_in: bigint;
  mid_out: bigint;
  level: number;
}

const options = {
  sources: { 'counter.v': counter },
  top: 'counter',
  parameters: { START: 5 },
  public: ['u_child.seen'],
};
let model: Model<Ports>;
beforeAll(async () => {
  model = await verilate<Ports>(options);
});

describe('ports', () => {
  test('are described with direction and width', () => {
    expect(model.ports.map(({ name, direction, width }) => [name, direction, width])).toContainEqual([
      'wide_in',
      'input',
      100,
    ]);
    expect(model.internals.map(({ name, depth }) => [name, depth])).toContainEqual(['history', 32]);
  });

  test("a generator's output is the same model", async () => {
    const { sources, top, ...others } = options;
    const files = new Map(Object.entries(sources));
    const same = await verilate({ module: { files, design: { top: { name: top } } }, ...others });
    expect(Buffer.compare(same.wasm, model.wasm)).toBe(0);
  });

  test('a model counts from its parameter', () => {
    const sim = model.instantiate();
    const { rst, step, q } = sim.ports;
    rst.value = 1;
    sim.run('clk', 2);
    expect(q.value).toBe(5);
    rst.value = 0;
    step.value = 3;
    expect(sim.run('clk', 10)).toBe(10);
    expect(q.value).toBe(35);
    expect(sim.signal('u_child.seen').value).toBe(3);
  });

  test('wide ports are written through their words, without a copy', () => {
    const sim = model.instantiate();
    const { wide_in, wide_out, mid_in, mid_out } = sim.ports;
    wide_in.words![3] = 0xf;
    wide_in.words![0] = 1;
    mid_in.words![0] = 0xffff_ffff;
    mid_in.words![1] = 0xfe;
    sim.run('clk', 1);
    expect(sim.signal('held').value).toBe((0xfn << 96n) | 1n);
    expect(wide_out.value).toBe(2n ** 96n - 2n);
    expect([...mid_out.words!]).toEqual([0, 0xff]);
  });

  test('any value that fits comes back, for every width', () => {
    const sim = model.instantiate();
    const { wide_in, wide_out, mid_in, mid_out, step } = sim.ports;
    fc.assert(
      fc.property(fc.bigInt(0n, 2n ** 100n - 1n), fc.bigInt(0n, 2n ** 40n - 1n), fc.nat(255), (wide, mid, byte) => {
        wide_in.value = wide;
        mid_in.value = mid;
        step.value = byte;
        sim.run('clk', 1);
        expect(wide_out.value).toBe(2n ** 100n - 1n - wide);
        expect(mid_out.value).toBe((mid + 1n) & (2n ** 40n - 1n));
        expect(step.value).toBe(byte);
      }),
    );
  });

  test('values that do not fit are refused, and so is writing an output', () => {
    const { ports } = model.instantiate();
    for (const value of [256, -129, 1.5, Number.NaN, 256n]) {
      expect(() => (ports.step.value = value)).toThrow(/step: .* does not fit 8 bits/);
    }
    expect(() => (ports.wide_in.value = 2n ** 100n)).toThrow(
      'wide_in: 1267650600228229401496703205376 does not fit 100 bits',
    );
    expect(() => (ports.mid_in.value = 2n ** 40n)).toThrow('mid_in');
    expect(() => (ports.q.value = 1)).toThrow('q: an output cannot be written');
    expect(ports.step.value).toBe(0);
  });
});

describe('internals', () => {
  test('memories are read and written in place', () => {
    const sim = model.instantiate();
    const history = sim.memory('history');
    sim.ports.step.value = 1;
    sim.run('clk', 8);
    expect([0, 1, 2, 7].map((i) => history.read(i))).toEqual([0n, 1n, 2n, 7n]);
    history.write(30, 0xbeefn);
    expect(history.elements[30]).toBe(0xbeef);
    expect(() => history.read(32)).toThrow('history: address 32 is outside the memory of 32 words');
    expect(() => history.write(0, 0x10000n)).toThrow('history[0]: 65536 does not fit 16 bits');

    const wide = sim.memory('wide_history');
    wide.write(2, 2n ** 79n + 7n);
    expect(wide.read(2)).toBe(2n ** 79n + 7n);
    expect(wide.read(3)).toBe(7n);
  });

  test('an unknown name is answered with near ones', () => {
    const sim = model.instantiate();
    expect(() => sim.signal('hold')).toThrow("counter has no public signal 'hold'; near: held");
    expect(() => sim.memory('historic')).toThrow('near: history');
    expect(() => (sim.signal('held').value = 1n)).toThrow('mark it public_flat_rw');
    expect(() => sim.run('clock', 1)).toThrow("'clock' is not a one-bit input; those are clk, rst");
  });

  test('a public name that exists nowhere fails the build', async () => {
    const options = { sources: { 'counter.v': counter }, top: 'counter', public: ['u_child.sean'] };
    await expect(verilate(options)).rejects.toThrow("the design has no signal 'u_child.sean'");
  });
});

describe('time', () => {
  test('run() takes the same steps as eval() with the clock driven by hand', () => {
    const stimulus = fc.array(
      fc.record({ rst: fc.nat(1), step: fc.nat(255), cycles: fc.integer({ min: 1, max: 20 }) }),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(stimulus, (phases) => {
        const ran = model.instantiate();
        const driven = model.instantiate();
        let expected = 0;
        for (const { rst, step, cycles } of phases) {
          for (const { ports } of [ran, driven]) {
            ports.rst.value = rst;
            ports.step.value = step;
          }
          ran.run('clk', cycles);
          for (let i = 0; i < cycles; i++) {
            driven.ports.clk.value = 1;
            driven.eval();
            driven.ports.clk.value = 0;
            driven.eval();
            expected = rst ? 5 : (expected + step) & 255;
          }
          expect(ran.ports.q.value).toBe(expected);
          expect(driven.ports.q.value).toBe(expected);
          expect(ran.ports.level.value).toBe(0);
        }
      }),
      { numRuns: 25 },
    );
  });

  test('a stepper takes the same steps as run(), at the times that it is given', () => {
    const [ran, stepped] = [model.instantiate(), model.instantiate()];
    const step = stepped.stepper('clk', 700);
    for (let i = 0; i < 40; i++) {
      const rise = 1000 * i + 500;
      for (const { ports } of [ran, stepped]) {
        ports.step.value = (i * 37) & 255;
      }
      ran.eval();
      ran.run('clk', 1, { settled: true, period: 700, rise });
      stepped.eval();
      step(rise);
      expect([stepped.ports.q.value, stepped.time]).toEqual([ran.ports.q.value, ran.time]);
    }
    expect(() => stepped.stepper('step', 700)).toThrow("'step' is not a one-bit input");
  });

  test('inputs take effect at the next eval(), registers only at the rising edge', () => {
    const sim = model.instantiate();
    const { clk, wide_in, wide_out, level } = sim.ports;
    wide_in.value = 1n;
    sim.eval();
    expect(wide_out.value).toBe(2n ** 100n - 1n);
    clk.value = 1;
    sim.eval();
    expect(wide_out.value).toBe(2n ** 100n - 2n);
    expect(level.value).toBe(1);
    wide_in.value = 2n;
    sim.eval();
    clk.value = 0;
    sim.eval();
    expect(wide_out.value).toBe(2n ** 100n - 2n);
  });
});

describe('snapshots', () => {
  test('bring back the whole state, also in another instance', () => {
    const first = model.instantiate();
    first.ports.step.value = 7;
    first.run('clk', 9);
    const snapshot = first.snapshot();
    const trail = (sim: typeof first) => Array.from({ length: 40 }, () => sim.run('clk', 1) && sim.ports.q.value);
    const expected = trail(first);
    first.restore(snapshot);
    expect(trail(first)).toEqual(expected);
    const second = model.instantiate();
    second.restore(snapshot);
    expect(second.memory('history').read(7)).toBe(7n);
    expect(trail(second)).toEqual(expected);
  });

  test('are small and quick', () => {
    const sim = model.instantiate();
    expect(sim.snapshot().length).toBeLessThan(200_000);
    const started = performance.now();
    for (let i = 0; i < 100; i++) {
      sim.restore(sim.snapshot());
    }
    expect((performance.now() - started) / 100).toBeLessThan(5);
  });

  test('of something else are refused', () => {
    const sim = model.instantiate();
    expect(() => sim.restore(new Uint8Array(100))).toThrow('not a snapshot');
    const foreign = sim.snapshot();
    foreign[5] ^= 1;
    expect(() => sim.restore(foreign)).toThrow('the snapshot is of model');
  });
});

describe('start values', () => {
  test('are zero without a seed, and repeatable with one', () => {
    const state = (seed?: number) => {
      const sim = model.instantiate({ seed });
      return [sim.signal('idle').value, sim.signal('held').value, sim.memory('wide_history').read(1)];
    };
    expect(state()).toEqual([0, 0n, 0n]);
    expect(state(1)).toEqual(state(1));
    expect(state(1)).not.toEqual(state(2));
    expect(state(0)).not.toEqual(state());
    expect(() => model.instantiate({ seed: -1 })).toThrow('seed -1');
    const sim = model.instantiate({ seed: 3 });
    expect(
      Object.values(sim.ports).filter(({ direction, value }) => direction === 'input' && Number(value) !== 0),
    ).toEqual([]);
  });
});

test('ports and signals that are words of C++ have their own names', async () => {
  const words = `module words (input clk, input [7:0] vector, output reg [7:0] delete);
  reg [7:0] template /* verilator public_flat_rd */;
  always @(posedge clk) begin template <= vector; delete <= template + 8'd1; end
endmodule\n`;
  const sim = (await verilate({ sources: { 'words.v': words }, top: 'words' })).instantiate();
  sim.ports.vector.value = 4;
  sim.run('clk', 2);
  expect([Object.keys(sim.ports).sort(), sim.ports.delete.value]).toEqual([['clk', 'delete', 'vector'], 5]);
  expect(sim.signal('template').value).toBe(4);
});
