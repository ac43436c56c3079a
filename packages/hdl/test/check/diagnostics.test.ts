import { describe, expect, test } from 'vitest';
import {
  type AnyModule,
  bool,
  cover,
  DesignError,
  elaborate,
  enumeration,
  format,
  inDomain,
  insts,
  memories,
  memory,
  module,
  named,
  registered,
  regs,
  SkidBuffer,
  sint,
  switch_,
  synchronize,
  type UInt,
  uint,
  unused,
  when,
  wires,
} from '../../src/index.ts';

/** What elaborating a module complains about, with this file's lines taken relative to the start of the module. */
function complaints(top: AnyModule, base: number): string {
  try {
    return clean(elaborate(top).warnings.map(format).join('\n\n'), base);
  } catch (error) {
    if (!(error instanceof DesignError)) {
      throw error;
    }
    return clean(error.diagnostics.map(format).join('\n\n'), base);
  }
}

/** `diagnostics.test.ts:+3:5` instead of an absolute line; code frames without their number. */
function clean(text: string, base: number): string {
  return text
    .replaceAll(
      /packages\/hdl\/test\/check\/(diagnostics\.test\.ts):(\d+):/g,
      (_, file, line) => `${file}:+${line - base}:`,
    )
    .replaceAll(/^\d+ \|/gm, '   |')
    .replaceAll(/^ +\|/gm, '   |');
}

/** The line of the caller. */
const line = (): number => Number(/diagnostics\.test\.ts:(\d+)/.exec(new Error().stack!.split('\n')[2])![1]);

/** Values whose width TypeScript does not know, as parametric code has them. */
const loose = (x: unknown) => x as UInt;

describe('each mistake is reported with its places', () => {
  test('width', () => {
    const base = line();
    const Adder = module('Adder', { in: { a: uint(8), b: uint(16) }, out: { sum: uint(8) } }, ({ a, b, sum }) => {
      sum.set(loose(a).add(loose(b)).fit(8));
    });
    expect(complaints(Adder, base)).toMatchInlineSnapshot(`
      "error[width]: add of \`a\`, uint(8), and \`b\`, uint(16)
        --> diagnostics.test.ts:+2:24 (in Adder)
         |
         |   sum.set(loose(a).add(loose(b)).fit(8));
         |                    ^
        hint: addGrow takes operands of any width; extend(n) and trunc(n) change one

      warning[unused]: input \`b[15:8]\` is never read
        --> diagnostics.test.ts:+1:19 (in Adder)
         |
         |   const Adder = module('Adder', { in: { a: uint(8), b: uint(16) }, out: { sum: uint(8) } }, ({ a, b, sum }) => {
         |                 ^
        hint: unused(x) says that this is meant"
    `);
  });

  test('truncation on assignment', () => {
    const base = line();
    const Narrow = module('Narrow', { in: { a: uint(8) }, out: { y: uint(8) } }, ({ a, y }) => {
      (y as unknown as { set(v: UInt): void }).set(a.addGrow(a));
    });
    expect(complaints(Narrow, base)).toMatchInlineSnapshot(`
      "error[width]: \`y\` has 8 bits, the value the result of add has 9
        --> diagnostics.test.ts:+2:48 (in Narrow)
         |
         |   (y as unknown as { set(v: UInt): void }).set(a.addGrow(a));
         |                                            ^
        hint: trunc(8) drops the upper bits"
    `);
  });

  test('sign', () => {
    const base = line();
    const Mixed = module('Mixed', { in: { a: uint(8), b: sint(8) }, out: { y: bool() } }, ({ a, b, y }) => {
      y.set(a.lt(loose(b) as UInt<8>));
    });
    expect(complaints(Mixed, base)).toMatchInlineSnapshot(`
      "error[sign]: lt of \`a\`, uint(8), and \`b\`, sint(8)
        --> diagnostics.test.ts:+2:15 (in Mixed)
         |
         |   y.set(a.lt(loose(b) as UInt<8>));
         |           ^
        hint: asSInt() or asUInt() on one of them"
    `);
  });

  test('a literal that does not fit', () => {
    const base = line();
    const Big = module('Big', { out: { y: uint(4) } }, ({ y }) => {
      y.set(16);
    });
    expect(complaints(Big, base)).toMatchInlineSnapshot(`
      "error[literal]: 16 does not fit in uint(4), which holds 0 to 15
        --> diagnostics.test.ts:+2:9 (in Big)
         |
         |   y.set(16);
         |     ^"
    `);
  });

  test('a slice outside', () => {
    const base = line();
    const Outside = module('Outside', { in: { a: uint(8) }, out: { y: uint(4) } }, ({ a, y }) => {
      y.set(a.slice(6, 4));
      unused(a);
    });
    expect(complaints(Outside, base)).toMatchInlineSnapshot(`
      "error[range]: bits 9 down to 6 of \`a\`, which has 8
        --> diagnostics.test.ts:+2:15 (in Outside)
         |
         |   y.set(a.slice(6, 4));
         |           ^"
    `);
  });

  test('driving an input', () => {
    const base = line();
    const Backwards = module('Backwards', { in: { a: uint(8) }, out: { y: uint(8) } }, ({ a, y }) => {
      y.set(a);
      (a as unknown as { set(v: number): void }).set(1);
    });
    expect(complaints(Backwards, base)).toMatchInlineSnapshot(`
      "error[direction]: \`a\` cannot be driven here
        --> diagnostics.test.ts:+3:50 (in Backwards)
         |
         |   (a as unknown as { set(v: number): void }).set(1);
         |                                              ^
        hint: inputs, values and the outputs of instances are read-only; wires(), regs() and outputs can be set"
    `);
  });

  test('undriven, wholly and in part', () => {
    const base = line();
    const Gaps = module('Gaps', { out: { x: uint(8), y: uint(8) } }, ({ y }) => {
      y.slice(0, 3).set(1);
      y.bit(7).set(0);
    });
    expect(complaints(Gaps, base)).toMatchInlineSnapshot(`
      "error[undriven]: \`x\`, \`y[6:3]\` are never driven
        --> diagnostics.test.ts:+1:18 (in Gaps)
         |
         |   const Gaps = module('Gaps', { out: { x: uint(8), y: uint(8) } }, ({ y }) => {
         |                ^"
    `);
  });

  test('set twice', () => {
    const base = line();
    const Twice = module('Twice', { in: { a: uint(8) }, out: { y: uint(8) } }, ({ a, y }) => {
      y.set(a);
      y.set(0);
      unused(a);
    });
    expect(complaints(Twice, base)).toMatchInlineSnapshot(`
      "error[multiply-driven]: \`y\` is set twice
        --> diagnostics.test.ts:+3:9 (in Twice)
         |
         |   y.set(0);
         |     ^
        --> diagnostics.test.ts:+2:9 never takes effect
         |
         |   y.set(a);
         |     ^
        hint: only the last unconditional set counts: remove the other, or put one of them in a when"
    `);
  });

  test('latch', () => {
    const base = line();
    const Latch = module('Latch', { in: { a: uint(8), c: bool() }, out: { y: uint(8) } }, ({ a, c, y }) => {
      when(c, () => y.set(a)).elsewhen(a.eq(3), () => y.slice(4, 4).set(0));
    });
    expect(complaints(Latch, base)).toMatchInlineSnapshot(`
      "error[latch]: \`y\` has no value on some path, so it would need a latch
        --> diagnostics.test.ts:+2:31 (in Latch) not set when no condition here holds
         |
         |   when(c, () => y.set(a)).elsewhen(a.eq(3), () => y.slice(4, 4).set(0));
         |                           ^
        --> diagnostics.test.ts:+1:19 declared here
         |
         |   const Latch = module('Latch', { in: { a: uint(8), c: bool() }, out: { y: uint(8) } }, ({ a, c, y }) => {
         |                 ^
        hint: set a default before the first when, or add otherwise(…)"
    `);
  });

  test('combinational loop, through an instance', () => {
    const base = line();
    const Inverter = module('Inverter', { in: { a: bool() }, out: { y: bool() } }, ({ a, y }) => y.set(a.not()));
    const Loop = module('Loop', { in: { c: bool() }, out: { y: bool() } }, ({ c, y }) => {
      const { u_inverter } = insts({ u_inverter: Inverter });
      const { fed } = named({ fed: u_inverter.y.and(c) });
      u_inverter.a.set(fed);
      y.set(fed);
    });
    expect(complaints(Loop, base)).toMatchInlineSnapshot(`
      "error[comb-loop]: combinational loop: fed <- u_inverter_y <- fed
        --> diagnostics.test.ts:+4:23 (in Loop) drives \`fed\`
         |
         |   const { fed } = named({ fed: u_inverter.y.and(c) });
         |                   ^
        --> diagnostics.test.ts:+3:30 drives \`u_inverter_y\`
         |
         |   const { u_inverter } = insts({ u_inverter: Inverter });
         |                          ^
        hint: a register somewhere on the path breaks it"
    `);
  });

  test('a carry chain inside one vector is no loop', () => {
    const Chain = module('Chain', { in: { a: uint(8) }, out: { y: uint(8) } }, ({ a, y }) => {
      y.bit(0).set(a.bit(0));
      for (let i = 1; i < 8; i++) {
        y.bit(i).set(y.bit(i - 1).xor(a.bit(i)));
      }
    });
    expect(complaints(Chain, 0)).toBe('');
  });

  test('but a bit that depends on itself is', () => {
    const base = line();
    const Bits = module('Bits', { in: { a: uint(2) }, out: { y: uint(4) } }, ({ a, y }) => {
      y.slice(0, 2).set(a.add(y.slice(1, 2)));
      y.slice(2, 2).set(a);
    });
    expect(complaints(Bits, base)).toMatchInlineSnapshot(`
      "error[comb-loop]: combinational loop: y[1] <- y[1]
        --> diagnostics.test.ts:+2:21 (in Bits) drives \`y[1]\`
         |
         |   y.slice(0, 2).set(a.add(y.slice(1, 2)));
         |                 ^
        hint: a register somewhere on the path breaks it"
    `);
  });

  test('unconnected inputs of an instance', () => {
    const base = line();
    const Top = module('Top', { out: { y: uint(8) } }, ({ y }) => {
      const { u_skid } = insts({ u_skid: SkidBuffer(uint(8)) });
      u_skid.m.ready.set(1);
      y.set(u_skid.m.payload);
    });
    expect(complaints(Top, base)).toMatchInlineSnapshot(`
      "error[unconnected]: \`u_skid_s_valid\`, \`u_skid_s_payload\` are not driven: inputs of an instance
        --> diagnostics.test.ts:+2:26 (in Top)
         |
         |   const { u_skid } = insts({ u_skid: SkidBuffer(uint(8)) });
         |                      ^"
    `);
  });

  test('unused input, register never read', () => {
    const base = line();
    const Idle = module('Idle', { in: { a: uint(8), b: uint(8) }, out: { y: uint(4) } }, ({ a, y }) => {
      const { kept } = regs({ kept: uint(8) });
      kept.set(a);
      y.set(a.slice(0, 4));
    });
    expect(complaints(Idle, base)).toMatchInlineSnapshot(`
      "warning[unused]: input \`b\` is never read
        --> diagnostics.test.ts:+1:18 (in Idle)
         |
         |   const Idle = module('Idle', { in: { a: uint(8), b: uint(8) }, out: { y: uint(4) } }, ({ a, y }) => {
         |                ^
        hint: unused(x) says that this is meant

      warning[never-read]: register \`kept\` is never read
        --> diagnostics.test.ts:+2:24 (in Idle)
         |
         |   const { kept } = regs({ kept: uint(8) });
         |                    ^
        hint: unused(x) says that this is meant"
    `);
  });

  test('a clock crossing', () => {
    const base = line();
    const Cross = module(
      'Cross',
      { in: { a: bool() }, out: { y: bool(), z: bool() } },
      ({ a, y, z }, { fast }) => {
        const { slow } = registered({ slow: a });
        inDomain(fast, () => {
          const { bad } = registered({ bad: slow });
          const { good } = synchronize({ good: slow });
          y.set(bad);
          z.set(good);
        });
      },
      { domains: { fast: { clock: 'fast_clk', reset: 'fast_rst' } } },
    );
    expect(complaints(Cross, base)).toMatchInlineSnapshot(`
      "error[clock-crossing]: register \`bad\`, clocked by \`fast_clk\`, samples \`slow\` of clock \`clk\` without a synchroniser
        --> diagnostics.test.ts:+7:27 (in Cross)
         |
         |   const { bad } = registered({ bad: slow });
         |                   ^
        --> diagnostics.test.ts:+5:26 the source
         |
         |   const { slow } = registered({ slow: a });
         |                    ^
        hint: synchronize(), PulseSynchronizer or AsyncFifo cross clocks safely; related(a, b) says that clocks have a known phase"
    `);
  });

  test('names', () => {
    const base = line();
    const Clash = module('Clash', { in: { a: bool(), wire: bool() }, out: { y: bool() } }, ({ a, y, wire }) => {
      const { b } = named({ b: a });
      const { b: again } = wires({ b: bool() });
      again.set(b.and(wire));
      y.set(again);
    });
    expect(complaints(Clash, base)).toMatchInlineSnapshot(`
      "error[name]: port \`wire\` is a reserved word of Verilog
        --> diagnostics.test.ts:+1:19 (in Clash)
         |
         |   const Clash = module('Clash', { in: { a: bool(), wire: bool() }, out: { y: bool() } }, ({ a, y, wire }) => {
         |                 ^

      error[name]: wire \`b\` is declared twice
        --> diagnostics.test.ts:+3:28 (in Clash)
         |
         |   const { b: again } = wires({ b: bool() });
         |                        ^
        --> diagnostics.test.ts:+2:21 the first
         |
         |   const { b } = named({ b: a });
         |                 ^
        hint: scope(name, …) prefixes the names declared inside it"
    `);
  });

  test('two modules of one name', () => {
    const base = line();
    const Gate = (and: boolean) =>
      module('Gate', { in: { a: bool(), b: bool() }, out: { y: bool() } }, ({ a, b, y }) =>
        y.set(and ? a.and(b) : a.or(b)),
      );
    const Both = module('Both', { in: { a: bool(), b: bool() }, out: { y: bool(), z: bool() } }, ({ a, b, y, z }) => {
      const { u_and, u_or } = insts({ u_and: Gate(true), u_or: Gate(false) });
      for (const u of [u_and, u_or]) {
        u.a.set(a);
        u.b.set(b);
      }
      y.set(u_and.y);
      z.set(u_or.y);
    });
    expect(complaints(Both, base)).toMatchInlineSnapshot(`
      "error[name]: two different modules are named Gate
        --> diagnostics.test.ts:+2:7 (in Both)
         |
         |   module('Gate', { in: { a: bool(), b: bool() }, out: { y: bool() } }, ({ a, b, y }) =>
         |   ^
        --> diagnostics.test.ts:+2:7 the first
         |
         |   module('Gate', { in: { a: bool(), b: bool() }, out: { y: bool() } }, ({ a, b, y }) =>
         |   ^
        hint: put the parameters that differ into the name"
    `);
  });

  test('memory: style and address', () => {
    const base = line();
    const Table = module('Table', { in: { i: uint(4), w: bool() }, out: { y: uint(8) } }, ({ i, w, y }) => {
      const { table } = memories({ table: memory(uint(8), 32, { style: 'block' }) });
      when(w, () => table.write(i.extend(5), 1));
      y.set(table.read(i));
    });
    expect(complaints(Table, base)).toMatchInlineSnapshot(`
      "error[memory]: an address of \`table_\` (depth 32) has 5 bits, \`i\` has 4
        --> diagnostics.test.ts:+4:19 (in Table)
         |
         |   y.set(table.read(i));
         |               ^
        hint: extend(5)

      error[memory]: \`table_\` is to be block RAM but is read without a register
        --> diagnostics.test.ts:+4:9 (in Table)
         |
         |   y.set(table.read(i));
         |     ^
        --> diagnostics.test.ts:+2:25 declared here
         |
         |   const { table } = memories({ table: memory(uint(8), 32, { style: 'block' }) });
         |                     ^
        hint: load a register with it: registered({ q: memory.read(address) }), or choose style 'distributed'"
    `);
  });

  test('a switch that forgets a member', () => {
    const base = line();
    const Op = enumeration('Op', 'Idle', 'Load', 'Run');
    const Switch = module('Switch', { in: { op: Op }, out: { y: bool() } }, ({ op, y }) => {
      switch_(op, { Idle: () => y.set(0), Load: () => y.set(1) } as never);
    });
    expect(complaints(Switch, base)).toMatchInlineSnapshot(`
      "error[switch]: switch_ has no case for Run
        --> diagnostics.test.ts:+3:7 (in Switch)
         |
         |   switch_(op, { Idle: () => y.set(0), Load: () => y.set(1) } as never);
         |   ^
        hint: add them, or default

      error[latch]: \`y\` has no value on some path, so it would need a latch
        --> diagnostics.test.ts:+3:7 (in Switch) not set when no condition here holds
         |
         |   switch_(op, { Idle: () => y.set(0), Load: () => y.set(1) } as never);
         |   ^
        --> diagnostics.test.ts:+2:20 declared here
         |
         |   const Switch = module('Switch', { in: { op: Op }, out: { y: bool() } }, ({ op, y }) => {
         |                  ^
        hint: set a default before the first when, or add otherwise(…)"
    `);
  });

  test('a condition of more than a bit', () => {
    const base = line();
    const Wide = module('Wide', { in: { a: uint(2) }, out: { y: bool() } }, ({ a, y }) => {
      y.set(0);
      when(loose(a) as UInt<1>, () => y.set(1));
      cover(a.eq(2), 'two');
    });
    expect(complaints(Wide, base)).toMatchInlineSnapshot(`
      "error[width]: a condition is 1 bit, not 2
        --> diagnostics.test.ts:+3:7 (in Wide)
         |
         |   when(loose(a) as UInt<1>, () => y.set(1));
         |   ^
        hint: compare it, or use orR()"
    `);
  });

  test('set outside a module', () => {
    expect(() => wires({ a: bool() })).toThrow('wires, registers, when and set belong inside the body of a module');
  });

  test('a signal used as a number', () => {
    const Sum = module('Sum', { in: { a: uint(8) }, out: { y: uint(8) } }, ({ a, y }) => {
      y.set((a as unknown as number) + 1);
    });
    expect(() => elaborate(Sum)).toThrow('`a` is a signal, not a JavaScript value');
  });
});
