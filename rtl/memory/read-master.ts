import { bits, bool, cat, Fifo, insts, lit, module, mux, named, regs, stream, uint, when } from '@chisel-lite/hdl';
import { STRIP } from '../parameters.ts';
import { BEAT_ADDRESS_BITS, BURST_BEATS, beatRead, burst, COUNT_BITS, fault, OUTSTANDING, region } from './bundles.ts';

/**
 * Reads regions of memory as a stream of beats. A burst is asked for only when the queue has room for all of it, so the data channel is
 * always ready; bursts end at multiples of 256 bytes, so none crosses a 4 KiB boundary. Regions follow each other without a gap:
 * the next one's bursts are asked for while the last one's beats arrive.
 * It asks for one burst more than the port lets be outstanding (rtl/memory/ports.ts), so that there always is one to go out.
 *
 * A queue of 512 is what block RAMs of this width hold: the 128 beats that may be outstanding, and thrice as much to ride out pauses of
 * the memory. An answer other than OKAY is reported with the address of its burst; after `halt` no burst is asked for, and
 * `drained` says that none is outstanding.
 */
export const ReadMaster = (depth = 512) =>
  module(
    `read_master_${depth}`,
    {
      in: { request: stream(region), r: stream(beatRead), halt: bool() },
      out: { ar: stream(burst), beats: stream(bits(STRIP)), drained: bool(), failed: fault },
    },
    ({ request, r, halt, ar, beats, drained, failed }) => {
      const ROOM = Math.log2(depth) + 1;
      const END_BITS = COUNT_BITS + 1;
      const { asking, offered } = regs({ asking: bool(false), offered: bool(false) });
      const { next, asked } = regs({ next: uint(BEAT_ADDRESS_BITS), asked: burst });
      // The burst at hand: its beats − 1, whether it is the region's last, how many come after it, and beats − 1 of the
      // last of these.
      const { length, last, more, end } = regs({
        length: uint(4),
        last: bool(),
        more: uint(END_BITS - 4),
        end: uint(4),
      });
      const { room, asked_for } = regs({ room: uint(ROOM, depth), asked_for: uint(4, 0) });

      const { ask } = named({
        ask: asking
          .and(offered.not().or(ar.ready))
          .and(halt.not())
          .and(room.ge(BURST_BEATS))
          .and(asked_for.ne(OUTSTANDING + 1)),
      });
      const { popped, ended } = named({ popped: beats.valid.and(beats.ready), ended: r.valid.and(r.payload.last) });

      const { next_last } = named({ next_last: more.eq(1) });
      when(ar.ready, () => offered.set(0));
      when(ask, () => {
        offered.set(1);
        asked.set({ address: next, length });
        // A burst reaches to the next multiple of 256 bytes, where all but the region's first begin, or to the end of
        // the region.
        next.set(cat(next.bits(BEAT_ADDRESS_BITS - 1, 4).add(1), lit(0, bits(4))).fit(BEAT_ADDRESS_BITS));
        more.set(more.sub(1));
        last.set(next_last);
        length.set(mux(next_last, end, BURST_BEATS - 1));
        when(last, () => asking.set(0));
      });
      request.ready.set(asking.not());

      // Where the region ends, counted in beats from the multiple of 256 bytes before its beginning: bursts − 1, and
      // beats − 1 of the last.
      const { address, beats: count } = request.payload;
      const { offset, region_end } = named({
        offset: address.slice(0, 4),
        region_end: count.extend(END_BITS).add(address.slice(0, 4).extend(END_BITS)).sub(1),
      });
      // The same as region_end < 16, without waiting for its carry.
      const { fits } = named({
        fits: count
          .bits(COUNT_BITS - 1, 5)
          .eq(0)
          .and(count.slice(0, 5).addGrow(offset).le(BURST_BEATS)),
      });
      when(request.ready.and(request.valid), () => {
        asking.set(1);
        next.set(address);
        last.set(fits);
        length.set(mux(fits, count.slice(0, 4).sub(1), offset.not()));
        more.set(region_end.bits(END_BITS - 1, 4));
        end.set(region_end.slice(0, 4));
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
    },
  );
