import { describe, expect, test } from 'vitest';
import {
  type AnyModule,
  compileSimulation,
  DesignError,
  elaborate,
  emit,
  module,
  type UInt,
  type UIntVar,
  uint,
  when,
  wires,
} from '../src/index.ts';
import { createRandom, type Random } from './sim/random.ts';
import { lint, runIcarus } from './support/tools.ts';

/** Bit `bit` of a wire: a function of the input and of other bits of the wire. */
interface Rule {
  readonly bit: number;
  readonly from: readonly number[];
}

const WIDTH = 4;

/**
 * A wire whose bits follow from others, each set under a condition after a default of all, in the order of the rules.
 */
const Chain = (rules: readonly Rule[]): AnyModule =>
  module('Chain', { in: { a: uint(WIDTH) }, out: { y: uint(WIDTH) } }, ({ a, y }) => {
    const { g } = wires({ g: uint(WIDTH) });
    const of = (bits: readonly number[]): UInt<1> => bits.map((i) => g.bit(i)).reduce((x, z) => x.or(z) as UIntVar<1>);
    g.set(0);
    for (const { bit, from } of rules) {
      when(from.length === 0 ? a.bit(bit) : a.bit(bit).and(of(from).not()), () => g.bit(bit).set(1));
    }
    y.set(g);
  });

/** What the rules say, whatever their order. */
function model(rules: readonly Rule[], a: number): number {
  const value = (bit: number): number => {
    const from = rules.find((rule) => rule.bit === bit)?.from ?? [];
    return (a >> bit) & 1 && from.every((i) => value(i) === 0) ? 1 : 0;
  };
  return rules.reduce((all, { bit }) => all | (value(bit) << bit), 0);
}

/** Rules without a loop, in any order. */
function randomRules(random: Random): Rule[] {
  const order = shuffled(random, [...Array(WIDTH).keys()]);
  const rules = order.map((bit, i) => ({ bit, from: order.slice(0, i).filter(() => random.chance(0.4)) }));
  return shuffled(random, rules);
}

const shuffled = <T>(random: Random, items: readonly T[]): T[] =>
  items
    .map((item) => [random.bits(20), item] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, item]) => item);

const ALL = [...Array(2 ** WIDTH).keys()];

function inIcarus(top: AnyModule): number[] {
  const bench = `module bench; reg [${WIDTH}:0] a; wire [${WIDTH - 1}:0] y; Chain dut (.a(a[${WIDTH - 1}:0]), .y(y));
    initial for (a = 0; a < ${2 ** WIDTH}; a = a + 1) begin #1 $write("%d ", y); end endmodule`;
  return runIcarus(emit(top).files, bench).trim().split(/\s+/).map(Number);
}

function inSimulator(top: AnyModule): number[] {
  const sim = compileSimulation(elaborate(top).design).instantiate();
  return ALL.map((a) => {
    sim.ports.a.value = a;
    sim.eval();
    return Number(sim.ports.y.value);
  });
}

describe('a process that reads bits of the wire it sets', () => {
  test('means the same to Icarus, the simulator and the rules, or is refused', () => {
    const random = createRandom(20_261_202);
    const counts = { accepted: 0, refused: 0 };
    for (let i = 0; i < 30; i++) {
      const rules = randomRules(random);
      const top = Chain(rules);
      const settled = rules.every(({ from }, at) => from.every((bit) => rules.slice(0, at).some((r) => r.bit === bit)));
      try {
        elaborate(top);
      } catch (error) {
        expect(error).toBeInstanceOf(DesignError);
        expect((error as Error).message).toContain('is read before it is set for the last time');
        expect(settled, JSON.stringify(rules)).toBe(false);
        counts.refused++;
        continue;
      }
      expect(settled, JSON.stringify(rules)).toBe(true);
      const said = ALL.map((a) => model(rules, a));
      expect(inSimulator(top), JSON.stringify(rules)).toEqual(said);
      expect(inIcarus(top), JSON.stringify(rules)).toEqual(said);
      counts.accepted++;
    }
    expect(counts.accepted).toBeGreaterThan(5);
    expect(counts.refused).toBeGreaterThan(5);
  });

  test('is lint-clean where the bits stand in their order', () => {
    expect(lint(emit(Chain([0, 1, 2, 3].map((bit) => ({ bit, from: bit === 0 ? [] : [bit - 1] })))))).toBe('');
  });

  const reading = (body: (p: UIntVar<2>, a: UInt<2>) => void): AnyModule =>
    module('Chain', { in: { a: uint(2) }, out: { y: uint(2) } }, ({ a, y }) => {
      const { p } = wires({ p: uint(2) });
      body(p as UIntVar<2>, a);
      y.set(p);
    });

  test('is told what it reads, and where that is set after', () => {
    const top = reading((p, a) => {
      p.set(0);
      when(a.bit(1), () => p.bit(1).set(p.bit(0)));
      when(a.bit(0), () => p.bit(0).set(1));
    });
    expect(() => elaborate(top)).toThrow(/error\[comb-loop\]: `p\[0\]` is read before it is set for the last time/);
  });

  test('may read in one branch what another one sets, and in a condition what those before it set', () => {
    const branches = reading((p, a) => {
      p.set(0);
      when(a.bit(1), () => p.bit(1).set(p.bit(0).not())).otherwise(() => p.bit(0).set(1));
    });
    const conditions = reading((p, a) => {
      p.set(0);
      when(a.bit(1), () => p.bit(0).set(1)).elsewhen(p.bit(0).or(a.bit(0)), () => p.bit(1).set(1));
    });
    for (const [top, of] of [
      [branches, (a: number) => (a & 2 ? 2 : 1)],
      [conditions, (a: number) => (a & 2 ? 1 : a & 1 ? 2 : 0)],
    ] as const) {
      const bench = `module bench; reg [2:0] a; wire [1:0] y; Chain dut (.a(a[1:0]), .y(y));
        initial for (a = 0; a < 4; a = a + 1) begin #1 $write("%d ", y); end endmodule`;
      const said = runIcarus(emit(top).files, bench).trim().split(/\s+/).map(Number);
      expect(said).toEqual([0, 1, 2, 3].map(of));
    }
  });
});
