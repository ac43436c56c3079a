import { describe, expect, test } from 'vitest';
import {
  type AnyModule,
  attributes,
  blackBox,
  bool,
  bundle,
  DesignError,
  emit,
  enumeration,
  insts,
  memories,
  memory,
  module,
  named,
  registerFile,
  regs,
  scope,
  uint,
  wires,
} from '../../src/index.ts';
import { lint } from '../support/tools.ts';

/** The codes a design is refused for; nothing but a `DesignError` may come. */
function codes(make: () => AnyModule): string[] {
  try {
    emit(make());
    return [];
  } catch (error) {
    if (!(error instanceof DesignError)) {
      throw error;
    }
    expect(error.diagnostics.every(({ places }) => places[0].at.frames.length > 0)).toBe(true);
    return error.diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code);
  }
}

const NAMES = [
  'a b',
  '1a',
  '',
  '../x',
  'a\nendmodule',
  'a;endmodule module x(',
  'é',
  'a$',
  'a.b',
  '__proto__',
  'x'.repeat(300),
];
/** Reserved words are refused where the outside sees the name; inside they get a suffix. */
const RESERVED = ['reg', 'module', 'logic'];

describe.each([...NAMES, ...RESERVED])('the name %j', (name) => {
  const body = ({ y }: { y: { set(v: number): void } }) => y.set(0);
  const inside = (use: () => void) => () =>
    module('Top', { out: { y: bool() } }, (io) => {
      body(io);
      use();
    });

  test.each<[string, () => AnyModule]>([
    ['module', () => module(name, { out: { y: bool() } }, body)],
    ['port', () => module('Top', { in: { [name]: bool() }, out: { y: bool() } }, body)],
    [
      'member of a port',
      () => module('Top', { in: { p: bundle({ [`x_${name}`]: bool() }) }, out: { y: bool() } }, body),
    ],
    ['black box', inside(() => insts({ u: blackBox(name, {}) }))],
    ['parameter', inside(() => insts({ u: blackBox('Box', {}, { [name]: 1 }) }))],
    ['attribute', inside(() => attributes(named({ k: wires({ w: bool() }).w }).k, { [name]: 1 }))],
    ['attribute of the module', () => module('Top', { out: { y: bool() } }, body, { attributes: { [name]: 1 } })],
  ])('as that of a %s', (what, make) => {
    const fine = what === 'member of a port' && /^\w*$/.test(name) && name.length < 200 && name !== 'é';
    if (!fine) {
      expect(codes(make)).toContain('name');
    }
  });

  test.runIf(NAMES.includes(name)).each<[string, () => AnyModule]>([
    ['wire', inside(() => wires({ [name]: bool() }))],
    ['register', inside(() => regs({ [name]: bool() }))],
    ['memory', inside(() => memories({ [name]: memory(bool(), 4) }))],
    ['instance', inside(() => insts({ [name]: module('Leaf', {}, () => {}) }))],
    [
      'clock',
      () =>
        module(
          'Top',
          { out: { y: bool() } },
          ({ y }) => {
            const { r } = regs({ r: bool(false) });
            r.set(1);
            y.set(r);
          },
          { clock: name },
        ),
    ],
    ['enumeration', inside(() => enumeration(name, 'A', 'B'))],
    ['member of an enumeration', inside(() => enumeration('Op', 'A', name))],
    [
      'register of a register file',
      () => registerFile('File', [{ name, offset: 0, description: '' }], { addressBits: 8 }).module as AnyModule,
    ],
  ])('as that of a %s', (_, make) => {
    expect(codes(make).some((code) => code === 'name' || code === 'type')).toBe(true);
  });
});

test('reserved words inside a module get a suffix', () => {
  const top = module('Top', { out: { y: bool() } }, ({ y }) => {
    const { reg } = named({ reg: wires({ x: bool() }).x.not() });
    y.set(reg);
  });
  expect(codes(() => top)).not.toContain('name');
});

test('names of a scope are checked with the name they are part of', () => {
  const top = module('Top', { out: { y: bool() } }, ({ y }) => {
    scope('a b', () => y.set(named({ x: wires({ w: bool() }).w }).x));
  });
  expect(codes(() => top)).toContain('name');
});

test('two modules that differ only in capitals', () => {
  const Leaf = (name: string) => module(name, { out: { z: bool() } }, ({ z }) => z.set(0));
  const top = module('Top', { out: { y: bool() } }, ({ y }) => {
    const { a, b } = insts({ a: Leaf('Leaf'), b: Leaf('LEAF') });
    y.set(a.z.or(b.z));
  });
  expect(codes(() => top)).toEqual(['name']);
});

test('strings keep their quotes, backslashes and line ends to themselves', () => {
  const Box = blackBox('Box', { out: { O: bool() } }, { INIT: 'a"b\\c\nd' });
  const top = module('Top', { out: { y: uint(1) } }, ({ y }) => y.set(insts({ u: Box }).u.O), {
    attributes: { note: 'say "x"\n' },
    comment: 'one\r\ntwo\rendmodule',
  });
  const text = [...emit(top).files.values()].join('');
  expect(text).toContain(String.raw`.INIT("a\"b\\c\nd")`);
  expect(text).toContain(String.raw`(* note = "say \"x\"\n" *)`);
  expect(text).toContain('// one two endmodule\n');
});

test('a parameter that is no number', () => {
  const Box = () => blackBox('Box', {}, { INIT: Number.NaN });
  expect(codes(() => module('Top', {}, () => void insts({ u: Box() })))).toEqual(['literal']);
});

test('names that the Verilog needs besides keep clear of those that its author chose', () => {
  const Leaf = module('Leaf', { in: { x: uint(4) }, out: { z: uint(4) } }, ({ x, z }) => z.set(x.not()));
  const top = module(
    'Top',
    { in: { i: uint(6), a: uint(4), b: uint(4) }, out: { y: bool(), word: uint(4), _m_init: uint(4) } },
    ({ i, a, b, y, word, _m_init }) => {
      const { m } = memories({ m: memory(uint(4), 64, { init: [1] }) });
      const { _unused, i_2 } = named({ _unused: a.xor(3), i_2: b.not() });
      const { _y_sum } = insts({ _y_sum: Leaf });
      _y_sum.x.set(_unused);
      y.set(a.add(b).bit(2).and(_y_sum.z.bit(0)));
      word.set(m.read(i));
      _m_init.set(i_2);
    },
  );
  expect(lint(emit(top))).toBe('');
});
