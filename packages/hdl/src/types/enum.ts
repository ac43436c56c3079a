import { here } from '../diagnostics/location.ts';
import { fail } from '../diagnostics/report.ts';
import { checkName } from '../module/names.ts';
import type { EnumValue, EnumVar } from '../signal/interfaces.ts';
import { type Passive, typed } from './data.ts';
import { log2Up } from './literal.ts';

export interface EnumType<M extends string = string> extends Passive {
  readonly kind: 'enum';
  readonly name: string;
  readonly width: number;
  readonly members: readonly M[];
  readonly $in: EnumValue<M>;
  readonly $out: EnumVar<M>;
  readonly $wire: EnumVar<M>;
  readonly $lit: EnumValue<M> | M;
  readonly $const: M;
}

/** An enumeration: members are numbered from 0 and shown by name in the Verilog and in waveforms. */
export const enumeration = <const M extends string>(name: string, ...members: readonly M[]): EnumType<M> =>
  build(name, members, undefined);

function build<M extends string>(name: string, members: readonly M[], reset: M | undefined): EnumType<M> {
  const at = here();
  checkName(name, 'enumeration', at, false);
  for (const member of members) {
    checkName(member, `member of ${name}`, at, false);
  }
  if (members.length === 0) {
    fail('type', `enumeration ${name} has no members`);
  }
  const twice = members.find((member, i) => members.indexOf(member) !== i);
  if (twice !== undefined) {
    fail('name', `enumeration ${name} names ${twice} twice`);
  }
  const width = log2Up(members.length);
  const init = reset === undefined ? undefined : memberValue({ name, members }, reset);
  const labels = { of: name, members: new Map(members.map((member, i) => [BigInt(i), member])) };
  return typed<EnumType<M>>({
    kind: 'enum',
    name,
    width,
    members,
    leaves: [{ name: '', path: [], width, signed: false, flipped: false, init, labels }],
    init: (member) => build(name, members, member),
    toString: () => name,
  });
}

/** The number of a member. */
export function memberValue(type: { readonly name: string; readonly members: readonly string[] }, member: string) {
  const value = type.members.indexOf(member);
  if (value < 0) {
    fail('literal', `${type.name} has no member ${member}: it has ${type.members.join(', ')}`);
  }
  return BigInt(Math.max(value, 0));
}
