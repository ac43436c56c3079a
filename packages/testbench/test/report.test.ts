import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pauses } from '../src/fast-check.ts';
import { asciiWave, createRandom, simulate, startSimulation, withSimulation } from '../src/index.ts';
import { counter } from './behavioural.ts';

describe('a failure report', () => {
  test('draws levels and buses, cutting what does not fit', () => {
    const wave = asciiWave([
      { name: 'valid', width: 1, values: [0, 1, 1, 0, 1] },
      { name: 'data', width: 16, values: [0xabcd, 0xabcd, 7, 0xffff, 0xffff] },
      { name: 'wide', width: 64, values: [1n, 1n, 1n, 2n, 2n] },
    ]);
    expect(`\n${wave}`).toMatchInlineSnapshot(`
      "
                  ┌───────────┐     ┌─────
      valid ──────┘           └─────┘
      data  │abcd       │0007 │ffff
      wide  │0000000000000001 │0000000000…"
    `);
  });

  test('holds seed, time, waveform and log, and comes with the error of withSimulation', async () => {
    const error = await withSimulation(counter, { clock: 10, seed: 77, log: 'silent' }, async (sim) => {
      sim.port.enable.value = 1;
      await sim.clock.cycles(3);
      sim.log.info('three cycles done');
      await sim.clock.rising();
      expect(sim.port.count.value).toBe(99);
    }).then(
      () => expect.unreachable(),
      (reason: Error) => reason,
    );
    const report = error.message.replace(/replay.*/s, '');
    expect(report.slice(report.indexOf('at 55'))).toMatchInlineSnapshot(`
      "at 55 ns, cycle 4, seed 77
      ports as sampled at the last 4 rising edges, 25 ns to 55 ns:
      count  │00   │01   │02   │03
      double │000  │002  │004  │006
      unchanged: rst=0 enable=1
      log:
             45 ns INFO    test         three cycles done
      "
    `);
    expect(error.message).toContain(
      "TESTBENCH_SEED=77 TESTBENCH_DUMP=dumps npx vitest run packages/testbench/test/report.test.ts -t 'a failure report holds seed, time, waveform and log, and comes with the error of withSimulation'",
    );
  });

  test('of a property is that of the shrunk counterexample', async () => {
    const result = await fc.check(
      fc.asyncProperty(fc.integer({ min: 1, max: 200 }), pauses(), (cycles, _pauses) =>
        withSimulation(counter, { clock: 10, log: 'silent' }, async (sim) => {
          sim.port.enable.value = 1;
          await sim.clock.cycles(cycles);
          expect(sim.port.count.number).toBeLessThan(5);
        }),
      ),
    );
    expect(result.counterexample).toEqual([6, []]);
    expect(String(result.errorInstance)).toContain('at 75 ns, cycle 6');
  });
});

test('the same seed gives the same random numbers, and forks do not disturb each other', () => {
  const draw = (seed: number) => {
    const random = createRandom(seed);
    return [random.uint32(), random.below(10), random.bits(70), random.fork('a').uint32()];
  };
  expect(draw(5)).toEqual(draw(5));
  expect(draw(5)).not.toEqual(draw(6));
  const random = createRandom(5);
  const first = random.fork('a').uint32();
  random.fork('b').uint32();
  expect(random.fork('a').uint32()).toBe(first);
  expect(random.fork('b').uint32()).not.toBe(first);
});

test('a dump is written where asked, and nowhere else', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'testbench-'));
  try {
    const file = join(folder, 'deep', 'run.vcd');
    const times: bigint[] = [];
    const instance = counter.instantiate();
    const traced = {
      instantiate: () => ({
        ...instance,
        trace: ({ write }: { write(chunk: Uint8Array): void }) => ({
          dump(time: bigint) {
            times.push(time);
            write(new TextEncoder().encode(`#${time}\n`));
          },
          close() {},
        }),
      }),
    };
    const sim = await simulate(traced, { clock: 10, dump: file });
    await sim.clock.cycles(2);
    sim.endTrace();
    expect(times).toEqual([0n, 5000n, 10000n, 15000n, 20000n, 25000n, 30000n, 35000n]);
    expect(readFileSync(file, 'utf8')).toContain('#25000\n');
    await simulate(counter);
    expect(existsSync('dumps')).toBe(false);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a simulation can be started over a simulator that runs already, without a runner', async () => {
  const sim = startSimulation(counter.instantiate(), { clock: 10 });
  sim.port.enable.value = 1;
  await sim.clock.cycles(5);
  expect(sim.port.count.value).toBe(4);
});
