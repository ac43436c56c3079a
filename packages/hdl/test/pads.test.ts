import { describe, expect, test } from 'vitest';
import {
  type AnyModule,
  blackBox,
  DesignError,
  elaborate,
  emit,
  insts,
  module,
  type Pad,
  pad,
  scope,
  uint,
  vec,
} from '../src/index.ts';
import { lint } from './support/tools.ts';

const Buffer = blackBox('IOBUF', { in: { I: uint(1), T: uint(1) }, out: { O: uint(1) }, inout: { IO: pad() } });
const IOBUF =
  "module IOBUF(input wire I, input wire T, output wire O, inout wire IO); assign IO = T ? 1'bz : I; assign O = IO; endmodule";

/** A pin for each bit of a word. */
const Pins = module(
  'Pins',
  { in: { value: uint(4), off: uint(1) }, out: { seen: uint(4) }, inout: { pins: pad(4) } },
  ({ value, off, seen, pins }) => {
    for (let i = 0; i < 4; i++) {
      const { u_buffer } = scope(`pin${i}`, () => insts({ u_buffer: Buffer }));
      u_buffer.I.set(value.bit(i));
      u_buffer.T.set(off);
      seen.bit(i).set(u_buffer.O);
      u_buffer.IO.connect(pins.bit(i));
    }
  },
);
const Board = module(
  'Board',
  { in: { value: uint(4), off: uint(1) }, out: { seen: uint(4) }, inout: { dq: pad(4), scl: pad() } },
  ({ value, off, seen, dq, scl }) => {
    const { u_pins, u_clock } = insts({ u_pins: Pins, u_clock: Buffer });
    u_pins.value.set(value);
    u_pins.off.set(off);
    seen.set(u_pins.seen);
    u_pins.pins.connect(dq);
    u_clock.I.set(0);
    u_clock.T.set(value.bit(0));
    u_clock.IO.connect(scl);
  },
);

describe('a pin driven from either side', () => {
  test('goes through modules to a black box, bit by bit or whole', () => {
    const emitted = emit(Board, { comments: false });
    expect(emitted.files.get('Board.v')).toMatch(/inout {2}wire \[3:0\] dq,\n.*inout {2}wire +scl\n/);
    expect(emitted.files.get('Pins.v')).toContain('.IO(pins[2])');
    expect(emitted.files.get('Board.v')).toContain('.pins(dq)');
    expect(lint({ ...emitted, files: new Map([...emitted.files, ['IOBUF.v', `${IOBUF}\n`]]) }, ['DECLFILENAME'])).toBe(
      '',
    );
  });

  type Use = (pins: Pad, u: { readonly IO: Pad }) => void;
  const using = (use: Use): AnyModule =>
    module('Wrong', { inout: { pins: pad(4) } }, ({ pins }) => {
      const { u_buffer } = insts({ u_buffer: Buffer });
      u_buffer.I.set(0);
      u_buffer.T.set(1);
      use(pins, u_buffer);
    });

  test.each<[string, Use, RegExp]>([
    ['of another width', (pins, u) => u.IO.connect(pins), /error\[width\]: `u_buffer_IO` has 1 pins, `pins` gives 4/],
    ['beyond the end', (pins, u) => u.IO.connect(pins.bit(4)), /error\[range\]: pins 4 down to 4 of `pins`/],
    ['left open', () => undefined, /error\[unconnected\]: `u_buffer_IO` is not connected: inout of an instance/],
    ['that goes nowhere', () => undefined, /error\[unconnected\]: inout `pins` goes to no instance/],
    ['the wrong way round', (pins, u) => pins.connect(u.IO), /error\[direction\]: connect joins the inout/],
    ['nothing', (_, u) => u.IO.connect(undefined as never), /error\[direction\]: connect joins the inout/],
  ])('%s is a diagnostic', (_, use, message) => {
    expect(() => elaborate(using(use))).toThrow(DesignError);
    expect(() => elaborate(using(use))).toThrow(message);
  });

  test('among inputs, or another type among inouts, is a diagnostic', () => {
    expect(() => module('M', { in: { p: pad() } }, () => undefined)).toThrow(/error\[type\]: port p: inout takes pad/);
    expect(() => module('M', { inout: { p: uint(1) as never } }, () => undefined)).toThrow(/port p: inout takes pad/);
    expect(() => vec(2, pad())).toThrow(/error\[type\]: vec: pads are ports of their own, under inout/);
  });
});
