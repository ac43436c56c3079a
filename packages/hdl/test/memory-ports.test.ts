import { verilate } from 'verilator-wasm';
import { describe, expect, test } from 'vitest';
import {
  bits,
  bool,
  bundle,
  cat,
  compileSimulation,
  DesignError,
  elaborate,
  emit,
  inDomain,
  inReset,
  type MemoryOptions,
  memories,
  memory,
  module,
  type Passive,
  pack,
  regs,
  sint,
  type UInt,
  type UIntType,
  uint,
  unpack,
  vec,
  type WriteMode,
  when,
} from '../src/index.ts';
import { createRandom, type Random } from './sim/random.ts';
import { hasIcarus, lint, runIcarus, synthesise } from './support/tools.ts';

const DEPTH = 16;

/** One port as the tests vary it. */
interface Shape {
  readonly mode: WriteMode | 'write-only';
  /** 0: only reads. */
  readonly words: number;
  readonly writes: boolean;
  /** Bits of the mask for each word; 0 for none. */
  readonly lanes: number;
  readonly enabled: boolean;
}

const WIDTH = 24;
const pixel = bundle({ sign: sint(8), count: uint(13), odd: bits(3) }, {}, 'pixel');
const TYPES: Readonly<Record<string, Passive>> = { uint: uint(WIDTH), sint: sint(WIDTH), pixel };

interface Geometry {
  readonly clocks?: 1 | 2;
  readonly width?: number;
  readonly depth?: number;
}

/**
 * Inputs of port i: `address_i`, `enable_i`, `write_i`, `data_i`, `mask_i`; its output `q_i`. With two clocks port 1
 * has its own.
 */
function Ported(name: string, word: Passive, shapes: readonly Shape[], more: Geometry & MemoryOptions = {}) {
  const { clocks = 1, width = WIDTH, depth = DEPTH, ...options } = more;
  const inputs: Record<string, Passive> = {};
  const outputs: Record<string, Passive> = {};
  for (const [i, { words, lanes, writes, enabled, mode }] of shapes.entries()) {
    inputs[`address_${i}`] = uint(Math.log2(depth / words));
    if (enabled) {
      inputs[`enable_${i}`] = bool();
    }
    if (writes) {
      inputs[`write_${i}`] = bool();
      inputs[`data_${i}`] = uint(width * words);
    }
    if (lanes > 0) {
      inputs[`mask_${i}`] = bits(lanes * words);
    }
    if (mode !== 'write-only') {
      outputs[`q_${i}`] = uint(width * words);
    }
  }
  const domains = clocks === 2 ? { domains: { b: {} } } : {};
  return module(
    name,
    { in: inputs, out: outputs },
    (io, others) => {
      const signals = io as unknown as Record<string, UInt & { set(value: unknown): void }>;
      const { store } = memories({ store: memory(word, depth, options) });
      shapes.forEach(({ words, mode }, i) => {
        const data = signals[`data_${i}`];
        const parts = () =>
          Array.from({ length: words }, (_, at) => unpack(word, data.slice(at * width, width) as UInt));
        const wanted = {
          address: signals[`address_${i}`],
          enable: signals[`enable_${i}`],
          write: signals[`write_${i}`],
          mask: signals[`mask_${i}`],
          data: data && (words === 1 ? parts()[0] : parts()),
          mode,
          words: words === 1 ? undefined : words,
        };
        const open = () => store.ports({ [`p${i}`]: wanted } as never) as Record<string, { q?: object }>;
        const { [`p${i}`]: port } = clocks === 2 && i === 1 ? inDomain((others as { b: never }).b, open) : open();
        if (port.q) {
          const q = port.q as { at(i: number): object };
          const shown = words === 1 ? [port.q] : Array.from({ length: words }, (_, at) => q.at(at));
          signals[`q_${i}`].set(cat(...(shown.map(pack).reverse() as [UInt])));
        }
      });
    },
    domains,
  );
}

/** What the ports are asked on an edge. */
type Request = Readonly<Record<string, bigint>>;

/**
 * The memory as the words on the page say, over whole numbers: every port sees the words from before the edge, writes
 * come after, those of later ports last.
 */
class Golden {
  readonly words: bigint[];
  readonly q: bigint[];
  readonly shapes: readonly Shape[];

  constructor(shapes: readonly Shape[], init: readonly bigint[] = []) {
    this.shapes = shapes;
    this.words = Array.from({ length: DEPTH }, (_, i) => init[i] ?? 0n);
    this.q = shapes.map(() => 0n);
  }

  edge(request: Request, ports: readonly number[]): void {
    const before = [...this.words];
    for (const i of ports) {
      const { words, writes, lanes, mode } = this.shapes[i];
      if (request[`enable_${i}`] === 0n) {
        continue;
      }
      const first = Number(request[`address_${i}`]) * words;
      const lane = lanes === 0 ? WIDTH : WIDTH / lanes;
      const mask = lanes === 0 ? -1n : request[`mask_${i}`];
      const write = writes && request[`write_${i}`] === 1n;
      let old = 0n;
      let written = 0n;
      let bitsWritten = 0n;
      for (let bit = 0; bit < WIDTH * words; bit++) {
        const at = BigInt(bit);
        const word = first + Math.floor(bit / WIDTH);
        const place = BigInt(bit % WIDTH);
        old |= ((before[word] >> place) & 1n) << at;
        if (write && (mask >> BigInt(Math.floor(bit / lane))) & 1n) {
          const value = (request[`data_${i}`] >> at) & 1n;
          written |= value << at;
          bitsWritten |= 1n << at;
          this.words[word] = (this.words[word] & ~(1n << place)) | (value << place);
        }
      }
      if (mode === 'write-first') {
        this.q[i] = (old & ~bitsWritten) | written;
      } else if (mode === 'read-first' || bitsWritten === 0n) {
        this.q[i] = old;
      }
    }
  }
}

const requests = (random: Random, shapes: readonly Shape[], steps: number): Request[] =>
  Array.from({ length: steps }, () => {
    const request: Record<string, bigint> = {};
    for (const [i, { words, lanes, writes, enabled }] of shapes.entries()) {
      // Few addresses, so that the ports meet.
      request[`address_${i}`] = random.bits(Math.log2(DEPTH / words)) & (random.chance(0.7) ? 1n : -1n);
      if (enabled) {
        request[`enable_${i}`] = random.bits(1);
      }
      if (writes) {
        request[`write_${i}`] = random.bits(1);
        request[`data_${i}`] = random.bits(WIDTH * words);
      }
      if (lanes > 0) {
        request[`mask_${i}`] = random.chance(0.2) ? 0n : random.bits(lanes * words);
      }
    }
    return request;
  });

/** Whether two ports write one word: there simulators of Verilog may differ in who is last. */
const clash = (request: Request, shapes: readonly Shape[]): boolean => {
  const written = shapes.flatMap(({ words, writes }, i) =>
    writes ? Array.from({ length: words }, (_, at) => Number(request[`address_${i}`]) * words + at) : [],
  );
  return new Set(written).size < written.length;
};

interface Driven {
  readonly ports: Readonly<Record<string, { value: number | bigint }>>;
  eval(): void;
}

const put = ({ ports }: Driven, request: Request) => {
  for (const [name, value] of Object.entries(request)) {
    ports[name].value = typeof ports[name].value === 'bigint' ? value : Number(value);
  }
};

const shape = (mode: Shape['mode'], more: Partial<Shape> = {}): Shape => ({
  mode,
  words: 1,
  writes: true,
  lanes: 0,
  enabled: false,
  ...more,
});
const READ = shape('read-first', { writes: false });

const KINDS: Readonly<Record<string, readonly Shape[]>> = {
  'read-first': [shape('read-first', { enabled: true })],
  'write-first': [shape('write-first', { enabled: true })],
  'no-change': [shape('no-change', { enabled: true })],
  'read-first, masked': [shape('read-first', { enabled: true, lanes: 3 })],
  'write-first, masked': [shape('write-first', { enabled: true, lanes: 3 })],
  'no-change, masked': [shape('no-change', { enabled: true, lanes: 3 })],
  'a write and a read port': [shape('write-only'), { ...READ, enabled: true }],
  'two ports that read and write': [shape('read-first', { enabled: true }), shape('read-first', { enabled: true })],
  'two masked ports of two modes': [
    shape('write-first', { lanes: 2 }),
    shape('no-change', { lanes: 8, enabled: true }),
  ],
  'four words written, one read': [shape('write-only', { words: 4 }), READ],
  'one word written, four read': [shape('write-only', { enabled: true }), { ...READ, words: 4, enabled: true }],
  'two widths, both write': [shape('read-first', { words: 2, enabled: true }), shape('write-first', { lanes: 3 })],
  'eight words, masked by word': [shape('write-first', { words: 8, lanes: 1 }), READ],
  'four words, masked in words': [shape('no-change', { words: 4, lanes: 2 }), shape('read-first')],
};

describe.each(Object.entries(KINDS))('%s', (_, shapes) => {
  test.each(Object.entries(TYPES))('of words of %s does what the page says', (_name, word) => {
    const random = createRandom(20_261_201);
    const init = [1n, 0xabcdefn, 0x800001n];
    const constant = (value: bigint) =>
      word === TYPES['sint'] ? BigInt.asIntN(WIDTH, value) : word === TYPES['uint'] ? value : undefined;
    const options = word === pixel ? {} : { init: init.map(constant) as never[], writesInReset: true };
    const top = Ported('Ported', word, shapes, options);
    const sim = compileSimulation(elaborate(top).design).instantiate();
    const golden = new Golden(shapes, word === pixel ? [] : init);
    for (const request of requests(random, shapes, 300)) {
      put(sim, request);
      sim.run('clk', 1);
      golden.edge(request, [...shapes.keys()]);
      shapes.forEach(({ mode }, i) => {
        if (mode !== 'write-only') {
          expect(BigInt(sim.ports[`q_${i}`].value), `q_${i}`).toBe(golden.q[i]);
        }
      });
    }
    const words = Array.from({ length: DEPTH }, (_, i) => sim.memory('store').read(i));
    expect(words).toEqual(golden.words);
  });
});

/** All kinds side by side, each under its own name. */
const every = Object.values(KINDS).map((shapes, i) => [`Kind${i}`, shapes] as const);

describe('the emitted Verilog', () => {
  test.each(every)('%s raises no complaint', (name, shapes) => {
    expect(lint(emit(Ported(name, TYPES['sint'], shapes)))).toBe('');
  });

  test.skipIf(!hasIcarus)('does the same in Icarus, initial words included', () => {
    for (const [name, shapes] of every) {
      const init = [5n, 6n, 0xffffffn];
      const { files, design } = emit(Ported(name, TYPES['uint'], shapes, { init, writesInReset: true }));
      const golden = new Golden(shapes, init);
      const asked = requests(createRandom(7), shapes, 120).filter((request) => !clash(request, shapes));
      const read = [...shapes.keys()].filter((i) => shapes[i].mode !== 'write-only');
      const driven = Object.keys(asked[0]);
      const width = (port: string) => design.top.ports.find(({ name: own }) => own === port)!.width;
      const bench = [
        'module bench;',
        '  reg clk = 0; reg rst = 0;',
        ...driven.map((port) => `  reg [${width(port) - 1}:0] ${port};`),
        ...read.map((i) => `  wire [${width(`q_${i}`) - 1}:0] q_${i};`),
        `  ${name} dut (${design.top.ports.map((port) => `.${port.name}(${port.name})`).join(', ')});`,
        '  initial begin',
        ...read.map((i) => `    dut.store_p${i} = 0;`),
        ...asked.flatMap((request) => [
          ...driven.map((port) => `    ${port} = ${width(port)}'h${request[port].toString(16)};`),
          '    #1 clk = 1; #1 clk = 0; #1;',
          `    $display("${read.map(() => '%h').join(' ')}", ${read.map((i) => `q_${i}`).join(', ')});`,
        ]),
        '  end',
        'endmodule',
      ].join('\n');
      const said = runIcarus(files, bench).trim().split('\n');
      asked.forEach((request, step) => {
        golden.edge(request, [...shapes.keys()]);
        const want = read.map((i) => golden.q[i].toString(16));
        expect(
          said[step].split(' ').map((word) => word.replace(/^0+(?=.)/, '')),
          `${name}, step ${step}`,
        ).toEqual(want);
      });
    }
  });

  test('of two clocks does the same in Verilator and in the own simulator', async () => {
    const shapes = [shape('read-first', { enabled: true, lanes: 3 }), shape('no-change', { words: 2 })];
    const Two = Ported('TwoClocks', TYPES['uint'], shapes, { clocks: 2 });
    const emitted = emit(Two);
    expect(lint(emitted)).toBe('');
    const verilator = (await verilate({ module: emitted })).instantiate();
    const own = compileSimulation(elaborate(Two).design).instantiate();
    const golden = new Golden(shapes);
    const random = createRandom(3);
    for (const request of requests(random, shapes, 400)) {
      const both = !clash(request, shapes) && random.chance(0.3);
      const clocks = both ? [0, 1] : [random.below(2)];
      for (const sim of [own, verilator as unknown as Driven]) {
        put(sim, request);
        sim.eval();
        for (const level of [1, 0]) {
          for (const clock of clocks) {
            sim.ports[['clk', 'clk_b'][clock]].value = level;
          }
          sim.eval();
        }
      }
      golden.edge(request, clocks);
      const q = ({ ports }: Driven) => [BigInt(ports['q_0'].value), BigInt(ports['q_1'].value)];
      expect(q(own)).toEqual(golden.q);
      expect(q(verilator as unknown as Driven)).toEqual(golden.q);
    }
  }, 600_000);
});

test('an assertion tells of two ports that meet in a word being written, whatever their widths', () => {
  const shapes = [shape('read-first', { words: 2, enabled: true }), shape('read-first')];
  const top = Ported('Meeting', TYPES['uint'], shapes);
  const sim = compileSimulation(elaborate(top).design, { checks: true }).instantiate();
  const edge = (request: Request) => {
    put(sim, { enable_0: 1n, data_0: 0n, data_1: 0n, ...request });
    sim.run('clk', 1);
  };
  edge({ address_0: 3n, write_0: 1n, address_1: 5n, write_1: 1n });
  edge({ address_0: 3n, write_0: 1n, address_1: 7n, write_1: 0n });
  edge({ address_0: 3n, write_0: 1n, address_1: 7n, write_1: 1n, enable_0: 0n });
  expect(() => edge({ address_0: 3n, write_0: 1n, address_1: 7n, write_1: 1n })).toThrow(
    'store: p0 and p1 do not meet in a word being written',
  );
  const reading = Ported('Reading', TYPES['uint'], [shape('write-first'), READ]);
  const other = compileSimulation(elaborate(reading).design, { checks: true }).instantiate();
  put(other, { address_0: 3n, address_1: 3n, write_0: 0n, data_0: 1n });
  other.run('clk', 1);
  put(other, { write_0: 1n });
  expect(() => other.run('clk', 1)).toThrow('do not meet');
});

describe('words and reset', () => {
  const Counting = (options: MemoryOptions<UIntType<8>>) =>
    module('Counting', { in: { go: bool(), a: uint(4) }, out: { q: uint(8), n: uint(4) } }, ({ go, a, q, n }) => {
      const { words } = memories({ words: memory(uint(8), 16, options) });
      const { count } = regs({ count: uint(4, 0) });
      count.set(count.add(1));
      n.set(count);
      words.write(a, count.extend(8));
      q.set(words.ports({ p: { address: a, write: go, data: 99 } }).p.q);
    });

  test('initial words that a reset may find overwritten are a warning; a word of the author settles it', () => {
    const told = (options: MemoryOptions<UIntType<8>>) =>
      elaborate(Counting(options)).warnings.map(({ message }) => message);
    const warning = '`words` has initial words, which its writes may change while the reset is active';
    expect(told({ init: [7] })).toEqual([warning]);
    expect(told({ init: [7], writesInReset: true })).toEqual([]);
    expect(told({ init: [7], writesInReset: false })).toEqual([]);
    expect(told({})).toEqual([]);
  });

  test('writesInReset: false keeps the words through a reset, and the port goes on reading', () => {
    for (const [writesInReset, kept] of [
      [false, 7],
      [true, 99],
    ] as const) {
      const sim = compileSimulation(elaborate(Counting({ init: [0, 7], writesInReset })).design).instantiate();
      sim.ports.rst.value = 1;
      sim.ports.go.value = 1;
      sim.ports.a.value = 1;
      sim.run('clk', 2);
      expect(sim.ports.q.value).toBe(kept);
      sim.ports.rst.value = 0;
      sim.run('clk', 2);
      expect(sim.ports.q.value).toBe(99);
    }
  });

  test('a write that asks for the reset itself needs no word', () => {
    const Asking = module('Asking', { in: { a: uint(4) }, out: { q: uint(8), n: uint(4) } }, ({ a, q, n }) => {
      const { words } = memories({ words: memory(uint(8), 16, { init: [1] }) });
      const { count } = regs({ count: uint(4, 0) });
      count.set(count.add(1));
      n.set(count);
      when(inReset(), () => {}).otherwise(() => words.write(a, 3));
      q.set(words.read(a));
    });
    expect(elaborate(Asking).warnings).toEqual([]);
  });
});

describe('what a port cannot be', () => {
  const refused = (port: object, style?: 'ultra' | 'block', options: MemoryOptions = {}) => {
    const top = module('Wrong', { in: { a: uint(4), w: bool(), d: uint(8) }, out: { q: uint(8) } }, (io) => {
      const { m } = memories({ m: memory(uint(8), 16, { style, ...options } as MemoryOptions<UIntType<8>>) });
      const given = typeof port === 'function' ? port(io) : port;
      const { p } = m.ports({ p: given }) as { p: { q?: UInt<8> } };
      io.q.set(p.q?.width === 8 ? p.q : io.d);
    });
    try {
      elaborate(top);
    } catch (error) {
      expect(error).toBeInstanceOf(DesignError);
      const { places } = (error as DesignError).diagnostics[0];
      expect(places[0].at.frames[0]?.file).toContain('memory-ports.test.ts');
      return (error as DesignError).message;
    }
    return expect.fail('the port was accepted');
  };
  type Io = { a: UInt<4>; w: UInt<1>; d: UInt<8> };
  test.each<[string, object, string]>([
    ['nothing', { address: undefined }, 'the address of port p of `m` is a signal, not undefined'],
    [
      'no such mode',
      ({ a, w, d }: Io) => ({ address: a, write: w, data: d, mode: 'transparent' }),
      'the mode is read-first, write-first, no-change, write-only, not "transparent"',
    ],
    [
      'three words',
      ({ a }: Io) => ({ address: a, words: 3 }),
      'words is a power of two that divides the depth 16, not 3',
    ],
    ['all words', ({ a }: Io) => ({ address: a, words: 16 }), 'takes all 16 words at once: that is a register'],
    [
      'an address too wide',
      ({ a }: Io) => ({ address: a, words: 4 }),
      'an address of port p of `m` (depth 16) has 2 bits, `a` has 4',
    ],
    ['data without write', ({ a, d }: Io) => ({ address: a, data: d }), 'port p of `m` has a data but no write'],
    [
      'a mode without write',
      ({ a }: Io) => ({ address: a, mode: 'no-change' }),
      'port p of `m` has a mode but no write',
    ],
    ['write without data', ({ a, w }: Io) => ({ address: a, write: w }), 'port p of `m` has a write but no data'],
    [
      'data too narrow',
      ({ a, w }: Io) => ({ address: a, write: w, data: w }),
      'port p of `m` takes 8 bits here, the value has 1',
    ],
    [
      'a mask that does not divide',
      ({ a, w, d }: Io) => ({ address: a, write: w, data: d, mask: a.slice(0, 3) }),
      'a mask of 3 bits does not divide 8 bits, 1 words, of port p of `m`',
    ],
  ])('%s', (_, port, message) => {
    expect(refused(port)).toContain(message);
  });

  test('ultra RAM: two clocks, initial words, several widths', () => {
    const port = ({ a, w, d }: Io) => ({ address: a, write: w, data: d });
    expect(refused(port, 'ultra', { init: [1] as never[], writesInReset: true })).toContain(
      'which is zero at power-up, but has initial words',
    );
    const wide = ({ a, w, d }: Io) => ({
      address: a.slice(0, 3),
      write: w,
      data: [d, d],
      words: 2,
      mode: 'write-only',
    });
    expect(refused(wide, 'ultra')).toContain('whose ports have one width, but a port takes several words');
    const Two = Ported('TwoUltra', TYPES['uint'], [shape('read-first'), shape('read-first')], {
      clocks: 2,
      style: 'ultra',
    });
    expect(() => elaborate(Two)).toThrow('which has one clock, but is used on clk and clk_b');
  });

  test('three ports that write a block RAM', () => {
    const three = [shape('read-first'), shape('read-first'), shape('write-only')];
    expect(() => elaborate(Ported('Three', TYPES['uint'], three, { style: 'block' }))).toThrow(
      '`store` has 3 write ports; block RAM has two',
    );
    const masked = [shape('write-first', { lanes: 3 }), shape('write-only', { words: 4 })];
    elaborate(Ported('Masked', TYPES['uint'], masked, { style: 'block' }));
  });
});

test('types: what a port takes and gives is known to the compiler', () => {
  module(
    'Typed',
    { in: { a: uint(4), g: uint(2), w: bool(), d: uint(8) }, out: { q: uint(8), v: vec(4, uint(8)) } },
    (io) => {
      const { m } = memories({ m: memory(uint(8), 16) });
      const { one, four, none } = m.ports({
        one: { address: io.a, write: io.w, data: io.d, mode: 'write-first' },
        four: { address: io.g, words: 4 },
        none: { address: io.a, write: io.w, data: 7, mode: 'write-only' },
      });
      io.q.set(one.q);
      io.v.set(four.q);
      // @ts-expect-error eight bits are no sixteen
      m.ports({ wrong: { address: io.a, write: io.w, data: io.d.extend(16) } });
      // @ts-expect-error four words are not one
      io.q.set(four.q);
      // @ts-expect-error it gives nothing
      io.q.set(none.q);
    },
  );
});

/** UG901's templates ("RAM HDL Coding Techniques"), deep enough for block RAM, and the primitive each is for. */
const wide = { ...READ, words: 4, enabled: true };
const TEMPLATES: Readonly<Record<string, readonly [shapes: readonly Shape[], clocks: 1 | 2]>> = {
  SinglePortReadFirst: [[shape('read-first', { enabled: true })], 1],
  SinglePortWriteFirst: [[shape('write-first', { enabled: true })], 1],
  SinglePortNoChange: [[shape('no-change', { enabled: true })], 1],
  SimpleDualPort: [[shape('write-only', { enabled: true }), { ...READ, enabled: true }], 2],
  TrueDualPort: [[shape('read-first', { enabled: true }), shape('read-first', { enabled: true })], 2],
  ByteWriteFirst: [[shape('write-first', { enabled: true, lanes: 4 })], 1],
  ByteNoChange: [[shape('no-change', { enabled: true, lanes: 4 })], 1],
  AsymmetricRead: [[shape('write-only', { enabled: true }), wide], 2],
  AsymmetricWrite: [[shape('write-only', { words: 4 }), { ...READ, enabled: true }], 2],
};
const QUICK = ['TrueDualPort', 'ByteWriteFirst', 'AsymmetricWrite'];

test('Yosys makes the primitive of each template', async () => {
  const chosen = process.env['MACROMAC_NIGHTLY'] ? Object.keys(TEMPLATES) : QUICK;
  const designs = chosen.map((name) => {
    const [shapes, clocks] = TEMPLATES[name];
    // 32 kilobits; a port of block RAM has up to 72.
    const width = shapes.some(({ words }) => words > 1) ? 16 : 32;
    return emit(Ported(name, uint(width), shapes, { clocks, width, depth: 32_768 / width, style: 'block' }));
  });
  const cells = await synthesise(designs);
  for (const name of chosen) {
    const count = (pattern: RegExp) =>
      Object.entries(cells[name]).reduce((sum, [kind, many]) => sum + (pattern.test(kind) ? many : 0), 0);
    expect(count(/^RAMB36E2$/), `block RAM of ${name}`).toBe(1);
    expect(count(/^(RAM(32|64|128|256)|FD)/), `what the block RAM of ${name} should hold`).toBe(0);
  }
}, 600_000);
