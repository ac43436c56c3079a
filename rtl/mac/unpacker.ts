import { bits, module, mux, regs, sint, type UInt, vec, when } from '@chisel-lite/hdl';
import { stripControl } from '../bundles.ts';
import { LANES_K, OUTPUTS, STRIP, WEIGHT_BITS } from '../parameters.ts';

/**
 * The paper's unpacking unit, Figure 4(b): keeps the zeros and scales of the current macro, and turns each weight strip
 * into q − z of 4 k × 8 outputs, element 8·r + j for input r and output j. INT8 strips hold 2 k × 8 signed bytes and no
 * zeros; the lanes they leave out become 0. `weights` is one cycle behind `strip`; `scales` are those of the last
 * finished group, `current` those of this one.
 */
export const Unpacker = (tokens: number) =>
  module(
    `unpacker_t${tokens}`,
    {
      in: { strip: bits(STRIP), control: stripControl(tokens) },
      out: { weights: vec(LANES_K * OUTPUTS, sint(WEIGHT_BITS)), scales: bits(STRIP), current: bits(STRIP) },
    },
    ({ strip, control, weights, scales, current }) => {
      const { zeros, current_scales, finished_scales } = regs({
        zeros: bits(STRIP),
        current_scales: bits(STRIP),
        finished_scales: bits(STRIP),
      });
      const { difference } = regs({ difference: vec(LANES_K * OUTPUTS, sint(WEIGHT_BITS)) });

      const zerosOfMacro = 4 * OUTPUTS;
      when(control.zeros, () => zeros.set(strip)).elsewhen(control.last.and(control.dense), () =>
        zeros.set(zeros.shr(zerosOfMacro)),
      );
      when(control.scales, () => current_scales.set(strip));
      when(control.last, () => finished_scales.set(current_scales));

      const nibble = (of: UInt<number>, i: number) => of.bits(4 * i + 3, 4 * i);
      for (let r = 0; r < LANES_K; r++) {
        for (let j = 0; j < OUTPUTS; j++) {
          const lane = OUTPUTS * r + j;
          const int4 = nibble(strip, lane).subGrow(nibble(zeros, j)).extend(WEIGHT_BITS);
          // r = 0, 1 of an INT8 strip are the lower or the upper two of the four k.
          const byte = OUTPUTS * (r % 2) + j;
          const here = r < 2 ? control.upper.not() : control.upper;
          const int8 = mux(here, strip.slice(8 * byte, 8), 0).asSInt();
          difference.at(lane).set(mux(control.int8, int8, int4));
        }
      }
      weights.set(difference);
      scales.set(finished_scales);
      current.set(current_scales);
    },
  );
