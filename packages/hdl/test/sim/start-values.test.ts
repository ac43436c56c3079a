import { expect, test } from 'vitest';
import {
  bool,
  compileSimulation,
  domainFrom,
  elaborate,
  inDomain,
  insts,
  memories,
  memory,
  module,
  regs,
  uint,
  when,
} from '../../src/index.ts';

const start = (seed?: number) => ({ seed });
const model = (top: Parameters<typeof elaborate>[0]) => compileSimulation(elaborate(top).design);

/** Counts from wherever it begins. */
const Counter = module('Counter', { in: { count: bool() }, out: { n: uint(100) } }, ({ count, n }) => {
  const { kept, zeroed } = regs({ kept: uint(100), zeroed: uint(9, 3) });
  when(count, () => {
    kept.set(kept.add(1));
    zeroed.set(zeroed.add(1));
  });
  n.set(kept.xor(zeroed.extend(100)));
});

test('registers start as 0, or by the seed as a number of their full width, and every seed gives another', () => {
  const compiled = model(Counter);
  const at = (seed?: number) => {
    const sim = compiled.instantiate(start(seed));
    return ['kept', 'zeroed'].map((name) => BigInt(sim.signal(name).value));
  };
  expect(at()).toEqual([0n, 0n]);
  expect(at(7)).toEqual(at(7));
  const seen = Array.from({ length: 64 }, (_, seed) => at(seed));
  expect(new Set(seen.map(([kept]) => kept)).size).toBe(64);
  const [kept, zeroed] = [0, 1].map((i) => seen.map((pair) => pair[i]));
  expect(kept.reduce((a, b) => a | b)).toBe((1n << 100n) - 1n);
  expect(kept.reduce((a, b) => a & b)).toBe(0n);
  expect(
    zeroed.reduce((a, b) => a | b),
    'a register that the reset has not reached yet',
  ).toBe(511n);
});

test('outputs show the start values at once, and the reset reaches what it reaches', () => {
  const sim = model(Counter).instantiate(start(5));
  const kept = BigInt(sim.signal('kept').value);
  expect(sim.ports.n.value).toBe(kept ^ BigInt(sim.signal('zeroed').value));
  sim.ports.rst.value = 1;
  sim.run('clk', 1);
  expect([sim.signal('kept').value, sim.signal('zeroed').value]).toEqual([kept, 3]);
});

test('what a register starts with is its own matter, whatever else there is and however it is cut', () => {
  const Whole = module('Whole', { in: {}, out: { q: uint(40) } }, ({ q }) => {
    const { r } = regs({ r: uint(40) });
    r.set(r.add(1));
    q.set(r);
  });
  const Cut = module('Cut', { in: { x: uint(7) }, out: { q: uint(40), p: uint(8) } }, ({ x, q, p }) => {
    const { other, r } = regs({ other: uint(8), r: uint(40) });
    other.set(other.add(1));
    r.slice(0, 3).set(r.slice(37, 3));
    r.slice(3, 7).set(x);
    r.slice(10, 30).set(r.slice(10, 30).add(1));
    q.set(r);
    p.set(other);
  });
  const [whole, cut] = [Whole, Cut].map((top) => model(top).instantiate(start(11)).ports.q.value);
  expect(cut).toBe(whole);
});

test('instances of one module start differently', () => {
  const Pair = module('Pair', { in: { count: bool() }, out: { same: bool() } }, ({ count, same }) => {
    const { a, b } = insts({ a: Counter, b: Counter });
    a.count.set(count);
    b.count.set(count);
    same.set(a.n.eq(b.n));
  });
  expect(model(Pair).instantiate(start(1)).ports.same.value).toBe(0);
  expect(model(Pair).instantiate().ports.same.value).toBe(1);
});

test('what Verilog gives a value at power-up has it under every seed', () => {
  const Initial = module(
    'Initial',
    { in: { a: uint(4) }, out: { q: uint(8), word: uint(5) } },
    ({ a, q, word }) => {
      const { numbers } = memories({ numbers: memory(uint(5), 12, { init: [7n, 9n] }) });
      const { fixed } = regs({ fixed: uint(8, 17) });
      fixed.set(fixed.add(1));
      q.set(fixed);
      word.set(numbers.read(a));
    },
    { reset: false },
  );
  for (const seed of [0, 1, 2 ** 31 - 1]) {
    const sim = model(Initial).instantiate(start(seed));
    expect(sim.ports.q.value).toBe(17);
    expect(Array.from({ length: 12 }, (_, i) => sim.memory('numbers').read(i))).toEqual([
      7n,
      9n,
      ...Array(10).fill(0n),
    ]);
  }
});

test.each([1, 7, 8, 13, 16, 24, 32, 33, 64, 70, 96, 128])(
  'words of %i bits without initial words are random in all their bits, and in no others',
  (width) => {
    const Ram = module(`Ram${width}`, { in: { a: uint(5), d: uint(width) }, out: { q: uint(width) } }, (io) => {
      const { words } = memories({ words: memory(uint(width), 32) });
      words.write(io.a, io.d);
      io.q.set(words.read(io.a));
    });
    const compiled = model(Ram);
    const read = (seed?: number) => {
      const sim = compiled.instantiate(start(seed));
      return Array.from({ length: 32 }, (_, i) => {
        sim.ports.a.value = i;
        sim.eval();
        const shown = BigInt(sim.ports.q.value);
        expect(shown).toBe(sim.memory('words').read(i));
        return shown;
      });
    };
    expect(read()).toEqual(Array(32).fill(0n));
    const ones = (1n << BigInt(width)) - 1n;
    const words = [3, 4].flatMap(read);
    expect(words.reduce((a, b) => a | b)).toBe(ones);
    expect(words.reduce((a, b) => a & b)).toBe(0n);
    expect(words.every((word) => word <= ones)).toBe(true);
    expect(read(3)).not.toEqual(read(4));
  },
);

test('a register that the reset forgot is found by some seed, and by none at zero', () => {
  const Forgot = module('Forgot', { in: { go: bool() }, out: { wrong: bool() } }, ({ go, wrong }) => {
    const { sent } = regs({ sent: uint(4) });
    when(go, () => sent.set(sent.add(1)));
    wrong.set(sent.ne(0));
  });
  const compiled = model(Forgot);
  const afterReset = (seed?: number) => compiled.instantiate(start(seed)).ports.wrong.value;
  expect(afterReset()).toBe(0);
  expect([1, 2, 3, 4].map(afterReset)).toContain(1);
});

test('a seed that is none is refused, by its value', () => {
  const compiled = model(Counter);
  for (const seed of [-1, 1.5, 2 ** 31, Number.NaN]) {
    expect(() => compiled.instantiate({ seed })).toThrow(`seed ${seed} is not an integer from 0 to 2^31 - 1`);
  }
});

test('computed clocks take their first level from the start values: that is no edge', () => {
  const Divided = module('Divided', { in: {}, out: { n: uint(4), level: bool() } }, ({ n, level }) => {
    const { half } = regs({ half: bool() });
    half.set(half.not());
    level.set(half);
    inDomain(domainFrom('slow', half), () => {
      const { edges } = regs({ edges: uint(4, 5) });
      edges.set(edges.add(1));
      n.set(edges);
    });
  });
  const compiled = model(Divided);
  const levels = [1, 2, 3, 4, 5, 6].map((seed) => {
    const { ports, run } = compiled.instantiate({ seed });
    expect(ports.n.value).toBe(5);
    const before = ports.level.value;
    run('clk', 4);
    expect(ports.n.value).toBe(7);
    return before;
  });
  expect(new Set(levels)).toEqual(new Set([0, 1]));
});
