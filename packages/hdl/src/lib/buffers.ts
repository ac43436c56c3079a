import { atDoor } from '../diagnostics/report.ts';
import { when } from '../module/control.ts';
import { regs } from '../module/declare.ts';
import { inst } from '../module/instance.ts';
import { module } from '../module/module.ts';
import { past, rose } from '../module/past.ts';
import { assert, cover } from '../module/verify.ts';
import { mux } from '../signal/functions.ts';
import type { Passive } from '../types/data.ts';
import { bool } from '../types/scalar.ts';
import { freshName } from './fifo.ts';
import { payloadType, type Source, stream } from './stream.ts';
import { sameValue, streamRules } from './stream-rules.ts';

/** Full-throughput skid buffer: registers `ready`, adds no latency while the sink keeps up. */
export const SkidBuffer = atDoor(<T extends Passive>(payload: T) =>
  module(`SkidBuffer_${payload}`, { in: { s: stream(payload) }, out: { m: stream(payload) } }, ({ s, m }) => {
    const { full } = regs({ full: bool(false) });
    const { held } = regs({ held: payload });
    const stalled = s.valid.and(m.ready.not());

    s.ready.set(full.not());
    m.valid.set(s.valid.or(full));
    m.payload.set(mux(full, held, s.payload));

    when(full, () => {
      when(m.ready, () => full.set(0));
    }).elsewhen(stalled, () => {
      full.set(1);
      held.set(s.payload);
    });

    streamRules(s, 'assume', 's');
    streamRules(m, 'assert', 'm');
    when(full, () => {
      assert(past(stalled.or(full)), 'what is held was stalled');
      cover(m.ready, 'a held beat leaves');
    });
    when(rose(full), () => assert(sameValue(held, past(s.payload as object)), 'what is held is what was stalled'));
  }),
);

/**
 * Register stage: `valid` and payload come from registers, `ready` passes through. One cycle of latency, full
 * throughput.
 */
export const StreamStage = atDoor(<T extends Passive>(payload: T) =>
  module(`StreamStage_${payload}`, { in: { s: stream(payload) }, out: { m: stream(payload) } }, ({ s, m }) => {
    const { full } = regs({ full: bool(false) });
    const { held } = regs({ held: payload });

    s.ready.set(full.not().or(m.ready));
    m.valid.set(full);
    m.payload.set(held);

    when(s.ready, () => {
      full.set(s.valid);
      held.set(s.payload);
    });

    streamRules(m, 'assert', 'm');
    when(past(s.valid.and(s.ready)), () => {
      assert(m.valid, 'a beat taken is offered in the next cycle');
      assert(sameValue(m.payload as object, past(s.payload as object)), 'what is offered is what was taken');
    });
    cover(past(s.valid.and(s.ready)).and(s.valid.and(s.ready)), 'a beat a cycle');
  }),
);

/** The stream behind a register stage (forward path registered). */
export function stage<P>(s: Source<P>, name = freshName('u_stage')): Source<P> {
  const buffer = inst(name, StreamStage(payloadType(s)));
  buffer.s.connect(s as Source<object>);
  return buffer.m as unknown as Source<P>;
}

/** The stream behind a skid buffer (backward path registered). */
export function skid<P>(s: Source<P>, name = freshName('u_skid')): Source<P> {
  const buffer = inst(name, SkidBuffer(payloadType(s)));
  buffer.s.connect(s as Source<object>);
  return buffer.m as unknown as Source<P>;
}
