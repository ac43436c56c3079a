import { describe, expect, test } from 'vitest';
import {
  type AnyModule,
  AsyncFifo,
  attributes,
  bool,
  type ClockDomain,
  crossingConstraints,
  crossings,
  currentDomain,
  DesignError,
  domainFrom,
  elaborate,
  emit,
  gray,
  inDomain,
  insts,
  module,
  named,
  PulseSynchronizer,
  registered,
  regs,
  related,
  resetSynchronizer,
  stream,
  synchronize,
  type UInt,
  uint,
  wires,
  withEdge,
  withReset,
} from '../../src/index.ts';
import { lint } from '../support/tools.ts';

const OTHER = { domains: { other: { clock: 'other_clk', reset: 'other_rst' } } } as const;

/** A design of two clocks: `launch` makes a value at `clk` that `capture` takes at `other_clk`. */
const across = (launch: (a: UInt<4>) => UInt, capture: (x: UInt) => UInt): AnyModule =>
  module(
    'Across',
    { in: { a: uint(4) }, out: { y: uint(4) } },
    ({ a, y }, { other }) => {
      const value = launch(a);
      y.set(inDomain(other, () => capture(value)).resize(4));
    },
    OTHER,
  );

const problems = (top: AnyModule): string[] => {
  try {
    elaborate(top);
    return [];
  } catch (error) {
    if (!(error instanceof DesignError)) {
      throw error;
    }
    return error.diagnostics.filter(({ code }) => code === 'clock-crossing').map(({ message }) => message);
  }
};

const counter = (): UInt<4> => {
  const { count } = regs({ count: uint(4, 0) });
  count.set(count.add(1));
  return count;
};

/** Registers marked by hand, with the attribute's name in any capitals. */
const marked = (key: string, value: UInt, name = 'ASYNC_REG'): UInt => {
  const { [key]: register } = regs({ [key]: uint(value.width) });
  attributes(register, { [name]: 'TRUE' });
  register.set(value);
  return register;
};

describe('a synchroniser', () => {
  test.each(['async_reg', 'ASYNC_REG', 'Async_Reg'])('is known by %s, behind one register of one bit', (name) => {
    const top = across(
      (a) => registered({ bit: a.bit(0) }).bit,
      (x) => marked('meta', x, name),
    );
    expect(problems(top)).toEqual([]);
  });

  test.each<[string, (a: UInt<4>) => UInt]>([
    [
      'two registers added',
      (a) =>
        registered({ x: a })
          .x.add(registered({ z: a }).z)
          .bit(0),
    ],
    ['two registers of one bit', (a) => registered({ x: a.bit(0) }).x.and(registered({ z: a.bit(1) }).z)],
    ['an inverter', (a) => registered({ x: a.bit(0) }).x.not()],
    ['a choice', (a) => registered({ x: a.bit(0) }).x.eq(registered({ z: a.bit(1) }).z)],
  ])('behind logic is an error: %s', (_, launch) => {
    expect(problems(across(launch, (x) => marked('meta', x)))[0]).toMatch(/through logic, which may glitch$/);
  });

  test('that is switched off by its attribute is none', () => {
    const top = across(
      (a) => registered({ bit: a.bit(0) }).bit,
      (x) => {
        const { meta } = regs({ meta: bool() });
        attributes(meta, { async_reg: 'false' });
        meta.set(x as UInt<1>);
        return meta;
      },
    );
    expect(problems(top)[0]).toMatch(/without a synchroniser$/);
  });

  test('of a binary counter is an error, of its Gray code none, of one of its bits none', () => {
    expect(problems(across(counter, (x) => synchronize({ seen: x }).seen))[0]).toMatch(
      /samples `count` of clock `clk` of 4 bits that may change together$/,
    );
    const coded = () => registered({ code: gray(counter()) }).code;
    expect(problems(across(coded, (x) => synchronize({ seen: x }).seen))).toEqual([]);
    const named_ = () => registered({ code: named({ g: gray(counter()) }).g }).code;
    expect(problems(across(named_, (x) => synchronize({ seen: x }).seen))).toEqual([]);
    const bit = () => registered({ top: counter().bit(3) }).top;
    expect(problems(across(bit, (x) => synchronize({ seen: x }).seen))).toEqual([]);
  });

  test.each<[string, () => UInt]>([
    ['a shift by two', () => registered({ code: counter().xor(counter2().shr(2)) }).code],
    ['a shift of something else', () => registered({ code: counter().xor(counter2().shr(1)) }).code],
  ])('of what only looks like Gray code is an error: %s', (_, launch) => {
    expect(problems(across(launch, (x) => synchronize({ seen: x }).seen))).toHaveLength(1);
  });

  test('in a module of its own is judged by what stands in front of it', () => {
    const Sync = module('Sync', { in: { d: uint(4) }, out: { q: uint(4) } }, ({ d, q }) =>
      q.set(synchronize({ seen: d }).seen),
    );
    const inside = (x: UInt): UInt => {
      const { u_sync } = insts({ u_sync: Sync });
      u_sync.d.set(x as UInt<4>);
      return u_sync.q;
    };
    expect(problems(across(counter, inside))[0]).toMatch(
      /^input `d` of `u_sync`.* of 4 bits that may change together$/,
    );
    expect(problems(across(() => registered({ code: gray(counter()) }).code, inside))).toEqual([]);
    expect(problems(across(() => gray(counter()), inside))[0]).toMatch(/through logic/);
  });

  test('in front of which an output of an instance stands is judged by what that is', () => {
    const Count = (name: string, value: () => UInt) =>
      module(name, { out: { n: uint(4) } }, ({ n }) => n.set(value() as UInt<4>));
    const from = (def: ReturnType<typeof Count>) => () => insts({ u_count: def }).u_count.n;
    const seen = (x: UInt) => synchronize({ seen: x }).seen;
    expect(problems(across(from(Count('Binary', counter)), seen))).toHaveLength(1);
    expect(problems(across(from(Count('Coded', () => registered({ code: gray(counter()) }).code)), seen))).toEqual([]);
    expect(problems(across(from(Count('Logic', () => gray(counter()))), seen))[0]).toMatch(/through logic/);
  });
});

describe('a reset', () => {
  /** A register at `other_clk` under a reset made of `a` at `clk`. */
  const under = (make: (a: UInt<4>) => UInt<1>, enter: (reset: UInt<1>) => ClockDomain) =>
    across(make, (reset) =>
      inDomain(enter(reset as UInt<1>), () => {
        const { held } = regs({ held: uint(4, 0) });
        held.set(held.add(1));
        return held;
      }),
    );
  const one = (a: UInt<4>) => registered({ restart: a.bit(0) }).restart;

  test.each([true, false])('of another clock is an error: asynchronous %s', (asynchronousReset) => {
    expect(problems(under(one, (reset) => withReset('part', reset, { asynchronousReset })))).toEqual([
      'the reset of `held`, clocked by `other_clk`, samples `restart` of clock `clk` without a synchroniser',
    ]);
  });

  test('that ends with the clock is none, where it begins without glitches', () => {
    expect(problems(under(one, (reset) => resetSynchronizer('part', reset)))).toEqual([]);
    const logic = (a: UInt<4>) => named({ either: one(a).or(registered({ more: a.bit(1) }).more) }).either;
    expect(problems(under(logic, (reset) => resetSynchronizer('part', reset)))[0]).toMatch(
      /the reset of `part_1`.* through logic, which may glitch$/,
    );
    expect(problems(under(one, (reset) => withReset('part', synchronize({ seen: reset }).seen)))).toEqual([]);
  });

  test('of an instance is looked at where it comes from', () => {
    const Count = module('Count', { out: { n: uint(4) } }, ({ n }) => n.set(counter()));
    const inside = (reset: UInt) => {
      const part = withReset('part', reset as UInt<1>);
      return insts({ u_count: Count }, { domains: { default: part } }).u_count.n;
    };
    expect(problems(across(one, inside))).toEqual([
      'input `rst` of `u_count`, clocked by `other_clk`, samples `restart` of clock `clk` without a synchroniser',
    ]);
    expect(problems(across((a) => a.bit(0), inside))).toEqual([]);
  });
});

describe('clocks that reach instances by ordinary inputs', () => {
  const Flop = module('Flop', { in: { ck: bool(), d: uint(4) }, out: { q: uint(4) } }, ({ ck, d, q }) =>
    q.set(inDomain(domainFrom('own', ck), () => registered({ held: d }).held)),
  );
  const Two = (same: boolean) =>
    module('Two', { in: { p: bool(), q: bool(), a: uint(4) }, out: { y: uint(4) } }, ({ p, q, a, y }) => {
      const { flop } = insts({ flop: [Flop, Flop] });
      flop[0].ck.set(p);
      flop[1].ck.set(same ? p : q);
      flop[0].d.set(a);
      flop[1].d.set(flop[0].q);
      y.set(flop[1].q.and(q.replicate(4).fit(4)));
    });

  test('are told apart in a module that has no registers itself', () => {
    expect(problems(Two(false))).toEqual([
      'input `d` of `u_flop_1`, clocked by `q`, samples `u_flop_0_q` of clock `p` without a synchroniser',
    ]);
    expect(problems(Two(true))).toEqual([]);
  });

  test('are the same by another name, and inverted; a gated one is another, named or not', () => {
    const Pair = (second: (p: UInt<1>, q: UInt<1>) => UInt<1>) =>
      module('Pair', { in: { p: bool(), q: bool(), a: uint(4) }, out: { y: uint(4) } }, ({ p, q, a, y }) => {
        const { flop } = insts({ flop: [Flop, Flop] });
        flop[0].ck.set(p);
        flop[1].ck.set(second(p, q));
        flop[0].d.set(a);
        flop[1].d.set(flop[0].q);
        y.set(flop[1].q);
      });
    const sampled = (clock: string) => [
      `input \`d\` of \`u_flop_1\`, clocked by \`${clock}\`, samples \`u_flop_0_q\` of clock \`p\` without a synchroniser`,
    ];
    expect(problems(Pair((p) => named({ also: p }).also))).toEqual([]);
    expect(problems(Pair((p) => p.not()))).toEqual([]);
    expect(problems(Pair((p) => named({ inverse: p.not() }).inverse))).toEqual([]);
    expect(problems(Pair((p, q) => p.and(q)))).toEqual(sampled('u_flop_1_ck'));
    expect(problems(Pair((p, q) => named({ gated: p.and(q) }).gated))).toEqual(sampled('gated'));
  });

  test('and from the clock of the module, also through one more level', () => {
    const Middle = module('Middle', { in: { ck: bool(), d: uint(4) }, out: { q: uint(4) } }, ({ ck, d, q }) => {
      const { u_flop } = insts({ u_flop: Flop });
      u_flop.ck.set(ck);
      u_flop.d.set(d);
      q.set(u_flop.q);
    });
    const Top = module('Top', { in: { p: bool(), a: uint(4) }, out: { y: uint(4) } }, ({ p, a, y }) => {
      const { u_middle } = insts({ u_middle: Middle });
      u_middle.ck.set(p);
      u_middle.d.set(registered({ early: a }).early);
      y.set(registered({ after: u_middle.q }).after);
    });
    expect(problems(Top)).toEqual([
      'input `d` of `u_middle`, clocked by `p`, samples `early` of clock `clk` without a synchroniser',
      'register `after`, clocked by `clk`, samples `u_middle_q` of clock `p` without a synchroniser',
    ]);
  });
});

const counter2 = (): UInt<4> => {
  const { second } = regs({ second: uint(4, 0) });
  second.set(second.add(3));
  return second;
};

describe('related clocks', () => {
  /** A clock of half the rate, made by a register. */
  const Halves = (stated: boolean) =>
    module('Halves', { in: { a: uint(4) }, out: { y: uint(4) } }, ({ a, y }) => {
      const { half } = regs({ half: bool(false) });
      half.set(half.not());
      const { fast } = registered({ fast: a });
      const slow = domainFrom('slow', half);
      if (stated) {
        related(slow, currentDomain());
      }
      const { taken } = inDomain(slow, () => registered({ taken: fast }));
      y.set(registered({ back: taken }).back);
    });

  test('exchange data where it is said that they are, and only there', () => {
    expect(problems(Halves(false))).toHaveLength(2);
    expect(problems(Halves(true))).toEqual([]);
    expect(lint(emit(Halves(true)))).toBe('');
  });

  test('may be said of a derived domain at once', () => {
    const Gated = module('Gated', { in: { a: uint(4), gclk: bool() }, out: { y: uint(4) } }, ({ a, gclk, y }) => {
      const { first } = registered({ first: a });
      const gated = domainFrom('gated', gclk, undefined, { relatedTo: [currentDomain()] });
      y.set(inDomain(gated, () => registered({ second: first }).second));
    });
    expect(problems(Gated)).toEqual([]);
  });

  test('that a module takes for related must be so where it stands', () => {
    const Pair = module(
      'Pair',
      { in: { a: uint(4) }, out: { y: uint(4) } },
      ({ a, y }, { other }) => {
        related(currentDomain(), other);
        const { first } = registered({ first: a });
        y.set(inDomain(other, () => registered({ second: first }).second));
      },
      OTHER,
    );
    const Top = (stated: boolean) =>
      module(
        'Top',
        { in: { a: uint(4) }, out: { y: uint(4) } },
        ({ a, y }, { other }) => {
          if (stated) {
            related(currentDomain(), other);
          }
          const { u_pair } = insts({ u_pair: Pair }, { domains: { other } });
          u_pair.a.set(a);
          y.set(u_pair.y);
        },
        OTHER,
      );
    expect(problems(Pair)).toEqual([]);
    expect(problems(Top(true))).toEqual([]);
    expect(problems(Top(false))).toEqual([
      'Pair takes its clocks `clk` and `other_clk` for related, but `u_pair` has `clk` and `other_clk`',
    ]);
  });

  test('both edges of a clock are', () => {
    const Edges = module('Edges', { in: { a: uint(4) }, out: { y: uint(4) } }, ({ a, y }) => {
      const { rising } = registered({ rising: a });
      y.set(inDomain(withEdge('low', 'falling'), () => registered({ falling: rising }).falling));
    });
    expect(problems(Edges)).toEqual([]);
    expect(lint(emit(Edges))).toBe('');
  });

  test('a loop of names is reported as what it is', () => {
    const top = across(
      () => {
        const { p, q } = wires({ p: bool(), q: bool() });
        p.set(q);
        q.set(p);
        return p;
      },
      (x) => synchronize({ seen: x }).seen,
    );
    expect(() => elaborate(top)).toThrow(/error\[comb-loop\]/);
  });
});

describe('the list of crossings', () => {
  const Bridge = module(
    'Bridge',
    { in: { s: stream(uint(8)), pulse: bool() }, out: { m: stream(uint(8)), received: bool() } },
    ({ s, pulse, m, received }, { other }) => {
      const { u_fifo, u_pulse } = insts(
        { u_fifo: AsyncFifo(uint(8), 8), u_pulse: PulseSynchronizer() },
        { domains: { receiver: other } },
      );
      u_fifo.s.connect(s);
      m.connect(u_fifo.m);
      u_pulse.pulse.set(pulse);
      received.set(u_pulse.received);
    },
    OTHER,
  );

  test('names the registers at both ends, and how each is crossed', () => {
    const list = crossings(elaborate(Bridge).design);
    expect(list.map(({ from, to, kind, width }) => `${from} -> ${to}: ${width} ${kind}`)).toEqual([
      'u_fifo.tail_gray -> u_fifo.tail_seen_meta: 4 gray',
      'u_fifo.head_gray -> u_fifo.head_seen_meta: 4 gray',
      'u_pulse.level -> u_pulse.arrived_meta: 1 synchroniser',
    ]);
  });

  test('gives constraints for each', () => {
    const text = crossingConstraints(elaborate(Bridge).design);
    expect(text.match(/^set_false_path /gm)).toHaveLength(1);
    expect(text.match(/^set_max_delay -datapath_only /gm)).toHaveLength(2);
    expect(text.match(/^set_bus_skew /gm)).toHaveLength(2);
    expect(text).toContain('NAME =~ *u_pulse/arrived_meta_reg ');
  });

  test('names a memory whose words are read on another clock', () => {
    const Taken = module(
      'Taken',
      { in: { s: stream(uint(8)) }, out: { y: uint(8) } },
      ({ s, y }, { other }) => {
        const { u_fifo } = insts({ u_fifo: AsyncFifo(uint(8), 8) }, { domains: { receiver: other } });
        u_fifo.s.connect(s);
        u_fifo.m.ready.set(1);
        y.set(inDomain(other, () => registered({ taken: u_fifo.m.payload }).taken));
      },
      OTHER,
    );
    const { design } = elaborate(Taken);
    expect(crossings(design)).toContainEqual({
      from: 'u_fifo.words',
      to: 'taken',
      fromClock: 'clk',
      toClock: 'other_clk',
      width: 8,
      kind: 'memory',
      scope: '',
    });
    expect(crossingConstraints(design)).toMatch(/^set_false_path -quiet .*u_fifo\/words_reg\*.*taken_reg/m);
  });

  test('is empty for a design of one clock', () => {
    expect(crossings(elaborate(module('One', { out: { y: uint(4) } }, ({ y }) => y.set(counter()))).design)).toEqual(
      [],
    );
  });
});
