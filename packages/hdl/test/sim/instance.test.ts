import { bigintOf, changeAt, parseVcd } from '@chisel-lite/vcd';
import { expect, test } from 'vitest';
import { AssertionError, compileSimulation } from '../../src/sim/index.ts';
import * as ir from './ir.ts';

const clk = ir.input('clk');
const rst = ir.input('rst');
const domain = ir.clockDomain(clk, rst);

/** acc += step, in a child; the parent has two of them and shows what both make of it. */
function accumulators() {
  const step = ir.input('step', 100, true);
  const acc = ir.register(domain, 'acc', 100, 0n, true);
  const next = ir.wire('next', 100, true);
  const total = ir.output('total', 100, true);
  const child = ir.module('Accumulator', {
    ports: [clk, rst, step, total],
    signals: [acc, next],
    items: [
      ir.drive(next, ir.add(ir.ref(acc), ir.ref(step))),
      ir.clocked(domain, ir.assign(acc, ir.ref(next))),
      ir.drive(total, ir.ref(acc)),
    ],
  });
  const small = ir.input('small', 7, true);
  const [x, z] = [ir.wire('x', 100, true), ir.wire('z', 100, true)];
  const sum = ir.output('sum', 101, true);
  const top = ir.module('Top', {
    ports: [clk, rst, small, sum],
    signals: [x, z],
    items: [
      ir.instance(
        'u_x',
        child,
        { clk: ir.ref(clk), rst: ir.ref(rst), step: ir.resize(ir.ref(small), 100) },
        { total: x },
      ),
      ir.instance('u_z', child, { clk: ir.ref(clk), rst: ir.ref(rst), step: ir.ref(x) }, { total: z }),
      ir.drive(sum, ir.add(ir.ref(x), ir.ref(z), 101)),
    ],
  });
  return { top, acc, next, x };
}

test('instances keep their own state; internals are found by path and by reference', () => {
  const { top, acc, next, x } = accumulators();
  const sim = compileSimulation(ir.design(top)).instantiate();
  sim.ports.small.value = 0x7e; // -2
  sim.run('clk', 3);
  const minus = (value: number) => BigInt.asUintN(100, BigInt(-value));
  expect(sim.signal('u_x.acc').value).toBe(minus(6));
  expect(sim.signal('u_z.acc').value).toBe(minus(6));
  expect(sim.signal(next, 'u_x').value).toBe(minus(8));
  expect(sim.signal(x).value).toBe(minus(6));
  expect(sim.ports.sum.value).toBe(BigInt.asUintN(101, -12n));
  expect(sim.signal('u_x.acc').words).toEqual(Uint32Array.of(-6, -1, -1, 0xf));
  expect(() => sim.signal(acc)).toThrow('acc: say which instance, one of u_x, u_z');
  expect(() => sim.signal('u_y.acc')).toThrow(/^no signal u_y\.acc; near: u_[xz]\.acc/);
});

test('live views of wires follow the simulation', () => {
  const { top, next } = accumulators();
  const sim = compileSimulation(ir.design(top)).instantiate();
  const { words } = sim.signal(next, 'u_x');
  sim.ports.small.value = 5;
  sim.eval();
  expect(words?.[0]).toBe(5);
  sim.run('clk', 2);
  expect(words?.[0]).toBe(15);
});

test('what may not be written, or does not fit, throws with name and value', () => {
  const { top } = accumulators();
  const sim = compileSimulation(ir.design(top)).instantiate();
  expect(() => {
    sim.ports.small.value = 128;
  }).toThrow('small: 128 does not fit 7 bits, which hold -64 to 127');
  expect(() => {
    sim.ports.small.value = -65;
  }).toThrow('small: -65 does not fit 7 bits, which hold -64 to 127');
  expect(() => {
    sim.ports.sum.value = 1n;
  }).toThrow('sum: only inputs, registers and memories can be written, this is driven by logic');
  expect(() => sim.run('small', 1)).toThrow('small: no such clock; 1-bit inputs are clk, rst');
});

test('registers can be set, states saved and restored, instances do not share anything', () => {
  const { top } = accumulators();
  const model = compileSimulation(ir.design(top));
  const [one, two] = [model.instantiate(), model.instantiate()];
  one.signal('u_x.acc').value = 41n;
  one.ports.small.value = 1;
  const before = one.snapshot();
  one.run('clk', 1);
  expect(one.ports.sum.value).toBe(42n + 41n);
  one.restore(before);
  one.eval();
  expect([one.ports.sum.value, one.ports.small.value]).toEqual([41n, 1]);
  two.restore(before);
  two.run('clk', 1);
  expect(two.ports.sum.value).toBe(83n);
  expect(() => two.restore(new Uint8Array(3))).toThrow('snapshot of 3 bytes');
});

function talking() {
  const value = ir.input('value', 4, true);
  const small = ir.binary('lt', ir.ref(value), ir.constant(5, 4, true));
  const top = ir.module('Talk', {
    ports: [clk, rst, value],
    items: [
      ir.clocked(
        domain,
        { kind: 'check', check: 'assert', condition: small, message: 'value is small', at: ir.at },
        { kind: 'check', check: 'cover', condition: ir.unary('not', small), message: 'large', at: ir.at },
        ir.when(ir.slice(ir.ref(value), 0, 1), [
          {
            kind: 'print',
            parts: [
              'odd ',
              { value: ir.ref(value), radix: 'decimal' },
              ' ',
              { value: ir.resize(ir.ref(value), 70), radix: 'hex' },
              ' ',
              { value: ir.ref(value), radix: 'binary' },
            ],
            at: ir.at,
          },
        ]),
      ),
    ],
  });
  return compileSimulation(ir.design(top)).instantiate();
}

test('prints and failed assertions reach the listener, before it came too, but not in reset', () => {
  const sim = talking();
  sim.ports.value.value = 0xd; // -3
  sim.run('clk', 1);
  sim.ports.rst.value = 1;
  sim.run('clk', 5);
  const heard: unknown[] = [];
  sim.onMessage((message) => heard.push(message));
  expect(heard).toEqual([{ kind: 'print', text: 'odd -3 3ffffffffffffffffd 1101' }]);
  sim.ports.rst.value = 0;
  sim.ports.value.value = 6;
  sim.run('clk', 2);
  const failed = { kind: 'assertion', text: 'assertion failed: value is small (Test.ts:7)' };
  expect(heard.slice(1)).toEqual([failed, failed]);
  expect(sim.covers()).toEqual([{ path: '', message: 'large', hits: 2 }]);
});

test('a failed assertion nobody listens to is thrown', () => {
  const sim = talking();
  sim.ports.value.value = 6;
  expect(() => sim.run('clk', 3)).toThrow(AssertionError);
  sim.ports.value.value = 0;
  sim.run('clk', 1);
});

test('a black box needs a model', () => {
  const ports = [ir.input('i', 8), ir.output('o', 8)] as const;
  const box = ir.module('BUFG', { ports, items: [], blackBox: true });
  const model = ir.module('model', { ports, items: [ir.drive(ports[1], ir.unary('not', ir.ref(ports[0])))] });
  const [x, y] = [ir.input('x', 8), ir.output('y', 8)];
  const top = ir.module('Boxed', { ports: [x, y], items: [ir.instance('u_box', box, { i: ir.ref(x) }, { o: y })] });
  expect(() => compileSimulation(ir.design(top))).toThrow(
    'u_box: BUFG is a black box; give a module to simulate in its place as blackBoxes.BUFG',
  );
  const sim = compileSimulation(ir.design(top), { blackBoxes: { BUFG: model } }).instantiate();
  sim.ports.x.value = 0xf0;
  sim.eval();
  expect(sim.ports.y.value).toBe(0x0f);
});

test('the waveform holds every signal of the chosen scopes', () => {
  const { top } = accumulators();
  const sim = compileSimulation(ir.design(top)).instantiate();
  const chunks: Uint8Array[] = [];
  const trace = sim.trace({ write: (chunk) => chunks.push(chunk), timescale: '1ns' });
  const paths = ['small', 'sum', 'u_x.acc', 'u_x.next', 'u_z.step'];
  const seen: (number | bigint)[][] = [];
  for (let time = 0n; time < 8n; time++) {
    sim.ports.clk.value = Number(time % 2n);
    sim.ports.small.value = time < 4n ? 1 : 0x7f;
    sim.eval();
    trace.dump(time * 5n);
    seen.push(paths.map((path) => BigInt(sim.signal(path).value)));
  }
  trace.close();
  const vcd = parseVcd(Buffer.concat(chunks));
  expect(vcd.timescale).toEqual({ magnitude: 1, unit: 'ns' });
  expect([...vcd.times]).toEqual([0, 5, 10, 15, 20, 25, 30, 35]);
  const variables = paths.map((path) => vcd.variables.find((each) => each.path === `Top.${path}`)!);
  expect(variables.map(({ width }) => width)).toEqual([7, 101, 100, 100, 100]);
  const dumped = seen.map((_, time) => variables.map(({ changes }) => bigintOf(changes, changeAt(changes, time))));
  expect(dumped).toEqual(seen);
});

test('a waveform of one instance leaves the others out', () => {
  const { top } = accumulators();
  const sim = compileSimulation(ir.design(top)).instantiate();
  const chunks: Uint8Array[] = [];
  const trace = sim.trace({ write: (chunk) => chunks.push(chunk), scopes: ['u_x'] });
  trace.dump(0n);
  trace.close();
  const names = parseVcd(Buffer.concat(chunks)).variables.map(({ path }) => path);
  expect(names).toEqual(['clk', 'rst', 'step', 'total', 'acc', 'next'].map((name) => `Top.u_x.${name}`));
});
