import { expect, test } from 'vitest';
import type { UInt } from '../../src/index.ts';
import * as hdl from '../../src/index.ts';
import { createRandom } from '../sim/random.ts';

const { bool, bundle, DesignError, emit, enumeration, module, named, regs, sint, stream, uint, vec } = hdl;

/** Functions that look at what is finished, or at files. */
const OTHERS =
  /^(compileSimulation|crossing|describeVerilog|elaborate|emit|importVerilog|origin|print|provide|source|verilog)/;
const WORDS = Object.entries(hdl).flatMap(([name, value]) =>
  typeof value === 'function' && !/^class/.test(String(value)) && !OTHERS.test(name) ? [{ name, call: value }] : [],
) as { readonly name: string; readonly call: (...args: unknown[]) => unknown }[];

const Op = enumeration('Op', 'Idle', 'Run', 'Stop');
const beat = bundle({ data: uint(4), last: bool() }, {}, 'beat');
const CASES = 1_200;

/** What is no signal, no type and no option of anybody. */
const WRONG: readonly unknown[] = [
  ...[undefined, null, true, Number.NaN, Number.POSITIVE_INFINITY, -0, -1, 1.5, 0, 3, 7n, 10n ** 30n, '', 'x', 'a b'],
  ...[{}, [], () => {}, () => 5, new Map(), /x/, Symbol('s'), [undefined], { q: undefined }, { q: null }, 'rising'],
  ...[uint(8), bool(), Op, beat, { q: uint(3) }, { init: { q: 1 } }, { domains: {} }, { enable: 3 }],
];

/** What no Verilog of these modules has. */
const NONSENSE = /undefined|NaN|Infinity|\[object|\d\.\d|\[-|:-/;

/** The methods of a signal, those of its prototypes too. */
function methodsOf(signal: object): string[] {
  const names = new Set<string>();
  for (let at = signal; at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(at))) {
      if (typeof value === 'function' && name !== 'constructor') {
        names.add(name);
      }
    }
  }
  return [...names];
}

/** What came is a signal: it gets a name, so that all that is below it is looked at. */
function use(made: unknown): void {
  if (typeof made === 'object' && made !== null && 'expr' in made) {
    hdl.unused(...Object.values(named({ made, part: (made as unknown as UInt).resize(2) })));
  }
}

test('whatever words and methods are given, what comes is a design or a DesignError', () => {
  const random = createRandom(20_261_201);
  const counts = { accepted: 0, refused: 0 };
  const faults = new Map<string, unknown>();
  for (let i = 0; i < CASES; i++) {
    let tried = '';
    const top = module(
      'Top',
      {
        in: { a: uint(4), s: sint(4), c: bool(), op: Op, v: vec(3, uint(4)), x: stream(beat) },
        out: { y: uint(4), z: vec(2, uint(3)), m: stream(beat) },
      },
      (ports) => {
        const { a, c, x, y, z, m } = ports;
        const { r } = regs({ r: uint(4, 0) });
        r.set(a);
        m.connect(x);
        const signals = { ...ports, r };
        const given = [...WRONG, ...Object.values(signals), [a, a], { q: a }, [[c, a]]];
        const args = Array.from({ length: random.below(4) }, () => random.pick(given));
        if (random.chance(0.5)) {
          const { name, call } = random.pick(WORDS);
          tried = `${name} of ${args.length} arguments`;
          use(call(...args));
        } else {
          const [name, signal] = random.pick(Object.entries(signals));
          const method = random.pick(methodsOf(signal));
          tried = `${name}.${method} of ${args.length} arguments`;
          use((signal as unknown as Record<string, (...args: unknown[]) => unknown>)[method](...args));
        }
        y.set(r);
        z.set([1, 2]);
      },
    );
    try {
      const text = [...emit(top).files.values()].join('\n');
      counts.accepted++;
      if (NONSENSE.test(text)) {
        faults.set(tried, `is accepted, and gives\n${text}`);
      }
    } catch (error) {
      counts.refused++;
      if (!(error instanceof DesignError)) {
        faults.set(tried, error instanceof Error ? error.stack : error);
      }
    }
  }
  expect(faults).toEqual(new Map());
  expect(counts.accepted).toBeGreaterThan(CASES / 10);
  expect(counts.refused).toBeGreaterThan(CASES / 3);
});

const NUMBERS = [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 'x', undefined, null, 0, 3];

test.each(['uint', 'sint'] as const)('no method of a %s takes a number that is none', (kind) => {
  const faults: string[] = [];
  const probe = (method: string, args: readonly unknown[]) =>
    module(
      'Probe',
      { in: { a: kind === 'uint' ? uint(4) : sint(4), i: uint(2) }, out: { y: uint(4) } },
      ({ a, i, y }) => {
        y.set(i.extend(4));
        const given = args.map((arg) => (arg === 'signal' ? i : arg));
        use((a as unknown as Record<string, (...args: unknown[]) => unknown>)[method](...given));
      },
    );
  const methods = ['shl', 'shr', 'shlGrow', 'rotl', 'rotr', 'bit', 'extend', 'trunc', 'resize', 'fit', 'replicate'];
  const pairs = ['bits', 'slice', 'part'].flatMap((method) =>
    [...NUMBERS, 'signal'].flatMap((first) => NUMBERS.map((second) => [method, first, second] as const)),
  );
  for (const [method, ...args] of [
    ...methods.flatMap((each) => NUMBERS.map((number) => [each, number] as const)),
    ...pairs,
  ]) {
    try {
      const text = [...emit(probe(method, args)).files.values()].join('\n');
      if (NONSENSE.test(text)) {
        faults.push(`${method}(${args.join(', ')}) gives ${text}`);
      }
    } catch (error) {
      if (!(error instanceof DesignError)) {
        faults.push(`${method}(${args.join(', ')}): ${String(error)}`);
      }
    }
  }
  expect(faults).toEqual([]);
});

/** What is called outside of bodies: types, modules of the library, and what looks at designs. */
const OUTSIDE =
  'uint sint bits bool vec bundle flip stream enumeration codes pad lit constant widthOf bitsFor log2Up module blackBox ' +
  'memory axi4 axi4Read axi4Write axi4Lite axiStream addressChannel readChannel writeChannel responseChannel ' +
  'clockAttributes apb wishbone ApbToAxiLite WishboneToAxiLite Fifo AsyncFifo SkidBuffer StreamStage Upsizer Downsizer ' +
  'Arbiter registerFile emit elaborate printDesign compileSimulation crossings crossingConstraints importVerilog ' +
  'describeVerilog verilogDeclaration';

test('what stands outside of bodies gives something that can be used, or a DesignError', () => {
  const random = createRandom(20_261_203);
  const types = [vec(2, uint(3)), stream(beat), vec(2, stream(uint(2))), hdl.pad(2), { in: { a: uint(2) } }, { a: 1 }];
  const given = [...WRONG.filter((value) => typeof value !== 'symbol'), ...types];
  const faults = new Map<string, unknown>();
  const counts = { accepted: 0, refused: 0 };
  const guarded = (what: string, use: () => unknown): unknown => {
    try {
      const result = use();
      counts.accepted++;
      return result;
    } catch (error) {
      counts.refused++;
      if (!(error instanceof DesignError)) {
        faults.set(what, error instanceof Error ? error.stack : error);
      }
      return undefined;
    }
  };
  for (const name of OUTSIDE.split(' ')) {
    const call = (hdl as unknown as Record<string, (...args: unknown[]) => unknown>)[name];
    for (let i = 0; i < 60; i++) {
      const args = Array.from({ length: i % 4 }, () => random.pick(given));
      const made = guarded(name, () => call(...args));
      if (typeof made !== 'object' || made === null) {
        continue;
      }
      if ('leaves' in made && name !== 'codes') {
        const wire = () =>
          module('Wire', { in: { a: made as never }, out: { b: made as never } }, ({ a, b }) => {
            const { connect, set } = b as unknown as Record<'connect' | 'set', (x: unknown) => void>;
            (connect ?? set).call(b, a);
          });
        guarded(`a wire of ${name}`, () => emit(wire()));
        guarded(`a reset value of ${name}`, () =>
          (made as ReturnType<typeof uint>).init?.(random.pick(given) as never),
        );
      } else if ('inputs' in made) {
        guarded(`a design of ${name}`, () => emit(made as never));
      }
    }
  }
  expect(faults).toEqual(new Map());
  expect(counts.accepted).toBeGreaterThan(200);
  expect(counts.refused).toBeGreaterThan(1000);
});
