import { describe, expect, test } from 'vitest';
import {
  type AnyModule,
  AsyncFifo,
  arbitrate,
  assert,
  type BoolVar,
  bool,
  bundle,
  cat,
  convertWidth,
  counter,
  crc,
  currentDomain,
  DesignError,
  delay,
  domainFrom,
  elaborate,
  emit,
  fsm,
  inDomain,
  insts,
  lit,
  map,
  memories,
  memory,
  module,
  mux,
  muxOneHot,
  named,
  pack,
  pipeline,
  print,
  queue,
  registered,
  regs,
  related,
  type Source,
  select,
  stream,
  switch_,
  synchronize,
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

test.each([
  ['clock', { clock: 5 }],
  ['reset', { reset: { asynchronous: true } }],
])('an option %s that is no name of a port is a diagnostic', (option, options) => {
  const make = () =>
    elaborate(module('Named', { in: { a: bool() } }, ({ a }) => void registered({ q: a }), options as never));
  expect(make).toThrow(
    new RegExp(`error\\[type\\]: ${option} of a domain: the name of a port is expected, not (5|an object)`),
  );
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

describe('what JavaScript notices inside the language is a diagnostic at the line that made it', () => {
  const A = { in: { a: uint(4), s: stream(uint(4)) }, out: { y: uint(4) } } as const;
  test.each<[string, (a: UInt<4>, s: Source<UInt<4>>) => unknown, RegExp]>([
    ['queue', () => queue(nothing, 4), /`queue` was given what it cannot use: /],
    ['arbitrate', () => arbitrate([], 'round-robin'), /`arbitrate` was given what it cannot use: /],
    ['fsm', () => fsm('state', nothing), /`fsm` was given what it cannot use: /],
    ['counter', () => counter(nothing, nothing), /`counter` was given what it cannot use: /],
    ['crc', (a) => crc(a, a, nothing), /`crc` was given what it cannot use: /],
    ['synchronize', () => synchronize({ s: nothing }), /`synchronize` was given what it cannot use: /],
    ['named', () => named(nothing), /`named` was given what it cannot use: /],
    ['pipeline', (_, s) => pipeline(s as never, nothing), /given what it cannot use: /],
    ['map', (_, s) => map(s as never, nothing), /`map` was given what it cannot use: /],
  ])('%s', (_, use, message) => {
    const error = refusal(module('Wrong', A, ({ a, s, y }) => void [y.set(a), use(a, s)]));
    expect(error.message).toMatch(message);
    expect(error.cause).toBeInstanceOf(Error);
    expect(error.diagnostics.at(-1)!.places[0].at.frames[0].file).toContain('robust.test.ts');
  });

  test("but the user's own mistakes stay what they are", () => {
    const Own = module('Own', A, ({ a, y }) => void y.set((a as unknown as { no(): UInt<4> }).no()));
    expect(() => elaborate(Own)).toThrow(/^a\.no is not a function\n {2}while elaborating Own$/);
  });

  test('nor does a stack that overflows reach the user: 20,000 nested whens, 3,000 levels of hierarchy, an endless function', () => {
    const Nest = module('Nest', { in: { a: uint(16) }, out: { y: uint(16) } }, ({ a, y }) => {
      const nest = (depth: number): void => void when(a.ne(depth), () => nest(depth - 1));
      y.set(a);
      nest(20_000);
    });
    expect(refusal(Nest).message).toContain("error[hierarchy]: Nest nests too deep for JavaScript's stack");
    let deep: AnyModule = module('Level', {}, () => {});
    for (let i = 0; i < 3000; i++) {
      const child = deep;
      deep = module(`Level${i}`, {}, () => void insts({ u: child }));
    }
    expect(refusal(deep).message).toContain('is 200 modules deep: is it made inside its own body?');
    const Endless = module('Endless', {}, () => {
      const again = (): void => again();
      again();
    });
    expect(refusal(Endless).message).toContain("error[hierarchy]: Endless nests too deep for JavaScript's stack");
  });
});

test.each<[string, (a: UInt<4>, y: UIntVar<4>) => void, string]>([
  ['delay of -1', (a, y) => y.set(delay({ p: a }, -1).p), 'the number of registers is a whole number from 0, not -1'],
  [
    'delay of 1.5',
    (a, y) => y.set(delay({ p: a }, 1.5).p),
    'the number of registers is a whole number from 0, not 1.5',
  ],
  [
    'more values than the index chooses of',
    (a, y) => y.set(select(a.bit(0), [a, a, a, a])),
    'select: an index of 1 bits chooses of 2 values, and a last one, not of 4',
  ],
  ['print', (a, y) => [y.set(a), print`a=${a} b=${nothing}`], 'print: value 2 is a signal, not undefined'],
  ['when without body', (a, y) => [y.set(a), when(a.eq(1), nothing)], 'a function is expected that says what happens'],
  [
    'two otherwise',
    (a, y) => {
      const chain = when(a.eq(1), () => y.set(1));
      chain.otherwise(() => y.set(2));
      chain.otherwise(() => y.set(3));
    },
    'a when goes on after its otherwise',
  ],
  [
    'elsewhen after otherwise',
    (a, y) => {
      const chain = when(a.eq(1), () => y.set(1));
      chain.otherwise(() => y.set(2));
      chain.elsewhen(a.eq(2), () => y.set(3));
    },
    'a when goes on after its otherwise',
  ],
])('%s is refused', (_, use, message) => {
  const Wrong = module('Wrong', { in: { a: uint(4) }, out: { y: uint(4) } }, ({ a, y }) => use(a, y));
  expect(refusal(Wrong).message).toContain(message);
});

test('what is emitted or elaborated is a module', () => {
  expect(() => elaborate(nothing)).toThrow(/error\[type\]: a module is expected, not undefined/);
  expect(() => emit({} as AnyModule)).toThrow(/error\[type\]: a module is expected, not an object/);
});

describe('a wrong argument of a function that makes types and modules is a diagnostic', () => {
  test.each<[string, () => unknown, RegExp]>([
    ['vec of nothing', () => vec(2, nothing), /error\[type\]: vec: a type is expected, not undefined/],
    ['vec of no length', () => vec(nothing, uint(1)), /error\[type\]: vec: the length .* not undefined/],
    ['bundle', () => bundle({ a: nothing }), /error\[type\]: member a of bundle: a type is expected/],
    ['stream', () => stream(nothing), /error\[type\]: stream: the payload: a type is expected, not undefined/],
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
    [
      'inDomain',
      () => inDomain(nothing, () => {}),
      /error\[type\]: inDomain: a clock domain is expected, not undefined/,
    ],
    [
      'related',
      (s) => related(currentDomain(), s as never),
      /error\[type\]: related: a clock domain is expected, not an/,
    ],
    ['assert', ({ valid }) => assert(valid, nothing), /error\[type\]: assert takes a sentence .*, not undefined/],
    ['rotation', ({ payload }) => payload.rotl(-1), /error\[range\]: rotation of `s_payload` by -1/],
    [
      'repetition',
      ({ payload }) => payload.replicate(0.5),
      /error\[range\]: how often to repeat is a whole .*, not 0.5/,
    ],
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
