import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { VARIANTS, variantFolder } from '@macromac/verilog';
import { expect, test } from 'vitest';
import type { Property } from '../bench.ts';
import { withPins } from '../pins.ts';
import { instrument } from './instrument.ts';
import { judge } from './judge.ts';
import { choose, mutantsOf } from './mutants.ts';
import { parseModule } from './parse.ts';

const TOY = `// Generated from toy.ts.
\`default_nettype none

module toy (
  input  wire       clk,
  input  wire       rst,
  input  wire [3:0] a,
  input  wire [3:0] b,
  output wire [3:0] sum,
  output wire [3:0] top
);
  reg [3:0] sum_1;

  always @(posedge clk) begin
    if (a == b && a == b) begin
      sum_1 <= a << 1;
    end else begin
      sum_1 <= a + b;
    end
    if (rst) begin
      sum_1 <= 4'd0;
    end
  end

  assign sum = sum_1;
  assign top = {2'd0, a[3:2]};
endmodule
`;

/** Lines of the module by the lines of the source that they come from. */
const originOf = (line: number) => `toy.ts:${line < 14 ? 7 : line < 18 ? 8 : line < 25 ? 9 : 12}`;

/** sum is a + b, a cycle later; top is a / 4. */
const adds: Property = (design) =>
  withPins(design, (pins) => {
    assert.equal(pins.get('sum'), 0, 'after reset');
    for (let i = 0; i < 256; i++) {
      pins.set({ a: i & 15, b: i >> 4 });
      assert.equal(pins.get('top'), (i & 15) >> 2);
      pins.clock();
      assert.equal(pins.get('sum'), ((i & 15) + (i >> 4)) & 15);
    }
  });

test('the mutants of a module, each with the line of TypeScript it came from', () => {
  const mutants = mutantsOf(TOY, originOf).map(({ kind, key, origin }) => `${kind}: ${key} (${origin})`);
  expect(mutants).toMatchInlineSnapshot(`
    [
      "condition negated: if | a == b && a == b → !(a == b && a == b) (toy.ts:8)",
      "&& to ||: if | a == b && a == b → (a == b) || (a == b) (toy.ts:8)",
      "== to !=: if | a == b → a != b (toy.ts:8)",
      "== to !=: if | a == b → a != b #2 (toy.ts:8)",
      "<< to >>: sum_1 | a << 1 → a >> 1 (toy.ts:8)",
      "constant + 1: sum_1 | 1 → 2 (toy.ts:8)",
      "+ to -: sum_1 | a + b → a - b (toy.ts:9)",
      "condition negated: if | rst → !(rst) (toy.ts:9)",
      "constant + 1: sum_1 | 4'd0 → 4'd1 (toy.ts:9)",
      "constant + 1: top | 2'd0 → 2'd1 (toy.ts:12)",
      "slice shifted: top | a[3:2] → a[2:1] (toy.ts:12)",
    ]
  `);
});

test('a change that shows is caught, one that changes nothing is not, and no change passes', async () => {
  const mutants = mutantsOf(TOY);
  const toy = { name: 'toy', sources: { 'toy.v': TOY }, properties: { adds } };
  const { verdicts } = await judge(toy, mutants, () => {});
  const survivors = verdicts.filter(({ caught }) => !caught).map(({ mutant }) => mutant.key);
  // Both sides of && say the same; and where a = b the sum is the same by either way.
  expect(survivors).toMatchInlineSnapshot(`
    [
      "if | a == b && a == b → (a == b) || (a == b)",
      "if | a == b → a != b",
      "if | a == b → a != b #2",
    ]
  `);
  await expect(
    judge({ ...toy, properties: { adds: async () => assert.fail('always') } }, mutants, () => {}),
  ).rejects.toThrow('toy fails without any mutant: adds: always');
});

test('with all mutants in it and none in force, a module is still one that Verilog reads as before', () => {
  const text = instrument(TOY, mutantsOf(TOY));
  const { widths } = parseModule(text);
  expect(widths.get('mutant')).toBe(16);
  expect(text).toContain("(mutant == 16'd");
});

test('what the emitter never writes is refused with its line', () => {
  expect(() => parseModule(TOY.replace('sum_1 <= a + b;', 'for (i = 0; i < 4; i = i + 1) x <= 1;'))).toThrow(
    /line 18: expected/,
  );
  expect(() => mutantsOf(TOY.replace('a + b', 'a \\ b'))).toThrow('line 18: no token begins with "\\ b;');
});

test('words of a table at power-up are no place for mutants', () => {
  const table = `  reg [3:0] table [0:1];
  initial begin
    table[0] = 4'd3;
    table[1] = 4'd5;
  end

  always`;
  expect(parseModule(TOY.replace('  always', table)).sites).toHaveLength(parseModule(TOY).sites.length);
});

test('a choice stays the same when something else in the module changes', () => {
  const before = choose(mutantsOf(TOY), 6, 1).map(({ key }) => key);
  const edited = TOY.replace('  reg [3:0] sum_1;', '  wire unrelated = clk;\n  reg [3:0] sum_1;');
  expect(choose(mutantsOf(edited), 6, 1).map(({ key }) => key)).toEqual(before);
  expect(before).toHaveLength(6);
});

test('every emitted module is read whole', async () => {
  for (const variant of VARIANTS) {
    const folder = await variantFolder(variant);
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.v'))) {
      const mutants = mutantsOf(readFileSync(join(folder, file), 'utf8'));
      expect(new Set(mutants.map(({ key }) => key)).size, `${variant.folder}/${file}`).toBe(mutants.length);
    }
  }
});
