import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { has, pythonOrSkip } from '../../../tools/python-environment.ts';
import {
  createVcdToFst,
  encodeFst,
  openDump,
  settledChanges,
  type Variable,
  type Vcd,
  valueText,
} from '../src/index.ts';
import { FOLDER } from './foreign-files.ts';
import { randomDump } from './random-dump.ts';

/** Python with the native reader wellen, which is the judge here. */
const python = pythonOrSkip('dumps as wellen reads them', 'pywellen==0.25.7');
// Nothing tidies up behind a file of which every test is skipped.
const folder = python ? mkdtempSync(join(tmpdir(), 'vcd-judge-')) : '';
afterAll(() => rmSync(folder, { recursive: true }));

interface Judged {
  readonly file: string;
  readonly timescale: readonly [number, string] | null;
  readonly variables: readonly (readonly [path: string, bits: number | null, changes: readonly string[]])[];
}

/** What wellen reads of each file, in its own process. */
function judge(files: readonly string[]): Judged[] {
  const script = fileURLToPath(new URL('./judge.py', import.meta.url));
  const lines = execFileSync(python as string, [script, ...files], { maxBuffer: 2 ** 30, encoding: 'utf8' });
  return lines
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

const plain = (path: string) => path.replace(/[^A-Za-z0-9]/g, '');

/** A variable as the judge's script writes it. wellen gives events of x, such as Icarus has at 0, as well. */
function written({ path, width, changes }: Variable, { times, exactTimes }: Vcd): Judged['variables'][number] {
  const { kind } = changes;
  const list = settledChanges(changes).map((i) => {
    const text = valueText(changes, i);
    const value =
      kind === 'bits'
        ? text.replace(/^0+(?=[01]*[01]$)(?=[01]+$)/, '')
        : kind === 'event'
          ? ''
          : kind === 'real'
            ? String(changes.reals[i])
            : text.slice(1);
    return `${(exactTimes ?? times)[changes.at[i]]}:${value}`;
  });
  return [plain(path), kind === 'bits' ? width : kind === 'event' ? 0 : null, list];
}

/** Expects that we read of a file what the judge reads of it. */
function expectSame(dump: Vcd, judged: Judged): void {
  const order = (list: Judged['variables']) => list.map((each) => JSON.stringify(each)).toSorted();
  const { magnitude, unit } = dump.timescale ?? { magnitude: 1, unit: 'ns' };
  expect(judged.timescale?.join(' '), judged.file).toBe(`${magnitude} ${unit}`);
  const ours = dump.variables.map((variable) => written(variable, dump));
  const theirs = judged.variables.map(([path, bits, changes]): Judged['variables'][number] => {
    const isReal = bits === null && changes.every((change) => /:-?[\d.]+(e.*)?$|:-?(inf|nan)$/.test(change));
    const asNumber = (change: string) => change.replace(/:(.*)$/, (_, value) => `:${Number(value)}`);
    return [plain(path), bits, isReal ? changes.map(asNumber) : changes];
  });
  expect(order(ours), judged.file).toEqual(order(theirs));
}

describe.skipIf(!python)('wellen reads', () => {
  test('every FST that is written here from random dumps', () => {
    const dumps = fc.sample(randomDump(), { numRuns: process.env['MACROMAC_NIGHTLY'] ? 400 : 60, seed: 20 });
    const files = dumps.flatMap((text, i) => {
      const converter = createVcdToFst(64);
      const bytes = new TextEncoder().encode(text);
      for (let at = 0; at < bytes.length; at += 64) {
        converter.write(bytes.subarray(at, at + 64));
      }
      return [encodeFst(openDump(bytes)), converter.end().fst].map((fst, k) => {
        const file = join(folder, `random-${i}-${k}.fst`);
        writeFileSync(file, fst);
        return file;
      });
    });
    for (const judged of judge(files)) {
      const source = new TextEncoder().encode(dumps[Number(/random-(\d+)/.exec(judged.file)?.[1])]);
      expectSame(openDump(source), judged);
    }
  });
});

describe.skipIf(!python || !has('iverilog', '-V'))('FSTs of Icarus', () => {
  const files = ['-fst', '-fst-speed', '-fst-space'].map((mode) => join(folder, `icarus${mode}.fst`));

  beforeAll(() => {
    const source = join(folder, 'design.v');
    writeFileSync(source, DESIGN);
    execFileSync('iverilog', ['-o', join(folder, 'design.vvp'), source]);
    for (const file of files) {
      const mode = /icarus(.*)\.fst/.exec(file)?.[1] as string;
      execFileSync('vvp', [join(folder, 'design.vvp'), mode, `+file=${file}`], { stdio: 'pipe' });
    }
  });

  test('are read as wellen reads them', () => {
    for (const judged of judge(files)) {
      expectSame(openDump(readFileSync(judged.file)), judged);
    }
  });
});

const DESIGN = `
\`timescale 1ns/100ps
module m;
  reg clk = 0; reg [7:0] a = 0; reg [69:0] w = 0; real r = 0; integer i; reg [1:32] up = 1;
  reg [3:0] mem [0:3];
  wire [3:0] z = a[0] ? 4'bz01x : 4'b1;
  reg [255*8:1] name = "start";
  always #5 clk = ~clk;
  always @(posedge clk) begin
    a <= a + 1; w <= {w[68:0], ~a[2]}; r = r + 0.5; up <= {up[2:32], up[1]}; mem[a[1:0]] <= a[3:0];
    if (a == 9) name = "later";
  end
  reg [8*200:1] file;
  initial begin
    if ($value$plusargs("file=%s", file)) $dumpfile(file);
    #3 $dumpvars; #2000 $dumpoff; #100 $dumpon; #500 $finish;
  end
endmodule
`;

describe.skipIf(!python || !existsSync(FOLDER))('files of the folder of dumps', () => {
  test('written as FST, are what wellen reads of the originals', () => {
    mkdirSync(join(folder, 'again'));
    const all = readdirSync(FOLDER).filter((name) => /\.(vcd|fst|ghw)$/.test(name) && !UNEQUAL.has(name));
    const names = process.env['MACROMAC_NIGHTLY'] ? all : all.filter((_, i) => i % 8 === 0);
    const files = names.map((name) => {
      const file = join(folder, 'again', `${name}.fst`);
      writeFileSync(file, encodeFst(openDump(readFileSync(join(FOLDER, name)))));
      return file;
    });
    judge(files).forEach((judged, i) => {
      expectSame(openDump(readFileSync(join(FOLDER, names[i]))), judged);
    });
  });
});

/** Those that are refused, and those whose timescale an FST cannot hold. */
const UNEQUAL = new Set([
  'ghdl__ghdl_issue_538.ghw',
  'sigrok__libsigrok.vcd.fst',
  'gameroy__trace_prefix.vcd',
  'migen__fractional_time_stamp.vcd',
]);
