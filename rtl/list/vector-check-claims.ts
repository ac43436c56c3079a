import {
  assert,
  assume,
  type Bool,
  bool,
  cover,
  type In,
  lit,
  mux,
  named,
  past,
  regs,
  stable,
  type UInt,
  uint,
  verification,
  when,
} from '@chisel-lite/hdl';
import { anyOf, implies, isInside } from '../claims.ts';
import { PLACE } from '../command/command.ts';
import { ERROR_CODE } from '../command/registers.ts';
import { REPLAYED_BEATS } from '../vector/parameters.ts';
import {
  A_SOURCE,
  APPEND,
  B_SOURCE,
  C_SOURCE,
  D_SOURCE,
  DESTINATION,
  E_SOURCE,
  FINISH,
  FUNCTION,
  REDUCED_VECTORS,
  REDUCTION,
  SCALARS,
  type vectorRecord,
} from '../vector/record.ts';

/** States of a check in their order: each lasts a cycle. */
export const CHECK_STATES = [
  ...['Fields', 'WalkA', 'WalkC', 'WalkW', 'WalksEnd'],
  ...['Reaches', 'Extents', 'Ends', 'Window', 'Verdict'],
] as const;
type StateName =
  | 'Idle'
  | 'Fields'
  | 'WalkA'
  | 'WalkC'
  | 'WalkW'
  | 'WalksEnd'
  | 'Reaches'
  | 'Extents'
  | 'Ends'
  | 'Window'
  | 'Verdict';

/** What of the check's insides the claims are about. */
export interface Checking {
  readonly state: { is(...names: readonly StateName[]): Bool };
  readonly record: In<typeof vectorRecord>;
  readonly start: Bool;
  readonly ended: Bool;
  /** What must stand while a record is checked. */
  readonly inputs: readonly object[];
  readonly words: UInt;
  /** What it says of a record that is found right. */
  readonly found: readonly object[];
  readonly windowFirst: UInt<28>;
  readonly windowLast: UInt<28>;
  readonly code: UInt<4>;
  readonly place: UInt<3>;
  readonly appends: Bool;
  readonly usesParameters: Bool;
  readonly cannotBe: UInt;
  readonly beyondScalars: Bool;
  readonly steps: UInt<16>;
  readonly context: UInt<17>;
  readonly total: UInt<32>;
  /** Of beats. */
  readonly firstAt: UInt;
  readonly span: UInt<32>;
  readonly toBeats: UInt<32>;
  readonly scaleReach: UInt<20>;
  readonly firstPage: UInt<29>;
  readonly lastPage: UInt<29>;
  readonly parameters: { readonly address: UInt; readonly beats: UInt<28> };
}

const BEAT_SHIFT = 4;
const PAGE_SHIFT = 8;
const isAligned = (byte: UInt<40>): Bool => byte.slice(0, BEAT_SHIFT).eq(0);

/** What docs/command-list.md says of a vector record that can be, but for its scalars and for where it reaches. */
function canBe(record: Checking['record'], usesParameters: Bool): Bool {
  const vectors = record.last_vector.extend(5).add(1);
  const isAppend = record.destination.eq(DESTINATION.append);
  const isReduced = record.reduction.ne(REDUCTION.none);
  const many = vectors.gt(1).or(record.twice);
  const perStep = [
    record.two.and(record.parameter_beats.extend(18).eq(record.beats.extend(18).shl(1))),
    record.two
      .not()
      .and(record.half)
      .and(record.parameter_beats.extend(17).shl(1).eq(record.beats.extend(17))),
    record.two.not().and(record.half.not()).and(record.parameter_beats.eq(record.beats)),
  ];
  const elements = record.beats.slice(0, 3).mul(record.steps.slice(0, 3));
  const rules: readonly Bool[] = [
    record.beats.ne(0),
    record.steps.ne(0).or(record.steps_by_context),
    implies(record.steps_by_context, record.beats.eq(8).or(record.beats.eq(16))),
    // A reduction, or none.
    implies(isReduced, record.steps_by_context.or(elements.slice(0, 3).eq(0))),
    implies(isReduced, vectors.le(REDUCED_VECTORS).and(record.twice.not())),
    implies(record.reduction.eq(REDUCTION.squares), record.e_source.eq(E_SOURCE.none)),
    implies(isReduced.not(), record.finish.eq(FINISH.none)),
    // Parameters, or none.
    implies(usesParameters, anyOf(perStep)),
    implies(usesParameters.and(many), record.parameter_beats.le(REPLAYED_BEATS)),
    implies(usesParameters.not(), record.half.or(record.two).or(record.parameters_by_position).not()),
    implies(record.parameters_by_token, record.parameters_by_position),
    implies(record.half, record.two.not().and(record.beats.bit(0).not())),
    implies(record.d_source.eq(D_SOURCE.second), record.two),
    // An append.
    implies(isAppend, record.a_source.eq(A_SOURCE.memory).and(usesParameters.not())),
    implies(isAppend, anyOf([8, 16, 24, 32].map((beats) => record.beats.eq(beats))).and(record.fill.eq(record.beats))),
    implies(isAppend, record.steps.eq(1).and(record.steps_by_context.not()).and(record.twice.not())),
    implies(isAppend, vectors.le(REDUCED_VECTORS)),
    // Fields that are known, and bits that are named nowhere.
    record.a_source.le(A_SOURCE.parameters),
    record.b_source.le(B_SOURCE.parameters),
    record.c_source.le(C_SOURCE.parameters),
    record.d_source.le(D_SOURCE.second),
    record.operation.le(FUNCTION.reciprocal),
    record.e_source.le(E_SOURCE.memory),
    record.reduction.le(REDUCTION.magnitude),
    record.finish.le(FINISH.byteScale),
    record.append.le(APPEND.values8),
    record.context.eq(0),
    record.reserved_2.eq(0),
    record.reserved_7.not(),
    record.reserved_11.eq(0),
    record.reserved_12.eq(0),
    record.reserved_13.eq(0),
  ];
  return rules.reduce((all, each) => all.and(each));
}

/** Whether one of the scalars that are used is beyond the last. */
function leavesScalars(record: Checking['record']): Bool {
  const last = record.last_vector.extend(6);
  const beyond = (used: Bool, first: UInt<5>) => used.and(first.extend(6).add(last).ge(SCALARS));
  return anyOf([
    beyond(record.b_source.eq(B_SOURCE.scalar), record.b_scalar),
    beyond(record.c_source.eq(C_SOURCE.scalar), record.c_scalar),
    beyond(record.e_source.eq(E_SOURCE.scalar), record.c_scalar),
    beyond(record.reduction.ne(REDUCTION.none), record.r_scalar),
  ]);
}

/**
 * A record is judged in eleven cycles. One that is found right can be, as docs/command-list.md says it, and everything
 * that it reads or writes in memory lies in the window. (That its walks stay in the vector memory, sums of products, is
 * left to the bench.)
 */
export function recordsAreChecked(at: Checking): void {
  const { state, record, code, appends, usesParameters, windowFirst, windowLast } = at;
  verification(() => {
    const { checking } = regs({ checking: bool(false) });
    const stand = (values: readonly object[]) => values.map(stable).reduce((a, b) => a.and(b));
    const { age } = regs({ age: uint(4) });
    when(at.ended, () => checking.set(0));
    when(at.start, () => checking.set(1));
    when(at.start, () => age.set(0)).otherwise(() => age.set(age.add(1)));
    assume(implies(checking, at.start.not()), 'a check begins when the one before has ended');
    assume(implies(checking, stand(at.inputs)), 'a record stands while it is checked');
    assert(
      implies(past(checking.or(at.start).not()).and(stable(at.words)), stand(at.found)),
      'what was found stands as long as the record',
    );
    assert(checking.eq(state.is('Idle').not()), 'a check is under way from its start to its verdict');
    CHECK_STATES.forEach((name, i) => {
      assert(implies(state.is(name), age.eq(i)), `cycle ${i} of a check is ${name}`);
    });
    assert(
      at.ended.eq(checking.and(age.eq(CHECK_STATES.length - 1))),
      `a verdict comes within ${CHECK_STATES.length} cycles`,
    );

    const from = (name: (typeof CHECK_STATES)[number]) => state.is(...CHECK_STATES.slice(CHECK_STATES.indexOf(name)));
    const isRight = code.eq(0);
    const { can_be, leaves_scalars } = named({
      can_be: canBe(record, usesParameters),
      leaves_scalars: leavesScalars(record),
    });
    const isScales = appends.and(record.append.eq(APPEND.values8));
    const page = (beat: UInt) => beat.shr(PAGE_SHIFT).resize(29);
    const beatOf = (byte: UInt<40>) => byte.slice(BEAT_SHIFT, 36).extend(37);
    const lies = (address: UInt, beats: UInt) => isInside({ address, beats }, windowFirst, windowLast);

    assert(implies(state.is('Fields'), isRight), 'nothing is wrong before it is looked for');
    when(state.is('WalkA'), () => {
      assert(isRight.and(at.cannotBe.eq(0).eq(can_be)), 'what cannot be is found');
      assert(at.beyondScalars.eq(leaves_scalars), 'and what leaves the scalars');
      assert(implies(can_be, at.steps.ne(0)), 'a record has a step');
    });
    when(from('WalkC'), () => {
      assert(code.eq(ERROR_CODE.record).eq(can_be.not()), 'a record that cannot be is refused as such, and no other');
      assert(
        implies(can_be.and(leaves_scalars.or(at.context.bit(16))), code.eq(ERROR_CODE.bounds)),
        'one that leaves the scalars too',
      );
      assert(
        implies(isRight, record.beats.ne(0).and(at.steps.ne(0))),
        'a record that is found right has a beat and a step',
      );
      assert(implies(isRight.and(usesParameters), at.total.ne(0)), 'a record with parameters has some');
    });
    const inMemory = code.eq(ERROR_CODE.window).or(code.eq(ERROR_CODE.alignment));
    const wrong = [ERROR_CODE.record, ERROR_CODE.bounds, ERROR_CODE.window, ERROR_CODE.alignment];
    assert(
      implies(isRight.not().and(from('WalkC')), anyOf(wrong.map((each) => code.eq(each)))),
      'a refusal has a reason',
    );
    assert(
      implies(from('WalkC').and(isRight.not()), at.place.eq(mux(inMemory, lit(PLACE.vector, uint(3)), PLACE.list))),
      'and a place',
    );

    // Parameters by token lie up to (2^18 − 1) · (2^16 − 1) beats behind the last of memory, and no sum overflows.
    assert(implies(from('WalkW'), at.firstAt.lt(2 ** 36 + 2 ** 34)), 'the place of a region is told whole');

    // What is read by, or appended to, is looked at a cycle after it is reckoned.
    const byPosition = record.parameters_by_position;
    when(isRight.and(state.is('WalkC')), () =>
      assert(at.firstAt.eq(beatOf(record.parameters)), 'parameters begin where the record says'),
    );
    when(isRight.and(byPosition.not()).and(state.is('WalkW', 'WalksEnd', 'Reaches', 'Extents')), () =>
      assert(at.firstAt.eq(beatOf(record.parameters)), 'and stay there'),
    );
    when(isRight.and(usesParameters).and(state.is('WalksEnd', 'Reaches', 'Extents')), () =>
      assert(at.span.eq(at.total.sub(1)), 'they are as long as its steps need'),
    );
    when(isRight.and(appends).and(state.is('WalksEnd', 'Reaches', 'Extents')), () =>
      assert(at.span.eq(at.scaleReach.extend(32)), 'scales reach as far as the position'),
    );
    when(isRight.and(state.is('Ends')), () => {
      const scalesEnd = beatOf(record.parameters).add(at.scaleReach.extend(37));
      assert(
        implies(
          usesParameters,
          at.firstPage.eq(page(at.firstAt)).and(at.lastPage.eq(page(at.firstAt.add(at.span.extend(37))))),
        ),
        'pages of parameters',
      );
      assert(
        implies(isScales, at.firstPage.eq(page(beatOf(record.parameters))).and(at.lastPage.eq(page(scalesEnd)))),
        'pages of scales',
      );
    });
    when(isRight.and(state.is('Ends', 'Window', 'Verdict')), () => {
      assert(implies(usesParameters, at.span.eq(at.total.sub(1))), 'they stay as long');
      assert(
        implies(appends, at.firstAt.eq(beatOf(record.append_to)).and(at.span.eq(at.toBeats.sub(1)))),
        'what is appended to begins where the record says',
      );
    });
    when(isRight.and(state.is('Window')).and(appends), () => {
      const end = beatOf(record.append_to).add(at.toBeats.sub(1).extend(37));
      assert(at.firstPage.eq(page(beatOf(record.append_to))).and(at.lastPage.eq(page(end))), 'pages of an append');
    });
    const { address, beats } = at.parameters;
    when(isRight.and(state.is('Window', 'Verdict')), () => {
      assert(
        implies(usesParameters, lies(address.shlGrow(BEAT_SHIFT), beats)),
        'parameters that are read lie in the window',
      );
      assert(implies(usesParameters, at.total.eq(beats.extend(32)).and(beats.ne(0))), 'all of them, and some');
      assert(implies(usesParameters.or(isScales), isAligned(record.parameters)), 'and begin where they may');
      assert(implies(appends, isAligned(record.append_to)), 'so does what is appended to');
      const scales = at.scaleReach.extend(21).add(1);
      assert(implies(isScales, lies(record.parameters, scales)), 'scales that are written lie in the window');
    });
    when(isRight.and(state.is('Verdict')), () =>
      assert(implies(appends, lies(record.append_to, at.toBeats)), 'what is appended to lies in the window'),
    );
    const verdict = state.is('Verdict');
    cover(verdict.and(isRight).and(usesParameters), 'a record with parameters is found right');
    cover(verdict.and(isRight).and(appends), 'an append is found right');
    cover(verdict.and(code.eq(ERROR_CODE.window)), 'one is refused for the window');
  });
}
