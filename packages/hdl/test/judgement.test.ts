import { describe, expect, test } from 'vitest';
import {
  type AnyModule,
  compileSimulation,
  DesignError,
  elaborate,
  emit,
  enumeration,
  fsm,
  lit,
  memories,
  memory,
  module,
  regs,
  sint,
  switch_,
  type UIntVar,
  uint,
  when,
  wires,
} from '../src/index.ts';
import { lint, runIcarus } from './support/tools.ts';

const simulate = (top: AnyModule) => compileSimulation(elaborate(top).design).instantiate();
const text = (top: AnyModule): string => [...emit(top).files.values()].join('\n');

describe('a switch over every member of an enumeration is complete, however many there are', () => {
  const letters = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I'] as const;

  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9])('%i members', (count) => {
    const members = letters.slice(0, count);
    const Letter = enumeration('Letter', ...members);
    const top = module('Complete', { in: { e: Letter }, out: { y: uint(4) } }, ({ e, y }) => {
      switch_(e, Object.fromEntries(members.map((member, i) => [member, () => y.set(i + 1)])) as never);
    });
    expect(lint(emit(top))).toBe('');
    const sim = simulate(top);
    for (let value = 0; value < 2 ** Math.max(1, Math.ceil(Math.log2(count))); value++) {
      sim.ports.e.value = value;
      sim.eval();
      expect(sim.ports.y.value).toBe(Math.min(value, count - 1) + 1);
    }
  });

  test('the last case is printed as default, by its name', () => {
    const Letter = enumeration('Letter', 'A', 'B', 'C');
    const top = module('Last', { in: { e: Letter }, out: { y: uint(2) } }, ({ e, y }) =>
      switch_(e, { A: () => y.set(1), B: () => y.set(2), C: () => y.set(3) }),
    );
    expect(text(top)).toContain('default: begin // C');
  });

  test('wires set in every state of a machine of three states need no default', () => {
    const top = module('Machine', { in: { go: uint(1) }, out: { y: uint(2) } }, ({ go, y }) => {
      fsm('state', {
        idle: (to) => {
          y.set(0);
          to('busy');
        },
        busy: (to) => {
          y.set(go.resize(2));
          to('done');
        },
        done: (to) => {
          y.set(2);
          to('idle');
        },
      });
    });
    expect(lint(emit(top))).toBe('');
  });

  test('two keys of one number are a diagnostic: they would hide that another is missing', () => {
    const top = module('Twice', { in: { a: uint(1) }, out: { y: uint(1) } }, ({ a, y }) =>
      switch_(a, { 1: () => y.set(0), '01': () => y.set(1) } as never),
    );
    expect(() => elaborate(top)).toThrow(/error\[switch\]: two cases of one value: "01" is 1 once more/);
  });

  test('a member without a function has no case', () => {
    const Letter = enumeration('Letter', 'A', 'B');
    const top = module('None', { in: { e: Letter }, out: { y: uint(1) } }, ({ e, y }) =>
      switch_(e, { A: () => y.set(1), B: undefined as never }),
    );
    expect(() => elaborate(top)).toThrow(/error\[switch\]: switch_ has no case for B/);
  });

  test('a key that is no number is a diagnostic', () => {
    const top = module('Key', { in: { a: uint(2) }, out: { y: uint(1) } }, ({ a, y }) => {
      y.set(0);
      switch_(a, { x: () => y.set(1) } as never);
    });
    expect(() => elaborate(top)).toThrow(
      /error\[switch\]: the cases of a number are whole numbers or default, not "x"/,
    );
  });
});

describe('initial words of a memory', () => {
  test.each([3, 10, 400])('of %i words: those left out are 0 to Icarus as to the simulator', (depth) => {
    const top = module('Table', { in: { a: uint(Math.ceil(Math.log2(depth))) }, out: { y: uint(8) } }, ({ a, y }) => {
      const { m } = memories({ m: memory(uint(8), depth, { init: [7, 8] }) });
      y.set(m.read(a));
    });
    const emitted = emit(top);
    expect(lint(emitted)).toBe('');
    const bench = `module bench; reg [8:0] a; wire [7:0] y; Table dut (.a(a), .y(y));
      initial begin for (a = 0; a < ${depth}; a = a + 1) begin #1 $write("%d ", y); end end endmodule`;
    const said = runIcarus(emitted.files, bench).trim().split(/\s+/).map(Number);
    expect(said).toEqual(Array.from({ length: depth }, (_, i) => [7, 8][i] ?? 0));
    const sim = simulate(top);
    const seen = said.map((_, i) => {
      sim.ports.a.value = i;
      sim.eval();
      return sim.ports.y.value;
    });
    expect(seen).toEqual(said);
  });
});

describe('a loop is what a four-state simulator never gets out of', () => {
  type Wide = ReturnType<typeof wires<{ p: ReturnType<typeof uint<4>> }>>['p'];
  const chain = (step: (p: Wide) => void): AnyModule =>
    module('Chain', { in: { a: uint(4) }, out: { y: uint(4) } }, ({ a, y }) => {
      const { p } = wires({ p: uint(4) });
      p.bit(0).set(a.bit(0));
      step(p);
      y.set(p);
    });
  const upper = (op: 'add' | 'sub' | 'mul' | 'neg' | 'or' | 'xor' | 'and'): AnyModule =>
    chain((p) => {
      const low = p.slice(0, 3);
      const value =
        op === 'mul' ? low.mul(low).trunc(3) : op === 'neg' ? low.asSInt().neg().asUInt() : low[op](low.not());
      p.slice(1, 3).set(value);
    });

  test.each(['add', 'sub', 'mul', 'neg'] as const)('%s of its own lower bits is one', (op) => {
    expect(() => elaborate(upper(op))).toThrow(/error\[comb-loop\]/);
  });

  test.each(['or', 'xor', 'and'] as const)('%s of its own lower bits is none, and Icarus agrees', (op) => {
    const top = upper(op);
    const bench = `module bench; reg [3:0] a; wire [3:0] y; integer i; Chain dut (.a(a), .y(y));
      initial begin for (i = 0; i < 16; i = i + 1) begin a = i; #1 $display("%b", y); end end endmodule`;
    const sim = simulate(top);
    const seen = Array.from({ length: 16 }, (_, i) => {
      sim.ports.a.value = i;
      sim.eval();
      return sim.ports.y.value.toString(2).padStart(4, '0');
    });
    expect(runIcarus(emit(top).files, bench).trim().split('\n')).toEqual(seen);
  });
});

describe('a division by the constant 0', () => {
  test.each(['div', 'rem'] as const)('%s is 0, and what it leaves unread is named', (op) => {
    const top = module(
      'Zero',
      { in: { a: uint(8), s: sint(8) }, out: { y: uint(8), z: sint(8) } },
      ({ a, s, y, z }) => {
        y.set(a[op](0));
        z.set(s[op](0));
      },
    );
    expect(lint(emit(top))).toBe('');
  });
});

describe('a process that reads nothing that can change has its value from the beginning in Icarus too', () => {
  const bench = 'module bench; wire [1:0] y; Still dut (.y(y)); initial #1 $display("%b", y); endmodule';
  test.each<[string, (y: UIntVar<2>) => void, string]>([
    ['a condition that is a constant', (y) => [y.set(0), when(lit(1, uint(1)), () => y.set(2))], '10'],
    [
      'a case of a constant',
      (y) => [y.set(0), switch_(lit(1, uint(2)), { 1: () => y.set(3), default: () => y.set(1) })],
      '11',
    ],
    [
      'its own bits',
      (y) => {
        const { p } = wires({ p: uint(2) });
        p.set(1);
        when(p.bit(0), () => p.bit(1).set(1));
        y.set(p);
      },
      '11',
    ],
  ])('%s', (_, body, value) => {
    const top = module('Still', { out: { y: uint(2) } }, ({ y }) => body(y));
    const emitted = emit(top);
    expect(lint(emitted)).toBe('');
    expect(runIcarus(emitted.files, bench).trim()).toBe(value);
    const sim = simulate(top);
    sim.eval();
    expect(sim.ports.y.value).toBe(Number(`0b${value}`));
  });
});

describe('names at which tools stumble', () => {
  test('ports whose names mean something in C++ are lint-clean', () => {
    const ports = { in: { abort: uint(1), list: uint(1) }, out: { set: uint(1), register: uint(1) } };
    const top = module('Words', ports, ({ abort, list, set, register }) => {
      set.set(abort);
      register.set(list);
    });
    expect(lint(emit(top))).toBe('');
  });

  test.each(['port', 'wire', 'register', 'memory'] as const)('a %s named like its module is a diagnostic', (kind) => {
    const ports = { in: { a: uint(1) }, out: { [kind === 'port' ? 'Same' : 'y']: uint(1) } };
    const top = module('Same', ports, (io) => {
      const { a, ...outs } = io as Record<string, ReturnType<typeof wires<{ x: ReturnType<typeof uint<1>> }>>['x']>;
      const y = Object.values(outs)[0];
      if (kind === 'memory') {
        memories({ Same: memory(uint(1), 2) }).Same.write(a, a);
        y.set(a);
        return;
      }
      const same = kind === 'port' ? y : (kind === 'wire' ? wires : regs)({ Same: uint(1) }).Same;
      same.set(a);
      if (kind !== 'port') {
        y.set(same);
      }
    });
    expect(() => elaborate(top)).toThrow(/error\[name\]: \w+ `Same` is named like its module/);
  });
});

test('the errors named here are errors of the design', () => {
  expect(() => elaborate(module('Empty', { out: { y: uint(1) } }, () => undefined))).toThrow(DesignError);
});
