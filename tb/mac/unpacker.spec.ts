import assert from 'node:assert/strict';
import { Unpacker } from '@macromac/rtl/mac/unpacker.ts';
import { type Bench, forSeeds } from '../bench.ts';
import { split, splitSigned, withPins } from '../pins.ts';
import { controlPins, FORMATS, stripsOf } from './strips.ts';

/** The weights of a strip by lane 8r + j: bytes of INT8 on the two inputs they are for, else q − z. */
function weightsOf(strip: bigint, zeros: readonly bigint[], isInt8: boolean, upper: boolean): bigint[] {
  if (!isInt8) {
    return split(strip, 4, 32).map((q, lane) => q - zeros[lane % 8]);
  }
  const bytes = splitSigned(strip, 8, 16);
  const none = Array<bigint>(16).fill(0n);
  return upper ? [...none, ...bytes] : [...bytes, ...none];
}

export const unpacker: Bench = {
  source: 'mac/unpacker.ts',
  unit: () => Unpacker(2),
  properties: {
    'any macros of any format, with gaps': (design) =>
      forSeeds(20, (random) =>
        withPins(
          design,
          (pins) => {
            let finished: bigint | undefined;
            for (let matrix = 0; matrix < 4; matrix++) {
              const format = FORMATS[random.below(3)];
              const gaps = random.below(2) * 0.3;
              let zeros: bigint[] = Array<bigint>(8).fill(0n);
              let scales = 0n;
              let inQuad = 0;
              for (const strip of stripsOf(format, 1 + random.below(4), 1 + random.below(3))) {
                while (random.chance(gaps)) {
                  pins.set({ ...controlPins(undefined), strip: random.bits(128) });
                  pins.clock();
                }
                const data = random.bits(128);
                // What does not concern it.
                const others = { control_tokens: random.below(8), control_poisoned: random.below(4) };
                pins.set({ ...controlPins(strip), ...others, strip: data });
                pins.clock();
                if (strip.kind === 'zeros') {
                  zeros = split(data, 4, format === 'awq-macro-dense' ? 32 : 8);
                  inQuad = 0;
                }
                if (strip.kind === 'scales') {
                  scales = data;
                  assert.equal(pins.wide('current'), scales);
                }
                if (strip.kind === 'weights') {
                  const here = zeros.slice(8 * inQuad, 8 * inQuad + 8);
                  const wanted = weightsOf(data, here, format === 'int8-macro', strip.upper);
                  assert.deepEqual(splitSigned(pins.wide('weights'), 8, 32), wanted);
                  assert.equal(pins.wide('current'), scales);
                }
                if (strip.last) {
                  finished = scales;
                }
                if (strip.last && format === 'awq-macro-dense') {
                  inQuad++;
                }
                if (finished !== undefined) {
                  assert.equal(pins.wide('scales'), finished);
                }
              }
            }
          },
          random,
        ),
      ),
  },
};
