import { atDoor } from '../diagnostics/report.ts';
import { builder } from '../module/builder.ts';
import { when } from '../module/control.ts';
import { named, regs } from '../module/declare.ts';
import { inst } from '../module/instance.ts';
import { memories, memory } from '../module/memory.ts';
import { module } from '../module/module.ts';
import { past } from '../module/past.ts';
import { anyConstant, assert, cover, verification } from '../module/verify.ts';
import { mux } from '../signal/functions.ts';
import type { UInt } from '../signal/interfaces.ts';
import type { Passive } from '../types/data.ts';
import { bitsFor, log2Up } from '../types/literal.ts';
import { bool, uint } from '../types/scalar.ts';
import { fires, payloadType, type Source, stream } from './stream.ts';
import { sameValue, streamRules } from './stream-rules.ts';

export interface FifoOptions {
  /** Where the words are kept; block RAM from 128 words on by default. */
  readonly style?: 'distributed' | 'block';
}

/** Counts 0 … depth - 1 and around. */
export const nextIndex = (index: UInt, depth: number): UInt =>
  (depth & (depth - 1)) === 0 && depth > 1 ? index.add(1) : mux(index.ne(depth - 1), index.add(1), 0);

/**
 * First-in first-out buffer of `depth` beats, one beat a cycle in and out. `distributed`: a beat appears the cycle
 * after it went in; `block`: two cycles after, and the output register holds one beat more.
 */
export const Fifo = atDoor(<T extends Passive>(payload: T, depth: number, options: FifoOptions = {}) => {
  const style = options.style ?? (depth >= 128 ? 'block' : 'distributed');
  return module(
    `Fifo${depth}${style === 'block' ? 'Block' : ''}_${payload}`,
    { in: { s: stream(payload) }, out: { m: stream(payload), level: uint(bitsFor(depth)) } },
    ({ s, m, level }) => {
      const WIDE = log2Up(depth) + 1;
      const distance = (to: UInt, from: UInt) => to.extend(WIDE).add(depth).sub(from.extend(WIDE));
      const { words } = memories({ words: memory(payload, depth, { style }) });
      const { head, tail, count } = regs({
        head: uint(log2Up(depth), 0),
        tail: uint(log2Up(depth), 0),
        count: uint(bitsFor(depth), 0),
      });
      const { push, pop } = named({ push: fires(s), pop: style === 'block' ? prefetch() : fires(m) });

      s.ready.set(count.ne(depth));
      level.set(count);
      when(push, () => {
        words.write(tail, s.payload);
        tail.set(nextIndex(tail, depth));
      });
      when(pop, () => head.set(nextIndex(head, depth)));
      when(push.and(pop.not()), () => count.set(count.add(1))).elsewhen(pop.and(push.not()), () =>
        count.set(count.sub(1)),
      );
      if (style === 'distributed') {
        m.valid.set(count.ne(0));
        m.payload.set(words.read(head));
      }

      streamRules(m, 'assert', 'm');
      verification(() => {
        const { watched } = anyConstant({ watched: uint(log2Up(depth)) });
        const { followed } = regs({ followed: payload });
        when(push.and(tail.eq(watched)), () => followed.set(s.payload));
        const { after } = named({
          after: mux(watched.ge(head), watched.extend(WIDE).sub(head.extend(WIDE)), distance(watched, head)),
        });
        const { occupied } = named({
          occupied: watched
            .extend(WIDE)
            .lt(depth)
            .and(after.lt(count.extend(WIDE))),
        });
        assert(count.le(depth), `no more than ${depth} beats are inside`);
        assert(head.extend(WIDE).lt(depth).and(tail.extend(WIDE).lt(depth)), 'pointers stay in the memory');
        assert(
          mux(tail.gt(head), tail.extend(WIDE).sub(head.extend(WIDE)), distance(tail, head))
            .eq(count.extend(WIDE))
            .or(tail.eq(head).and(count.eq(0))),
          'the pointers are as far apart as there are beats',
        );
        assert(occupied.not().or(sameValue(words.read(watched) as object, followed)), 'a beat inside is as it came');
        assert(
          push
            .not()
            .or(count.ne(depth))
            .and(pop.not().or(count.ne(0))),
          'neither overflow nor underflow',
        );
        assert(s.ready.eq(level.lt(depth)), 'a beat is refused only when it is full');
        cover(count.eq(depth), 'full');
        cover(past(count.eq(depth)).and(past(pop)), 'a beat leaves the full queue');
        cover(push.and(tail.ne(0)).and(nextIndex(tail, depth).eq(0)), 'around the end of the memory');
        if (style === 'distributed') {
          when(watched.eq(head).and(m.valid), () =>
            assert(sameValue(m.payload as object, followed), 'a beat comes out as it came'),
          );
        } else {
          const { fronts, fromWatched } = regs({ fronts: payload, fromWatched: bool(false) });
          when(pop, () => {
            fronts.set(followed);
            fromWatched.set(watched.eq(head));
          });
          when(m.valid.and(fromWatched), () =>
            assert(sameValue(m.payload as object, fronts), 'a beat comes out as it came'),
          );
        }
      });

      /** The memory's read register is the output: refilled whenever it is empty or just taken. */
      function prefetch() {
        const { full } = regs({ full: bool(false) });
        const { front } = regs({ front: payload });
        const refill = count.ne(0).and(full.not().or(m.ready));
        when(refill, () => front.set(words.read(head)));
        when(refill, () => full.set(1)).elsewhen(m.ready, () => full.set(0));
        m.valid.set(full);
        m.payload.set(front);
        return refill;
      }
    },
  );
});

export interface QueueOptions extends FifoOptions {
  /** Instance name; `u_queue`, `u_queue_2`, … by default. */
  readonly name?: string;
}

/** The stream behind a FIFO of `depth` beats. */
export function queue<P>(s: Source<P>, depth: number, options: QueueOptions = {}): Source<P> {
  const fifo = inst(options.name ?? freshName('u_queue'), Fifo(payloadType(s), depth, options));
  fifo.s.connect(s as Source<object>);
  return fifo.m as unknown as Source<P>;
}

/** The first of `base`, `base_2`, … not yet used in the open module. */
export function freshName(base: string): string {
  const { taken, prefix } = builder();
  const full = (name: string) => (name.startsWith('u_') ? `u_${prefix}${name.slice(2)}` : `${prefix}${name}`);
  for (let i = 1; ; i++) {
    const name = i === 1 ? base : `${base}_${i}`;
    if (!taken.has(full(name))) {
      return name;
    }
  }
}
