import { atDoor, stop } from '../diagnostics/report.ts';
import { shownValue } from '../diagnostics/shown-value.ts';
import { when } from '../module/control.ts';
import { attributes, named, regs } from '../module/declare.ts';
import { type ClockDomain, inDomain, withReset } from '../module/domain.ts';
import { inst } from '../module/instance.ts';
import { memories, memory } from '../module/memory.ts';
import { module } from '../module/module.ts';
import { past } from '../module/past.ts';
import { anyConstant, assert, cover, verification } from '../module/verify.ts';
import { cat, lit } from '../signal/functions.ts';
import type { Bool, UInt } from '../signal/interfaces.ts';
import type { Passive } from '../types/data.ts';
import { log2Up } from '../types/literal.ts';
import { bool, uint } from '../types/scalar.ts';
import { freshName } from './fifo.ts';
import { fires, payloadType, type Source, stream } from './stream.ts';
import { sameValue } from './stream-rules.ts';

/**
 * Two (or more) registers of the domain in force, marked `async_reg`, behind a value of another clock. For single bits
 * and registers loaded with `gray(…)`: other values may arrive torn, and are an error. The source must be a register,
 * so that no glitch is sampled. The last register has the name given, the ones before it `_meta`, `_meta2`, …
 */
export function synchronize<V extends Readonly<Record<string, UInt>>>(
  values: V,
  stages = 2,
): { readonly [K in keyof V]: UInt<V[K]['width']> } {
  const synced = Object.entries(values).map(([key, value]) => {
    let last: UInt = value;
    for (let stage = 1; stage <= stages; stage++) {
      const name = stage === stages ? key : `${key}_meta${stage === 1 ? '' : stage}`;
      const { [name]: register } = regs({ [name]: uint(value.width, 0) });
      attributes(register, { async_reg: 'true' });
      register.set(last);
      last = register;
    }
    return [key, last] as const;
  });
  return Object.fromEntries(synced) as never;
}

/** Options of a module with a second clock, on the side that receives. */
const receiverDomain = { domains: { receiver: { clock: 'receiver_clk', reset: 'receiver_rst' } } } as const;

/**
 * A one-cycle pulse from clock `clk` becomes a one-cycle pulse of `receiver_clk`. Pulses closer together than about
 * three receiver cycles merge.
 */
export const PulseSynchronizer = () =>
  module(
    'PulseSynchronizer',
    { in: { pulse: bool() }, out: { received: bool() } },
    ({ pulse, received }, { receiver }) => {
      const { level } = regs({ level: bool(false) });
      when(pulse, () => level.set(level.not()));
      inDomain(receiver, () => {
        const { arrived } = synchronize({ arrived: level });
        const { before } = regs({ before: bool(false) });
        before.set(arrived);
        received.set(arrived.xor(before));
      });
    },
    receiverDomain,
  );

/**
 * A number in Gray code: counting up or down by one changes one bit. A register loaded with it may be synchronised
 * whole.
 */
export const gray = <W extends number>(binary: UInt<W>): UInt<W> => binary.xor(binary.shr(1));

/**
 * The domain in force with an asynchronous reset that begins when `reset` does and ends, whenever `reset` ends,
 * `stages` edges of the clock later: registers leave it together.
 */
export function resetSynchronizer(name: string, reset: Bool, stages = 2): ClockDomain {
  const entered = withReset(`${name}_entered`, reset, { asynchronousReset: true });
  const last = inDomain(entered, () => {
    let before: UInt<1> = lit(0, bool());
    for (let stage = 1; stage <= stages; stage++) {
      const key = stage === stages ? name : `${name}_${stage}`;
      const { [key]: register } = regs({ [key]: bool(true) });
      attributes(register, { async_reg: 'true' });
      register.set(before);
      before = register;
    }
    return before;
  });
  return withReset(name, last, { asynchronousReset: true });
}

/**
 * FIFO between clocks: written at `clk`, read at `receiver_clk`. `depth` is a power of two, at least 4. Gray-coded
 * pointers one bit longer than an address cross through two registers each; both sides must be reset together.
 */
export const AsyncFifo = atDoor(<T extends Passive>(payload: T, depth: number) => {
  if (!Number.isInteger(depth) || depth < 4 || (depth & (depth - 1)) !== 0) {
    return stop('type', `AsyncFifo: the depth is a power of two from 4 on, not ${shownValue(depth)}`);
  }
  const address = log2Up(depth);
  return module(
    `AsyncFifo${depth}_${payload}`,
    { in: { s: stream(payload) }, out: { m: stream(payload) } },
    ({ s, m }, { receiver }) => {
      const { words } = memories({ words: memory(payload, depth, { style: 'distributed' }) });
      const { tail, tail_gray } = regs({ tail: uint(address + 1, 0), tail_gray: uint(address + 1, 0) });
      const reader = inDomain(receiver, () => {
        const { head, head_gray } = regs({ head: uint(address + 1, 0), head_gray: uint(address + 1, 0) });
        const { tail_seen } = synchronize({ tail_seen: tail_gray });
        m.valid.set(head_gray.ne(tail_seen));
        m.payload.set(words.read(head.slice(0, address)));
        const { next_head } = named({ next_head: head.add(1) });
        when(fires(m), () => {
          head.set(next_head);
          head_gray.set(gray(next_head));
        });
        assert(head_gray.eq(gray(head)), 'the read pointer is in Gray code');
        assert(head_gray.xor(past(head_gray)).popcount().le(1), 'the read pointer changes by a bit at most');
        return { head, head_gray, tail_seen };
      });

      const { head_seen } = synchronize({ head_seen: reader.head_gray });
      // Full: the pointers differ by the depth, which in Gray code inverts the top two bits.
      const { full } = named({
        full: tail_gray.eq(cat(head_seen.slice(address - 1, 2).not(), head_seen.slice(0, address - 1))),
      });
      s.ready.set(full.not());
      const { next_tail } = named({ next_tail: tail.add(1) });
      when(fires(s), () => {
        words.write(tail.slice(0, address), s.payload);
        tail.set(next_tail);
        tail_gray.set(gray(next_tail));
      });

      assert(tail_gray.eq(gray(tail)), 'the write pointer is in Gray code');
      assert(tail_gray.xor(past(tail_gray)).popcount().le(1), 'the write pointer changes by a bit at most');
      assert(tail.sub(reader.head).le(depth), `no more than ${depth} beats are inside`);
      verification(() => {
        // What each side knows of the other is of before: it takes the queue for too full, or for too empty, never the
        // reverse.
        const { written } = regs({ written: uint(address + 1, 0) });
        when(fires(s), () => written.set(written.add(1)));
        assert(tail.eq(written), 'the write pointer counts the beats that went in');
        const known = tail.sub(binary(head_seen));
        assert(known.ge(tail.sub(reader.head)).and(known.le(depth)), 'the writer knows of no place that is not free');
        assert(s.ready.eq(known.lt(depth)), 'a beat is refused only when the writer knows of no place');
        const { watched } = anyConstant({ watched: uint(address) });
        const { followed } = regs({ followed: payload });
        when(fires(s).and(tail.slice(0, address).eq(watched)), () => followed.set(s.payload));
        inDomain(receiver, () => {
          const { taken } = regs({ taken: uint(address + 1, 0) });
          when(fires(m), () => taken.set(taken.add(1)));
          assert(reader.head.eq(taken), 'the read pointer counts the beats that came out');
          const seen = binary(reader.tail_seen).sub(reader.head);
          assert(seen.le(tail.sub(reader.head)), 'the reader knows of no beat that is not inside');
          assert(m.valid.eq(seen.ne(0)), 'a beat that the reader knows of is offered');
          when(m.valid.and(reader.head.slice(0, address).eq(watched)), () =>
            assert(sameValue(m.payload as object, followed), 'a beat comes out as it came'),
          );
        });
        const { after } = named({ after: watched.sub(reader.head.slice(0, address)) });
        const occupied = after.extend(address + 1).lt(tail.sub(reader.head));
        assert(occupied.not().or(sameValue(words.read(watched) as object, followed)), 'a beat inside is as it came');
      });
      cover(full, 'full');
    },
    receiverDomain,
  );
});

/** The number that a Gray code stands for. */
const binary = (code: UInt): UInt => {
  let value = code;
  for (let shift = 1; shift < code.width; shift *= 2) {
    value = value.xor(value.shr(shift));
  }
  return value;
};

/** The stream, brought from the domain in force to another one through a FIFO. */
export function crossTo<P>(s: Source<P>, receiver: ClockDomain, depth = 8, name = freshName('u_crossing')): Source<P> {
  const fifo = inst(name, AsyncFifo(payloadType(s), depth), { domains: { receiver } });
  fifo.s.connect(s as Source<object>);
  return fifo.m as unknown as Source<P>;
}
