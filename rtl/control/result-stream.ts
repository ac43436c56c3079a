import { bits, bool, lit, module, mux, named, regs, stream, when } from '@chisel-lite/hdl';
import { resultBeat } from '../bundles.ts';
import { destination } from '../memory/result-writer.ts';
import { STRIP } from '../parameters.ts';

/** Four results that are none. */
const NANS = 0x7fc000007fc000007fc000007fc00000n;

/**
 * In place of the result writer: results leave by an AXI-Stream, a packet a command, for those who bring their own DMA.
 * `done` comes with a packet's last beat. `halt` stops it behind the beat that is on offer, and ends a packet that was
 * begun with a beat of NaN, so that whoever receives it is not left waiting.
 */
export const ResultStream = () =>
  module(
    'result_stream',
    {
      in: { request: stream(destination), y: stream(resultBeat), halt: bool() },
      out: { m: stream(resultBeat), done: bool(), done_interrupt: bool(), drained: bool() },
    },
    ({ request, y, halt, m, done, done_interrupt, drained }) => {
      const { active, interrupt } = regs({ active: bool(false), interrupt: bool() });
      /** A beat was offered and not taken; a packet was begun and not ended; its end is on offer. */
      const { waiting, open, closing } = regs({ waiting: bool(false), open: bool(false), closing: bool(false) });

      request.ready.set(active.not());
      when(request.valid.and(active.not()), () => {
        active.set(1);
        interrupt.set(request.payload.interrupt);
      });

      const { passing } = named({ passing: active.and(closing.not()).and(halt.not().or(waiting)) });
      m.valid.set(closing.or(passing.and(y.valid)));
      m.payload.data.set(mux(closing, lit(NANS, bits(STRIP)), y.payload.data));
      m.payload.last.set(closing.or(y.payload.last));
      y.ready.set(passing.and(m.ready));

      const { taken } = named({ taken: m.valid.and(m.ready) });
      waiting.set(m.valid.and(m.ready.not()));
      when(taken, () => {
        open.set(m.payload.last.not());
        closing.set(0);
      });
      when(halt.and(open).and(waiting.not()).and(closing.not()), () => closing.set(1));

      const { ended } = named({ ended: taken.and(m.payload.last).and(closing.not()) });
      when(ended, () => active.set(0));
      done.set(ended);
      done_interrupt.set(ended.and(interrupt));
      drained.set(open.not().and(waiting.not()).and(closing.not()));
    },
  );
