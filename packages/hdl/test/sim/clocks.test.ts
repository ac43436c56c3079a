import { expect, test } from 'vitest';
import type { Module } from '../../src/ir/index.ts';
import { compileSimulation } from '../../src/sim/index.ts';
import * as ir from './ir.ts';

const simulate = (top: Module) => compileSimulation(ir.design(top)).instantiate();

test('registers of clocks that rise together see each other as they were before', () => {
  const [a, b] = [ir.input('clk_a'), ir.input('clk_b')];
  const x = ir.register(ir.clockDomain(a), 'x', 8, 1n);
  const y = ir.register(ir.clockDomain(b), 'y', 8, 2n);
  const sim = simulate(
    ir.module('Swap', {
      ports: [a, b],
      signals: [x, y],
      items: [ir.clocked(x.domain!, ir.assign(x, ir.ref(y))), ir.clocked(y.domain!, ir.assign(y, ir.ref(x)))],
    }),
  );
  const clock = (levelA: number, levelB: number) => {
    sim.ports.clk_a.value = levelA;
    sim.ports.clk_b.value = levelB;
    sim.eval();
    return [sim.signal(x).value, sim.signal(y).value];
  };
  expect(clock(0, 0)).toEqual([1, 2]);
  expect(clock(1, 1)).toEqual([2, 1]);
  expect(clock(1, 1), 'no edge').toEqual([2, 1]);
  expect(clock(0, 1), 'a falling edge').toEqual([2, 1]);
  expect(clock(1, 1), 'only a').toEqual([1, 1]);
});

test('a clock divided by registers ticks after them, a gated one together with its source', () => {
  const clk = ir.input('clk');
  const enable = ir.input('enable');
  const main = ir.clockDomain(clk);
  const half = ir.register(main, 'half', 1);
  const count = ir.register(main, 'count', 8);
  const gated = ir.wire('gated');
  const slow = ir.register(ir.clockDomain(half), 'slow', 8);
  const gate = ir.register(ir.clockDomain(gated), 'gate', 8);
  const one = ir.constant(1, 8);
  const sim = simulate(
    ir.module('Divide', {
      ports: [clk, enable],
      signals: [half, count, gated, slow, gate],
      items: [
        ir.drive(gated, ir.binary('and', ir.ref(clk), ir.ref(enable))),
        ir.clocked(main, ir.assign(half, ir.unary('not', ir.ref(half))), ir.assign(count, ir.add(ir.ref(count), one))),
        ir.clocked(slow.domain!, ir.assign(slow, ir.ref(count))),
        ir.clocked(gate.domain!, ir.assign(gate, ir.ref(count))),
      ],
    }),
  );
  const values = () => [count, slow, gate].map((each) => sim.signal(each).value);
  sim.eval();
  sim.run('clk', 3);
  expect(values(), 'half rose in cycles 1 and 3').toEqual([3, 3, 0]);
  sim.ports.enable.value = 1;
  sim.run('clk', 2);
  expect(values(), 'the gated register sees the count before the edge').toEqual([5, 5, 4]);
});

test('run is the same as evaluating edge by edge, and sees pending inputs', () => {
  const clk = ir.input('clk');
  const rst = ir.input('rst');
  const d = ir.input('d', 40);
  const domain = ir.clockDomain(clk, rst);
  const sum = ir.register(domain, 'sum', 40, 7n);
  const out = ir.output('out', 40);
  const top = ir.module('Sum', {
    ports: [clk, rst, d, out],
    signals: [sum],
    items: [
      ir.clocked(domain, ir.assign(sum, ir.add(ir.ref(sum), ir.ref(d)))),
      ir.drive(out, ir.add(ir.ref(sum), ir.ref(d))),
    ],
  });
  const [fast, slow] = [simulate(top), simulate(top)];
  for (const sim of [fast, slow]) {
    sim.ports.rst.value = 1;
  }
  const cycles = (n: number) => {
    fast.run('clk', n);
    slow.eval();
    for (let i = 0; i < n; i++) {
      for (const level of [1, 0]) {
        slow.ports.clk.value = level;
        slow.eval();
      }
    }
    expect(fast.ports.out.value).toBe(slow.ports.out.value);
    return fast.ports.out.value;
  };
  expect(cycles(1)).toBe(7n);
  for (const sim of [fast, slow]) {
    sim.ports.rst.value = 0;
    sim.ports.d.value = 10n;
  }
  expect(cycles(3)).toBe(7n + 30n + 10n);
  for (const sim of [fast, slow]) {
    sim.ports.d.value = (1n << 40n) - 1n;
  }
  expect(cycles(0), 'settled without a cycle').toBe(36n);
});

test('inputs written together with the rising clock are seen by that edge, as in Verilator', () => {
  const clk = ir.input('clk');
  const d = ir.input('d', 8);
  const q = ir.register(ir.clockDomain(clk), 'q', 8);
  const sim = simulate(
    ir.module('Sample', { ports: [clk, d], signals: [q], items: [ir.clocked(q.domain!, ir.assign(q, ir.ref(d)))] }),
  );
  sim.ports.d.value = 5;
  sim.ports.clk.value = 1;
  sim.eval();
  expect(sim.signal('q').value).toBe(5);
});

test('reset: registers with a reset value take it, others and memories follow the statements', () => {
  const clk = ir.input('clk');
  const rst_n = ir.input('rst_n');
  const domain = ir.clockDomain(clk, rst_n, true);
  const counted = ir.register(domain, 'counted', 4, 9n, true);
  const free = ir.register(domain, 'free', 4);
  const log = ir.memory('log', 4, 4);
  const sim = simulate(
    ir.module('Reset', {
      ports: [clk, rst_n],
      signals: [counted, free],
      memories: [log],
      items: [
        ir.clocked(
          domain,
          ir.assign(counted, ir.add(ir.ref(counted), ir.constant(1, 4, true))),
          ir.assign(free, ir.add(ir.ref(free), ir.constant(1, 4))),
          ir.write(log, ir.slice(ir.ref(free), 0, 2), ir.ref(free)),
        ),
      ],
    }),
  );
  sim.run('clk', 3);
  expect([sim.signal(counted).value, sim.signal(free).value]).toEqual([9, 3]);
  sim.ports.rst_n.value = 1;
  sim.run('clk', 2);
  expect([sim.signal(counted).value, sim.signal(free).value]).toEqual([11, 5]);
  expect([0, 1, 2, 3].map((i) => sim.memory('log').read(i))).toEqual([4n, 1n, 2n, 3n]);
});
