/**
 * Mistakes that the TypeScript compiler must reject: each line below `@ts-expect-error` fails to compile, or `tsc`
 * reports the directive as unused. Nothing here runs.
 */
import {
  bits,
  bool,
  bundle,
  cat,
  enumeration,
  insts,
  lit,
  module,
  mux,
  type Passive,
  regs,
  type SInt,
  SkidBuffer,
  sint,
  stream,
  switch_,
  type UInt,
  uint,
  unused,
  vec,
  when,
} from '../../src/index.ts';

const Op = enumeration('Op', 'Idle', 'Run');
const beat = bundle({ data: bits(8), last: bool() }, {}, 'beat');

export const Mistakes = module(
  'Mistakes',
  {
    in: { a: uint(8), b: uint(16), s: sint(8), op: Op, flag: bool(), x: stream(beat) },
    out: { y: uint(8), m: stream(beat) },
  },
  ({ a, b, s, op, flag, x, y, m }) => {
    // @ts-expect-error an input has no set
    a.set(1);
    // @ts-expect-error 16 bits to 8
    y.set(b);
    // @ts-expect-error a sum that grew does not fit by itself
    y.set(a.addGrow(a));
    // @ts-expect-error 8 bits plus 16
    a.add(b);
    // @ts-expect-error unsigned plus signed
    a.add(s);
    // @ts-expect-error arms of different widths
    mux(flag, a, b);
    // @ts-expect-error a condition is one bit
    when(a, () => {});
    // @ts-expect-error a string is no literal
    y.set('1');
    // @ts-expect-error no such member
    op.is('Stop');
    // @ts-expect-error the switch forgets Run
    switch_(op, { Idle: () => {} });
    // @ts-expect-error ready comes from the receiver
    m.ready.set(1);
    // @ts-expect-error valid comes from the sender
    x.valid.set(1);
    // @ts-expect-error did you mean 'ready'?
    x.redy.set(1);
    // @ts-expect-error signals are not numbers
    a + 1;
    // @ts-expect-error signals do not compare with numbers
    a < 1;
    // @ts-expect-error nor equal them
    a === 1;
    // @ts-expect-error a word of another width
    m.payload.set({ data: b, last: 0 });
    // @ts-expect-error a member is missing
    m.payload.set({ data: 0 });
  },
);

export const Instances = module('Instances', { in: { s: stream(beat) }, out: { m: stream(beat) } }, ({ s, m }) => {
  const { u } = insts({ u: SkidBuffer(beat) });
  u.s.connect(s);
  m.connect(u.m);
  // @ts-expect-error outputs of an instance are read-only
  u.m.valid.set(1);
  // @ts-expect-error no such port
  u.t;
});

/** What must compile: literal widths survive slicing, registers and generic payloads. */
export const Fine = <T extends Passive>(payload: T) =>
  module(
    'Fine',
    { in: { s: stream(payload), a: uint(8), z: sint(9) }, out: { m: stream(payload), y: uint(4), w: sint(9) } },
    (io) => {
      const { held, lanes } = regs({ held: payload, lanes: vec(4, uint(8, 0)) });
      held.set(io.s.payload);
      io.m.payload.set(mux(io.s.valid, io.s.payload, held));
      io.m.valid.set(io.s.valid);
      io.s.ready.set(io.m.ready);
      const nibble: UInt<4> = io.a.slice(2, 4);
      const sum: UInt<9> = io.a.addGrow(nibble);
      const back: SInt<9> = sum.asSInt();
      const difference: SInt<11> = back.subGrow(nibble.subGrow(sum));
      const product: SInt<20> = difference.mul(back);
      const power: UInt<256> = lit(1, uint(128)).mul(lit(1, uint(128)));
      const shifted: UInt<16> = nibble.mul(nibble).shlGrow(8);
      unused(shifted.add(cat(nibble, nibble, io.a)), product, power);
      const some: UInt = io.a.mul(sum);
      const total: UInt = [some, io.a, nibble].reduce((a, b) => a.addGrow(b));
      unused(total);
      // @ts-expect-error 4 bits times 4 are not 9
      const long: UInt<9> = nibble.mul(nibble);
      // @ts-expect-error a bit is lost
      const short: UInt<8> = io.a.addGrow(nibble);
      // @ts-expect-error nothing is known of an operand beyond 128 bits
      const far: UInt<257> = power.addGrow(io.a);
      // @ts-expect-error nor of a shift that is
      const by: UInt<12> = io.a.shlGrow(4 as number);
      // @ts-expect-error unsigned times signed
      unused(io.a.mul(io.z), long, short, far, by);
      lanes.at(nibble.slice(0, 2)).set(io.a);
      const joined: UInt<21> = cat(io.z, io.a, nibble);
      unused(joined.add(cat(io.a, io.a, nibble, lit(0, bool()))));
      const wide: UInt<256> = cat(lit(0, uint(128)), lit(0, uint(128)));
      // @ts-expect-error 12 bits are not 13
      const wrong: UInt<13> = cat(io.a, nibble);
      // @ts-expect-error the sum is not known with a part beyond 128 bits
      const unknown: UInt<264> = cat(io.a, wide);
      // @ts-expect-error nor with a part of one width or another
      const either: UInt<16> = cat(io.a, mux(io.s.valid, io.a as UInt<8 | 9>, io.a as UInt<8 | 9>));
      unused(wrong, unknown, either);
      io.y.set(nibble.add(1));
      io.w.set(mux(io.s.valid, back, io.z));
    },
  );
