import {
  assert,
  assume,
  bits,
  bool,
  cat,
  cover,
  Fifo,
  insts,
  lit,
  module,
  mux,
  named,
  past,
  regs,
  stream,
  streamRules,
  type UInt,
  uint,
  verification,
  when,
} from '@chisel-lite/hdl';
import { BURST_BEATS, READ_QUEUE, STRIP } from '../parameters.ts';
import { BEAT_ADDRESS_BITS, beatRead, burst, COUNT_BITS, fault, OUTSTANDING, region } from './bundles.ts';

/**
 * Reads regions of memory as a stream of beats. A burst is asked for only when the queue has room for all of it, so the
 * data channel is always ready; bursts end at multiples of 256 bytes, so none crosses a 4 KiB boundary. Regions follow
 * each other without a gap: the next one's bursts are asked for while the last one's beats arrive.
 * It asks for one burst more than the port lets be outstanding (rtl/memory/ports.ts), so that there always is one to go
 * out.
 *
 * A queue of 512 is what block RAMs of this width hold: the 128 beats that may be outstanding, and thrice as much to
 * ride out pauses of the memory. Bursts of fewer beats than the ports take, 4 or 8, end at multiples of as many
 * (docs/sweeps.md). An answer other than OKAY is reported with the address of its burst; after `halt` no burst is asked
 * for, and `drained` says that none is outstanding.
 */
export const ReadMaster = (depth: number = READ_QUEUE, burstBeats: number = BURST_BEATS) =>
  module(
    `read_master_${depth}${burstBeats === BURST_BEATS ? '' : `_b${burstBeats}`}`,
    {
      in: { request: stream(region), r: stream(beatRead), halt: bool() },
      out: { ar: stream(burst), beats: stream(bits(STRIP)), drained: bool(), failed: fault },
    },
    ({ request, r, halt, ar, beats, drained, failed }) => {
      const ROOM = Math.log2(depth) + 1;
      const END_BITS = COUNT_BITS + 1;
      /** Of a beat's place in the stretch of memory that a burst stays in. */
      const ROW = Math.log2(burstBeats);
      /** Whether a burst ends before the next multiple of its largest size. */
      const inRow = (address: UInt, length: UInt) => address.slice(0, ROW).addGrow(length).lt(burstBeats);
      const { asking, offered } = regs({ asking: bool(false), offered: bool(false) });
      const { next, asked } = regs({ next: uint(BEAT_ADDRESS_BITS), asked: burst });
      // The burst at hand: its beats − 1, whether it is the region's last, how many come after it, and beats − 1 of the
      // last of these.
      const { length, last, more, end } = regs({
        length: uint(ROW),
        last: bool(),
        more: uint(END_BITS - ROW),
        end: uint(ROW),
      });
      const { room, asked_for } = regs({ room: uint(ROOM, depth), asked_for: uint(4, 0) });

      const { ask } = named({
        ask: asking
          .and(offered.not().or(ar.ready))
          .and(halt.not())
          .and(room.ge(burstBeats))
          .and(asked_for.ne(OUTSTANDING + 1)),
      });
      const { popped, ended } = named({ popped: beats.valid.and(beats.ready), ended: r.valid.and(r.payload.last) });

      const { next_last } = named({ next_last: more.eq(1) });
      when(ar.ready, () => offered.set(0));
      when(ask, () => {
        offered.set(1);
        asked.set({ address: next, length: length.extend(4) });
        // A burst reaches to the next multiple of its largest size, where all but the region's first begin, or to the
        // end of the region.
        next.set(cat(next.bits(BEAT_ADDRESS_BITS - 1, ROW).add(1), lit(0, bits(ROW))).fit(BEAT_ADDRESS_BITS));
        more.set(more.sub(1));
        last.set(next_last);
        length.set(mux(next_last, end, burstBeats - 1));
        when(last, () => asking.set(0));
      });
      request.ready.set(asking.not());

      // Where the region ends, counted in beats from the multiple of a burst before its beginning: bursts − 1, and
      // beats − 1 of the last.
      const { address, beats: count } = request.payload;
      const { offset, region_end } = named({
        offset: address.slice(0, ROW),
        region_end: count.extend(END_BITS).add(address.slice(0, ROW).extend(END_BITS)).sub(1),
      });
      // The same as region_end < beats of a burst, without waiting for its carry.
      const { fits } = named({
        fits: count
          .bits(COUNT_BITS - 1, ROW + 1)
          .eq(0)
          .and(
            count
              .slice(0, ROW + 1)
              .addGrow(offset)
              .le(burstBeats),
          ),
      });
      when(request.ready.and(request.valid), () => {
        asking.set(1);
        next.set(address);
        last.set(fits);
        length.set(mux(fits, count.slice(0, ROW).sub(1), offset.not()));
        more.set(region_end.bits(END_BITS - 1, ROW));
        end.set(region_end.slice(0, ROW));
      });
      ar.valid.set(offered);
      ar.payload.set(asked);

      const taken = mux(ask, length.extend(ROOM).add(1), 0);
      room.set(room.sub(taken).add(popped.extend(ROOM)));
      asked_for.set(asked_for.add(ask.extend(4)).sub(ended.extend(4)));
      drained.set(asked_for.eq(0));

      const { u_queue, u_asked } = insts({
        u_queue: Fifo(bits(STRIP), depth),
        u_asked: Fifo(uint(BEAT_ADDRESS_BITS), 2 * OUTSTANDING, { style: 'distributed' }),
      });
      u_queue.s.valid.set(r.valid);
      u_queue.s.payload.set(r.payload.data);
      r.ready.set(1);
      beats.connect(u_queue.m);

      u_asked.s.valid.set(ask);
      u_asked.s.payload.set(next);
      u_asked.m.ready.set(ended);
      failed.valid.set(r.valid.and(r.payload.response.ne(0)));
      failed.address.set(u_asked.m.payload);
      failed.response.set(r.payload.response);

      streamRules(request, 'assume', 'request');
      assume(request.valid.not().or(count.ne(0)), 'a region has a beat');
      streamRules(ar, 'assert', 'ar');
      streamRules(beats, 'assert', 'beats');
      verification(() => {
        const wide = (value: UInt) => value.extend(END_BITS + 1);
        const beatsOf = (size: UInt) => wide(size).add(1);
        // Beats asked for and not here yet; of those, and of bursts, what the port knows of. Beats of the region still
        // to ask for.
        const { owed, sent } = regs({ owed: uint(ROOM, 0), sent: uint(ROOM, 0) });
        const { open } = regs({ open: uint(4, 0) });
        const { remaining } = regs({ remaining: uint(END_BITS + 1, 0) });
        const { at } = regs({ at: uint(BEAT_ADDRESS_BITS) });
        const { out } = named({ out: ar.valid.and(ar.ready) });
        const sizeOf = (burst_: UInt) => burst_.extend(ROOM).add(1);
        const arrives = r.valid.extend(ROOM);
        owed.set(owed.add(taken).sub(arrives));
        sent.set(sent.add(mux(out, sizeOf(asked.length), 0)).sub(arrives));
        const { ends } = named({ ends: r.valid.and(r.payload.last) });
        open.set(open.add(out.extend(4)).sub(ends.extend(4)));
        when(request.ready.and(request.valid), () => {
          remaining.set(count.extend(END_BITS + 1));
          at.set(address);
        }).elsewhen(ask, () => {
          remaining.set(remaining.sub(beatsOf(length)));
          at.set(at.add(length.extend(BEAT_ADDRESS_BITS)).add(1));
        });
        assume(r.valid.not().or(sent.ne(0)), 'a beat that comes was asked for');
        assume(ends.not().or(open.ne(0)), 'a last beat ends a burst that is open');
        assert(r.ready, 'a beat is always taken');
        assert(request.ready.eq(remaining.eq(0)), 'a region is taken when all of the one before is asked for');
        const rowEnds = next
          .slice(0, ROW)
          .addGrow(length)
          .eq(burstBeats - 1);
        assert(asking.not().or(last).or(rowEnds), `all but the last reach to the next ${16 * burstBeats} bytes`);
        assert(asking.not().or(next.eq(at)), 'bursts follow each other without a gap');
        assert(
          past(ask)
            .not()
            .or(ar.valid.and(ar.payload.address.eq(past(at)))),
          'what is asked for is offered',
        );
        const free = lit(depth, uint(ROOM)).sub(owed).sub(u_queue.level.resize(ROOM)).sub(beats.valid.extend(ROOM));
        const { may } = named({
          may: remaining
            .ne(0)
            .and(ar.valid.not().or(ar.ready))
            .and(halt.not())
            .and(free.ge(burstBeats))
            .and(open.add(ar.valid.extend(4)).le(OUTSTANDING)),
        });
        assert(ask.eq(may), 'a burst is asked for as soon as it has room, and not before');
        assert(drained.eq(open.eq(0).and(ar.valid.not())), 'drained is when no burst is open or offered');
        assert(failed.valid.eq(r.valid.and(r.payload.response.ne(0))), 'an answer that is no OKAY is reported');
        assert(u_asked.m.ready.eq(ends), 'an address goes with the last beat of its burst');

        const waiting = mux(offered, sizeOf(asked.length), 0);
        assert(room.le(depth).and(owed.le(depth)).and(sent.le(depth)), 'counts of beats stay in bounds');
        assert(owed.eq(sent.add(waiting)), 'beats owed were asked for, or are about to be');
        assert(
          room.addGrow(owed).addGrow(u_queue.level).addGrow(beats.valid).eq(depth),
          'every place of the queue is free, promised or taken',
        );
        assert(asked_for.eq(open.add(offered.extend(4))), 'bursts asked for are open, or about to be');
        assert(asked_for.le(OUTSTANDING + 1), `no more than ${OUTSTANDING + 1} bursts are asked for`);
        assert(u_asked.level.eq(asked_for.extend(u_asked.level.width)), 'the address of each burst is kept');
        assert(r.valid.not().or(u_queue.s.ready), 'the queue of beats never overflows');
        assert(ask.not().or(u_asked.s.ready), 'the queue of addresses never overflows');
        assert(ends.not().or(u_asked.m.valid), 'an answer finds the address of its burst');
        assert(
          offered.not().or(inRow(asked.address, asked.length)),
          `a burst ends within its ${16 * burstBeats} bytes`,
        );
        assert(asking.not().or(inRow(next, length)), 'so does the next one');
        assert(asking.not().or(last.eq(more.eq(0))), 'the last burst is that with none after it');
        const rest = mux(last, 0, wide(more.sub(1)).shl(ROW).add(beatsOf(end)));
        assert(asking.not().or(remaining.eq(beatsOf(length).add(rest))), 'the bursts make up the region');
        assert(
          ask
            .and(last)
            .not()
            .or(remaining.eq(beatsOf(length))),
          'the last burst ends with the region',
        );
        cover(asked_for.eq(OUTSTANDING + 1), 'as many bursts as may be');
        cover(ended.and(ask).and(popped), 'all at once');
        cover(failed.valid, 'an answer is no OKAY');
      });
    },
  );
