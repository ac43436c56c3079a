/**
 * Six designs of the kind that a hardware engineer would try first: packets, registers around a data path, two clocks,
 * nested decisions, signed fractions, an array of units. Every output is known after reset, also to simulators with x.
 */
import {
  type AnyModule,
  attributes,
  axi4Lite,
  axiStream,
  bits,
  bool,
  bundle,
  cat,
  enumeration,
  fires,
  fixed,
  fsm,
  gray,
  inDomain,
  insts,
  memories,
  memory,
  module,
  mux,
  muxOneHot,
  registered,
  registerFile,
  regs,
  sint,
  stream,
  switch_,
  type UInt,
  uint,
  unused,
  vec,
  when,
} from '../../src/index.ts';

/** (a) `ways` packet streams to one: round-robin, a packet at a time. */
export const PacketArbiter = (ways: number) =>
  module(
    `PacketArbiter${ways}`,
    { in: { s: vec(ways, axiStream(16)) }, out: { m: axiStream(16), chosen: uint(Math.ceil(Math.log2(ways))) } },
    ({ s, m, chosen }) => {
      const { locked, last } = regs({ locked: bool(false), last: uint(ways, 1) });
      const { held } = regs({ held: uint(ways, 1) });
      const requests = cat(...([...s].map(({ valid }) => valid).reverse() as [UInt<1>])).fit(ways);
      // The first request above the one served last, else the first of all.
      const above = last.sub(1).or(last).not();
      const pick = (from: UInt) => from.and(from.not().add(1)).fit(ways);
      const later = requests.and(above);
      const grant = mux(locked, held, mux(later.orR(), pick(later), pick(requests)));

      m.valid.set(grant.and(requests).orR());
      m.payload.set(muxOneHot([...s].map(({ payload }, i) => [grant.bit(i), payload] as const)));
      chosen.set(
        cat(...([...Array(chosen.width).keys()].map((place) => indexBit(grant, place)).reverse() as [UInt<1>])).fit(
          chosen.width,
        ),
      );
      [...s].forEach((each, i) => {
        each.ready.set(grant.bit(i).and(m.ready));
      });
      when(fires(m), () => {
        held.set(grant);
        last.set(grant);
        locked.set(m.payload.last.not());
      });
    },
  );

/** Bit `place` of the index of the one bit that is set. */
function indexBit(oneHot: UInt, place: number): UInt<1> {
  const mask = Array.from({ length: oneHot.width }, (_, i) => ((i >> place) & 1 ? 1n << BigInt(i) : 0n));
  return oneHot.and(mask.reduce((a, b) => a | b)).orR();
}

export const FIR_TAPS = 5;

const firRegisters = registerFile(
  'FirRegisters',
  [
    {
      name: 'coefficient',
      offset: 0x0,
      description: 'Writes a coefficient.',
      fields: [
        { name: 'value', bits: [15, 0], access: 'rw', description: 'Signed.' },
        { name: 'tap', bits: [18, 16], access: 'rw', description: 'Which one.' },
        { name: 'go', bits: 31, access: 'pulse', description: 'Writes it.' },
      ],
    },
    {
      name: 'status',
      offset: 0x4,
      description: 'What the filter does.',
      fields: [{ name: 'busy', bits: 0, access: 'ro', description: 'A sample is being filtered.' }],
    },
  ],
  { addressBits: 4 },
);

/**
 * (b) A filter with one multiplier, its coefficients in a RAM that software writes. A result takes as many cycles as
 * there are taps.
 */
export const SerialFir = module(
  'SerialFir',
  { in: { s_axi: axi4Lite(4), x: stream(sint(12)) }, out: { y: stream(sint(31)) } },
  ({ s_axi, x, y }) => {
    const { u_regs } = insts({ u_regs: firRegisters.module });
    u_regs.s_axi.connect(s_axi);
    const { coefficients } = memories({
      coefficients: memory(sint(16), 8, { style: 'distributed', init: Array(8).fill(0), writesInReset: false }),
    });
    when(u_regs.coefficient_go, () =>
      coefficients.write(u_regs.coefficient_tap, u_regs.coefficient_value.fit(16).asSInt()),
    );
    const { history } = regs({ history: vec(FIR_TAPS, sint(12).init(0)) });
    const { tap, sum } = regs({ tap: uint(3, 0), sum: sint(31, 0) });
    const machine = fsm('state', {
      Waiting: (go) =>
        when(x.valid, () => {
          history.set([x.payload, ...Array.from({ length: FIR_TAPS - 1 }, (_, i) => history.at(i))]);
          tap.set(0);
          sum.set(0);
          go('Adding');
        }),
      Adding: (go) => {
        sum.set(sum.add(history.at(tap).mul(coefficients.read(tap)).resize(31)));
        tap.set(tap.add(1));
        when(tap.eq(FIR_TAPS - 1), () => go('Giving'));
      },
      Giving: (go) => when(y.ready, () => go('Waiting')),
    });
    x.ready.set(machine.is('Waiting'));
    y.valid.set(machine.is('Giving'));
    y.payload.set(sum);
    u_regs.status_busy.set(machine.is('Waiting').not());
  },
);

/** (c) A FIFO between two clocks, its pointers in Gray code, written out. */
export const GrayFifo = module(
  'GrayFifo',
  { in: { push: bool(), data: bits(8), pop: bool() }, out: { full: bool(), empty: bool(), head: bits(8) } },
  ({ push, data, pop, full, empty, head }, { reader }) => {
    const { words } = memories({ words: memory(bits(8), 8, { style: 'distributed' }) });
    const { tail, tail_gray } = regs({ tail: uint(4, 0), tail_gray: uint(4, 0) });
    const { front, front_gray, tail_seen } = inDomain(reader, () => {
      const pointers = regs({ front: uint(4, 0), front_gray: uint(4, 0) });
      return { ...pointers, tail_seen: sampled('tail', tail_gray) };
    });
    const front_seen = sampled('front', front_gray);
    full.set(tail_gray.eq(cat(front_seen.bits(3, 2).not(), front_seen.bits(1, 0)).fit(4)));
    when(push.and(full.not()), () => {
      words.write(tail.trunc(3), data);
      tail.set(tail.add(1));
      tail_gray.set(gray(tail.add(1)));
    });
    inDomain(reader, () => {
      empty.set(front_gray.eq(tail_seen));
      head.set(mux(empty, 0, words.read(front.trunc(3))));
      when(pop.and(empty.not()), () => {
        front.set(front.add(1));
        front_gray.set(gray(front.add(1)));
      });
    });
  },
  { domains: { reader: { clock: 'clk_b', reset: 'rst_b' } } },
);

function sampled(name: string, value: UInt<4>): UInt<4> {
  const { first, second } = regsNamed(name);
  first.set(value);
  second.set(first);
  return second;
}

function regsNamed(name: string) {
  const made = regs({ [`${name}_meta`]: uint(4, 0), [`${name}_seen`]: uint(4, 0) });
  const [first, second] = Object.values(made);
  for (const each of [first, second]) {
    attributes(each, { ASYNC_REG: 'TRUE' });
  }
  return { first, second };
}

const Kind = enumeration('Kind', 'None', 'Data', 'Control');
const Part = enumeration('Part', 'Head', 'Size', 'Body', 'Sum');

/**
 * (d) Packets of bytes: kind, size, body, and a sum that must be 0. Decisions inside decisions, `abort` at any time.
 */
export const PacketParser = module(
  'PacketParser',
  {
    in: { valid: bool(), octet: bits(8), abort: bool() },
    out: { kind: Kind, done: bool(), good: bool(), sizes: uint(8) },
  },
  ({ valid, octet, abort, kind, done, good, sizes }) => {
    const { part, seen, left, sum, total } = regs({
      part: Part.init('Head'),
      seen: Kind.init('None'),
      left: uint(4, 0),
      sum: uint(8, 0),
      total: uint(8, 0),
    });
    const { found } = regs({ found: Kind.init('None') });
    done.set(0);
    good.set(0);
    kind.set(found);
    sizes.set(total);
    when(abort, () => {
      part.set('Head');
      seen.set('None');
    }).elsewhen(valid, () => {
      sum.set(sum.add(octet));
      switch_(part, {
        Head: () => {
          sum.set(octet);
          switch_(octet.slice(6, 2), {
            1: () => {
              seen.set('Data');
              part.set('Size');
            },
            2: () => {
              seen.set('Control');
              part.set('Sum');
            },
            default: () => seen.set('None'),
          });
        },
        Size: () => {
          left.set(octet.slice(0, 4));
          switch_(seen, {
            None: () => part.set('Head'),
            Data: () => when(octet.slice(0, 4).eq(0), () => part.set('Sum')).otherwise(() => part.set('Body')),
            Control: () => part.set('Sum'),
          });
        },
        Body: () => {
          left.set(left.sub(1));
          total.set(total.add(1));
          when(left.eq(1), () => part.set('Sum'));
        },
        Sum: () => {
          part.set('Head');
          found.set(seen);
          done.set(1);
          good.set(sum.add(octet).eq(0));
        },
      });
    });
  },
);

/** (e) (x · gain + offset) in Q1.15, rounded to even, saturated; a pipeline of two stages. */
export const Scaler = module(
  'Scaler',
  { in: { x: sint(16), gain: sint(12), offset: sint(10) }, out: { y: sint(16), clipped: bool() } },
  ({ x, gain, offset, y, clipped }) => {
    const { product } = registered({ product: fixed(x, 15).mul(fixed(gain, 8)).bits }, { init: { product: 0 } });
    const { offset_1 } = registered({ offset_1: offset }, { init: { offset_1: 0 } });
    const exact = fixed(product, 23).add(fixed(offset_1, 9));
    const scaled = exact.to(16, 15, { rounding: 'half-even' }).bits;
    const wide = exact.to(20, 15, { rounding: 'half-even' }).bits;
    const { result, over } = registered(
      { result: scaled, over: wide.ne(scaled.extend(20)) },
      { init: { result: 0, over: 0 } },
    );
    y.set(result);
    clipped.set(over);
  },
);

const modeType = bundle({ on: bool(), gain: uint(2) }, {}, 'mode');
const cell = bundle({ weights: vec(3, uint(5)), mode: modeType }, {}, 'cell');

/** One unit of the grid: weights that can be written one by one, a sum that passes to the right. */
const GridUnit = module(
  'GridUnit',
  {
    in: { write: bool(), index: uint(2), weight: uint(5), mode: modeType, select: uint(2), west: uint(10) },
    out: { east: uint(10), north: uint(5) },
  },
  ({ write, index, weight, mode, select, west, east, north }) => {
    const { own } = regs({ own: cell.init({ weights: [1, 2, 3], mode: { on: false, gain: 0 } }) });
    when(write, () => {
      own.weights.at(index).set(weight);
      own.mode.set(mode);
    });
    const chosen = own.weights.at(mux(select.gt(2), 2, select));
    const scaled = chosen.extend(10).shl(own.mode.gain);
    const { out } = registered({ out: mux(own.mode.on, west.add(scaled), west) }, { init: { out: 0 } });
    east.set(out);
    north.set(chosen);
  },
);

export const ROWS = 2;
export const COLUMNS = 4;

/** (f) Two rows of four units; one of them is written at a time, chosen by address. */
export const Grid = module(
  'Grid',
  {
    in: {
      write: bool(),
      at: uint(3),
      index: uint(2),
      weight: uint(5),
      on: bool(),
      gain: uint(2),
      west: vec(ROWS, uint(10)),
    },
    out: { east: vec(ROWS, uint(10)), north: vec(COLUMNS, uint(5)) },
  },
  ({ write, at, index, weight, on, gain, west, east, north }) => {
    const { unit } = insts({ unit: Array.from({ length: ROWS * COLUMNS }, () => GridUnit) });
    const { turn } = regs({ turn: uint(2, 0) });
    turn.set(turn.add(1));
    for (let row = 0; row < ROWS; row++) {
      for (let column = 0; column < COLUMNS; column++) {
        const i = row * COLUMNS + column;
        const u = unit[i];
        u.write.set(write.and(at.eq(i)));
        u.index.set(mux(index.gt(2), 0, index));
        u.weight.set(weight);
        u.mode.set({ on, gain });
        u.select.set(turn);
        u.west.set(column === 0 ? west.at(row) : unit[i - 1].east);
        if (row === 0) {
          north.at(column).set(u.north);
        } else {
          unused(u.north);
        }
      }
      east.at(row).set(unit[row * COLUMNS + COLUMNS - 1].east);
    }
  },
);

export const DESIGNS: Readonly<Record<string, AnyModule>> = {
  arbiter: PacketArbiter(3),
  fir: SerialFir,
  fifo: GrayFifo,
  parser: PacketParser,
  scaler: Scaler,
  grid: Grid,
};
