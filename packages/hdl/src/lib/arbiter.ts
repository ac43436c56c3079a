import { atDoor } from '../diagnostics/report.ts';
import { when } from '../module/control.ts';
import { named, regs, scope } from '../module/declare.ts';
import { inst } from '../module/instance.ts';
import { module } from '../module/module.ts';
import { stable } from '../module/past.ts';
import { assert, cover, verification } from '../module/verify.ts';
import { cat, constant, mux, muxPriority, select } from '../signal/functions.ts';
import type { Bool, UInt } from '../signal/interfaces.ts';
import type { Passive } from '../types/data.ts';
import { bitsFor, log2Up } from '../types/literal.ts';
import { bool, uint } from '../types/scalar.ts';
import { freshName } from './fifo.ts';
import { fires, payloadType, type Source, type StreamType, stream } from './stream.ts';
import { streamRules } from './stream-rules.ts';

/** One-hot: the lowest request, or nothing. */
export const lowestOne = (requests: UInt): UInt => requests.and(requests.not().add(1));

/** Number of the lowest one; of no meaning when there is none. */
export const lowestIndex = (requests: UInt): UInt => {
  const width = log2Up(requests.width);
  const choices = Array.from(
    { length: requests.width },
    (_, i) => [requests.bit(i), constant(i).resize(width)] as const,
  );
  return muxPriority(choices.slice(0, -1), choices.at(-1)![1]);
};

/** Number of the one bit of a one-hot value. */
export const oneHotIndex = (oneHot: UInt): UInt => {
  const width = log2Up(oneHot.width);
  const bit = (j: number): Bool => {
    const lanes = Array.from({ length: oneHot.width }, (_, i) => i).filter((i) => (i >> j) & 1);
    return lanes.length > 0 ? lanes.map((i) => oneHot.bit(i)).reduce((a, b) => a.or(b)) : oneHot.bit(0).and(0);
  };
  return cat(...Array.from({ length: width }, (_, j) => bit(width - 1 - j)));
};

export type ArbiterPolicy = 'priority' | 'round-robin';

/**
 * Merges streams, a beat at a time. `priority`: input 0 first. `round-robin`: the input after the one served last. A
 * choice stands until its beat is taken, so that `valid` and the payload never change under a waiting receiver.
 */
export const Arbiter = atDoor(<T extends Passive>(payload: T, inputs: number, policy: ArbiterPolicy) => {
  const keys = Array.from({ length: inputs }, (_, i) => `s${i}`);
  const ports: Record<string, StreamType<T>> = Object.fromEntries(keys.map((key) => [key, stream(payload)]));
  return module(
    `${policy === 'priority' ? 'PriorityArbiter' : 'RoundRobinArbiter'}${inputs}_${payload}`,
    { in: ports, out: { m: stream(payload), chosen: uint(log2Up(inputs)) } },
    (io) => {
      const sources = keys.map((key) => io[key]);
      const { m, chosen } = io;
      const { requests } = named({ requests: cat(...sources.map((s) => s.valid).reverse()) });
      const { locked } = regs({ locked: bool(false) });
      const { kept } = regs({ kept: uint(inputs) });
      const turn = policy === 'round-robin' ? regs({ served: uint(inputs, 0) }) : undefined;
      const { grant } = named({ grant: mux(locked, kept, turn ? inTurn(requests, turn.served) : lowestOne(requests)) });
      if (turn) {
        when(fires(m), () => turn.served.set(grant));
      }

      m.valid.set(requests.orR());
      chosen.set(oneHotIndex(grant));
      m.payload.set(
        select(
          oneHotIndex(grant),
          sources.map((s) => s.payload as object),
        ),
      );
      sources.forEach((s, i) => {
        s.ready.set(grant.bit(i).and(m.ready));
      });
      kept.set(grant);
      locked.set(requests.orR().and(m.ready.not()));

      sources.forEach((s, i) => {
        streamRules(s, 'assume', `s${i}`);
      });
      streamRules(m, 'assert', 'm');
      assert(grant.and(grant.sub(1)).eq(0), 'one input at most is chosen');
      assert(m.valid.eq(grant.and(requests).orR()), 'the chosen input has a beat');
      assert(m.valid.not().or(requests.bit(chosen)), 'chosen names an input that has a beat');
      assert(locked.not().or(stable(chosen)), 'a choice stands until its beat is taken');
      keys.forEach((_, i) => {
        assert(fires(sources[i]).eq(fires(m).and(chosen.eq(i))), `the beat of input ${i} goes out as it is taken`);
        const waits = requests.bit(i).and(sources[i].ready.not());
        if (turn) {
          waitsItsTurn(i, waits, fires(m), inputs);
        } else {
          assert(
            locked
              .or(
                requests
                  .slice(0, i + 1)
                  .orR()
                  .not(),
              )
              .or(chosen.le(i)),
            `no later input passes ${i}`,
          );
        }
        cover(fires(m).and(chosen.eq(i)), `input ${i} is served`);
      });
      if (turn) {
        takesTurns(requests, chosen, fires(m), locked);
      }
    },
  );
});

/** The lowest request above the one served last, else the lowest of all. */
function inTurn(requests: UInt, served: UInt): UInt {
  const { later } = named({ later: requests.and(served.or(served.sub(1)).not()) });
  return mux(later.orR(), lowestOne(later), lowestOne(requests));
}

/** Fairness: while an input waits, each other one is served once at most. */
function waitsItsTurn(input: number, waits: Bool, served: Bool, inputs: number): void {
  verification(() =>
    scope(`input${input}`, () => {
      const { passed } = regs({ passed: uint(bitsFor(inputs), 0) });
      when(waits.not(), () => passed.set(0)).elsewhen(served, () => passed.set(passed.add(1)));
      assert(
        waits
          .not()
          .or(served.not())
          .or(passed.lt(inputs - 1)),
        `input ${input} is served after the others at most`,
      );
    }),
  );
}

/** The next one is the first, counted from the one served last, that has a beat when the choice is made. */
function takesTurns(requests: UInt, chosen: UInt, served: Bool, locked: Bool): void {
  verification(() => {
    const inputs = requests.width;
    const WIDE = log2Up(inputs) + 1;
    const { last } = regs({ last: uint(log2Up(inputs), inputs - 1) });
    when(served, () => last.set(chosen));
    const after = (input: UInt) => {
      const steps = input
        .extend(WIDE)
        .add(inputs - 1)
        .sub(last.extend(WIDE));
      return mux(input.gt(last), steps.sub(inputs), steps);
    };
    for (let i = 0; i < inputs; i++) {
      const passed = locked
        .not()
        .and(requests.bit(i))
        .and(after(constant(i).resize(chosen.width)).lt(after(chosen)));
      assert(passed.not(), `input ${i} is not passed in its turn`);
    }
  });
}

/** The streams merged into one. */
export function arbitrate<P>(
  sources: readonly Source<P>[],
  policy: ArbiterPolicy = 'round-robin',
  name = freshName('u_arbiter'),
): Source<P> & { readonly chosen: UInt } {
  const u = inst(name, Arbiter(payloadType(sources[0]), sources.length, policy));
  sources.forEach((s, i) => {
    u[`s${i}`].connect(s as Source<object>);
  });
  return { ...(u.m as unknown as Source<P>), chosen: u.chosen };
}
