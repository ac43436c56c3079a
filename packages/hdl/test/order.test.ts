import { expect, test } from 'vitest';
import { nowhere } from '../src/diagnostics/location.ts';
import { type Expr, type Item, Numbers, orderOf } from '../src/ir/index.ts';
import * as build from '../src/signal/build.ts';

const leaf = (value: number): Expr => build.constant(BigInt(value), 8);
const signal = { kind: 'wire', name: 'w', width: 8, signed: false } as never;
const drive = (value: Expr): Item => ({ kind: 'drive', target: { kind: 'whole', signal }, value, at: nowhere });

test('an order has each node once, operands before their users, and says where each item ends', () => {
  const [a, b] = [leaf(1), leaf(2)];
  const sum = build.binary('add', a, b);
  const both = build.binary('xor', sum, a);
  const { nodes, ends, placeOf } = orderOf([drive(sum), drive(both), drive(sum)]);
  expect(nodes).toEqual([a, b, sum, both]);
  expect(ends).toEqual([3, 4, 4]);
  expect(nodes.map(placeOf)).toEqual([0, 1, 2, 3]);
  expect(placeOf(leaf(3))).toBe(-1);
});

test('a node of two orders has its place in both, whoever numbered it last', () => {
  const shared = build.unary('not', leaf(1));
  const first = orderOf([drive(build.binary('add', leaf(2), shared))]);
  const second = orderOf([drive(build.cat([shared, shared]))]);
  for (const { nodes, placeOf } of [first, second, first]) {
    expect(nodes[placeOf(shared)]).toBe(shared);
    expect(nodes.map(placeOf)).toEqual(nodes.map((_, i) => i));
  }
});

test('more numbers follow those of an order, which has no more itself', () => {
  const a = leaf(1);
  const order = orderOf([drive(a)]);
  const more = order.numbers.fork();
  const root = build.binary('add', a, leaf(2));
  more.addBelow(root);
  expect([more.of(a), more.of(root)]).toEqual([0, 2]);
  expect(order.nodes).toEqual([a]);
  expect(order.placeOf(root)).toBe(-1);
});

test('unmarked numbers leave those of others in the nodes', () => {
  const a = leaf(1);
  const order = orderOf([drive(a)]);
  const unmarked = new Numbers(true);
  expect(unmarked.of(a)).toBe(-1);
  unmarked.add(leaf(2));
  unmarked.add(a);
  expect([unmarked.of(a), a.place, order.placeOf(a)]).toEqual([1, 0, 0]);
});
