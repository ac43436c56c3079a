/**
 * Simulation speed of the whole accelerator in the harness: four AXI ports on the KV260's DDR model, registers through AXI4-Lite, all protocol checks on;
 * a queue of 4864 × 896 products (Qwen2.5-0.5B's feed-forward, T = 1). Cycles per second of CPU time, since the machine is shared.
 *
 * Run: `npx tsx bench/testbench-accelerator.ts [rounds]`
 */
import { simulate } from '@chisel-lite/testbench';
import { acceleratorFor, board } from '../tb/accelerator/board.ts';
import { randomActivations, randomMatrix } from '../tb/arbitraries.ts';
import type { Job } from '../tb/jobs.ts';

const rounds = Number(process.argv[2] ?? 12);
const sim = await simulate(acceleratorFor(2), { clock: 5, cycleLimit: 1e9 });
const { prepare, push, completed } = board(sim);
const job: Job = {
  matrix: randomMatrix(4864, 896, 'awq-macro', 'ordinary', 1),
  tokens: 1,
  x: randomActivations(896, 'ordinary', 2),
};
const { staged } = prepare(job);
const rates: number[] = [];
for (let round = 1; round <= rounds; round++) {
  const [cycle, cpu] = [sim.clock.cycle, process.cpuUsage()];
  await push(staged);
  await completed(round);
  const { user, system } = process.cpuUsage(cpu);
  rates.push((sim.clock.cycle - cycle) / (user + system));
}
const sorted = rates.slice(rounds >> 2).toSorted((a, b) => a - b);
const cpu = process.cpuUsage();
const idle = 50_000;
sim.simulator.run(sim.clock.name, idle);
const { user, system } = process.cpuUsage(cpu);
console.log(
  `accelerator with AXI, DDR model and checks: ${Math.round(1000 * sorted[sorted.length >> 1])} k cycles/s (best ${Math.round(1000 * sorted[sorted.length - 1])} k); ` +
    `the model alone, idle, inside WebAssembly: ${Math.round((1000 * idle) / (user + system))} k cycles/s`,
);
