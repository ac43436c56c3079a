import {
  assert,
  assume,
  type Bool,
  bool,
  cover,
  fires,
  type Handshake,
  type In,
  mux,
  past,
  regs,
  sameValue,
  scope,
  stable,
  streamRules,
  type UInt,
  uint,
  verification,
  when,
} from '@chisel-lite/hdl';
import { anyOf, implies, isInside } from '../claims.ts';
import type { command } from '../command/command.ts';
import { ERROR_CODE } from '../command/registers.ts';
import type { region } from '../memory/bundles.ts';
import { OPERATION_CODE } from '../parameters.ts';
import { passesFollow, type Reasons, recordsAreHandedOn, refusalsHaveReasons } from './list-reasons-claims.ts';

const BEATS = 4;
const BEAT_SHIFT = 4;
const RECORD_BYTES_SHIFT = 6;
/** Bits of a count of a list's beats. */
const COUNT = 21;
/** Vector records that may be under way, and appends that are not answered, at most: less than their counts hold. */
const UNDER_WAY = 64;

type Of<T> = Handshake & { readonly payload: T };
export type StateName =
  | 'Idle'
  | 'Check'
  | 'Begin'
  | 'Fetch'
  | 'Judge'
  | 'Vector'
  | 'Wait'
  | 'Parameters'
  | 'Hand'
  | 'Product'
  | 'Checked'
  | 'Next'
  | 'Drain'
  | 'Again'
  | 'Refused';

/** What of the command list's insides the claims are about. */
export interface Listing extends Reasons {
  readonly queued: Of<In<typeof command>>;
  readonly region: Of<In<typeof region>>;
  readonly beats: Of<UInt>;
  readonly quiet: Bool;
  readonly active: Bool;
  readonly checked: Bool;
  readonly vectorDone: Bool;
  readonly appendDone: Bool;
  readonly doneInterrupt: Bool;
  readonly forget: Bool;
  /** Registers. */
  readonly vectorsPending: UInt<8>;
  readonly appendsPending: UInt<8>;
  readonly headKnown: Bool;
  readonly isList: Bool;
  readonly ended: Bool;
  readonly lastRecord: UInt;
  /** Of the record at hand. */
  readonly isVector: Bool;
  readonly isProduct: Bool;
  readonly isAgain: Bool;
  readonly waits: Bool;
  readonly appends: Bool;
  /** The check of a vector record: what it reads, and what it found. */
  readonly checkStarts: Bool;
  readonly checkReads: readonly object[];
  readonly checkFound: readonly object[];
}

/** The rules of ready/valid, but that a list that is refused withdraws what it offers. */
function staysUntilTaken(part: Handshake, isRefused: Bool, name: string): void {
  const waits = past(part.valid.and(part.ready.not()));
  assert(implies(waits.and(isRefused.not()), part.valid.and(stable(part.payload))), `${name} stays until it is taken`);
}

/** Cycles that a state lasts that waits for nobody. */
const LASTS: readonly (readonly [StateName, number])[] = [
  ['Check', 2],
  ['Judge', 1],
  ['Next', 1],
  ['Again', 4],
];

/**
 * Commands that are no lists pass as they came, while no list runs; a list begins when all before it has ended, and
 * where it lies may be read.
 */
function commandsTakeTurns(at: Listing): void {
  const { state, queued, m, listing, current, isList, headKnown, records } = at;
  streamRules(queued, 'assume', 'queued');
  staysUntilTaken(m, at.refused.valid, 'm');
  staysUntilTaken(at.region, at.refused.valid, 'region');
  assume(stable(at.windowFirst).and(stable(at.windowLast)), 'the window stands still');
  assert(
    implies(headKnown, queued.valid.and(isList.eq(queued.payload.operation.eq(OPERATION_CODE.list)))),
    'a command is known for what it is',
  );
  assert(implies(listing, queued.ready.not()), 'none is taken while a list runs');
  const passes = m.valid.and(listing.not());
  assert(
    implies(passes, sameValue(m.payload, queued.payload).and(queued.payload.operation.ne(OPERATION_CODE.list))),
    'a command that is no list passes as it is',
  );
  assert(implies(fires(queued), passes.or(isList)), 'and is taken when it has passed');
  const begins = past(fires(queued).and(isList));
  assert(implies(past(state.is('Idle')), listing.eq(begins)), 'a list runs from when it is taken');
  assert(implies(begins, past(at.quiet, 2)), 'when all before it has ended');
  assert(implies(begins, sameValue(current, past(queued.payload))), 'it is what its command says');
  assert(implies(past(listing), sameValue(current, past(current))), 'and stays so');
  assert(state.is('Idle').eq(listing.not()), 'idle is when no list runs');

  const { address, beats } = at.region.payload;
  const bytes = { address: address.shlGrow(BEAT_SHIFT), beats };
  assert(beats.eq(records.resize(28).shl(2)), 'a list is of four beats a record');
  const place = current.activations.eq(address.shlGrow(BEAT_SHIFT).resize(40));
  const judged = past(state.is('Check'));
  const known = state.is('Idle', 'Check', 'Refused').not();
  const first = current.activations.shr(RECORD_BYTES_SHIFT).resize(35);
  assert(
    implies(state.is('Check').and(at.sent.eq(1)), at.lastRecord.resize(35).eq(first.add(records.sub(1).resize(35)))),
    'its last record is known',
  );
  assert(
    implies(judged.and(known), isInside(bytes, at.windowFirst, at.windowLast).and(beats.ne(0)).and(place)),
    'a list that is read lies in the window',
  );
  assert(implies(known.and(judged.not()), stable(at.region.payload)), 'and stays where it is');
  assert(implies(known, records.ne(0)), 'a list has a record');
}

/**
 * Records are taken in order, all of a pass and no more; those of the first passes are checked, and nothing of them is
 * handed on but to be checked.
 */
function passesAreWhole(at: Listing): void {
  const { state, listing, isRun, repeats, isLastChecked, sent, number, records } = at;
  const { read, passes } = scope('pass', () => regs({ read: uint(COUNT), passes: uint(2, 0) }));
  const wide = (value: UInt) => value.resize(COUNT);
  when(fires(at.beats), () => read.set(read.add(1)));
  when(fires(at.region), () => {
    read.set(0);
    when(passes.ne(3), () => passes.set(passes.add(1)));
  });
  when(listing.not(), () => passes.set(0));
  const whole = read.eq(wide(records).shl(2));
  const before = wide(number).shl(2);
  const inPass = state.is('Idle', 'Check', 'Begin', 'Refused').not();
  when(state.is('Fetch'), () => {
    assert(read.eq(before.add(wide(sent))), 'the record that is fetched is that of its number');
  });
  when(inPass.and(state.is('Fetch').not()), () => {
    assert(read.eq(before.add(BEATS)), 'and it is whole when it is looked at');
  });
  when(inPass, () => assert(number.resize(COUNT).lt(wide(records)), 'no record is taken that the list has not'));
  when(state.is('Drain', 'Again'), () => assert(whole.and(isRun), 'a list ends after its last record'));
  when(state.is('Begin'), () => {
    assert(implies(passes.ne(0), whole), 'a pass begins when all of that before is taken');
  });
  assert(implies(state.is('Begin'), isRun.or(isLastChecked).eq(passes.ne(0))), 'the first pass checks');
  assert(implies(inPass, passes.ne(0)), 'a record is of a pass');
  const level = isRun.extend(2).add(isLastChecked.extend(2));
  assert(implies(state.is('Check'), passes.eq(0).and(level.eq(0)).and(repeats.not())), 'a list begins with none');
  assert(implies(state.is('Begin'), passes.ge(level)), 'no record runs before all are checked');
  assert(implies(inPass, passes.gt(level)), 'and those of a list that runs again before they are checked twice');
  assume(implies(at.isAgain.and(state.is('Wait')).and(isRun), repeats), 'a list stands in memory while it runs');
  assert(implies(repeats.and(isRun).and(listing), isLastChecked), 'which it is');
  assert(implies(state.is('Again'), repeats), 'only such a list has a pass behind its last record');
  assert(at.forget.eq(at.region.valid), 'activations of before are forgotten when a pass begins');

  // The words of the record at hand.
  const came = past(fires(at.beats));
  const { words } = at;
  const width = words.width;
  const quarter = width / BEATS;
  assert(
    mux(
      came,
      words
        .slice(width - quarter, quarter)
        .eq(past(at.beats.payload))
        .and(words.slice(0, width - quarter).eq(past(words.slice(quarter, width - quarter)))),
      stable(words),
    ),
    'a record is made of the beats that came, and stands',
  );
}

/** What a record's turn rests on: its wait for appends, its check, and counts of what is under way. */
function recordsTakeTurns(at: Listing): void {
  const { state, isRun, vectorsPending, appendsPending, listing, m } = at;
  staysUntilTaken(at.vector, at.refused.valid, 'vector');
  staysUntilTaken(at.parameters, at.refused.valid, 'parameters');
  const { checking, awaited, handed } = regs({ checking: bool(false), awaited: bool(false), handed: bool(false) });

  // Vector records are checked in both passes, products by the dispatcher.
  when(at.check.ended, () => checking.set(0));
  when(at.checkStarts, () => checking.set(1));
  const stand = (values: readonly object[]) => values.map(stable).reduce((a, b) => a.and(b));
  assume(implies(at.check.ended, checking), 'a check ends that was begun');
  assume(
    implies(past(checking.or(at.checkStarts).not()).and(stable(at.words)), stand(at.checkFound)),
    'what a check found stands as long as its record',
  );
  assert(implies(checking, at.checkStarts.not().and(stand(at.checkReads))), 'a record stands while it is checked');
  assert(implies(state.is('Vector'), checking.and(at.isVector)), 'a vector record is under check until its verdict');
  assert(implies(checking, state.is('Vector', 'Refused')), 'and nothing else begins before');
  when(at.checked, () => awaited.set(0));
  when(fires(m).and(listing).and(isRun.not()), () => awaited.set(1));
  assert(implies(awaited, state.is('Checked', 'Refused')), 'nothing begins before a product is found right');
  assert(implies(state.is('Checked'), awaited.and(isRun.not())), 'which is awaited of those that are checked');
  assume(implies(at.checked, awaited), 'a product is found right once');
  const product = m.valid.and(listing);
  assert(
    implies(product, m.payload.in_list.and(m.payload.only_check.eq(isRun.not()))),
    'products are run in the last passes',
  );
  assert(implies(at.vector.valid.or(at.parameters.valid), isRun.and(at.isVector)), 'and so are vector records');
  assert(implies(state.is('Wait').and(at.isVector), isRun), 'which wait for their turn only then');
  assert(
    implies(state.is('Wait', 'Parameters', 'Hand', 'Product'), anyOf([at.isVector, at.isProduct, at.isAgain])),
    'a record is of a kind that is known',
  );
  assert(implies(state.is('Product'), at.isProduct), 'what is handed to the dispatcher is a product');
  when(listing.not(), () => handed.set(0));
  when(fires(at.vector).or(fires(at.parameters)), () => handed.set(1));
  assert(implies(handed.and(listing), isRun), 'nothing has run when a list is found wrong before all of it is checked');

  // Counts of what is under way stand for a scoreboard.
  const { under_way, unanswered } = scope('scoreboard', () => regs({ under_way: uint(8, 0), unanswered: uint(8, 0) }));
  const whole = fires(at.vector).and(at.sent.eq(BEATS - 1));
  const one = (condition: Bool) => condition.extend(8);
  under_way.set(under_way.add(one(whole)).sub(one(at.vectorDone)));
  unanswered.set(unanswered.add(one(whole.and(at.appends))).sub(one(at.appendDone)));
  assume(implies(at.vectorDone, under_way.ne(0)), 'a vector record ends that was handed on');
  assume(implies(at.appendDone, unanswered.ne(0)), 'an append is answered that was handed on');
  assume(
    implies(at.vector.ready, under_way.lt(UNDER_WAY).and(unanswered.lt(UNDER_WAY))),
    'so many records wait, at most',
  );
  assert(vectorsPending.eq(under_way).and(appendsPending.eq(unanswered)), 'what is under way is counted');
  assert(under_way.le(UNDER_WAY).and(unanswered.le(UNDER_WAY)), 'and no count overflows');
  const begun = state.is('Parameters', 'Hand', 'Product');
  assert(
    implies(begun.and(isRun).and(at.waits), appendsPending.eq(0)),
    'no record that waits begins before all appends in front of it are answered',
  );
  assert(
    implies(state.is('Idle'), vectorsPending.eq(0).and(appendsPending.eq(0))),
    'nothing is under way when no list runs',
  );
  assert(implies(isRun.not(), vectorsPending.eq(0).and(appendsPending.eq(0))), 'nor while one is checked');
}

/** A list ends once, with nothing left of it, or is refused for a reason; states that wait for nobody end. */
function listsEnd(at: Listing): void {
  const { state, listing, done, refused, isRun } = at;
  assert(
    implies(done, listing.and(at.vectorsPending.eq(0)).and(at.appendsPending.eq(0)).and(isRun)),
    'a list ends when its records have, and its appends are answered',
  );
  assert(implies(at.ended, past(at.quiet, 2)), 'and its products');
  assert(implies(state.is('Again'), at.vectorsPending.eq(0).and(at.appendsPending.eq(0))), 'so does each pass of it');
  assert(implies(past(listing), listing.or(past(done))), 'a list runs until its end is told');
  assert(implies(past(done), listing.not().and(done.not())), 'which is told once');
  assert(at.doneInterrupt.eq(done.and(at.current.interrupt)), 'with an interrupt if the command asks for one');
  const same = stable(refused.code).or(refused.code.eq(ERROR_CODE.stalled));
  assert(implies(past(state.is('Refused')), state.is('Refused').and(same)), 'a refusal stands until reset');
  const reasons = ['window', 'alignment', 'reserved', 'record', 'bounds', 'stalled'] as const;
  const passed = past(at.check.ended);
  assert(
    implies(
      past(state.is('Refused').not()).and(refused.valid).and(passed.not()),
      anyOf(reasons.map((each) => refused.code.eq(ERROR_CODE[each]))),
    ),
    'a refusal has a reason',
  );
  const idle = at.m.valid.or(at.region.valid).or(at.vector.valid).or(at.parameters.valid).or(at.beats.ready);
  assert(implies(refused.valid, idle.not()), 'a list that is refused goes no further');
  const { unmoved } = regs({ unmoved: uint(17) });
  when(listing.not().or(at.active).or(fires(at.beats)), () => unmoved.set(0)).otherwise(() =>
    unmoved.set(unmoved.add(1)),
  );
  const silent = past(listing).and(past(at.patience.eq(2 ** 16)));
  assert(implies(past(listing), at.patience.eq(unmoved)), 'cycles in which nothing moves are counted');
  assert(implies(silent, past(done).or(refused.valid)), 'a list for which nothing moves 2^16 cycles long is refused');
  for (const [name, cycles] of LASTS) {
    scope(`lasts_${name.toLowerCase()}`, () => {
      const { age } = regs({ age: uint(3, 0) });
      when(state.is(name), () => age.set(age.add(1))).otherwise(() => age.set(0));
      assert(implies(state.is(name), age.lt(cycles)), `${name} lasts ${cycles} cycles at most`);
      if (cycles > 1) {
        assert(implies(state.is(name), at.sent.resize(3).eq(age)), `and ${name} counts them`);
      }
    });
  }
  const counting = state.is('Check', 'Fetch', 'Hand', 'Again');
  assert(implies(counting.or(state.is('Refused')).not(), at.sent.eq(0)), 'beats are counted from none');
}

/**
 * Commands, passes, records and their ends. What is assumed of the vector unit is that it ends what it was handed,
 * once.
 */
export function listsAreWorkedThrough(at: Listing): void {
  verification(() =>
    scope('claims', () => {
      commandsTakeTurns(at);
      passesAreWhole(at);
      recordsTakeTurns(at);
      listsEnd(at);
      refusalsHaveReasons(at);
      passesFollow(at);
      recordsAreHandedOn(at);
      cover(past(at.done).and(at.repeats.not()), 'a list ends');
      cover(at.vector.valid.and(past(at.vector.valid)), 'a vector record is handed on');
      cover(fires(at.m).and(at.listing).and(at.isRun), 'a product runs');
      cover(at.refused.valid, 'a list is refused');
      cover(fires(at.m).and(at.listing.not()), 'a command passes');
    }),
  );
}
