import {
  anyConstant,
  assert,
  assume,
  type Bool,
  cover,
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

/** Bits of a byte address, with room for the end of a region. */
const WIDE = 42;
const PAGE_SHIFT = 12;
/** Cycles from a command's coming to its first part going out, or to its refusal: its shape, its size, six regions, two registers. */
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

/** What goes to one receiver. */
interface Part {
  readonly valid: Bool;
  readonly ready: Bool;
  readonly payload: object;
}

const implies = (a: Bool, b: Bool): Bool => a.not().or(b);
const bytes = (value: UInt): UInt<typeof WIDE> => value.resize(WIDE);

/** Whether a region lies in the window and where it may begin: in bytes, as docs/design.md says it. */
function isAllowed({ address, beats, alignment }: Named, first: UInt, last: UInt): Bool {
  const end = bytes(address).add(bytes(beats).shl(4));
  return bytes(address)
    .ge(bytes(first).shl(PAGE_SHIFT))
    .and(end.le(bytes(last).add(1).shl(PAGE_SHIFT)))
    .and(bytes(address).slice(0, Math.log2(alignment)).eq(0))
    .and(beats.ne(0));
}

/**
 * No part of a command goes out unless each of its regions lies in the window, wherever the others do: a region that stands for any is followed
 * through the steps of the check. The window is taken to stand still while a command is checked.
 */
export function regionsAreChecked(at: Judgement): void {
  verification(() => {
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
        const last = bytes(address.shr(4)).add(bytes(beats)).sub(1).shr(8).resize(29);
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
  });
}

/** Every command that is accepted is sent, found right or refused within some cycles; each of its parts goes out once. */
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
        const taken = part.valid.and(part.ready);
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
