import {
  bits,
  bool,
  bundle,
  cat,
  enumeration,
  lit,
  module,
  mux,
  named,
  regs,
  stream,
  type UInt,
  uint,
  vec,
  when,
} from '@chisel-lite/hdl';
import { resultBeat } from '../bundles.ts';
import { fields } from '../fp/float32.ts';
import { STRIP } from '../parameters.ts';

/** Entries of the list. */
export const TOP_K = 64;
/** Counts outputs: N is at most 262,144. */
export const OUTPUT_BITS = 19;
const INDEX_BITS = 18;
/** An entry in memory: index in the upper word, value in the lower. Two to a beat. */
const ENTRIES_PER_BEAT = 2;
export const LIST_BEATS = TOP_K / ENTRIES_PER_BEAT;

/** How the results of a command leave: all of them, or the largest of the first `outputs`. */
export const selection = bundle({ top: bool(), outputs: uint(OUTPUT_BITS) }, {}, 'selection');

const State = enumeration('top_k_state', 'Pass', 'Collect', 'Settle', 'List');

/**
 * An unsigned key of the same order as the values: NaN below everything, −0 and +0 the same. The inverse gives the value back, NaN
 * as the one NaN and either zero as +0.
 */
function keyOf(value: UInt<32>): UInt<32> {
  const { sign, isZero, isNan } = fields(value);
  const ordered = mux(sign, value.not(), value.or(0x80000000));
  return mux(isNan, lit(0, uint(32)), mux(isZero, lit(0x80000000, uint(32)), ordered));
}

const fromKey = (key: UInt<32>): UInt<32> =>
  mux(key.eq(0), lit(0x7fc00000, bits(32)), mux(key.bit(31), key.xor(0x80000000), key.not()));

/**
 * The 64 largest results of a command, in falling order (of equal ones the lower index first), so that an LM head's logits need not all
 * return: the list is a row of cells, and a result enters where it belongs in one cycle while all behind it move on. Commands
 * without selection pass through. One result a cycle: a fifth of what the widest core could deliver, and far more than an LM head does.
 */
export const TopK = () =>
  module(
    'top_k',
    {
      in: { select: stream(selection), y: stream(resultBeat) },
      out: { m: stream(resultBeat) },
    },
    ({ select, y, m }) => {
      const { state } = regs({ state: State.init('Pass') });
      const { lane, index, outputs, sent } = regs({
        lane: uint(2, 0),
        index: uint(OUTPUT_BITS),
        outputs: uint(OUTPUT_BITS),
        sent: uint(Math.log2(LIST_BEATS)),
      });
      const { entering, entering_key, entering_index } = regs({
        entering: bool(false),
        entering_key: uint(32),
        entering_index: uint(INDEX_BITS),
      });
      const { keys, indices } = regs({ keys: vec(TOP_K, uint(32)), indices: vec(TOP_K, uint(INDEX_BITS)) });
      const { occupied } = regs({ occupied: uint(TOP_K, 0) });

      // One result of the beat a cycle, until the beat is used up.
      const { passing, collecting } = named({
        passing: select.valid.and(select.payload.top.not()).and(state.is('Pass')),
        collecting: state.is('Collect').and(y.valid),
      });
      const { beat_done } = named({ beat_done: collecting.and(lane.eq(3)) });
      when(select.valid.and(select.payload.top).and(state.is('Pass')), () => {
        state.set('Collect');
        index.set(0);
        lane.set(0);
        outputs.set(select.payload.outputs);
        occupied.set(0);
      });
      entering.set(collecting.and(index.lt(outputs)));
      when(collecting, () => {
        entering_key.set(keyOf(y.payload.data.part(lane, 32)));
        entering_index.set(index.slice(0, INDEX_BITS));
        lane.set(lane.add(1));
        index.set(index.add(1));
        when(beat_done.and(y.payload.last), () => state.set('Settle'));
      });
      when(state.is('Settle'), () => {
        state.set('List');
        sent.set(0);
      });

      // A cell whose entry is smaller than the one that enters takes it, or its neighbour's entry when that gives way too.
      const gives = Array.from({ length: TOP_K }, (_, i) =>
        occupied
          .bit(i)
          .not()
          .or(entering_key.gt(keys.at(i))),
      );
      const { gives_way } = named({ gives_way: cat(...gives.reverse()).fit(TOP_K) });
      when(entering, () => {
        occupied.set(occupied.shl(1).or(1));
        for (let i = 0; i < TOP_K; i++) {
          when(gives_way.bit(i), () => {
            if (i === 0) {
              keys.at(0).set(entering_key);
              indices.at(0).set(entering_index);
            } else {
              keys.at(i).set(mux(gives_way.bit(i - 1), keys.at(i - 1), entering_key));
              indices.at(i).set(mux(gives_way.bit(i - 1), indices.at(i - 1), entering_index));
            }
          });
        }
      });

      // The list leaves from its head, two entries a beat; places never filled are NaN with index 2^18 − 1.
      const { listing } = named({ listing: state.is('List') });
      const entry = (i: number) => {
        const here = occupied.bit(i);
        const at = mux(here, indices.at(i), lit(2 ** INDEX_BITS - 1, uint(INDEX_BITS)));
        return cat(at.extend(32), mux(here, fromKey(keys.at(i)), lit(0x7fc00000, bits(32)))).fit(64);
      };
      const { list_beat } = named({ list_beat: cat(entry(1), entry(0)).fit(STRIP) });
      const { last_sent } = named({ last_sent: sent.eq(LIST_BEATS - 1) });
      when(listing.and(m.ready), () => {
        sent.set(sent.add(1));
        occupied.set(occupied.shr(ENTRIES_PER_BEAT));
        for (let i = 0; i + ENTRIES_PER_BEAT < TOP_K; i++) {
          keys.at(i).set(keys.at(i + ENTRIES_PER_BEAT));
          indices.at(i).set(indices.at(i + ENTRIES_PER_BEAT));
        }
        when(last_sent, () => state.set('Pass'));
      });

      m.valid.set(listing.or(passing.and(y.valid)));
      m.payload.data.set(mux(listing, list_beat, y.payload.data));
      m.payload.last.set(mux(listing, last_sent, y.payload.last));
      y.ready.set(mux(state.is('Collect'), lane.eq(3), passing.and(m.ready)));
      const passed = passing.and(y.valid).and(m.ready).and(y.payload.last);
      select.ready.set(passed.or(listing.and(m.ready).and(last_sent)));
    },
  );
