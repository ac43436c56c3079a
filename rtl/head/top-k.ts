import {
  type Bool,
  bits,
  bool,
  bundle,
  cat,
  enumeration,
  lit,
  memories,
  memory,
  module,
  mux,
  named,
  registered,
  regs,
  stage,
  stream,
  switch_,
  type UInt,
  uint,
  vec,
  when,
} from '@chisel-lite/hdl';
import { resultBeat } from '../bundles.ts';
import { fields } from '../fp/float32.ts';
import { ROW_BEATS } from '../memory/result-writer.ts';
import { type CoreParameters, STRIP, TOKEN_BITS, TOP_K } from '../parameters.ts';

/** Counts outputs: N is at most 262,144. */
export const OUTPUT_BITS = 19;
const INDEX_BITS = TOKEN_BITS;
/** An entry in memory: index in the upper word, value in the lower. Two to a beat. */
const ENTRIES_PER_BEAT = 2;
export const LIST_BEATS = TOP_K / ENTRIES_PER_BEAT;

const LANES = 4;
/**
 * Of an entry in the heap: key, and index with its bits inverted, so that of equal keys the lower index ranks higher.
 */
const RANK_BITS = 32 + INDEX_BITS;
const NODE_BITS = Math.log2(TOP_K) + 1;
const WORD_BITS = Math.log2(LIST_BEATS);

/** How the results of a command leave: all of them, or the largest of the first `outputs` of each of its vectors. */
export const selection = bundle({ top: bool(), last_vector: uint(3), outputs: uint(OUTPUT_BITS) }, {}, 'selection');

const State = enumeration(
  'top_k_state',
  'Pass',
  'Clear',
  'Collect',
  'Compare',
  'Choose',
  'Sift',
  'Move',
  'SortRead',
  'SortTake',
  'ListRead',
  'List',
);

/**
 * An unsigned key of the same order as the values: NaN below everything, −0 and +0 the same. The inverse gives the
 * value back, NaN as the one NaN and either zero as +0.
 */
function keyOf(value: UInt<32>): UInt<32> {
  const { sign, isZero, isNan } = fields(value);
  const ordered = mux(sign, value.not(), value.or(0x80000000));
  return mux(isNan, lit(0, uint(32)), mux(isZero, lit(0x80000000, uint(32)), ordered));
}

const fromKey = (key: UInt<32>): UInt<32> =>
  mux(key.eq(0), lit(0x7fc00000, bits(32)), mux(key.bit(31), key.xor(0x80000000), key.not()));

/**
 * The 64 largest results of each vector of a command, in falling order (of equal ones the lower index first), so that
 * an LM head's logits need not all return; one list behind the other. Commands without selection pass through.
 *
 * A vector's list is a heap, its lowest entry the root: four results at a time are compared with it, a beat in two
 * cycles, and only what ranks above it goes in, down a way of at most 6 nodes of two cycles each. At the end the heap
 * is sorted where it stands. Nodes are counted from 1; the children of node n are 2n and 2n + 1, and lie side by side
 * in two memories. Node 64 has the place of node 0.
 */
export const TopK = ({ tokens }: Pick<CoreParameters, 'tokens'>) => {
  const VECTOR_BITS = Math.max(1, Math.log2(tokens));
  return module(
    `top_k_t${tokens}`,
    {
      in: { select: stream(selection), y: stream(resultBeat) },
      out: {
        m: stream(resultBeat),
        /** The first entry of the last list: which result it is, and whether it is no number. */
        largest: uint(INDEX_BITS),
        no_number: bool(),
      },
    },
    ({ select: selected, y, m, largest, no_number }) => {
      // From a register: results pass, and leave the accelerator, by what it says.
      const select = stage(selected, 'u_selected');
      const { state } = regs({ state: State.init('Pass') });
      const { last_vector, outputs, vector } = regs({
        last_vector: uint(VECTOR_BITS),
        outputs: uint(OUTPUT_BITS),
        vector: uint(VECTOR_BITS),
      });
      const { is_last_vector } = named({ is_last_vector: vector.eq(last_vector) });

      // Two memories of nodes, the even ones and the odd ones, a word of either for each vector and pair of children.
      const words = tokens * LIST_BEATS;
      const { even, odd } = memories({
        even: memory(uint(RANK_BITS), words, { style: 'block' }),
        odd: memory(uint(RANK_BITS), words, { style: 'block' }),
      });
      const { roots } = memories({ roots: memory(uint(RANK_BITS), Math.max(2, tokens), { style: 'distributed' }) });
      const place = (word: UInt<number>) =>
        (tokens === 1 ? word : cat(vector, word)).fit(WORD_BITS + Math.log2(tokens));
      const { root } = named({ root: roots.read(vector) });

      // The beat at hand: four keys, those of them that are still to be compared, and which results they are.
      const { keys, pending, block, row_beat, ends } = regs({
        keys: vec(LANES, uint(32)),
        pending: uint(LANES),
        block: uint(INDEX_BITS - 5),
        row_beat: uint(3),
        ends: bool(),
      });
      const { at_block, at_beat, at_vector } = regs({
        at_block: uint(INDEX_BITS - 5),
        at_beat: uint(3),
        at_vector: uint(VECTOR_BITS),
      });
      const { candidates, lanes_found } = regs({ candidates: uint(LANES), lanes_found: bool(false) });

      // An entry on its way down: the node that it may stand at, and how many nodes there are.
      const { entry, node, nodes, sorting } = regs({
        entry: uint(RANK_BITS),
        node: uint(NODE_BITS),
        nodes: uint(NODE_BITS),
        sorting: bool(false),
      });
      const { cleared } = regs({ cleared: uint(WORD_BITS + VECTOR_BITS) });
      const { sent } = regs({ sent: uint(WORD_BITS) });

      const { passing } = named({ passing: select.valid.and(select.payload.top.not()).and(state.is('Pass')) });
      const { begins } = named({ begins: select.valid.and(select.payload.top).and(state.is('Pass')) });
      const { may_take } = named({
        may_take: state.is('Collect').or(state.is('Choose').and(lanes_found.not()).and(ends.not())),
      });
      const { take } = named({ take: y.valid.and(may_take) });

      // Which way an entry goes: to the lower of the children where it ranks above it.
      const { right_is_lower, above_left, above_right, has_left } = regs({
        right_is_lower: bool(),
        above_left: bool(),
        above_right: bool(),
        has_left: bool(),
      });
      const { goes_down, child } = named({
        goes_down: has_left.and(mux(right_is_lower, above_right, above_left)),
        child: cat(node.slice(0, NODE_BITS - 1), right_is_lower).fit(NODE_BITS),
      });

      // Reading: a word of either memory, which stays until another is asked for. Entries that follow each other in a
      // list are those of nodes 2j + 1 and 2j + 2.
      const { listed } = named({ listed: state.is('ListRead') });
      const { read, word } = named({
        read: state.is('Choose', 'Move', 'SortRead', 'SortTake').or(listed),
        word: mux(
          state.is('Move'),
          child.slice(0, WORD_BITS),
          mux(state.is('SortRead'), nodes.slice(1, WORD_BITS), lit(1, uint(WORD_BITS))),
        ),
      });
      const { left, right } = registered(
        { left: even.read(place(mux(listed, sent.add(1), word))), right: odd.read(place(mux(listed, sent, word))) },
        { enable: read },
      );

      // Writing: an entry that has found its node, a child that gives way to it, the root that is the last of a sorted
      // rest; or nothing.
      const { clearing, taking, moving } = named({
        clearing: state.is('Clear'),
        taking: state.is('SortTake'),
        moving: state.is('Move'),
      });
      const { written_node } = named({ written_node: mux(taking, nodes, node) });
      const { written } = named({
        written: mux(
          clearing,
          lit(0, uint(RANK_BITS)),
          mux(taking, root, mux(goes_down, mux(right_is_lower, right, left), entry)),
        ),
      });
      const { write_place } = named({
        write_place: mux(
          clearing,
          cleared.slice(0, WORD_BITS + Math.log2(tokens)),
          place(written_node.slice(1, WORD_BITS)),
        ),
      });
      const writes = moving.or(taking);
      when(clearing.or(writes.and(written_node.bit(0).not())), () => even.write(write_place, written));
      when(clearing.or(writes.and(written_node.bit(0))), () => odd.write(write_place, written));
      const root_place = mux(clearing, cleared.slice(WORD_BITS, VECTOR_BITS), vector);
      when(clearing.or(moving.and(node.eq(1))), () => roots.write(root_place, written));

      // The beat that is taken; until one comes what stands there is of no meaning.
      when(may_take, () => {
        for (let lane = 0; lane < LANES; lane++) {
          keys.at(lane).set(keyOf(y.payload.data.slice(32 * lane, 32)));
        }
        const beat = cat(at_block, at_beat).fit(INDEX_BITS - 2);
        const limit = outputs.slice(2, OUTPUT_BITS - 2);
        const whole = beat.extend(OUTPUT_BITS - 2).lt(limit);
        const partly = beat.extend(OUTPUT_BITS - 2).eq(limit);
        const counts = Array.from({ length: LANES }, (_, lane) =>
          whole.or(partly.and(outputs.slice(0, 2).gt(lane))),
        ) as Bool[];
        pending.set(cat(...counts.reverse()).fit(LANES));
        block.set(at_block);
        row_beat.set(at_beat);
        vector.set(at_vector);
        ends.set(y.payload.last);
      });
      when(take, () => {
        at_beat.set(at_beat.add(1));
        when(at_beat.eq(ROW_BEATS - 1), () => {
          at_vector.set(at_vector.add(1));
          when(at_vector.eq(last_vector), () => {
            at_vector.set(0);
            at_block.set(at_block.add(1));
          });
        });
        state.set('Compare');
      });

      const chosen = (values: readonly UInt<number>[]) =>
        values.reduceRight((otherwise, value, lane) => mux(candidates.bit(lane), value, otherwise));
      const { lowest_candidate } = named({ lowest_candidate: candidates.and(candidates.not().add(1)) });

      switch_(state, {
        Pass: () => {
          when(begins, () => {
            state.set('Clear');
            cleared.set(0);
            last_vector.set(select.payload.last_vector.slice(0, VECTOR_BITS));
            outputs.set(select.payload.outputs);
            at_block.set(0);
            at_beat.set(0);
            at_vector.set(0);
            nodes.set(TOP_K);
            sorting.set(0);
          });
        },
        Clear: () => {
          cleared.set(cleared.add(1));
          when(cleared.eq(words - 1), () => state.set('Collect'));
        },
        Collect: () => {},
        Compare: () => {
          // An empty node gives way to whatever comes.
          const is_empty = root.eq(0);
          const above = Array.from({ length: LANES }, (_, lane) =>
            is_empty.or(keys.at(lane).gt(root.slice(INDEX_BITS, 32))),
          ) as Bool[];
          const found = cat(...above.reverse())
            .fit(LANES)
            .and(pending);
          candidates.set(found);
          lanes_found.set(found.orR());
          state.set('Choose');
        },
        Choose: () => {
          const index = (lane: number) => cat(block, row_beat, lit(lane, uint(2))).fit(INDEX_BITS);
          const ranks = Array.from({ length: LANES }, (_, lane) =>
            cat(keys.at(lane), index(lane).not()).fit(RANK_BITS),
          );
          entry.set(chosen(ranks));
          node.set(1);
          when(lanes_found, () => {
            state.set('Sift');
            pending.set(pending.and(lowest_candidate.not()));
          })
            .elsewhen(ends, () => {
              state.set('SortRead');
              sorting.set(1);
              vector.set(0);
            })
            .elsewhen(y.valid.not(), () => state.set('Collect'));
        },
        Sift: () => {
          const first = cat(node.slice(0, NODE_BITS - 1), lit(0, uint(1))).fit(NODE_BITS);
          const within = node.bit(NODE_BITS - 1).not();
          has_left.set(within.and(first.le(nodes)));
          right_is_lower.set(within.and(first.lt(nodes)).and(right.lt(left)));
          above_left.set(entry.gt(left));
          above_right.set(entry.gt(right));
          state.set('Move');
        },
        Move: () => {
          state.set('Sift');
          node.set(child);
          when(goes_down.not(), () => {
            when(sorting.not(), () => state.set('Compare'))
              .elsewhen(nodes.eq(1), () => state.set('ListRead'))
              .otherwise(() => state.set('SortRead'));
          });
          sent.set(0);
        },
        SortRead: () => {
          state.set('SortTake');
        },
        SortTake: () => {
          entry.set(mux(nodes.bit(0), right, left));
          node.set(1);
          nodes.set(nodes.sub(1));
          state.set('Sift');
        },
        ListRead: () => state.set('List'),
        List: () => {
          when(m.ready, () => {
            sent.set(sent.add(1));
            state.set('ListRead');
            when(sent.eq(LIST_BEATS - 1), () => {
              nodes.set(TOP_K);
              vector.set(vector.add(1));
              state.set(mux(is_last_vector, lit('Pass', State), lit('SortRead', State)));
            });
          });
        },
      });

      const { listing } = named({ listing: state.is('List') });
      const inMemory = (rank: UInt<number>) =>
        cat(rank.slice(0, INDEX_BITS).not().extend(32), fromKey(rank.slice(INDEX_BITS, 32))).fit(64);
      const { list_beat } = named({ list_beat: cat(inMemory(left), inMemory(right)).fit(STRIP) });
      const { first } = regs({ first: uint(RANK_BITS) });
      when(listing.and(sent.eq(0)), () => first.set(right));
      largest.set(first.slice(0, INDEX_BITS).not());
      no_number.set(first.slice(INDEX_BITS, 32).eq(0));
      const { last_sent } = named({ last_sent: sent.eq(LIST_BEATS - 1).and(is_last_vector) });
      m.valid.set(listing.or(passing.and(y.valid)));
      m.payload.data.set(mux(listing, list_beat, y.payload.data));
      m.payload.last.set(mux(listing, last_sent, y.payload.last));
      y.ready.set(may_take.or(passing.and(m.ready)));
      const passed = passing.and(y.valid).and(m.ready).and(y.payload.last);
      select.ready.set(passed.or(listing.and(m.ready).and(last_sent)));
    },
  );
};
