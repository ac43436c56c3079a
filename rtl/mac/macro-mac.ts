import { bits, bool, cat, delay, insts, module, pack, regs, scope, type UInt, uint, vec, when } from '@chisel-lite/hdl';
import { stripControl } from '../bundles.ts';
import { type CoreParameters, LANES_K, laneBits, STRIP, suffix, tokensPerUnit, unitsFor } from '../parameters.ts';
import { FUSED_DOT_LATENCY, FusedDot } from './fused-dot.ts';
import { GroupUnit } from './group-unit.ts';
import { Unpacker } from './unpacker.ts';

/** How many of a unit's two tokens are in use: 0, 1 or 2, from the command's number of tokens minus one. */
function usedBy(tokensMinusOne: UInt<3>, firstToken: number): UInt<2> {
  const both = tokensMinusOne.gt(firstToken);
  return cat(both, tokensMinusOne.eq(firstToken)).fit(2);
}

/** Ports of a MACRO_MAC, whatever its engine. */
export const macroMacPorts = (parameters: CoreParameters) => ({
  in: {
    strip: bits(STRIP),
    control: stripControl(parameters.tokens),
    values: bits(parameters.tokens * LANES_K * laneBits(parameters)),
    exponents: bits(8 * parameters.tokens),
  },
  out: { beat_valid: uint(unitsFor(parameters)), beat: vec(unitsFor(parameters), bits(STRIP)) },
});

/**
 * MACRO_MAC, Figure 4(c), engine `fused`: one channel's strips in, results of its 8 outputs out, in beats of four.
 * `strip` and `control` belong together; `values` (mantissas) come a cycle later; `exponents` are those of the last
 * finished group.
 */
export const MacroMac = (parameters: CoreParameters) => {
  const { tokens, mantissa } = parameters;
  return module(
    `macro_mac_${suffix(parameters)}`,
    macroMacPorts(parameters),
    ({ strip, control, values, exponents, beat_valid, beat }) => {
      const { u_unpack } = insts({ u_unpack: Unpacker(tokens) });
      u_unpack.strip.set(strip);
      u_unpack.control.set(control);

      const { valid_1, last_1 } = regs({ valid_1: bool(false), last_1: bool(false) });
      const { first_1 } = regs({ first_1: bool() });
      valid_1.set(control.weights);
      last_1.set(control.last);
      first_1.set(control.first);
      const { captured } = delay({ captured: last_1 }, FUSED_DOT_LATENCY, { init: { captured: 0 } });

      // What the group unit must know of a group; it holds until the next group ends, long after the capture.
      const group = regs({
        group_first: bool(),
        group_last: bool(),
        group_tokens: uint(3),
        group_poisoned: uint<number>(tokens),
      });
      when(control.last, () => {
        group.group_first.set(control.first_group);
        group.group_last.set(control.last_group);
        group.group_tokens.set(control.tokens);
        group.group_poisoned.set(control.poisoned);
      });

      const sums = Array.from({ length: tokens }, (_, token) =>
        scope(`t${token}`, () => {
          const { u_dot } = insts({ u_dot: FusedDot(mantissa) });
          u_dot.valid.set(valid_1);
          u_dot.first.set(first_1);
          u_dot.weights.set(u_unpack.weights);
          u_dot.mantissas.set(values.slice(token * LANES_K * mantissa, LANES_K * mantissa));
          return pack(u_dot.sums);
        }),
      );
      const here = tokensPerUnit(parameters);
      for (let unit = 0; unit < unitsFor(parameters); unit++) {
        const firstToken = unit * here;
        scope(`g${unit}`, () => {
          const { u_group } = insts({ u_group: GroupUnit(here, mantissa) });
          u_group.capture.set(captured);
          u_group.sums.set(cat(...sums.slice(firstToken, firstToken + here).reverse()));
          u_group.scales.set(u_unpack.scales);
          u_group.exponents.set(exponents.slice(8 * firstToken, 8 * here));
          u_group.poisoned.set(group.group_poisoned.slice(firstToken, here));
          u_group.first.set(group.group_first);
          u_group.last.set(group.group_last);
          u_group.used.set(usedBy(group.group_tokens, firstToken));
          beat_valid.bit(unit).set(u_group.beat_valid);
          beat.at(unit).set(u_group.beat);
        });
      }
    },
  );
};
