import { compileSimulation, elaborate } from '@chisel-lite/hdl';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Fir, resultBits } from './fir.ts';

const options = { sampleBits: 12, coefficientBits: 10, coefficients: [3, -17, 120, 511, 120, -512, 3, 1] };
const LATENCY = 2;

test('the filter is the convolution, two cycles late', () => {
  const sim = compileSimulation(elaborate(Fir(options)).design).instantiate();
  const start = sim.snapshot();
  const sample = fc.integer({ min: -2048, max: 2047 });
  fc.assert(
    fc.property(fc.array(sample, { minLength: 1, maxLength: 40 }), (samples) => {
      sim.restore(start);
      sim.ports['rst'].value = 0;
      const heard: number[] = [];
      for (const x of [...samples, ...Array<number>(LATENCY).fill(0)]) {
        sim.ports['x'].value = x & 0xfff;
        sim.eval();
        heard.push(Number(BigInt.asIntN(resultBits(options), BigInt(sim.ports['y'].value))));
        sim.run('clk', 1);
      }
      const wanted = samples.map((_, n) =>
        options.coefficients.reduce((sum, c, k) => sum + c * (samples[n - k] ?? 0), 0),
      );
      expect(heard.slice(LATENCY)).toEqual(wanted);
    }),
  );
});
