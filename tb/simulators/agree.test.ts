import { execFileSync } from 'node:child_process';
import { type Design, KV260_DDR_STRESS, randomPause, withSimulation } from '@chisel-lite/testbench';
import { Accelerator, DEFAULT_CORE } from '@macromac/rtl';
import { expect, test } from 'vitest';
import { acceleratorFor, board } from '../accelerator/board.ts';
import { randomActivations, randomMatrix } from '../arbitraries.ts';
import type { Job } from '../jobs.ts';

const TOKENS = 2;

const hasVerilator = (() => {
  try {
    execFileSync('verilator', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    console.warn('SKIPPED: both simulators on the whole accelerator (verilator is not installed)');
    return false;
  }
})();

/**
 * A short queue of commands of every format, with pauses on every channel; all ports in every cycle, and the results.
 */
async function run(simulator: 'native' | 'verilator', design: Design) {
  return withSimulation(design, { simulator, clock: 5, seed: 7 }, async (sim) => {
    const ports = Object.values(sim.port)
      .map((signal) => signal.raw)
      .toSorted((a, b) => (a.name < b.name ? -1 : 1));
    const seen: string[] = [];
    sim.clock.attach({ sample: () => void seen.push(ports.map((handle) => handle.value.toString(16)).join(' ')) });
    const channel = (name: string) => randomPause(sim.random.fork(name), 0.2);
    const b = board(sim, {
      timing: KV260_DDR_STRESS,
      pause: { ar: channel('ar'), r: channel('r'), aw: channel('aw'), w: channel('w'), b: channel('b') },
    });
    const jobs: Job[] = [
      {
        matrix: randomMatrix(40, 128, 'awq-macro', 'ordinary', 1),
        tokens: 2,
        x: randomActivations(256, 'ordinary', 2),
      },
      { matrix: randomMatrix(32, 128, 'awq-macro-dense', 'ordinary', 3), tokens: 2, x: undefined },
      {
        matrix: randomMatrix(70, 192, 'int8-macro', 'ordinary', 4),
        tokens: 1,
        x: randomActivations(192, 'anything', 5),
      },
    ];
    await b.run(jobs);
    return { names: ports.map((handle) => handle.name), seen };
  });
}

test.skipIf(!hasVerilator)(
  "the HDL's simulator and Verilator agree on the whole accelerator in every port in every cycle",
  async () => {
    const native = await run('native', Accelerator({ ...DEFAULT_CORE, tokens: TOKENS }));
    const verilator = await run('verilator', acceleratorFor(TOKENS));
    expect(native.names).toEqual(verilator.names);
    expect(native.seen.length).toBeGreaterThan(1000);
    const at = native.seen.findIndex((ports, cycle) => ports !== verilator.seen[cycle]);
    expect(at < 0 ? 'no difference' : difference(at, native, verilator)).toBe('no difference');
    expect(verilator.seen.length).toBe(native.seen.length);
  },
  900_000,
);

type Run = Awaited<ReturnType<typeof run>>;

/** The first cycle in which the runs differ, and in what. */
function difference(cycle: number, native: Run, verilator: Run): string {
  const [a, b] = [native.seen[cycle].split(' '), (verilator.seen[cycle] ?? '').split(' ')];
  const ports = native.names.flatMap((name, i) =>
    a[i] === b[i] ? [] : [`${name} ${a[i]} on native, ${b[i]} on Verilator`],
  );
  return `cycle ${cycle + 1}: ${ports.join('; ')}`;
}
