import {
  type Bool,
  bits,
  bool,
  delay,
  enumeration,
  type Literal,
  lit,
  module,
  mux,
  named,
  registered,
  regs,
  switch_,
  type UInt,
  uint,
  unpack,
  unused,
  when,
} from '@chisel-lite/hdl';
import { PLACE, refusal } from '../command/command.ts';
import { ERROR_CODE } from '../command/registers.ts';
import { BEAT_ADDRESS_BITS, BEAT_SHIFT, COUNT_BITS, region } from '../memory/bundles.ts';
import { STRIP, TOKEN_BITS } from '../parameters.ts';
import {
  A_SOURCE,
  APPEND,
  C_SOURCE,
  DESTINATION,
  E_SOURCE,
  MEMORY_BEATS,
  RECORD_BEATS,
  REDUCTION,
  takesParameters,
  vectorRecord,
} from '../vector/record.ts';
import { usesMoreScalars, wrongFields } from './record-rules.ts';
import { recordsAreChecked } from './vector-check-claims.ts';

const State = enumeration(
  'check_state',
  'Idle',
  'Fields',
  'WalkA',
  'WalkC',
  'WalkW',
  'WalksEnd',
  'Reaches',
  'Extents',
  'Ends',
  'Window',
  'Verdict',
);

/** Beats of a 4 KiB page. */
const PAGE_SHIFT = 12 - BEAT_SHIFT;
const MACRO_STRIPS = 33;
/** Of a sum of products of 16 bits. */
const REACH_BITS = 34;

/** Strips of `macros` macros: exact. */
const timesStrips = (macros: UInt<number>): UInt<17> => macros.shlGrow(5).resize(17).add(macros.resize(17));

/**
 * Checks a vector record for a position, and says what depends on the position: its steps, its context, its parameters'
 * place. Whatever it refuses it refuses before any part of it has begun. `start` brings the record, which must stand
 * until `ended`.
 */
export const VectorCheck = () =>
  module(
    'vector_check',
    {
      in: {
        start: bool(),
        words: bits(RECORD_BEATS * STRIP),
        position: uint(16),
        /** Whose row of parameters is read, where a record says so. */
        token: uint(TOKEN_BITS),
        window_first: uint(28),
        window_last: uint(28),
      },
      out: {
        ended: bool(),
        /** Valid with `ended`: why the record cannot be. */
        refused: refusal,
        steps: uint(16),
        positions: uint(16),
        appends: bool(),
        has_parameters: bool(),
        parameters: region,
      },
    },
    (io) => {
      const { state } = regs({ state: State.init('Idle') });
      const record = unpack(vectorRecord, io.words);
      unused(record.kind, record.a_source, record.steps_by_context, record.wait, record.x, record.y);
      const isValue = record.append.eq(APPEND.values8);
      const { code, place } = regs({ code: uint(4), place: uint(3) });
      // What is wrong with the fields is said a cycle after it is found.
      const { beyond_scalars, cannot_be } = regs({
        beyond_scalars: bool(),
        /** Of loops and reductions, of parameters, of an append; and what is unknown. */
        cannot_be: uint(4),
      });
      // What is found first is what is said.
      const { fault_found } = named({ fault_found: code.ne(0) });
      const refuse = (condition: Bool, why: Literal, where: Literal) =>
        when(condition.and(fault_found.not()), () => {
          code.set(why);
          place.set(where);
        });

      const { appends_now, uses_parameters, uses_c, reduces } = named({
        appends_now: record.destination.eq(DESTINATION.append),
        uses_parameters: takesParameters(record),
        uses_c: record.c_source.eq(C_SOURCE.memory).or(record.e_source.eq(E_SOURCE.memory)),
        reduces: record.reduction.ne(REDUCTION.none),
      });
      const kind = { appends: appends_now, reduces, usesParameters: uses_parameters };

      // The position.
      const { context_now, steps_now, position_now } = regs({
        context_now: uint(17),
        steps_now: uint(16),
        position_now: uint(17),
      });
      // How far a walk reaches: two products, added to where it begins.
      const { vector_stride, step_stride, base, last_step } = regs({
        vector_stride: uint(16),
        step_stride: uint(16),
        base: uint(17),
        last_step: uint(16),
      });
      const { by_vector, by_step, base_2 } = registered({
        by_vector: record.last_vector.mul(vector_stride).fit(20),
        by_step: last_step.mul(step_stride).fit(32),
        base_2: base,
      });
      const { reach } = registered({
        reach: by_vector.extend(REACH_BITS).add(by_step.extend(REACH_BITS)).add(base_2.extend(REACH_BITS)),
      });
      const { checking_1 } = regs({ checking_1: bool(false) });
      const { checking_3 } = delay({ checking_3: checking_1 }, 2, { init: { checking_3: 0 } });
      const walk = (used: Bool, first: UInt<16>, byVector: UInt<16>, byStep: UInt<16>, within: UInt<16>) => {
        vector_stride.set(byVector);
        step_stride.set(byStep);
        base.set(first.addGrow(within).fit(17));
        checking_1.set(used);
      };
      checking_1.set(0);
      const { out_of_bounds } = named({ out_of_bounds: checking_3.and(reach.ge(MEMORY_BEATS)) });

      // What lies in memory: parameters, or what is appended (and the scales of values).
      const { total, first_at, span, units, to_beats, offset, reach_of_offset, scale_reach } = regs({
        /** Beats of all parameters. */
        total: uint(32),
        /** Where a region begins, and its beats − 1: of the parameters or scales first, then of what is appended to. */
        first_at: uint(BEAT_ADDRESS_BITS + 1),
        span: uint(32),
        units: uint(8),
        to_beats: uint(32),
        offset: uint(22),
        reach_of_offset: uint(23),
        scale_reach: uint(20),
      });
      /** Of parameters by position or by token, and of the scales of values. */
      const { skipped } = registered({
        skipped: mux(record.parameters_by_token, io.token, position_now.slice(0, 16).extend(TOKEN_BITS)).mul(
          record.stride,
        ),
      });
      const { scale_rows } = registered({ scale_rows: record.last_vector.mul(record.stride).resize(20) });
      const { position_strips } = registered({
        position_strips: timesStrips(mux(isValue, position_now.slice(6, 10).extend(11), position_now.slice(5, 11))),
      });
      const beatAddress = (byte: UInt<40>) => byte.slice(BEAT_SHIFT, BEAT_ADDRESS_BITS).extend(BEAT_ADDRESS_BITS + 1);
      const wide = (value: UInt<number>) => value.resize(BEAT_ADDRESS_BITS + 1);
      // Macros of a position: 1 of a value, 1, 2 or 4 of a key; and their strips.
      const { macros_shift } = regs({ macros_shift: uint(2) });
      const { macro_strips } = registered({ macro_strips: lit(MACRO_STRIPS, uint(9)).shl(macros_shift) });
      // The pages of a region, a cycle behind it.
      const page = (at: UInt<number>) => at.shr(PAGE_SHIFT).slice(0, 29);
      const { first_page, last_page } = registered({
        first_page: page(first_at),
        last_page: page(first_at.add(wide(span))),
      });
      const { outside } = named({
        outside: first_page.lt(io.window_first.extend(29)).or(last_page.gt(io.window_last.extend(29))),
      });

      /** Once, and of either. */
      const lessOne = (beats: UInt<32>) => beats.sub(1) as UInt<32>;

      refuse(out_of_bounds, ERROR_CODE.bounds, PLACE.list);

      switch_(state, {
        Idle: () => {
          code.set(0);
          position_now.set(io.position.addGrow(record.offset).fit(17));
          when(io.start, () => state.set('Fields'));
        },
        Fields: () => {
          state.set('WalkA');
          const context = position_now.add(1) as UInt<17>;
          context_now.set(context);
          // Of 32 or 64 positions each: those of positions 0 … p.
          const before = mux(record.beats.eq(8), position_now.slice(5, 11), position_now.slice(6, 10).extend(11));
          const byContext = before.addGrow(lit(1, uint(1))).resize(16);
          steps_now.set(mux(record.steps_by_context, byContext, record.steps));

          macros_shift.set(
            mux(isValue, lit(0, uint(2)), record.append.eq(APPEND.keys16).addGrow(record.beats.gt(16)).fit(2)),
          );
          beyond_scalars.set(usesMoreScalars(record, kind));
          cannot_be.set(wrongFields(record, kind));
        },
        WalkA: () => {
          state.set('WalkC');
          refuse(beyond_scalars.or(context_now.bit(16)), ERROR_CODE.bounds, PLACE.list);
          refuse(cannot_be.orR(), ERROR_CODE.record, PLACE.list);
          last_step.set(steps_now.sub(1));
          walk(record.a_source.eq(A_SOURCE.memory), record.a, record.a_vector, record.a_step, record.beats.sub(1));
          total.set(steps_now.mul(record.parameter_beats).fit(32));
          first_at.set(beatAddress(record.parameters));
          units.set(
            mux(isValue, record.beats.slice(1, 5), lit(4, uint(5)))
              .mul(record.last_vector.addGrow(lit(1, uint(1))))
              .resize(8),
          );
        },
        WalkC: () => {
          state.set('WalkW');
          walk(uses_c, record.c, record.c_vector, record.c_step, record.beats.sub(1).or(record.c_xor.extend(16)));
          when(record.parameters_by_position, () => first_at.set(first_at.add(wide(skipped))));
          offset.set(position_strips.extend(22).shl(macros_shift));
          scale_reach.set(scale_rows.add(position_now.slice(3, 13).extend(20)));
          to_beats.set(units.mul(record.append_stride).fit(32));
        },
        WalkW: () => {
          state.set('WalksEnd');
          walk(
            record.destination.eq(DESTINATION.memory),
            record.w,
            record.w_vector,
            record.w_step,
            record.beats.sub(1),
          );
          reach_of_offset.set(offset.addGrow(macro_strips).fit(23));
          span.set(mux(appends_now, scale_reach.extend(32), lessOne(total)));
        },
        WalksEnd: () => state.set('Reaches'),
        Reaches: () => state.set('Extents'),
        Extents: () => {
          state.set('Ends');
          refuse(appends_now.and(reach_of_offset.extend(24).gt(record.append_stride)), ERROR_CODE.bounds, PLACE.list);
          when(appends_now, () => {
            first_at.set(beatAddress(record.append_to));
            span.set(lessOne(to_beats));
          });
        },
        Ends: () => {
          state.set('Window');
          const unaligned = (byte: UInt<40>) => byte.slice(0, BEAT_SHIFT).orR();
          const hasRegion = uses_parameters.or(appends_now.and(isValue));
          refuse(
            hasRegion.and(outside).or(uses_parameters.and(total.shr(COUNT_BITS).orR())),
            ERROR_CODE.window,
            PLACE.vector,
          );
          refuse(
            hasRegion.and(unaligned(record.parameters)).or(appends_now.and(unaligned(record.append_to))),
            ERROR_CODE.alignment,
            PLACE.vector,
          );
        },
        Window: () => {
          state.set('Verdict');
          refuse(appends_now.and(outside), ERROR_CODE.window, PLACE.vector);
        },
        Verdict: () => state.set('Idle'),
      });
      io.ended.set(state.is('Verdict'));
      io.refused.set({ valid: state.is('Verdict').and(code.ne(0)), code, place });
      io.steps.set(steps_now);
      io.positions.set(context_now.slice(0, 16));
      io.appends.set(appends_now);
      io.has_parameters.set(uses_parameters);
      io.parameters.set({ address: first_at.slice(0, BEAT_ADDRESS_BITS), beats: total.slice(0, COUNT_BITS) });
      recordsAreChecked({
        state,
        record,
        start: io.start,
        ended: io.ended,
        inputs: [io.words, io.position, io.token, io.window_first, io.window_last],
        words: io.words,
        found: [io.steps, io.positions, io.appends, io.has_parameters, io.parameters],
        windowFirst: io.window_first,
        windowLast: io.window_last,
        code,
        place,
        appends: appends_now,
        usesParameters: uses_parameters,
        cannotBe: cannot_be,
        beyondScalars: beyond_scalars,
        steps: steps_now,
        context: context_now,
        total,
        firstAt: first_at,
        span,
        toBeats: to_beats,
        scaleReach: scale_reach,
        firstPage: first_page,
        lastPage: last_page,
        parameters: io.parameters,
      });
    },
  );
