/**
 * Speed of RTL in the loop: the emitted accelerator, its AXI ports and the KV260's memory model, driven by the board's
 * driver. Cycles a second of CPU time of this process (which a busy machine distorts less than the wall clock), best
 * and median of several runs of the matrices that Qwen2.5-0.5B's gate and up are.
 *
 * `--simulator hdl` takes the HDL's own simulator in place of Verilator's model of the emitted Verilog;
 * `--verilog FOLDER` another commit's Verilog (a folder with its manifest.json and files.f), so that two versions of
 * the simulation run the same hardware.
 *
 * Run:
 * `npx tsx bench/accelerator-speed.ts [--t 1|2|4|8] [--runs N] [--ddr kv260|stress] [--simulator verilator|hdl] [--verilog FOLDER]`
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { verilate } from 'verilator-wasm';
import { simulatedBus } from '../sw/backends/rtl/simulated-bus.ts';
import type { RunningHardware } from '../sw/backends/rtl/simulated-pins.ts';
import { startHdlSimulator, startSimulator } from '../sw/backends/rtl/simulator.ts';
import { progressLine } from '../sw/cli/progress.ts';
import { openDriver } from '../sw/driver/driver.ts';
import { packMatrix } from '../sw/model/pack.ts';
import { DDR_MODELS, type DdrModel } from '../sw/port/kv260-memory.ts';
import { randomActivations, randomMatrix } from '../sw/testing/arbitrary.ts';

const { values: options } = parseArgs({
  options: {
    t: { type: 'string', default: '1' },
    runs: { type: 'string', default: '10' },
    ddr: { type: 'string', default: 'kv260' },
    simulator: { type: 'string', default: 'verilator' },
    verilog: { type: 'string' },
  },
});
if (!Object.hasOwn(DDR_MODELS, options.ddr)) {
  throw new Error(`--ddr ${options.ddr}: ${Object.keys(DDR_MODELS)}`);
}
const tokens = Number(options.t);
const [n, k] = [4864, 896];

const progress = progressLine();
/** The model of the Verilog in a folder, built as `startSimulator` builds it. */
async function simulatorOf(folder: string): Promise<RunningHardware> {
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as { module?: string; top: string };
  const files = readFileSync(join(folder, 'files.f'), 'utf8').trim().split('\n');
  const sources = files.map((name) => join(folder, name));
  return (
    await verilate({ sources, top: manifest.module ?? manifest.top, optimize: 2, assertions: false })
  ).instantiate();
}
const simulator = options.verilog
  ? await simulatorOf(options.verilog)
  : options.simulator === 'hdl'
    ? startHdlSimulator('system', tokens)
    : await startSimulator('system', tokens, { progress: progress.update });
progress.end();
const bus = simulatedBus(simulator, { ddr: options.ddr as DdrModel });
const driver = await openDriver(bus);
const matrices = [1, 2].map((seed) => {
  const data = packMatrix(randomMatrix('awq-macro', n, k, seed), 'awq-macro');
  return driver.load({ name: `matrix ${seed}`, n, k, format: 'awq-macro', data });
});
const x = randomActivations(tokens * k, 3);
await driver.multiply(x, tokens, matrices); // compiled by then

const rates: number[] = [];
for (let run = 0; run < Number(options.runs); run++) {
  const [cycles, cpu] = [bus.cycles, process.cpuUsage()];
  await driver.multiply(x, tokens, matrices);
  const { user, system } = process.cpuUsage(cpu);
  rates.push((bus.cycles - cycles) / ((user + system) / 1e6));
}
await driver.close();
rates.sort((a, b) => b - a);
const thousands = (rate: number) => `${Math.round(rate / 1000)} k`;
console.log(
  `T = ${tokens}, ${options.ddr}, ${options.verilog ?? options.simulator}: ${thousands(rates[0])} cycles/s of CPU time at best, ${thousands(rates[rates.length >> 1])} in the median of ${rates.length} runs`,
);
