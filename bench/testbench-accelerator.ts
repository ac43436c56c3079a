/**
 * Simulation speed of the whole accelerator in the harness: four AXI ports on the KV260's DDR model, registers through
 * AXI4-Lite, all protocol checks on; a queue of 4864 × 896 products (Qwen2.5-0.5B's feed-forward) at full rate. Beside
 * it, in alternating rounds on the same simulator, the software's own loop (sw/driver on sw/backends/rtl), which has
 * such a DDR model too and checks nothing. Cycles per second of CPU time, since the machine is shared.
 *
 * Run: `npx tsx bench/testbench-accelerator.ts [--t 1|2|4|8] [--rounds N] [--json]`
 */
import { parseArgs } from 'node:util';
import { simulate } from '@chisel-lite/testbench';
import { simulatedBus } from '../sw/backends/rtl/simulated-bus.ts';
import { startSimulator } from '../sw/backends/rtl/simulator.ts';
import { progressLine } from '../sw/cli/progress.ts';
import { openDriver } from '../sw/driver/driver.ts';
import { packMatrix } from '../sw/model/pack.ts';
import { randomMatrix as unpackedMatrix } from '../sw/testing/arbitrary.ts';
import { board } from '../tb/accelerator/board.ts';
import { randomActivations, randomMatrix } from '../tb/arbitraries.ts';

const { values } = parseArgs({
  options: {
    t: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '16' },
    json: { type: 'boolean', default: false },
  },
});
const tokens = Number(values.t);
const rounds = Number(values.rounds);
if (![1, 2, 4, 8].includes(tokens)) {
  throw new Error(`--t ${values.t}: expected 1, 2, 4 or 8`);
}
if (!Number.isInteger(rounds) || rounds < 8) {
  throw new Error(`--rounds ${values.rounds}: expected a number from 8`);
}

const [n, k] = [4864, 896];
const matrix = randomMatrix(n, k, 'awq-macro', 'ordinary', 1);
const x = randomActivations(tokens * k, 'ordinary', 2);
const progress = progressLine();
const start = () => startSimulator('system', tokens, { progress: progress.update });

/** A way to run one product; gives the cycles it took. */
interface Loop {
  name: string;
  round(): Promise<number>;
  rates: number[];
}

async function harness(): Promise<Loop & { share(): number }> {
  const simulator = await start();
  const sim = await simulate({ instantiate: () => simulator }, { clock: 5, cycleLimit: 1e9 });
  const { prepare, push, read, write, ddr } = board(sim);
  const { staged } = prepare({ matrix, tokens, x });
  const irq = sim.port['irq'].raw;
  await write('interrupt_enable', 3);
  let commands = 0;
  let cycles = 0;
  return {
    name: 'in the harness',
    rates: [],
    async round() {
      const { cycle } = sim.clock;
      await push(staged);
      await sim.clock.until(() => irq.value, 'irq');
      await write('interrupt', 3);
      if ((await read('completed')) !== ++commands) {
        throw new Error(`command ${commands} did not end well`);
      }
      cycles += sim.clock.cycle - cycle;
      return sim.clock.cycle - cycle;
    },
    /** Of the cycles, those in which a port delivered a beat. */
    share: () => ddr.beats.reduce((sum, beats) => sum + beats, 0) / ddr.beats.length / cycles,
  };
}

async function software(): Promise<Loop> {
  const bus = simulatedBus(await start());
  const driver = await openDriver(bus);
  const data = packMatrix(unpackedMatrix('awq-macro', n, k, 1), 'awq-macro');
  const weights = driver.load({ name: 'weights', n, k, format: 'awq-macro', data });
  return {
    name: "in the software's own loop",
    rates: [],
    async round() {
      const { cycles } = bus;
      await driver.multiply(x, tokens, [weights]);
      return bus.cycles - cycles;
    },
  };
}

const ours = await harness();
const loops: Loop[] = [ours, await software()];
progress.end();
for (let count = 0; count < rounds; count++) {
  for (const loop of loops) {
    const cpu = process.cpuUsage();
    const cycles = await loop.round();
    const { user, system } = process.cpuUsage(cpu);
    if (count >= rounds >> 2) {
      loop.rates.push((1e6 * cycles) / (user + system)); // compiled by then
    }
  }
}
const rows = loops.map(({ name, rates }) => {
  const sorted = rates.toSorted((a, b) => a - b);
  return { name, median: sorted[sorted.length >> 1], best: sorted[sorted.length - 1] };
});
const ratio = rows[0].median / rows[1].median;
if (values.json) {
  console.log(JSON.stringify({ tokens, rows, ratio, portShare: ours.share() }));
} else {
  const thousands = (rate: number) => `${Math.round(rate / 1000)} k`;
  console.log(
    `T = ${tokens}, ${(100 * ours.share()).toFixed(1)} % of the cycles deliver a beat on a port; cycles/s of CPU time:`,
  );
  for (const { name, median, best } of rows) {
    console.log(
      `  ${name.padEnd(28)} ${thousands(median)} in the median of ${loops[0].rates.length} rounds, ${thousands(best)} at best`,
    );
  }
  console.log(`  ratio ${ratio.toFixed(2)}`);
}
