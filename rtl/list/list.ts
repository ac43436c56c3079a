import {
  type Bool,
  bits,
  bool,
  cat,
  enumeration,
  insts,
  type Literal,
  lit,
  module,
  mux,
  named,
  registered,
  regs,
  stream,
  switch_,
  uint,
  unpack,
  unused,
  when,
  wires,
} from '@chisel-lite/hdl';
import { command, PLACE, refusal } from '../command/command.ts';
import { ERROR_CODE } from '../command/registers.ts';
import { OUTPUT_BITS } from '../head/top-k.ts';
import { ADDRESS_BITS, BEAT_ADDRESS_BITS, BEAT_SHIFT, region } from '../memory/bundles.ts';
import { OPERATION_CODE, STRIP, TOKEN_BITS } from '../parameters.ts';
import { KIND, RECORD_BEATS, vectorRecord } from '../vector/record.ts';
import { listsAreWorkedThrough } from './list-claims.ts';
import { productRecord } from './record.ts';
import { VectorCheck } from './vector-check.ts';

const State = enumeration(
  'list_state',
  'Idle',
  'Check',
  'Begin',
  'Fetch',
  'Judge',
  'Vector',
  'Wait',
  'Parameters',
  'Hand',
  'Product',
  'Checked',
  'Next',
  'Drain',
  'Again',
  'Refused',
);

/** Bytes of a 4 KiB page, and of a record. */
const PAGE_SHIFT = 12;
const RECORD_SHIFT = BEAT_SHIFT + Math.log2(RECORD_BEATS);
const RECORD_ADDRESS_BITS = ADDRESS_BITS - RECORD_SHIFT;
/** Bits of a record's number. */
export const RECORD_NUMBER_BITS = 18;
/** Cycles in which nothing moves, after which a list is taken to be stuck. */
const PATIENCE_BITS = 16;
/** Records whose end is awaited. */
const PENDING_BITS = 8;
/** A list of the largest results is of 512 bytes: by so much the next one lies further. */
const NEXT_LIST_SHIFT = 9;

/**
 * Works through command lists (docs/command-list.md). Other commands pass through. A list is fetched twice: once to
 * check every record, then to run it. Products go to the dispatcher as commands of a list, vector records, with what
 * depends on the position put in, to the vector unit. One that ends with an `again` record is checked at its last
 * position too, and then run for token after token.
 */
export const CommandList = () =>
  module(
    'command_list',
    {
      in: {
        queued: stream(command),
        /** Beats of the list, as they were asked for. */
        beats: stream(bits(STRIP)),
        halt: bool(),
        window_first: uint(28),
        window_last: uint(28),
        /** Nothing that was handed to the dispatcher is still under way. */
        quiet: bool(),
        /** The dispatcher has found a product of a list to be as it should. */
        checked: bool(),
        /** A vector record has ended; an append has been answered. */
        vector_done: bool(),
        append_done: bool(),
        /** Something moves. */
        active: bool(),
        /** The arg-max of the last list of the largest results, and whether none of them was a number. */
        largest: uint(TOKEN_BITS),
        no_number: bool(),
      },
      out: {
        m: stream(command),
        /** What to read for `beats`. */
        region: stream(region),
        /** Vector records, four beats each, and their parameters. */
        vector: stream(bits(STRIP)),
        parameters: stream(region),
        /** A pass over the list begins: activations of before are not to be reused. */
        forget: bool(),
        running: bool(),
        done: bool(),
        done_interrupt: bool(),
        refused: refusal,
        /** The record at hand. */
        number: uint(RECORD_NUMBER_BITS),
      },
    },
    (io) => {
      const { state, listing, is_run, sent, repeats, is_last_checked, has_top, patience } = regs({
        state: State.init('Idle'),
        listing: bool(false),
        /** The second pass: records are run. */
        is_run: bool(false),
        sent: uint(2, 0),
        /** The list ends with an `again` record; its last position is being checked; it has a product with `top`. */
        repeats: bool(false),
        is_last_checked: bool(false),
        has_top: bool(false),
        patience: uint(PATIENCE_BITS + 1, 0),
      });
      const { vectors_pending, appends_pending } = regs({
        vectors_pending: uint(PENDING_BITS, 0),
        appends_pending: uint(PENDING_BITS, 0),
      });
      const { current, words, record_number, code, place, last_record, pass, position, token, stops } = regs({
        current: command,
        words: bits(RECORD_BEATS * STRIP),
        record_number: uint(RECORD_NUMBER_BITS),
        code: uint(4),
        place: uint(3),
        /** Where the last record lies, in records. */
        last_record: uint(RECORD_ADDRESS_BITS + 1),
        /** Of a list that is run again: which pass it is, and its token; no pass follows this one. */
        pass: uint(16),
        position: uint(16),
        token: uint(TOKEN_BITS),
        stops: bool(),
      });
      const product = unpack(productRecord, words);
      const vector = unpack(vectorRecord, words);
      const records = current.outputs.slice(0, RECORD_NUMBER_BITS);

      // Commands that are no lists pass, while none runs.
      // What kind of command is at the head of the queue is found in a cycle of its own.
      const { head_known, is_list } = regs({ head_known: bool(false), is_list: bool() });
      const { known } = named({ known: state.is('Idle').and(head_known) });
      const passes = known.and(is_list.not());
      // A cycle old: what was handed over is seen before it is asked.
      const { quiet_1 } = registered({ quiet_1: io.quiet }, { init: { quiet_1: 0 } });
      const { begins } = named({ begins: known.and(is_list).and(quiet_1).and(io.halt.not()) });
      is_list.set(io.queued.payload.operation.eq(OPERATION_CODE.list));
      head_known.set(io.queued.valid.and(io.queued.ready.not()));
      io.queued.ready.set(begins.or(passes.and(io.m.ready)));

      const refuse = (condition: Bool, why: Literal, where: Literal) =>
        when(condition, () => {
          state.set('Refused');
          code.set(why);
          place.set(where);
        });

      const { u_check } = insts({ u_check: VectorCheck() });
      u_check.start.set(state.is('Judge').and(vector.kind.eq(KIND.vector)));
      u_check.words.set(words);
      u_check.position.set(position);
      u_check.token.set(token);
      u_check.window_first.set(io.window_first);
      u_check.window_last.set(io.window_last);

      // A product as a command.
      const { product_position } = named({ product_position: position.addGrow(product.offset).fit(17) });
      const productBeyond = product_position.bit(16).or(product_position.slice(0, 16).andR());
      /** Groups or blocks of as many positions as hold positions 0 … p. */
      const upTo = (shift: number) =>
        product_position
          .slice(shift, 16 - shift)
          .addGrow(lit(1, uint(1)))
          .resize(16);
      const { product_reserved } = named({
        product_reserved: [
          product.reserved_0,
          product.reserved_2,
          product.reserved_3,
          product.reserved_5,
          product.reserved_7,
          product.reserved_9,
          product.reserved_11,
          product.reserved_12,
          product.reserved_15,
        ]
          .map((bits_) => bits_.orR())
          .reduce((a, b) => a.or(b)),
      });
      const { product_valid } = named({ product_valid: state.is('Product') });
      io.m.valid.set(product_valid.or(passes));
      const { as_command } = wires({ as_command: command });
      as_command.set({
        groups: mux(product.groups_by_context, upTo(6), product.groups),
        blocks: mux(product.blocks_by_context, upTo(5), product.blocks),
        operation: OPERATION_CODE.matmul,
        format: product.format,
        tokens: product.tokens,
        reuse: product.reuse,
        interrupt: 0,
        top: product.top,
        outputs: product.outputs,
        position: 0,
        reserved: product_reserved.or(productBeyond).or(product.to_vector.and(product.top)),
        in_list: 1,
        to_vector: product.to_vector,
        only_check: is_run.not(),
        weights_0: product.weights_0,
        weights_1: product.weights_1,
        weights_2: product.weights_2,
        weights_3: product.weights_3,
        activations: 0,
        results: cat(
          product.results
            .slice(NEXT_LIST_SHIFT, ADDRESS_BITS - NEXT_LIST_SHIFT)
            .add(mux(product.results_by_pass, pass, 0).extend(ADDRESS_BITS - NEXT_LIST_SHIFT)),
          product.results.slice(0, NEXT_LIST_SHIFT),
        ).fit(ADDRESS_BITS),
      });
      io.m.payload.set(mux(listing, as_command, io.queued.payload));

      // A vector record, with its steps and its context.
      const { at_position } = named({
        at_position: cat(
          words.slice(416 + 32, 64),
          cat(u_check.positions, words.slice(416, 16)),
          words.slice(48 + 16, 416 - 64),
          u_check.steps,
          words.slice(0, 48),
        ).fit(RECORD_BEATS * STRIP),
      });
      io.vector.valid.set(state.is('Hand'));
      io.vector.payload.set(at_position.part(sent, STRIP).fit(STRIP));
      io.parameters.valid.set(state.is('Parameters'));
      io.parameters.payload.set(u_check.parameters);

      io.region.valid.set(state.is('Begin'));
      io.region.payload.set({
        address: current.activations.slice(BEAT_SHIFT, BEAT_ADDRESS_BITS),
        beats: records.shlGrow(2).resize(28),
      });
      io.beats.ready.set(state.is('Fetch'));
      io.forget.set(state.is('Begin'));

      const { handed } = named({
        handed: state
          .is('Hand')
          .and(io.vector.ready)
          .and(sent.eq(RECORD_BEATS - 1)),
      });
      const { appended } = named({ appended: handed.and(u_check.appends) });
      vectors_pending.set(vectors_pending.add(handed.extend(PENDING_BITS)).sub(io.vector_done.extend(PENDING_BITS)));
      appends_pending.set(appends_pending.add(appended.extend(PENDING_BITS)).sub(io.append_done.extend(PENDING_BITS)));
      const { in_the_way } = named({ in_the_way: appends_pending.ne(0) });

      const { is_last } = named({ is_last: record_number.add(1).eq(records) });
      // Of a list that runs again: its last pass lies behind the last position.
      const { last_beyond } = registered({ last_beyond: current.position.addGrow(current.groups).bit(16) });
      // What is wrong with an `again` record, a cycle behind it.
      const { again_wrong } = registered({
        again_wrong: is_last.not().or(has_top.not()).or(product_reserved),
      });
      // Its stop tokens lie in the lower halves of two beats, two in each.
      const stopsAt = (half: number) =>
        io.vector.payload.slice(64 * half, OUTPUT_BITS).eq(io.largest.extend(OUTPUT_BITS));
      const { stop_token } = named({
        stop_token: sent
          .eq(1)
          .or(sent.eq(2))
          .and(stopsAt(0).or(stopsAt(1))),
      });
      const { last_of_again } = named({ last_of_again: state.is('Again').and(sent.eq(3)) });

      const { ended } = regs({ ended: bool(false) });
      ended.set(state.is('Drain').and(ended.not()).and(quiet_1).and(vectors_pending.eq(0)).and(in_the_way.not()));

      patience.set(mux(listing.not().or(io.active).or(io.beats.valid.and(io.beats.ready)), 0, patience.add(1)));

      switch_(state, {
        Idle: () => {
          record_number.set(0);
          when(begins, () => {
            listing.set(1);
            is_run.set(0);
            repeats.set(0);
            is_last_checked.set(0);
            has_top.set(0);
            pass.set(0);
            token.set(io.queued.payload.weights_0.slice(0, TOKEN_BITS));
            current.set(io.queued.payload);
            state.set('Check');
          });
        },
        Check: () => {
          last_record.set(
            current.activations
              .slice(RECORD_SHIFT, RECORD_ADDRESS_BITS)
              .addGrow(records.sub(1))
              .fit(RECORD_ADDRESS_BITS + 1),
          );
          // A cycle to compute in, a cycle to judge in.
          sent.set(sent.add(1));
          when(sent.bit(0), () => {
            state.set('Begin');
            sent.set(0);
            refuse(
              current.activations
                .slice(PAGE_SHIFT, ADDRESS_BITS - PAGE_SHIFT)
                .lt(io.window_first)
                .or(last_record.slice(PAGE_SHIFT - RECORD_SHIFT, 29).gt(io.window_last.extend(29))),
              ERROR_CODE.window,
              PLACE.list,
            );
            refuse(current.activations.slice(0, RECORD_SHIFT).orR(), ERROR_CODE.alignment, PLACE.list);
            refuse(
              current.reserved
                .or(current.top)
                .or(current.reuse)
                .or(current.tokens.ne(0))
                .or(current.format.ne(0))
                .or(records.eq(0))
                .or(current.outputs.bit(RECORD_NUMBER_BITS)),
              ERROR_CODE.reserved,
              PLACE.list,
            );
          });
        },
        Begin: () => {
          record_number.set(0);
          position.set(current.position.add(pass));
          when(io.region.ready, () => state.set('Fetch'));
        },
        Fetch: () => {
          when(io.beats.valid, () => {
            words.set(cat(io.beats.payload, words.slice(STRIP, (RECORD_BEATS - 1) * STRIP)).fit(RECORD_BEATS * STRIP));
            sent.set(sent.add(1));
            when(sent.eq(RECORD_BEATS - 1), () => state.set('Judge'));
          });
        },
        Judge: () => {
          when(vector.kind.eq(KIND.vector), () => state.set('Vector')).otherwise(() => state.set('Wait'));
          refuse(vector.kind.eq(0).or(vector.kind.gt(KIND.again)), ERROR_CODE.record, PLACE.list);
        },
        Vector: () => {
          when(u_check.ended, () => {
            when(is_run, () => state.set('Wait')).otherwise(() => state.set('Next'));
            when(u_check.refused.valid, () => {
              state.set('Refused');
              code.set(u_check.refused.code);
              place.set(u_check.refused.place);
            });
          });
        },
        Wait: () => {
          const waits = mux(vector.kind.eq(KIND.vector), vector.wait, product.wait);
          when(waits.not().or(in_the_way.not()).or(is_run.not()), () => {
            when(vector.kind.eq(KIND.product), () => state.set('Product'))
              .elsewhen(vector.kind.eq(KIND.again), () => state.set('Next'))
              .elsewhen(u_check.has_parameters, () => state.set('Parameters'))
              .otherwise(() => state.set('Hand'));
          });
          when(vector.kind.eq(KIND.again), () => repeats.set(1));
          refuse(vector.kind.eq(KIND.again).and(again_wrong), ERROR_CODE.record, PLACE.list);
        },
        Parameters: () => {
          when(io.parameters.ready, () => state.set('Hand'));
        },
        Hand: () => {
          when(io.vector.ready, () => {
            sent.set(sent.add(1));
            when(sent.eq(RECORD_BEATS - 1), () => state.set('Next'));
          });
        },
        Product: () => {
          when(product.top, () => has_top.set(1));
          when(io.m.ready, () => {
            when(is_run, () => state.set('Next')).otherwise(() => state.set('Checked'));
          });
        },
        Checked: () => {
          when(io.checked, () => state.set('Next'));
        },
        Next: () => {
          when(is_last, () => {
            when(is_run, () => state.set('Drain'))
              .elsewhen(repeats.and(is_last_checked.not()), () => {
                // Whatever depends on position or token lies between what it is at first and what it is at last.
                is_last_checked.set(1);
                pass.set(current.groups);
                token.set(product.outputs.slice(0, TOKEN_BITS));
                state.set('Begin');
                when(last_beyond, () => record_number.set(0));
                refuse(last_beyond, ERROR_CODE.bounds, PLACE.list);
              })
              .otherwise(() => {
                is_run.set(1);
                pass.set(0);
                token.set(current.weights_0.slice(0, TOKEN_BITS));
                state.set('Begin');
              });
          }).otherwise(() => {
            record_number.set(record_number.add(1));
            state.set('Fetch');
          });
        },
        Drain: () => {
          when(ended, () => {
            when(repeats, () => state.set('Again')).otherwise(() => {
              state.set('Idle');
              listing.set(0);
            });
          });
        },
        Again: () => {
          sent.set(sent.add(1));
          stops.set(mux(sent.eq(0), io.no_number.or(pass.eq(current.groups)), stops.or(stop_token)));
          when(last_of_again, () => {
            when(stops, () => {
              state.set('Idle');
              listing.set(0);
            }).otherwise(() => {
              pass.set(pass.add(1));
              token.set(io.largest);
              state.set('Begin');
            });
          });
        },
        Refused: () => {},
      });
      const { list_ends } = named({
        list_ends: mux(repeats, last_of_again.and(stops), ended).and(state.isNot('Refused')),
      });
      // A list that ends in the cycle in which patience does has ended.
      when(listing.and(patience.bit(PATIENCE_BITS)).and(list_ends.not()), () => {
        state.set('Refused');
        code.set(ERROR_CODE.stalled);
        place.set(PLACE.list);
      });
      io.done.set(list_ends);
      io.done_interrupt.set(list_ends.and(current.interrupt));
      io.running.set(listing);
      io.refused.set({ valid: state.is('Refused'), code, place });
      io.number.set(record_number);
      unused(product.kind);
      listsAreWorkedThrough({
        state,
        queued: io.queued,
        m: io.m,
        region: io.region,
        beats: io.beats,
        vector: io.vector,
        parameters: io.parameters,
        windowFirst: io.window_first,
        windowLast: io.window_last,
        quiet: io.quiet,
        active: io.active,
        checked: io.checked,
        vectorDone: io.vector_done,
        appendDone: io.append_done,
        done: io.done,
        doneInterrupt: io.done_interrupt,
        refused: io.refused,
        forget: io.forget,
        listing,
        isRun: is_run,
        repeats,
        isLastChecked: is_last_checked,
        sent,
        number: record_number,
        records,
        current,
        words,
        vectorsPending: vectors_pending,
        appendsPending: appends_pending,
        headKnown: head_known,
        isList: is_list,
        ended,
        patience,
        lastRecord: last_record,
        isVector: vector.kind.eq(KIND.vector),
        isProduct: vector.kind.eq(KIND.product),
        isAgain: vector.kind.eq(KIND.again),
        waits: mux(vector.kind.eq(KIND.vector), vector.wait, product.wait),
        appends: u_check.appends,
        checkStarts: u_check.start,
        checkReads: [words, position, token, io.window_first, io.window_last],
        checkFound: [u_check.steps, u_check.positions, u_check.appends, u_check.has_parameters, u_check.parameters],
        check: u_check,
        ...{ pass, position, token, stops, hasTop: has_top, largest: io.largest, noNumber: io.no_number },
      });
    },
  );
