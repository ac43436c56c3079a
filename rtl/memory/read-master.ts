import {
  bits,
  bool,
  cat,
  lit,
  memories,
  memory,
  module,
  mux,
  named,
  registered,
  regs,
  stream,
  uint,
  when,
} from '@chisel-lite/hdl';
import { STRIP } from '../parameters.ts';
import { ADDRESS_BITS, BEAT_BYTES, BURST_BEATS, OKAY, OUTSTANDING, readAddress, readData, region } from './bundles.ts';

/**
 * Reads regions of memory as a stream of beats. A burst is asked for only when the queue has room for all of it, so the data channel is
 * always ready, and bursts end at multiples of 256 bytes, so none crosses a 4 KiB boundary. Regions follow each other without a
 * gap: the next one's bursts are asked for while the last one's beats arrive.
 *
 * Depth 512 is what a block RAM of this width holds: the 128 beats that may be outstanding, and as much again and more to ride out
 * a pause of the memory. A response other than OKAY is reported once, with the address of its burst; after `halt` no
 * burst is asked for, `drained` says that none is outstanding, and `clear` empties the queue.
 */
export const ReadMaster = (depth = 512) =>
  module(
    `read_master_${depth}`,
    {
      in: { request: stream(region), r: stream(readData), halt: bool(), clear: bool() },
      out: {
        ar: stream(readAddress),
        beats: stream(bits(STRIP)),
        drained: bool(),
        fault: bool(),
        fault_address: uint(ADDRESS_BITS),
        fault_response: uint(2),
      },
    },
    ({ request, r, halt, clear, ar, beats, drained, fault, fault_address, fault_response }) => {
      const ADDRESS = Math.log2(depth);
      const BEAT_SHIFT = Math.log2(BEAT_BYTES);

      // What is left of the region, and the burst that is offered.
      const { asking, offered } = regs({ asking: bool(false), offered: bool(false) });
      const { next, left } = regs({ next: uint(ADDRESS_BITS - BEAT_SHIFT), left: uint(27) });
      const { burst, burst_length } = regs({ burst: uint(ADDRESS_BITS - BEAT_SHIFT), burst_length: uint(4) });
      const { free, outstanding } = regs({ free: uint(ADDRESS + 1, depth), outstanding: uint(4, 0) });

      // Up to the next multiple of 256 bytes, or to the end of the region. Lengths are beats − 1.
      const { to_boundary, all_left } = named({
        to_boundary: next.slice(0, 4).not(),
        all_left: left.sub(1),
      });
      const { length } = named({
        length: mux(all_left.lt(to_boundary.extend(27)), all_left.slice(0, 4), to_boundary),
      });
      const { may_offer, accepted, ends } = named({
        may_offer: asking
          .and(offered.not().or(ar.ready))
          .and(halt.not())
          .and(free.gt(length.extend(ADDRESS + 1)))
          .and(outstanding.lt(OUTSTANDING - 1)),
        accepted: offered.and(ar.ready),
        ends: all_left.eq(length.extend(27)),
      });

      request.ready.set(asking.not().or(may_offer.and(ends)));
      when(ar.ready, () => offered.set(0));
      when(may_offer, () => {
        offered.set(1);
        burst.set(next);
        burst_length.set(length);
        next.set(next.add(length.extend(ADDRESS_BITS - BEAT_SHIFT)).add(1));
        left.set(all_left.sub(length.extend(27)));
        when(ends, () => asking.set(0));
      });
      when(request.ready.and(request.valid), () => {
        asking.set(1);
        next.set(request.payload.address.slice(BEAT_SHIFT, ADDRESS_BITS - BEAT_SHIFT));
        left.set(request.payload.beats);
      });
      ar.valid.set(offered);
      ar.payload.address.set(cat(burst, lit(0, uint(BEAT_SHIFT))));
      ar.payload.length.set(burst_length);
    },
  );
