import { Arbiter, bits, insts, lit, module, mux, stream, type UInt, uint, unused } from '@chisel-lite/hdl';
import { beatRead, burst, byteAddress, constantAddressMembers, fullPort, READER, readPort } from './bundles.ts';
import { writtenBeat } from './result-writer.ts';

/** An AXI4 port that only reads weights. */
export const WeightPort = () =>
  module(
    'weight_port',
    { in: { ar: stream(burst) }, out: { m_axi: readPort, r: stream(beatRead) } },
    ({ ar, m_axi, r }) => {
      m_axi.ar.valid.set(ar.valid);
      m_axi.ar.payload.set({
        addr: byteAddress(ar.payload.address),
        len: ar.payload.length.extend(8),
        ...constantAddressMembers(),
      });
      ar.ready.set(m_axi.ar.ready);
      r.valid.set(m_axi.r.valid);
      r.payload.set({ data: m_axi.r.payload.data, response: m_axi.r.payload.resp, last: m_axi.r.payload.last });
      m_axi.r.ready.set(r.ready);
    },
  );

/** The AXI4 port that carries weights, activations and results. Reads are told apart by their ID; activations go first. */
export const SharedPort = () =>
  module(
    'shared_port',
    {
      in: {
        weights_ar: stream(burst),
        activations_ar: stream(burst),
        aw: stream(burst),
        w: stream(writtenBeat),
      },
      out: {
        m_axi: fullPort,
        weights_r: stream(beatRead),
        activations_r: stream(beatRead),
        b: stream(uint(2)),
      },
    },
    (io) => {
      const { m_axi, weights_r, activations_r } = io;
      const address = (at: UInt<number>, length: UInt<4>, id: UInt<1>) => ({
        id,
        addr: byteAddress(at),
        len: length.extend(8),
        ...constantAddressMembers(),
      });

      // Reads: input 0 of the arbiter is the one with ID 0.
      const { u_arbiter } = insts({ u_arbiter: Arbiter(burst, 2, 'priority') });
      u_arbiter.s0.connect(io.activations_ar);
      u_arbiter.s1.connect(io.weights_ar);
      m_axi.ar.valid.set(u_arbiter.m.valid);
      m_axi.ar.payload.set(address(u_arbiter.m.payload.address, u_arbiter.m.payload.length, u_arbiter.chosen.fit(1)));
      u_arbiter.m.ready.set(m_axi.ar.ready);

      const beat = { data: m_axi.r.payload.data, response: m_axi.r.payload.resp, last: m_axi.r.payload.last };
      const forActivations = m_axi.r.payload.id.eq(READER.activations);
      activations_r.valid.set(m_axi.r.valid.and(forActivations));
      activations_r.payload.set(beat);
      weights_r.valid.set(m_axi.r.valid.and(forActivations.not()));
      weights_r.payload.set(beat);
      m_axi.r.ready.set(mux(forActivations, activations_r.ready, weights_r.ready));

      // Writes, all of ID 0.
      m_axi.aw.valid.set(io.aw.valid);
      m_axi.aw.payload.set(address(io.aw.payload.address, io.aw.payload.length, lit(0, bits(1))));
      io.aw.ready.set(m_axi.aw.ready);
      m_axi.w.valid.set(io.w.valid);
      m_axi.w.payload.set({ data: io.w.payload.data, strb: lit(0xffff, bits(16)), last: io.w.payload.last });
      io.w.ready.set(m_axi.w.ready);
      io.b.valid.set(m_axi.b.valid);
      io.b.payload.set(m_axi.b.payload.resp);
      m_axi.b.ready.set(io.b.ready);
      unused(m_axi.b.payload.id);
    },
  );
