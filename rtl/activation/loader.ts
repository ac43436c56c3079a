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
  regs,
  stream,
  uint,
  when,
} from '@chisel-lite/hdl';
import { commandWord, runCommand } from '../bundles.ts';
import { type CoreParameters, LANES_K, laneBits, STRIP, suffix } from '../parameters.ts';
import { BlockFloat } from './block-float.ts';
import { BEAT_ADDRESS, GROUP_ADDRESS } from './buffer.ts';
import { FloatBeat } from './float-beat.ts';

const State = enumeration('loader_state', 'Idle', 'Claim', 'Load', 'Issue');

/**
 * Takes a command, loads its activation vectors into the bank that the runner does not use, and passes the command on. It waits
 * while commands that read that bank are still to be run; `finished` tells of one that reads no more.
 */
export const Loader = (parameters: CoreParameters) => {
  const { tokens, engine, mantissa } = parameters;
  const BEAT = LANES_K * laneBits(parameters);
  return module(
    `loader_${suffix(parameters)}`,
    {
      in: { command: stream(commandWord), x: stream(bits(STRIP)), finished: bool(), finished_bank: bool() },
      out: {
        run: stream(runCommand(tokens)),
        write: uint(tokens),
        write_address: uint(BEAT_ADDRESS + 1),
        write_values: bits(BEAT),
        write_exponent: bool(),
        write_group: uint(GROUP_ADDRESS + 1),
        exponent: uint(8),
      },
    },
    ({ command, x, finished, finished_bank, run, ...buffer }) => {
      const { state, bank, poisoned, current } = regs({
        state: State.init('Idle'),
        bank: bool(false),
        poisoned: uint(tokens),
        current: commandWord,
      });
      // Where the next beat of x belongs, and the next mantissas, some cycles behind.
      const { taking, take_beat, take_token } = regs({
        taking: bool(false),
        take_beat: uint(BEAT_ADDRESS),
        take_token: uint(3),
      });
      const { write_beat, write_token } = regs({ write_beat: uint(BEAT_ADDRESS), write_token: uint(3) });
      const { pending_0, pending_1 } = regs({ pending_0: uint(3, 0), pending_1: uint(3, 0) });

      const { last_beat, last_token } = named({
        last_beat: cat(current.groups.slice(0, GROUP_ADDRESS).sub(1), lit(15, uint(4))).fit(BEAT_ADDRESS),
        last_token: current.tokens.slice(0, 3),
      });

      const { u_convert } = insts({ u_convert: engine === 'fused' ? BlockFloat(mantissa) : FloatBeat() });
      u_convert.x.valid.set(x.valid.and(taking));
      u_convert.x.payload.set(x.payload);
      x.ready.set(u_convert.x.ready.and(taking));

      when(x.valid.and(x.ready), () => {
        take_beat.set(take_beat.add(1));
        when(take_beat.eq(last_beat), () => {
          take_beat.set(0);
          take_token.set(take_token.add(1));
          when(take_token.eq(last_token), () => taking.set(0));
        });
      });

      const { loaded } = named({
        loaded: u_convert.valid.and(write_beat.eq(last_beat)).and(write_token.eq(last_token)),
      });
      when(u_convert.valid, () => {
        write_beat.set(write_beat.add(1));
        when(write_beat.eq(last_beat), () => {
          write_beat.set(0);
          write_token.set(write_token.add(1));
        });
      });
      for (let token = 0; token < tokens; token++) {
        const { [`write_${token}`]: here } = named({ [`write_${token}`]: u_convert.valid.and(write_token.eq(token)) });
        buffer.write.bit(token).set(here);
        when(here.and(u_convert.non_finite), () => poisoned.bit(token).set(1));
      }
      buffer.write_address.set(cat(bank, write_beat));
      buffer.write_values.set(u_convert.values);
      buffer.write_exponent.set(write_beat.slice(0, 4).eq(0));
      buffer.write_group.set(cat(bank, write_beat.slice(4, GROUP_ADDRESS)));
      buffer.exponent.set(u_convert.exponent);

      command.ready.set(state.is('Idle'));
      when(state.is('Idle').and(command.valid), () => {
        current.set(command.payload);
        when(command.payload.reuse, () => state.set('Issue')).otherwise(() => {
          state.set('Claim');
          bank.set(bank.not());
        });
      });
      when(state.is('Claim').and(mux(bank, pending_1, pending_0).eq(0)), () => {
        state.set('Load');
        poisoned.set(0);
        taking.set(1);
        take_beat.set(0);
        take_token.set(0);
        write_beat.set(0);
        write_token.set(0);
      });
      when(state.is('Load').and(loaded), () => state.set('Issue'));

      run.valid.set(state.is('Issue'));
      run.payload.groups.set(current.groups.slice(0, 8));
      run.payload.blocks.set(current.blocks);
      run.payload.format.set(current.format);
      run.payload.tokens.set(last_token);
      run.payload.bank.set(bank);
      run.payload.poisoned.set(poisoned);
      const { issued } = named({ issued: run.valid.and(run.ready) });
      when(issued, () => state.set('Idle'));

      const count = (begins: Bool, ends: Bool) => issued.and(begins).extend(3).sub(finished.and(ends).extend(3));
      pending_0.set(pending_0.add(count(bank.not(), finished_bank.not())));
      pending_1.set(pending_1.add(count(bank, finished_bank)));
    },
  );
};
