import { atDoor, fail } from '../diagnostics/report.ts';
import { when } from '../module/control.ts';
import { regs } from '../module/declare.ts';
import { module } from '../module/module.ts';
import { cat, lit, mux } from '../signal/functions.ts';
import type { Bool, UInt } from '../signal/interfaces.ts';
import { bundle } from '../types/bundle.ts';
import type { Out } from '../types/data.ts';
import { log2Up } from '../types/literal.ts';
import { bits, bool, uint } from '../types/scalar.ts';
import { axi4Lite } from './axi.ts';

/** Sizes of a bus of registers. */
export interface BusOptions<A extends number = number, D extends number = number> {
  /** Bits of the address of a byte. */
  readonly address: A;
  /** Bits of a word. */
  readonly data: D;
}

/** APB, from the requester's side, with the signals of APB4: leaves `psel`, `penable`, `paddr` … (IHI 0024). */
export const apb = atDoor(<A extends number, D extends number = 32>({ address, data = 32 as D }: BusSizes<A, D>) =>
  bundle(
    {
      sel: bool(),
      enable: bool(),
      addr: uint(address),
      prot: bits(3),
      write: bool(),
      wdata: bits(data),
      strb: bits(data / 8),
    },
    { ready: bool(), rdata: bits(data), slverr: bool() },
    `apb_a${address}_d${data}`,
    { names: ([member]) => `p${member}` },
  ),
);

type BusSizes<A extends number, D extends number> = Pick<BusOptions<A, D>, 'address'> & Partial<BusOptions<A, D>>;

/** Bits of the address of a word of bytes. */
const wordAddress = (address: number, data: number): number => {
  const width = address - log2Up(data / 8);
  if (width < 1) {
    fail('width', `wishbone: ${address} bits of address choose no word of ${data} bits`);
  }
  return Math.max(1, width);
};

/**
 * Wishbone B4, classic cycles, from the master's side, its bytes selected one by one: leaves `cyc`, `stb`, `we`, `adr`,
 * `sel`, `dat_w`, and back `dat_r`, `ack`, `err`. `adr` counts words; `address` is the bits of a byte's address, as
 * everywhere.
 */
export const wishbone = atDoor(<A extends number, D extends number = 32>({ address, data = 32 as D }: BusSizes<A, D>) =>
  bundle(
    {
      cyc: bool(),
      stb: bool(),
      we: bool(),
      adr: uint(wordAddress(address, data) as number),
      sel: bits(data / 8),
      dat_w: bits(data),
    },
    { dat_r: bits(data), ack: bool(), err: bool() },
    `wishbone_a${address}_d${data}`,
  ),
);

/** A request that is held until it is answered. */
interface Held {
  readonly active: Bool;
  readonly write: Bool;
  readonly address: UInt;
  readonly prot: UInt<3>;
  readonly data: UInt;
  readonly strobe: UInt;
}

/** Hands a held request on as AXI4-Lite; what comes back is there for one cycle. */
function asAxiLite({ active, write, address, prot, data, strobe }: Held, m: Out<ReturnType<typeof axi4Lite>>) {
  const { awSent, wSent, arSent } = regs({ awSent: bool(false), wSent: bool(false), arSent: bool(false) });
  const writing = active.and(write);
  const reading = active.and(write.not());
  m.aw.valid.set(writing.and(awSent.not()));
  m.w.valid.set(writing.and(wSent.not()));
  m.ar.valid.set(reading.and(arSent.not()));
  for (const channel of [m.aw, m.ar]) {
    channel.payload.addr.set(address as never);
    channel.payload.prot.set(prot);
  }
  m.w.payload.data.set(data as never);
  m.w.payload.strb.set(strobe as never);
  m.b.ready.set(writing);
  m.r.ready.set(reading);

  const done = mux(write, m.b.valid, m.r.valid).and(active);
  const response = mux(write, m.b.payload.resp, m.r.payload.resp);
  for (const [sent, ready] of [
    [awSent, m.aw.ready],
    [wSent, m.w.ready],
    [arSent, m.ar.ready],
  ] as const) {
    when(done, () => sent.set(0)).elsewhen(active.and(ready), () => sent.set(1));
  }
  return { done, failed: response.bit(1), data: m.r.payload.data };
}

/** APB to AXI4-Lite, such as a register file (`registerFile`) has: a transfer takes as long as its answer. */
export const ApbToAxiLite = atDoor(
  <A extends number, D extends number = 32>({ address, data = 32 as D }: BusSizes<A, D>) =>
    module(
      `ApbToAxiLite_a${address}_d${data}`,
      { in: { s_apb: apb({ address, data }) }, out: { m_axi: axi4Lite(address, data) } },
      ({ s_apb: s, m_axi }) => {
        const answer = asAxiLite(
          {
            active: s.sel.and(s.enable),
            write: s.write,
            address: s.addr,
            prot: s.prot,
            data: s.wdata,
            strobe: s.strb,
          },
          m_axi as never,
        );
        s.ready.set(answer.done);
        s.rdata.set(answer.data as never);
        s.slverr.set(answer.done.and(answer.failed));
      },
    ),
);

/** Wishbone to AXI4-Lite: a cycle takes as long as its answer, and is not given up before. */
export const WishboneToAxiLite = atDoor(
  <A extends number, D extends number = 32>({ address, data = 32 as D }: BusSizes<A, D>) =>
    module(
      `WishboneToAxiLite_a${address}_d${data}`,
      { in: { s: wishbone({ address, data }) }, out: { m_axi: axi4Lite(address, data) } },
      ({ s, m_axi }) => {
        const answer = asAxiLite(
          {
            active: s.cyc.and(s.stb),
            write: s.we,
            address: cat(s.adr, lit(0, uint(log2Up(data / 8)))),
            prot: lit(0, uint(3)),
            data: s.dat_w,
            strobe: s.sel,
          },
          m_axi as never,
        );
        s.ack.set(answer.done.and(answer.failed.not()));
        s.err.set(answer.done.and(answer.failed));
        s.dat_r.set(answer.data as never);
      },
    ),
);
