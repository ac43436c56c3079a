import {
  bits,
  bool,
  cat,
  insts,
  memories,
  memory,
  module,
  mux,
  named,
  registered,
  regs,
  stream,
  uint,
  when,
} from '@chisel-lite/hdl';
import { HALF_TO_FLOAT_LATENCY, HalfToFloat } from '../fp/convert.ts';
import { STRIP } from '../parameters.ts';
import { sharesAreTaken } from './parameters-claims.ts';

/** Beats of a step that can be seen again. */
export const REPLAYED_BEATS = 64;
/** Cycles from `step` to its parameters. */
export const PARAMETERS_LATENCY = 1 + HALF_TO_FLOAT_LATENCY;

const LANES = 4;

/**
 * Gives each beat of a vector record its parameters: out of the stream in a step's first round, which are kept, and
 * from there in its other rounds. Of binary16 a beat of the stream serves two; `two` takes two beats of the stream for
 * one. `ready` says that the beat at hand has what it needs.
 */
export const Parameters = () =>
  module(
    'vector_parameters',
    {
      in: {
        p: stream(bits(STRIP)),
        used: bool(),
        half: bool(),
        two: bool(),
        step: bool(),
        first_round: bool(),
        /** Its opposite, for what is chosen by it: each would have too many ends alone. */
        replays: bool(),
        beat: uint(16),
      },
      out: { available: bool(), first: bits(STRIP), second: bits(STRIP) },
    },
    ({ p, used, half, two, step, first_round, replays, beat, available, first, second }) => {
      const ADDRESS = Math.log2(REPLAYED_BEATS / 2);
      const { even, odd } = memories({
        even: memory(bits(STRIP), REPLAYED_BEATS / 2, { style: 'distributed' }),
        odd: memory(bits(STRIP), REPLAYED_BEATS / 2, { style: 'distributed' }),
      });
      // With `two` the first of a pair waits here for the second.
      const { holding } = regs({ holding: bool(false) });
      const { held } = regs({ held: bits(STRIP) });
      const { fresh } = named({ fresh: used.and(first_round) });
      available.set(
        used
          .not()
          .or(first_round.not())
          .or(p.valid.and(two.not().or(holding))),
      );

      // Beat `index` of the stream, counted within the step; with `two` the pair of that number.
      const { index } = named({
        index: mux(half, beat.shr(1), beat).slice(0, ADDRESS + 1),
      });
      const place = mux(two, index.slice(0, ADDRESS), index.slice(1, ADDRESS));
      const { is_odd } = named({ is_odd: index.bit(0) });

      const ends_beat = half.not().or(beat.bit(0));
      const { fetch } = named({ fetch: fresh.and(two).and(holding.not()).and(p.valid) });
      p.ready.set(fetch.or(step.and(fresh).and(ends_beat)));
      when(fetch, () => {
        holding.set(1);
        held.set(p.payload);
      });
      when(step.and(fresh), () => {
        holding.set(0);
        when(two.or(is_odd.not()), () => even.write(place, mux(two, held, p.payload)));
        when(two.or(is_odd), () => odd.write(place, p.payload));
      });

      const kept_even = even.read(place);
      const kept_odd = odd.read(place);
      const kept = mux(two.or(is_odd.not()), kept_even, kept_odd);
      const s1 = registered({
        first_1: mux(replays, kept, mux(two, held, p.payload)),
        second_1: mux(replays, kept_odd, p.payload),
        upper_1: beat.bit(0),
        half_1: half,
      });
      const floats = Array.from({ length: LANES }, (_, lane) => {
        const { [`u_float_${lane}`]: convert } = insts({ [`u_float_${lane}`]: HalfToFloat() });
        convert.half.set(mux(s1.upper_1, s1.first_1.slice(64 + 16 * lane, 16), s1.first_1.slice(16 * lane, 16)));
        return convert.result;
      });
      const s2 = registered({ first_2: s1.first_1, second_2: s1.second_1, half_2: s1.half_1 });
      const s3 = registered({ first_3: s2.first_2, second_3: s2.second_2, half_3: s2.half_2 });
      first.set(mux(s3.half_3, cat(...floats.reverse()).fit(STRIP), s3.first_3));
      second.set(s3.second_3);
      sharesAreTaken({ p, used, half, two, step, firstRound: first_round, replays, beat, available, holding });
    },
  );
