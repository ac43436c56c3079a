import {
  assert,
  type Bool,
  claim,
  cover,
  type Duty,
  fires,
  type Handshake,
  past,
  regs,
  scope,
  stable,
  type UInt,
  uint,
  verification,
  when,
} from '@chisel-lite/hdl';
import { implies } from '../claims.ts';

/** What the parameters of a beat are asked by. */
export interface ParametersAsked {
  readonly used: Bool;
  readonly half: Bool;
  readonly two: Bool;
  readonly step: Bool;
  readonly firstRound: Bool;
  readonly replays: Bool;
  readonly beat: UInt<16>;
  readonly available: Bool;
}

/** The rules for who asks for parameters, whose duty they are. */
export function parametersAreAsked(duty: Duty, at: ParametersAsked): void {
  const { used, half, two, step, firstRound, beat } = at;
  verification(() =>
    scope('parameters', () => {
      const fresh = used.and(firstRound);
      claim(duty, implies(step, at.available), 'a beat is passed when its parameters are there');
      claim(duty, implies(used, at.replays.eq(firstRound.not())), 'a round is the first, or sees its parameters again');
      claim(duty, implies(used, half.and(two).not()), 'a beat takes half a beat of parameters, one, or two');
      claim(duty, implies(used.and(past(used)), stable(half).and(stable(two))), 'the same for a record');
      claim(duty, implies(past(fresh.and(step.not())), fresh.and(stable(beat))), 'a beat that waits stays');
      const begins = fresh.and(past(fresh).not()).or(past(step).and(fresh).and(beat.eq(0)));
      const follows = past(fresh.and(step)).and(fresh);
      claim(duty, implies(fresh.and(past(fresh).not()), beat.eq(0)), 'a first round begins with its first beat');
      claim(duty, implies(follows, beat.eq(0).or(beat.eq(past(beat).add(1)))), 'and goes through all');
      claim(
        duty,
        implies(past(fresh).and(half).and(begins.or(fresh.not())), past(beat.bit(0))),
        'of halves as many as make whole ones',
      );
    }),
  );
}

/** What of the parameters' insides the claims are about. */
export interface Parameters extends ParametersAsked {
  readonly p: Handshake;
  /** Register: the first beat of two waits. */
  readonly holding: Bool;
}

/** Every beat of a first round takes its share of the stream, and nothing else takes any. */
export function sharesAreTaken(at: Parameters): void {
  const { p, used, half, two, step, firstRound, beat, available, holding } = at;
  parametersAreAsked('assume', at);
  verification(() => {
    const fresh = used.and(firstRound);
    const { taken } = regs({ taken: uint(2, 0) });
    const takes = fires(p);
    when(takes, () => taken.set(taken.add(1)));
    when(step.and(fresh), () => taken.set(0));
    assert(implies(p.ready, p.valid.and(fresh)), 'parameters are taken in a first round');
    assert(taken.eq(holding.extend(2)), 'what is taken ahead of a beat is held');
    assert(implies(holding, two.and(fresh)), 'of two the first');
    when(step.and(fresh), () => {
      assert(taken.eq(two.extend(2)), 'so that a beat that is passed has it');
      assert(takes.eq(half.not().or(beat.bit(0))), 'and takes one more, or of halves the second of two beats does');
    });
    assert(implies(step.not().and(takes), two.and(holding.not())), 'none is taken else');
    assert(
      implies(available.not(), fresh.and(p.valid.not().or(two.and(holding.not())))),
      'a beat waits only for parameters that have not come',
    );
    assert(
      implies(past(two.and(fresh).and(p.valid).and(step.not())).and(p.valid), available),
      'or a cycle for the second of two',
    );
    cover(step.and(two).and(fresh).and(past(used)), 'a beat takes two');
    cover(step.and(half).and(beat.bit(0)).and(fresh), 'two beats share one');
  });
}
