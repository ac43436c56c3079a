import {
  type Bool,
  bits,
  bool,
  cat,
  module,
  named,
  regs,
  select,
  stream,
  type UInt,
  uint,
  when,
} from '@chisel-lite/hdl';
import { vectors } from '../memory/bundles.ts';
import { CHANNELS, type CoreParameters, loadLanes, STRIP, STRIPS_PER_GROUP } from '../parameters.ts';
import { GROUP_ADDRESS } from './buffer.ts';
import { handedOn, lanesUsed } from './dealer.ts';

/**
 * Puts together what `ActivationDealer` dealt: the beats of the four ports, in the same turn, become those of the
 * core's x.
 */
export const ActivationGatherer = (parameters: CoreParameters) => {
  const { tokens } = parameters;
  const lanes = loadLanes(parameters);
  const sets = tokens / lanes;
  return module(
    `activation_gatherer_t${tokens}`,
    {
      in: {
        request: stream(vectors),
        beats_0: stream(bits(STRIP)),
        beats_1: stream(bits(STRIP)),
        beats_2: stream(bits(STRIP)),
        beats_3: stream(bits(STRIP)),
      },
      out: { x: stream(bits(lanes * STRIP)) },
    },
    ({ request, beats_0, beats_1, beats_2, beats_3, x }) => {
      const ports = [beats_0, beats_1, beats_2, beats_3];
      const { active, turn, beat } = regs({
        active: uint(1, 0),
        turn: uint(2),
        beat: uint(Math.log2(STRIPS_PER_GROUP)),
      });
      const { group, last_group, in_last_set, used, used_next } = regs({
        group: uint(GROUP_ADDRESS),
        last_group: uint(GROUP_ADDRESS),
        in_last_set: uint(1),
        /** A bit a lane, of this set of vectors and of the next. */
        used: uint(CHANNELS),
        used_next: uint(CHANNELS),
      });

      const here = Array.from({ length: lanes }, (_, lane) => {
        const from = turn.add(lane);
        return {
          valid: select(
            from,
            ports.map((port) => port.valid),
          ) as Bool,
          data: select(
            from,
            ports.map((port) => port.payload),
          ) as UInt<typeof STRIP>,
        };
      });
      const { all_here } = named({
        all_here: here.map(({ valid }, lane) => valid.or(used.bit(lane).not())).reduce((a, b) => a.and(b)),
      });
      const { full } = regs({ full: bool(false) });
      const { held } = regs({ held: bits(lanes * STRIP) });
      const { taken } = named({ taken: active.and(all_here).and(full.not().or(x.ready)) });
      when(x.ready, () => full.set(0));
      // What is held is of no meaning until all of it is here.
      when(full.not().or(x.ready), () => held.set(cat(...here.map(({ data }) => data).reverse())));
      when(taken, () => full.set(1));
      x.valid.set(full);
      x.payload.set(held);

      const once = handedOn(used);
      const twice = handedOn(once);
      const { ports_used } = named({ ports_used: select(turn, [used, once, twice, handedOn(twice)]) });
      ports.forEach((port, p) => {
        port.ready.set(taken.and(ports_used.bit(p)));
      });

      when(taken, () => {
        beat.set(beat.add(1));
        when(beat.eq(STRIPS_PER_GROUP - 1), () => {
          turn.set(turn.add(1));
          group.set(group.add(1));
          when(group.eq(last_group), () => {
            group.set(0);
            used.set(used_next);
            in_last_set.set(1);
            when(in_last_set, () => active.set(0));
          });
        });
      });

      const { groups, tokens: last } = request.payload;
      request.ready.set(active.not());
      when(request.valid.and(request.ready), () => {
        active.set(1);
        turn.set(0);
        beat.set(0);
        group.set(0);
        last_group.set(groups.sub(1).slice(0, GROUP_ADDRESS));
        in_last_set.set(sets === 1 ? 1 : last.lt(lanes));
        used.set(lanesUsed(parameters, last, 0));
        used_next.set(sets === 1 ? 0 : lanesUsed(parameters, last, 1));
      });
    },
  );
};
