import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import {
  axiMaster,
  axiStreamSink,
  axiStreamSource,
  type Pause,
  randomPause,
  type Simulation,
  simulate,
} from '../src/index.ts';

vi.setConfig({ testTimeout: 300_000 }); // one build, on machines that may be busy

/** What public cocotb suites check, on designs of the same behaviour (verilog/suites.sv). */
const design = { sources: [join(import.meta.dirname, 'verilog', 'suites.sv')], top: 'suites' };
const start = (clock: Record<string, { period: number; reset?: string }> = { clk: { period: 10, reset: 'rst' } }) =>
  simulate(design, { clock, reset: 'rst' });

const counting = (length: number, from = 0) => Uint8Array.from({ length }, (_, i) => from + i);
const LENGTHS = [1, 2, 7, 8, 9, 15, 16, 17, 31, 64, 100];
const IDLE: Pause = [true, true, true, false];
const BACK_PRESSURE: Pause = [false, true, true];
const MATRIX: [string, Pause | undefined, Pause | undefined][] = [
  ['at full rate', undefined, undefined],
  ['with idle cycles', IDLE, undefined],
  ['with back-pressure', undefined, BACK_PRESSURE],
  ['with both', IDLE, BACK_PRESSURE],
];

describe('an AXI4-Stream FIFO', () => {
  test.each(MATRIX)('passes frames of every length, %s', async (_, sourcePause, sinkPause) => {
    const sim = await start();
    const source = axiStreamSource(sim, 'fs', { pause: sourcePause });
    const sink = axiStreamSink(sim, 'fm', { pause: sinkPause });
    for (const [i, length] of LENGTHS.entries()) {
      source.send(counting(length, i), { id: i, dest: 2 * i });
    }
    for (const [i, length] of LENGTHS.entries()) {
      const frame = await sink.receiveFrame();
      expect([frame.data, frame.id, frame.dest]).toEqual([counting(length, i), i, 2 * i]);
    }
    expect([sink.empty, source.waiting]).toEqual([true, 0]);
  });

  test('passes tuser, beat by beat', async () => {
    const sim = await start();
    const sink = axiStreamSink(sim, 'fm');
    axiStreamSource(sim, 'fs').send(counting(32), { users: [0, 1, 0, 1] });
    const { data, users } = await sink.receiveFrame();
    expect([data, users]).toEqual([counting(32), [0, 1, 0, 1]]);
  });

  test('keeps frames while the sink pauses from the start', async () => {
    const sim = await start();
    let paused = true;
    const source = axiStreamSource(sim, 'fs');
    const sink = axiStreamSink(sim, 'fm', { pause: () => paused });
    source.send(counting(64));
    source.send(counting(32));
    await sim.clock.cycles(64);
    expect(sink.empty).toBe(true);
    paused = false;
    expect(await sink.receive()).toEqual(counting(64));
    expect(await sink.receive()).toEqual(counting(32));
  });

  test('a reset in mid frame leaves neither half a frame nor a false report', async () => {
    const sim = await start();
    let paused = true;
    const source = axiStreamSource(sim, 'fs');
    const sink = axiStreamSink(sim, 'fm', { pause: () => paused });
    source.send(counting(300)); // longer than the FIFO
    await sim.clock.cycles(40);
    sim.port.rst.value = 1;
    await sim.clock.cycles(3);
    sim.port.rst.value = 0;
    paused = false;
    await sim.clock.cycles(40);
    expect([sink.empty, source.waiting]).toEqual([true, 0]);
    source.send(counting(8, 5));
    expect(await sink.receive()).toEqual(counting(8, 5));
    await sim.clock.cycles(20);
    expect(sink.count).toBe(0);
  });
});

test.each([
  [10, 10],
  [10, 11],
  [10, 3.3],
  [3.7, 10],
])('an asynchronous FIFO passes frames between clocks of %f and %f ns', async (from, to) => {
  const sim = await start({ s_clk: { period: from, reset: 's_rst' }, m_clk: { period: to, reset: 'm_rst' } });
  const { s_clk, m_clk } = sim.clocks;
  sim.port.s_rst.value = 1;
  sim.port.m_rst.value = 1;
  await sim.gather(s_clk.cycles(4), m_clk.cycles(4));
  sim.port.s_rst.value = 0;
  sim.port.m_rst.value = 0;
  await sim.gather(s_clk.cycles(4), m_clk.cycles(4));
  const source = axiStreamSource(sim, 'xs', { clock: s_clk });
  const sink = axiStreamSink(sim, 'xm', { clock: m_clk, pause: BACK_PRESSURE });
  for (const length of LENGTHS) {
    source.send(counting(length, length));
  }
  for (const length of LENGTHS) {
    expect(await sink.receive()).toEqual(counting(length, length));
  }
});

describe('a width adapter', () => {
  test.each(MATRIX)('from 8 to 64 bits, %s', async (_, sourcePause, sinkPause) => {
    const sim = await start();
    const source = axiStreamSource(sim, 'ws', { pause: sourcePause });
    const sink = axiStreamSink(sim, 'wm', { pause: sinkPause, packed: true });
    for (const length of LENGTHS) {
      source.send(counting(length, length));
      expect(await sink.receive()).toEqual(counting(length, length));
    }
  });
  test.each(MATRIX)('from 64 to 8 bits, %s', async (_, sourcePause, sinkPause) => {
    const sim = await start();
    const source = axiStreamSource(sim, 'ns', { pause: sourcePause });
    const sink = axiStreamSink(sim, 'nm', { pause: sinkPause });
    for (const length of LENGTHS) {
      source.send(counting(length, length));
    }
    for (const length of LENGTHS) {
      expect(await sink.receive()).toEqual(counting(length, length));
    }
  });
});

describe.each([
  ['a32', 4],
  ['a8', 1],
] as const)('an AXI4 memory, %s', (prefix, busBytes) => {
  const pausesOf = (sim: Simulation) =>
    Object.fromEntries(['aw', 'w', 'b', 'ar', 'r'].map((name) => [name, randomPause(sim.random.fork(name), 0.3)]));

  test.each([1, 2, 4].filter((size) => size <= busBytes))('offsets and lengths, in beats of %i bytes', async (size) => {
    const sim = await start();
    const master = axiMaster(sim, prefix, { pause: pausesOf(sim) });
    for (const offset of [0, 1, 2, 3, 0xff8, 0xffd].filter((at) => at < 4080 || busBytes > 1)) {
      for (const length of [1, 3, 4, 5, 16, 33].filter((n) => offset + n <= 4096)) {
        const around = counting(length + 8, 0xa0);
        const from = Math.max(0, offset - 4);
        await master.write(from, around, { size });
        const data = counting(length, length);
        await master.write(offset, data, { size });
        const expected = around.slice();
        expected.set(data, offset - from);
        expect(await master.read(from, around.length, { size })).toEqual(expected);
      }
    }
  });

  test('wrapping and fixed bursts', async () => {
    const sim = await start();
    const master = axiMaster(sim, prefix, { pause: pausesOf(sim) });
    const line = 8 * busBytes;
    await master.write(line, counting(line));
    const turned = Uint8Array.from({ length: line }, (_, i) => (i + 3 * busBytes) % line);
    expect(await master.read(line + 3 * busBytes, line, { burst: 'wrap' })).toEqual(turned);
    await master.write(
      line + 3 * busBytes,
      turned.map((byte) => byte + 100),
      { burst: 'wrap' },
    );
    expect(await master.read(line, line)).toEqual(counting(line, 100));
    await master.write(line, counting(5 * busBytes), { burst: 'fixed' });
    expect(await master.read(line, 2 * busBytes, { burst: 'fixed' })).toEqual(
      Uint8Array.from({ length: 2 * busBytes }, (_, i) => 4 * busBytes + (i % busBytes)),
    );
  });

  test('sixteen workers at once, each in its own part', async () => {
    const sim = await start();
    const master = axiMaster(sim, prefix, { ids: 4, pause: pausesOf(sim) });
    const workers = Array.from({ length: 16 }, (_, worker) =>
      sim.fork(async () => {
        for (let round = 0; round < 4; round++) {
          const length = 1 + sim.random.below(100);
          const at = worker * 256 + sim.random.below(256 - length);
          const data = Uint8Array.from({ length }, () => sim.random.below(256));
          await master.write(at, data);
          expect(await master.read(at, length)).toEqual(data);
        }
      }, `worker ${worker}`),
    );
    await sim.gather(...workers);
  });
});

test('a matrix multiplier with array ports, at one product a cycle', async () => {
  const sim = await start();
  const { a_i, b_i, c_o, valid_i, valid_o } = sim.port;
  const expected: number[][] = [];
  const received: (number | bigint)[][] = [];
  sim.clock.attach({
    sample() {
      if (valid_o.value) {
        received.push(c_o.values);
      }
    },
  });
  for (let i = 0; i < 20; i++) {
    const a = Array.from({ length: 12 }, () => sim.random.below(256));
    const b = Array.from({ length: 8 }, () => sim.random.below(256));
    await sim.clock.rising();
    a_i.values = a;
    b_i.values = b;
    valid_i.value = 1;
    expected.push(
      [0, 1, 2].flatMap((row) =>
        [0, 1].map((column) => [0, 1, 2, 3].reduce((sum, k) => sum + a[4 * row + k] * b[2 * k + column], 0)),
      ),
    );
  }
  await sim.clock.rising();
  valid_i.value = 0;
  await sim.clock.cycles(3);
  expect(received).toEqual(expected);
});
