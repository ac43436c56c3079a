import { describe, expect, test } from 'vitest';
import {
  type AnyModule,
  compileSimulation,
  elaborate,
  emit,
  module,
  regs,
  type UInt,
  type UIntVar,
  uint,
  vec,
} from '../src/index.ts';
import { createRandom, type Random } from './sim/random.ts';
import { lint, runIcarus } from './support/tools.ts';

/** A vector of vectors of words, an index for each level of any width, and one for a bit of the word. */
interface Shape {
  readonly outer: number;
  readonly inner: number;
  readonly word: number;
  readonly widths: readonly [outer: number, inner: number, bit: number];
}

const between = (random: Random, low: number, high: number) => low + random.below(high - low + 1);

function randomShape(random: Random): Shape {
  const width = () => (random.chance(0.1) ? between(random, 20, 34) : between(random, 1, 6));
  return {
    outer: between(random, 1, 7),
    inner: between(random, 1, 5),
    word: between(random, 1, 9),
    widths: [width(), width(), width()],
  };
}

/** Writes a word of `w`, a bit of `b`; reads a word and a bit of `w` back. */
function design(shape: Shape): AnyModule {
  const { outer, inner, word, widths } = shape;
  const grid = vec(outer, vec(inner, uint(word)));
  const inputs = { i: uint(widths[0]), j: uint(widths[1]), k: uint(widths[2]), d: uint(word), e: uint(1) };
  return module(
    'Grid',
    { in: inputs, out: { words: grid, bits: grid, word: uint(word), one: uint(1), column: uint(word) } },
    ({ i, j, k, d, e, words, bits, word: read, one, column }) => {
      const { w, b } = regs({ w: grid, b: grid });
      w.at(i)
        .at(j)
        .set(d as never);
      (b.at(i).at(j) as unknown as UIntVar).bit(k).set(e as never);
      words.set(w);
      bits.set(b);
      read.set(w.at(i).at(j) as never);
      one.set((b.at(i).at(j) as unknown as UInt).bit(k));
      column.set(w.at(0).at(j) as never);
    },
    { reset: false },
  );
}

type Inputs = readonly [i: bigint, j: bigint, k: bigint, d: bigint, e: bigint];

/** What the design does, with an array for each vector. */
function model({ outer, inner, word }: Shape) {
  const words = Array.from({ length: outer * inner }, () => 0n);
  const bits = Array.from({ length: outer * inner * word }, () => 0n);
  const packed = (values: readonly bigint[], width: number) =>
    values.reduceRight((all, each) => (all << BigInt(width)) | each, 0n);
  return ([i, j, k, d, e]: Inputs) => {
    const inside = i < outer && j < inner;
    const place = inside ? Number(i) * inner + Number(j) : 0;
    if (inside) {
      words[place] = d;
    }
    const hit = inside && k < word;
    if (hit) {
      bits[place * word + Number(k)] = e;
    }
    return {
      words: packed(words, word),
      bits: packed(bits, 1),
      word: inside ? words[place] : 0n,
      one: hit ? bits[place * word + Number(k)] : 0n,
      column: j < inner ? words[Number(j)] : 0n,
    };
  };
}

function stimulus(random: Random, { widths, word }: Shape, steps: number): Inputs[] {
  const index = (width: number) =>
    random.chance(0.7) ? BigInt(random.below(Math.min(8, 2 ** width))) : random.bits(width);
  return Array.from({ length: steps }, () => [
    index(widths[0]),
    index(widths[1]),
    index(widths[2]),
    random.bits(word),
    random.bits(1),
  ]);
}

const seeds = Array.from({ length: 24 }, (_, i) => i);

describe('indices of any width, one inside the other', () => {
  test('mean the same to the simulator and to a model of arrays', () => {
    for (const seed of Array.from({ length: 150 }, (_, i) => i)) {
      const random = createRandom(seed);
      const shape = randomShape(random);
      const sim = compileSimulation(elaborate(design(shape)).design).instantiate();
      const step = model(shape);
      for (const inputs of stimulus(random, shape, 40)) {
        (['i', 'j', 'k', 'd', 'e'] as const).forEach((name, at) => {
          sim.ports[name].value = inputs[at];
        });
        sim.ports.clk.value = 0;
        sim.eval();
        sim.ports.clk.value = 1;
        sim.eval();
        const seen = Object.fromEntries(
          ['words', 'bits', 'word', 'one', 'column'].map((name) => [name, BigInt(sim.ports[name].value)]),
        );
        expect(seen, `seed ${seed}: ${JSON.stringify(shape)}`).toEqual(step(inputs));
      }
    }
  });

  test.each(seeds)('Verilator -Wall and Icarus have nothing to say: %i', (seed) => {
    const random = createRandom(seed);
    const shape = randomShape(random);
    expect(lint(emit(design(shape))), JSON.stringify(shape)).toBe('');
  });

  test('are written in Icarus as in the simulator, where they stay inside and where they do not', () => {
    for (const seed of [3, 5, 11, 17]) {
      const random = createRandom(seed);
      const shape = randomShape(random);
      const step = model(shape);
      const inputs = stimulus(random, shape, 30);
      const size = shape.outer * shape.inner * shape.word;
      const range = (width: number) => `[${width - 1}:0]`;
      const bench = [
        'module bench;',
        ...shape.widths.map((width, at) => `reg ${range(width)} ${'ijk'[at]} = 0;`),
        `reg ${range(shape.word)} d = 0; reg e = 0; reg clk = 0; wire ${range(size)} words, bits;`,
        'Grid dut (.clk(clk), .i(i), .j(j), .k(k), .d(d), .e(e), .words(words), .bits(bits), .word(), .one(), .column());',
        'initial begin dut.w = 0; dut.b = 0; #1;',
        ...inputs.map((values) => {
          const puts = values.map((value, at) => `${'ijkde'[at]} = 'h${value.toString(16)};`);
          return `${puts.join(' ')} #1 clk = 1; #1 clk = 0; #1 $display("%h %h", words, bits);`;
        }),
        'end endmodule',
      ].join('\n');
      const said = runIcarus(emit(design(shape)).files, bench)
        .trim()
        .split('\n');
      const hex = (text: string) => BigInt(`0x${text}`);
      expect(said.map((line) => line.split(' ').map(hex))).toEqual(
        inputs.map((values) => step(values)).map(({ words, bits }) => [words, bits]),
      );
    }
  });
});
