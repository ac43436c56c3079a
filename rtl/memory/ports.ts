import { Arbiter, bits, insts, lit, module, mux, named, regs, stream, type UInt, uint, unused } from '@chisel-lite/hdl';
import {
  beatRead,
  burst,
  byteAddress,
  constantAddressMembers,
  OUTSTANDING,
  READER,
  readPort,
  writePort,
} from './bundles.ts';
import { writtenBeat } from './result-writer.ts';

const addressMembers = (at: UInt<number>, length: UInt<4>, id: UInt<1>, cache: UInt<4>) => ({
  id,
  addr: byteAddress(at),
  len: length.extend(8),
  cache,
  ...constantAddressMembers(),
});

/**
 * The read half of an AXI4 port, which carries a channel's weights and a quarter of the activations: told apart by their ID, activations first.
 * It lets no more bursts be outstanding than the port takes. Those of the next reader wait here, so that one goes out in the cycle after
 * another has ended.
 */
export const ReadPort = () =>
  module(
    'read_port',
    {
      in: { weights_ar: stream(burst), activations_ar: stream(burst), cache: bits(4) },
      out: { m_axi: readPort, weights_r: stream(beatRead), activations_r: stream(beatRead) },
    },
    ({ weights_ar, activations_ar, cache, m_axi, weights_r, activations_r }) => {
      const { outstanding } = regs({ outstanding: uint(4, 0) });
      // Input 0 of the arbiter is the one with ID 0.
      const { u_arbiter } = insts({ u_arbiter: Arbiter(burst, 2, 'priority') });
      const { m, chosen } = u_arbiter;
      u_arbiter.s0.connect(activations_ar);
      u_arbiter.s1.connect(weights_ar);
      const { open } = named({ open: outstanding.ne(OUTSTANDING) });
      m_axi.ar.valid.set(m.valid.and(open));
      m_axi.ar.payload.set(addressMembers(m.payload.address, m.payload.length, chosen.fit(1), cache));
      m.ready.set(m_axi.ar.ready.and(open));

      const { id, data, resp: response, last } = m_axi.r.payload;
      const forActivations = id.eq(READER.activations);
      activations_r.valid.set(m_axi.r.valid.and(forActivations));
      activations_r.payload.set({ data, response, last });
      weights_r.valid.set(m_axi.r.valid.and(forActivations.not()));
      weights_r.payload.set({ data, response, last });
      m_axi.r.ready.set(mux(forActivations, activations_r.ready, weights_r.ready));

      const { begins, ends } = named({
        begins: m_axi.ar.valid.and(m_axi.ar.ready),
        ends: m_axi.r.valid.and(m_axi.r.ready).and(last),
      });
      outstanding.set(outstanding.add(begins.extend(4)).sub(ends.extend(4)));
    },
  );

/** The write half of an AXI4 port, which carries the results; all of ID 0. */
export const WritePort = () =>
  module(
    'write_port',
    {
      in: { aw: stream(burst), w: stream(writtenBeat), cache: bits(4) },
      out: { m_axi: writePort, b: stream(uint(2)) },
    },
    ({ aw, w, cache, m_axi, b }) => {
      m_axi.aw.valid.set(aw.valid);
      m_axi.aw.payload.set(addressMembers(aw.payload.address, aw.payload.length, lit(0, bits(1)), cache));
      aw.ready.set(m_axi.aw.ready);
      m_axi.w.valid.set(w.valid);
      m_axi.w.payload.set({ data: w.payload.data, strb: lit(0xffff, bits(16)), last: w.payload.last });
      w.ready.set(m_axi.w.ready);
      b.valid.set(m_axi.b.valid);
      b.payload.set(m_axi.b.payload.resp);
      m_axi.b.ready.set(b.ready);
      unused(m_axi.b.payload.id);
    },
  );
