import {
  assert,
  assume,
  type Bool,
  cat,
  cover,
  fires,
  type Handshake,
  lit,
  mux,
  named,
  past,
  regs,
  streamRules,
  type UInt,
  uint,
  verification,
  when,
} from '@chisel-lite/hdl';
import { anyOf, implies } from '../claims.ts';
import { OUTSTANDING } from '../memory/bundles.ts';
import { BURST_BEATS } from '../parameters.ts';

type StateName = 'Idle' | 'Fill' | 'Settle' | 'Plan' | 'Ask' | 'Send' | 'Next';

/** What of the append unit's insides the claims are about. */
export interface Appending {
  readonly state: { is(...names: readonly StateName[]): Bool };
  readonly job: Handshake & { readonly payload: { readonly beats: UInt<6> } };
  readonly beats: Handshake;
  readonly b: Handshake & { readonly payload: UInt<2> };
  readonly halt: Bool;
  readonly aw: Handshake & { readonly payload: { readonly address: UInt; readonly length: UInt<4> } };
  readonly w: Handshake & { readonly payload: { readonly last: Bool } };
  readonly done: Bool;
  readonly drained: Bool;
  readonly failed: Bool;
  /** Of the job at hand: beats of a head, heads − 1, beats of a key. */
  readonly headBeats: UInt<6>;
  readonly lastHead: UInt<3>;
  readonly keyBeats: UInt<9>;
  readonly isValue: Bool;
  readonly head: UInt<3>;
  readonly filled: UInt;
  readonly settling: UInt<3>;
  readonly settlingAtMost: number;
  readonly mostJobs: number;
  /** The run at hand, the next burst of it, and the one that was asked for. */
  readonly run: UInt;
  readonly runLeft: UInt<9>;
  readonly length: UInt<5>;
  readonly asked: UInt;
  readonly askedLength: UInt<5>;
  readonly sentLeft: UInt<5>;
  readonly mayAsk: Bool;
  readonly unit: UInt<4>;
  readonly inScale: Bool;
  readonly lastUnit: Bool;
  readonly outstanding: UInt<4>;
  readonly unanswered: UInt<3>;
  /** Addresses of bursts that are not answered. */
  readonly addresses: { readonly s: Handshake; readonly m: Handshake; readonly level: UInt };
}

/**
 * Bursts are as AXI wants them, and each is answered for the job that it is of; the bursts of a head are as many beats
 * as it takes; a job ends once, when its last burst has been answered; and what is still to be done of it only becomes
 * less.
 */
export function jobsAreDone(at: Appending): void {
  const { state, job, beats, b, halt, aw, w, outstanding, unanswered, sentLeft, askedLength, runLeft, length } = at;
  streamRules(job, 'assume', 'job');
  streamRules(aw, 'assert', 'aw');
  streamRules(w, 'assert', 'w');
  verification(() => {
    const one = (condition: Bool) => condition.extend(4);
    const begins = fires(job);
    const takes = fires(beats);
    const sends = fires(w);
    const sizes = [8, 16, 24, 32].map((size) => job.payload.beats.eq(size));
    assume(implies(job.valid, anyOf(sizes)), 'a head has 8, 16, 24 or 32 beats');
    assume(implies(past(begins), takes.not()), 'a beat comes later than its job');

    // Bursts whose address is out, and whose data is.
    const { addressed, complete } = regs({ addressed: uint(4, 0), complete: uint(4, 0) });
    addressed.set(addressed.add(one(fires(aw))).sub(one(b.valid)));
    complete.set(complete.add(one(sends.and(w.payload.last))).sub(one(b.valid)));
    assume(implies(b.valid, addressed.ne(0).and(complete.ne(0))), 'an answer comes for a burst that is complete');
    assert(addressed.le(outstanding).and(complete.le(outstanding)), 'nothing is answered that was not asked for');
    assert(outstanding.le(OUTSTANDING), `no more than ${OUTSTANDING} bursts are outstanding`);
    assert(outstanding.eq(addressed.add(one(aw.valid))), 'each outstanding burst has its address out, or offered');
    assert(
      outstanding.eq(complete.add(one(state.is('Ask', 'Send')))),
      'each outstanding burst has its data out, or at hand',
    );
    assert(at.addresses.level.eq(outstanding.extend(at.addresses.level.width)), 'the address of each burst is kept');
    assert(implies(fires(at.addresses.s).not(), at.mayAsk.not()), 'addresses never overflow');
    assert(implies(b.valid, at.addresses.m.valid), 'an answer finds the address of its burst');
    assert(b.ready, 'an answer is always taken');
    assert(at.failed.eq(b.valid.and(b.payload.ne(0))), 'an answer that is no OKAY is reported');
    const noneOpen = addressed.eq(0).and(complete.eq(0)).and(aw.valid.not()).and(w.valid.not());
    assert(at.drained.eq(noneOpen), 'drained is when no burst is open, offered or under way');
    assert(implies(past(halt).and(past(at.drained)), at.drained), 'a halted unit that is drained begins nothing');

    // A burst: as long as it says, and inside of its row.
    const { burst_sent } = regs({ burst_sent: uint(5) });
    when(state.is('Ask'), () => burst_sent.set(0));
    when(sends, () => burst_sent.set(burst_sent.add(1)));
    when(state.is('Ask', 'Send'), () => {
      const end = at.asked.slice(0, 4).extend(6).add(askedLength.extend(6));
      assert(askedLength.ne(0).and(end.le(BURST_BEATS)), 'a burst ends within its 256 bytes');
      assert(aw.payload.address.eq(at.asked), 'it is where the run goes on');
    });
    assert(implies(aw.valid, aw.payload.length.extend(5).add(1).eq(askedLength)), 'it says how long it is');
    assert(implies(aw.valid, sentLeft.eq(askedLength)), 'nothing of it is sent before it is asked for');
    when(w.valid, () => {
      assert(sentLeft.ne(0).and(burst_sent.add(sentLeft).eq(askedLength)), 'its beats are counted');
      assert(w.payload.last.eq(burst_sent.add(1).eq(askedLength)), 'its last beat is said to be the last');
    });
    const row = lit(BURST_BEATS, uint(9)).sub(at.run.slice(0, 4).extend(9));
    when(state.is('Plan'), () => {
      assert(runLeft.ne(0), 'a burst has a beat');
      assert(
        length.extend(9).eq(mux(runLeft.lt(row), runLeft, row)),
        'it reaches to the end of the row, or of the run',
      );
    });

    // A head: as many beats as it has come in, and as many go out as its kind takes.
    const { came, gone } = regs({ came: uint(6), gone: uint(9) });
    when(begins.or(state.is('Next')), () => came.set(0));
    when(takes, () => came.set(came.add(1)));
    when(state.is('Settle'), () => gone.set(0));
    when(at.mayAsk, () => gone.set(gone.add(length.extend(9))));
    const units = at.headBeats.slice(1, 5).extend(9);
    const { in_all } = named({ in_all: mux(at.isValue, units.add(1), at.keyBeats) });
    const busy = state.is('Idle').not();
    when(busy, () => {
      const known = [8, 16, 24, 32].map((size) => at.headBeats.eq(size));
      assert(anyOf(known), 'the beats of a head are those of its job');
      assert(at.head.le(at.lastHead), 'no head comes after the last');
    });
    when(state.is('Fill'), () => {
      assert(at.filled.eq(came).and(came.lt(at.headBeats)), 'beats are taken until the head is whole');
    });
    assert(implies(state.is('Settle'), came.eq(at.headBeats)), 'a head is whole when it is written');
    assert(state.is('Settle').not().or(at.settling.le(at.settlingAtMost)), 'it settles within some cycles');
    const inRun = state.is('Plan', 'Ask', 'Send', 'Next');
    when(inRun.and(at.isValue.not()), () => {
      assert(gone.add(runLeft).eq(in_all), 'a key is written whole');
    });
    when(inRun.and(at.isValue), () => {
      const asked = mux(state.is('Plan'), lit(0, uint(9)), 1);
      assert(runLeft.eq(lit(1, uint(9)).sub(asked)), 'of a value each run is a beat');
      assert(
        gone.eq(mux(at.inScale, units, at.unit.extend(9)).add(asked)),
        'units are counted, and the scale after them',
      );
      assert(implies(at.inScale.not(), at.unit.extend(9).lt(units)), 'a unit is one of the head');
    });
    const headEnds = state.is('Next').and(runLeft.eq(0)).and(at.isValue.not().or(at.inScale));
    assert(implies(headEnds, gone.eq(in_all)), 'a head has all its beats when the next one begins');
    assert(implies(past(headEnds), state.is('Idle', 'Fill')), 'and the next one begins then, or the job has ended');
    assert(implies(past(headEnds.and(at.head.ne(at.lastHead))), state.is('Fill')), 'a job has all its heads');
    assert(implies(past(state.is('Next').and(headEnds.not())), state.is('Plan')), 'no head ends before');

    // Jobs that have begun and have not ended.
    const { jobs } = regs({ jobs: uint(4, 0) });
    jobs.set(jobs.add(one(begins)).sub(one(at.done)));
    assert(jobs.eq(unanswered.extend(4).add(one(busy))), 'every job that begins is counted until it ends');
    assert(jobs.le(at.mostJobs), `no more than ${at.mostJobs} jobs have not ended`);
    assert(implies(at.done, jobs.ne(0)), 'a job that ends has begun');
    assert(implies(at.done, outstanding.eq(0).and(halt.not())), 'and all that was asked for has been answered');

    // What is still to be done.
    const { heads_left, to_come, to_settle, to_ask, step, to_send } = named({
      heads_left: at.lastHead.sub(at.head),
      to_come: mux(state.is('Fill'), at.headBeats.sub(came), lit(0, uint(6))),
      to_settle: mux(state.is('Fill'), lit(7, uint(3)), mux(state.is('Settle'), at.settling, 0)),
      to_ask: mux(inRun, in_all.sub(gone), lit(511, uint(9))),
      step: mux(state.is('Ask'), lit(3, uint(2)), mux(state.is('Send'), lit(2, uint(2)), state.is('Next').extend(2))),
      to_send: mux(state.is('Send'), sentLeft, 0),
    });
    const { rank } = named({
      rank: cat(heads_left, cat(to_come, to_settle).fit(9), state.is('Settle'), cat(to_ask, step, to_send)).fit(29),
    });
    const waits = anyOf([
      state.is('Fill').and(takes.not()),
      state.is('Plan').and(at.mayAsk.not()),
      aw.valid.and(aw.ready.not()),
      w.valid.and(w.ready.not()),
    ]);
    when(busy.and(past(busy)), () => {
      assert(
        rank.lt(past(rank)).or(past(waits).and(rank.eq(past(rank)))),
        'a job moves unless it waits for what it needs',
      );
    });
    const mayNot = halt.or(outstanding.eq(OUTSTANDING));
    assert(implies(state.is('Plan').and(at.mayAsk.not()), mayNot), 'it asks unless it is halted, or has asked enough');
    assert(
      implies(
        past(outstanding.eq(0).and(jobs.ne(0)).and(busy.not()).and(halt.not())),
        jobs.lt(past(jobs)).or(past(begins)),
      ),
      'jobs that were answered end one after another',
    );
    cover(at.done, 'a job ends');
    cover(past(headEnds).and(state.is('Fill')), 'a second head begins');
  });
}
