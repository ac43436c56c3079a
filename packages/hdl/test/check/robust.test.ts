import { describe, expect, test } from 'vitest';
import {
  type AnyModule,
  AsyncFifo,
  assert,
  type BoolVar,
  bool,
  bundle,
  cat,
  convertWidth,
  DesignError,
  domainFrom,
  elaborate,
  emit,
  insts,
  lit,
  memories,
  memory,
  module,
  mux,
  muxOneHot,
  named,
  pack,
  registered,
  regs,
  type Source,
  select,
  stream,
  switch_,
  type UInt,
  type UIntVar,
  uint,
  vec,
  when,
  wires,
} from '../../src/index.ts';

const nothing = undefined as never;

/** The error of a design, which must be one that names a place of this file. */
function refusal(top: AnyModule | (() => AnyModule)): DesignError {
  try {
    elaborate(typeof top === 'function' ? top() : top);
  } catch (error) {
    if (!(error instanceof DesignError)) {
      throw error;
    }
    const { places } = error.diagnostics[0];
    expect(places[0].at.frames[0]?.file).toContain('robust.test.ts');
    return error;
  }
  return expect.fail('the design was accepted');
}

describe.each<[string, unknown]>([
  ['undefined', undefined],
  ['null', null],
  ['a string', 'x'],
  ['an object', {}],
])('%s where a signal is wanted is a diagnostic with its place', (_, wrong) => {
  type Use = (a: UInt<4>, y: UIntVar<4>) => void;
  const it = wrong as never;
  test.each<[string, Use]>([
    ['add', (a, y) => y.set(a.add(it))],
    ['eq', (a, y) => y.set(a.eq(it) as never)],
    ['addGrow', (a, y) => y.set(a.addGrow(it).trunc(4))],
    ['mul', (a, y) => y.set(a.mul(it) as never)],
    ['shl', (a, y) => y.set(a.shl(it))],
    ['bit', (a, y) => y.set(a.bit(it) as never)],
    ['part', (a, y) => y.set(a.part(it, 4))],
    ['slice', (a, y) => y.set(a.slice(it, 4))],
    ['set', (_a, y) => y.set(it)],
    ['mux, condition', (a, y) => y.set(mux(it, a, a))],
    ['mux, both', (_a, y) => y.set(mux(lit(1, bool()), it, it))],
    ['cat', (a, y) => y.set(cat(a, it) as never)],
    ['pack', (_a, y) => y.set((pack(it) as UInt).fit(4) as never)],
    ['select', (_a, y) => y.set(select(it, [it, it]))],
    ['muxOneHot', (a, y) => y.set(muxOneHot([[it, a]]))],
    ['when', (a, y) => [y.set(a), when(it, () => y.set(0))]],
    ['elsewhen', (a, y) => [y.set(a), when(a.eq(1), () => y.set(0)).elsewhen(it, () => y.set(1))]],
    ['assert', (a, y) => [y.set(a), assert(it, 'holds')]],
    ['wires', (_a, y) => y.set(wires({ w: it }).w as never)],
    ['regs', (_a, y) => y.set(regs({ r: it }).r as never)],
    ['memory address', (_a, y) => y.set(memories({ m: memory(uint(4), 16) }).m.read(it))],
    ['instance', (a, y) => [y.set(a), insts({ u: it })]],
    ['domain', (a, y) => [y.set(a), domainFrom('slow', it)]],
    ['bundle literal', (a, y) => [y.set(a), wires({ b: bundle({ x: uint(4) }) }).b.set(it)]],
    ['vec literal', (a, y) => [y.set(a), wires({ v: vec(2, uint(4)) }).v.set(it)]],
  ])('%s', (_name, use) => {
    refusal(module('Wrong', { in: { a: uint(4) }, out: { y: uint(4) } }, ({ a, y }) => use(a, y)));
  });

  test('the type of a port', () => {
    refusal(() => module('Wrong', { in: { a: it } }, () => {}));
  });
});

test('named and registered of nothing', () => {
  refusal(module('Wrong', {}, () => void named({ x: nothing })));
  refusal(module('Wrong', {}, () => void registered({ x: nothing })));
  refusal(module('Wrong', {}, () => switch_(nothing, {} as never)));
});

test('a module that contains itself, and one made inside its own body', () => {
  const Self: AnyModule = module('Self', {}, () => void insts({ u: Self }));
  expect(refusal(Self).message).toContain('module Self contains itself: Self > Self');
  const Ever = (): AnyModule => module('Ever', {}, () => void insts({ u: Ever() }));
  expect(refusal(Ever()).message).toContain('is it made inside its own body?');
});

test("an exception of the user's own code says where in the design it came from", () => {
  const Leaf = module('Leaf', {}, () => {
    throw new RangeError('no such table');
  });
  const Middle = module('Middle', {}, () => void insts({ u_leaf: Leaf }));
  const Top = module('Top', {}, () => void insts({ u_middle: Middle }));
  const thrown = (): unknown => {
    try {
      return elaborate(Top);
    } catch (error) {
      return error;
    }
  };
  const error = thrown() as RangeError;
  expect(error).toBeInstanceOf(RangeError);
  expect(error.message).toBe(
    [
      'no such table',
      '  while elaborating Leaf, instance u_leaf of Middle',
      '  while elaborating Middle, instance u_middle of Top',
      '  while elaborating Top',
    ].join('\n'),
  );
  expect(error.stack).toContain('while elaborating Top');
});

describe('a wrong argument of a function that makes types and modules is a diagnostic', () => {
  test.each<[string, () => unknown, RegExp]>([
    ['vec of nothing', () => vec(2, nothing), /error\[type\]: vec: a type is expected, not undefined/],
    ['vec of no length', () => vec(nothing, uint(1)), /error\[type\]: vec: the length .* not undefined/],
    ['bundle', () => bundle({ a: nothing }), /error\[type\]: member a of bundle: a type is expected/],
    ['stream', () => stream(nothing), /error\[type\]: member payload of bundle stream_undefined: a type is expected/],
    ['module without ports', () => module('M', nothing, () => {}), /error\[type\]: module M: .* not undefined/],
    ['module without body', () => module('M', {}, nothing), /error\[type\]: module M: the body is a function/],
    ['port', () => module('M', { in: { a: nothing } }, () => {}), /error\[type\]: port a: a type is expected/],
    ['AsyncFifo', () => AsyncFifo(uint(1), 6), /error\[type\]: AsyncFifo: the depth is a power of two .* not 6/],
    ['AsyncFifo of no depth', () => AsyncFifo(uint(1), nothing), /error\[type\]: AsyncFifo: .* not undefined/],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(DesignError);
    expect(make).toThrow(message);
  });

  test.each<[string, (s: Source<UInt>) => unknown, RegExp]>([
    ['memories', () => memories({ m: nothing }), /error\[memory\]: memory m: memory\(word, depth\) is expected/],
    ['memory of no word', () => memories({ m: memory(nothing, 4) }), /error\[type\]: the word of memory m: a type/],
    ['memory of no depth', () => memories({ m: memory(uint(1), nothing) }), /error\[memory\]: .* not undefined/],
    ['convertWidth', (s) => convertWidth(s, 5), /error\[width\]: convertWidth: of 8 and 5 bits neither/],
    ['convertWidth of no width', (s) => convertWidth(s, nothing), /error\[width\]: convertWidth: .* not undefined/],
    ['convertWidth of nothing', () => convertWidth(nothing, 8), /error\[type\]: convertWidth: the payload is a signal/],
  ])('%s', (_, use, message) => {
    const make = () => elaborate(module('Use', { in: { s: stream(uint(8)) } }, ({ s }) => void use(s)));
    expect(make).toThrow(DesignError);
    expect(make).toThrow(message);
  });
});

describe('size', () => {
  const Chain = (arms: number) =>
    module('Chain', { in: { a: uint(16) }, out: { y: uint(16) } }, ({ a, y }) => {
      let chain = when(a.eq(0), () => y.set(1));
      for (let i = 1; i < arms; i++) {
        chain = chain.elsewhen(a.eq(i), () => y.set(i + 1));
      }
      chain.otherwise(() => y.set(0));
    });

  test('a combinational chain of 4,000 arms', () => {
    expect(emit(Chain(4000)).files.get('Chain.v')).toContain("16'd3999");
  });

  test('whens nested 1,000 deep', () => {
    const Nest = module('Nest', { in: { a: uint(16) }, out: { y: uint(16) } }, ({ a, y }) => {
      y.set(0);
      const nest = (depth: number): void => {
        when(a.ne(depth), () => (depth === 0 ? (y as UIntVar<16>).set(1) : nest(depth - 1)));
      };
      nest(1000);
    });
    expect(emit(Nest).files.get('Nest.v')).toContain("a != 16'd1000");
  });

  test('a chain of 20,000 choices on one bit', () => {
    const Mux = module('Mux', { in: { a: uint(16) }, out: { y: bool() } }, ({ a, y }) => {
      let value: UInt<1> = a.bit(0);
      for (let i = 0; i < 20_000; i++) {
        value = mux(a.eq(i), a.bit(i % 16), value);
      }
      (y as BoolVar).set(value);
    });
    expect(elaborate(Mux).warnings).toEqual([]);
  });
});
