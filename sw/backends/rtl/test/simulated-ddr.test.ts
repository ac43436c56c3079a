/** The driver's fast memory model does, cycle by cycle, what the test bench's model of the KV260 does. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  AddressSpace,
  axiLiteMaster,
  KV260_DDR,
  KV260_DDR_STRESS,
  kv260Ddr,
  type Simulation,
  withSimulation,
} from '@chisel-lite/testbench';
import { variantFolder, variantNamed } from '@macromac/verilog';
import { beforeAll, expect, test } from 'vitest';
import { commandRegisters } from '../../../driver/command.ts';
import { packFields } from '../../../driver/fields.ts';
import type { DeviceBuffer } from '../../../driver/memory.ts';
import { control_registers as MAP } from '../../../driver/registers.ts';
import { packMatrix } from '../../../model/pack.ts';
import { DDR_MODEL_NAMES, DDR_MODELS, type DdrModel } from '../../../port/kv260-memory.ts';
import { matrixLayout } from '../../../port/layout.ts';
import { randomActivations, randomMatrix } from '../../../testing/arbitrary.ts';
import { SimulatedDdr } from '../simulated-ddr.ts';
import { simulatedMemory } from '../simulated-memory.ts';
import type { Pin } from '../simulated-pins.ts';

const PORTS = ['m_axi_0', 'm_axi_1', 'm_axi_2', 'm_axi_3'];
const FOLDER = await variantFolder(variantNamed('accelerator_t2'));
const files = readFileSync(join(FOLDER, 'files.f'), 'utf8').trim().split('\n');
const design = {
  sources: Object.fromEntries(files.map((name) => [name, readFileSync(join(FOLDER, name), 'utf8')])),
  top: 'macromac',
  optimize: 2 as const,
};
beforeAll(() => withSimulation(design, { clock: 5 }, async () => {}), 900_000);

const COUNTERS = ['beats', 'cycles_busy', 'cycles_streaming', 'back_pressured', 'starved_0', 'starved_3'] as const;
const TIMINGS = { kv260: KV260_DDR, stress: KV260_DDR_STRESS };

test.each(DDR_MODEL_NAMES)('the numbers of %s', (model) => {
  expect(TIMINGS[model]).toMatchObject(DDR_MODELS[model]);
});

/**
 * Three commands, the second with the activations of the first: results, counters, and the cycle in which the interrupt
 * comes.
 */
function runOn(which: 'test bench' | 'driver', model: DdrModel, period: number) {
  return withSimulation(design, { clock: period, cycleLimit: 100_000 }, async (sim) => {
    const memory = simulatedMemory();
    const [k, n] = [700, 300];
    const layout = matrixLayout('awq-macro', n, k);
    const data = packMatrix(randomMatrix('awq-macro', n, k, 1), 'awq-macro');
    const weights = Array.from({ length: 4 }, (_, c) =>
      memory.place(`weights ${c}`, data.subarray(c * layout.channelBytes, (c + 1) * layout.channelBytes)),
    );
    const x = memory.place('activations', new Uint8Array(randomActivations(64 * layout.groups, 2).buffer));
    const y = [0, 1, 2].map((i) => memory.allocate(`results ${i}`, 128 * layout.blocks));
    attach(which, sim, memory, [...weights, x, ...y], model, period);

    const control = axiLiteMaster(sim, 's_axi_ctrl');
    await control.write(MAP.interrupt_enable.offset, 3);
    for (const [i, results] of y.entries()) {
      const plan = {
        layout,
        tokens: 1,
        reuse: i === 1,
        interrupt: i === 2,
        top: false,
        weights: weights.map(({ address }) => address),
        activations: x.address,
        results: results.address,
      };
      for (const [name, word] of commandRegisters(plan)) {
        await control.write(MAP[name].offset, word);
      }
      await control.write(MAP.push.offset, packFields('push', { command: 1 }));
    }
    await sim.clock.until(() => sim.port.irq.value);
    const cycle = sim.clock.cycle;
    const counters: Record<string, number> = {};
    for (const name of COUNTERS) {
      counters[name] = await control.read(MAP[name].offset);
    }
    return { cycle, counters, results: y.map(({ bytes }) => bytes.slice()) };
  });
}

function attach(
  which: 'test bench' | 'driver',
  sim: Simulation,
  memory: ReturnType<typeof simulatedMemory>,
  buffers: DeviceBuffer[],
  model: DdrModel,
  period: number,
) {
  if (which === 'test bench') {
    const space = new AddressSpace();
    for (const { address, bytes, name } of buffers) {
      space.map(address, bytes, name);
    }
    kv260Ddr(sim, PORTS, { memory: space, timing: TIMINGS[model] });
    return;
  }
  const ports: Record<string, Pin> = {};
  for (const prefix of PORTS) {
    for (const [name, signal] of Object.entries(sim.bus(prefix))) {
      ports[`${prefix}_${name}`] = signal.raw as Pin;
    }
  }
  const ddr = new SimulatedDdr({ ports }, PORTS, memory, DDR_MODELS[model], Math.round(period * 1000) / 1000);
  sim.clock.attach({ sample: () => ddr.sample(), drive: () => ddr.drive() });
}

test.each(DDR_MODEL_NAMES.flatMap((model) => [200, 250, 300].map((megahertz) => [model, megahertz] as const)))(
  '%s at %i MHz: the same results, counters and cycles',
  async (model, megahertz) => {
    const ours = await runOn('driver', model, 1000 / megahertz);
    expect(ours).toEqual(await runOn('test bench', model, 1000 / megahertz));
    expect(ours.counters.beats).toBe(3 * 10 * 11 * 18);
  },
);
