import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { promisify } from 'node:util';
import { emit } from '@chisel-lite/hdl';
import type { Random } from '@chisel-lite/testbench';
import { FusedDot } from '@macromac/rtl/mac/fused-dot.ts';
import { join } from '../pins.ts';
import { type DotCycle, dotCycles, M } from './fused-dot-cycles.ts';
import { PlainFusedDot } from './plain-fused-dot.ts';

/** Our own model of the vendor's DSP. */
export const OWN_MODEL = joinPath(import.meta.dirname, 'dsp48e2.v');
const BENCH = joinPath(import.meta.dirname, 'primitive-bench.v');

const run = promisify(execFile);

/** A line of the file that the bench reads. */
const lineOf = ({ valid, first, weights, mantissas }: DotCycle): string =>
  join([join(mantissas, M) | (join(weights, 8) << 108n) | (BigInt(first) << 364n) | (BigInt(valid) << 365n)], 366)
    .toString(16)
    .padStart(92, '0');

/**
 * Runs the primitive form of `fused_dot` in Icarus Verilog beside the plain one, on `groups` random groups, with `model` (Verilog files) as the
 * DSP48E2. Returns all that the bench says: the cycles that differ, and how many were compared.
 */
export async function comparePrimitive(random: Random, groups: number, model: readonly string[]): Promise<string> {
  const folder = await mkdtemp(joinPath(tmpdir(), 'macromac-dsp-'));
  try {
    const cycles = dotCycles(random, groups);
    const files = new Map([...emit(FusedDot(M)).files, ...emit(PlainFusedDot(M)).files]);
    for (const [name, text] of files) {
      await writeFile(joinPath(folder, name), text);
    }
    await writeFile(joinPath(folder, 'cycles.hex'), `${cycles.map(lineOf).join('\n')}\n`);
    // The vendor's files have functions of SystemVerilog, and glbl is a top of its own.
    const tops = model.some((file) => file.endsWith('glbl.v')) ? ['-s', 'bench', '-s', 'glbl'] : ['-s', 'bench'];
    const sources = [...files.keys(), ...model, BENCH];
    const options = ['-g2012', '-DSYNTHESIS', `-Pbench.CYCLES=${cycles.length}`, ...tops, '-o', 'bench.vvp'];
    await run('iverilog', [...options, ...sources], { cwd: folder });
    const { stdout } = await run('vvp', ['-n', 'bench.vvp'], { cwd: folder, maxBuffer: 2 ** 28 });
    return stdout;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
