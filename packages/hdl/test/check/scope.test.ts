import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  type AnyModule,
  assert,
  attributes,
  blackBox,
  bool,
  type ClockDomain,
  DesignError,
  domainFrom,
  elaborate,
  emit,
  inDomain,
  insts,
  lit,
  type MemoryPort,
  memories,
  memory,
  module,
  mux,
  print,
  registered,
  regs,
  switch_,
  type UInt,
  type UIntType,
  uint,
  unused,
  type WhenChain,
  when,
  wires,
  withReset,
} from '../../src/index.ts';

const SOURCE = readFileSync(import.meta.filename, 'utf8').split('\n');

/** What a design is refused for: each finding's code and message, and the source lines of its places. */
function refusals(top: AnyModule): string[][] {
  for (const judge of [elaborate, emit]) {
    try {
      judge(top);
      expect.fail('the design was accepted');
    } catch (error) {
      if (!(error instanceof DesignError)) {
        throw error;
      }
      if (judge === elaborate) {
        continue;
      }
      return error.diagnostics.map(({ code, message, places }) => {
        const lines = places.map(({ at }) => SOURCE[at.frames[0].line - 1].trim());
        return [`${code}: ${message}`, ...lines];
      });
    }
  }
  return [];
}

type Outer = { readonly a: UInt<4>; readonly count: UInt<4> & { set(v: UInt<4> | number): void } };
type Inner = { readonly own: UInt<4>; readonly z: { set(v: UInt<4> | number): void } };

/** A parent with an input `a` and a register `count`, and a child whose body may do what `misuse` says with them. */
const family = (misuse: (outer: Outer, inner: Inner) => void, options: { drives?: boolean } = {}) =>
  module('Parent', { in: { a: uint(4), c: uint(4) }, out: { y: uint(4) } }, ({ a, c, y }) => {
    const { count } = regs({ count: uint(4, 0) });
    if (options.drives ?? true) {
      count.set(c);
    }
    const Child = module('Child', { in: { own: uint(4) }, out: { z: uint(4) } }, ({ own, z }) => {
      misuse({ a, count: count as Outer['count'] }, { own, z });
    });
    const { u_child } = insts({ u_child: Child });
    u_child.own.set(count);
    y.set(u_child.z);
  });

describe("a signal of the parent in the child's body is refused, with both places", () => {
  const declaredA = "module('Parent', { in: { a: uint(4), c: uint(4) }, out: { y: uint(4) } }, ({ a, c, y }) => {";
  const declaredCount = 'const { count } = regs({ count: uint(4, 0) });';

  test('read in an expression, where the child has no signal of that name', () => {
    const top = family(({ a }, { own, z }) => z.set(own.add(a)));
    const [finding, ...more] = refusals(top);
    expect(more).toEqual([]);
    expect(finding[0]).toBe('scope: `a` of Parent is used in Child');
    expect(finding[1]).toBe('const top = family(({ a }, { own, z }) => z.set(own.add(a)));');
    expect(finding[2]).toContain(declaredA.slice(0, 20));
  });

  test('read, where the child has a namesake', () => {
    const top = module('Outer2', { in: { a: uint(4), c: uint(4) }, out: { y: uint(4) } }, ({ a, c, y }) => {
      const L = module('Inner2', { in: { a: uint(4) }, out: { z: uint(4) } }, ({ a: own, z }) => z.set(own.add(a)));
      const { u } = insts({ u: L });
      u.a.set(c);
      y.set(u.z);
    });
    expect(refusals(top).map(([message]) => message)).toEqual(['scope: `a` of Outer2 is used in Inner2']);
  });

  test.each<[string, (outer: Outer, inner: Inner) => void, string]>([
    ['register set', ({ count }, { own, z }) => [count.set(own), z.set(own)], '`count` of Parent is set in Child'],
    ['register read', ({ count }, { z }) => z.set(count), '`count` of Parent is used in Child'],
    [
      'part set',
      ({ count }, { own, z }) => [(count as never as BitSettable).bit(0).set(1), z.set(own)],
      '`count` of Parent is set in Child',
    ],
    ['condition', ({ a }, { own, z }) => [z.set(own), when(a.eq(1), () => z.set(0))], '`a` of Parent is used in Child'],
    [
      'switch subject',
      ({ a }, { own, z }) => switch_(a, { 0: () => z.set(own), default: () => z.set(0) }),
      '`a` of Parent is used in Child',
    ],
    [
      'enable',
      ({ a }, { own, z }) => z.set(registered({ q: own }, { enable: a.bit(0) }).q),
      '`a` of Parent is used in Child',
    ],
    ['index of a read', ({ a }, { own, z }) => z.set(own.bit(a.trunc(2)).resize(4)), '`a` of Parent is used in Child'],
    [
      'index of a target',
      ({ a }, { own, z }) => [z.set(own), (z as never as BitSettable).bit(a.trunc(2)).set(1)],
      '`a` of Parent is used in Child',
    ],
    [
      'what a constant condition leaves out',
      ({ a }, { own, z }) => z.set(mux(lit(1, bool()), own, a)),
      '`a` of Parent is used in Child',
    ],
    ['assertion', ({ a }, { own, z }) => [z.set(own), assert(a.eq(1), 'one')], '`a` of Parent is used in Child'],
    ['print', ({ a }, { own, z }) => [z.set(own), print`a=${a}`], '`a` of Parent is used in Child'],
    [
      'memory address',
      ({ a }, { z }) => z.set(memories({ m: memory(uint(4), 16) }).m.read(a)),
      '`a` of Parent is used in Child',
    ],
    [
      'clock',
      ({ count }, { own, z }) => {
        const slow = domainFrom('slow', count as never as UInt<1>);
        z.set(inDomain(slow, () => registered({ q: own }).q));
      },
      '`count` of Parent is used as a clock in Child',
    ],
    [
      'reset',
      ({ a }, { own, z }) => {
        const part = withReset('part', a as never as UInt<1>);
        z.set(inDomain(part, () => registered({ q: own }, { init: { q: 0 } }).q));
      },
      '`a` of Parent is used as a reset in Child',
    ],
    [
      'attributes',
      ({ count }, { own, z }) => [z.set(own), attributes(count, { keep: 'true' })],
      '`count` of Parent is given attributes in Child',
    ],
    ['unused', ({ a }, { own, z }) => [z.set(own), unused(a)], '`a` of Parent is marked unused in Child'],
  ])('%s', (_, misuse, message) => {
    expect(refusals(family(misuse)).map(([text]) => text)).toEqual([`scope: ${message}`]);
  });

  test('a register only the child sets is not called undriven as well', () => {
    const top = family(({ count }, { own, z }) => [count.set(own), z.set(own)], { drives: false });
    const [finding, ...more] = refusals(top);
    expect(more).toEqual([]);
    expect(finding[2]).toBe(declaredCount);
  });

  test('each stranger once, whatever the number of uses', () => {
    const top = family(({ a, count }, { own, z }) => z.set(own.add(a).add(a).xor(count).add(count)));
    expect(refusals(top)).toHaveLength(2);
  });
});

type BitSettable = { bit(i: number | UInt): { set(v: number): void } };

describe('what belongs to another module otherwise', () => {
  test("a grandparent's signal", () => {
    const top = module('Top', { in: { a: uint(4) }, out: { y: uint(4) } }, ({ a, y }) => {
      const Leaf = module('Leaf', { out: { z: uint(4) } }, ({ z }) => z.set(a));
      const Middle = module('Middle', { out: { z: uint(4) } }, ({ z }) => z.set(insts({ u: Leaf }).u.z));
      y.set(insts({ u: Middle }).u.z);
    });
    expect(refusals(top).map(([text]) => text)).toEqual(['scope: `a` of Top is used in Leaf']);
  });

  test("a child's wire in the parent", () => {
    const top = module('Top', { in: { a: uint(4) }, out: { y: uint(4) } }, ({ a, y }) => {
      let leaked: UInt<4> | undefined;
      const Leaf = module('Leaf', { in: { x: uint(4) }, out: { z: uint(4) } }, ({ x, z }) => {
        const { inner } = wires({ inner: uint(4) });
        inner.set(x.not());
        leaked = inner;
        z.set(inner);
      });
      const { u } = insts({ u: Leaf });
      u.x.set(a);
      y.set(u.z.and(leaked!));
    });
    expect(refusals(top).map(([text]) => text)).toEqual(['scope: `inner` of Leaf is used in Top']);
  });

  test("a port of another parent's instance, read and driven", () => {
    const Leaf = module('Leaf', { in: { x: uint(4) }, out: { z: uint(4) } }, ({ x, z }) => z.set(x.not()));
    const top = module('Top', { in: { a: uint(4) }, out: { y: uint(4) } }, ({ a, y }) => {
      const { u } = insts({ u: Leaf });
      u.x.set(a);
      const Other = module('Other', { in: { b: uint(4) }, out: { z: uint(4) } }, ({ b, z }) => {
        u.x.set(b);
        z.set(u.z);
      });
      const { v } = insts({ v: Other });
      v.b.set(a);
      y.set(v.z);
    });
    expect(refusals(top).map(([text]) => text)).toEqual([
      'scope: `u_x` of Top is set in Other',
      'scope: `u_z` of Top is used in Other',
    ]);
  });

  test('a memory of the parent, read and written', () => {
    const with_ = (use: (m: MemoryPort<UIntType<4>>, x: UInt<4>, z: Inner['z']) => void) =>
      module('Top', { in: { a: uint(4) }, out: { y: uint(4) } }, ({ a, y }) => {
        const { words } = memories({ words: memory(uint(4), 16) });
        const Leaf = module('Leaf', { in: { x: uint(4) }, out: { z: uint(4) } }, ({ x, z }) => use(words, x, z));
        const { u } = insts({ u: Leaf });
        u.x.set(a);
        y.set(u.z.xor(words.read(a)));
      });
    expect(refusals(with_((m, x, z) => z.set(m.read(x)))).map(([text]) => text)).toEqual([
      'scope: `words` of Top is read in Leaf',
    ]);
    expect(refusals(with_((m, x, z) => [z.set(x), m.write(x, 1)])).map(([text]) => text)).toEqual([
      'scope: `words` of Top is written in Leaf',
    ]);
  });

  test('a clock domain of the parent: entered, and given to an instance', () => {
    const with_ = (use: (domain: ClockDomain, x: UInt<4>, z: Inner['z']) => void) =>
      module(
        'Top',
        { in: { a: uint(4) }, out: { y: uint(4) } },
        ({ a, y }, { other }) => {
          const Leaf = module('Leaf', { in: { x: uint(4) }, out: { z: uint(4) } }, ({ x, z }) => use(other, x, z));
          const { u } = insts({ u: Leaf });
          u.x.set(a);
          y.set(u.z);
        },
        { domains: { other: {} } },
      );
    const entered = with_((domain, x, z) => z.set(inDomain(domain, () => registered({ q: x }).q)));
    expect(refusals(entered).map(([text]) => text)).toEqual(['scope: `other` of Top is entered in Leaf']);
    const Stage = module('Stage', { in: { d: uint(4) }, out: { q: uint(4) } }, ({ d, q }) =>
      q.set(registered({ d_1: d }).d_1),
    );
    const given = with_((domain, x, z) => {
      const { u_stage } = insts({ u_stage: Stage }, { domains: { default: domain } });
      u_stage.d.set(x);
      z.set(u_stage.q);
    });
    expect(refusals(given).map(([text]) => text)).toEqual(['scope: `other` of Top is given to u_stage in Leaf']);
  });

  test("an input of a black box in the child, from the parent's signal", () => {
    const Box = blackBox('Box', { in: { I: uint(4) }, out: { O: uint(4) } });
    const top = family(({ a }, { own, z }) => {
      const { u_box } = insts({ u_box: Box });
      u_box.I.set(a);
      z.set(u_box.O.and(own));
    });
    expect(refusals(top).map(([text]) => text)).toEqual(['scope: `a` of Parent is used in Child']);
  });

  test('a when of the parent continued in the child', () => {
    const top = module('Top', { in: { a: uint(4) }, out: { y: uint(4) } }, ({ a, y }) => {
      y.set(0);
      const chain: WhenChain = when(a.eq(1), () => y.set(1));
      const Leaf = module('Leaf', { in: { x: uint(4) }, out: { z: uint(4) } }, ({ x, z }) => {
        z.set(x);
        chain.otherwise(() => z.set(3));
      });
      insts({ u: Leaf }).u.x.set(a);
    });
    expect(refusals(top).map(([text]) => text)).toEqual(['scope: a when of Top is continued in Leaf']);
  });

  test('a signal kept from an earlier elaboration', () => {
    let kept: UInt<4> | undefined;
    const Keeper = module('Keeper', { in: { a: uint(4) }, out: { y: uint(4) } }, ({ a, y }) => {
      kept ??= a;
      y.set(kept.and(a));
    });
    elaborate(Keeper);
    expect(() => elaborate(Keeper)).toThrow('`a` of another elaboration of Keeper is used in Keeper');
  });

  test('a signal used after its module is done', () => {
    let kept: { set(v: number): void } | undefined;
    elaborate(
      module('Keeper', { out: { y: uint(4) } }, ({ y }) => {
        kept = y;
        y.set(0);
      }),
    );
    expect(() => kept!.set(1)).toThrow('belong inside the body of a module');
  });

  test('what is its own is accepted: a shared definition, nested scopes of functions', () => {
    const Leaf = module('Leaf', { in: { x: uint(4) }, out: { z: uint(4) } }, ({ x, z }) => z.set(x.not()));
    const invert = (x: UInt<4>, u: string) => {
      const { [u]: leaf } = insts({ [u]: Leaf });
      leaf.x.set(x);
      return leaf.z;
    };
    const Middle = module('Middle', { in: { a: uint(4) }, out: { z: uint(4) } }, ({ a, z }) =>
      z.set(invert(a, 'u_one')),
    );
    const top = module('Top', { in: { a: uint(4) }, out: { y: uint(4) } }, ({ a, y }) => {
      const { u_middle } = insts({ u_middle: Middle });
      u_middle.a.set(a);
      y.set(invert(u_middle.z, 'u_two'));
    });
    expect(elaborate(top).warnings).toEqual([]);
  });
});
