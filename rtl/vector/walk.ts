import { bool, lit, module, mux, named, registered, regs, type UInt, uint, when } from '@chisel-lite/hdl';
import { MEMORY_ADDRESS } from './record.ts';
import { loopsAreWalked } from './walk-claims.ts';

/**
 * Counts the beats of one vector: more than the vector memory holds, since results may pass without being kept, and as
 * many as n0 · n2. Its highest bit stays once it is there: such a beat lies behind every context and every first beat,
 * and the bits below it are right.
 */
export const NUMBER_BITS = 18;
const FAR = 2 ** (NUMBER_BITS - 1);
type BeatNumber = UInt<typeof NUMBER_BITS>;

const address = uint(MEMORY_ADDRESS);
const count = uint(16);

/**
 * The loops of a vector record: steps (each once, or twice), in them vectors, in them beats; and the addresses that go
 * with them. `start` puts it to the first beat, `step` moves it on by one. C's beat within its vector is exclusive-ored
 * with `c_xor`: for a rotation by half a head.
 */
export const Walk = () =>
  module(
    'vector_walk',
    {
      in: {
        start: bool(),
        step: bool(),
        beats: count,
        last_vector: uint(4),
        steps: count,
        twice: bool(),
        a: address,
        a_vector: address,
        a_step: address,
        c: address,
        c_vector: address,
        c_step: address,
        c_xor: uint(8),
        w: address,
        w_vector: address,
        w_step: address,
      },
      out: {
        a_at: address,
        c_at: address,
        w_at: address,
        beat: count,
        vector: uint(4),
        /** Beats of the same vector in the steps before, and this one's place behind them (`NUMBER_BITS`). */
        number: uint(NUMBER_BITS),
        /** The first time that the beats of this step are seen: of its first vector. */
        first_round: bool(),
        /** Its opposite. */
        replays: bool(),
        last: bool(),
      },
    },
    (io) => {
      const { beat_now, vector_now, steps_left, again, fresh, seen, before, number_now, last_beat, last_step } = regs({
        beat_now: count,
        vector_now: uint(4),
        /** This step, and those behind it. */
        steps_left: count,
        again: bool(),
        /** The first vector of a step, for the first time. */
        fresh: bool(),
        seen: bool(),
        /** `number` of the first beat of this step. */
        before: uint(NUMBER_BITS),
        number_now: uint(NUMBER_BITS),
        /** Whether beat and step are the last ones: found with the step to them, not when they are at hand. */
        last_beat: bool(),
        last_step: bool(),
      });
      const { late_beat, one_beat } = registered({ late_beat: io.beats.sub(2), one_beat: io.beats.eq(1) });
      const { in_last_vector } = named({ in_last_vector: vector_now.eq(io.last_vector) });
      const repeats = io.twice.and(again.not());
      const onward = (from: BeatNumber, by: BeatNumber): BeatNumber => from.add(by).or(from.and(FAR)) as BeatNumber;
      const { following_step } = named({ following_step: onward(before, io.beats.extend(NUMBER_BITS)) });
      const { ends_round, ends_step } = named({
        ends_round: last_beat.and(in_last_vector),
        ends_step: last_beat.and(in_last_vector).and(repeats.not()),
      });

      when(io.step, () => {
        beat_now.set(beat_now.add(1));
        number_now.set(onward(number_now, lit(1, uint(NUMBER_BITS))));
        last_beat.set(beat_now.eq(late_beat));
        when(last_beat, () => {
          beat_now.set(0);
          last_beat.set(one_beat);
          vector_now.set(vector_now.add(1));
          fresh.set(ends_step);
          seen.set(ends_step.not());
          number_now.set(before);
        });
        when(ends_round, () => {
          vector_now.set(0);
          again.set(io.twice.and(again.not()));
        });
        when(ends_step, () => {
          steps_left.set(steps_left.sub(1));
          last_step.set(steps_left.eq(2));
          before.set(following_step);
          number_now.set(following_step);
        });
      });
      when(io.start, () => {
        beat_now.set(0);
        vector_now.set(0);
        steps_left.set(io.steps);
        again.set(0);
        fresh.set(1);
        seen.set(0);
        before.set(0);
        number_now.set(0);
        last_beat.set(io.beats.eq(1));
        last_step.set(io.steps.eq(1));
      });

      /** Where the vector at hand begins. */
      const walk = (name: string, first: UInt<number>, byVector: UInt<number>, byStep: UInt<number>) => {
        const { [`${name}_step_at`]: stepAt, [`${name}_vector_at`]: vectorAt } = regs({
          [`${name}_step_at`]: address,
          [`${name}_vector_at`]: address,
        });
        const { [`${name}_following`]: following } = named({
          [`${name}_following`]: mux(repeats, stepAt, stepAt.add(byStep)),
        });
        when(io.step.and(last_beat), () => {
          vectorAt.set(vectorAt.add(byVector));
          when(in_last_vector, () => {
            vectorAt.set(following);
            stepAt.set(following);
          });
        });
        when(io.start, () => {
          vectorAt.set(first);
          stepAt.set(first);
        });
        return { vectorAt, stepAt };
      };
      const within = beat_now.resize(MEMORY_ADDRESS);
      const [a, c, w] = [
        walk('a', io.a, io.a_vector, io.a_step),
        walk('c', io.c, io.c_vector, io.c_step),
        walk('w', io.w, io.w_vector, io.w_step),
      ];
      const c_xor = io.c_xor.extend(MEMORY_ADDRESS);
      io.a_at.set(a.vectorAt.add(within));
      io.c_at.set(c.vectorAt.add(within.xor(c_xor)));
      io.w_at.set(w.vectorAt.add(within));
      io.beat.set(beat_now);
      io.vector.set(vector_now);
      io.number.set(number_now);
      io.first_round.set(fresh);
      io.replays.set(seen);
      io.last.set(ends_step.and(last_step));
      loopsAreWalked({
        ...{
          start: io.start,
          step: io.step,
          beats: io.beats,
          lastVector: io.last_vector,
          steps: io.steps,
          twice: io.twice,
        },
        paths: [
          { name: 'a', first: io.a, byVector: io.a_vector, byStep: io.a_step, at: io.a_at, stepAt: a.stepAt },
          {
            name: 'c',
            first: io.c,
            byVector: io.c_vector,
            byStep: io.c_step,
            xor: c_xor,
            at: io.c_at,
            stepAt: c.stepAt,
          },
          { name: 'w', first: io.w, byVector: io.w_vector, byStep: io.w_step, at: io.w_at, stepAt: w.stepAt },
        ],
        ...{ beat: io.beat, vector: io.vector, number: io.number },
        ...{ firstRound: io.first_round, replays: io.replays, last: io.last },
        ...{ lastBeat: last_beat, lastStep: last_step, again, stepsLeft: steps_left, before },
        ...{ lateBeat: late_beat, oneBeat: one_beat },
      });
    },
  );
