import type { axi4Lite, Bool, In, Out, UInt } from '@chisel-lite/hdl';
import type { CONTROL_ADDRESS_BITS } from './registers.ts';

export type Lite = ReturnType<typeof axi4Lite<typeof CONTROL_ADDRESS_BITS, 32>>;

/** Bits of a byte address below those of a register's word. */
const WORD_SHIFT = 2;

/**
 * Connects a register file to its bus so that writes to the registers at `offsets` write no byte while `locked` is 1;
 * they are answered as ever. The file takes address and data in one cycle, so the address that is there is the data's.
 */
export function connectLocked(file: Out<Lite>, bus: In<Lite>, offsets: readonly number[], locked: Bool): void {
  const address = bus.aw.payload.addr as UInt<number>;
  const word = address.slice(WORD_SHIFT, address.width - WORD_SHIFT);
  const isLocked = offsets
    .map((offset) => word.eq(offset >> WORD_SHIFT) as Bool)
    .reduce((a, b) => a.or(b))
    .and(locked);
  file.aw.connect(bus.aw);
  file.w.valid.set(bus.w.valid);
  file.w.payload.set({ data: bus.w.payload.data, strb: bus.w.payload.strb.and(isLocked.not().replicate(4)) });
  bus.w.ready.set(file.w.ready);
  bus.b.connect(file.b);
  file.ar.connect(bus.ar);
  bus.r.connect(file.r);
}
