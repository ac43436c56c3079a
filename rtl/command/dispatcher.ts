import {
  assert,
  type Bool,
  bits,
  bool,
  cat,
  delay,
  enumeration,
  type Literal,
  lit,
  module,
  mux,
  named,
  pack,
  registered,
  regs,
  select,
  stream,
  type UInt,
  uint,
  verification,
  when,
  wires,
} from '@chisel-lite/hdl';
import { commandWord } from '../bundles.ts';
import { LIST_BEATS, selection } from '../head/top-k.ts';
import { ADDRESS_BITS, BEAT_ADDRESS_BITS, BEAT_SHIFT, COUNT_BITS, region, vectors } from '../memory/bundles.ts';
import { destination, ROW_BEATS } from '../memory/result-writer.ts';
import {
  type AcceleratorParameters,
  FORMAT_CODE,
  hasLists,
  MAX_BLOCKS,
  MAX_GROUPS,
  OPERATION_CODE,
  STRIPS_PER_GROUP,
} from '../parameters.ts';
import { command, PLACE, refusal } from './command.ts';
import { type Cause, commandsEnd, type Judgement, refusalsAreTrue, regionsAreChecked } from './dispatcher-claims.ts';
import { partsSayWhatWasTaken } from './parts-claims.ts';
import { ERROR_CODE } from './registers.ts';

const State = enumeration('dispatcher_state', 'Idle', 'Shape', 'Size', 'Regions', 'Send', 'Refused');

/** Beats of a 4 KiB page. */
const PAGE_SHIFT = 12 - BEAT_SHIFT;

/**
 * Takes commands, checks each completely before any part of it is begun, and hands its parts to the readers, the core
 * and the writer. It runs ahead of them as far as they can queue: so the next matrix is being fetched while this one
 * streams.
 */
export const Dispatcher = (parameters: AcceleratorParameters) => {
  const { tokens, results = 'memory' } = parameters;
  const lists = hasLists(parameters);
  return module(
    `dispatcher_t${tokens}${results === 'stream' ? '_stream' : ''}${lists ? '_list' : ''}`,
    {
      in: {
        queued: stream(command),
        halt: bool(),
        window_first: uint(28),
        window_last: uint(28),
        /** Activations of before are not to be reused. */
        forget: bool(),
      },
      out: {
        weights_0: stream(region),
        weights_1: stream(region),
        weights_2: stream(region),
        weights_3: stream(region),
        activations: stream(vectors),
        core: stream(bits(64)),
        results: stream(destination),
        select: stream(selection),
        /** Whether the results of a product go to the vector unit. */
        route: stream(bool()),
        /** A product that was only to be checked is as it should be. */
        checked: bool(),
        idle: bool(),
        refused: refusal,
        accepted: bool(),
      },
    },
    (io) => {
      const { state, loaded } = regs({ state: State.init('Idle'), loaded: bool(false) });
      const { current, step, next_step, is_activations, is_results, address, loaded_groups, loaded_tokens } = regs({
        current: command,
        /** The region at hand, and the one behind it. */
        step: uint(3),
        next_step: uint(3),
        is_activations: bool(),
        is_results: bool(),
        address: uint(ADDRESS_BITS),
        loaded_groups: uint(16),
        loaded_tokens: uint(4),
      });
      const { macros, vector_count, weight_beats, activation_beats, result_beats } = regs({
        macros: uint(24),
        /** Vectors of the command. */
        vector_count: uint(5),
        weight_beats: uint(COUNT_BITS),
        activation_beats: uint(COUNT_BITS),
        result_beats: uint(COUNT_BITS),
      });
      const { code, place } = regs({ code: uint(4), place: uint(3) });

      io.queued.ready.set(state.is('Idle').and(io.halt.not()));
      when(io.queued.valid.and(io.queued.ready), () => {
        current.set(io.queued.payload);
        state.set('Shape');
      });

      const refuse = (when_: Bool, why: Literal, where: Literal) =>
        when(when_, () => {
          state.set('Refused');
          code.set(why);
          place.set(where);
        });

      // The shape. Where several things are wrong the last `refuse` wins.
      const unlike = current.groups.ne(loaded_groups).or(current.tokens.ne(loaded_tokens)).or(loaded.not());
      when(state.is('Shape'), () => {
        state.set('Size');
        next_step.set(0);
        vector_count.set(current.tokens.addGrow(lit(1, uint(1))).fit(5));
        macros.set(current.groups.slice(0, 8).mul(current.blocks).fit(24));
        refuse(current.reuse.and(unlike), ERROR_CODE.reuse, PLACE.activations);
        refuse(current.tokens.ge(tokens), ERROR_CODE.tokens, 0);
        refuse(current.format.gt(FORMAT_CODE.int8), ERROR_CODE.format, 0);
        refuse(current.blocks.eq(0).or(current.blocks.gt(MAX_BLOCKS)), ERROR_CODE.blocks, 0);
        refuse(current.groups.eq(0).or(current.groups.gt(MAX_GROUPS)), ERROR_CODE.groups, 0);
        // Last, since what the fields mean is known only of a known operation, and with nothing beside them.
        refuse(current.reserved, ERROR_CODE.reserved, 0);
        refuse(current.operation.ne(OPERATION_CODE.matmul), ERROR_CODE.operation, 0);
      });
      const count = (value: UInt<number>) => value.resize(COUNT_BITS);
      when(state.is('Size'), () => {
        state.set('Regions');
        // 18 strips a macro; 17 and a quarter, rounded up, dense; 33 of INT8.
        const sixteen = count(macros).shl(4);
        const quads = count(macros.addGrow(lit(3, uint(2))).shr(2));
        const macro = sixteen.add(count(macros).shl(1));
        const dense = sixteen.add(count(macros)).add(quads);
        const int8 = sixteen.shl(1).add(count(macros));
        weight_beats.set(
          mux(current.format.eq(FORMAT_CODE.macro), macro, mux(current.format.eq(FORMAT_CODE.dense), dense, int8)),
        );
        activation_beats.set(count(current.groups.slice(0, 8).mul(vector_count)).shl(Math.log2(STRIPS_PER_GROUP)));
        const rows = count(current.blocks.mul(vector_count)).shl(Math.log2(ROW_BEATS));
        const listBeats = count(vector_count).shl(Math.log2(LIST_BEATS));
        result_beats.set(mux(current.top, listBeats, rows));
      });

      const beatAddress = (at: UInt<number>) => at.slice(BEAT_SHIFT, BEAT_ADDRESS_BITS);
      // The regions, one a cycle. Each is chosen a cycle before, which keeps the path to a refusal short.
      const addresses = [
        current.weights_0,
        current.weights_1,
        current.weights_2,
        current.weights_3,
        current.activations,
        current.results,
      ];
      when(state.is('Size', 'Regions'), () => {
        step.set(next_step);
        next_step.set(next_step.add(1));
        is_activations.set(next_step.eq(PLACE.activations));
        is_results.set(next_step.eq(PLACE.results));
        address.set(select(next_step, addresses));
      });
      const { length } = named({
        length: mux(is_results, result_beats, mux(is_activations, activation_beats, weight_beats)),
      });
      const { first_beat } = named({ first_beat: beatAddress(address) });
      const { last_beat } = named({ last_beat: first_beat.addGrow(length.sub(1)).fit(BEAT_ADDRESS_BITS + 1) });
      const fetched = is_activations
        .not()
        .or(current.reuse.or(current.in_list).not())
        .and(is_results.and(current.to_vector).not());
      // Results that leave by a stream have no place in memory.
      const needed = results === 'stream' ? fetched.and(is_results.not()) : fetched;
      const unaligned = address.slice(0, BEAT_SHIFT).orR();
      const offRow = is_results.and(address.slice(BEAT_SHIFT, 3).orR());
      // Each is judged in the cycle after it has been reckoned.
      const { reckoned } = delay({ reckoned: state.is('Regions') }, 1, { init: { reckoned: 0 } });
      const { first_page, last_page, needed_1, misaligned_1, step_1, is_last } = registered({
        first_page: first_beat.shr(PAGE_SHIFT).slice(0, 28),
        last_page: last_beat.shr(PAGE_SHIFT).slice(0, 29),
        needed_1: needed,
        misaligned_1: results === 'stream' ? unaligned : unaligned.or(offRow),
        step_1: step,
        is_last: is_results,
      });
      const { judging } = named({ judging: state.is('Regions').and(reckoned) });
      const { outside, misaligned } = named({
        outside: needed_1.and(first_page.lt(io.window_first).or(last_page.gt(io.window_last.extend(29)))),
        misaligned: needed_1.and(misaligned_1),
      });
      when(judging, () => {
        when(is_last, () => state.set(mux(current.only_check, lit('Idle', State), lit('Send', State))));
        when(outside.or(misaligned), () => state.set('Refused'));
        // What would be wrong, whether it is or not: the comparison, the longest path, ends at the state.
        code.set(mux(misaligned, lit(ERROR_CODE.alignment, uint(4)), ERROR_CODE.window));
        place.set(step_1);
      });

      // Each receiver takes its part when it can.
      const { has_part } = regs({ has_part: uint(9) });
      const { sending, handed } = wires({ sending: bool(), handed: uint(9) });
      sending.set(state.is('Send'));
      const offer = (i: number, port: { valid: { set(v: Bool): void }; ready: Bool }) => {
        port.valid.set(sending.and(has_part.bit(i).not()));
        handed.bit(i).set(port.ready);
      };
      const ports = [io.weights_0, io.weights_1, io.weights_2, io.weights_3];
      ports.forEach((port, i) => {
        port.payload.set({ address: beatAddress(addresses[i]), beats: weight_beats });
        offer(i, port);
      });
      io.activations.payload.set({
        address: beatAddress(current.activations),
        groups: current.groups.slice(0, 8),
        tokens: current.tokens.slice(0, 3),
      });
      offer(4, io.activations);
      const { word } = wires({ word: commandWord });
      word.set({
        groups: current.groups,
        blocks: current.blocks,
        format: current.format.slice(0, 2),
        reserved_0: 0,
        tokens: current.tokens,
        reuse: current.reuse,
        serial: current.in_list,
        reserved_1: 0,
      });
      io.core.payload.set(pack(word).fit(64));
      offer(5, io.core);
      io.results.payload.set({
        address: beatAddress(current.results),
        // Lists follow each other: a row as long as all of them.
        blocks: mux(current.top, vector_count.shlGrow(Math.log2(LIST_BEATS / ROW_BEATS)).resize(16), current.blocks),
        tokens: mux(current.top, lit(0, uint(3)), current.tokens.slice(0, 3)),
        interrupt: current.interrupt,
      });
      offer(6, io.results);
      io.select.payload.set({
        top: current.top,
        last_vector: current.tokens.slice(0, 3),
        outputs: current.outputs,
      });
      offer(7, io.select);
      io.route.payload.set(current.to_vector);
      offer(8, io.route);

      const { all_sent } = named({ all_sent: sending.and(has_part.andR()) });
      // Who gets nothing of a command has its part from the beginning.
      const noActivations = current.reuse.or(current.in_list);
      when(state.is('Size'), () =>
        has_part.set(
          cat(
            lit(lists ? 0 : 1, bool()),
            current.to_vector,
            current.to_vector,
            lit(0, bool()),
            noActivations,
            lit(0, uint(4)),
          ).fit(9),
        ),
      );
      when(sending, () => has_part.set(has_part.or(handed)));
      const { found_right } = named({
        found_right: judging.and(is_last).and(current.only_check).and(outside.or(misaligned).not()),
      });
      when(all_sent, () => state.set('Idle'));
      when(all_sent.or(found_right).and(current.reuse.not()), () => {
        loaded.set(1);
        loaded_groups.set(current.groups);
        loaded_tokens.set(current.tokens);
      });
      when(io.forget, () => loaded.set(0));
      io.checked.set(found_right);
      io.idle.set(state.is('Idle'));
      io.accepted.set(all_sent.and(current.to_vector.not()));
      io.refused.set({ valid: state.is('Refused'), code, place });

      const lengths = [weight_beats, weight_beats, weight_beats, weight_beats, activation_beats, result_beats];
      const wanted = [
        lit(1, bool()),
        lit(1, bool()),
        lit(1, bool()),
        lit(1, bool()),
        current.reuse.or(current.in_list).not(),
        results === 'stream' ? lit(0, bool()) : current.to_vector.not(),
      ];
      const judgement: Judgement = {
        regions: addresses.map((at, i) => ({
          address: at,
          beats: lengths[i],
          needed: wanted[i],
          alignment: i === addresses.length - 1 ? ROW_BEATS << BEAT_SHIFT : 1 << BEAT_SHIFT,
        })),
        isIdle: state.is('Idle'),
        isShape: state.is('Shape'),
        isSize: state.is('Size'),
        isRegions: state.is('Regions'),
        isSend: state.is('Send'),
        isRefused: state.is('Refused'),
        step,
        isResults: is_results,
        nextStep: next_step,
        address,
        length,
        reckoned,
        judgedStep: step_1,
        isLast: is_last,
        firstPage: first_page,
        lastPage: last_page,
        isNeeded: needed_1,
        isMisaligned: misaligned_1,
        isFoundRight: found_right,
        windowFirst: io.window_first,
        windowLast: io.window_last,
      };
      const watched = regionsAreChecked(judgement);
      const causes: readonly Cause[] = [
        { error: 'operation', place: 0, isSo: current.operation.ne(OPERATION_CODE.matmul) },
        { error: 'reserved', place: 0, isSo: current.reserved },
        { error: 'groups', place: 0, isSo: current.groups.sub(1).ge(MAX_GROUPS) },
        { error: 'blocks', place: 0, isSo: current.blocks.sub(1).ge(MAX_BLOCKS) },
        { error: 'format', place: 0, isSo: current.format.gt(FORMAT_CODE.int8) },
        { error: 'tokens', place: 0, isSo: current.tokens.ge(tokens) },
        { error: 'reuse', place: PLACE.activations, isSo: current.reuse.and(unlike) },
      ];
      refusalsAreTrue(judgement, io.refused, causes, watched);
      commandsEnd(judgement, [...ports, io.activations, io.core, io.results, io.select, ...(lists ? [io.route] : [])]);
      partsSayWhatWasTaken({
        ...judgement,
        queued: io.queued,
        forget: io.forget,
        current,
        macros,
        weightBeats: weight_beats,
        accepted: io.accepted,
        hasPart: has_part,
        weights: ports,
        activations: io.activations,
        core: { ...io.core, payload: word },
        results: io.results,
        select: io.select,
        ...(lists ? { route: io.route } : {}),
        loaded,
        loadedGroups: loaded_groups,
        loadedTokens: loaded_tokens,
      });
      verification(() => {
        when(state.is('Size', 'Regions', 'Send'), () => {
          assert(current.groups.ne(0).and(current.groups.le(MAX_GROUPS)), 'K is what a command may have');
          assert(current.blocks.ne(0).and(current.blocks.le(MAX_BLOCKS)), 'and so is N');
          assert(current.tokens.lt(tokens).and(vector_count.eq(current.tokens.extend(5).add(1))), 'and so are vectors');
          assert(current.format.le(FORMAT_CODE.int8), 'and so is the format');
          assert(macros.ne(0), 'there is a macro');
        });
        when(state.is('Regions', 'Send'), () => {
          const wide = (value: UInt<number>) => value.resize(COUNT_BITS);
          const vectors_ = wide(current.groups.slice(0, 8).mul(vector_count));
          assert(activation_beats.eq(vectors_.shl(Math.log2(STRIPS_PER_GROUP))), 'activations are a row a vector');
          const rows = wide(current.blocks.mul(vector_count)).shl(Math.log2(ROW_BEATS));
          const lists_ = wide(vector_count).shl(Math.log2(LIST_BEATS));
          assert(result_beats.eq(mux(current.top, lists_, rows)), 'results are a row a vector, or a list');
          const { address: to, tokens: last } = io.results.payload;
          assert(to.eq(beatAddress(current.results)), 'results go where the command says');
          assert(
            last.eq(mux(current.top, lit(0, uint(3)), current.tokens.slice(0, 3))),
            'a row a vector, or one of lists',
          );
        });
      });
    },
  );
};
