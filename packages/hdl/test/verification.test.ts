import {
  type AnyModule,
  assert,
  type Bool,
  bits,
  bool,
  compileSimulation,
  cover,
  elaborate,
  emit,
  fell,
  inst,
  module,
  past,
  regs,
  rose,
  stable,
  type UInt,
  uint,
  verification,
  when,
} from '@chisel-lite/hdl';
import fc from 'fast-check';
import { expect, test } from 'vitest';

/** The messages of a run with checks: `drive` sets inputs before each edge. */
function watch(top: AnyModule, values: readonly { readonly rst: number; readonly a: number }[], checks = true) {
  const sim = compileSimulation(elaborate(top).design, { checks }).instantiate();
  const seen: [edge: number, text: string][] = [];
  let edge = 0;
  sim.onMessage(({ text }) => seen.push([edge, text]));
  for (const { rst, a } of values) {
    sim.ports.rst.value = rst;
    sim.ports.a.value = a;
    sim.eval();
    sim.run('clk', 1);
    edge++;
  }
  return { seen, covers: sim.covers() };
}

/** `claim` of a 2-bit input, as a module whose registers are reset. */
const Claim = (claim: (a: UInt<2>) => Bool) =>
  module('Claim', { in: { a: uint(2) }, out: { y: bool() } }, ({ a, y }) => {
    const { held } = regs({ held: bool(false) });
    held.set(a.bit(0));
    y.set(held);
    assert(claim(a), 'claim');
  });

/** The same, on numbers: `at(n)` is the input n edges ago; `back` edges are needed. */
const claims: readonly [name: string, Claim: AnyModule, back: number, holds: (at: (n: number) => number) => boolean][] =
  [
    ['past', Claim((a) => past(a).eq(a)), 1, (at) => at(1) === at(0)],
    ['past, three edges', Claim((a) => past(a, 3).le(a)), 3, (at) => at(3) <= at(0)],
    ['past of past', Claim((a) => past(past(a).add(a)).eq(1)), 2, (at) => ((at(2) + at(1)) & 3) === 1],
    ['rose', Claim((a) => rose(a.bit(0) as Bool).not()), 1, (at) => !(at(0) & 1) || (at(1) & 1) === 1],
    ['fell', Claim((a) => fell(a.bit(1) as Bool).not()), 1, (at) => (at(0) & 2) === 2 || (at(1) & 2) === 0],
    ['stable', Claim((a) => stable(a)), 1, (at) => at(0) === at(1)],
  ];

test.each(claims)('%s looks back as far as it says, and never past a reset', (_, top, back, holds) =>
  fc.assert(
    fc.property(
      fc.array(fc.record({ rst: fc.nat(7).map((n) => (n === 0 ? 1 : 0)), a: fc.nat(3) }), { maxLength: 30 }),
      (values) => {
        let since = 0;
        const expected: number[] = [];
        values.forEach(({ rst }, edge) => {
          if (rst) {
            since = 0;
            return;
          }
          if (since >= back && !holds((n) => values[edge - n].a)) {
            expected.push(edge);
          }
          since++;
        });
        expect(watch(top, values).seen.map(([edge]) => edge)).toEqual(expected);
      },
    ),
  ),
);

const steady = (values: readonly number[]) => values.map((a) => ({ rst: 0, a }));

test('a check inside a when that looks back is silent too', () => {
  const Inside = module('Inside', { in: { a: uint(2) }, out: { y: bool() } }, ({ a, y }) => {
    const { held } = regs({ held: bool(false) });
    held.set(a.bit(0));
    y.set(held);
    when(past(a, 2).eq(0), () => assert(a.ne(0), 'never zero'));
  });
  expect(watch(Inside, steady([0, 0, 0, 1, 0])).seen.map(([edge]) => edge)).toEqual([2, 4]);
});

const Checked = (checks: boolean) =>
  module('Checked', { in: { a: uint(2), d: bits(8) }, out: { y: uint(8), z: bits(8) } }, ({ a, d, y, z }) => {
    const { sum, held } = regs({ sum: uint(8, 0), held: bits(8) });
    const next = sum.add(a.resize(8)).xor(d);
    when(a.ne(0), () => {
      sum.set(next);
      if (checks) {
        assert(next.ne(sum).or(past(a).eq(0)), 'it moves');
      }
      held.set(d);
    });
    if (checks) {
      verification(() => {
        const { moves } = regs({ moves: uint(4, 0) });
        when(past(sum).ne(sum), () => moves.set(moves.add(1)));
        cover(moves.eq(3), 'three moves');
        const rules = inst('u_rules', Rules);
        rules.x.set(sum);
      });
    }
    y.set(sum);
    z.set(held);
  });

const Rules = module('Rules', { in: { x: uint(8) }, out: {} }, ({ x }) => {
  assert(x.ne(9), 'never nine');
});

test('checks change nothing of the hardware: the text before FORMAL is that of the module without them', () => {
  const text = (checks: boolean) => emit(Checked(checks), { comments: false }).files.get('Checked.v')!;
  const [before, rest] = text(true).split('`ifdef FORMAL\n');
  const [formal, after] = rest.split('`endif\n');
  expect(before + after.trimStart()).toBe(text(false));
  expect(formal).toMatch(/assert|cover/);
});

test('the simulator watches on request, instances of rules too, and counts covers', () => {
  const run = steady([1, 2, 3, 3, 0, 0]);
  expect(watch(Checked(true), run).seen).toEqual([
    [4, expect.stringContaining('never nine')],
    [5, expect.anything()],
  ]);
  expect(watch(Checked(true), run, false).seen).toEqual([]);
  expect(watch(Checked(true), run).covers).toEqual([expect.objectContaining({ message: 'three moves', hits: 1 })]);
});

test('hardware may not read what is there for checks alone', () => {
  const Reads = module('Reads', { in: { a: uint(2) }, out: { y: uint(2) } }, ({ a, y }) => y.set(past(a)));
  expect(() => elaborate(Reads)).toThrow(/`_past_a` is there for checks alone, and hardware reads it/);
});

test('checks may not set hardware', () => {
  const Sets = module('Sets', { in: { a: uint(2) }, out: { y: uint(2) } }, ({ a, y }) => verification(() => y.set(a)));
  expect(() => elaborate(Sets)).toThrow(/`y` is hardware, and is set inside verification/);
});

test('past wants a whole number of edges', () => {
  const Half = module('Half', { in: { a: uint(2) }, out: { y: uint(2) } }, ({ a, y }) => {
    y.set(a);
    assert(past(a, 0.5).eq(a), 'half');
  });
  expect(() => elaborate(Half)).toThrow(/a whole number of edges from 1 on, not 0.5/);
});
