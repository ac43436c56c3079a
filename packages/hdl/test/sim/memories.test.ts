import { expect, test } from 'vitest';
import type { Module } from '../../src/ir/index.ts';
import { compileSimulation } from '../../src/sim/index.ts';
import * as ir from './ir.ts';

const simulate = (top: Module) => compileSimulation(ir.design(top)).instantiate();

/** A memory with a masked write port, a synchronous and an asynchronous read port. */
function ram(width: number, depth: number, lanes: number, init?: bigint[]) {
  const clk = ir.input('clk');
  const we = ir.input('we');
  const wa = ir.input('wa', 4);
  const ra = ir.input('ra', 4);
  const data = ir.input('data', width);
  const mask = ir.input('mask', lanes);
  const sync = ir.output('sync', width);
  const now = ir.output('now', width);
  const domain = ir.clockDomain(clk);
  const read = ir.register(domain, 'read', width);
  const words = ir.memory('words', width, depth, init);
  const top = ir.module('Ram', {
    ports: [clk, we, wa, ra, data, mask, sync, now],
    signals: [read],
    memories: [words],
    items: [
      ir.clocked(
        domain,
        ir.when(ir.ref(we), [ir.write(words, ir.ref(wa), ir.ref(data), ir.ref(mask))]),
        ir.assign(read, ir.memoryRead(words, ir.ref(ra))),
      ),
      ir.drive(sync, ir.ref(read)),
      ir.drive(now, ir.memoryRead(words, ir.ref(ra))),
    ],
  });
  const sim = simulate(top);
  const wide = (value: bigint) => (width > 32 ? value : Number(value));
  return {
    sim,
    write(address: number, value: bigint, lane: number) {
      sim.ports.we.value = 1;
      sim.ports.wa.value = address;
      sim.ports.data.value = wide(value);
      sim.ports.mask.value = lane;
      sim.run('clk', 1);
      sim.ports.we.value = 0;
    },
    /** What the asynchronous port shows. */
    read(address: number) {
      sim.ports.ra.value = address;
      sim.eval();
      return BigInt(sim.ports.now.value);
    },
  };
}

test('a synchronous read of the word being written gives the old one', () => {
  const { sim, write } = ram(32, 16, 1, [1n, 2n]);
  sim.ports.ra.value = 1;
  write(1, 99n, 1);
  expect([sim.ports.sync.value, sim.ports.now.value]).toEqual([2, 99]);
});

test.each([8, 12, 16, 24, 32, 48, 64, 72, 128, 200])(
  'masked writes of %i-bit words touch only their lanes',
  (width) => {
    const lanes = 4;
    const lane = BigInt(width / lanes);
    const ones = (1n << BigInt(width)) - 1n;
    const { sim, write, read } = ram(width, 16, lanes);
    write(3, ones, 0b1111);
    write(3, 0n, 0b0010);
    expect(read(3)).toBe(ones ^ (((1n << lane) - 1n) << lane));
    write(3, 0n, 0b1101);
    expect(read(3)).toBe(0n);
    expect([read(2), read(4)], 'neighbours').toEqual([0n, 0n]);
    sim.memory('words').write(15, ones);
    expect(read(15)).toBe(ones);
  },
);

test('addresses beyond the depth read 0 and write nothing', () => {
  const { write, read, sim } = ram(16, 5, 1, [1n, 2n, 3n, 4n, 5n]);
  write(7, 0xffffn, 1);
  expect([4, 5, 7, 15].map(read)).toEqual([5n, 0n, 0n, 0n]);
  expect(() => sim.memory('words').read(5)).toThrow('words: address 5 is outside the 5 words');
  expect(() => sim.memory('words').write(0, 0x10000n)).toThrow('words[0]: 65536 does not fit 16 unsigned bits');
  expect(() => sim.memory('word')).toThrow('no memory word; near: words');
});

test('of several writes of one word on an edge the last wins, per lane', () => {
  const clk = ir.input('clk');
  const domain = ir.clockDomain(clk);
  const words = ir.memory('words', 16, 2);
  const at = ir.constant(1, 1);
  const sim = simulate(
    ir.module('Twice', {
      ports: [clk],
      memories: [words],
      items: [
        ir.clocked(
          domain,
          ir.write(words, at, ir.constant(0x1111, 16)),
          ir.write(words, at, ir.constant(0x2222, 16), ir.constant(0b10, 2)),
        ),
      ],
    }),
  );
  sim.run('clk', 1);
  expect(sim.memory('words').read(1)).toBe(0x2211n);
});

test('memories that feed each other exchange words on one edge', () => {
  const clk = ir.input('clk');
  const domain = ir.clockDomain(clk);
  const [a, b] = [ir.memory('a', 8, 1, [1n]), ir.memory('b', 8, 1, [2n])];
  const at = ir.constant(0, 1);
  const sim = simulate(
    ir.module('Exchange', {
      ports: [clk],
      memories: [a, b],
      items: [ir.clocked(domain, ir.write(a, at, ir.memoryRead(b, at)), ir.write(b, at, ir.memoryRead(a, at)))],
    }),
  );
  sim.run('clk', 3);
  expect([sim.memory('a').read(0), sim.memory('b').read(0)]).toEqual([2n, 1n]);
});
