import { switch_ } from '../module/control.ts';
import { regs } from '../module/declare.ts';
import type { Bool, EnumVar } from '../signal/interfaces.ts';
import { enumeration } from '../types/enum.ts';

type States<M extends string> = Readonly<Record<M, (go: (state: M) => void) => void>>;

/**
 * A state machine whose states are the keys of `states`; the first is the reset state. Each function says what happens
 * in its state, and `go` where to go next. The register is named by `name`, and its states carry their names into
 * waveforms.
 */
export function fsm<M extends string>(
  name: string,
  states: States<M>,
): { readonly state: EnumVar<M>; is(...in_: M[]): Bool } {
  const members = Object.keys(states) as M[];
  const type = enumeration(name, ...members);
  const { [name]: register } = regs({ [name]: type.init(members[0]) });
  const state = register as EnumVar<M>;
  const bodies = members.map((member) => [member, () => states[member]((next) => state.set(next))] as const);
  switch_(state as EnumVar<string>, Object.fromEntries(bodies));
  return { state, is: (...in_) => state.is(...in_) };
}
