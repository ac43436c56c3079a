import { KV260_DDR_STRESS, withSimulation } from '@chisel-lite/testbench';
import { pauses } from '@chisel-lite/testbench/fast-check';
import { ERROR, IDENTIFICATION } from '@macromac/rtl';
import fc from 'fast-check';
import { goldenMatmul } from 'macromac/golden/matmul.ts';
import { beforeAll, describe, expect, test } from 'vitest';
import { bitsOf, randomActivations, randomMatrix } from '../arbitraries.ts';
import { type Job, someJobs } from '../jobs.ts';
import { acceleratorFor, board, unpad } from './board.ts';

const TOKENS = 2;
const design = acceleratorFor(TOKENS);
const clock = { clock: 5, cycleLimit: 3_000_000 };

// Building the simulator takes a minute; from then on it comes from the cache.
beforeAll(() => withSimulation(design, clock, async () => {}), 900_000);

const golden = ({ matrix, tokens }: Job, x: Float32Array) => bitsOf(goldenMatmul('fused', matrix, x, tokens));

function ordinaryJob(n: number, k: number, tokens: number, seed: number, format = 'awq-macro' as const): Job {
  return {
    matrix: randomMatrix(n, k, format, 'ordinary', seed),
    tokens,
    x: randomActivations(k * tokens, 'ordinary', seed + 5),
  };
}

test('it says what it is', () =>
  withSimulation(design, clock, async (sim) => {
    const { read } = board(sim);
    expect(await read('identification')).toBe(IDENTIFICATION);
    expect(await read('capabilities')).toBe(TOKENS | (8 << 8) | (128 << 16));
    expect(await read('status')).toBe(0);
  }));

describe('results in memory', () => {
  test('of any queue of commands, under any pauses of the memory', () =>
    fc.assert(
      fc.asyncProperty(
        someJobs(TOKENS, 5),
        fc.record({ ar: pauses(), r: pauses(), aw: pauses(), w: pauses(), b: pauses() }),
        fc.boolean(),
        (jobs, pause, stress) =>
          withSimulation(design, clock, async (sim) => {
            const { prepare, push, completed } = board(sim, { pause, ...(stress ? { timing: KV260_DDR_STRESS } : {}) });
            const prepared = jobs.map(prepare);
            for (const { staged } of prepared) await push(staged);
            await completed(jobs.length);
            let x: Float32Array = new Float32Array(0);
            jobs.forEach((job, i) => {
              x = job.x ?? x;
              expect(bitsOf(unpad(prepared[i].results, job.matrix.n, job.tokens))).toEqual(golden(job, x));
            });
          }),
      ),
      { numRuns: 30 },
    ));

  test('q, k, v: at least 95 % of the beats from the first to the last', () =>
    withSimulation(design, clock, async (sim) => {
      const { prepare, push, completed, read } = board(sim);
      const q = ordinaryJob(896, 896, 1, 1);
      const jobs = [
        q,
        { ...ordinaryJob(128, 896, 1, 2), x: undefined },
        { ...ordinaryJob(128, 896, 1, 3), x: undefined },
      ];
      const prepared = jobs.map(prepare);
      for (const { staged } of prepared) await push(staged);
      await completed(3);
      jobs.forEach((job, i) => {
        expect(bitsOf(unpad(prepared[i].results, job.matrix.n, 1))).toEqual(golden(job, q.x as Float32Array));
      });
      const [beats, streaming] = [await read('beats'), await read('cycles_streaming')];
      expect(beats).toBe((28 + 4 + 4) * 14 * 18);
      expect(beats / streaming).toBeGreaterThan(0.95);
    }));
});

describe('commands that cannot be', () => {
  test.each([
    ['no groups', { command_shape: 1 << 16 }, ERROR.groups],
    ['too many groups', { command_shape: (1 << 16) | 129 }, ERROR.groups],
    ['no blocks', { command_shape: 1 }, ERROR.blocks],
    ['too many blocks', { command_shape: ((8193 << 16) | 1) >>> 0 }, ERROR.blocks],
    ['an unknown format', { command_flags: 3 }, ERROR.format],
    ['more vectors than T', { command_flags: TOKENS << 4 }, ERROR.tokens],
    ['weights that are not aligned', { weights_2_low: 8 }, ERROR.alignment],
    ['results that are not aligned', { results_low: 64 }, ERROR.alignment],
    ['activations outside the window', { activations_low: 0x1000, activations_high: 0 }, ERROR.window],
    ['reuse of nothing', { command_flags: 1 << 8 }, ERROR.reuse],
  ])('%s: refused, and the next command gives the right bits', (_, wrong, code) =>
    withSimulation(design, clock, async (sim) => {
      const { prepare, push, completed, read, write } = board(sim);
      await write('window_first', 0x1_0000_0000 / 4096);
      const job = ordinaryJob(40, 100, 1, 4);
      const { staged, results } = prepare(job);
      await push({ ...staged, ...wrong });
      await sim.clock.cycles(100);
      expect(await read('status')).toBe(2);
      expect((await read('error')) & 15).toBe(code);
      expect((await read('interrupt')) & 2).toBe(2);
      await write('control', 1);
      await push(staged);
      await completed(1);
      expect(bitsOf(unpad(results, 40, 1))).toEqual(golden(job, job.x as Float32Array));
    }),
  );

  test('a ninth command behind a full queue: overflow', () =>
    withSimulation(design, clock, async (sim) => {
      const { prepare, push, read } = board(sim);
      const { staged } = prepare(ordinaryJob(896, 896, 1, 4));
      for (let i = 0; i < 16; i++) await push(staged);
      expect((await read('error')) & 15).toBe(ERROR.overflow);
    }));
});

describe('error responses', () => {
  test('at any beat of any port: reported with the burst, and the next command gives the right bits', () =>
    fc.assert(
      fc.asyncProperty(fc.nat({ max: 5 }), fc.nat(), fc.constantFrom('slverr', 'decerr'), (where, beat, kind) =>
        withSimulation(design, clock, async (sim) => {
          let broken = -1;
          const response = kind === 'slverr' ? 2 : 3;
          const b = board(sim, { respond: (address) => (address === broken ? response : 0) });
          const job = ordinaryJob(70, 200, 2, 6);
          const { staged, results } = b.prepare(job);
          const name = ['weights_0', 'weights_1', 'weights_2', 'weights_3', 'activations', 'results'][where];
          const base = (staged as Record<string, number>)[`${name}_low`] + 2 ** 32;
          const lengths = [216, 216, 216, 216, 128, 48];
          broken = base + 16 * (beat % lengths[where]);
          if (where === 5) broken = base + 128 * (beat % 6);
          await b.push(staged);
          await sim.clock.cycles(4000);
          expect(await b.read('status')).toBe(2);
          expect(await b.read('completed')).toBe(0);
          expect((await b.read('error')) & 15).toBe(where === 5 ? ERROR.write : ERROR.read);
          expect(((await b.read('error')) >> 4) & 7).toBe(where);
          expect(((await b.read('error')) >> 8) & 3).toBe(response);
          if (where < 5) expect(await b.read('error_address_low')).toBe((broken - (broken % 256)) % 2 ** 32);
          broken = -1;
          await b.write('control', 1);
          await b.push(staged);
          await b.completed(1);
          expect(bitsOf(unpad(results, 70, 2))).toEqual(golden(job, job.x as Float32Array));
        }),
      ),
      { numRuns: 25 },
    ));

  test('restart in mid-stream: nothing is left over', () =>
    fc.assert(
      fc.asyncProperty(fc.nat({ max: 4000 }), (after) =>
        withSimulation(design, clock, async (sim) => {
          const b = board(sim);
          const first = b.prepare(ordinaryJob(300, 500, 2, 7));
          const job = ordinaryJob(70, 200, 2, 8);
          const second = b.prepare(job);
          await b.push(first.staged);
          await sim.clock.cycles(after + 1);
          await b.write('control', 1);
          await b.push(second.staged).catch(() => {});
          while ((await b.read('status')) & 1) await sim.clock.cycles(20);
          await b.push(second.staged);
          await b.completed(1);
          expect(bitsOf(unpad(second.results, 70, 2))).toEqual(golden(job, job.x as Float32Array));
        }),
      ),
      { numRuns: 25 },
    ));
});
