/** The accelerator built with results: 'stream': they leave by m_axis_y, and nothing is written to memory. */
import { axiStreamSink, withSimulation } from '@chisel-lite/testbench';
import { pauses } from '@chisel-lite/testbench/fast-check';
import { Accelerator, DEFAULT_CORE, ERROR } from '@macromac/rtl';
import fc from 'fast-check';
import { goldenMatmul } from 'macromac/backends/golden/matmul.ts';
import { expect, test } from 'vitest';
import { bitsOf, randomActivations, randomMatrix } from '../arbitraries.ts';
import { largest } from '../head/largest.ts';
import { type Job, someJobs } from '../jobs.ts';
import { board } from './board.ts';

const TOKENS = 2;
const design = Accelerator({ ...DEFAULT_CORE, tokens: TOKENS, results: 'stream' });
const clock = { clock: 5, cycleLimit: 3_000_000 };

/** Outputs beyond N: whatever. */
const PADDING = -1;

/** Words of a packet: blocks of 32 outputs, in each block token by token. */
function packet({ matrix, tokens }: Job, x: Float32Array): number[] {
  const y = bitsOf(goldenMatmul('fused', matrix, x, tokens));
  const words: number[] = [];
  for (let block = 0; block < matrix.n; block += 32) {
    for (let t = 0; t < tokens; t++) {
      for (let i = block; i < block + 32; i++) {
        words.push(i < matrix.n ? y[t * matrix.n + i] : PADDING);
      }
    }
  }
  return words;
}

/** A frame's words, padding as in `like`. */
const wordsOf = (frame: Uint8Array, like: readonly number[] = []): number[] =>
  [...new Uint32Array(frame.slice().buffer)].map((word, i) => (like[i] === PADDING ? PADDING : word));

/** A job's registers, with no place for its results. */
const without = ({ staged }: ReturnType<ReturnType<typeof board>['prepare']>) => ({
  ...staged,
  results_low: 0,
  results_high: 0,
});

test('a packet for each of any queue of commands, under any pauses of receiver and memory', () =>
  fc.assert(
    fc.asyncProperty(someJobs(TOKENS, 5), pauses(), pauses(), (jobs, pause, r) =>
      withSimulation(design, clock, async (sim) => {
        const { prepare, push, completed, write } = board(sim, { pause: { r } });
        await write('window_first', 0x1_0000_0000 / 4096);
        const sink = axiStreamSink(sim, 'm_axis_y', { pause });
        const prepared = jobs.map(prepare);
        for (const each of prepared) {
          await push(without(each));
        }
        await completed(jobs.length);
        let x: Float32Array = new Float32Array(0);
        const expected = jobs.map((job) => {
          x = job.x ?? x;
          return packet(job, x);
        });
        for (const words of expected) {
          expect(wordsOf(await sink.receive(), words)).toEqual(words);
        }
        for (const { results } of prepared) {
          expect(results.every((value) => value === 0)).toBe(true);
        }
      }),
    ),
    { numRuns: 20 },
  ));

test('the 64 largest leave the same way', () =>
  withSimulation(design, clock, async (sim) => {
    const { prepare, push, completed } = board(sim);
    const sink = axiStreamSink(sim, 'm_axis_y');
    const matrix = randomMatrix(150, 100, 'awq-macro', 'ordinary', 8);
    const x = randomActivations(100, 'ordinary', 9);
    await push(without(prepare({ matrix, tokens: 1, x, top: true })));
    await completed(1);
    const words = wordsOf(await sink.receive());
    const entries = Array.from({ length: 64 }, (_, i) => ({ bits: words[2 * i], index: words[2 * i + 1] }));
    expect(entries).toEqual(largest(goldenMatmul('fused', matrix, x, 1)));
  }));

test('an error at any beat: a packet that was begun ends with NaN, and the next command gives the right one', async () => {
  let begun = 0;
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: 3 }), fc.nat({ max: 863 }), pauses(), (channel, beat, pause) =>
      withSimulation(design, clock, async (sim) => {
        let broken = -1;
        const { prepare, push, completed, read, write } = board(sim, { respond: (at) => (at === broken ? 2 : 0) });
        const sink = axiStreamSink(sim, 'm_axis_y', { pause });
        const job: Job = {
          matrix: randomMatrix(352, 256, 'awq-macro', 'ordinary', 3),
          tokens: 1,
          x: randomActivations(256, 'ordinary', 4),
        };
        const staged = without(prepare(job));
        broken = (staged as Record<string, number>)[`weights_${channel}_low`] + 2 ** 32 + 16 * (beat % 792);
        await push(staged);
        await sim.clock.cycles(6000);
        expect(await read('status')).toBe(2);
        expect((await read('error')) & 15).toBe(ERROR.read);
        expect(await read('completed')).toBe(0);
        broken = -1;
        await write('control', 1);
        await push(staged);
        await completed(1);
        const expected = packet(job, job.x as Float32Array);
        const first = wordsOf(await sink.receive());
        if (first.at(-1) === 0x7fc00000) {
          expect(first.slice(-4)).toEqual(Array(4).fill(0x7fc00000));
          expect(first.slice(0, -4)).toEqual(expected.slice(0, first.length - 4));
          expect(wordsOf(await sink.receive(), expected)).toEqual(expected);
          begun++;
        } else {
          expect(first).toEqual(expected);
        }
      }),
    ),
    { numRuns: 15 },
  );
  // Some were stopped before their first result, some behind it.
  expect(begun).toBeGreaterThan(2);
  expect(begun).toBeLessThan(15);
});
