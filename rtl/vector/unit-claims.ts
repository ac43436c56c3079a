import {
  anyConstant,
  assert,
  assume,
  type Bool,
  bool,
  cover,
  fires,
  type Handshake,
  type In,
  lit,
  mux,
  named,
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
import { anyOf, implies } from '../claims.ts';
import { type Finishing, finishIsAsked } from './finish-claims.ts';
import { parametersAreAsked } from './parameters-claims.ts';
import {
  A_SOURCE,
  B_SOURCE,
  C_SOURCE,
  D_SOURCE,
  DESTINATION,
  E_SOURCE,
  REDUCTION,
  type vectorRecord,
} from './record.ts';
import { type Summing, sumIsAsked } from './sum-claims.ts';
import { walkIsAsked } from './walk-claims.ts';

const BEATS = 4;
/** Bits of a count of beats that are under way. */
const COUNT = 7;

type StateName = 'Record' | 'Start' | 'Offer' | 'Run' | 'Drain';
type ClosingName = 'Idle' | 'Tree' | 'Finish';
type Of<T> = Handshake & { readonly payload: T };

/** What of the vector unit's insides the claims are about. */
export interface Working {
  readonly io: {
    readonly record: Of<UInt>;
    readonly results: Handshake;
    readonly x: Of<UInt>;
    readonly job: Of<{ readonly beats: UInt<6> }>;
    readonly append: Of<UInt>;
    readonly busy: Bool;
    readonly done: Bool;
  };
  readonly state: { is(...names: readonly StateName[]): Bool };
  readonly closing: { is(...names: readonly ClosingName[]): Bool };
  readonly words: UInt;
  readonly record: In<typeof vectorRecord>;
  /** Registers. */
  readonly running: Bool;
  readonly fetched: UInt<2>;
  readonly inFlight: UInt<6>;
  readonly room: UInt;
  readonly hasRoom: Bool;
  readonly appending: Bool;
  /** What kind of record it is. */
  readonly is: Readonly<
    Record<'memory' | 'results' | 'parameters' | 'reduced' | 'summed' | 'squares' | 'leaves', Bool>
  >;
  /** Of the record whose reduction is under way. */
  readonly kept: Readonly<Record<'last_vector' | 'finish' | 'x' | 'y' | 'r_scalar', UInt>> & { readonly summed: Bool };
  /** A beat begins; and, cycle by cycle, on its way to its result, and until nothing is left of it. */
  readonly step: Bool;
  readonly valids: readonly Bool[];
  readonly goings: readonly Bool[];
  readonly ended: Bool;
  readonly closes: Bool;
  /** Registers: a scalar is written. */
  readonly finished: Bool;
  readonly halves: object;
  /** Where the walk is, and where a beat is written, cycle by cycle until it is. */
  readonly walk: Readonly<Record<'start' | 'last' | 'first_round' | 'replays', Bool>> &
    Readonly<Record<'a_at' | 'c_at' | 'w_at', UInt>> & { readonly beat: UInt<16> };
  readonly written: readonly UInt[];
  readonly memory: Readonly<Record<'write_address' | 'read_address_a' | 'read_address_c', UInt>> & {
    readonly write: Bool;
  };
  readonly parameters: Readonly<Record<'used' | 'available' | 'half' | 'two', Bool>>;
  readonly sum: Summing;
  /** Cycles until a beat stands in the partial sums. */
  readonly sumStands: number;
  readonly largest: { readonly valid: Bool };
  readonly finish: Finishing;
  readonly out: { readonly s: Handshake; readonly m: Handshake; readonly level: UInt };
  readonly places: number;
}

/** Records one after another: each is taken whole, stands until its end, and ends once. */
function recordsTakeTurns(at: Working): void {
  const { io, state, words, record } = at;
  const { beats_taken, owed } = regs({ beats_taken: uint(3, 0), owed: bool(false) });
  const comes = fires(io.record);
  const whole = comes.and(beats_taken.eq(BEATS - 1));
  when(comes, () => beats_taken.set(beats_taken.add(1)));
  when(at.ended, () => beats_taken.set(0));
  when(io.done, () => owed.set(0));
  when(whole, () => owed.set(1));
  const fetching = state.is('Record');
  assert(
    mux(fetching, beats_taken.lt(BEATS).and(at.fetched.extend(3).eq(beats_taken)), beats_taken.eq(BEATS)),
    'a record is taken whole',
  );
  assert(implies(fetching.not(), at.fetched.eq(0).and(comes.not())), 'and none while it is worked on');
  assert(implies(past(whole), state.is('Start')), 'it begins when it is whole');
  const came = past(comes);
  const quarter = words.width / BEATS;
  const rest = words.width - quarter;
  assert(
    mux(
      came,
      words
        .slice(rest, quarter)
        .eq(past(io.record.payload))
        .and(words.slice(0, rest).eq(past(words.slice(quarter, rest)))),
      stable(words),
    ),
    'a record is made of the beats that came, and stands',
  );
  assert(owed.eq(fetching.not().or(io.done)), 'a record that was taken is at hand until its end is told');
  assert(implies(io.done, owed), 'an end is told of a record that was taken');
  assert(implies(whole, owed.not()), 'and once of each');
  assume(implies(fetching.not(), record.beats.ne(0).and(record.steps.ne(0))), 'a record has a beat and a step');
  const sizes = anyOf([8, 16, 24, 32].map((size) => record.beats.eq(size)));
  assume(
    implies(fetching.not().and(record.half), record.two.not().and(record.beats.bit(0).not())),
    'parameters of half a beat come in pairs',
  );
  assume(implies(isAppend(at).and(fetching.not()), sizes), 'a head that is appended has 8, 16, 24 or 32 beats');
}

const isAppend = ({ record }: Working): Bool => record.destination.eq(DESTINATION.append);
const leavesUnit = (at: Working): Bool => isAppend(at).or(at.record.destination.eq(DESTINATION.activations));
const isReduced = ({ record }: Working): Bool => record.reduction.ne(REDUCTION.none);
const isSummed = ({ record }: Working): Bool =>
  record.reduction.eq(REDUCTION.sum).or(record.reduction.eq(REDUCTION.squares));
const readsScalars = ({ record }: Working): Bool =>
  record.b_source.eq(B_SOURCE.scalar).or(record.c_source.eq(C_SOURCE.scalar)).or(record.e_source.eq(E_SOURCE.scalar));

/** How many are 1. */
const ones = (conditions: readonly Bool[]): UInt<typeof COUNT> =>
  conditions
    .map((each) => each.extend(COUNT) as UInt<typeof COUNT>)
    .reduce((sum, bit) => sum.add(bit) as UInt<typeof COUNT>);

/**
 * A record's beats: as its walk has them, each with what it needs; what each writes goes where the walk was, and
 * nothing of a record is left when the next one comes.
 */
function beatsAreOfTheirRecord(at: Working): void {
  const { state, step, is, walk, memory, record, out } = at;
  const working = state.is('Run', 'Drain');
  const { goings, valids } = at;
  const result = valids.length;
  assert(
    valids.map((each, i) => each.eq(goings[i])).reduce((a, b) => a.and(b)),
    'a beat has its result before it is gone',
  );
  assert(at.inFlight.extend(COUNT).eq(ones(goings.slice(1))), 'beats under way are counted');
  const none = goings.map((each) => each.not()).reduce((a, b) => a.and(b));
  assert(implies(working.not(), none), 'no beat is under way but of the record at hand');
  assert(at.running.eq(state.is('Run')), 'beats begin in their state');
  assert(implies(step, state.is('Run')), 'and only there');
  const { beat, first_round: firstRound, replays } = walk;
  const walked = walkIsAsked('assert', {
    ...{ start: walk.start, step, last: walk.last, beats: record.beats, steps: record.steps },
    ...{ stands: [at.words], beat, firstRound, replays },
  });
  parametersAreAsked('assert', { ...at.parameters, step, beat, firstRound, replays });
  assert(implies(state.is('Offer', 'Run'), walked), 'a record has a beat that has not begun until its last has');
  assert(implies(state.is('Record', 'Drain'), walked.not()), 'and none after');
  assert(implies(state.is('Offer'), beat.eq(0).and(firstRound)), 'the first waits for its job');
  assert(implies(past(step.and(walk.last)), state.is('Drain')), 'its last beat is its last');

  // What kind of record it is.
  when(state.is('Offer', 'Run', 'Drain'), () => {
    const { destination } = record;
    assert(
      is.memory.eq(destination.eq(DESTINATION.memory)).and(is.leaves.eq(leavesUnit(at))),
      'where beats go is known',
    );
    assert(is.reduced.eq(isReduced(at)).and(is.summed.eq(isSummed(at))), 'and what is reduced');
  });
  assert(at.io.results.ready.eq(step.and(is.results)), 'a result is taken by each beat that uses one, and by no other');
  assert(implies(at.io.results.ready, at.io.results.valid), 'which waits for it');
  assert(implies(step, at.parameters.available), 'so it does for its parameters');
  assert(implies(at.parameters.used, state.is('Run')), 'which only a record at hand takes');
  const takesParameters = anyOf([
    record.a_source.eq(A_SOURCE.parameters),
    record.b_source.eq(B_SOURCE.parameters),
    record.c_source.eq(C_SOURCE.parameters),
    record.d_source.eq(D_SOURCE.second),
    record.e_source.eq(E_SOURCE.parameters),
  ]);
  assert(implies(state.is('Offer', 'Run', 'Drain'), is.parameters.eq(takesParameters)), 'if it has any');
  assert(at.parameters.used.eq(is.parameters.and(state.is('Run'))), 'and all of them');

  // The vector memory.
  assert(
    memory.write.eq(valids[result - 1].and(record.destination.eq(DESTINATION.memory))),
    'a beat is written by a record of the memory, once',
  );
  assert(
    memory.read_address_a.eq(past(walk.a_at)).and(memory.read_address_c.eq(past(walk.c_at))),
    'what is read is where the walk is',
  );
  const { marked, age, place } = scope('marked', () =>
    regs({ marked: bool(false), age: uint(6, 0), place: uint(walk.w_at.width) }),
  );
  // Whatever begins in one cycle of 64 is followed: any one of them.
  const { phase } = anyConstant({ phase: uint(6) });
  age.set(age.add(1));
  when(age.eq(phase), () => {
    marked.set(step);
    place.set(walk.w_at);
  });
  const { since } = scope('marked', () => named({ since: age.sub(phase).sub(1) }));
  when(marked.and(since.lt(result)), () => {
    assert(select(since, valids).and(select(since, at.written).eq(place)), 'where a beat is written goes with it');
    assert(
      implies(since.eq(result - 1).and(memory.write), memory.write_address.eq(place)),
      'a beat is written where the walk was',
    );
  });

  // Beats that leave.
  const leaving = mux(is.leaves, ones(valids.slice(1)), lit(0, uint(COUNT)));
  assert(implies(out.s.valid, out.s.ready), 'a beat that leaves finds room');
  assert(at.room.resize(7).add(out.level.resize(7)).add(leaving).eq(at.places), 'places are counted');
  assert(out.level.extend(8).add(leaving.extend(8)).le(at.places), 'and never more are taken than there are');
  assert(at.room.ge(valids[0].and(is.leaves).extend(7)), 'a beat that has begun has a place');
  assert(implies(at.hasRoom.not(), past(at.room).le(2)), 'room is known a cycle later');
  assert(implies(at.hasRoom.and(past(at.room).le(2)), lit(0, bool())), 'and not when there is none');
  assert(
    implies(working.or(state.is('Offer')).and(leavesUnit(at)), at.appending.eq(isAppend(at))),
    'it goes where its record says',
  );
  assert(
    implies(past(at.appending).ne(at.appending), past(out.level).eq(0).and(out.level.eq(0))),
    'so do those that wait',
  );
}

/**
 * A reduction is closed once, with what its record says, while no record runs that would change what it is made of or
 * read what it makes.
 */
function reductionsAreClosed(at: Working): void {
  const { state, closing, closes, kept, record, sum, finish } = at;
  const working = state.is('Offer', 'Run', 'Drain');
  const open = closing.is('Idle').not();
  const recent = sumIsAsked('assert', sum, at.sumStands);
  const behind = at.goings.slice(at.valids.length);
  assert(
    behind.map((each, i) => implies(recent.bit(i), each)).reduce((a, b) => a.and(b)),
    'a beat is gone when its sums stand',
  );
  finishIsAsked('assert', finish);
  assert(closes.eq(at.ended.and(isReduced(at))), 'every reduction is closed when its record ends');
  assert(implies(closes, open.not()), 'after the one before');
  const of = record as unknown as Readonly<Record<string, UInt>>;
  const now = ['finish', 'x', 'y', 'r_scalar'] as const;
  when(past(closes), () => {
    const same = now.map((name) => kept[name].eq(past(of[name])) as Bool).reduce((a, b) => a.and(b));
    assert(same.and(kept.summed.eq(past(isSummed(at)))), 'as its record says');
    assert(kept.last_vector.eq(past(record.last_vector.slice(0, 3))), 'of all its vectors');
    assert(closing.is('Tree').eq(kept.summed).and(open), 'sums by their tree');
  });
  const all = [kept.last_vector, ...now.map((name) => kept[name]), kept.summed];
  assert(
    implies(
      past(open),
      all.map(stable).reduce((a, b) => a.and(b)),
    ),
    'what it says stands until it is closed',
  );
  assert(sum.busy.eq(closing.is('Tree')).or(closing.is('Tree')), 'a tree is of a reduction that closes');
  assert(implies(finish.busy, closing.is('Finish')), 'and so is a finish');
  assert(implies(at.finished, closing.is('Finish')), 'a scalar is written while its reduction closes');
  assert(implies(closing.is('Tree'), kept.summed), 'a tree is of sums');
  assert(implies(past(closing.is('Tree')), closing.is('Tree', 'Finish')), 'after the tree comes the finish');
  assert(implies(finish.start, past(finish.busy).not()), 'which begins once');
  assert(implies(past(finish.start), closing.is('Finish')), 'and then');
  assert(
    implies(working.and(readsScalars(at).or(isAppend(at))), open.not()),
    'no record runs that reads what a reduction has not given',
  );
  assert(implies(working.and(isSummed(at)), open.not()), 'sums begin when those before are closed');
  assert(implies(working.and(isReduced(at)).and(open), kept.summed), 'the largest may be sought beside a tree');
  assert(implies(at.largest.valid, isReduced(at).and(isSummed(at).not())), 'by a record that seeks it');
}

/** A record waits only for what it needs. */
function recordsGoOn(at: Working): void {
  const { io, state, closing, record, out } = at;
  const stays = (name: StateName) => past(state.is(name)).and(state.is(name));
  const open = closing.is('Idle').not();
  assert(
    implies(stays('Start'), past(open).or(past(out.m.valid).and(past(leavesUnit(at))))),
    'a record begins but for a reduction, or for beats that go elsewhere',
  );
  assert(implies(stays('Offer'), past(io.job.ready).not()), 'a job waits for its receiver');
  const misses = at.is.results.and(io.results.valid.not()).or(at.parameters.available.not());
  assert(
    implies(state.is('Run').and(at.step.not()), misses.or(at.is.leaves.and(at.hasRoom.not()))),
    'a beat begins but for what it needs',
  );
  const { drained } = regs({ drained: uint(6, 0) });
  when(state.is('Drain').not(), () => drained.set(0)).elsewhen(drained.ne(63), () => drained.set(drained.add(1)));
  const older = at.goings.map((each, i) => implies(each, drained.le(i))).reduce((a, b) => a.and(b));
  assert(implies(state.is('Drain'), older), 'no beat begins while it ends');
  assert(
    implies(state.is('Drain').and(drained.ge(at.goings.length)).and(at.ended.not()), open.and(isReduced(at))),
    'an end waits for a reduction',
  );
  const idle = state.is('Record').and(at.fetched.eq(0)).and(open.not()).and(out.level.eq(0));
  assert(io.busy.eq(idle.not()), 'nothing is left of a unit that is not busy');
  assert(implies(io.job.valid, isAppend(at).and(at.appending)), 'a job is of a record that appends');
  assert(implies(past(fires(io.job)), state.is('Run')), 'which is offered once');
  assert(implies(io.job.valid, io.job.payload.beats.extend(16).eq(record.beats)), 'and of its heads');
}

/** The life of records, of their beats, and of reductions. What is computed is not looked at. */
export function recordsAreWorkedThrough(at: Working): void {
  streamRules(at.io.x, 'assert', 'x');
  streamRules(at.io.job, 'assert', 'job');
  streamRules(at.io.append, 'assert', 'append');
  verification(() =>
    scope('claims', () => {
      recordsTakeTurns(at);
      beatsAreOfTheirRecord(at);
      reductionsAreClosed(at);
      recordsGoOn(at);
      cover(at.io.done, 'a record ends');
      cover(past(at.closes), 'a reduction closes');
      cover(fires(at.io.append), 'a beat is appended');
      cover(at.memory.write.and(past(at.memory.write)), 'two beats are written');
    }),
  );
}
