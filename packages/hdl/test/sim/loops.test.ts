import { expect, test } from 'vitest';
import type { Item, Module } from '../../src/ir/index.ts';
import { compileSimulation } from '../../src/sim/index.ts';
import * as ir from './ir.ts';

const simulate = (top: Module) => compileSimulation(ir.design(top)).instantiate();

const a = ir.input('a', 8);
const b = ir.input('b', 8);
const y = ir.output('y', 8);

function result(items: Item[], signals = [c]): (x: number, z: number) => number | bigint {
  const sim = simulate(ir.module('Loop', { ports: [a, b, y], signals, items }));
  return (x, z) => {
    sim.ports.a.value = x;
    sim.ports.b.value = z;
    sim.eval();
    return sim.ports.y.value;
  };
}

const c = ir.wire('c', 9);
const bit = (s: typeof a, i: number) => ir.slice(ir.ref(s), i, 1);

test('a carry chain in slices of one wire is no loop', () => {
  const items: Item[] = [ir.drive(ir.part(c, 0, 1), ir.constant(0, 1))];
  for (let i = 0; i < 8; i++) {
    const both = ir.binary('and', bit(a, i), bit(b, i));
    const either = ir.binary('or', bit(a, i), bit(b, i));
    items.push(ir.drive(ir.part(c, i + 1, 1), ir.binary('or', both, ir.binary('and', either, bit(c, i)))));
  }
  const sum = ir.binary('xor', ir.binary('xor', ir.ref(a), ir.ref(b)), ir.slice(ir.ref(c), 0, 8));
  items.push(ir.drive(y, sum));
  const add = result(items);
  expect([add(200, 100), add(255, 1), add(85, 170)]).toEqual([44, 0, 255]);
});

test('a carry chain written as one assignment of a vector to itself is no loop either', () => {
  const low = ir.slice(ir.ref(c), 0, 8);
  const carry = ir.binary(
    'or',
    ir.binary('and', ir.ref(a), ir.ref(b)),
    ir.binary('and', ir.binary('or', ir.ref(a), ir.ref(b)), low),
  );
  const sum = ir.binary('xor', ir.binary('xor', ir.ref(a), ir.ref(b)), low);
  const add = result([ir.drive(c, ir.cat(carry, ir.constant(0, 1))), ir.drive(y, sum)]);
  expect([add(200, 100), add(255, 1), add(85, 170)]).toEqual([44, 0, 255]);
});

test('targets of one process may depend on each other through other items', () => {
  const [p, q, r] = [ir.wire('p', 8), ir.wire('q', 8), ir.wire('r', 8)];
  const both = result(
    [
      ir.comb(ir.assign(p, ir.ref(a)), ir.assign(q, ir.constant(1, 8)), ir.when(bit(b, 0), [ir.assign(q, ir.ref(r))])),
      ir.drive(r, ir.add(ir.ref(p), ir.ref(b))),
      ir.drive(y, ir.ref(q)),
    ],
    [p, q, r],
  );
  expect([both(3, 4), both(3, 5)]).toEqual([1, 8]);
});

test('a real loop is refused, with its path', () => {
  const [p, q] = [ir.wire('p', 1), ir.wire('q', 1)];
  const items = [ir.drive(p, ir.unary('not', ir.ref(q))), ir.drive(q, ir.ref(p)), ir.drive(y, ir.resize(ir.ref(q), 8))];
  expect(() => result(items, [p, q])).toThrow('combinational loop: q -> p -> q');
});

test('a chain of a hundred thousand operators needs no host stack', () => {
  let sum = ir.add(ir.ref(a), ir.ref(b));
  for (let i = 0; i < 100_000; i++) {
    sum = ir.add(ir.binary('xor', sum, ir.ref(b)), ir.ref(a));
  }
  const chained = result([ir.drive(y, sum)], []);
  let want = 7 + 9;
  for (let i = 0; i < 100_000; i++) {
    want = ((want ^ 9) + 7) & 255;
  }
  expect(chained(7, 9)).toBe(want);
});
