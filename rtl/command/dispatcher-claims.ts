import {
  anyConstant,
  assert,
  assume,
  type Bool,
  cover,
  fires,
  type Literal,
  past,
  regs,
  scope,
  select,
  stable,
  streamRules,
  type UInt,
  uint,
  verification,
  when,
} from '@chisel-lite/hdl';
import { anyOf, implies, inBytes, isInside, PAGE_SHIFT } from '../claims.ts';
import { ERROR_CODE } from './registers.ts';

/**
 * Cycles from a command's coming to its first part going out, or to its refusal: its shape, its size, six regions, two
 * registers.
 */
const JUDGED_WITHIN = 10;

/** A region that a command names. */
export interface Named {
  readonly address: UInt;
  /** Beats of 16 bytes. */
  readonly beats: UInt;
  /** Whether the command reads or writes it. */
  readonly needed: Bool;
  /** Bytes of which its address is a multiple. */
  readonly alignment: number;
}

/** What of the dispatcher's insides the claims are about. */
export interface Judgement {
  readonly regions: readonly Named[];
  readonly isIdle: Bool;
  readonly isShape: Bool;
  readonly isSize: Bool;
  readonly isRegions: Bool;
  readonly isSend: Bool;
  readonly isRefused: Bool;
  readonly step: UInt<3>;
  /** The region at hand is that of the results. */
  readonly isResults: Bool;
  readonly nextStep: UInt<3>;
  readonly address: UInt;
  readonly length: UInt;
  /** Of the region before. */
  readonly reckoned: Bool;
  readonly judgedStep: UInt<3>;
  readonly isLast: Bool;
  readonly firstPage: UInt;
  readonly lastPage: UInt;
  readonly isNeeded: Bool;
  readonly isMisaligned: Bool;
  /** A command that was only to be checked is as it should be. */
  readonly isFoundRight: Bool;
  readonly windowFirst: UInt;
  readonly windowLast: UInt;
}

/** A reason for a refusal that needs no region. */
export interface Cause {
  readonly error: keyof typeof ERROR_CODE;
  /** What it names; 0 where it is the command as such. */
  readonly place: Literal;
  readonly isSo: Bool;
}

/** What goes to one receiver. */
interface Part {
  readonly valid: Bool;
  readonly ready: Bool;
  readonly payload: object;
}

const isAligned = ({ address, alignment }: Named): Bool => inBytes(address).slice(0, Math.log2(alignment)).eq(0);

/** Whether a region lies in the window, has a beat, and begins where it may. */
const isAllowed = (region: Named, first: UInt, last: UInt): Bool =>
  isInside(region, first, last).and(isAligned(region)).and(region.beats.ne(0));

/**
 * No part of a command goes out unless each of its regions lies in the window, wherever the others do: a region that
 * stands for any is followed through the steps of the check, and returned. The window is taken to stand still while a
 * command is checked.
 */
export function regionsAreChecked(at: Judgement): UInt<3> {
  return verification(() => {
    const { windowFirst, windowLast, regions, step, judgedStep, reckoned, isRegions, isSend } = at;
    assume(stable(windowFirst).and(stable(windowLast)), 'the window stands still');
    const { watched } = anyConstant({ watched: uint(3) });
    const address = select(
      watched,
      regions.map((region) => region.address),
    ) as UInt;
    const beats = select(
      watched,
      regions.map((region) => region.beats),
    ) as UInt;
    const needed = regions.map((region, i) => watched.eq(i).and(region.needed)).reduce((a, b) => a.or(b));
    const allowed = regions
      .map((region, i) => implies(watched.eq(i).and(region.needed), isAllowed(region, windowFirst, windowLast)))
      .reduce((a, b) => a.and(b));
    const misaligned = regions
      .map(({ alignment }, i) => watched.eq(i).and(address.slice(0, Math.log2(alignment)).ne(0)))
      .reduce((a, b) => a.or(b));
    const isOne = watched.lt(regions.length);

    assert(implies(at.isShape.or(at.isSize), reckoned.not()), 'nothing is judged before it is reckoned');
    assert(implies(at.isSize, at.nextStep.eq(0)), 'the regions are judged from the first on');
    when(isRegions, () => {
      assert(at.nextStep.eq(step.add(1)).and(step.le(regions.length)), 'one region after the other');
      assert(
        reckoned.eq(step.ne(0)).and(implies(reckoned, judgedStep.eq(step.sub(1)))),
        'each is judged when it is reckoned',
      );
      assert(at.isResults.eq(step.eq(regions.length - 1)), 'the last region is that of the results');
      assert(implies(reckoned, at.isLast.eq(judgedStep.eq(regions.length - 1))), 'and it is the last that is judged');
      when(step.eq(watched).and(isOne), () => {
        assert(at.address.eq(address).and(at.length.eq(beats)), 'the region at hand is that of the step');
      });
      when(reckoned.and(judgedStep.eq(watched)), () => {
        const first = address.shr(PAGE_SHIFT).resize(29);
        const last = inBytes(address.shr(4)).add(inBytes(beats)).sub(1).shr(8).resize(29);
        assert(at.firstPage.resize(29).eq(first).and(at.lastPage.eq(last)), 'the pages judged are those of the region');
        assert(at.isNeeded.eq(needed).and(implies(needed, at.isMisaligned.eq(misaligned))), 'and so is its alignment');
      });
      assert(implies(reckoned.and(judgedStep.gt(watched)), allowed), 'a region that was judged lies in the window');
    });
    for (const [i, { beats: size }] of regions.entries()) {
      assert(implies(isRegions.or(isSend), size.ne(0)), `region ${i} has a beat`);
    }
    assert(implies(at.isFoundRight.and(isOne), allowed), 'what is found right has all its regions in the window');
    assert(
      implies(isSend.and(isOne), allowed),
      'no part of a command goes out unless all its regions lie in the window',
    );
    return watched;
  });
}

/**
 * Every command that is accepted is sent, found right or refused within some cycles; each of its parts goes out once.
 */
export function commandsEnd(at: Judgement, parts: readonly Part[]): void {
  verification(() => {
    const { age } = regs({ age: uint(4, 0) });
    const working = at.isShape.or(at.isSize).or(at.isRegions);
    when(working, () => age.set(age.add(1))).otherwise(() => age.set(0));
    assert(implies(at.isShape, age.eq(0)).and(implies(at.isSize, age.eq(1))), 'shape and size take a cycle each');
    assert(implies(at.isRegions, age.eq(at.step.extend(4).add(2))), 'and every region one');
    assert(implies(working, age.lt(JUDGED_WITHIN)), `a command is judged within ${JUDGED_WITHIN} cycles`);
    for (const [i, part] of parts.entries()) {
      scope(`part${i}`, () => {
        const taken = fires(part);
        assert(implies(past(taken).and(at.isSend), part.valid.not()), `part ${i} goes out once`);
        assert(
          implies(past(at.isSend.and(part.valid).and(part.ready.not())), part.valid),
          `part ${i} waits for its receiver`,
        );
        streamRules(part, 'assert', `part ${i}`);
      });
    }
    const none = parts.map((part) => part.valid.not()).reduce((a, b) => a.and(b));
    assert(implies(past(at.isSend), at.isSend.or(at.isIdle)), 'a command that is sent ends');
    assert(implies(past(at.isSend.and(none)), at.isIdle), 'as soon as all its parts are taken');
    assert(implies(past(at.isRefused), at.isRefused), 'a refusal stands until reset');
    assert(implies(at.isSend.not(), none), 'nothing goes out before');
    cover(past(at.isSend).and(at.isIdle), 'a command is sent');
    cover(at.isRefused, 'a command is refused');
  });
}

/**
 * A refusal is of a command that cannot be: its code says what is wrong with it, and its place where; `watched` is the
 * region that is followed.
 */
export function refusalsAreTrue(
  { regions, isRefused, windowFirst, windowLast }: Judgement,
  refused: { readonly code: UInt<4>; readonly place: UInt<3> },
  causes: readonly Cause[],
  watched: UInt<3>,
): void {
  verification(() => {
    const { code, place } = refused;
    const known = [...causes.map(({ error }) => error), 'alignment', 'window'] as const;
    const isOf = (condition: (region: Named) => Bool) =>
      anyOf(regions.map((region, i) => watched.eq(i).and(region.needed).and(condition(region))));
    when(isRefused, () => {
      assert(anyOf(known.map((error) => code.eq(ERROR_CODE[error]))), 'a refusal has a reason');
      for (const { error, place: where, isSo } of causes) {
        when(code.eq(ERROR_CODE[error]), () => {
          assert(isSo, `error ${error} is of a command that is so`);
          assert(place.eq(where), `error ${error} names its place`);
        });
      }
      when(place.eq(watched), () => {
        assert(
          implies(
            code.eq(ERROR_CODE.alignment),
            isOf((region) => isAligned(region).not()),
          ),
          'error alignment names a region that begins where it may not',
        );
        assert(
          implies(
            code.eq(ERROR_CODE.window),
            isOf((region) => isInside(region, windowFirst, windowLast).not()),
          ),
          'error window names a region that is not in the window',
        );
      });
    });
  });
}
