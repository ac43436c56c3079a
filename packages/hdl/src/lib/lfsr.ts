import { stop } from '../diagnostics/report.ts';
import { when } from '../module/control.ts';
import { regs } from '../module/declare.ts';
import { lit, mux } from '../signal/functions.ts';
import type { Bool, UInt } from '../signal/interfaces.ts';
import { uint } from '../types/scalar.ts';

/** Feedback of Galois registers that shift right and run through all values but 0 (Xilinx XAPP 052, table 3). */
const TAPS: Readonly<Record<number, number>> = {
  3: 0x6,
  4: 0xc,
  5: 0x14,
  6: 0x30,
  7: 0x60,
  8: 0xb8,
  9: 0x110,
  10: 0x240,
  11: 0x500,
  12: 0xe08,
  13: 0x1c80,
  14: 0x3802,
  15: 0x6000,
  16: 0xd008,
  24: 0xe10000,
  32: 0x80200003,
};

/**
 * Linear feedback shift registers of maximal length, named by key: a value other than 0 that changes where `enable`
 * holds, and comes again after 2^width - 1 steps. They start at 1.
 */
export function lfsr<K extends string>(widths: Readonly<Record<K, number>>, enable: Bool): { readonly [N in K]: UInt } {
  const entries = Object.entries<number>(widths).map(([name, width]) => {
    const taps = TAPS[width];
    if (taps === undefined) {
      return stop('type', `lfsr ${name}: there is none of ${width} bits, but of ${Object.keys(TAPS).join(', ')}`);
    }
    const { [name]: state } = regs({ [name]: uint(width, 1) });
    when(enable, () => state.set(state.shr(1).xor(mux(state.bit(0), lit(taps, uint(width)), 0))));
    return [name, state] as const;
  });
  return Object.fromEntries(entries) as never;
}
