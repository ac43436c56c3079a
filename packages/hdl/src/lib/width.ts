import { atDoor, stop } from '../diagnostics/report.ts';
import { shownValue } from '../diagnostics/shown-value.ts';
import { when } from '../module/control.ts';
import { regs } from '../module/declare.ts';
import { inst } from '../module/instance.ts';
import { module } from '../module/module.ts';
import { past } from '../module/past.ts';
import { anyConstant, assert, cover, verification } from '../module/verify.ts';
import { cat, mux } from '../signal/functions.ts';
import type { UInt } from '../signal/interfaces.ts';
import { signalExpr } from '../signal/operand.ts';
import { bitsFor, log2Up } from '../types/literal.ts';
import { bits, bool, uint } from '../types/scalar.ts';
import { vec } from '../types/vec.ts';
import { counter } from './counter.ts';
import { freshName } from './fifo.ts';
import { fires, type Source, stream } from './stream.ts';
import { streamRules } from './stream-rules.ts';

/** `factor` narrow beats become a wide one, the first in its lowest bits. One narrow beat a cycle. */
export const Upsizer = atDoor((width: number, factor: number) =>
  module(
    `Upsizer${width}x${factor}`,
    { in: { s: stream(bits(width)) }, out: { m: stream(bits(width * factor)) } },
    ({ s, m }) => {
      const { full } = regs({ full: bool(false) });
      const { words } = regs({ words: vec(factor, bits(width)) });
      const { part } = counter({ part: factor }, fires(s));

      s.ready.set(full.not().or(m.ready));
      m.valid.set(full);
      m.payload.set(cat(...[...words].reverse()));

      when(fires(s), () => words.at(part.value).set(s.payload));
      when(part.wraps, () => full.set(1)).elsewhen(m.ready, () => full.set(0));

      streamRules(m, 'assert', 'm');
      assert(part.value.extend(32).lt(factor), 'the part is one of the beat');
      assert(full.not().or(part.value.eq(0)), 'a whole beat waits alone');
      verification(() => {
        const { watched } = anyConstant({ watched: uint(part.value.width) });
        const { followed } = regs({ followed: bits(width) });
        when(fires(s).and(part.value.eq(watched)), () => followed.set(s.payload));
        const is = words.at(watched).eq(followed);
        // Parts that came since the last beat was whole.
        const { came } = regs({ came: uint(bitsFor(factor), 0) });
        when(fires(m), () => came.set(fires(s).extend(came.width))).elsewhen(fires(s), () => came.set(came.add(1)));
        assert(came.eq(mux(full, factor, part.value.extend(came.width))), 'parts are counted as they come');
        when(watched.extend(32).lt(factor), () => {
          assert(watched.ge(part.value).or(is), 'a part that came is in its place');
          assert(m.valid.not().or(m.payload.part(watched, width).eq(followed)), 'each part of a beat is what came');
        });
        assert(m.valid.eq(came.eq(factor)), `a beat is whole after ${factor} parts`);
        assert(s.ready.eq(m.valid.not().or(m.ready)), 'a part is refused only while a whole beat waits');
      });
      cover(full.and(fires(s)), 'a part comes as a beat leaves');
    },
  ),
);

/** A wide beat becomes `factor` narrow ones, its lowest bits first. One narrow beat a cycle. */
export const Downsizer = atDoor((width: number, factor: number) =>
  module(
    `Downsizer${width}x${factor}`,
    { in: { s: stream(bits(width * factor)) }, out: { m: stream(bits(width)) } },
    ({ s, m }) => {
      const { part } = counter({ part: factor }, fires(m));

      m.valid.set(s.valid);
      m.payload.set(s.payload.part(part.value, width));
      s.ready.set(part.wraps);

      streamRules(s, 'assume', 's');
      streamRules(m, 'assert', 'm');
      verification(() => {
        const { gone } = regs({ gone: uint(log2Up(factor), 0) });
        when(fires(s), () => gone.set(0)).elsewhen(fires(m), () => gone.set(gone.add(1)));
        assert(gone.extend(32).lt(factor), 'the part is one of the beat');
        for (let i = 0; i < factor; i++) {
          const expected = s.payload.slice(i * width, width);
          when(m.valid.and(gone.eq(i)), () => assert(m.payload.eq(expected), `part ${i} is in its turn`));
        }
        assert(fires(s).eq(fires(m).and(gone.eq(factor - 1))), 'a beat is taken with its last part');
        assert(m.valid.eq(s.valid), 'a beat that is there is offered');
      });
      cover(fires(s).and(past(fires(m))), 'a part a cycle');
    },
  ),
);

/** The stream at another width, one a multiple of the other; the first word in time is the lowest in place. */
export function convertWidth(s: Source<UInt>, width: number, name = freshName('u_width')): Source<UInt> {
  const from = signalExpr(s?.payload, 'convertWidth: the payload').width;
  if (from === width) {
    return s;
  }
  if (!Number.isInteger(width) || width < 1) {
    return stop('width', `convertWidth: a width is a whole number above 0, not ${shownValue(width)}`);
  }
  const [narrow, wide] = [Math.min(from, width), Math.max(from, width)];
  if (wide % narrow !== 0) {
    return stop('width', `convertWidth: of ${from} and ${width} bits neither is a multiple of the other`);
  }
  const u = inst(name, from < width ? Upsizer(from, width / from) : Downsizer(width, from / width));
  u.s.connect(s);
  return u.m;
}
