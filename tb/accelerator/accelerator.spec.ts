import assert from 'node:assert/strict';
import {
  createRandom,
  type DdrOptions,
  DECERR,
  type Design,
  KV260_DDR_STRESS,
  OKAY,
  type Random,
  SLVERR,
  withSimulation,
} from '@chisel-lite/testbench';
import { pauses } from '@chisel-lite/testbench/fast-check';
import { Accelerator, DEFAULT_CORE, ERROR, IDENTIFICATION } from '@macromac/rtl';
import fc from 'fast-check';
import { goldenMatmul } from 'macromac/backends/golden/matmul.ts';
import { matrixLayout } from 'macromac/port/layout.ts';
import { bitsOf, randomActivations, randomMatrix, range } from '../arbitraries.ts';
import type { Bench, Property } from '../bench.ts';
import { met } from '../coverage/situations.ts';
import { type Entry, largest } from '../head/largest.ts';
import { type Job, someJobs } from '../jobs.ts';
import { againProperties } from './again.spec.ts';
import { assertGolden, board, OFFSETS, PAGE, PORTS, type Staged } from './board.ts';
import { listProperties } from './list.spec.ts';
import { listReach, longestList } from './list-reach.spec.ts';

const TOKENS = 2;
const clock = { clock: 5, cycleLimit: 3_000_000 };

/** Pages of the address space, and of them more than a test places. */
const PAGES = 2 ** 28;
const ROOM = 2 ** 12;

function ordinaryJob(n: number, k: number, tokens: number, seed: number, format = 'awq-macro' as const): Job {
  return {
    matrix: randomMatrix(n, k, format, 'ordinary', seed),
    tokens,
    x: randomActivations(k * tokens, 'ordinary', seed + 5),
  };
}

const PLACES = ['weights_0', 'weights_1', 'weights_2', 'weights_3', 'activations', 'results'] as const;

/**
 * Of a command of 70 × 200 and two vectors: every beat of a burst, the readers in turn, where bursts are whole; then
 * every burst of the activations and some rows of results, where data begins anywhere.
 */
const FAULTS: readonly { where: number; burst: number; beat: number; anywhere: boolean }[] = [
  ...Array.from({ length: 16 }, (_, beat) => ({ where: beat % 5, burst: (3 * beat) % 8, beat, anywhere: false })),
  ...Array.from({ length: 8 }, (_, burst) => ({ where: 4, burst, beat: burst % 2 ? 15 - burst : 0, anywhere: true })),
  ...[0, 1, 3, 5].map((burst) => ({ where: 5, burst, beat: 0, anywhere: true })),
];

/**
 * Registers of a command with bits that must be 0, and the lowest of them; all above it must be too. Of the flags the
 * highest four are the operation.
 */
const RESERVED = {
  command_flags: 11,
  command_outputs: 19,
  command_position: 16,
  weights_0_high: 8,
  weights_1_high: 8,
  weights_2_high: 8,
  weights_3_high: 8,
  activations_high: 8,
  results_high: 8,
} as const;
const OPERATION = 28;
/** The first operation that no build knows, behind the product and the list. */
const UNKNOWN_OPERATION = 2;
/** Of the capabilities: it works through lists. */
const LISTS = 1 << 6;

/** Commands that cannot be, by what is wrong with them. */
const IMPOSSIBLE: Readonly<Record<string, readonly [Staged, number]>> = {
  'no groups': [{ command_shape: 1 << 16 }, ERROR.groups],
  'too many groups': [{ command_shape: (1 << 16) | 129 }, ERROR.groups],
  'no blocks': [{ command_shape: 1 }, ERROR.blocks],
  'too many blocks': [{ command_shape: ((8193 << 16) | 1) >>> 0 }, ERROR.blocks],
  'an unknown format': [{ command_flags: 3 }, ERROR.format],
  'a format that would take four bits': [{ command_flags: 8 }, ERROR.format],
  'more vectors than T': [{ command_flags: TOKENS << 4 }, ERROR.tokens],
  'weights that are not aligned': [{ weights_2_low: 8 }, ERROR.alignment],
  'results that are not aligned': [{ results_low: 64 }, ERROR.alignment],
  'activations outside the window': [{ activations_low: 0x1000, activations_high: 0 }, ERROR.window],
  'reuse of nothing': [{ command_flags: 1 << 8 }, ERROR.reuse],
};

const refuses =
  (wrong: Staged, code: number): Property =>
  (design) =>
    withSimulation(design, clock, async (sim) => {
      const { prepare, push, completed, read, write } = board(sim);
      await write('window_first', 0x1_0000_0000 / 4096);
      const job = ordinaryJob(40, 100, 1, 4);
      const { staged, results } = prepare(job);
      await push({ ...staged, ...wrong });
      await sim.clock.cycles(100);
      assert.equal(await read('status'), 2);
      assert.equal((await read('error')) & 15, code);
      assert.equal((await read('interrupt')) & 2, 2);
      await write('control', 1);
      await push(staged);
      await completed(1);
      assertGolden([job], [{ results }]);
    });

/** Pushes each of `wrong` in turn, and behind each, after a restart, a command that is right. */
const refusesEach =
  (wrong: (right: Staged) => readonly { staged: Staged; code: number; refused?: () => void }[]): Property =>
  (design) =>
    withSimulation(design, clock, async (sim) => {
      const { prepare, push, completed, read, write } = board(sim);
      const job = ordinaryJob(40, 100, 1, 4);
      const { staged, results } = prepare(job);
      const right = { ...staged, command_position: 0 };
      for (const { staged, code, refused } of wrong(right)) {
        await push(staged);
        await sim.clock.cycles(30);
        assert.equal(await read('status'), 2, JSON.stringify(staged));
        assert.deepEqual([await read('error'), await read('completed')], [code, 0], JSON.stringify(staged));
        refused?.();
        await write('control', 1);
        results.fill(Number.NaN);
        await push(right);
        await completed(1);
        assertGolden([job], [{ results }]);
      }
    });

const seeded = <T>(count: number, body: (random: Random, i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => body(createRandom(i + 1), i));

/** Any values in the registers of a command, but that its operation is the product and its reserved bits are 0. */
const someStaged = (random: Random, groups: number) => ({
  command_shape: groups + 2 ** 16 * random.below(2 ** 16),
  command_flags: random.below(2 ** 11),
  command_outputs: random.below(2 ** 19),
  command_position: random.below(2 ** 16),
  ...(Object.fromEntries(
    PLACES.flatMap((place) => [
      [`${place}_low`, random.uint32()],
      [`${place}_high`, random.below(256)],
    ]),
  ) as Record<`${(typeof PLACES)[number]}_${'low' | 'high'}`, number>),
});

const STARVED = ['starved_0', 'starved_1', 'starved_2', 'starved_3'] as const;
const COUNTERS = ['cycles_busy', 'cycles_streaming', 'beats', 'back_pressured', ...STARVED, 'starved_x'] as const;

/**
 * Runs one command and returns the counters after it; they begin at 0, stand still when it has ended, and are 0 again
 * when cleared.
 */
async function countersOf(design: Design, job: Job, pause: DdrOptions['pause']) {
  let counters = {} as Record<(typeof COUNTERS)[number], number>;
  await withSimulation(design, clock, async (sim) => {
    const { prepare, push, completed, read, write } = board(sim, { pause });
    const all = async () => {
      const values: [string, number][] = [];
      for (const name of COUNTERS) {
        values.push([name, await read(name)]);
      }
      return Object.fromEntries(values) as typeof counters;
    };
    const zeros = Object.fromEntries(COUNTERS.map((name) => [name, 0]));
    assert.deepEqual(await all(), zeros, 'after reset');
    let cycles = 0;
    sim.clock.attach({ sample: () => cycles++ });
    await push(prepare(job).staged);
    await completed(1);
    assert.equal(await read('status'), 0, 'nothing is under way');
    counters = await all();
    assert.ok(counters.cycles_busy < cycles, `${counters.cycles_busy} cycles busy in ${cycles}`);
    assert.deepEqual(await all(), counters, 'idle, nothing is counted');
    await write('control', 2);
    assert.deepEqual(await all(), zeros, 'cleared');
  });
  const { cycles_busy, cycles_streaming, beats, back_pressured, starved_x } = counters;
  const starved = STARVED.map((name) => counters[name]);
  const { groups, blocks } = matrixLayout(job.matrix.format, job.matrix.n, job.matrix.k);
  assert.equal(beats, groups * blocks * 18);
  const idle = cycles_streaming - beats;
  const reasons = [back_pressured, starved_x, ...starved];
  assert.ok(cycles_streaming < cycles_busy && reasons.every((count) => count <= idle), JSON.stringify(counters));
  assert.ok(
    idle <= reasons.reduce((sum, count) => sum + count),
    `each cycle has a reason: ${JSON.stringify(counters)}`,
  );
  return { ...counters, starved };
}

const results: Record<string, Property> = {
  'it says what it is': (design) =>
    withSimulation(design, clock, async (sim) => {
      const { read } = board(sim);
      assert.equal(await read('identification'), IDENTIFICATION);
      assert.equal(await read('capabilities'), TOKENS | LISTS | (8 << 8) | (128 << 16));
      assert.equal(await read('status'), 0);
    }),
  'a register is chosen by the address bits above the lowest two, its bytes by their strobes; elsewhere is SLVERR': (
    design,
  ) =>
    withSimulation(design, clock, async (sim) => {
      const ctrl = sim.bus('s_axi_ctrl');
      const random = createRandom(1);
      ctrl['bready'].value = 1;
      ctrl['rready'].value = 1;
      let value = 0;
      for (let i = 0; i < 200; i++) {
        const there = random.chance(0.7);
        const offset = there ? OFFSETS.weights_1_low : 1024 + 4 * random.below(768);
        const response = there ? OKAY : SLVERR;
        for (const channel of ['aw', 'ar']) {
          ctrl[`${channel}addr`].value = offset + random.below(4);
          ctrl[`${channel}prot`].value = random.below(8);
        }
        const [data, strobe] = [random.uint32(), random.below(16)];
        ctrl['wdata'].value = data;
        ctrl['wstrb'].value = strobe;
        ctrl['awvalid'].value = 1;
        ctrl['wvalid'].value = 1;
        await sim.clock.until(() => ctrl['awready'].raw.value);
        ctrl['awvalid'].value = 0;
        ctrl['wvalid'].value = 0;
        await sim.clock.until(() => ctrl['bvalid'].raw.value);
        assert.equal(ctrl['bresp'].number, response, `write at ${offset}`);
        for (let byte = 0; byte < 4; byte++) {
          const mask = (255 << (8 * byte)) >>> 0;
          if (there && (strobe >> byte) & 1) {
            value = ((value & ~mask) | (data & mask)) >>> 0;
          }
        }
        ctrl['arvalid'].value = 1;
        await sim.clock.until(() => ctrl['arready'].raw.value);
        ctrl['arvalid'].value = 0;
        await sim.clock.until(() => ctrl['rvalid'].raw.value);
        assert.equal(ctrl['rresp'].number, response, `read at ${offset}`);
        assert.equal(ctrl['rdata'].number, there ? value : 0);
      }
    }),
  'a locked window: neither it nor the lock can be written, by whole words or bytes, before a restart or after; commands outside are refused':
    (design) =>
      withSimulation(design, clock, async (sim) => {
        const { prepare, push, completed, read, write } = board(sim);
        const ctrl = sim.bus('s_axi_ctrl');
        const job = ordinaryJob(40, 100, 1, 4);
        const { staged, results } = prepare(job);
        const [first, last] = [0x1_0000_0000 / PAGE, 0x1_0000_0000 / PAGE + 63];
        const kept = { window_first: first, window_last: last, window_lock: 1 } as const;
        await write('window_first', 0x123_4567);
        await write('window_first', first);
        await write('window_last', last);
        assert.equal(await read('window_lock'), 0);
        await write('window_lock', 1);
        const attempts = async () => {
          for (const name of ['window_first', 'window_last', 'window_lock'] as const) {
            for (let strobe = 1; strobe < 16; strobe++) {
              ctrl['wstrb'].value = strobe;
              await write(name, strobe % 2 ? 0 : 0xffff_ffff);
            }
          }
          ctrl['wstrb'].value = 15;
          for (const [name, value] of Object.entries(kept)) {
            assert.equal(await read(name as keyof typeof kept), value, name);
          }
        };
        await attempts();
        await write('control', 1);
        await attempts();
        // All else is written as ever.
        await write('axi_cache', 0xb7);
        assert.equal(await read('axi_cache'), 0xb7);
        await push({ ...staged, results_low: 64 * PAGE });
        await sim.clock.cycles(100);
        assert.equal((await read('error')) & 15, ERROR.window);
        await attempts();
        await write('control', 1);
        await push(staged);
        await completed(1);
        assertGolden([job], [{ results }]);
      }),
  'AxCACHE is what software says, from the moment at which nothing is queued or running': (design) =>
    withSimulation(design, clock, async (sim) => {
      const { prepare, push, completed, read, write } = board(sim);
      const job = ordinaryJob(70, 200, 1, 4);
      const { staged } = prepare(job);
      let seen = new Set<string>();
      const pins = [...PORTS.map((port) => `${port}_ar`), 'm_axi_0_aw'].map((name) => ({
        name,
        valid: sim.port[`${name}valid`],
        cache: sim.port[`${name}cache`],
      }));
      sim.clock.attach({
        sample() {
          for (const { name, valid, cache } of pins) {
            if (valid.number) {
              seen.add(`${name} ${cache.number}`);
            }
          }
        },
      });
      const each = (reads: number, writes: number) => [
        ...PORTS.map((port) => `${port}_ar ${reads}`),
        `m_axi_0_aw ${writes}`,
      ];
      assert.equal(await read('axi_cache'), 0x33);
      await push(staged);
      await write('axi_cache', 0xb7);
      await completed(1);
      assert.deepEqual([...seen].sort(), each(3, 3).sort(), 'asked for while it runs');
      while ((await read('status')) & 1) {
        await sim.clock.cycles(1);
      }
      for (const [i, [value, reads, writes]] of [
        [0xb7, 7, 11],
        [0x4c, 12, 4],
      ].entries()) {
        await write('axi_cache', value);
        seen = new Set();
        await push(staged);
        await completed(2 + i);
        assert.deepEqual([...seen].sort(), each(reads, writes).sort());
        while ((await read('status')) & 1) {
          await sim.clock.cycles(1);
        }
      }
    }),
  'counters name the port that holds the others up': async (design) => {
    for (const slow of STARVED.keys()) {
      const { beats, starved, back_pressured } = await countersOf(design, ordinaryJob(128, 896, 1, 1), (port) =>
        port === slow ? { r: [true, true, true, false] } : {},
      );
      // A beat in four cycles.
      assert.ok(starved[slow] > 2 * beats, `${starved}`);
      assert.ok(
        starved.every((count, port) => port === slow || count < beats),
        `${starved}`,
      );
      assert.equal(back_pressured, 0);
    }
  },
  'counters tell when one block waits for its activations': async (design) => {
    const slowly = [true, true, true, false];
    const { starved_x } = await countersOf(design, ordinaryJob(32, 896, 1, 1), { r: slowly });
    assert.ok(starved_x > 20, `${starved_x}`);
  },
  'counters tell when results wait for memory': async (design) => {
    const slowly = Array.from({ length: 16 }, (_, i) => i > 0);
    const { cycles_streaming, back_pressured } = await countersOf(design, ordinaryJob(1024, 64, 1, 1), { w: slowly });
    assert.ok(back_pressured > cycles_streaming / 2, `${back_pressured} of ${cycles_streaming}`);
  },
  'the interrupt line tells of what is enabled, until it is cleared': (design) =>
    withSimulation(design, clock, async (sim) => {
      const { prepare, push, completed, write } = board(sim);
      const { staged } = prepare(ordinaryJob(32, 64, 1, 1));
      const line = async () => {
        await sim.clock.cycles(1);
        return sim.port['irq'].number;
      };
      for (const mask of [0, 1, 2, 3]) {
        await write('interrupt_enable', mask);
        await push(staged);
        await completed(1);
        assert.equal(await line(), mask & 1, 'a command has ended');
        await write('interrupt', 1);
        assert.equal(await line(), 0);
        await push({ ...staged, command_shape: 0 });
        await sim.clock.cycles(30);
        assert.equal(await line(), mask >> 1, 'a command was refused');
        await write('interrupt', 2);
        assert.equal(await line(), 0);
        await write('control', 1);
      }
    }),
  'the largest K, and one group less before it': (design) =>
    withSimulation(design, clock, async (sim) => {
      await board(sim).run([ordinaryJob(40, 8128, TOKENS, 1), ordinaryJob(40, 8192, TOKENS, 2)]);
    }),
  'q, k, v: at least 95 % of the beats from the first to the last': (design) =>
    withSimulation(design, clock, async (sim) => {
      const { run, read } = board(sim);
      await run([
        ordinaryJob(896, 896, 1, 1),
        { ...ordinaryJob(128, 896, 1, 2), x: undefined },
        { ...ordinaryJob(128, 896, 1, 3), x: undefined },
      ]);
      const [beats, streaming] = [await read('beats'), await read('cycles_streaming')];
      assert.equal(beats, (28 + 4 + 4) * 14 * 18);
      assert.ok(beats / streaming > 0.95, `${beats / streaming}`);
    }),
  'results of any queue of commands, under any pauses of the memory': (design) =>
    fc.assert(
      fc.asyncProperty(
        someJobs(TOKENS, 5),
        fc.record({ ar: pauses(), r: pauses(), aw: pauses(), w: pauses(), b: pauses() }),
        fc.boolean(),
        fc.record({
          page: fc.nat(PAGES - ROOM),
          below: fc.nat(PAGES),
          above: fc.nat(PAGES),
          skew: fc.nat(255).map((beats) => 16 * beats),
          prot: fc.nat(7),
          outputs: fc.nat(2 ** 19 - 1),
        }),
        (jobs, pause, stress, { page, below, above, skew, prot, outputs }) =>
          withSimulation(design, clock, async (sim) => {
            const timing = stress ? { timing: KV260_DDR_STRESS } : {};
            const { run, write } = board(sim, { pause, base: page * PAGE, skew, ...timing });
            sim.port['s_axi_ctrl_awprot'].value = prot;
            sim.port['s_axi_ctrl_arprot'].value = 7 - prot;
            await write('window_first', page - (below % (page + 1)));
            await write('window_last', PAGES - 1 - (above % (PAGES - ROOM + 1 - page)));
            // How many outputs there are is only asked for a list of the largest.
            await run(jobs, { command_outputs: outputs });
          }),
      ),
      { numRuns: 30 },
    ),
};

/** The longest, so they come last. */
const long: Record<string, Property> = {
  'a thousand commands from a queue that is never empty': (design) =>
    withSimulation(design, clock, async (sim) => {
      const { prepare, push, completed, read, write } = board(sim);
      const job = ordinaryJob(32, 64, 1, 1);
      const { staged, results } = prepare(job);
      await push(staged);
      // The registers keep the command.
      for (let pushed = 1; pushed < 1025; ) {
        const queued = (await read('status')) >> 4;
        for (let i = queued; i < 8 && pushed < 1025; i++, pushed++) {
          await write('push', 1);
        }
      }
      await completed(1025);
      assert.equal(await read('status'), 0);
      assert.equal(await read('completed'), 1025);
      assert.equal(await read('beats'), 1025 * 18);
      assertGolden([job], [{ results }]);
    }),
  'the most outputs that a command may have': (design) =>
    withSimulation(design, clock, async (sim) => {
      const { prepare, push, completed, read } = board(sim);
      const job = ordinaryJob(262_144, 64, 1, 1);
      const { staged, results } = prepare(job);
      await push(staged);
      await completed(1);
      assert.equal(await read('beats'), 8192 * 18);
      assertGolden([job], [{ results }]);
    }),
};

function listOf(results: Float32Array, vector = 0): Entry[] {
  const words = bitsOf(results).subarray(128 * vector);
  return Array.from({ length: 64 }, (_, i) => ({ index: words[2 * i + 1], bits: words[2 * i] }));
}

const top: Record<string, Property> = {
  'equal results come in rising order of their index': (design) =>
    withSimulation(design, clock, async (sim) => {
      const { prepare, push, completed } = board(sim);
      // Activations of zero: every result is +0.
      const job: Job = {
        matrix: randomMatrix(100, 64, 'awq-macro', 'ordinary', 3),
        tokens: 1,
        x: new Float32Array(64),
        top: true,
      };
      const { staged, results } = prepare(job);
      await push(staged);
      await completed(1);
      assert.deepEqual(
        listOf(results),
        Array.from({ length: 64 }, (_, index) => ({ index, bits: 0 })),
      );
    }),
  'the 64 largest results of any matrix, among other commands; padding never wins': (design) =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 200 }),
        range(),
        fc.integer(),
        fc.array(fc.boolean(), { minLength: 1, maxLength: 4 }),
        (n, k, values, seed, tops) =>
          withSimulation(design, clock, async (sim) => {
            const { prepare, push, completed } = board(sim);
            const vectors = 1 + (Math.abs(seed) % TOKENS);
            const x = randomActivations(k * vectors, values, seed);
            const jobs = tops.map((top, i): Job => {
              // Rows that are equal give equal results, so that ties occur.
              const matrix = randomMatrix(n, k, 'awq-macro', i % 2 ? 'ordinary' : values, i === 3 ? 0 : seed + i);
              return { matrix, tokens: vectors, x, top };
            });
            if (tops.includes(true) && tops.includes(false)) {
              met('largest results', 'a list among other commands');
            }
            const prepared = jobs.map(prepare);
            for (const { staged } of prepared) {
              await push(staged);
            }
            await completed(jobs.length);
            jobs.forEach((job, i) => {
              if (job.top) {
                const y = goldenMatmul('fused', job.matrix, x, vectors);
                for (let t = 0; t < vectors; t++) {
                  assert.deepEqual(listOf(prepared[i].results, t), largest(y.subarray(n * t, n * (t + 1))));
                }
              } else {
                assertGolden([job], [prepared[i]]);
              }
            });
          }),
      ),
      { numRuns: 40 },
    ),
};

const faults: Record<string, Property> = {
  ...Object.fromEntries(
    Object.entries(IMPOSSIBLE).map(([what, [wrong, code]]) => [
      `${what}: refused, and the next command gives the right bits`,
      refuses(wrong, code),
    ]),
  ),
  'registers full of noise, too many groups among it: refused, and the next command gives the right bits': refusesEach(
    () => seeded(24, (random) => ({ staged: someStaged(random, 129 + random.below(65407)), code: ERROR.groups })),
  ),
  'commands of any size with weights that are not aligned: refused, and the next command gives the right bits':
    refusesEach(() =>
      seeded(12, (random, i) => {
        const [groups, blocks, format] =
          i === 0 ? [128, 8192, 2] : [1 + random.below(128), 1 + random.below(8192), random.below(3)];
        const flags = format | (random.below(TOKENS) << 4);
        const staged = { ...someStaged(random, groups), command_flags: flags };
        staged.command_shape = groups + 2 ** 16 * blocks;
        // Not so far up that they would end outside of the window.
        const weights_0 = { weights_0_low: staged.weights_0_low | 8, weights_0_high: random.below(255) };
        return { staged: { ...staged, ...weights_0 }, code: ERROR.alignment };
      }),
    ),
  'every operation but the product and the list: refused, and the next command gives the right bits': refusesEach(
    (right) =>
      Array.from({ length: 16 - UNKNOWN_OPERATION }, (_, i) => i + UNKNOWN_OPERATION).map((operation) => ({
        staged: { ...right, command_flags: right.command_flags! + operation * 2 ** OPERATION },
        code: ERROR.operation,
        refused: () => met('operations to come', `${operation}`),
      })),
  ),
  'every reserved bit: refused, and the next command gives the right bits': refusesEach((right) =>
    (Object.entries(RESERVED) as [keyof typeof RESERVED, number][]).flatMap(([name, low]) =>
      Array.from({ length: (name === 'command_flags' ? OPERATION : 32) - low }, (_, i) => ({
        staged: { ...right, [name]: right[name]! + 2 ** (low + i) },
        code: ERROR.reserved,
        refused: () => met('reserved bits', name),
      })),
    ),
  ),
  'a ninth command behind a full queue: overflow': (design) =>
    withSimulation(design, clock, async (sim) => {
      const { prepare, push, read } = board(sim);
      const { staged } = prepare(ordinaryJob(896, 896, 1, 4));
      for (let i = 0; i < 16; i++) {
        await push(staged);
      }
      assert.equal((await read('error')) & 15, ERROR.overflow);
    }),
  'an error at every beat of a burst, of every port: reported with the burst, and the next command gives the right bits':
    async (design) => {
      for (const [i, fault] of FAULTS.entries()) {
        await withSimulation(design, clock, async (sim) => {
          const { where, burst, beat, anywhere } = fault;
          const response = i % 2 ? SLVERR : DECERR;
          let broken = -1;
          const random = createRandom(i + 1);
          const at = PAGE * random.below(PAGES - ROOM);
          const skew = anywhere ? 16 * random.below(256) : 0;
          const b = board(sim, { base: at, skew, respond: (address) => (address === broken ? response : OKAY) });
          const job = ordinaryJob(70, 200, 2, 6);
          const { staged, results } = b.prepare(job);
          const isWrite = where === PLACES.length - 1;
          const half = (which: 'low' | 'high') => staged[`${PLACES[where]}_${which}`] as number;
          const base = half('high') * 2 ** 32 + half('low');
          // A write is answered as a whole; a row of results is 128 bytes.
          broken = base + (isWrite ? 128 * burst : 256 * burst + 16 * beat);
          await b.push(staged);
          await sim.clock.cycles(4000);
          assert.equal(await b.read('status'), 2);
          assert.equal(await b.read('completed'), 0);
          assert.equal((await b.read('error')) & 15, isWrite ? ERROR.write : ERROR.read);
          assert.equal(((await b.read('error')) >> 4) & 7, where);
          assert.equal(((await b.read('error')) >> 8) & 3, response);
          // A burst begins at a multiple of 256 bytes or where its region does, and of activations each group is a
          // region. Of a write no more is kept than where its command's results begin.
          const region = where === 4 ? base + 256 * burst : base;
          const said = (await b.read('error_address_high')) * 2 ** 32 + (await b.read('error_address_low'));
          assert.equal(said, isWrite ? base : Math.max(region, broken - (broken % 256)));
          broken = -1;
          await b.write('control', 1);
          await b.push(staged);
          await b.completed(1);
          assertGolden([job], [{ results }]);
        });
      }
    },
  'a restart of an idle accelerator takes a cycle to find that nothing is outstanding, and four of reset': (design) =>
    withSimulation(design, clock, async (sim) => {
      const b = board(sim);
      const busy: number[] = [];
      for (let after = 0; after < 12; after++) {
        // Registers are written and read side by side: each look is a cycle later than the one before.
        const written = b.write('control', 1);
        await sim.clock.cycles(1 + after);
        busy.push((await b.read('status')) & 1);
        await written;
        await sim.clock.cycles(20);
      }
      assert.match(busy.join(''), /^0*111110+$/);
    }),
  'restart in mid-stream, with commands in the queue: nothing is left over': (design) =>
    fc.assert(
      fc.asyncProperty(fc.nat({ max: 4000 }), fc.boolean(), (after, slow) =>
        withSimulation(design, clock, async (sim) => {
          const b = board(sim, slow ? { pause: { w: [true, true, true, false], r: [true, false, false] } } : {});
          const firsts = [7, 9, 10, 11, 12].map((seed) => b.prepare(ordinaryJob(300, 500, 2, seed)));
          const job = ordinaryJob(70, 200, 2, 8);
          const second = b.prepare(job);
          const restart = async () => {
            await b.write('control', 1);
            while ((await b.read('status')) & 1) {
              await sim.clock.cycles(20);
            }
          };
          // Idle, it does nothing.
          await restart();
          for (const { staged } of firsts) {
            await b.push(staged);
          }
          await sim.clock.cycles(after + 1);
          await b.read('status');
          await b.write('control', 1);
          // Asked for again it is the same restart.
          await b.write('control', 1);
          // One that comes while the restart is under way is dropped with the others.
          await b.push(second.staged);
          while ((await b.read('status')) & 1) {
            await sim.clock.cycles(20);
          }
          assert.equal(await b.read('completed'), 0);
          await b.push(second.staged);
          await b.completed(1);
          assertGolden([job], [second]);
        }),
      ),
      { numRuns: 25 },
    ),
};

export const accelerator: Bench = {
  source: 'accelerator.ts',
  unit: () => Accelerator({ ...DEFAULT_CORE, tokens: TOKENS }),
  properties: {
    ...results,
    ...faults,
    ...top,
    ...listReach(TOKENS, 8),
    ...listProperties(TOKENS, 3),
    ...againProperties,
    ...long,
    ...longestList,
  },
};
