import assert from 'node:assert/strict';
import type { Random } from '@chisel-lite/testbench';
import { FUSED_DOT_LATENCY, FusedDot } from '@macromac/rtl/mac/fused-dot.ts';
import { type Bench, forSeeds } from '../bench.ts';
import { join, splitSigned, withPins } from '../pins.ts';

const M = 27;
const LARGEST = 2n ** BigInt(M - 1) - 1n;

/** A strip: 32 weights of −127 … 127, and four mantissas; now and then all at their limits. */
function someStrip(random: Random) {
  const extreme = random.chance(0.2);
  const sign = () => (random.chance(0.5) ? 1n : -1n);
  const weights = Array.from({ length: 32 }, () =>
    extreme ? 127n * sign() : BigInt.asIntN(8, random.bits(8) | 1n),
  ).map((w) => (w === -128n ? -127n : w));
  const mantissas = Array.from({ length: 4 }, () => (extreme ? LARGEST : random.bits(M - 1)) * sign());
  return { weights, mantissas };
}

export const fusedDot: Bench = {
  source: 'mac/fused-dot.ts',
  unit: () => FusedDot(M),
  properties: {
    'the exact sum of any strips, with gaps, as late as documented': (design) =>
      forSeeds(12, (random) =>
        withPins(
          design,
          (pins) => {
            const due = new Map<number, bigint[]>();
            let cycle = 0;
            const step = () => {
              pins.clock();
              cycle++;
              const wanted = due.get(cycle);
              if (wanted) {
                assert.deepEqual(splitSigned(pins.wide('sums'), 40, 8), wanted, `cycle ${cycle}`);
              }
            };
            const gaps = random.below(2) * 0.3;
            for (let group = 0; group < 12; group++) {
              const sums = Array<bigint>(8).fill(0n);
              const strips = 1 + random.below(16);
              for (let i = 0; i < strips; i++) {
                while (random.chance(gaps)) {
                  const { weights, mantissas } = someStrip(random);
                  pins.set({
                    valid: 0,
                    first: random.chance(0.5),
                    weights: join(weights, 8),
                    mantissas: join(mantissas, M),
                  });
                  step();
                }
                const { weights, mantissas } = someStrip(random);
                pins.set({ valid: 1, first: i === 0, weights: join(weights, 8), mantissas: join(mantissas, M) });
                for (let lane = 0; lane < 32; lane++) {
                  sums[lane % 8] += weights[lane] * mantissas[lane >> 3];
                }
                if (i === strips - 1) {
                  due.set(cycle + FUSED_DOT_LATENCY, sums);
                }
                step();
              }
            }
            pins.set({ valid: 0 });
            for (let i = 0; i < FUSED_DOT_LATENCY; i++) {
              step();
            }
          },
          random,
        ),
      ),
  },
};
