import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findVariable, parseVcd, textOf } from '../src/index.ts';

const hasIcarus = (() => {
  try {
    execFileSync('iverilog', ['-V'], { stdio: 'ignore' });
    return true;
  } catch {
    console.warn('SKIPPED: reading what Icarus Verilog dumps (iverilog is not installed)');
    return false;
  }
})();

/** What Icarus dumps for a testbench module `t`. */
function icarusDump(body: string): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'vcd-'));
  try {
    writeFileSync(
      join(folder, 't.v'),
      `\`timescale 1ns/1ps\nmodule t;\ninitial $dumpfile("t.vcd");\n${body}\nendmodule\n`,
    );
    execFileSync('iverilog', ['-o', 't.out', 't.v'], { cwd: folder });
    execFileSync('vvp', ['t.out'], { cwd: folder, stdio: 'ignore' });
    return readFileSync(join(folder, 't.vcd'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe.skipIf(!hasIcarus)('a dump of Icarus Verilog', () => {
  test('unknowns, wide vectors, reals and $dumpoff are read as they were', () => {
    const vcd = parseVcd(
      icarusDump(`
        reg [3:0] a; reg [69:0] wide; real r; reg bit; reg [7:0] off;
        initial begin
          $dumpvars(0, t); a = 4'b1x0z; wide = 70'h3_0000_0000_0000_0001; r = -0.25; bit = 1'bz; off = 1;
          #1.5 a = 4'bzzzz; wide = {70{1'bx}}; r = 1e-5; bit = 1; off = 2;
          #1 $dumpoff; off = 3; #1 $dumpon; #1 $finish;
        end`),
    );
    const last = (path: string, at: number) => {
      const { changes } = findVariable(vcd, path);
      const texts = Array.from(changes.at, (index, i) => [vcd.times[index], textOf(changes, i)] as const);
      return texts.filter(([time]) => time <= at).at(-1)?.[1];
    };
    expect(last('t.a', 0)).toBe('1x0z');
    expect(last('t.a', 1500)).toBe('zzzz');
    expect(last('t.wide', 0)).toBe(((3n << 64n) | 1n).toString(2).padStart(70, '0'));
    expect(last('t.wide', 1500)).toBe('x'.repeat(70));
    expect([last('t.r', 0), last('t.r', 1500)]).toEqual(['-0.25', '0.00001']);
    expect([last('t.bit', 0), last('t.bit', 1500)]).toEqual(['z', '1']);
    expect([last('t.off', 2400), last('t.off', 2500), last('t.off', 3500)]).toEqual([
      '00000010',
      'xxxxxxxx',
      '00000011',
    ]);
  });
});

describe('npm vcd-parser', () => {
  const head = '$timescale 1ns $end\n$scope module t $end\n$var wire 1 ! a $end\n';
  const middle = '$upscope $end\n$enddefinitions $end\n#0\n$dumpvars\n0!\n$end\n';
  const theirs = async (text: string) => {
    const { default: parser } = await import('vcd-parser');
    return (await parser.parse(text)) as { signal: { name: string; wave: [string, string][] }[] };
  };

  test('agrees with us on a plain dump', async () => {
    const text = `${head}${middle}#5\n1!\n#7\n0!\n`;
    const vcd = parseVcd(text);
    const { changes } = findVariable(vcd, 't.a');
    const [signal] = (await theirs(text)).signal;
    expect(signal.name).toBe('t.a');
    expect(signal.wave.map(([time, value]) => [Number(time), value])).toEqual(
      Array.from(changes.at, (at, i) => [vcd.times[at], textOf(changes, i)]),
    );
  });

  test('is not what we depend on: it drops aliases and refuses negative reals', async () => {
    const alias = `${head}$var wire 1 ! b $end\n${middle}#5\n1!\n`;
    expect((await theirs(alias)).signal.map((signal) => signal.name)).toEqual(['t.a']);
    expect(parseVcd(alias).variables.map((variable) => variable.path)).toEqual(['t.a', 't.b']);
    const real = `${head}$var real 64 " r $end\n${middle}#5\nr-0.5 "\n`;
    await expect(theirs(real)).rejects.toThrow();
    expect(findVariable(parseVcd(real), 't.r').changes.reals[0]).toBe(-0.5);
  });
});
