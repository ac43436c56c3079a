import { execFileSync } from 'node:child_process';
import { createReadStream, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { bits, bool, bundle, Fifo, module, regs, uint, when } from '@chisel-lite/hdl';
import { bigintOf, findVariable, readVcd } from '@chisel-lite/vcd';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { pauses } from '../src/fast-check.ts';
import {
  afterSetup,
  axiStreamSink,
  axiStreamSource,
  type Pause,
  randomPause,
  type Simulation,
  type SimulatorName,
  simulate,
  startSimulation,
  streamSink,
  streamSource,
  withSimulation,
} from '../src/index.ts';

const hasVerilator = (() => {
  try {
    execFileSync('verilator', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    console.warn('SKIPPED: the harness on Verilator (verilator is not installed)');
    return false;
  }
})();
const simulators: SimulatorName[] = hasVerilator ? ['native', 'verilator'] : ['native'];

/** y = a + b + 1, at once and a cycle later; counts cycles with `enable`. */
const Adder = module(
  'Adder',
  { in: { a: uint(8), b: uint(8), enable: bool() }, out: { y: uint(9), q: uint(9), count: uint(40) } },
  ({ a, b, enable, y, q, count }) => {
    const { held, cycles } = regs({ held: uint(9, 0), cycles: uint(40, 0) });
    y.set(a.resize(9).add(b.resize(9)));
    held.set(y);
    when(enable, () => cycles.set(cycles.add(1)));
    q.set(held);
    count.set(cycles);
  },
);

/** Building for Verilator takes a minute the first time; from then on it comes from the cache. */
const BUILD = 600_000;

const packet = bundle({ data: bits(70), last: bool() }, {}, 'packet70');

describe.each(simulators)('a module of the HDL on %s', (simulator) => {
  beforeAll(async () => {
    await simulate(Adder, { simulator });
    await simulate(PacketFifo, { simulator });
  }, BUILD);

  test('keeps the timing model', async () => {
    const sim = await simulate(Adder, { simulator });
    sim.port.a.value = 2;
    sim.port.b.value = 3;
    expect(sim.port.a.value).toBe(0);
    await sim.clock.rising();
    expect([sim.port.y.value, sim.port.q.value]).toEqual([5, 0]);
    sim.port.a.value = 255;
    await sim.settled();
    expect([sim.port.y.value, sim.port.q.value]).toEqual([258, 5]);
    await sim.clock.rising();
    expect(sim.port.q.value).toBe(5);
    await sim.clock.rising();
    expect(sim.port.q.value).toBe(258);
  });

  test('runs cycles nobody looks at inside the simulator, and loses none', async () => {
    const sim = await simulate(Adder, { simulator });
    sim.port.enable.value = 1;
    await sim.clock.cycles(100_000);
    expect(sim.port.count.value).toBe(99_999n);
    await sim.clock.rising();
    expect(sim.port.count.value).toBe(100_000n);
  });

  test('models and tasks see the same cycles in the loop of the fast path and step by step', async () => {
    const record = async (stepwise: boolean) => {
      const sim = await simulate(PacketFifo, { simulator, seed: 5 });
      if (stepwise) {
        sim.fork(async () => void (await sim.delay(1e9)));
      }
      const { source, sink } = packets(sim, [true, false, false], randomPause(sim.random, 0.3));
      const ports = Object.values(sim.port).filter((port) => port !== sim.clock.signal);
      const seen: unknown[] = [];
      sim.clock.attach({ sample: (cycle) => void seen.push([cycle, sim.time, ports.map(({ value }) => value)]) });
      for (let round = 0; round < 10; round++) {
        source.send(Array.from({ length: 1 + (round % 4) }, (_, i) => ({ data: BigInt(100 * round + i), last: !i })));
        await source.idle();
        if (round % 3 === 0) {
          await sim.clock.until(() => sim.port['m_valid'].value);
        }
        if (round % 3 === 1) {
          seen.push(await sink.receive());
        }
        if (round % 3 === 2) {
          await sim.clock.falling();
        }
        seen.push(sim.time, await sim.clock.cycles(1 + round));
      }
      return seen;
    };
    const [loop, steps] = [await record(false), await record(true)];
    expect(loop.length).toBeGreaterThan(100);
    expect(loop).toEqual(steps);
  });

  test("a failure's waveform shows the ports of the last edges", async () => {
    const sim = startSimulation((await simulate(Adder, { simulator })).simulator, { history: 4, cycleLimit: 100 });
    sim.port.a.value = 1;
    sim.port.enable.value = 1;
    sim.clock.attach({
      drive(cycle) {
        sim.port.b.raw.value = cycle % 200;
      },
    });
    const failure = await sim.clock.until(() => false).then(String, String);
    expect(failure.split('ports as sampled')[1]).toMatchInlineSnapshot(`
      " at the last 4 rising edges, 492.5 ns to 507.5 ns:
      b     │60   │61   │62   │63
      y     │061  │062  │063  │064
      q     │060  │061  │062  │063
      count │0000…│0000…│0000…│0000…
      unchanged: rst=0 a=1 enable=1"
    `);
  });

  test('starts in the middle, from a snapshot', async () => {
    const first = await simulate(Adder, { simulator });
    first.port.enable.value = 1;
    await first.clock.cycles(1000);
    const snapshot = first.simulator.snapshot();
    for (let round = 0; round < 2; round++) {
      const sim = await simulate(Adder, { simulator, from: snapshot });
      expect(sim.port.count.value).toBe(999n);
      await sim.clock.cycles(4);
      expect(sim.port.count.value).toBe(1002n);
    }
  });

  test('every run of a property starts after reset and set-up', async () => {
    let setups = 0;
    const started = await afterSetup(Adder, { simulator }, async (sim) => {
      setups++;
      sim.port.enable.value = 1;
      await sim.clock.cycles(500);
    });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 255 }), (cycles, a) =>
        withSimulation(Adder, started, async (sim) => {
          expect([sim.time, sim.clock.cycle, sim.port.count.value, sim.port.q.value]).toEqual([0, 0, 500n, 0]);
          sim.port.a.value = a;
          await sim.clock.cycles(cycles + 1);
          expect([sim.port.count.value, sim.port.q.value]).toEqual([BigInt(500 + cycles), a]);
        }),
      ),
      { numRuns: 20 },
    );
    expect(setups).toBe(1);
  });

  test('a FIFO delivers every beat under any back-pressure', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ data: fc.bigInt({ min: 0n, max: (1n << 70n) - 1n }), last: fc.boolean() }), {
          maxLength: 30,
        }),
        pauses(),
        pauses(),
        (sent, sourcePauses, sinkPauses) =>
          withSimulation(PacketFifo, { simulator }, async (sim) => {
            const { source, sink } = packets(sim, sourcePauses, sinkPauses);
            source.send(sent);
            expect(await sink.receive(sent.length)).toEqual(sent);
          }),
      ),
      { numRuns: 30 },
    ));
});

const PacketFifo = Fifo(packet, 4);

function packets(sim: Simulation, sourcePauses: Pause, sinkPauses: Pause) {
  type Packet = { data: bigint; last: boolean };
  return {
    source: streamSource<Packet>(sim.bus('s'), sim.clock, { pause: sourcePauses }),
    sink: streamSink<Packet>(sim.bus('m'), sim.clock, { pause: sinkPauses }),
  };
}

describe.skipIf(!hasVerilator)('both simulators', () => {
  test('agree in every port in every cycle of a seeded run', async () => {
    const run = async (simulator: SimulatorName) => {
      const sim = await simulate(PacketFifo, { simulator, seed: 11 });
      const seen: string[] = [];
      const ports = Object.values(sim.port).toSorted((a, b) => (a.name < b.name ? -1 : 1));
      sim.clock.attach({
        sample: () => void seen.push(ports.map((signal) => signal.raw.value.toString(16)).join(' ')),
      });
      const random = sim.random.fork('beats');
      streamSource(sim.bus('s'), sim.clock, { pause: randomPause(sim.random.fork('source'), 0.4) }).send(
        Array.from({ length: 500 }, () => ({
          data: random.bits(70),
          last: random.chance(0.1),
        })) as never,
      );
      await streamSink(sim.bus('m'), sim.clock, { pause: randomPause(sim.random.fork('sink'), 0.4) }).receive(500);
      return seen;
    };
    const [native, verilator] = [await run('native'), await run('verilator')];
    expect(native.length).toBeGreaterThan(800);
    expect(native).toEqual(verilator);
  });
});

/** Verilog, for Verilator only. */
const verilogFifo = (width: number) => ({
  sources: [new URL('./verilog/axis_fifo.v', import.meta.url).pathname],
  top: 'axis_fifo',
  parameters: { WIDTH: width },
});

describe.skipIf(!hasVerilator)('Verilog on Verilator', () => {
  const design = verilogFifo(64);
  beforeAll(() => withSimulation(design, {}, async () => {}), BUILD);

  test('passes frames under any back-pressure', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ minLength: 1, maxLength: 70 }), { minLength: 1, maxLength: 5 }),
        pauses(),
        pauses(),
        (frames, sourcePauses, sinkPauses) =>
          withSimulation(design, {}, async (sim) => {
            const source = axiStreamSource(sim, 's', { pause: sourcePauses });
            const sink = axiStreamSink(sim, 'm', { pause: sinkPauses });
            for (const frame of frames) {
              source.send(frame);
            }
            for (const frame of frames) {
              expect(await sink.receive()).toEqual(frame);
            }
          }),
      ),
      { numRuns: 30 },
    ));

  test('is refused by the native simulator', async () => {
    await expect(simulate(design, { simulator: 'native' })).rejects.toThrow('axis_fifo is given as Verilog');
  });
});

/** A register without reset that keeps what it starts with. */
const Keeper = module('Keeper', { in: { enable: bool() }, out: { q: uint(64) } }, ({ enable, q }) => {
  const { kept } = regs({ kept: uint(64) });
  when(enable, () => kept.set(kept.add(1)));
  q.set(kept);
});

describe.each(simulators)('start values of %s', (simulator) => {
  test(
    'are zero, or random by the seed where asked for',
    async () => {
      const start = async (seed: number) =>
        (await simulate(Keeper, { simulator, startValues: 'random', seed })).port.q.value;
      expect(await start(1)).toBe(await start(1));
      expect(new Set([await start(1), await start(2), await start(3), 0n]).size).toBe(4);
      expect((await simulate(Keeper, { simulator })).port.q.value).toBe(0n);
    },
    BUILD,
  );
});

describe.each(simulators)('a dump of %s', (simulator) => {
  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'testbench-'));
    await withSimulation(Adder, { simulator, dump: join(folder, 'adder.vcd') }, async () => {});
    rmSync(folder, { recursive: true });
  }, BUILD);

  test('holds what happened, at the times it happened', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'testbench-'));
    try {
      const file = join(folder, 'adder.vcd');
      await withSimulation(Adder, { simulator, clock: 10, dump: file }, async (sim) => {
        sim.port.a.value = 7;
        await sim.clock.rising();
        sim.port.a.value = 9;
        await sim.clock.cycles(2);
      });
      const vcd = await readVcd(createReadStream(file));
      const find = (name: string) =>
        findVariable(vcd, vcd.variables.find((variable) => variable.name === name)?.path ?? name).changes;
      const changes = (name: string) => {
        const column = find(name);
        return Array.from(column.at, (at, i) => [vcd.times[at], bigintOf(column, i)]);
      };
      expect(changes('clk').slice(0, 4)).toEqual([
        [0, 0n],
        [5000, 1n],
        [10000, 0n],
        [15000, 1n],
      ]);
      expect(changes('a')).toEqual([
        [0, 0n],
        [20000, 7n],
        [25000, 9n],
      ]);
      expect(changes('q')).toEqual([
        [0, 0n],
        [25000, 7n],
        [35000, 9n],
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('can be compressed, and limited to a scope and a window of time', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'testbench-'));
    try {
      const file = join(folder, 'deep', 'part.vcd.gz');
      const dump = { file, scopes: [''], from: 50, to: 70 };
      await withSimulation(Adder, { simulator, clock: 10, dump }, async (sim) => {
        sim.port.enable.value = 1;
        await sim.clock.cycles(20);
        expect(existsSync(file)).toBe(false); // not before it is whole
      });
      const vcd = await readVcd(createReadStream(file).pipe(createGunzip()));
      expect([...vcd.times]).toEqual([50_000, 55_000, 60_000, 65_000, 70_000]);
      const count = vcd.variables.find(({ name }) => name === 'count');
      expect(bigintOf(findVariable(vcd, count?.path ?? '').changes, 0)).toBe(3n);
      const backwards = simulate(Adder, { simulator, dump: { file, from: 5, to: 4 } });
      await expect(backwards).rejects.toThrow('from 5 ns to 4 ns is no window of time');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
