import { type Bool, type In, type Literal, mux, named, regs, type UInt, uint, when } from '@chisel-lite/hdl';
import type { refusal } from './command/command.ts';
import { ERROR_CODE } from './command/registers.ts';
import { RECORD_NUMBER_BITS } from './list/list.ts';
import { BEAT_ADDRESS_BITS, type fault } from './memory/bundles.ts';

/** A part of the accelerator that memory may answer with an error, and how it is told. */
export interface Failure {
  readonly fault: In<typeof fault>;
  readonly place: Literal | UInt<3>;
  readonly code: Literal;
}

/** What may go wrong. Of errors in one cycle the last of these is told. */
export interface Errors {
  /** A command is pushed and finds no room. */
  readonly overflow: Bool;
  readonly refusals: readonly In<typeof refusal>[];
  readonly failures: readonly Failure[];
  /** Where there are command lists: the record at hand, while `running`. */
  readonly list?: { readonly running: Bool; readonly number: UInt<typeof RECORD_NUMBER_BITS> };
}

/** Remembers the first error, while `running`; `clear` forgets it. */
export function errorLatch({ overflow, refusals, failures, list }: Errors, running: () => Bool) {
  const { error_code, error_place, error_response, error_address } = regs({
    error_code: uint(4, 0),
    error_place: uint(3, 0),
    error_response: uint(2, 0),
    error_address: uint(BEAT_ADDRESS_BITS, 0),
  });
  const { error_record } = list ? regs({ error_record: uint(RECORD_NUMBER_BITS, 0) }) : {};
  const { failed } = named({
    failed: failures
      .map(({ fault }) => fault.valid as Bool)
      .reduce((a, b) => a.or(b))
      .or(refusals.map((refused) => refused.valid as Bool).reduce((a, b) => a.or(b)))
      .or(overflow),
  });
  when(running().and(failed), () => {
    error_code.set(ERROR_CODE.overflow);
    if (list) {
      error_record?.set(mux(list.running, list.number, 0));
    }
    for (const refused of refusals) {
      when(refused.valid, () => {
        error_code.set(refused.code);
        error_place.set(refused.place);
      });
    }
    for (const { fault, place, code } of failures) {
      when(fault.valid, () => {
        error_code.set(code);
        error_place.set(place);
        error_response.set(fault.response);
        error_address.set(fault.address);
      });
    }
  });
  return {
    failed,
    code: error_code,
    place: error_place,
    response: error_response,
    address: error_address,
    /** Where there are command lists. */
    record: error_record,
    clear() {
      error_code.set(0);
      error_place.set(0);
      error_response.set(0);
      error_address.set(0);
      error_record?.set(0);
    },
  };
}
