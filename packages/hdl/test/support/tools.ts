import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Emitted } from '../../src/index.ts';

/** Runs `body` with the files of a design in a fresh folder. */
export function withFiles<R>(files: ReadonlyMap<string, string>, body: (folder: string, names: string[]) => R): R {
  const folder = mkdtempSync(join(tmpdir(), 'hdl-'));
  try {
    for (const [name, text] of files) {
      writeFileSync(join(folder, name), text);
    }
    return body(folder, [...files.keys()]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Everything a command says, whether it succeeds or not. */
function say(command: string, args: readonly string[], cwd: string): string {
  try {
    return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    return `${stdout}${stderr}`;
  }
}

/** Without Icarus Verilog the tests that need it are skipped, and lint asks Verilator alone. */
export const hasIcarus = spawnSync('iverilog', ['-V']).error === undefined;
if (!hasIcarus) {
  console.warn('SKIPPED: what Icarus says to the emitted Verilog (iverilog is not installed)');
}

/** What `verilator --lint-only -Wall` and `iverilog -Wall -g2001` complain about: nothing, for good Verilog. */
export function lint({ files, design }: Emitted, except: readonly string[] = []): string {
  return withFiles(files, (folder, names) => {
    const top = design.top.name;
    const verilator = say(
      'verilator',
      ['--lint-only', '-Wall', ...except.map((name) => `-Wno-${name}`), '--top-module', top, `${top}.v`],
      folder,
    );
    const icarus = hasIcarus ? say('iverilog', ['-Wall', '-g2001', '-o', 'design.vvp', ...names], folder) : '';
    return `${verilator}${icarus}`;
  });
}

/** Compiles a test bench with the design in Icarus and returns what it displays. */
export function runIcarus(files: ReadonlyMap<string, string>, bench: string): string {
  return withFiles(new Map([...files, ['bench.v', bench]]), (folder, names) => {
    const compiled = say('iverilog', ['-g2001', '-o', 'bench.vvp', ...names], folder);
    if (compiled !== '') {
      throw new Error(compiled);
    }
    return say('vvp', ['-n', 'bench.vvp'], folder);
  });
}

/**
 * Cell counts by kind of each design's top module after `synth_xilinx -family xcup` (out of context, so without pads).
 */
export async function synthesise(designs: readonly Emitted[]): Promise<Record<string, Record<string, number>>> {
  const { runYosys } = await import('@yowasp/yosys');
  const script: string[] = [];
  const sources: Record<string, string> = {};
  for (const { files, design } of designs) {
    for (const [name, text] of files) {
      sources[name] = text;
    }
    script.push(`read_verilog ${[...files.keys()].join(' ')}`);
    script.push(`synth_xilinx -family xcup -noiopad -noclkbuf -flatten -top ${design.top.name}`);
    script.push(`tee -q -o ${design.top.name}.json stat -json`, 'design -reset');
  }
  const results = await runYosys(['-q', '-p', script.join('; ')], sources, { stdout: null, stderr: null });
  if (!results) {
    throw new Error('Yosys returned no files');
  }
  return Object.fromEntries(
    designs.map(({ design }) => {
      const { name } = design.top;
      const report = JSON.parse(String(results[`${name}.json`])) as {
        design: { num_cells_by_type: Record<string, number> };
      };
      return [name, report.design.num_cells_by_type];
    }),
  );
}
