import {
  assert,
  type Bool,
  bool,
  claim,
  cover,
  type Duty,
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

/** What the finish is told, and what it says of when. */
export interface Finishing {
  readonly start: Bool;
  /** All that is told with a start; it stands from the next cycle on. */
  readonly told: readonly object[];
  readonly busy: Bool;
  readonly valid: Bool;
}

/** The rules between the finish and who asks it: `duty` is that of the asker. */
export function finishIsAsked(duty: Duty, { start, told, busy, valid }: Finishing): void {
  const other = duty === 'assert' ? 'assume' : 'assert';
  verification(() =>
    scope('finish', () => {
      const { asked } = regs({ asked: bool(false) });
      when(busy.not(), () => asked.set(0));
      when(start, () => asked.set(1));
      claim(duty, implies(busy, start.not()), 'a finish begins when the one before has ended');
      const stands = told.map(stable).reduce((a, b) => a.and(b));
      claim(duty, implies(busy.and(past(busy)), stands), 'what is to be finished stands until it is');
      claim(other, implies(busy, asked), 'a finish is busy when it is asked');
      claim(other, implies(past(start), busy), 'from the next cycle on');
      claim(other, implies(valid.or(past(valid)), busy), 'until its last scalar has been given');
    }),
  );
}

/** What of the finish's insides the claims are about. */
export interface FinishInsides extends Finishing {
  readonly lastVector: UInt;
  readonly of: UInt;
  /** Registers: a vector is asked for, and which; cycles until the last is given. */
  readonly running: Bool;
  readonly vector: UInt;
  readonly left: UInt;
  /** What is asked for, cycle by cycle on its way out. */
  readonly row: readonly { readonly valid_late: Bool; readonly vector_late: UInt }[];
}

/** The reductions of a record are finished one a cycle, in order, each once, in a known time. */
export function vectorsAreFinished(at: FinishInsides): void {
  const { start, busy, lastVector, running, vector, left, row } = at;
  finishIsAsked('assume', at);
  verification(() => {
    /** Cycles since the start. */
    const { age } = regs({ age: uint(6) });
    when(start, () => age.set(0)).elsewhen(busy, () => age.set(age.add(1)));
    const last = lastVector.extend(6);
    const latency = row.length;
    const asks = (ago: number): Bool => busy.and(age.ge(ago)).and(age.sub(ago).le(last));
    assert(running.eq(asks(0)), 'a vector a cycle is asked for');
    assert(implies(running, vector.extend(6).eq(age)), 'in order, from the first to the last');
    row.forEach(({ valid_late, vector_late }, i) => {
      assert(valid_late.eq(asks(i + 1)), `${i + 1} cycles later it is on its way`);
      assert(implies(valid_late, vector_late.extend(6).eq(age.sub(i + 1))), `as what it is, after ${i + 1}`);
    });
    assert(at.valid.eq(asks(latency)), `a scalar comes ${latency} cycles after its vector was asked for`);
    assert(implies(at.valid, at.of.extend(6).eq(age.sub(latency))), 'each once, in order');
    assert(implies(busy, age.le(last.add(latency + 1))), 'a finish ends when its last scalar has been taken');
    assert(
      implies(busy.not(), left.eq(0)).and(
        implies(busy.and(running.not()), left.extend(6).eq(last.add(latency + 2).sub(age))),
      ),
      'and not before',
    );
    assert(implies(running, left.eq(latency + 1)), 'cycles are counted from its last vector on');
    assert(
      implies(past(busy).and(busy.not()), past(age).eq(past(last).add(latency + 1))),
      'it lasts as long as it takes',
    );
    cover(past(busy).and(busy.not()), 'a finish ends');
    cover(at.valid.and(at.of.eq(7)), 'eight scalars are given');
  });
}
