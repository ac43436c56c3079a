/**
 * Simulation speed of the whole accelerator in the harness: four AXI ports on the KV260's DDR model, registers through AXI4-Lite, all protocol checks on;
 * a queue of 4864 × 896 products (Qwen2.5-0.5B's feed-forward) at full rate. Cycles per second of CPU time, since the machine is shared.
 *
 * `bench/accelerator-speed.ts` measures the same simulator in the software's own loop, which checks nothing.
 *
 * Run: `npx tsx bench/testbench-accelerator.ts [--t 1|2|4|8] [--rounds N] [--json]`
 */
import { parseArgs } from 'node:util';
import { simulate } from '@chisel-lite/testbench';
import { startSimulator } from '../sw/accel/simulator.ts';
import { progressLine } from '../sw/cli/progress.ts';
import { board } from '../tb/accelerator/board.ts';
import { randomActivations, randomMatrix } from '../tb/arbitraries.ts';
import type { Job } from '../tb/jobs.ts';

const { values } = parseArgs({
  options: {
    t: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '12' },
    json: { type: 'boolean', default: false },
  },
});
const tokens = ([1, 2, 4, 8] as const).find((t) => t === Number(values.t));
const rounds = Number(values.rounds);
if (!tokens) throw new Error(`--t ${values.t}: expected 1, 2, 4 or 8`);
if (!Number.isInteger(rounds) || rounds < 2) throw new Error(`--rounds ${values.rounds}: expected a number from 2`);

const progress = progressLine();
const simulator = await startSimulator('system', tokens, { progress: progress.update }); // the one the driver's loop runs on
progress.end();
const sim = await simulate({ instantiate: () => simulator }, { clock: 5, cycleLimit: 1e9 });
const { prepare, push, read, write, ddr } = board(sim);
const job: Job = {
  matrix: randomMatrix(4864, 896, 'awq-macro', 'ordinary', 1),
  tokens,
  x: randomActivations(tokens * 896, 'ordinary', 2),
};
const { staged } = prepare(job);
const irq = sim.port['irq'].raw;
await write('interrupt_enable', 3);

/** One product, from the registers' writes to its interrupt. */
async function round(count: number): Promise<void> {
  await push(staged);
  await sim.clock.until(() => irq.value, 'irq');
  await write('interrupt', 3);
  if ((await read('completed')) !== count)
    throw new Error(`command ${count} ended with status ${await read('status')}`);
}

const beatsNow = () => ddr.beats.reduce((sum, beats) => sum + beats, 0);
const rates: number[] = [];
const shares: number[] = [];
for (let count = 1; count <= rounds; count++) {
  const [cycle, beats, cpu] = [sim.clock.cycle, beatsNow(), process.cpuUsage()];
  await round(count);
  const { user, system } = process.cpuUsage(cpu);
  const cycles = sim.clock.cycle - cycle;
  rates.push((1e6 * cycles) / (user + system));
  shares.push((beatsNow() - beats) / (4 * cycles));
}
const sorted = rates.slice(rounds >> 2).toSorted((a, b) => a - b); // compiled by then
const [median, best] = [sorted[sorted.length >> 1], sorted[sorted.length - 1]];
const busy = shares[shares.length - 1];
if (values.json) console.log(JSON.stringify({ tokens, median, best, busy }));
else
  console.log(
    `T = ${tokens}, AXI, DDR model and checks: ${Math.round(median / 1000)} k cycles/s of CPU time (best of ${sorted.length} rounds: ${Math.round(best / 1000)} k), ` +
      `a beat on each of the four ports in ${(100 * busy).toFixed(1)} % of the cycles`,
  );
sim.close();
