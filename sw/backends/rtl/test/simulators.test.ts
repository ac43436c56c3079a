import { expect, test } from 'vitest';
import { openDriver } from '../../../driver/driver.ts';
import { packMatrix } from '../../../model/pack.ts';
import { randomActivations, randomMatrix } from '../../../testing/arbitrary.ts';
import { goldenMatmul } from '../../golden/matmul.ts';
import { simulatedBus } from '../simulated-bus.ts';
import type { RunningHardware } from '../simulated-pins.ts';
import { startHdlSimulator, startSimulator } from '../simulator.ts';

const [N, K] = [96, 256];
const MATRICES = (['awq-macro', 'int8-macro'] as const).map((format, seed) => ({
  name: format,
  n: N,
  k: K,
  format,
  data: packMatrix(randomMatrix(format, N, K, seed + 1), format),
}));

/** Two formats in one queue, all tokens, then one alone: what came, at which cycles, with how many beats. */
async function story(simulator: RunningHardware, tokens: number) {
  const bus = simulatedBus(simulator, { ddr: 'stress' });
  const driver = await openDriver(bus);
  const matrices = MATRICES.map((matrix) => driver.load(matrix));
  const told: { readonly results: Float32Array[]; readonly cycles: number; readonly beats: number }[] = [];
  for (const count of [tokens, 1]) {
    const results = await driver.multiply(randomActivations(count * K, 3), count, matrices);
    told.push({ results, cycles: bus.cycles, beats: bus.beats });
  }
  await driver.close();
  return told;
}

const bits = (values: Float32Array) => new Uint32Array(values.buffer, values.byteOffset, values.length);

test.each([1, 4])(
  "the accelerator for %i tokens in the HDL's own simulator gives the golden model's bits",
  async (tokens) => {
    const told = await story(startHdlSimulator('system', tokens), tokens);
    [tokens, 1].forEach((count, i) => {
      const x = randomActivations(count * K, 3);
      MATRICES.forEach((matrix, m) => {
        expect(bits(told[i].results[m])).toEqual(bits(goldenMatmul('fused', matrix, x, count)));
      });
    });
  },
);

test('a design that is not emitted is refused by the name of its pass sizes', () => {
  expect(() => startHdlSimulator('system', 3)).toThrow(
    'no design of system, engine fused, for 3 activation vectors a pass; there are 1, 2, 4, 8',
  );
});

// 2, since other tests need that simulator too.
const TOKENS = 2;

test("Verilator on the emitted Verilog and the HDL's own simulator take the same cycles to the same bits", async () => {
  const verilator = await story(await startSimulator('system', TOKENS), TOKENS);
  expect(await story(startHdlSimulator('system', TOKENS), TOKENS)).toEqual(verilator);
}, 900_000);
