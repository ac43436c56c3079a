import { when } from '../module/control.ts';
import { named, regs, scope } from '../module/declare.ts';
import { past, stable } from '../module/past.ts';
import { assert, assume, verification } from '../module/verify.ts';
import type { Bool } from '../signal/interfaces.ts';
import { leavesOf, typeOf } from '../signal/view.ts';
import type { Passive } from '../types/data.ts';
import { bitsFor } from '../types/literal.ts';
import { bool, uint } from '../types/scalar.ts';

/**
 * What a rule is to the module that states it: a duty of its own, or what it relies on. An assumption of an instance is
 * no gift: `make prove` proves it where the instance stands.
 */
export type Duty = 'assert' | 'assume';

export const claim = (duty: Duty, condition: Bool, message: string): void =>
  (duty === 'assert' ? assert : assume)(condition, message);

/** A handshake as anybody sees it. */
export interface Handshake {
  readonly valid: Bool;
  readonly payload: object;
  readonly ready: Bool;
}

/** Whether two values of one type are equal, leaf by leaf. */
export function sameValue(a: object, b: object): Bool {
  const others = leavesOf(b);
  return leavesOf(a)
    .map((leaf, i) => leaf.eq(others[i]) as unknown as Bool)
    .reduce((all, each) => all.and(each));
}

/**
 * The rules of ready/valid, and of AXI4-Stream (IHI 0051A, §2.2): once `valid` is 1, it and the payload stay until
 * `ready`. The sender's duty.
 */
export function streamRules(s: Handshake, duty: Duty, name = 'stream'): void {
  verification(() => {
    const waits = past(s.valid.and(s.ready.not()));
    claim(duty, waits.not().or(s.valid), `${name}: valid stays until ready`);
    if (leavesOf(s.payload).length > 0) {
      claim(duty, waits.not().or(stable(s.payload)), `${name}: the payload stays until ready`);
    }
  });
}

/** The sender's duty in AXI (IHI 0022, A3.1.2): nothing is offered on the first edge after a reset. */
export function silentAfterReset(s: Handshake, duty: Duty, name = 'stream'): void {
  verification(() => {
    const { awake } = scope(labelled(name), () => regs({ awake: bool(false) }));
    awake.set(1);
    claim(duty, awake.or(s.valid.not()), `${name}: nothing is offered on the first edge after reset`);
  });
}

/** The receiver's duty, where it promises one: no beat waits longer than `cycles` for `ready`. */
export function takenWithin(s: Handshake, cycles: number, duty: Duty, name = 'stream'): void {
  verification(() =>
    scope(`${labelled(name)}_patience`, () => {
      const { waited } = regs({ waited: uint(bitsFor(cycles), 0) });
      const waits = s.valid.and(s.ready.not());
      when(waits, () => waited.set(waited.add(1))).otherwise(() => waited.set(0));
      claim(duty, waits.not().or(waited.ne(cycles)), `${name}: a beat waits at most ${cycles} cycles`);
    }),
  );
}

export interface TransportOptions<P> {
  /** Beats that may be inside at once. */
  readonly capacity: number;
  /**
   * Arbitrary in each cycle, an input of the module that states this: the beat that goes in when it is first 1 is
   * followed through.
   */
  readonly mark: Bool;
  /** What becomes of a payload; nothing by default. */
  readonly becomes?: (payload: P) => object;
  /** With `m.ready` at 1 a beat that is inside comes out within so many cycles. */
  readonly latency?: number;
}

/**
 * That `m` gives the beats of `s`: every one, once, in order, unchanged, and no more than `capacity` behind. Any beat
 * may be the marked one, so what holds of it holds of all.
 */
export function transportRules<P extends object>(
  s: Handshake & { readonly payload: P },
  m: Handshake,
  { capacity, mark, becomes = (payload) => payload, latency }: TransportOptions<P>,
): void {
  verification(() =>
    scope('transport', () => {
      const COUNT = bitsFor(capacity + 1);
      const { inside, ahead } = regs({ inside: uint(COUNT, 0), ahead: uint(COUNT, 0) });
      const { marked } = regs({ marked: bool(false) });
      const { followed } = regs({ followed: typeOf(becomes(s.payload)) as Passive });
      const { enters, leaves } = named({ enters: s.valid.and(s.ready), leaves: m.valid.and(m.ready) });
      inside.set(inside.add(enters.extend(COUNT)).sub(leaves.extend(COUNT)));
      // What leaves in the cycle in which it enters was never inside.
      const { passes, isNext } = named({
        passes: inside.eq(0),
        isNext: marked.and(ahead.eq(0)),
      });
      when(marked.not().and(mark).and(enters).and(passes.and(leaves).not()), () => {
        marked.set(1);
        ahead.set(inside.sub(leaves.extend(COUNT)));
        (followed as { set(value: object): void }).set(becomes(s.payload));
      });
      when(marked.and(leaves), () => {
        ahead.set(ahead.sub(1));
        when(isNext, () => marked.set(0));
      });
      assert(inside.le(capacity), `no more than ${capacity} beats are inside`);
      assert(m.valid.not().or(passes.not()).or(s.valid), 'nothing comes out that did not go in');
      assert(leaves.not().or(passes.not()).or(enters), 'what passes through goes in and out at once');
      assert(marked.not().or(ahead.lt(inside)), 'the marked beat is inside');
      assert(isNext.and(m.valid).not().or(sameValue(m.payload, followed)), 'the marked beat comes out in its turn');
      assert(
        m.valid
          .and(passes)
          .not()
          .or(sameValue(m.payload, becomes(s.payload))),
        'what passes through is what came',
      );
      if (latency !== undefined) {
        const { late } = regs({ late: uint(bitsFor(latency), 0) });
        when(passes.or(m.valid).or(m.ready.not()), () => late.set(0)).otherwise(() => late.set(late.add(1)));
        assert(late.le(latency), `what is inside comes out within ${latency} cycles`);
      }
    }),
  );
}

/** A name as part of another. */
export const labelled = (name: string): string => name.replaceAll(/[^A-Za-z0-9]+/g, '_');
