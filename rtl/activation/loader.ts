import {
  type Bool,
  bits,
  bool,
  cat,
  enumeration,
  insts,
  lit,
  module,
  mux,
  named,
  registered,
  regs,
  stream,
  type UIntVar,
  uint,
  unused,
  when,
} from '@chisel-lite/hdl';
import { commandWord, runCommand } from '../bundles.ts';
import { type CoreParameters, LANES_K, laneBits, loadLanes, MAX_GROUPS, STRIP, suffix } from '../parameters.ts';
import { BlockFloat } from './block-float.ts';
import { BEAT_ADDRESS, GROUP_ADDRESS } from './buffer.ts';
import { FloatBeat } from './float-beat.ts';

const State = enumeration('loader_state', 'Idle', 'Claim', 'Issue');

/**
 * Takes a command, starts loading its activation vectors into the bank that the runner does not use, and passes the
 * command on at once: the runner follows group by group (`loaded`). A bank is claimed when no command that reads it is
 * still to be run; `finished` tells of one that reads no more.
 *
 * A beat of x holds four values of each of the vectors that load side by side: of tokens 0, 1, …, `loadLanes` − 1
 * (lowest bits first), K / 4 beats long; then the next so many, until the command has all its vectors. Lanes beyond its
 * last are of no meaning. Of a `serial` command all vectors come on lane 0: a group (16 beats) of each of them, then
 * the next group.
 */
export const Loader = (parameters: CoreParameters) => {
  const { tokens, engine, mantissa } = parameters;
  const lanes = loadLanes(parameters);
  const sets = tokens / lanes;
  const BEAT = LANES_K * laneBits(parameters);
  return module(
    `loader_${suffix(parameters)}`,
    {
      in: {
        command: stream(commandWord),
        x: stream(bits(lanes * STRIP)),
        finished: bool(),
        /** The bank that the runner reads. */
        bank_in_use: bool(),
      },
      out: {
        run: stream(runCommand(tokens)),
        write: uint(tokens),
        write_address: uint(BEAT_ADDRESS + 1),
        write_values: bits(lanes * BEAT),
        write_exponent: bool(),
        write_group: uint(GROUP_ADDRESS + 1),
        write_exponents: bits(lanes * 8),
        /**
         * Of the bank in use: groups of all its vectors that are there, and which vectors hold an infinity or a NaN.
         */
        loaded: uint(GROUP_ADDRESS + 1),
        poisoned: uint(tokens),
      },
    },
    ({ command, x, finished, bank_in_use, run, loaded, poisoned, ...buffer }) => {
      const { state, bank, current } = regs({ state: State.init('Idle'), bank: bool(false), current: commandWord });
      // What is being loaded: where the next beat of x belongs, and the next mantissas, some cycles behind.
      const { loading, taking } = regs({ loading: bool(false), taking: bool(false) });
      const { load_bank, last_beat, last_set } = regs({
        load_bank: bool(),
        last_beat: uint(BEAT_ADDRESS),
        last_set: uint(1),
      });
      const { serial, side_by_side, taking_lanes, last_vector, take_vector, write_vector } = regs({
        serial: bool(),
        /** Its opposite, for what is chosen of x: each would have too many ends alone. */
        side_by_side: bool(),
        /** A bit a lane: it takes the next beat of x. */
        taking_lanes: uint(lanes, 0),
        last_vector: uint(3),
        take_vector: uint(3),
        write_vector: uint(3),
      });
      const { take_beat, take_set, write_beat, write_set } = regs({
        take_beat: uint(BEAT_ADDRESS),
        take_set: uint(1),
        write_beat: uint(BEAT_ADDRESS),
        write_set: uint(1),
      });
      const { groups_loaded, poisoned_0, poisoned_1 } = regs({
        groups_loaded: uint(GROUP_ADDRESS + 1),
        poisoned_0: uint(tokens),
        poisoned_1: uint(tokens),
      });
      const { pending_0, pending_1 } = regs({ pending_0: uint(3, 0), pending_1: uint(3, 0) });

      const converters = Array.from({ length: lanes }, (_, lane) => {
        const key = `u_convert_${lane}`;
        const { [key]: convert } = insts({ [key]: engine === 'fused' ? BlockFloat(mantissa) : FloatBeat() });
        convert.x.valid.set(x.valid.and(taking_lanes.bit(lane)));
        convert.x.payload.set(
          lane === 0
            ? x.payload.slice(0, STRIP)
            : mux(side_by_side, x.payload.slice(lane * STRIP, STRIP), x.payload.slice(0, STRIP)),
        );
        // It takes a beat a cycle.
        unused(convert.x.ready);
        return convert;
      });
      // Side by side they go in step, and the first speaks for all; serially no two give mantissas at once.
      const [first, ...others] = converters;
      const { arrived } = named({
        arrived: others.reduce<Bool>((any, other) => any.or(serial.and(other.valid)), first.valid),
      });
      x.ready.set(taking);

      const { last_taken, last_written } = named({
        last_taken: take_beat.eq(last_beat),
        last_written: write_beat.eq(last_beat),
      });
      /** Moves a beat and a vector on; of a serial command all vectors pass through a group before the next. */
      const advance = (
        beat: UIntVar<typeof BEAT_ADDRESS>,
        vector: UIntVar<3>,
        set: UIntVar<1>,
        isLast: Bool,
        end: () => void,
      ) => {
        const endsGroup = beat.slice(0, 4).eq(15);
        const inLastVector = vector.eq(last_vector);
        when(serial.and(endsGroup).and(inLastVector.not()), () => {
          beat.slice(0, 4).set(0);
          vector.set(vector.add(1));
        }).otherwise(() => {
          beat.set(beat.add(1));
          when(endsGroup, () => vector.set(0));
          when(isLast, () => {
            beat.set(0);
            set.set(set.add(1));
            when(serial.or(set.eq(last_set)), end);
          });
        });
      };
      const firstLane = lit(1, uint(lanes));
      const nextLane = lanes === 1 ? firstLane : cat(taking_lanes.slice(0, lanes - 1), taking_lanes.bit(lanes - 1));
      when(x.valid.and(x.ready), () => {
        when(serial.and(take_beat.slice(0, 4).eq(15)), () =>
          taking_lanes.set(mux(take_vector.eq(last_vector), firstLane, nextLane.fit(lanes))),
        );
        advance(take_beat, take_vector, take_set, last_taken, () => {
          taking.set(0);
          taking_lanes.set(0);
        });
      });
      when(arrived, () => advance(write_beat, write_vector, write_set, last_written, () => loading.set(0)));

      const complete = mux(serial, write_vector.eq(last_vector), write_set.eq(last_set));
      const { ends_group } = named({ ends_group: arrived.and(write_beat.slice(0, 4).eq(15)) });
      when(ends_group.and(complete), () => groups_loaded.set(groups_loaded.add(1)));
      const values = converters.map((convert) => convert.values);
      const exponents = converters.map((convert) => convert.exponent);
      for (let token = 0; token < tokens; token++) {
        const besides = sets === 1 ? first.valid : first.valid.and(write_set.eq(Math.floor(token / lanes)));
        const here = mux(serial, converters[token % lanes].valid.and(write_vector.eq(token)), besides);
        buffer.write.bit(token).set(here);
        when(here.and(converters[token % lanes].non_finite), () => {
          when(load_bank, () => poisoned_1.bit(token).set(1)).otherwise(() => poisoned_0.bit(token).set(1));
        });
      }
      buffer.write_address.set(cat(load_bank, write_beat));
      buffer.write_values.set(cat(...values.reverse()));
      buffer.write_exponent.set(write_beat.slice(0, 4).eq(0));
      buffer.write_group.set(cat(load_bank, write_beat.slice(4, GROUP_ADDRESS)));
      buffer.write_exponents.set(cat(...exponents.reverse()));

      const { arriving } = named({ arriving: loading.and(load_bank.eq(bank_in_use)) });
      loaded.set(mux(arriving, groups_loaded, lit(MAX_GROUPS, uint(GROUP_ADDRESS + 1))));
      poisoned.set(mux(bank_in_use, poisoned_1, poisoned_0));

      command.ready.set(state.is('Idle'));
      when(state.is('Idle').and(command.valid), () => {
        current.set(command.payload);
        when(command.payload.reuse, () => state.set('Issue')).otherwise(() => {
          state.set('Claim');
          bank.set(bank.not());
        });
      });
      when(
        state
          .is('Claim')
          .and(loading.not())
          .and(mux(bank, pending_1, pending_0).eq(0)),
        () => {
          state.set('Issue');
          loading.set(1);
          taking.set(1);
          load_bank.set(bank);
          last_beat.set(cat(current.groups.slice(0, GROUP_ADDRESS).sub(1), lit(15, uint(4))).fit(BEAT_ADDRESS));
          last_set.set(sets === 1 ? 0 : current.tokens.bit(2));
          take_beat.set(0);
          take_set.set(0);
          take_vector.set(0);
          write_vector.set(0);
          serial.set(current.serial);
          side_by_side.set(current.serial.not());
          taking_lanes.set(mux(current.serial, firstLane, 2 ** lanes - 1));
          last_vector.set(current.tokens.slice(0, 3));
          write_beat.set(0);
          write_set.set(0);
          groups_loaded.set(0);
          when(bank, () => poisoned_1.set(0)).otherwise(() => poisoned_0.set(0));
        },
      );

      run.valid.set(state.is('Issue'));
      run.payload.groups.set(current.groups.slice(0, 8));
      run.payload.blocks.set(current.blocks);
      run.payload.format.set(current.format);
      run.payload.tokens.set(current.tokens.slice(0, 3));
      run.payload.bank.set(bank);
      const { issued } = named({ issued: run.valid.and(run.ready) });
      when(issued, () => state.set('Idle'));

      // A bank that was read to the end is free a cycle later.
      const { finished_1, bank_1 } = registered(
        { finished_1: finished, bank_1: bank_in_use },
        { init: { finished_1: 0 } },
      );
      const count = (begins: Bool, ends: Bool) => issued.and(begins).extend(3).sub(finished_1.and(ends).extend(3));
      pending_0.set(pending_0.add(count(bank.not(), bank_1.not())));
      pending_1.set(pending_1.add(count(bank, bank_1)));
    },
  );
};
