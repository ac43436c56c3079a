/**
 * Every form that the lint must find, each under a line `// found`; and forms it must leave alone. Nothing here runs.
 */
import { bool, enumeration, module, type UInt, uint, wires } from '../../src/index.ts';

const Op = enumeration('Op', 'Idle', 'Run');

export const Fixture = module(
  'Fixture',
  { in: { a: uint(8), b: uint(8), c: bool(), op: Op }, out: { y: bool() } },
  (io) => {
    const { a, b, c, op, y } = io;
    // found
    if (a === b) {
      y.set(0);
    }
    // found
    if (a !== b) {
      y.set(0);
    }
    // found
    if (c) {
      y.set(1);
    }
    // found
    y.set(c ? 1 : 0);
    // found
    const both = c && a.eq(b);
    // found
    const either = c || a.eq(b);
    // found
    if (!c) {
      y.set(both.and(either));
    }
    // found
    while (c) {
      y.set(0);
    }
    // found
    if (op) {
      y.set(0);
    }

    const { w } = wires({ w: bool() });
    const maybe: UInt<1> | undefined = Math.random() > 0.5 ? w : undefined;
    if (maybe) {
      w.set(maybe);
    }
    if (maybe === undefined) {
      w.set(0);
    }
    for (let i = 0; i < a.width; i++) {
      if (i === 3) {
        w.set(a.bit(i));
      }
    }
    y.set(a.eq(b));
  },
);
