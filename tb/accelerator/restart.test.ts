/**
 * `control.restart` at instants that are chosen by what goes on inside, not by the clock: commands of other sizes then
 * give the golden model's bits. T = 1 takes every register that a restart resets; the others, whose simulators are
 * slow, a sample of them.
 */
import { createRandom, type Simulation, withSimulation } from '@chisel-lite/testbench';
import { Accelerator, DEFAULT_CORE } from '@macromac/rtl';
import { goldenMatmul } from 'macromac/backends/golden/matmul.ts';
import { expect, test } from 'vitest';
import { bitsOf, randomActivations, randomMatrix } from '../arbitraries.ts';
import type { Job } from '../jobs.ts';
import { board, type Staged, unpad } from './board.ts';
import { type ResetRegister, resetRegisters } from './restart-instants.ts';

type Tokens = 1 | 2 | 4 | 8;

/** More than the commands of a queue take, or those after a restart. */
const LONG = 30_000;

/** What goes on when a restart comes, as registers of the accelerator tell. */
const INSTANTS: Readonly<Record<string, (value: (path: string) => number) => boolean>> = {
  'a command is looked at': (value) => value('u_dispatch.state') === 1,
  'a command’s parts are handed out': (value) => value('u_dispatch.state') === 4,
  'the second command’s activations are pending': (value) =>
    value('u_gather.active') === 1 && value('u_ahead.count') > 0,
  'one half of the activations’ path has a command and the other has not': (value) =>
    value('branch0_taken') !== value('branch1_taken'),
  'the first activations arrive': (value) => value('u_gather.full') === 1,
  'one command’s activations are loaded while another computes': (value) =>
    value('u_core.u_load.loading') === 1 && value('u_core.u_sequence.active') === 1,
  'weights wait for activations': (value) =>
    value('u_read_0.u_queue.full') === 1 && value('u_core.u_sequence.here') === 0,
  'blocks are under way': (value) =>
    value('u_core.u_collect.u_blocks.write_at') !== value('u_core.u_collect.u_blocks.read_at'),
  'a list of the largest is made': (value) => value('u_top.state') !== 0,
  'results are outstanding': (value) => value('u_write.outstanding') > 0,
  'a row of results is half written': (value) => value('u_write.beat') > 0,
  'a command has ended and others have not': (value) => value('completed') > 0,
};

/**
 * K and vectors of the commands of a queue, the last but one a list of the largest; and of those that come after a
 * restart.
 */
const queued = (tokens: Tokens): Job[] => [
  job(32, 8192, tokens, 1),
  job(40, 192, 1, 2),
  job(70, 512, tokens, 3),
  { ...job(150, 128, 1, 4), top: true },
  job(64, 704, Math.ceil(tokens / 2), 5),
];
const following = (tokens: Tokens): Job[] => [
  job(40, 64, tokens, 6),
  job(33, 320, 1, 7),
  job(70, 192, tokens, 8),
  job(20, 256, Math.ceil(tokens / 2), 9),
];

function job(n: number, k: number, tokens: number, seed: number): Job {
  return {
    matrix: randomMatrix(n, k, 'awq-macro', 'ordinary', seed),
    tokens,
    x: randomActivations(k * tokens, 'ordinary', seed),
  };
}

/** Registers that only move data along behind a valid of their kind: one of each chain is enough. */
const isChained = ({ path }: ResetRegister) => /_\d+_[2-9]$|_[2-6]$/.test(path);

test.each([
  [1, 1],
  [2, 6],
  [4, 10],
  [8, 12],
] as const)(
  'T = %i: commands after a restart at any instant give the right bits',
  async (tokens, every) => {
    const design = Accelerator({ ...DEFAULT_CORE, tokens });
    const registers = resetRegisters(design, new Set(['u_registers']))
      .filter((register) => !isChained(register))
      .filter((_, i) => i % every === 0);
    const random = createRandom(tokens);
    await withSimulation(design, { clock: 5, cycleLimit: 100_000_000 }, async (sim) => {
      const restarts = bench(sim, tokens);
      const never: string[] = [];
      for (const [what, holds] of Object.entries(INSTANTS)) {
        const value = valuesOf(sim);
        if (!(await restarts(`while ${what}`, () => holds(value), 1))) {
          never.push(what);
        }
        await restarts(`while ${what}, later`, () => holds(value), 2 + random.below(60));
      }
      expect(never, 'never reached').toEqual([]);
      for (const { path, init } of registers) {
        const signal = sim.signal(path);
        await restarts(`while ${path} is not ${init}`, () => signal.number !== init, 1 + random.below(40));
      }
    });
  },
  900_000,
);

/** Values of internal registers by path; one that is looked at is looked for once. */
function valuesOf(sim: Simulation): (path: string) => number {
  const signals = new Map<string, { readonly number: number }>();
  return (path) => {
    const signal = signals.get(path) ?? sim.signal(path);
    signals.set(path, signal);
    return signal.number;
  };
}

/**
 * Queues commands, restarts in the `count`-th cycle in which something holds, and holds the commands after that to the
 * golden model. Where it never is, they follow without a restart, and it says false.
 */
function bench(sim: Simulation, tokens: Tokens) {
  const { prepare, read, write } = board(sim);
  const first = queued(tokens).map(prepare);
  const after = following(tokens).map((each) => {
    const golden = bitsOf(goldenMatmul('fused', each.matrix, each.x as Float32Array, each.tokens));
    return { ...prepare(each), ...each, golden };
  });
  let isNow = () => false;
  let left = 0;
  sim.clock.attach({
    sample() {
      if (left > 0 && isNow()) {
        left--;
      }
    },
  });

  const push = async (staged: Staged, isEnough = () => false) => {
    for (const [name, value] of Object.entries(staged)) {
      if (isEnough()) {
        return;
      }
      await write(name as keyof Staged, value);
    }
    await write('push', 1);
  };

  return async (what: string, holds: () => boolean, count: number): Promise<boolean> => {
    isNow = holds;
    left = count;
    for (const { staged } of first) {
      await push(staged, () => left === 0);
    }
    while (left > 0 && (await read('status')) & 1) {
      await sim.clock.cycles(1);
    }
    const isReached = left === 0;
    left = 0;
    await write('control', 1);
    for (const started = sim.clock.cycle; (await read('status')) & 1; ) {
      expect(sim.clock.cycle - started, `${what}: the restart does not end`).toBeLessThan(LONG);
    }
    expect(await read('completed'), what).toBe(0);
    for (const { results } of after) {
      results.fill(Number.NaN);
    }
    for (const { staged } of after) {
      await push(staged);
    }
    for (const started = sim.clock.cycle; (await read('completed')) < after.length; ) {
      expect(sim.clock.cycle - started, `${what}: the commands after it do not end`).toBeLessThan(LONG);
    }
    for (const [i, { results, golden, matrix, tokens: vectors }] of after.entries()) {
      expect(bitsOf(unpad(results, matrix.n, vectors)), `${what}: command ${i} after it`).toEqual(golden);
    }
    return isReached;
  };
}
