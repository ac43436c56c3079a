import assert from 'node:assert/strict';
import type { Design, Random } from '@chisel-lite/testbench';
import { FUSED_DOT_LATENCY, FusedDot } from '@macromac/rtl/mac/fused-dot.ts';
import { type Bench, forSeeds } from '../bench.ts';
import { join, splitSigned, withPins } from '../pins.ts';
import { type DotCycle, dotCycles, M } from './fused-dot-cycles.ts';
import { PlainFusedDot } from './plain-fused-dot.ts';

/** The sums after each cycle. The registers hold anything until the first strip has come through. */
async function sumsOf(design: Design, cycles: readonly DotCycle[], random: Random): Promise<bigint[][]> {
  const seen: bigint[][] = [];
  await withPins(
    design,
    (pins) => {
      for (const { valid, first, weights, mantissas } of cycles) {
        pins.set({ valid, first, weights: join(weights, 8), mantissas: join(mantissas, M) });
        pins.clock();
        seen.push(splitSigned(pins.wide('sums'), 40, 8));
      }
    },
    random,
  );
  return seen;
}

/** Ends with as many gaps as it takes until the last strip's sum is there. */
const withEnd = (cycles: readonly DotCycle[]): DotCycle[] => [
  ...cycles,
  ...Array.from({ length: FUSED_DOT_LATENCY }, () => ({ ...cycles[cycles.length - 1], valid: false })),
];

/** From the first sum on. */
const settled = (sums: readonly bigint[][], cycles: readonly DotCycle[]) =>
  sums.slice(cycles.findIndex(({ valid }) => valid) + FUSED_DOT_LATENCY - 1);

/** By integers of any size, modulo 2^40. */
function expected(cycles: readonly DotCycle[]): bigint[][] {
  let sums = Array<bigint>(8).fill(0n);
  const after = cycles.map(({ valid, first, weights, mantissas }) => {
    if (valid) {
      sums = sums.map((sum, j) =>
        mantissas.reduce((all, m, k) => BigInt.asIntN(40, all + m * weights[8 * k + j]), first ? 0n : sum),
      );
    }
    return sums;
  });
  return [...Array<bigint[]>(FUSED_DOT_LATENCY - 1).fill([]), ...after].slice(0, cycles.length);
}

export const fusedDot: Bench = {
  source: 'mac/fused-dot.ts',
  unit: () => FusedDot(M),
  properties: {
    'the exact sum of any strips, with gaps, as late as documented': (design) =>
      forSeeds(12, async (random) => {
        const cycles = withEnd(dotCycles(random, 12));
        const sums = await sumsOf(design, cycles, random);
        assert.deepEqual(settled(sums, cycles), settled(expected(cycles), cycles));
      }),
    'in every cycle what multipliers, an adder tree and an accumulator give': (design) =>
      forSeeds(6, async (random) => {
        const cycles = withEnd(dotCycles(random, 20));
        const plain = await sumsOf(PlainFusedDot(M), cycles, random.fork('plain'));
        const sums = await sumsOf(design, cycles, random.fork('dot'));
        assert.deepEqual(settled(sums, cycles), settled(plain, cycles));
      }),
  },
};
