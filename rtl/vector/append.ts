import {
  bits,
  bool,
  bundle,
  cat,
  delay,
  enumeration,
  Fifo,
  insts,
  lit,
  memories,
  memory,
  module,
  mux,
  named,
  registered,
  regs,
  stream,
  switch_,
  type UInt,
  uint,
  unused,
  when,
} from '@chisel-lite/hdl';
import { FLOAT_TO_INT_LATENCY, FloatToInt } from '../fp/quantise.ts';
import { BEAT_ADDRESS_BITS, BEAT_BYTES, BEAT_SHIFT, burst, fault, OUTSTANDING } from '../memory/bundles.ts';
import { BURST_BEATS, STRIP } from '../parameters.ts';
import { jobsAreDone } from './append-claims.ts';
import { appendJob } from './job.ts';
import { APPEND } from './record.ts';

const LANES = 4;
/** Beats of the longest head. */
const HEAD_BEATS = 32;
const HEAD_ADDRESS = Math.log2(HEAD_BEATS);
/** Bits of a quantised element. */
const Q_BITS = 16;
/** Jobs that are not answered yet, at most. */
const UNANSWERED_BITS = 3;
const MOST_JOBS = 2 ** UNANSWERED_BITS - 1;
/** Cycles from the last beat's coming to its elements' standing in the memory. */
const SETTLING = FLOAT_TO_INT_LATENCY + 1;
/** Strips of an INT8 macro: the scales, and 32 of two inputs. */
const MACRO_STRIPS = 33;

/** A beat on its way to memory, of which the bytes with a strobe are written. */
export const strobedBeat = bundle({ data: bits(STRIP), strobe: bits(BEAT_BYTES), last: bool() }, {}, 'strobed_beat');

const State = enumeration('append_state', 'Idle', 'Fill', 'Settle', 'Plan', 'Ask', 'Send', 'Next');

/** 256 times a binary16: exact, subnormals included; infinity where it is beyond binary16, the one NaN of a NaN. */
function times256(half: UInt<16>): UInt<16> {
  const sign = half.slice(15, 1);
  const exponent = half.slice(10, 5);
  const fraction = half.slice(0, 10);
  const leading = fraction.clz();
  // A subnormal of 2 or more leading bits below the point stays one.
  const small = leading.ge(8);
  const normal = cat(sign, lit(9, uint(5)).sub(leading.resize(5)).sub(1), fraction.shl(leading).shl(1)).fit(16);
  const tiny = cat(sign, lit(0, uint(5)), fraction.shl(8)).fit(16);
  const shifted = cat(sign, exponent.add(8), fraction).fit(16);
  const infinite = cat(sign, lit(31, uint(5)), lit(0, uint(10))).fit(16);
  const large = mux(exponent.eq(31), half, infinite);
  return mux(exponent.ge(31 - 8), large, mux(exponent.eq(0), mux(small, tiny, normal), shifted));
}

/**
 * Quantises the heads of a position and writes them into the cache, byte by byte among those of other positions
 * (docs/command-list.md, "Appending"): a head is collected, then written as runs of beats. A key is one run, the macros
 * of its block; a value is a beat for each 8 elements, and one for its scale. `done` comes once a job, when all writes
 * of it have been answered, while the next may have begun; `halt` stops it between bursts.
 */
export const Append = () =>
  module(
    'vector_append',
    {
      in: { job: stream(appendJob), beats: stream(bits(STRIP)), b: stream(uint(2)), halt: bool() },
      out: { aw: stream(burst), w: stream(strobedBeat), done: bool(), drained: bool(), failed: fault },
    },
    ({ job, beats, b, halt, aw, w, done, drained, failed }) => {
      const { state } = regs({ state: State.init('Idle') });
      const { current, position } = regs({ current: appendJob, position: uint(16) });
      const { head, filled, settling } = regs({ head: uint(3), filled: uint(HEAD_ADDRESS + 1), settling: uint(3) });
      const {
        is_value: isValue,
        is_key: isKey,
        is_wide: isWide,
      } = regs({
        is_value: bool(),
        /** Its opposite, for what a beat holds: each would have too many ends alone. */
        is_key: bool(),
        is_wide: bool(),
      });

      // Jobs whose last burst has been sent. All are answered when no burst is outstanding, which a slow memory may put
      // off for long: so many are counted, and no job is taken that could not be.
      const { unanswered } = regs({ unanswered: uint(UNANSWERED_BITS, 0) });
      job.ready.set(state.is('Idle').and(halt.not()).and(unanswered.ne(MOST_JOBS)));
      const { begins } = named({ begins: job.valid.and(job.ready) });

      // Fill: quantise, and keep.
      const { u_quantise_0, u_quantise_1, u_quantise_2, u_quantise_3 } = insts({
        u_quantise_0: FloatToInt(),
        u_quantise_1: FloatToInt(),
        u_quantise_2: FloatToInt(),
        u_quantise_3: FloatToInt(),
      });
      const quantisers = [u_quantise_0, u_quantise_1, u_quantise_2, u_quantise_3];
      const { half } = named({ half: current.halves.at(head) });
      // A scale of 0, infinity or NaN stands for no element at all. It stands before the first element is kept.
      const { nothing } = registered({ nothing: half.slice(0, 15).eq(0).or(half.slice(10, 5).eq(31)) });
      quantisers.forEach((unit, lane) => {
        unit.x.set(beats.payload.slice(32 * lane, 32));
        unit.narrow.set(isWide.not());
      });
      beats.ready.set(state.is('Fill'));
      const { take } = named({ take: beats.valid.and(beats.ready) });
      const { kept } = delay({ kept: take }, FLOAT_TO_INT_LATENCY, { init: { kept: 0 } });
      const { kept_at } = delay({ kept_at: filled.slice(0, HEAD_ADDRESS) }, FLOAT_TO_INT_LATENCY);
      const { elements } = memories({
        elements: memory(bits(LANES * Q_BITS), HEAD_BEATS, { style: 'distributed' }),
      });
      when(kept, () =>
        elements.write(
          kept_at,
          mux(
            nothing,
            lit(0, bits(LANES * Q_BITS)),
            cat(...quantisers.map((unit) => unit.value.asUInt()).reverse()).fit(LANES * Q_BITS),
          ),
        ),
      );

      const { last_filled } = registered({ last_filled: current.beats.slice(0, HEAD_ADDRESS + 1).sub(1) });

      // Where the runs of a head lie.
      const { run, run_left, unit, in_scale, head_at, scale_at } = regs({
        /** The next beat to ask for, and beats of the run that are still to be asked for. */
        run: uint(BEAT_ADDRESS_BITS),
        run_left: uint(9),
        /** Of a value: which 8 elements. */
        unit: uint(4),
        in_scale: bool(),
        head_at: uint(BEAT_ADDRESS_BITS),
        scale_at: uint(BEAT_ADDRESS_BITS),
      });
      const wide = (value: UInt<number>) => value.resize(BEAT_ADDRESS_BITS);
      /** Macros of a key: 1, 2 or 4. */
      const { macros_shift } = named({ macros_shift: isWide.addGrow(current.beats.gt(16)) });
      const { macro_strips } = registered({ macro_strips: lit(MACRO_STRIPS, uint(9)).shl(macros_shift) });
      const times33 = (value: UInt<number>) => wide(value.shlGrow(5)).add(wide(value));
      const { key_strips } = registered({
        key_strips: position.slice(5, 11).shlGrow(5).extend(19).add(position.slice(5, 11).extend(19)),
      });
      const { key_offset } = registered({ key_offset: wide(key_strips.shl(macros_shift)) });
      const { channel_offset } = registered({
        channel_offset: wide(position.slice(3, 2).mul(current.stride)),
      });
      const value_offset = times33(position.slice(6, 10))
        .add(wide(position.slice(1, 5)))
        .add(1);
      const { offset } = registered({ offset: mux(isValue, value_offset, key_offset.add(channel_offset)) });

      when(begins, () => {
        current.set(job.payload);
        isValue.set(job.payload.kind.eq(APPEND.values8));
        isKey.set(job.payload.kind.ne(APPEND.values8));
        isWide.set(job.payload.kind.eq(APPEND.keys16));
        position.set(job.payload.context.sub(1));
        head.set(0);
        filled.set(0);
        head_at.set(wide(job.payload.to.slice(BEAT_SHIFT, BEAT_ADDRESS_BITS)));
        scale_at.set(wide(job.payload.scales.slice(BEAT_SHIFT, BEAT_ADDRESS_BITS)));
        state.set('Fill');
      });

      // Send: what a beat holds.
      const { macro, strip } = regs({ macro: uint(3), strip: uint(6) });
      const { pair } = named({ pair: strip.sub(1).slice(0, 5) });
      const group = mux(isWide, macro.shr(1), macro).slice(0, 1);
      const { at } = named({
        at: mux(isValue, cat(unit, lit(0, uint(1))).fit(5), cat(group, pair.slice(1, 4)).fit(5)),
      });
      const words = { word: elements.read(at), next: elements.read(at.or(1)) };
      const { word } = named({ word: mux(at.extend(6).lt(current.beats), words.word, lit(0, bits(64))) });
      const q = (lane: UInt<1>) => mux(lane, word.slice(32, 2 * Q_BITS), word.slice(0, 2 * Q_BITS)).fit(2 * Q_BITS);
      const two = q(pair.bit(0));
      const byteOf = (value: UInt<number>) => {
        const high = value.fit(Q_BITS).add(128).slice(8, 8);
        return mux(isWide.and(macro.bit(0).not()), high, value.slice(0, 8));
      };
      const { low_byte, high_byte } = named({
        low_byte: byteOf(two.slice(0, Q_BITS)),
        high_byte: byteOf(two.slice(Q_BITS, Q_BITS)),
      });
      const { scale } = named({ scale: mux(isWide.and(macro.bit(0).not()), times256(half), half) });
      const bytesOf = (value: UInt<number>) =>
        Array.from({ length: LANES }, (_, lane) => value.slice(Q_BITS * lane, 8)).reverse();
      const eight = cat(...bytesOf(words.next), ...bytesOf(words.word)).fit(64);
      const output = position.slice(0, 3);
      const oneHot = (index: UInt<number>) => lit(1, uint(8)).shl(index);
      const { is_scale } = named({ is_scale: mux(isValue, in_scale, strip.eq(0)) });
      const pairOf = (index: UInt<number>) => lit(3, uint(16)).shl(cat(index, lit(0, uint(1))));
      const { data, strobe } = named({
        data: mux(
          is_scale,
          scale.replicate(8).fit(STRIP),
          mux(isKey, cat(high_byte.replicate(8), low_byte.replicate(8)).fit(STRIP), cat(eight, eight).fit(STRIP)),
        ),
        strobe: mux(
          is_scale,
          pairOf(output),
          mux(
            isValue,
            mux(position.bit(0), lit(0xff00, bits(16)), 0x00ff),
            cat(oneHot(output), oneHot(output)).fit(16),
          ),
        ),
      });

      const { outstanding, sent_left } = regs({ outstanding: uint(4, 0), sent_left: uint(5) });
      const to_boundary = lit(BURST_BEATS, uint(5)).sub(run.slice(0, 4).extend(5));
      // Of the next burst. A run stands a cycle before it is asked for, or is of one beat.
      const { length } = regs({ length: uint(5) });
      length.set(mux(run_left.lt(to_boundary.extend(9)), run_left.slice(0, 5), to_boundary));
      const { asked, asked_length } = regs({ asked: uint(BEAT_ADDRESS_BITS), asked_length: uint(5) });
      // Bursts that are not answered yet; answers come in their order.
      const { u_asked } = insts({
        u_asked: Fifo(uint(BEAT_ADDRESS_BITS), 2 * OUTSTANDING, { style: 'distributed' }),
      });
      const { may_ask } = named({
        may_ask: state.is('Plan').and(halt.not()).and(outstanding.ne(OUTSTANDING)),
      });
      u_asked.s.valid.set(may_ask);
      u_asked.s.payload.set(run);
      u_asked.m.ready.set(b.valid);
      unused(u_asked.s.ready, u_asked.m.valid, u_asked.level);
      aw.valid.set(state.is('Ask'));
      aw.payload.address.set(asked);
      aw.payload.length.set(asked_length.sub(1).slice(0, 4));
      w.valid.set(state.is('Send'));
      w.payload.set({ data, strobe, last: sent_left.eq(1) });
      const { sent } = named({ sent: w.valid.and(w.ready) });
      b.ready.set(1);
      outstanding.set(outstanding.add(may_ask.extend(4)).sub(b.valid.extend(4)));

      const { last_head } = named({ last_head: head.eq(current.last_vector.fit(3)) });
      // A beat is long sent when it is asked which was its unit.
      const { last_unit } = registered({
        last_unit: cat(unit.add(1), lit(0, uint(1)))
          .fit(5)
          .extend(6)
          .ge(current.beats)
          .or(unit.eq(15)),
      });
      switch_(state, {
        Idle: () => {},
        Fill: () => {
          when(take, () => {
            filled.set(filled.add(1));
            when(filled.eq(last_filled), () => {
              state.set('Settle');
              settling.set(SETTLING);
            });
          });
        },
        Settle: () => {
          // The last elements come into the memory, and the run into its registers.
          settling.set(settling.sub(1));
          run.set(head_at.add(offset));
          run_left.set(mux(isValue, lit(1, uint(9)), macro_strips));
          unit.set(0);
          in_scale.set(0);
          macro.set(0);
          strip.set(0);
          when(settling.eq(0), () => state.set('Plan'));
        },
        Plan: () => {
          when(may_ask, () => {
            asked.set(run);
            asked_length.set(length);
            sent_left.set(length);
            run.set(run.add(wide(length)));
            run_left.set(run_left.sub(length.extend(9)));
            state.set('Ask');
          });
        },
        Ask: () => {
          when(aw.ready, () => state.set('Send'));
        },
        Send: () => {
          when(sent, () => {
            sent_left.set(sent_left.sub(1));
            strip.set(strip.add(1));
            when(strip.eq(MACRO_STRIPS - 1), () => {
              strip.set(0);
              macro.set(macro.add(1));
            });
            when(w.payload.last, () => state.set('Next'));
          });
        },
        Next: () => {
          state.set('Plan');
          when(run_left.eq(0), () => {
            run_left.set(1);
            length.set(1);
            unit.set(unit.add(1));
            // Of a value the next 8 elements are a region on; behind the last of them comes the scale.
            head_at.set(head_at.add(wide(current.stride)));
            run.set(head_at.add(wide(current.stride)).add(offset));
            when(last_unit, () => {
              in_scale.set(1);
              run.set(scale_at.add(wide(position.slice(3, 13))));
            });
            when(isValue.not().or(in_scale), () => {
              head.set(head.add(1));
              filled.set(0);
              head_at.set(mux(isValue, head_at, head_at.add(wide(current.stride.shlGrow(2)))));
              scale_at.set(scale_at.add(wide(current.scale_stride)));
              state.set(mux(last_head, lit('Idle', State), lit('Fill', State)));
            });
          });
        },
      });
      const { sends_last } = named({
        sends_last: state.is('Next').and(run_left.eq(0)).and(isValue.not().or(in_scale)).and(last_head),
      });
      const { answered } = named({ answered: unanswered.ne(0).and(outstanding.eq(0)).and(halt.not()) });
      unanswered.set(unanswered.add(sends_last.extend(UNANSWERED_BITS)).sub(answered.extend(UNANSWERED_BITS)));
      done.set(answered);
      drained.set(outstanding.eq(0).and(state.isNot('Ask', 'Send')));
      failed.valid.set(b.valid.and(b.payload.ne(0)));
      failed.address.set(u_asked.m.payload);
      failed.response.set(b.payload);
      unused(current.to, current.scales, current.kind);
      jobsAreDone({
        ...{ state, job, beats, b, halt, aw, w, done, drained, head, filled, settling, unit, outstanding, unanswered },
        ...{ run, length, asked, isValue },
        failed: failed.valid,
        headBeats: current.beats,
        lastHead: current.last_vector.fit(3),
        keyBeats: macro_strips,
        settlingAtMost: SETTLING,
        mostJobs: MOST_JOBS,
        runLeft: run_left,
        askedLength: asked_length,
        sentLeft: sent_left,
        mayAsk: may_ask,
        inScale: in_scale,
        lastUnit: last_unit,
        addresses: u_asked,
      });
    },
  );
