import {
  assert,
  type Bool,
  bits,
  bool,
  cat,
  claim,
  cover,
  type Duty,
  lit,
  mux,
  past,
  regs,
  scope,
  select,
  stable,
  type UInt,
  uint,
  verification,
  when,
} from '@chisel-lite/hdl';
import { implies } from '../claims.ts';

/** What the sums are told, and when they are busy. */
export interface Summing {
  readonly valid: Bool;
  readonly tree: Bool;
  readonly lastVector: UInt;
  readonly busy: Bool;
}

/**
 * The rules between the sums and who asks for them: `duty` is that of the asker. Returned is a bit a cycle of the last
 * `standing`, the latest first: a beat came.
 */
export function sumIsAsked(duty: Duty, { valid, tree, lastVector, busy }: Summing, standing: number): UInt {
  const other = duty === 'assert' ? 'assume' : 'assert';
  return verification(() =>
    scope('sum', () => {
      const { asked, recent } = regs({ asked: bool(false), recent: bits(standing, 0) });
      recent.set(recent.shl(1).or(valid.extend(standing)).slice(0, standing));
      when(busy.not(), () => asked.set(0));
      when(tree, () => asked.set(1));
      claim(duty, implies(busy.or(tree), valid.not()), 'no beat comes while sums are added up');
      claim(duty, implies(tree, busy.not()), 'a tree begins when the one before has ended');
      claim(duty, implies(tree, recent.eq(0)), 'and when all partial sums stand');
      claim(duty, implies(busy.and(past(busy)), stable(lastVector)), 'of as many vectors until its end');
      claim(other, implies(busy, asked), 'sums are busy when they are asked');
      claim(other, implies(past(tree), busy), 'at once');
      return recent;
    }),
  );
}

/** What of the sums' insides the claims are about. */
export interface SumInsides extends Summing {
  /** Registers. */
  readonly level: UInt<3>;
  readonly vector: UInt;
  readonly beat: UInt;
  readonly waiting: UInt;
  /** Two pairs are taken; on their way to where their sums are kept, cycle by cycle. */
  readonly issue: Bool;
  readonly placed: readonly Bool[];
  /** A beat of partial sums, likewise. */
  readonly written: readonly Bool[];
  readonly levels: number;
  /** Cycles until partial sums stand. */
  readonly standing: number;
}

/**
 * The tree takes every beat of each level once, in order, after all that the level before gives has been kept; and
 * ends.
 */
export function levelsAreAdded(at: SumInsides): void {
  const { busy, lastVector, level, vector, beat, waiting, issue, placed, written, levels } = at;
  const recent = sumIsAsked('assume', at, at.standing);
  verification(() => {
    const { taken } = regs({ taken: uint(7) });
    const shift = select(
      level,
      [3, 2, 1, 0, 0, 0].map((each) => lit(each, uint(2))),
    );
    const beats = lit(1, uint(7)).shl(shift).resize(7);
    const all = lastVector.extend(7).add(1).shl(shift).resize(7);
    const ends = issue.and(taken.add(1).eq(all));
    when(issue, () => taken.set(taken.add(1)));
    when(ends.or(at.tree), () => taken.set(0));
    when(busy, () => {
      assert(level.le(levels), 'there are no more levels than it takes');
      assert(beat.extend(7).lt(beats).and(vector.le(lastVector)), 'beats and vectors stay in bounds');
      assert(
        taken.eq(vector.extend(7).shl(shift).resize(7).add(beat.extend(7))),
        'every beat of a level is taken once',
      );
      assert(taken.lt(all), 'until there is none');
      assert(implies(waiting.ne(0), taken.eq(0).and(level.ne(0))), 'a level waits for the one before');
    });
    assert(
      implies(past(issue).and(busy), level.eq(mux(past(ends), past(level).add(1), past(level)))),
      'then comes the next',
    );
    assert(implies(issue, busy.and(level.lt(levels)).and(waiting.eq(0))), 'pairs are taken of a level that is there');
    const begins = busy.and(taken.eq(0)).and(level.ne(0));
    placed.forEach((each, i) => {
      // The last pair of a level is as many cycles old as have been waited.
      const young = waiting.extend(5).add(i).lt(placed.length);
      assert(implies(begins.and(each), young.not()), `a pair of ${i + 1} cycles is of the level before`);
      assert(implies(each, busy), `and of a tree, after ${i + 1}`);
    });
    assert(
      implies(
        waiting.eq(0).and(begins),
        placed.map((each) => each.not()).reduce((a, b) => a.and(b)),
      ),
      'a level begins when the one before is kept',
    );
    written.forEach((each, i) => {
      assert(each.eq(recent.bit(i)), `a sum is made in its time, ${i + 1}`);
    });
    assert(implies(busy, recent.eq(0)), 'partial sums stand while they are added up');
    const rank = cat(lit(levels, uint(3)).sub(level), all.sub(taken), waiting).fit(14);
    assert(
      implies(busy.and(past(busy)).and(past(at.tree).not()), rank.lt(past(rank))),
      'every cycle comes nearer to the end',
    );
    cover(past(busy).and(busy.not()), 'a tree ends');
    cover(busy.and(vector.eq(1)).and(level.eq(1)), 'of two vectors');
  });
}
