import {
  type AnyModule,
  assert,
  assume,
  attributes,
  blackBox,
  bool,
  bundle,
  cat,
  cover,
  delay,
  enumeration,
  fsm,
  hex,
  insts,
  memories,
  memory,
  module,
  muxOneHot,
  muxPriority,
  named,
  print,
  registered,
  regs,
  scope,
  select,
  sint,
  stream,
  switch_,
  uint,
  unused,
  vec,
  when,
  wires,
} from '../../src/index.ts';

const Arithmetic = module(
  'Arithmetic',
  {
    in: { a: uint(8), b: uint(8), s: sint(8), t: sint(18) },
    out: {
      wrap: uint(8),
      grown: uint(9),
      below: sint(9),
      product: sint(26),
      three: uint(10),
      quotient: uint(8),
      less: bool(),
    },
  },
  ({ a, b, s, t, wrap, grown, below, product, three, quotient, less }) => {
    wrap.set(a.add(b).sub(3));
    grown.set(a.addGrow(b).fit(9));
    below.set(a.subGrow(b).fit(9));
    product.set(s.mul(t).fit(26));
    three.set(a.addGrow(b).addGrow(a).fit(10));
    quotient.set(a.div(b));
    less.set(s.extend(18).lt(t.add(-5)));
  },
);

/** Places where Verilog's context would change a width: each needs its own wire. */
const Contexts = module(
  'Contexts',
  {
    in: { a: uint(8), b: uint(8), s: sint(8) },
    out: { carry: uint(9), top: bool(), compare: bool(), mean: uint(8), wide: sint(16) },
  },
  ({ a, b, s, carry, top, compare, mean, wide }) => {
    carry.set(cat(a.add(1).bit(0), a.add(b)).fit(9));
    top.set(a.addGrow(b).bit(8));
    compare.set(a.add(b).extend(9).lt(a.addGrow(b).fit(9)));
    mean.set(a.addGrow(b).shr(1).trunc(8));
    wide.set(s.not().extend(16).add(cat(a, b).asSInt().fit(16)));
  },
);

const Selection = module(
  'Selection',
  {
    in: { word: uint(32), i: uint(2), n: uint(5), lanes: vec(4, sint(6)) },
    out: {
      octet: uint(8),
      chosen: bool(),
      shifted: uint(32),
      back: uint(8),
      lane: sint(6),
      ones: uint(6),
      zeros: uint(6),
      all: bool(),
      mixed: vec(4, uint(8)),
    },
  },
  ({ word, i, n, lanes, octet, chosen, shifted, back, lane, ones, zeros, all, mixed }) => {
    octet.set(word.part(i, 8));
    chosen.set(word.bit(n));
    shifted.set(word.shl(n).xor(word.shr(3)));
    back.set(word.slice(4, 8).reverse());
    lane.set(lanes.at(i));
    ones.set(word.popcount().fit(6));
    zeros.set(word.clz().fit(6));
    all.set(word.andR());
    mixed.set([3, 2, 1, 0].map((k) => word.part(k, 8)));
  },
);

const Choices = module(
  'Choices',
  {
    in: { a: uint(8), b: uint(8), c: uint(8), p: bool(), q: bool() },
    out: { first: uint(8), hot: uint(8), entry: uint(8) },
  },
  ({ a, b, c, p, q, first, hot, entry }) => {
    first.set(
      muxPriority(
        [
          [p, a],
          [q, b],
        ],
        c,
      ),
    );
    hot.set(
      muxOneHot([
        [p, a],
        [q, b],
      ]),
    );
    entry.set(select(cat(p, q), [a, b, c]));
  },
);

const Registers = module(
  'Registers',
  { in: { d: uint(8), load: bool(), clear: bool() }, out: { count: uint(8), late: uint(8), plain: uint(8) } },
  ({ d, load, clear, count, late, plain }) => {
    const { n } = regs({ n: uint(8, 7) });
    when(clear, () => n.set(0))
      .elsewhen(load, () => n.set(d))
      .otherwise(() => n.set(n.add(1)));
    count.set(n);
    late.set(delay({ d_late: d }, 3, { enable: load }).d_late);
    plain.set(registered({ q: d.xor(n) }).q);
  },
);

const Defaults = module(
  'Defaults',
  { in: { a: uint(4), go: bool() }, out: { y: uint(4), z: uint(4), flags: uint(4) } },
  ({ a, go, y, z, flags }) => {
    y.set(0);
    z.set(15);
    when(go, () => {
      y.set(a);
      z.slice(0, 2).set(a.slice(2, 2));
    });
    flags.set(0);
    flags.bit(3).set(go);
  },
);

const Op = enumeration('Op', 'Idle', 'Load', 'Run');
const Machine = module(
  'Machine',
  { in: { go: bool(), done: bool(), op: Op }, out: { busy: bool(), next: Op } },
  ({ go, done, op, busy, next }) => {
    const machine = fsm('state', {
      Waiting: (to) => when(go, () => to('Working')),
      Working: (to) => when(done, () => to('Waiting')),
    });
    busy.set(machine.is('Working'));
    switch_(op, { Idle: () => next.set('Load'), default: () => next.set('Run') });
  },
);

const Memories = module(
  'Memories',
  {
    in: { we: bool(), mask: uint(4), waddr: uint(9), raddr: uint(9), data: uint(32), i: uint(3), d: uint(8) },
    out: { q: uint(32), word: uint(8), constant: uint(4) },
  },
  ({ we, mask, waddr, raddr, data, i, d, q, word, constant }) => {
    const { ram, lut, rom } = memories({
      ram: memory(uint(32), 512, { style: 'block' }),
      lut: memory(uint(8), 8, { style: 'distributed' }),
      rom: memory(uint(4), 4, { init: [3, 1, 4, 1] }),
    });
    when(we, () => {
      ram.write(waddr, data, { mask });
      lut.write(i, d);
    });
    q.set(registered({ ram_q: ram.read(raddr) }).ram_q);
    word.set(lut.read(i));
    constant.set(rom.read(i.slice(0, 2)));
  },
);

const pixel = bundle({ red: uint(5), green: uint(6), blue: uint(5) }, {}, 'pixel');
const Swap = module('Swap', { in: { s: stream(pixel) }, out: { m: stream(pixel) } }, ({ s, m }) => {
  m.valid.set(s.valid);
  s.ready.set(m.ready);
  m.payload.set({ red: s.payload.blue, green: s.payload.green, blue: s.payload.red });
});

const Hierarchy = module(
  'Hierarchy',
  { in: { s_axis: stream(pixel, { names: 'axis' }) }, out: { m_axis: stream(pixel, { names: 'axis' }) } },
  ({ s_axis, m_axis }) => {
    const first = scope('first', () => insts({ u_swap: Swap }).u_swap);
    const { u_swap } = insts({ u_swap: Swap });
    first.s.connect(s_axis);
    u_swap.s.connect(first.m);
    m_axis.connect(u_swap.m);
  },
  { clock: 'aclk', reset: 'aresetn', resetActiveLow: true, comment: 'Swaps red and blue twice.' },
);

const BUFG = blackBox('BUFGCE', { in: { CE: bool(), I: bool() }, out: { O: bool() } }, { CE_TYPE: 'SYNC' });
const Attributes = module(
  'Attributes',
  { in: { a: sint(18), b: sint(18), ce: bool(), c: bool() }, out: { y: sint(36), o: bool() } },
  ({ a, b, ce, c, y, o }) => {
    const { product } = regs({ product: sint(36) });
    attributes(product, { use_dsp: 'yes', keep: 'true' });
    product.set(a.mul(b).fit(36));
    y.set(product);
    const { u_bufg } = insts({ u_bufg: BUFG });
    u_bufg.CE.set(ce);
    u_bufg.I.set(c);
    o.set(u_bufg.O);
  },
);

const Verification = module('Verification', { in: { a: uint(8), en: bool() }, out: { y: uint(8) } }, ({ a, en, y }) => {
  const { n } = regs({ n: uint(8, 0) });
  when(en, () => {
    n.set(n.add(a));
    print`n=${n} a=${hex(a)}`;
    assert(a.ne(0), 'a step is at least 1');
  });
  assume(a.lt(100), 'small steps');
  cover(n.eq(255), 'the end is reached');
  y.set(n);
});

const Partial = module('Partial', { in: { a: uint(8), b: uint(8) }, out: { y: uint(4) } }, ({ a, b, y }) => {
  const { low } = named({ low: a.slice(0, 4) });
  const { spare } = wires({ spare: uint(2) });
  spare.set(0);
  unused(a, b, spare);
  y.set(low);
});

export const constructs: Readonly<Record<string, AnyModule>> = {
  Arithmetic,
  Contexts,
  Selection,
  Choices,
  Registers,
  Defaults,
  Machine,
  Memories,
  Hierarchy,
  Attributes,
  Verification,
  Partial,
};
