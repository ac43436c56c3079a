/** The modules of the guide. `build.ts` puts each region into the guide, with the Verilog it gives. */
import {
  arbitrate,
  assert,
  axiStream,
  bits,
  bool,
  bundle,
  cover,
  enumeration,
  fixed,
  fsm,
  gray,
  inDomain,
  insts,
  memories,
  memory,
  module,
  mux,
  named,
  type Passive,
  past,
  queue,
  registered,
  registerFile,
  regs,
  resetSynchronizer,
  rose,
  SkidBuffer,
  scope,
  sint,
  stable,
  stream,
  synchronize,
  uint,
  vec,
  verification,
  when,
} from '@chisel-lite/hdl';

// #region blinker
export const Blinker = module('Blinker', { in: { enable: bool() }, out: { led: bool() } }, ({ enable, led }) => {
  const { count } = regs({ count: uint(24, 0) });
  when(enable, () => count.set(count.add(1)));
  led.set(count.bit(23));
});
// #endregion

// #region widths
export const Average = module(
  'Average',
  { in: { a: uint(8), b: uint(8) }, out: { mean: uint(8) } },
  ({ a, b, mean }) => {
    const { sum } = named({ sum: a.addGrow(b) }); // 9 bits: nothing is lost
    mean.set(sum.slice(1, 8));
  },
);
// #endregion

// #region parametric
export const Clamp = <W extends number>(width: W, limit: number) =>
  module(`Clamp${width}_${limit}`, { in: { x: sint(width) }, out: { y: sint(width) } }, ({ x, y }) => {
    y.set(mux(x.gt(limit), limit, mux(x.lt(-limit), -limit, x)));
  });
// #endregion

// #region choice
export const Priority = module(
  'Priority',
  { in: { requests: bits(4) }, out: { grant: uint(2), any: bool() } },
  ({ requests, grant, any }) => {
    grant.set(0);
    for (let i = 3; i >= 0; i--) {
      when(requests.bit(i), () => grant.set(i));
    }
    any.set(requests.orR());
  },
);
// #endregion

// #region machine
export const Handshake = module(
  'Handshake',
  { in: { request: bool(), done: bool() }, out: { busy: bool(), acknowledge: bool() } },
  ({ request, done, busy, acknowledge }) => {
    const machine = fsm('state', {
      Idle: (go) => when(request, () => go('Working')),
      Working: (go) => when(done, () => go('Answering')),
      Answering: (go) => when(request.not(), () => go('Idle')),
    });
    busy.set(machine.is('Working'));
    acknowledge.set(machine.is('Answering'));
  },
);
// #endregion

// #region memory
export const Histogram = module(
  'Histogram',
  { in: { sample: uint(8), valid: bool(), look: uint(8) }, out: { count: uint(16) } },
  ({ sample, valid, look, count }) => {
    const { bins } = memories({ bins: memory(uint(16), 256, { style: 'distributed' }) });
    when(valid, () => bins.write(sample, bins.read(sample).add(1)));
    count.set(registered({ found: bins.read(look) }).found);
  },
);
// #endregion

// #region ports
export const Scratchpad = module(
  'Scratchpad',
  {
    in: { address: uint(10), write: bool(), bytes: bits(4), data: bits(32), line: uint(8) },
    out: { found: bits(32), burst: vec(4, bits(32)) },
  },
  ({ address, write, bytes, data, line, found, burst }) => {
    const { store } = memories({ store: memory(bits(32), 1024, { style: 'block' }) });
    const { cpu, dma } = store.ports({
      cpu: { address, write, data, mask: bytes },
      dma: { address: line, words: 4 }, // 4 words at once, from 4 * line on
    });
    found.set(cpu.q);
    burst.set(dma.q);
  },
);
// #endregion

// #region stream
export const pixel = bundle({ red: uint(5), green: uint(6), blue: uint(5) }, {}, 'pixel');

export const Grey = module('Grey', { in: { s: stream(pixel) }, out: { m: stream(uint(8)) } }, ({ s, m }) => {
  const { red, green, blue } = s.payload;
  const sum = red.addGrow(blue).addGrow(green).addGrow(green); // at most 188
  m.valid.set(s.valid);
  m.payload.set(sum.trunc(8));
  s.ready.set(m.ready);
});
// #endregion

// #region generic
export const Register = <T extends Passive>(payload: T) =>
  module(`Register_${payload}`, { in: { s: stream(payload) }, out: { m: stream(payload) } }, ({ s, m }) => {
    const { full } = regs({ full: bool(false) }); // with a value: reset to it
    const { held } = regs({ held: payload }); // without: no reset
    s.ready.set(full.not().or(m.ready));
    m.valid.set(full);
    m.payload.set(held);
    when(s.ready, () => {
      full.set(s.valid);
      held.set(s.payload);
    });
  });
// #endregion

// #region hierarchy
export const Filter = module(
  'Filter',
  { in: { s_axis: axiStream(32) }, out: { m_axis: axiStream(32) } },
  ({ s_axis, m_axis }) => {
    const { u_in } = insts({ u_in: Register(bundle({ data: bits(32), last: bool() }, {}, 'beat32')) });
    u_in.s.connect(s_axis);
    m_axis.connect(queue(u_in.m, 4));
  },
  { clock: 'aclk', reset: 'aresetn', resetActiveLow: true },
);
// #endregion

// #region clocks
/**
 * Counts pulses, shows their number on another clock, and how long that has been running since the button was let go.
 */
export const Meter = module(
  'Meter',
  { in: { pulse: bool(), button: bool() }, out: { seen: bits(4), age: uint(8) } },
  ({ pulse, button, seen, age }, { view }) => {
    const { count, code } = regs({ count: uint(4, 0), code: uint(4, 0) });
    const { next } = named({ next: count.add(1) });
    when(pulse, () => {
      count.set(next);
      code.set(gray(next)); // one bit changes at a time
    });
    inDomain(view, () => {
      seen.set(synchronize({ code_seen: code }).code_seen);
      inDomain(resetSynchronizer('restart', button), () => {
        const { ticks } = regs({ ticks: uint(8, 0) });
        ticks.set(ticks.add(1));
        age.set(ticks);
      });
    });
  },
  { domains: { view: { clock: 'view_clk', reset: 'view_rst_n', resetActiveLow: true, edge: 'falling' } } },
);
// #endregion

// #region point
export const Gain = module('Gain', { in: { x: sint(16), gain: sint(16) }, out: { y: sint(16) } }, ({ x, gain, y }) => {
  const product = fixed(x, 15).mul(fixed(gain, 12)); // exact: 27 bits behind the point
  y.set(product.to(16, 15, { rounding: 'half-even', overflow: 'saturate' }).bits);
});
// #endregion

// #region registers
export const timer = registerFile(
  'timer',
  [
    {
      name: 'control',
      offset: 0,
      description: 'What the timer does',
      fields: [
        { name: 'run', bits: 0, access: 'rw', description: 'It counts' },
        { name: 'clear', bits: 1, access: 'pulse', description: 'It begins anew' },
      ],
    },
    { name: 'ticks', offset: 4, access: 'ro', description: 'Clocks counted' },
  ],
  { addressBits: 8, moduleName: 'timer_registers' },
);

export const Timer = module('Timer', { in: { s_axi: timer.module.inputs.s_axi } }, ({ s_axi }) => {
  const { u_regs } = insts({ u_regs: timer.module });
  const { ticks } = regs({ ticks: uint(32, 0) });
  u_regs.s_axi.connect(s_axi);
  u_regs.ticks.set(ticks);
  when(u_regs.control_clear, () => ticks.set(0)).elsewhen(u_regs.control_run, () => ticks.set(ticks.add(1)));
});
// #endregion

// #region arrays
const beat8 = bundle({ data: bits(8), last: bool() }, {}, 'beat8');

/** Two streams become one, a buffer in front of each. */
export const Merge = module('Merge', { in: { s: vec(2, axiStream(8)) }, out: { m: axiStream(8) } }, ({ s, m }) => {
  const { skid } = insts({ skid: Array.from({ length: 2 }, () => SkidBuffer(beat8)) });
  skid.forEach((each, i) => {
    each.s.connect(s[i]);
  });
  m.connect(arbitrate(skid.map((each) => each.m)));
});
// #endregion

// #region lanes
export const Dot = module(
  'Dot',
  { in: { x: vec(4, sint(18)), w: vec(4, sint(8)) }, out: { y: sint(28) } },
  ({ x, w, y }) => {
    const products = Array.from({ length: 4 }, (_, lane) =>
      scope(`lane${lane}`, () => registered({ product: x.at(lane).mul(w.at(lane)) }).product),
    );
    const [a, b, c, d] = products;
    y.set(a.addGrow(b).addGrow(c.addGrow(d)).fit(28));
  },
);
// #endregion

// #region assertion
/** Follows `pin` once it has been the same on four edges. */
export const Debounced = module('Debounced', { in: { pin: bool() }, out: { level: bool() } }, ({ pin, level }) => {
  const { settled, same } = regs({ settled: bool(false), same: uint(2, 0) });
  when(pin.eq(settled), () => same.set(0)).otherwise(() => {
    same.set(same.add(1));
    when(same.eq(3), () => settled.set(pin));
  });
  level.set(settled);

  when(rose(level), () => {
    assert(past(pin).and(past(pin, 2)).and(past(pin, 3)), 'the level rises after steady ones');
  });
  verification(() => {
    const { edges } = regs({ edges: uint(8, 0) });
    when(stable(level).not(), () => edges.set(edges.add(1)));
    cover(edges.eq(3), 'the level changes three times');
  });
});
// #endregion

export const Colour = enumeration('Colour', 'Red', 'Green', 'Blue');
