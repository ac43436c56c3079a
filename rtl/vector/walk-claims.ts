import {
  assert,
  type Bool,
  bool,
  cat,
  claim,
  cover,
  type Duty,
  lit,
  mux,
  named,
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
import { MEMORY_ADDRESS } from './record.ts';

type Address = UInt<typeof MEMORY_ADDRESS>;

const one = () => lit(1, uint(1));

/** One of the three walks through the vector memory. */
export interface Path {
  readonly name: string;
  readonly first: Address;
  readonly byVector: Address;
  readonly byStep: Address;
  /** Exclusive-ored to the number of the beat; none for 0. */
  readonly xor?: Address;
  readonly at: Address;
  /** Register: where the step begins. */
  readonly stepAt: Address;
}

/** What of the walk the claims are about. */
export interface Walking {
  readonly start: Bool;
  readonly step: Bool;
  readonly beats: UInt<16>;
  readonly lastVector: UInt<4>;
  readonly steps: UInt<16>;
  readonly twice: Bool;
  readonly paths: readonly Path[];
  readonly beat: UInt<16>;
  readonly vector: UInt<4>;
  readonly number: UInt<18>;
  readonly firstRound: Bool;
  readonly replays: Bool;
  readonly last: Bool;
  /** Registers: the last beat of a vector, the last step; rounds; steps that are left; where the step begins. */
  readonly lastBeat: Bool;
  readonly lastStep: Bool;
  readonly again: Bool;
  readonly stepsLeft: UInt<16>;
  readonly before: UInt<18>;
  readonly lateBeat: UInt<16>;
  readonly oneBeat: Bool;
}

/** A sum of beats whose highest bit stays once it is there: from 2^17 on only what lies below is counted. */
function counted(base: UInt<18>, beats: UInt<16>): UInt<18> {
  const sum = base.add(beats.extend(18)) as UInt<18>;
  return mux(base.bit(17), sum.or(2 ** 17), sum) as UInt<18>;
}

/** What a walk is asked, and what it says of its end. */
export interface WalkAsked {
  readonly start: Bool;
  readonly step: Bool;
  readonly last: Bool;
  readonly beats: UInt<16>;
  readonly steps: UInt<16>;
  /** What stands while it lasts. */
  readonly stands: readonly object[];
  readonly beat: UInt<16>;
  readonly firstRound: Bool;
  readonly replays: Bool;
}

/**
 * The rules between a walk and who asks for it, whose `duty` it is; returned is whether there is a beat that has not
 * been passed.
 */
export function walkIsAsked(duty: Duty, at: WalkAsked): Bool {
  const { start, step, last, beats, steps, stands, beat, firstRound } = at;
  const other = duty === 'assert' ? 'assume' : 'assert';
  return verification(() => {
    const { running } = regs({ running: bool(false) });
    when(step.and(last), () => running.set(0));
    when(start, () => running.set(1));
    const same = stands.map(stable).reduce((a, b) => a.and(b));
    claim(duty, implies(running, same), 'a record stands while it is walked');
    claim(duty, implies(start.or(running), beats.ne(0).and(steps.ne(0))), 'a record has a beat and a step');
    claim(duty, implies(step, running.and(start.not())), 'a beat is passed only where there is one');
    const waits = past(running.and(step.not()).and(start.not()));
    claim(other, implies(waits, stable(beat).and(stable(firstRound))), 'a beat that is not passed stays');
    claim(
      other,
      implies(running, at.replays.eq(firstRound.not())),
      'a round is the first of its step, or one after it',
    );
    claim(other, implies(past(start), beat.eq(0).and(firstRound)), 'a walk begins with its first beat');
    const passed = past(step.and(start.not())).and(running).and(past(running));
    const onward = beat.eq(past(beat).add(1)).and(stable(firstRound));
    const ends = (value: UInt<16>) => value.addGrow(one()).eq(beats.extend(17));
    const again = beat.eq(0).and(ends(past(beat)));
    claim(other, implies(passed, onward.or(again)), 'and goes on by one, or begins a vector after the last of one');
    claim(other, implies(running.and(last), ends(beat)), 'its last beat is the last of a vector');
    return running;
  });
}

/** The loops, as docs/command-list.md has them: for g, for r, for t, for i; and the addresses of each beat. */
export function loopsAreWalked(at: Walking): void {
  const { start, step, beats, lastVector, steps, twice, paths } = at;
  verification(() =>
    scope('loops', () => {
      const { g, r, t, i, base } = regs({ g: uint(16), r: bool(), t: uint(4), i: uint(16), base: uint(18) });
      const { ends_i, ends_t, ends_r, ends } = named({
        ends_i: i.addGrow(one()).eq(beats.extend(17)),
        ends_t: t.eq(lastVector),
        ends_r: r.eq(twice),
        ends: g.addGrow(one()).eq(steps.extend(17)),
      });
      const nextVector = step.and(ends_i);
      const nextRound = nextVector.and(ends_t);
      const nextStep = nextRound.and(ends_r);
      when(step, () => i.set(i.add(1)));
      when(nextVector, () => {
        i.set(0);
        t.set(t.add(1));
      });
      when(nextRound, () => {
        t.set(0);
        r.set(1);
      });
      when(nextStep, () => {
        r.set(0);
        g.set(g.add(1));
        base.set(counted(base, beats));
      });
      when(start, () => {
        g.set(0);
        r.set(0);
        t.set(0);
        i.set(0);
        base.set(0);
      });
      const stands = [
        beats,
        lastVector,
        steps,
        twice,
        ...paths.flatMap(({ first, byVector, byStep }) => [first, byVector, byStep]),
      ];
      const running = walkIsAsked('assume', { ...at, stands });

      when(running, () => {
        assert(at.beat.eq(i).and(at.vector.eq(t)), 'the beat is the one of the loops');
        assert(at.number.eq(counted(base, i)).and(at.before.eq(base)), 'elements are numbered through the steps');
        assert(at.firstRound.eq(r.not().and(t.eq(0))), 'the first round is that of the first vector');
        assert(at.replays.eq(at.firstRound.not()), 'the others see its parameters again');
        assert(at.last.eq(ends_i.and(ends_t).and(ends_r).and(ends)), 'the last beat is the last of all loops');
        assert(at.lastBeat.eq(ends_i).and(at.again.eq(r)).and(at.lastStep.eq(ends)), 'ends are known ahead');
        assert(at.stepsLeft.eq(steps.sub(g)), 'steps are counted');
        assert(at.lateBeat.eq(beats.sub(2)).and(at.oneBeat.eq(beats.eq(1))), 'sizes are reckoned ahead');
        assert(i.lt(beats).and(t.le(lastVector)).and(implies(r, twice)).and(g.lt(steps)), 'loops stay in bounds');
      });
      for (const path of paths) {
        const { row, place } = scope(path.name, () => regs({ row: uint(MEMORY_ADDRESS), place: uint(MEMORY_ADDRESS) }));
        const nextRow = row.add(path.byStep) as Address;
        when(nextVector, () => place.set(place.add(path.byVector)));
        when(nextRound, () => place.set(row));
        when(nextStep, () => {
          row.set(nextRow);
          place.set(nextRow);
        });
        when(start, () => {
          row.set(path.first);
          place.set(path.first);
        });
        const within = i.resize(MEMORY_ADDRESS);
        const offset = path.xor ? within.xor(path.xor) : within;
        assert(implies(running, path.at.eq(place.add(offset))), `${path.name} goes by vectors and steps`);
        assert(implies(running, path.stepAt.eq(row)), `${path.name} goes back to where its step begins`);
      }
      const { progress } = named({ progress: cat(g, r, t, i).fit(37) });
      assert(
        implies(past(step.and(start.not())).and(running), progress.gt(past(progress))),
        'every beat comes nearer to the end',
      );
      assert(implies(past(step.and(at.last).and(start.not())), running.not()), 'and behind the last there is none');
      cover(past(nextRound.and(twice)).and(r), 'a second round begins');
      cover(past(nextStep.and(ends)), 'a record ends');
    }),
  );
}
