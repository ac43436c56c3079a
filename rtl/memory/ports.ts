import {
  Arbiter,
  AxiBurst,
  assert,
  assume,
  axiReadRules,
  axiWriteRules,
  type Bool,
  bits,
  bool,
  cover,
  insts,
  lit,
  module,
  mux,
  named,
  past,
  regs,
  silentAfterReset,
  stream,
  streamRules,
  type UInt,
  uint,
  unused,
  verification,
  when,
} from '@chisel-lite/hdl';
import { BURST_BEATS } from '../parameters.ts';
import { strobedBeat } from '../vector/append.ts';
import {
  BEAT_SHIFT,
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
 * The read half of an AXI4 port, which carries a channel's weights and a quarter of the activations: told apart by
 * their ID, activations first. It lets no more bursts be outstanding than the port takes. Those of the next reader wait
 * here, so that one goes out in the cycle after another has ended.
 */
export const ReadPort = () =>
  module(
    'read_port',
    {
      in: { weights_ar: stream(burst), activations_ar: stream(burst), cache: bits(4) },
      out: { m_axi: readPort, weights_r: stream(beatRead), activations_r: stream(beatRead) },
    },
    ({ weights_ar, activations_ar, cache, m_axi, weights_r, activations_r }) => {
      const { outstanding, open } = regs({
        outstanding: uint(4, 0),
        /** Fewer are outstanding than may be. */
        open: bool(true),
      });
      // Input 0 of the arbiter is the one with ID 0.
      const { u_arbiter } = insts({ u_arbiter: Arbiter(burst, 2, 'priority') });
      const { m, chosen } = u_arbiter;
      u_arbiter.s0.connect(activations_ar);
      u_arbiter.s1.connect(weights_ar);
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
      when(begins.and(ends.not()), () => open.set(outstanding.ne(OUTSTANDING - 1)));
      when(ends.and(begins.not()), () => open.set(1));

      streamRules(activations_ar, 'assume', 'activations_ar');
      streamRules(weights_ar, 'assume', 'weights_ar');
      silentAfterReset(activations_ar, 'assume', 'activations_ar');
      silentAfterReset(weights_ar, 'assume', 'weights_ar');
      for (const asked of [activations_ar, weights_ar]) {
        assume(asked.valid.not().or(staysInRow(asked.payload)), 'a burst asked for ends within its 256 bytes');
      }
      assume(past(cache).eq(cache), 'AxCACHE does not change');
      axiReadRules(m_axi, { master: 'assert', slave: 'assume', outstanding: OUTSTANDING });
      assert(outstanding.le(OUTSTANDING), `no more than ${OUTSTANDING} bursts are outstanding`);
      verification(() => {
        const { reads } = regs({ reads: uint(4, 0) });
        const taken = m_axi.ar.valid.and(m_axi.ar.ready);
        const ended = m_axi.r.valid.and(m_axi.r.ready).and(last);
        reads.set(reads.add(taken.extend(4)).sub(ended.extend(4)));
        assert(outstanding.eq(reads).and(open.eq(reads.ne(OUTSTANDING))), 'open bursts are counted');
        const asks = activations_ar.valid.or(weights_ar.valid);
        assert(m_axi.ar.valid.eq(asks.and(reads.ne(OUTSTANDING))), 'a burst waits only while all that may be are open');
        asOneAskedFor(m_axi.ar, [activations_ar, weights_ar]);
        for (const [to, number] of [
          [activations_r, READER.activations],
          [weights_r, READER.weights],
        ] as const) {
          const here = id.eq(number);
          assert(to.valid.eq(m_axi.r.valid.and(here)), `data of ID ${number} goes to its reader`);
          assert(here.not().or(m_axi.r.ready.eq(to.ready)), `reader ${number} takes its data itself`);
        }
      });
      cover(outstanding.eq(OUTSTANDING), 'as many bursts as may be');
      cover(past(chosen).ne(chosen).and(past(m_axi.ar.valid)).and(m_axi.ar.valid), 'one reader after the other');
    },
  );

/** Whether a burst ends before the next multiple of 256 bytes. */
const staysInRow = ({ address, length }: { readonly address: UInt; readonly length: UInt }) =>
  address.slice(0, 4).addGrow(length).lt(BURST_BEATS);

interface AddressChannel {
  readonly valid: Bool;
  readonly ready: Bool;
  readonly payload: {
    readonly id: UInt<1>;
    readonly addr: UInt;
    readonly len: UInt<8>;
    readonly size: UInt<3>;
    readonly burst: UInt<2>;
    readonly prot: UInt<3>;
  };
}

/** For checks: what goes out is what the asker of its ID asks for, a burst of whole beats, and is taken from it. */
function asOneAskedFor(
  { valid, ready, payload }: AddressChannel,
  askers: readonly { readonly ready: Bool; readonly payload: { readonly address: UInt; readonly length: UInt<4> } }[],
): void {
  const { id, addr, len, size, burst: kind, prot } = payload;
  assert(size.eq(BEAT_SHIFT).and(kind.eq(AxiBurst.increment)).and(prot.eq(0)), 'whole beats, incrementing, no rights');
  askers.forEach((asker, i) => {
    const mine = valid.and(id.eq(i));
    const { address, length } = asker.payload;
    assert(mine.not().or(addr.eq(byteAddress(address)).and(len.eq(length.extend(8)))), `a burst of ID ${i} is its own`);
    assert(asker.ready.eq(mine.and(ready)), `the asker of ID ${i} is told when its burst is taken`);
  });
}

/** IDs of writes: whose the answer is. */
const WRITER = { results: 0, appends: 1 } as const;

/**
 * The write half of an AXI4 port that carries results and what the vector unit appends: a burst at a time, its beats
 * behind its address; answers are told apart by their ID.
 */
export const SharedWritePort = () =>
  module(
    'shared_write_port',
    {
      in: {
        aw: stream(burst),
        w: stream(writtenBeat),
        append_aw: stream(burst),
        append_w: stream(strobedBeat),
        cache: bits(4),
      },
      out: { m_axi: writePort, b: stream(uint(2)), append_b: stream(uint(2)) },
    },
    ({ aw, w, append_aw, append_w, cache, m_axi, b, append_b }) => {
      const { u_arbiter } = insts({ u_arbiter: Arbiter(burst, 2, 'priority') });
      const { m, chosen } = u_arbiter;
      u_arbiter.s0.connect(aw);
      u_arbiter.s1.connect(append_aw);
      const { sending, owner } = regs({ sending: bool(false), owner: uint(1) });
      m_axi.aw.valid.set(m.valid.and(sending.not()));
      m_axi.aw.payload.set(addressMembers(m.payload.address, m.payload.length, chosen.fit(1), cache));
      m.ready.set(m_axi.aw.ready.and(sending.not()));
      when(m_axi.aw.valid.and(m_axi.aw.ready), () => {
        sending.set(1);
        owner.set(chosen.fit(1));
      });
      const appends = owner.eq(WRITER.appends);
      m_axi.w.valid.set(sending.and(mux(appends, append_w.valid, w.valid)));
      m_axi.w.payload.set({
        data: mux(appends, append_w.payload.data, w.payload.data),
        strb: mux(appends, append_w.payload.strobe, 0xffff),
        last: mux(appends, append_w.payload.last, w.payload.last),
      });
      w.ready.set(sending.and(appends.not()).and(m_axi.w.ready));
      append_w.ready.set(sending.and(appends).and(m_axi.w.ready));
      when(m_axi.w.valid.and(m_axi.w.ready).and(m_axi.w.payload.last), () => sending.set(0));

      const answersAppend = m_axi.b.payload.id.eq(WRITER.appends);
      b.valid.set(m_axi.b.valid.and(answersAppend.not()));
      b.payload.set(m_axi.b.payload.resp);
      append_b.valid.set(m_axi.b.valid.and(answersAppend));
      append_b.payload.set(m_axi.b.payload.resp);
      m_axi.b.ready.set(mux(answersAppend, append_b.ready, b.ready));

      streamRules(aw, 'assume', 'aw');
      streamRules(append_aw, 'assume', 'append_aw');
      streamRules(w, 'assume', 'w');
      streamRules(append_w, 'assume', 'append_w');
      silentAfterReset(aw, 'assume', 'aw');
      silentAfterReset(append_aw, 'assume', 'append_aw');
      for (const asked of [aw, append_aw]) {
        assume(asked.valid.not().or(staysInRow(asked.payload)), 'a burst asked for ends within its 256 bytes');
      }
      assume(past(cache).eq(cache), 'AxCACHE does not change');
      const counted = axiWriteRules(m_axi, { master: 'assert', slave: 'assume', outstanding: 2 * OUTSTANDING });
      verification(() => {
        const { length, beat } = regs({ length: uint(4), beat: uint(4, 0) });
        const { open } = regs({ open: uint(5, 0) });
        const begins = m_axi.aw.valid.and(m_axi.aw.ready);
        when(begins, () => length.set(m_axi.aw.payload.len.slice(0, 4)));
        when(m_axi.w.valid.and(m_axi.w.ready), () => beat.set(mux(m_axi.w.payload.last, 0, beat.add(1))));
        open.set(open.add(begins.extend(5)).sub(m_axi.b.valid.and(m_axi.b.ready).extend(5)));
        assume(
          m_axi.w.valid.not().or(m_axi.w.payload.last.eq(beat.eq(length))),
          'a writer sends as many beats as it asked for',
        );
        assume(m.valid.not().or(open.lt(2 * OUTSTANDING)), `each writer has ${OUTSTANDING} bursts open at most`);
        assert(sending.or(beat.eq(0)), 'between bursts no beat is missing');
        const { waiting, early, complete } = counted;
        const openOf = (i: number) => counted.open[i].extend(open.width + 1);
        assert(waiting.eq(sending.extend(waiting.width)).and(early.not()), 'data is of the address before it');
        assert(
          sending.not().or(counted.length.eq(length.extend(8)).and(beat.le(length))),
          'as many beats as the address says are to come',
        );
        assert(counted.beat.eq(beat.extend(8)), 'the beats of a burst are counted');
        assert(open.extend(open.width + 1).eq(openOf(0).add(openOf(1))), 'open bursts are those of both writers');
        assert(
          complete.extend(8).add(sending.extend(8)).eq(open.extend(8)),
          'all but the one that is sent are complete',
        );

        assert(m_axi.aw.valid.eq(aw.valid.or(append_aw.valid).and(waiting.eq(0))), 'a burst waits for the one before');
        asOneAskedFor(m_axi.aw, [aw, append_aw]);
        const { writer } = regs({ writer: uint(1) });
        when(begins, () => writer.set(m_axi.aw.payload.id));
        const all = { data: w.payload.data, strobe: lit(0xffff, bits(16)), last: w.payload.last };
        for (const [number, source, beat_] of [
          [WRITER.results, w, all],
          [WRITER.appends, append_w, append_w.payload],
        ] as const) {
          const mine = waiting.ne(0).and(writer.eq(number));
          const { data, strb, last } = m_axi.w.payload;
          const same = data.eq(beat_.data).and(strb.eq(beat_.strobe)).and(last.eq(beat_.last));
          assert(mine.not().or(m_axi.w.valid.eq(source.valid)), `beats of writer ${number} go out in its burst`);
          assert(mine.and(m_axi.w.valid).not().or(same), `a beat of writer ${number} goes out as it is`);
          assert(source.ready.eq(mine.and(m_axi.w.ready)), `writer ${number} is told when its beat is taken`);
        }
        assert(waiting.ne(0).or(m_axi.w.valid.not()), 'no beat goes out without an address');
        for (const [number, to] of [
          [WRITER.results, b],
          [WRITER.appends, append_b],
        ] as const) {
          const here = m_axi.b.payload.id.eq(number);
          assert(to.valid.eq(m_axi.b.valid.and(here)), `the answer of ID ${number} goes to its writer`);
          assert(here.not().or(m_axi.b.ready.eq(to.ready)), `writer ${number} takes its answer itself`);
        }
      });
      cover(m_axi.w.valid.and(m_axi.w.payload.last).and(appends), 'an append ends');
      cover(m_axi.w.valid.and(m_axi.w.payload.last).and(appends.not()), 'a burst of results ends');
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
