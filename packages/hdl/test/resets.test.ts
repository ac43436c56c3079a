import { describe, expect, test } from 'vitest';
import {
  type AnyModule,
  assert,
  compileSimulation,
  elaborate,
  emit,
  inDomain,
  insts,
  type ModuleOptions,
  memories,
  memory,
  module,
  regs,
  resetSynchronizer,
  sint,
  uint,
  when,
  withEdge,
} from '../src/index.ts';
import { createRandom } from './sim/random.ts';
import { lint, runIcarus } from './support/tools.ts';

/** Registers with and without a reset value, a memory, a condition. */
const Mixed = (options: ModuleOptions) =>
  module(
    'Mixed',
    { in: { a: uint(8), en: uint(1) }, out: { n: uint(8), last: uint(8), word: uint(8), low: sint(4) } },
    ({ a, en, n, last, word, low }) => {
      const { count, kept } = regs({ count: uint(8, 5), kept: uint(8) });
      const { words } = memories({ words: memory(uint(8), 4, { init: [1, 2, 3, 4] }) });
      when(en, () => {
        count.set(count.add(a));
        kept.set(count);
        words.write(a.slice(0, 2), count);
      });
      n.set(count);
      last.set(kept);
      word.set(words.read(a.slice(0, 2)));
      low.set(
        inDomain(withEdge('half', 'falling'), () => {
          const { half } = regs({ half: sint(4, -3) });
          half.set(count.slice(0, 4).asSInt());
          return half;
        }),
      );
    },
    options,
  );

const kinds: readonly ModuleOptions[] = [false, true].flatMap((resetActiveLow) =>
  [false, true].flatMap((asynchronousReset) =>
    (['rising', 'falling'] as const).map((edge) => ({ resetActiveLow, asynchronousReset, edge })),
  ),
);

/** Levels of clock and reset, which change at different times, and the inputs; `rst` is active at first. */
function stimulus(seed: number) {
  const random = createRandom(seed);
  return Array.from({ length: 120 }, (_, i) => ({
    active: i < 4 || random.chance(0.15),
    clk: random.below(2),
    a: random.below(256),
    en: random.below(2),
  }));
}

/** The outputs after each step: first the inputs and the reset change, then the clock. */
function simulated(top: AnyModule, activeLow: boolean, seed: number): string[] {
  const sim = compileSimulation(elaborate(top).design).instantiate();
  return stimulus(seed).flatMap(({ active, clk, a, en }) => {
    const seen: string[] = [];
    const step = () => {
      sim.eval();
      const hex = (name: string, mask: number) => (Number(sim.ports[name].value) & mask).toString(16);
      seen.push([hex('n', 255), hex('last', 255), hex('word', 255), hex('low', 15)].join(' '));
    };
    sim.ports.a.value = a;
    sim.ports.en.value = en;
    sim.ports.rst.value = active === activeLow ? 0 : 1;
    step();
    sim.ports.clk.value = clk;
    step();
    return seen;
  });
}

function inIcarus(top: AnyModule, activeLow: boolean, seed: number): string[] {
  const show = '#1 $display("%0h %0h %0h %0h", n, last, word, low);';
  const bench = [
    'module bench; reg clk = 0, en = 0; reg rst; reg [7:0] a = 0; wire [7:0] n, last, word; wire [3:0] low;',
    'Mixed dut (.clk(clk), .rst(rst), .a(a), .en(en), .n(n), .last(last), .word(word), .low(low));',
    'initial begin #1 dut.count = 0; dut.kept = 0; dut.half = 0;',
    ...stimulus(seed).map(
      ({ active, clk, a, en }) =>
        `a = ${a}; en = ${en}; rst = ${active === activeLow ? 0 : 1}; ${show} clk = ${clk}; ${show}`,
    ),
    'end endmodule',
  ].join('\n');
  return runIcarus(emit(top).files, bench).trim().split('\n');
}

describe.each(kinds)('%o', (options) => {
  const top = Mixed(options);

  test('no tool complains', () => {
    expect(lint(emit(top))).toBe('');
  });

  test('the simulator and Icarus see the same, whenever clock and reset change', () => {
    for (const seed of [1, 2, 3]) {
      const low = options.resetActiveLow === true;
      expect(simulated(top, low, seed)).toEqual(inIcarus(top, low, seed));
    }
  });
});

test('an asynchronous reset acts without a clock, a synchronous one does not', () => {
  for (const asynchronousReset of [false, true]) {
    const sim = compileSimulation(elaborate(Mixed({ asynchronousReset })).design).instantiate();
    sim.ports.rst.value = 1;
    sim.eval();
    expect(sim.ports.n.value).toBe(asynchronousReset ? 5 : 0);
  }
});

test('the Verilog of an asynchronous reset names it among the edges, and registers without a value stand apart', () => {
  const text = emit(Mixed({ resetActiveLow: true, asynchronousReset: true }), { comments: false }).files.get('Mixed.v');
  expect(text).toContain(
    [
      '  always @(posedge clk or negedge rst) begin',
      '    if (!rst) begin',
      "      count <= 8'd5;",
      '    end else begin',
      '      if (en) begin',
      '        count <= count + a;',
      '      end',
      '    end',
      '  end',
      '',
      '  always @(posedge clk) begin',
      '    if (en) begin',
      '      kept <= count;',
    ].join('\n'),
  );
});

test('an instance in a domain of the falling edge changes on that edge', () => {
  const Count = module('Count', { out: { n: uint(4) } }, ({ n }) => {
    const { count } = regs({ count: uint(4, 0) });
    count.set(count.add(1));
    n.set(count);
  });
  const Top = module('Top', { out: { up: uint(4), down: uint(4) } }, ({ up, down }) => {
    up.set(insts({ u_up: Count }).u_up.n);
    down.set(inDomain(withEdge('low', 'falling'), () => insts({ u_down: Count }).u_down.n));
  });
  const emitted = emit(Top);
  expect(lint(emitted)).toBe('');
  const sim = compileSimulation(emitted.design).instantiate();
  const seen = [1, 0, 1].map((level) => {
    sim.ports.clk.value = level;
    sim.eval();
    return [sim.ports.up.value, sim.ports.down.value];
  });
  expect(seen).toEqual([
    [1, 0],
    [1, 1],
    [2, 1],
  ]);
});

test('a synchronised reset begins at once and ends two edges after', () => {
  const Held = module('Held', { in: { pin: uint(1) }, out: { n: uint(4) } }, ({ pin, n }) => {
    inDomain(resetSynchronizer('restart', pin), () => {
      const { count } = regs({ count: uint(4, 9) });
      count.set(count.add(1));
      assert(count.ne(0), 'never 0');
      n.set(count);
    });
  });
  const emitted = emit(Held);
  expect(lint(emitted, ['SYNCASYNCNET'])).toBe('');
  const sim = compileSimulation(emitted.design).instantiate();
  sim.ports.pin.value = 1;
  sim.eval();
  sim.ports.pin.value = 0;
  sim.run('clk', 5);
  sim.ports.pin.value = 1;
  sim.eval();
  expect(sim.ports.n.value).toBe(9);
  sim.ports.pin.value = 0;
  sim.eval();
  const seen = [1, 2, 3, 4].map(() => {
    sim.run('clk', 1);
    return sim.ports.n.value;
  });
  expect(seen).toEqual([9, 9, 10, 11]);
});
