import { stop } from '../../diagnostics/report.ts';
import { switch_, when } from '../../module/control.ts';
import { named, registered, regs, unused } from '../../module/declare.ts';
import { type ModuleDef, type ModuleOptions, module } from '../../module/module.ts';
import { past } from '../../module/past.ts';
import { assert, cover } from '../../module/verify.ts';
import { cat, constant, lit, mux } from '../../signal/functions.ts';
import type { Bool, UInt, UIntVar } from '../../signal/interfaces.ts';
import type { Data } from '../../types/data.ts';
import { bool, type UIntType, uint } from '../../types/scalar.ts';
import { AxiResponse, axi4Lite } from '../axi.ts';
import { type AxiLitePort, axiLiteRules } from '../axi-rules.ts';
import { meaning } from './documents.ts';
import { type Access, type Field, fieldsOf, placeOf, portName, type Register, tableProblems } from './table.ts';

type PortName<R extends Register, F extends Field> = F['name'] extends R['name']
  ? R['name']
  : `${R['name']}_${F['name']}`;
type FieldsOf<R extends Register> = R extends { readonly fields: readonly (infer F extends Field)[] }
  ? F
  : { readonly name: R['name']; readonly access: R extends { readonly access: infer A } ? A : 'rw' } & Field;
/** A field at one place is one bit. */
type WidthOf<F extends Field> = number extends F['bits']
  ? number
  : F['bits'] extends number
    ? 1
    : F['bits'] extends readonly [infer High, infer Low]
      ? High extends Low
        ? 1
        : number
      : number;
/** Name and width of the ports of the fields with an access of `A`. */
type PortsOf<R extends Register, A extends Access> = R extends Register
  ? FieldsOf<R> extends infer F
    ? F extends Field
      ? F['access'] extends A
        ? { readonly name: PortName<R, F>; readonly width: WidthOf<F> }
        : never
      : never
    : never
  : never;

/** Fields that hardware supplies: the values of `ro`, and `<name>_set` for `w1c`. */
export type RegisterInputs<R extends Register> = {
  readonly [P in PortsOf<R, 'ro'> as P['name']]: UIntType<P['width']>;
} & { readonly [P in PortsOf<R, 'w1c'> as `${P['name']}_set`]: UIntType<P['width']> };
/** Fields that hardware uses. */
export type RegisterOutputs<R extends Register> = {
  readonly [P in PortsOf<R, 'rw' | 'pulse' | 'w1c'> as P['name']]: UIntType<P['width']>;
};

type Slave = ReturnType<typeof axi4Lite<number, 32>>;

/**
 * An AXI4-Lite slave with the registers of a table. One transaction a direction at a time; a read or write takes two
 * cycles. Unmapped addresses answer SLVERR. Bytes not enabled by `wstrb` keep their value.
 */
export function registerModule<const R extends Register>(
  name: string,
  addressBits: number,
  registers: readonly R[],
  options: ModuleOptions = {},
): ModuleDef<{ s_axi: Slave } & RegisterInputs<R>, RegisterOutputs<R>, never> {
  const problems = tableProblems(registers, addressBits);
  if (problems.length > 0) {
    stop('type', `register file ${name}: ${problems.join('; ')}`);
  }
  const ins: Record<string, Data> = { s_axi: axi4Lite(addressBits) };
  const outs: Record<string, Data> = {};
  const portComments: Record<string, string> = {};
  for (const register of registers) {
    for (const field of fieldsOf(register)) {
      const port = portName(register, field);
      const { width } = placeOf(field);
      portComments[field.access === 'w1c' ? `${port}_set` : port] = `${register.name}: ${meaning(field)}`;
      if (field.access === 'ro') {
        ins[port] = uint(width);
      }
      if (field.access === 'w1c') {
        ins[`${port}_set`] = uint(width);
      }
      if (field.access !== 'ro' && field.access !== 'constant') {
        outs[port] = uint(width);
      }
    }
  }
  const body = (io: Record<string, unknown>) => build(io, registers);
  return module(name, { in: ins, out: outs }, body, { portComments, ...options }) as never;
}

function build(io: Record<string, unknown>, registers: readonly Register[]): void {
  const s = io['s_axi'] as Slave['$in'];
  const { b_valid, r_valid } = regs({ b_valid: bool(false), r_valid: bool(false) });
  const { b_response, r_response, r_data } = regs({ b_response: uint(2), r_response: uint(2), r_data: uint(32) });
  const { write, read } = named({
    write: s.aw.valid.and(s.w.valid).and(b_valid.not().or(s.b.ready)),
    read: s.ar.valid.and(r_valid.not().or(s.r.ready)),
  });

  s.aw.ready.set(write);
  s.w.ready.set(write);
  s.b.valid.set(b_valid);
  s.b.payload.resp.set(b_response);
  s.ar.ready.set(read);
  s.r.valid.set(r_valid);
  s.r.payload.set({ data: r_data, resp: r_response });
  when(write, () => b_valid.set(1)).elsewhen(s.b.ready, () => b_valid.set(0));
  when(read, () => r_valid.set(1)).elsewhen(s.r.ready, () => r_valid.set(0));

  const { enabled } = named({
    enabled: cat(...[3, 2, 1, 0].map((byte) => s.w.payload.strb.bit(byte).replicate(8))),
  });
  unused(enabled); // of narrow registers nobody asks for all bytes
  const selects = (register: Register): Bool => wordAddress(s.aw.payload.addr).eq(BigInt(register.offset / 4));
  const mapped = registers.map(selects).reduce((a, b) => a.or(b));
  when(write, () => b_response.set(mux(mapped, lit(AxiResponse.okay, uint(2)), AxiResponse.slaveError)));

  const words = registers.map((register) => {
    const { [`write_${register.name}`]: here } = hasWritable(register)
      ? named({ [`write_${register.name}`]: write.and(selects(register)) })
      : {};
    const values = fieldsOf(register).map((field) => ({
      field,
      value: fieldHardware(io, register, field, here as Bool, s.w.payload, enabled),
    }));
    return { register, word: assemble(values) };
  });
  const answers = words.map(({ register, word }) => {
    const answer = () => {
      r_data.set(word.fit(32));
      r_response.set(AxiResponse.okay);
    };
    return [register.offset / 4, answer] as const;
  });
  const unmapped = () => {
    r_data.set(0);
    r_response.set(AxiResponse.slaveError);
  };
  // A read or a write that is offered is answered in the cycle after it is taken, and taken as soon as the answer
  // before it is.
  axiLiteRules(s as unknown as AxiLitePort, { master: 'assume', slave: 'assert', outstanding: 2, name: 's_axi' });
  assert(past(write).not().or(b_valid), 'a write is answered in the next cycle');
  assert(past(read).not().or(r_valid), 'a read is answered in the next cycle');
  assert(s.ar.valid.and(s.r.ready).not().or(s.ar.ready), 'a read waits for nothing but the answer before it');
  cover(past(write).and(write), 'a write a cycle');
  cover(past(read).and(read), 'a read a cycle');
  when(read, () => switch_(wordAddress(s.ar.payload.addr), { ...Object.fromEntries(answers), default: unmapped }));
}

const wordAddress = (address: UInt): UInt => address.slice(2, address.width - 2);

const hasWritable = (register: Register): boolean =>
  fieldsOf(register).some(({ access }) => access !== 'ro' && access !== 'constant');

/** Makes a field's register, connects its ports, and returns what software reads. */
function fieldHardware(
  io: Record<string, unknown>,
  register: Register,
  field: Field,
  write: Bool,
  { data, strb }: { readonly data: UInt; readonly strb: UInt },
  enabled: UInt,
): UInt {
  const port = portName(register, field);
  const { low, width } = placeOf(field);
  const output = io[port] as UIntVar;
  const written = data.slice(low, width);
  const mask = enabled.slice(low, width);
  switch (field.access) {
    case 'constant':
      return constant(BigInt(field.reset ?? 0)).resize(width);
    case 'ro':
      return io[port] as UInt;
    case 'rw': {
      const { [`${port}_q`]: kept } = regs({ [`${port}_q`]: uint(width, BigInt(field.reset ?? 0)) });
      when(write, () => {
        for (const { byte, from, bits } of lanesOf(field)) {
          when(strb.bit(byte), () => kept.slice(from - low, bits).set(data.slice(from, bits)));
        }
      });
      output.set(kept);
      return kept;
    }
    case 'pulse': {
      const strobe = written.and(mask).and(write.replicate(width));
      const { [`${port}_q`]: pulse } = registered({ [`${port}_q`]: strobe }, { init: { [`${port}_q`]: 0 } });
      output.set(pulse);
      return constant(0).resize(width);
    }
    case 'w1c': {
      const { [`${port}_q`]: kept } = regs({ [`${port}_q`]: uint(width, 0) });
      const cleared = written.and(mask).and(write.replicate(width));
      kept.set(kept.and(cleared.not()).or(io[`${port}_set`] as UInt));
      output.set(kept);
      return kept;
    }
  }
}

/** The bytes of the word that a field lies in, and what of it lies there. */
function lanesOf(field: Field) {
  const { low, width } = placeOf(field);
  return [0, 1, 2, 3].flatMap((byte) => {
    const from = Math.max(low, 8 * byte);
    const bits = Math.min(low + width, 8 * byte + 8) - from;
    return bits > 0 ? [{ byte, from, bits }] : [];
  });
}

/** The 32-bit word of a register, gaps read as 0. */
function assemble(values: readonly { readonly field: Field; readonly value: UInt }[]): UInt {
  const sorted = [...values].sort((a, b) => placeOf(b.field).low - placeOf(a.field).low);
  const parts: UInt[] = [];
  let top = 32;
  for (const { field, value } of sorted) {
    const { low, width } = placeOf(field);
    if (low + width < top) {
      parts.push(constant(0).resize(top - low - width));
    }
    parts.push(value);
    top = low;
  }
  if (top > 0) {
    parts.push(constant(0).resize(top));
  }
  return cat(...parts);
}
