import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { packMatrix } from '../../../model/pack.ts';
import type { Accelerator } from '../../../port/accelerator.ts';
import { MATRIX_FORMATS, type MatrixFormat } from '../../../port/layout.ts';
import type { PackedMatrix } from '../../../port/matrix.ts';
import { lcg, randomActivations, randomMatrix } from '../../../testing/arbitrary.ts';
import { checked } from '../../checked.ts';
import { openGolden } from '../../golden/golden.ts';
import { coreAccelerator } from '../rtl-core.ts';
import { fakeCore } from './fake-core.ts';

function packed(format: MatrixFormat, n: number, k: number, seed: number): PackedMatrix {
  return { name: `W${seed}`, n, k, format, data: packMatrix(randomMatrix(format, n, k, seed), format) };
}

describe('the driver of the core alone, on a stand-in for the core', () => {
  test('gives the golden results for any shapes, formats, tokens and pauses', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ n: fc.integer({ min: 1, max: 70 }), format: fc.constantFrom(...MATRIX_FORMATS) }), {
          minLength: 1,
          maxLength: 3,
        }),
        fc.integer({ min: 1, max: 150 }),
        fc.integer({ min: 1, max: 5 }),
        fc.constantFrom(1, 2, 4),
        fc.nat(),
        async (shapes, k, tokens, tokensPerPass, seed) => {
          const random = lcg(seed);
          const rtl = coreAccelerator(
            fakeCore(() => random() < 0.2),
            tokensPerPass,
          );
          const accelerator = checked(rtl, openGolden({ engine: 'fused' }));
          const matrices = await Promise.all(
            shapes.map(({ n, format }, i) => accelerator.load(packed(format, n, k, seed + i))),
          );
          for (let call = 0; call < 2; call++) {
            await accelerator.multiply(randomActivations(tokens * k, seed + call), tokens, matrices);
          }
          expect(accelerator.compared.products).toBe(2 * tokens * shapes.length);
        },
      ),
      { numRuns: 25 },
    ));

  test('counts beats, stalls and cycles', async () => {
    let calls = 0;
    const rtl = coreAccelerator(
      fakeCore(() => calls++ % 3 === 0),
      1,
    );
    const matrix = await rtl.load(packed('awq-macro', 32, 64, 1));
    await rtl.multiply(randomActivations(64, 1), 1, [matrix]);
    await rtl.multiply(randomActivations(64, 2), 1, [matrix]);
    const { total, lastCall } = rtl.statistics()!;
    expect(lastCall.beats).toBe(4 * 18);
    expect(total.beats).toBe(2 * 4 * 18);
    expect(lastCall.stalls).toBeGreaterThan(0);
    expect(total.cycles).toBeGreaterThan(lastCall.cycles);
  });

  test('says where a core that gives no results has stopped', async () => {
    const rtl = coreAccelerator(
      fakeCore(() => false, { mute: true }),
      1,
    );
    const matrix = await rtl.load(packed('awq-macro', 32, 64, 1));
    await expect(rtl.multiply(randomActivations(64, 1), 1, [matrix])).rejects.toThrow(
      /no progress for 100000 cycles; commands: 1 beats, all; activations: 16 beats, all; weights 0: 18 beats, all;.* results: 0 of 32 words/,
    );
  });
});

test('a difference of one bit is found and named', async () => {
  const golden = openGolden({ engine: 'fused' });
  const wrong: Accelerator = {
    ...golden,
    backend: 'wrong',
    multiply: async (...call) => {
      const results = await golden.multiply(...call);
      new Uint32Array(results[0].buffer)[45 + 7] ^= 1;
      return results;
    },
  };
  const accelerator = checked(wrong, golden);
  const matrix = await accelerator.load(packed('awq-macro', 45, 64, 1));
  await expect(accelerator.multiply(randomActivations(2 * 64, 1), 2, [matrix])).rejects.toThrow(
    /^wrong against golden: W1: token 1, output 7: [0-9A-F]{8} \(.*\), expected [0-9A-F]{8} /,
  );
});
