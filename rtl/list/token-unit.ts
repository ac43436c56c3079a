import { bits, bool, Fifo, insts, module, named, queue, regs, stream, uint, unused } from '@chisel-lite/hdl';
import { resultBeat } from '../bundles.ts';
import { command, refusal } from '../command/command.ts';
import { QUEUE_DEPTH } from '../command/registers.ts';
import { burst, fault, region } from '../memory/bundles.ts';
import { STRIP, TOKEN_BITS } from '../parameters.ts';
import { Append, strobedBeat } from '../vector/append.ts';
import { RECORD_BEATS } from '../vector/record.ts';
import { VectorUnit } from '../vector/unit.ts';
import { CommandList, RECORD_NUMBER_BITS } from './list.ts';

/** Beats of results that wait for the vector unit while it does something else. */
const RESULTS_AHEAD = 512;
/** Vector records that wait for their turn. */
const RECORDS_AHEAD = 8;

/**
 * What lets the accelerator work through a whole token: the command list, the vector unit, and its appends. It stands
 * between the command queue and the dispatcher, and between the core and where results go: those of a product whose
 * `route` says so go to the vector unit.
 */
export const TokenUnit = () =>
  module(
    'token_unit',
    {
      in: {
        queued: stream(command),
        list_beats: stream(bits(STRIP)),
        parameter_beats: stream(bits(STRIP)),
        y: stream(resultBeat),
        /** Of each product, in order: its results go to the vector unit. */
        route: stream(bool()),
        b: stream(uint(2)),
        halt: bool(),
        window_first: uint(28),
        window_last: uint(28),
        quiet: bool(),
        checked: bool(),
        /** The core, or a port, moves. */
        active: bool(),
        /** The arg-max of the last list of the largest results, and whether none of them was a number. */
        largest: uint(TOKEN_BITS),
        no_number: bool(),
      },
      out: {
        m: stream(command),
        list_region: stream(region),
        parameter_region: stream(region),
        /** Activations, serially. */
        x: stream(bits(STRIP)),
        /** Results that do not go to the vector unit. */
        y_out: stream(resultBeat),
        aw: stream(burst),
        w: stream(strobedBeat),
        forget: bool(),
        running: bool(),
        done: bool(),
        done_interrupt: bool(),
        drained: bool(),
        refused: refusal,
        failed: fault,
        number: uint(RECORD_NUMBER_BITS),
      },
    },
    (io) => {
      const { u_list, u_records, u_vector, u_append, u_results, u_routes } = insts({
        u_list: CommandList(),
        u_records: Fifo(bits(STRIP), RECORDS_AHEAD * RECORD_BEATS, { style: 'distributed' }),
        u_vector: VectorUnit(),
        u_append: Append(),
        u_results: Fifo(bits(STRIP), RESULTS_AHEAD),
        u_routes: Fifo(bool(), QUEUE_DEPTH, { style: 'distributed' }),
      });
      u_list.queued.connect(io.queued);
      io.m.connect(u_list.m);
      u_list.beats.connect(io.list_beats);
      io.list_region.connect(u_list.region);
      io.parameter_region.connect(u_list.parameters);
      u_list.halt.set(io.halt);
      u_list.window_first.set(io.window_first);
      u_list.window_last.set(io.window_last);
      u_list.checked.set(io.checked);
      u_list.largest.set(io.largest);
      u_list.no_number.set(io.no_number);

      u_records.s.connect(u_list.vector);
      u_vector.record.connect(u_records.m);
      // A short queue in front of the vector unit, so that no path leads through its turn to where beats come from.
      const parameters = queue(io.parameter_beats, 2, { name: 'u_parameters_next' });
      const results = queue(u_results.m, 2, { name: 'u_results_next' });
      u_vector.p.connect(parameters);
      u_append.job.connect(u_vector.job);
      u_append.beats.connect(u_vector.append);
      u_append.b.connect(io.b);
      u_append.halt.set(io.halt);
      io.aw.connect(u_append.aw);
      io.w.connect(u_append.w);
      io.x.connect(u_vector.x);

      // Results go where their product says.
      u_routes.s.connect(io.route);
      const { to_vector, to_memory } = named({
        to_vector: u_routes.m.valid.and(u_routes.m.payload),
        to_memory: u_routes.m.valid.and(u_routes.m.payload.not()),
      });
      u_results.s.valid.set(io.y.valid.and(to_vector));
      u_results.s.payload.set(io.y.payload.data);
      io.y_out.valid.set(io.y.valid.and(to_memory));
      io.y_out.payload.set(io.y.payload);
      const { moved } = named({
        moved: to_vector.and(u_results.s.ready).or(to_memory.and(io.y_out.ready)).and(io.y.valid),
      });
      io.y.ready.set(to_vector.and(u_results.s.ready).or(to_memory.and(io.y_out.ready)));
      u_routes.m.ready.set(moved.and(io.y.payload.last));
      u_vector.results.connect(results);
      // A product is under way until its last result has been taken.
      // A result is in the queue a cycle before it is offered.
      const { none_inside } = named({ none_inside: u_results.level.eq(0).and(u_results.m.valid.not()) });
      u_list.quiet.set(io.quiet.and(u_routes.m.valid.not()).and(none_inside).and(results.valid.not()));

      u_list.vector_done.set(u_vector.done);
      u_list.append_done.set(u_append.done);
      const { moves } = regs({ moves: bool(false) });
      moves.set(io.active.or(u_vector.stepped).or(u_vector.busy.not().and(u_records.m.valid)).or(moved));
      u_list.active.set(moves);

      io.forget.set(u_list.forget);
      io.running.set(u_list.running);
      io.done.set(u_list.done);
      io.done_interrupt.set(u_list.done_interrupt);
      io.drained.set(u_append.drained);
      io.refused.set(u_list.refused);
      io.failed.set(u_append.failed);
      io.number.set(u_list.number);
      unused(u_records.level, u_routes.level);
    },
  );
