import { describe, expect, test } from 'vitest';
import {
  type AnyModule,
  arbitrate,
  bundle,
  compileSimulation,
  DesignError,
  elaborate,
  emit,
  fires,
  insts,
  module,
  queue,
  regs,
  SkidBuffer,
  stream,
  uint,
  vec,
  wires,
} from '../src/index.ts';
import { lint } from './support/tools.ts';

const axis = stream(uint(8), { names: 'axis' });
const portsOf = (top: AnyModule): string[] =>
  elaborate(top).design.top.ports.map(({ kind, name }) => `${kind} ${name}`);

/** Merges `n` streams, each behind a buffer of its own. */
const Merge = (n: number) =>
  module(`Merge${n}`, { in: { s: vec(n, axis) }, out: { m: axis } }, ({ s, m }) => {
    const { skid } = insts({ skid: Array.from({ length: n }, () => SkidBuffer(uint(8))) });
    skid.forEach((each, i) => {
      each.s.connect(s[i]);
    });
    m.connect(arbitrate(skid.map((each) => each.m)));
  });

describe('an array of bundles with backward members', () => {
  test('is a port of separate signals, named by number, in either direction', () => {
    const Both = module('Both', { in: { s: vec(2, axis) }, out: { m: vec(2, axis) } }, ({ s, m }) => m.connect(s));
    expect(portsOf(Both)).toEqual([
      'input s_0_tvalid',
      'input s_0_tdata',
      'output s_0_tready',
      'input s_1_tvalid',
      'input s_1_tdata',
      'output s_1_tready',
      'output m_0_tvalid',
      'output m_0_tdata',
      'input m_0_tready',
      'output m_1_tvalid',
      'output m_1_tdata',
      'input m_1_tready',
    ]);
    expect(lint(emit(Both))).toBe('');
  });

  test('an array of modules is an array of instances', () => {
    const emitted = emit(Merge(3));
    expect(lint(emitted)).toBe('');
    const text = emitted.files.get('Merge3.v');
    for (const name of ['u_skid_0', 'u_skid_1', 'u_skid_2']) {
      expect(text).toContain(` ${name} (`);
    }
  });

  test('carries every beat of every stream', () => {
    const sim = compileSimulation(elaborate(Merge(3)).design).instantiate();
    sim.ports.rst.value = 1;
    sim.run('clk', 2);
    sim.ports.rst.value = 0;
    sim.ports.m_tready.value = 1;
    const left = [1, 2, 3].map((lane) => [16 * lane, 16 * lane + 1, 16 * lane + 2]);
    const seen: number[] = [];
    for (let cycle = 0; cycle < 40; cycle++) {
      left.forEach((lane, i) => {
        sim.ports[`s_${i}_tvalid`].value = lane.length > 0 ? 1 : 0;
        sim.ports[`s_${i}_tdata`].value = lane[0] ?? 0;
      });
      sim.eval();
      const taken = left.map((lane, i) => lane.length > 0 && sim.ports[`s_${i}_tready`].value === 1);
      if (sim.ports.m_tvalid.value === 1) {
        seen.push(Number(sim.ports.m_tdata.value));
      }
      sim.run('clk', 1);
      taken.forEach((was, i) => {
        if (was) {
          left[i].shift();
        }
      });
    }
    expect(seen.sort((a, b) => a - b)).toEqual([16, 17, 18, 32, 33, 34, 48, 49, 50]);
  });

  test('stands in wires, in bundles, in other arrays, and goes through instances', () => {
    const pair = bundle({ lanes: vec(2, vec(2, stream(uint(4)))) });
    const Inner = module('Inner', { in: { p: pair }, out: { q: pair } }, ({ p, q }) => {
      const { w } = wires({ w: pair });
      w.connect(p);
      for (const i of [0, 1]) {
        q.lanes[i][0].connect(queue(w.lanes[i][0], 2));
        q.lanes
          .at(i)
          .at(1)
          .connect(w.lanes[1 - i].at(1));
      }
    });
    const Outer = module('Outer', { in: { p: pair }, out: { q: pair } }, ({ p, q }) => {
      const { u_inner } = insts({ u_inner: Inner });
      u_inner.p.connect(p);
      q.lanes.connect([u_inner.q.lanes[0], u_inner.q.lanes[1]]);
    });
    expect(portsOf(Outer)).toContain('input p_lanes_1_0_payload');
    expect(lint(emit(Outer))).toBe('');
  });

  test('an element may be used like any stream', () => {
    const Count = module('Count', { in: { s: vec(2, axis) }, out: { n: uint(4) } }, ({ s, n }) => {
      const { count } = regs({ count: uint(4, 0) });
      for (const each of s) {
        each.ready.set(1);
      }
      count.set(
        count
          .add(
            fires(s[0])
              .and(fires(s.at(1)))
              .resize(4),
          )
          .xor(s[0].payload.xor(s[1].payload).slice(0, 4)),
      );
      n.set(count);
    });
    expect(elaborate(Count).design.top.name).toBe('Count');
  });

  test.each<[string, (s: { [i: number]: unknown; at(i: number): unknown }) => unknown, RegExp]>([
    ['a number beyond the end', (s) => s[2], /error\[range\]: element 2 of an array of 2/],
    ['a number below 0', (s) => s.at(-1), /error\[range\]: element -1 of an array of 2/],
    ['undefined', (s) => s.at(undefined as never), /error\[range\]: element undefined of an array of 2/],
    ['too few', (s) => (s as never as { connect(x: unknown): void }).connect([]), /takes 2 elements, not 0/],
  ])('%s is a diagnostic', (_, use, message) => {
    const top = module('Wrong', { out: { m: vec(2, axis) } }, ({ m }) => void use(m as never));
    expect(() => elaborate(top)).toThrow(DesignError);
    expect(() => elaborate(top)).toThrow(message);
  });

  test('an instance beyond the end of an array of them is a diagnostic', () => {
    const top = module('Wrong', { in: { s: axis }, out: { m: axis } }, ({ s, m }) => {
      const { skid } = insts({ skid: Array.from({ length: 2 }, () => SkidBuffer(uint(8))) });
      skid[0].s.connect(s);
      skid[1].s.connect(skid[0].m);
      m.connect(skid[2].m);
    });
    expect(() => elaborate(top)).toThrow(/error\[range\]: element 2 of an array of 2/);
  });

  test('a register of them is a diagnostic, as of a stream alone', () => {
    const top = module('Held', {}, () => void regs({ r: vec(2, axis) as never }));
    expect(() => elaborate(top)).toThrow(/error\[type\]: register r: array2_stream_uint8 has backward members/);
  });
});
