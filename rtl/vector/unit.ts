import {
  type Bool,
  bits,
  bool,
  cat,
  delay,
  delays,
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
  scope,
  stream,
  switch_,
  type UInt,
  uint,
  unpack,
  unused,
  vec,
  when,
} from '@chisel-lite/hdl';
import { STRIP } from '../parameters.ts';
import { Finish } from './finish.ts';
import { appendJob } from './job.ts';
import { LANE_LATENCY, Lane, VALUE_LATENCY } from './lane.ts';
import { VectorLargest } from './largest.ts';
import { MEMORY_LATENCY, VectorMemory } from './memory.ts';
import { PARAMETERS_LATENCY, Parameters } from './parameters.ts';
import {
  A_SOURCE,
  B_SOURCE,
  C_SOURCE,
  DESTINATION,
  E_SOURCE,
  FINISH,
  MEMORY_ADDRESS,
  RECORD_BEATS,
  REDUCED_VECTORS,
  REDUCTION,
  SCALARS,
  takesParameters,
  vectorRecord,
} from './record.ts';
import { PARTIAL_LATENCY, VectorSum } from './sum.ts';
import { recordsAreWorkedThrough } from './unit-claims.ts';
import { NUMBER_BITS, Walk } from './walk.ts';

const LANES = 4;
const VECTOR_BITS = Math.log2(REDUCED_VECTORS);
/** Beats that may be on their way to the activations, or to memory. */
const BEATS_AHEAD = 64;

/** Cycles from a beat's turn to its operands: an address register, and the memory. */
const OPERANDS = 1 + MEMORY_LATENCY;
/** To its result; and until nothing of it is left anywhere. */
const RESULT = OPERANDS + LANE_LATENCY;
const GONE = RESULT + PARTIAL_LATENCY;

const State = enumeration('vector_state', 'Record', 'Start', 'Offer', 'Run', 'Drain');
/** What becomes of the reduction of a record that has ended. */
const Closing = enumeration('closing_state', 'Idle', 'Tree', 'Finish');

/**
 * The vector unit: works through vector records in order (docs/command-list.md), each to its end before the next
 * begins. What becomes of a reduction, and beats that leave, may still be on their way then: a record that needs it, or
 * the units it is made in, waits for it. A record comes as four beats, checked, and with its steps and context in
 * place. Beats of results and of parameters are taken where the record says so; beats for the activations leave by `x`,
 * beats to append by `append`, behind a job that says where to.
 */
export const VectorUnit = () =>
  module(
    'vector_unit',
    {
      in: { record: stream(bits(STRIP)), results: stream(bits(STRIP)), p: stream(bits(STRIP)) },
      out: {
        x: stream(bits(STRIP)),
        job: stream(appendJob),
        append: stream(bits(STRIP)),
        busy: bool(),
        /** A record has ended, but for its reduction and for beats that have not left yet. */
        done: bool(),
        /** A beat has begun. */
        stepped: bool(),
      },
    },
    (io) => {
      const { state, running, fetched, in_flight } = regs({
        state: State.init('Record'),
        /** The state is Run: a register of its own, since every beat hangs on it. */
        running: bool(false),
        fetched: uint(2, 0),
        /** Beats of the record that are still somewhere. */
        in_flight: uint(6, 0),
      });
      const { words } = regs({ words: bits(RECORD_BEATS * STRIP) });
      const record = unpack(vectorRecord, words);
      unused(
        record.kind,
        record.steps_by_context,
        record.parameters_by_position,
        record.wait,
        record.reserved_2,
        record.offset,
        record.reserved_7,
        record.reserved_11,
        record.parameter_beats,
        record.reserved_12,
        record.reserved_13,
      );

      io.record.ready.set(state.is('Record'));
      when(io.record.valid.and(io.record.ready), () => {
        words.set(cat(io.record.payload, words.slice(STRIP, (RECORD_BEATS - 1) * STRIP)).fit(RECORD_BEATS * STRIP));
        fetched.set(fetched.add(1));
        when(fetched.eq(RECORD_BEATS - 1), () => state.set('Start'));
      });

      // What kind of record it is stands in registers: all that happens in a cycle hangs on it.
      const now = {
        memory: record.destination.eq(DESTINATION.memory),
        activations: record.destination.eq(DESTINATION.activations),
        append: record.destination.eq(DESTINATION.append),
        results: record.a_source.eq(A_SOURCE.results),
        parameters: takesParameters(record),
        reduced: record.reduction.ne(REDUCTION.none),
        summed: record.reduction.eq(REDUCTION.sum).or(record.reduction.eq(REDUCTION.squares)),
        scalars: record.b_source
          .eq(B_SOURCE.scalar)
          .or(record.c_source.eq(C_SOURCE.scalar))
          .or(record.e_source.eq(E_SOURCE.scalar)),
      };
      const is = scope('is', () =>
        regs({
          memory: bool(),
          results: bool(),
          parameters: bool(),
          reduced: bool(),
          summed: bool(),
          squares: bool(),
          leaves: bool(),
        }),
      );
      when(state.is('Start'), () => {
        is.memory.set(now.memory);
        is.results.set(now.results);
        is.parameters.set(now.parameters);
        is.reduced.set(now.reduced);
        is.summed.set(now.summed);
        is.squares.set(record.reduction.eq(REDUCTION.squares));
        is.leaves.set(now.activations.or(now.append));
      });

      const { u_walk, u_memory, u_parameters, u_sum, u_largest, u_finish, u_out } = insts({
        u_walk: Walk(),
        u_memory: VectorMemory(),
        u_parameters: Parameters(),
        u_sum: VectorSum(),
        u_largest: VectorLargest(),
        u_finish: Finish(),
        u_out: Fifo(bits(STRIP), BEATS_AHEAD, { style: 'distributed' }),
      });

      // A beat begins when all that it takes is there, and there is room for what it gives.
      const { room, has_room } = regs({
        room: uint(Math.log2(BEATS_AHEAD) + 1, BEATS_AHEAD),
        /** Two beats may have taken a place since this was found. */
        has_room: bool(true),
      });
      const { leaves } = is;
      const { step } = named({
        step: running
          .and(is.results.not().or(io.results.valid))
          .and(u_parameters.available)
          .and(leaves.not().or(has_room)),
      });
      // So much hangs on a step that it is counted a cycle later.
      const { step_1 } = delay({ step_1: step }, 1, { init: { step_1: 0 } });
      const { popped } = named({ popped: u_out.m.valid.and(u_out.m.ready) });
      room.set(room.sub(step_1.and(leaves).extend(7)).add(popped.extend(7)));
      has_room.set(room.gt(2));
      io.results.ready.set(step.and(is.results));
      io.stepped.set(step_1);

      const address = (value: UInt<number>) => value.slice(0, MEMORY_ADDRESS);
      u_walk.start.set(state.is('Start'));
      u_walk.step.set(step);
      u_walk.beats.set(record.beats);
      u_walk.last_vector.set(record.last_vector);
      u_walk.steps.set(record.steps);
      u_walk.twice.set(record.twice);
      u_walk.a.set(address(record.a));
      u_walk.a_vector.set(address(record.a_vector));
      u_walk.a_step.set(address(record.a_step));
      u_walk.c.set(address(record.c));
      u_walk.c_vector.set(address(record.c_vector));
      u_walk.c_step.set(address(record.c_step));
      u_walk.c_xor.set(record.c_xor);
      u_walk.w.set(address(record.w));
      u_walk.w_vector.set(address(record.w_vector));
      u_walk.w_step.set(address(record.w_step));

      u_parameters.p.connect(io.p);
      u_parameters.used.set(is.parameters.and(running));
      u_parameters.half.set(record.half);
      u_parameters.two.set(record.two);
      u_parameters.step.set(step);
      u_parameters.first_round.set(u_walk.first_round);
      u_parameters.replays.set(u_walk.replays);
      u_parameters.beat.set(u_walk.beat);

      // Operands.
      const { a_at_1, c_at_1, results_1, b_index_1, c_index_1 } = registered({
        a_at_1: u_walk.a_at,
        c_at_1: u_walk.c_at,
        results_1: io.results.payload,
        b_index_1: record.b_scalar.add(u_walk.vector.extend(5)),
        c_index_1: record.c_scalar.add(u_walk.vector.extend(5)),
      });
      u_memory.read_address_a.set(a_at_1);
      u_memory.read_address_c.set(c_at_1);
      const { results_3 } = delay({ results_3: results_1 }, OPERANDS - 1);
      const { scalars } = memories({ scalars: memory(bits(32), SCALARS, { style: 'distributed' }) });
      const { b_scalar_2, c_scalar_2 } = registered({
        b_scalar_2: scalars.read(b_index_1),
        c_scalar_2: scalars.read(c_index_1),
      });
      const { b_scalar_3, c_scalar_3 } = delay(
        { b_scalar_3: b_scalar_2, c_scalar_3: c_scalar_2 },
        PARAMETERS_LATENCY - 2,
      );

      // What counts of a beat, a bit a lane.
      const { filled } = named({ filled: u_walk.beat.ge(record.fill) });
      const limit = record.context.slice(2, 14).extend(NUMBER_BITS);
      const { beyond, at_limit } = named({ beyond: u_walk.number.gt(limit), at_limit: u_walk.number.eq(limit) });
      const excluded = Array.from({ length: LANES }, (_, lane) =>
        filled.or(record.masked.and(beyond.or(at_limit.and(record.context.slice(0, 2).le(lane))))),
      );
      const { excluded_v } = delay(
        { excluded_v: cat(...[...excluded].reverse()).fit(LANES) },
        OPERANDS + VALUE_LATENCY,
      );

      const lanes = Array.from({ length: LANES }, (_, lane) => {
        const { [`u_lane_${lane}`]: unit } = insts({ [`u_lane_${lane}`]: Lane() });
        const of = (beat: UInt<number>) => beat.slice(32 * lane, 32);
        unit.a_source.set(record.a_source);
        unit.b_source.set(record.b_source);
        unit.c_source.set(record.c_source);
        unit.d_source.set(record.d_source);
        unit.operation.set(record.operation);
        unit.e_source.set(record.e_source);
        unit.squares.set(is.squares);
        unit.x.set(record.x);
        unit.y.set(record.y);
        unit.memory_a.set(of(u_memory.a));
        unit.memory_c.set(of(u_memory.c));
        unit.results.set(of(results_3));
        unit.first.set(of(u_parameters.first));
        unit.second.set(of(u_parameters.second));
        unit.b_scalar.set(b_scalar_3);
        unit.c_scalar.set(c_scalar_3);
        unit.excluded.set(excluded_v.bit(lane));
        return unit;
      });

      // What of a record its reduction still needs when the next has come.
      const { closing } = regs({ closing: Closing.init('Idle') });
      const kept = scope('kept', () =>
        regs({
          last_vector: uint(VECTOR_BITS),
          finish: uint(3),
          x: bits(32),
          y: bits(32),
          r_scalar: uint(5),
          summed: bool(),
          scale: bool(),
        }),
      );
      const { closed } = named({ closed: closing.is('Idle') });
      when(closed, () => {
        kept.last_vector.set(record.last_vector.slice(0, VECTOR_BITS));
        kept.finish.set(record.finish);
        kept.x.set(record.x);
        kept.y.set(record.y);
        kept.r_scalar.set(record.r_scalar);
        kept.summed.set(is.summed);
        kept.scale.set(record.finish.eq(FINISH.keyScale).or(record.finish.eq(FINISH.byteScale)));
      });

      // Results.
      const valids = delays({ valid: step }, RESULT, { init: { valid: 0 } });
      const { valid } = valids[RESULT - 1];
      const onTheWay = delays(
        {
          w_at: u_walk.w_at,
          vector: u_walk.vector.slice(0, VECTOR_BITS),
          place: u_walk.number.slice(0, 3),
          first_places: u_walk.number.lt(8),
          first_of_vector: u_walk.number.eq(0),
        },
        RESULT,
      );
      const late = onTheWay[RESULT - 1];
      const { result, reduced } = named({
        result: cat(...lanes.map((lane) => lane.result).reverse()).fit(STRIP),
        reduced: cat(...lanes.map((lane) => lane.reduced).reverse()).fit(STRIP),
      });
      u_memory.write.set(valid.and(is.memory));
      u_memory.write_address.set(late.w_at);
      u_memory.write_beat.set(result);
      u_out.s.valid.set(valid.and(leaves));
      u_out.s.payload.set(result);
      unused(u_out.s.ready, u_out.level);
      // Where beats go that leave, which they may do when the next record has begun.
      const { appending } = regs({ appending: bool(false) });
      io.x.valid.set(u_out.m.valid.and(appending.not()));
      io.x.payload.set(u_out.m.payload);
      io.append.valid.set(u_out.m.valid.and(appending));
      io.append.payload.set(u_out.m.payload);
      u_out.m.ready.set(mux(appending, io.append.ready, io.x.ready));

      u_sum.valid.set(valid.and(is.summed));
      u_sum.data.set(reduced);
      u_sum.vector.set(late.vector);
      u_sum.place.set(late.place);
      u_sum.first.set(late.first_places);
      u_sum.last_vector.set(kept.last_vector);
      u_sum.vector_read.set(u_finish.vector);
      u_largest.valid.set(valid.and(is.reduced).and(is.summed.not()));
      u_largest.data.set(reduced);
      u_largest.left_out.set(cat(...lanes.map((lane) => lane.left_out as Bool).reverse()).fit(LANES));
      u_largest.magnitude.set(record.reduction.eq(REDUCTION.magnitude));
      u_largest.vector.set(late.vector);
      u_largest.first.set(late.first_of_vector);
      u_largest.vector_read.set(u_finish.vector);

      u_finish.last_vector.set(kept.last_vector);
      u_finish.finish.set(kept.finish);
      u_finish.x.set(kept.x);
      u_finish.y.set(kept.y);
      u_finish.reduction.set(mux(kept.summed, u_sum.total, u_largest.largest));
      const { halves } = regs({ halves: vec(REDUCED_VECTORS, bits(16)) });
      const { finished } = delay({ finished: u_finish.valid }, 1, { init: { finished: 0 } });
      const { finished_of, scalar, half } = registered({
        finished_of: u_finish.of,
        scalar: u_finish.scalar,
        half: u_finish.half,
      });
      when(finished, () => {
        scalars.write(kept.r_scalar.add(finished_of.extend(5)), scalar);
        for (let vector = 0; vector < REDUCED_VECTORS; vector++) {
          when(kept.scale.and(finished_of.eq(vector)), () => halves.at(vector).set(half));
        }
      });

      io.job.valid.set(state.is('Offer'));
      io.job.payload.set({
        kind: record.append,
        beats: record.beats.slice(0, 6),
        last_vector: record.last_vector.slice(0, VECTOR_BITS),
        context: record.context,
        to: record.append_to,
        stride: record.append_stride,
        scales: record.parameters,
        scale_stride: record.stride,
        halves,
      });

      // The record's life.
      const goings = delays({ gone: step }, GONE, { init: { gone: 0 } });
      const { gone } = goings[GONE - 1];
      in_flight.set(in_flight.add(step_1.extend(6)).sub(gone.extend(6)));
      const { emptied } = named({ emptied: in_flight.eq(0).and(step_1.not()) });
      const { ended } = named({ ended: state.is('Drain').and(emptied).and(is.reduced.not().or(closed)) });
      const { closes } = named({ closes: ended.and(is.reduced) });
      u_sum.tree.set(closes.and(is.summed));
      u_finish.start.set(closing.is('Tree').and(u_sum.busy.not()).or(closes.and(is.summed.not())));
      // The largest of vectors may be found while the sums of the record before are finished.
      const reducesAlike = now.summed.or(now.reduced.and(kept.summed.not()));
      const { may_start } = named({
        may_start: closed
          .or(now.scalars.or(now.append).or(reducesAlike).not())
          .and(u_out.m.valid.not().or(now.append.eq(appending)).or(now.append.or(now.activations).not())),
      });
      switch_(state, {
        Record: () => {},
        Start: () => {
          when(may_start, () => {
            when(now.append.or(now.activations), () => appending.set(now.append));
            when(now.append, () => state.set('Offer')).otherwise(() => {
              state.set('Run');
              running.set(1);
            });
          });
        },
        Offer: () => {
          when(io.job.ready, () => {
            state.set('Run');
            running.set(1);
          });
        },
        Run: () => {
          when(step.and(u_walk.last), () => {
            state.set('Drain');
            running.set(0);
          });
        },
        Drain: () => {
          when(ended, () => state.set('Record'));
        },
      });
      switch_(closing, {
        Idle: () => {
          when(closes, () => closing.set(mux(is.summed, lit('Tree', Closing), lit('Finish', Closing))));
        },
        Tree: () => {
          when(u_sum.busy.not(), () => closing.set('Finish'));
        },
        Finish: () => {
          when(u_finish.busy.not(), () => closing.set('Idle'));
        },
      });
      const { done_1 } = delay({ done_1: ended }, 1, { init: { done_1: 0 } });
      io.done.set(done_1);
      io.busy.set(state.isNot('Record').or(fetched.ne(0)).or(closed.not()).or(u_out.m.valid));
      recordsAreWorkedThrough({
        ...{ io, state, closing, words, record, running, fetched, room, appending, is, kept, step, ended, closes },
        ...{ finished, halves, inFlight: in_flight, hasRoom: has_room },
        valids: valids.map((stage) => stage.valid),
        goings: goings.map((stage) => stage.gone),
        written: onTheWay.map((stage) => stage.w_at),
        walk: u_walk,
        memory: { write: u_memory.write, write_address: late.w_at, read_address_a: a_at_1, read_address_c: c_at_1 },
        parameters: {
          ...{ used: u_parameters.used, available: u_parameters.available },
          ...{ half: record.half, two: record.two },
        },
        sum: { valid: u_sum.valid, tree: u_sum.tree, lastVector: kept.last_vector, busy: u_sum.busy },
        sumStands: PARTIAL_LATENCY,
        largest: u_largest,
        finish: {
          ...{ start: u_finish.start, busy: u_finish.busy, valid: u_finish.valid },
          told: [kept.last_vector, kept.finish, kept.x, kept.y],
        },
        out: u_out,
        places: BEATS_AHEAD,
      });
    },
  );
