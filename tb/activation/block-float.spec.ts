import assert from 'node:assert/strict';
import { type Random, randomPause, streamSource, withSimulation } from '@chisel-lite/testbench';
import { BLOCK_FLOAT_LATENCY, BlockFloat } from '@macromac/rtl/activation/block-float.ts';
import { type Bench, forSeeds } from '../bench.ts';
import { join, splitSigned } from '../pins.ts';
import { soil } from '../soil.ts';
import { blockFloat, isFinite32 } from './block-float-model.ts';

/** Bits of 64 floats: of exponents near each other, or anything; zeros and subnormals among them; rarely not finite. */
export function someGroup(random: Random): number[] {
  const around = random.below(220);
  const spread = 1 + random.below(40);
  const zeros = random.chance(0.2) ? 0.9 : 0.05;
  const wild = random.chance(0.15);
  return Array.from({ length: 64 }, () => {
    if (random.chance(zeros)) {
      return random.chance(0.5) ? 0 : random.uint32() & 0x807fffff;
    }
    if (wild) {
      // Infinities and NaNs, and the largest power of two, which is neither.
      const edge = [0x7f800000, 0xff800000, 0x7f800000 | (1 << random.below(23)), 0x7f000000][random.below(4)];
      return random.chance(0.1) ? edge : random.uint32();
    }
    // Ties and their neighbours are rare by chance: low fraction bits are often all zero, or all one.
    const fraction = random.chance(0.3)
      ? ((random.uint32() & 0x7fffff) >>> random.below(23)) << random.below(20)
      : random.uint32();
    return ((random.uint32() & 0x80000000) | ((around + random.below(spread)) << 23) | (fraction & 0x7fffff)) >>> 0;
  });
}

export const blockFloatUnit = (bits: number): Bench => ({
  source: 'activation/block-float.ts',
  unit: () => BlockFloat(bits),
  properties: {
    'mantissas and exponent of every group, in order, a beat a cycle once a group is there': (design) =>
      forSeeds(16, (random) =>
        withSimulation(design, {}, async (sim) => {
          soil(sim.simulator, random.fork('noise'));
          const pauses = random.below(2) * 0.4;
          const source = streamSource<bigint>(sim.bus('x'), sim.clock, {
            pause: randomPause(random.fork('x'), pauses),
          });
          const { valid, values, exponent, non_finite } = sim.port;
          const beats: { cycle: number; mantissas: bigint[]; exponent: number; nonFinite: boolean }[] = [];
          sim.clock.attach({
            sample(cycle) {
              if (!valid.raw.value) {
                return;
              }
              const mantissas = splitSigned(values.bigint, bits, 4);
              beats.push({ cycle, mantissas, exponent: exponent.number, nonFinite: non_finite.number === 1 });
            },
          });
          const groups = Array.from({ length: 8 }, () => someGroup(random));
          const sent = groups.flatMap((group) =>
            Array.from({ length: 16 }, (_, beat) => join(group.slice(4 * beat, 4 * beat + 4), 32)),
          );
          await source.send(sent);
          await sim.clock.cycles(16 + BLOCK_FLOAT_LATENCY + 2);
          assert.equal(beats.length, sent.length);
          groups.forEach((group, g) => {
            const wanted = blockFloat(group, bits);
            const got = beats.slice(16 * g, 16 * g + 16);
            got.forEach((each, beat) => {
              const finite = group.slice(4 * beat, 4 * beat + 4).every(isFinite32);
              assert.equal(each.nonFinite, !finite, `group ${g}, beat ${beat}`);
              assert.equal(each.cycle, got[0].cycle + beat, `group ${g} leaves without gaps`);
            });
            if (!group.every(isFinite32)) {
              return;
            }
            assert.deepEqual(
              got.flatMap((each) => each.mantissas),
              wanted.mantissas,
              `group ${g}`,
            );
            for (const each of got) {
              assert.equal(each.exponent, wanted.exponent);
            }
          });
          if (pauses === 0) {
            assert.equal(beats.at(-1)!.cycle - beats[0].cycle, sent.length - 1, 'a beat a cycle');
          }
        }),
      ),
  },
});
