/**
 * The rules of AXI4 and AXI4-Lite as checks (IHI 0022, issue E; the section is in the comment of each). A rule binds
 * one side: the master or the slave. `{ master: 'assert', slave: 'assume' }` is for the design that is the master, the
 * other way about for the slave, both `'assert'` for what stands between.
 *
 * Not said: exclusive accesses, QoS, regions, users' signals; strobes outside the bytes of a narrow or unaligned
 * transfer.
 */

import { when } from '../module/control.ts';
import { named, regs, scope } from '../module/declare.ts';
import { verification } from '../module/verify.ts';
import { constant, mux } from '../signal/functions.ts';
import type { Bool, UInt } from '../signal/interfaces.ts';
import { bitsFor } from '../types/literal.ts';
import { bool, uint } from '../types/scalar.ts';
import { vec } from '../types/vec.ts';
import { AxiBurst, AxiResponse } from './axi.ts';
import { claim, type Duty, type Handshake, silentAfterReset, streamRules, takenWithin } from './stream-rules.ts';

export interface AxiRuleOptions {
  readonly master: Duty;
  readonly slave: Duty;
  /**
   * Bursts that the master lets be open at once, reads and writes apart, of all IDs; default 8. A master that asks for
   * more breaks a rule.
   */
  readonly outstanding?: number;
  /** Cycles for which an offer of either side may wait; without it, for ever. */
  readonly patience?: number;
  /** In front of each rule; default `axi`. */
  readonly name?: string;
}

type Channel<P> = Handshake & { readonly payload: P };

interface Address {
  readonly id?: UInt;
  readonly addr: UInt;
  readonly len: UInt<8>;
  readonly size: UInt<3>;
  readonly burst: UInt<2>;
}

export interface AxiReadPort {
  readonly ar: Channel<Address>;
  readonly r: Channel<{ readonly id?: UInt; readonly data: UInt; readonly resp: UInt<2>; readonly last: Bool }>;
}

export interface AxiWritePort {
  readonly aw: Channel<Address>;
  readonly w: Channel<{ readonly data: UInt; readonly strb: UInt; readonly last: Bool }>;
  readonly b: Channel<{ readonly id?: UInt; readonly resp: UInt<2> }>;
}

export interface AxiLitePort {
  readonly aw: Channel<{ readonly addr: UInt }>;
  readonly w: Channel<{ readonly data: UInt; readonly strb: UInt }>;
  readonly b: Channel<{ readonly resp: UInt<2> }>;
  readonly ar: Channel<{ readonly addr: UInt }>;
  readonly r: Channel<{ readonly data: UInt; readonly resp: UInt<2> }>;
}

const fires = (s: Handshake): Bool => s.valid.and(s.ready);
const implies = (a: Bool, b: Bool): Bool => a.not().or(b);

/** A3.2.1 and A3.1.2: an offer stays as it is until it is taken, and none is made on the first edge after a reset. */
function offerRules(
  channel: Handshake,
  sender: Duty,
  receiver: Duty,
  { patience }: AxiRuleOptions,
  name: string,
): void {
  streamRules(channel, sender, name);
  silentAfterReset(channel, sender, name);
  if (patience !== undefined) {
    takenWithin(channel, patience, receiver, name);
  }
}

/** A3.4.1: what a burst may be. `bytes`: of the data bus. */
function burstRules({ valid, payload }: Channel<Address>, bytes: number, duty: Duty, name: string): void {
  const { addr, len, size, burst } = payload;
  const rule = (condition: Bool, message: string) => claim(duty, implies(valid, condition), `${name}: ${message}`);
  const incremental = burst.eq(AxiBurst.increment);
  const wrapping = burst.eq(AxiBurst.wrap);
  const sizes = Array.from({ length: Math.log2(bytes) + 1 }, (_, n) => n);
  const forSize = (f: (n: number) => Bool) =>
    sizes.map((n) => implies(size.eq(n), f(n))).reduce((all, each) => all.and(each));
  rule(burst.ne(3), 'the burst type is not the reserved one');
  rule(size.le(Math.log2(bytes)), 'a beat is no wider than the bus');
  rule(implies(burst.eq(AxiBurst.fixed), len.le(15)), 'a fixed burst has up to 16 beats');
  rule(
    implies(wrapping, len.eq(1).or(len.eq(3)).or(len.eq(7)).or(len.eq(15))),
    'a wrapping burst has 2, 4, 8 or 16 beats',
  );
  rule(
    implies(
      wrapping,
      forSize((n) => (n === 0 ? constant(1).fit(1) : addr.slice(0, n).eq(0))),
    ),
    'a wrapping burst is aligned',
  );
  // The first beat counts from the address rounded down to its size.
  const inPage = (n: number) => {
    const units = 12 - n;
    return addr
      .slice(n, units)
      .extend(units + 9)
      .add(len.extend(units + 9))
      .lt(1 << units);
  };
  rule(implies(incremental, forSize(inPage)), 'a burst stays within 4 KiB');
}

/** Numbers of beats of the open bursts, oldest first. */
function lengthQueue(depth: number) {
  const COUNT = bitsFor(depth);
  const { count } = regs({ count: uint(COUNT, 0) });
  const { lengths } = regs({ lengths: vec(depth, uint(8)) });
  const step = (push: Bool, length: UInt<8>, pop: Bool) => {
    when(pop, () => {
      for (let i = 0; i + 1 < depth; i++) {
        lengths.at(i).set(lengths.at(i + 1));
      }
    });
    when(push, () => {
      const place = count.sub(pop.extend(COUNT));
      for (let i = 0; i < depth; i++) {
        when(place.eq(i), () => lengths.at(i).set(length));
      }
    });
    count.set(count.add(push.extend(COUNT)).sub(pop.extend(COUNT)));
  };
  return { count, front: lengths.at(0) as UInt<8>, step };
}

/** Whether a transfer carries this ID; without IDs all do. */
const carries = (id: UInt | undefined, value: number): Bool => (id ? id.eq(value) : constant(1).fit(1));
const idsOf = (id: UInt | undefined): number[] => Array.from({ length: id ? 2 ** id.width : 1 }, (_, i) => i);

/** AR and R of AXI4. */
export function axiReadRules(port: AxiReadPort, options: AxiRuleOptions): void {
  const { master, slave, outstanding = 8, name = 'axi' } = options;
  const { ar, r } = port;
  verification(() => {
    offerRules(ar, master, slave, options, `${name} ar`);
    offerRules(r, slave, master, options, `${name} r`);
    burstRules(ar, r.payload.data.width / 8, master, `${name} ar`);
    claim(slave, implies(r.valid, r.payload.resp.ne(AxiResponse.exclusiveOkay)), `${name} r: no exclusive answer`);
    const counts: UInt[] = [];
    for (const value of idsOf(ar.payload.id)) {
      const which = ar.payload.id ? `${name} id ${value}` : name;
      scope(`${which.replaceAll(' ', '_')}_reads`, () => {
        const bursts = lengthQueue(outstanding);
        const { beat } = regs({ beat: uint(8, 0) });
        const mine = r.valid.and(carries(r.payload.id, value));
        const { begins, beats } = named({
          begins: fires(ar).and(carries(ar.payload.id, value)),
          beats: mine.and(r.ready),
        });
        bursts.step(begins, ar.payload.len, beats.and(r.payload.last));
        when(beats, () => beat.set(mux(r.payload.last, 0, beat.add(1))));
        counts.push(bursts.count);
        // A3.3.1: data follows its address. A3.4.1: as many beats as asked for.
        claim(slave, implies(mine, bursts.count.ne(0)), `${which}: data comes for a read that is open`);
        claim(
          slave,
          implies(mine.and(bursts.count.ne(0)), r.payload.last.eq(beat.eq(bursts.front))),
          `${which}: last marks the last beat of a read`,
        );
        claim(slave, implies(bursts.count.ne(0), beat.le(bursts.front)), `${which}: no more beats than asked for`);
      });
    }
    const openNow = counts.reduce((a, b) => a.addGrow(b));
    claim(master, implies(fires(ar), openNow.lt(outstanding)), `${name}: up to ${outstanding} reads are open`);
  });
}

/** What the rules of writes count, for the invariants of a design that keeps them. */
export interface AxiWriteState {
  /** Addresses whose data is not complete, and the length of the oldest of them. */
  readonly waiting: UInt;
  readonly length: UInt<8>;
  /** Beats of the burst at hand. */
  readonly beat: UInt<8>;
  /** A burst's data was complete before its address came. */
  readonly early: Bool;
  /** Writes that are open, an ID each; and of all those whose data is complete. */
  readonly open: readonly UInt[];
  readonly complete: UInt;
}

/** AW, W and B of AXI4. Data may run ahead of its address by one burst. */
export function axiWriteRules(port: AxiWritePort, options: AxiRuleOptions): AxiWriteState {
  const { master, slave, outstanding = 8, name = 'axi' } = options;
  const { aw, w, b } = port;
  const COUNT = bitsFor(outstanding);
  return verification(() => {
    offerRules(aw, master, slave, options, `${name} aw`);
    offerRules(w, master, slave, options, `${name} w`);
    offerRules(b, slave, master, options, `${name} b`);
    burstRules(aw, w.payload.data.width / 8, master, `${name} aw`);
    claim(slave, implies(b.valid, b.payload.resp.ne(AxiResponse.exclusiveOkay)), `${name} b: no exclusive answer`);
    return scope(`${name.replaceAll(' ', '_')}_writes`, () => {
      const { id } = aw.payload;
      const open = lengthQueue(outstanding);
      const { beat } = regs({ beat: uint(8, 0) });
      // A burst whose data was complete before its address came.
      const { early } = regs({ early: bool(false) });
      const { early_length } = regs({ early_length: uint(8) });
      const { asks, beats, ends } = named({ asks: fires(aw), beats: fires(w), ends: fires(w).and(w.payload.last) });
      const waiting = open.count.ne(0);
      const comes = asks.and(early.not());
      const { known, length } = named({ known: waiting.or(comes), length: mux(waiting, open.front, aw.payload.len) });
      open.step(comes, aw.payload.len, ends.and(known));
      when(beats, () => beat.set(mux(w.payload.last, 0, beat.add(1))));
      when(ends.and(known.not()), () => {
        early.set(1);
        early_length.set(beat);
      }).elsewhen(asks, () => early.set(0));
      // A3.4.1: as many beats as the address says, the last one marked.
      claim(
        master,
        implies(beats.and(known), w.payload.last.eq(beat.eq(length))),
        `${name}: last marks the last beat of a write`,
      );
      claim(
        master,
        implies(asks.and(early), aw.payload.len.eq(early_length)),
        `${name}: an address fits the data before it`,
      );
      claim(
        master,
        implies(comes.and(waiting.not()), beat.le(aw.payload.len)),
        `${name}: an address covers the data before it`,
      );
      claim(master, implies(beats, early.not().or(asks)), `${name}: data is ahead by one burst at most`);
      claim(master, implies(waiting, beat.le(open.front)), `${name}: no more data than said`);

      const counts: UInt[] = [];
      for (const value of idsOf(id)) {
        // Writes of an ID: their addresses, and those whose data is complete. Data is in the order of all addresses.
        const which = id ? `${name} id ${value}` : name;
        scope(`id${value}`, () => {
          const { owed } = regs({ owed: uint(COUNT, 0) });
          const begins = asks.and(carries(id, value));
          const mine = b.valid.and(carries(b.payload.id, value));
          owed.set(owed.add(begins.extend(COUNT)).sub(mine.and(b.ready).extend(COUNT)));
          counts.push(owed);
          // A3.3.1: an answer follows the address of its write.
          claim(slave, implies(mine, owed.ne(0)), `${which}: an answer comes for a write that is open`);
        });
      }
      const openNow = counts.reduce((a, b) => a.addGrow(b));
      claim(master, implies(asks, openNow.lt(outstanding)), `${name}: up to ${outstanding} writes are open`);
      // A3.3.1: and its last beat.
      const { complete } = regs({ complete: uint(COUNT, 0) });
      complete.set(complete.add(ends.extend(COUNT)).sub(fires(b).extend(COUNT)));
      claim(slave, implies(b.valid, complete.ne(0)), `${name}: an answer comes after the last beat of a write`);
      return { waiting: open.count, length: open.front, beat, early, open: counts, complete };
    });
  });
}

/** All of AXI4. */
export function axiRules(port: AxiReadPort & AxiWritePort, options: AxiRuleOptions): void {
  axiReadRules(port, options);
  axiWriteRules(port, options);
}

/** All of AXI4-Lite (part B). Transfers that are open are counted up to `outstanding`. */
export function axiLiteRules(port: AxiLitePort, options: AxiRuleOptions): void {
  const { master, slave, outstanding = 8, name = 'axil' } = options;
  const { aw, w, b, ar, r } = port;
  const COUNT = bitsFor(outstanding);
  verification(() => {
    offerRules(aw, master, slave, options, `${name} aw`);
    offerRules(w, master, slave, options, `${name} w`);
    offerRules(ar, master, slave, options, `${name} ar`);
    offerRules(b, slave, master, options, `${name} b`);
    offerRules(r, slave, master, options, `${name} r`);
    // B1.1.1: no exclusive accesses.
    claim(slave, implies(b.valid, b.payload.resp.ne(AxiResponse.exclusiveOkay)), `${name} b: no exclusive answer`);
    claim(slave, implies(r.valid, r.payload.resp.ne(AxiResponse.exclusiveOkay)), `${name} r: no exclusive answer`);
    const pairs = [
      ['addresses', aw, b, 'an answer comes for an address'],
      ['words', w, b, 'an answer comes for data'],
      ['reads', ar, r, 'data comes for an address'],
    ] as const;
    for (const [key, asked, answer, message] of pairs) {
      scope(`${name.replaceAll(' ', '_')}_${key}`, () => {
        const { open } = regs({ open: uint(COUNT, 0) });
        open.set(open.add(fires(asked).extend(COUNT)).sub(fires(answer).extend(COUNT)));
        claim(master, implies(fires(asked), open.lt(outstanding)), `${name}: up to ${outstanding} ${key} are open`);
        claim(slave, implies(answer.valid, open.ne(0)), `${name}: ${message} that is open`);
      });
    }
  });
}
