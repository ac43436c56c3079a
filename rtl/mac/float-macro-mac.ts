import { bool, cat, delay, insts, module, named, regs, scope, type UInt } from '@chisel-lite/hdl';
import { type CoreParameters, LANES_K, OUTPUTS, suffix } from '../parameters.ts';
import { FloatDot } from './float-dot.ts';
import { FloatUnit } from './float-unit.ts';
import { macroMacPorts } from './macro-mac.ts';
import { Unpacker } from './unpacker.ts';

/**
 * MACRO_MAC, engine `fp32`: 4 k × 8 outputs × T FP32 PEs and their adder trees, as the paper's Figure 4(c) and (d)
 * draws them.
 */
export const FloatMacroMac = (parameters: CoreParameters) => {
  const { tokens } = parameters;
  return module(
    `macro_mac_${suffix(parameters)}`,
    macroMacPorts(parameters),
    ({ strip, control, values, beat_valid, beat }) => {
      const { u_unpack } = insts({ u_unpack: Unpacker(tokens) });
      u_unpack.strip.set(strip);
      u_unpack.control.set(control);
      const { valid_1, ended_1 } = regs({ valid_1: bool(false), ended_1: bool(false) });
      valid_1.set(control.weights);
      ended_1.set(control.last);
      const about = delay(
        {
          int8_1: control.int8,
          upper_1: control.upper,
          first_1: control.first_group,
          last_1: control.last_group,
          tokens_1: control.tokens,
          poisoned_1: control.poisoned,
        },
        1,
      );
      // A scale that is infinite or NaN makes its output NaN; those of the group that ends are in `scales`.
      const notFinite = Array.from({ length: OUTPUTS }, (_, j) => u_unpack.scales.slice(16 * j + 10, 5).andR());
      const { bad_scales } = named({ bad_scales: cat(...notFinite.reverse()).fit(OUTPUTS) });

      for (let token = 0; token < tokens; token++) {
        scope(`t${token}`, () => {
          const { u_dot, u_unit } = insts({ u_dot: FloatDot(), u_unit: FloatUnit() });
          u_dot.valid.set(valid_1);
          u_dot.int8.set(about.int8_1);
          u_dot.upper.set(about.upper_1);
          u_dot.weights.set(u_unpack.weights);
          u_dot.scales.set(u_unpack.current);
          u_dot.values.set(values.slice(token * LANES_K * 32, LANES_K * 32));
          u_unit.ended.set(ended_1);
          u_unit.first.set(about.first_1);
          u_unit.last.set(about.last_1);
          u_unit.used.set(about.tokens_1.ge(token));
          const vector: UInt<number> = about.poisoned_1.bit(token).replicate(OUTPUTS);
          u_unit.poisoned.set(bad_scales.or(vector.fit(OUTPUTS)));
          u_unit.done.set(u_dot.done);
          u_unit.sums.set(u_dot.sums);
          beat_valid.bit(token).set(u_unit.beat_valid);
          beat.at(token).set(u_unit.beat);
        });
      }
    },
  );
};
