/**
 * How fast waveform dumps are read, beside the native library wellen (PyPI's pywellen) on one thread. Run:
 * `npx tsx bench/waves.ts [dump.vcd]`; without a dump, a made-up one of 60 MB.
 *
 * The dump and the FST that is made of it are opened, and every signal is loaded, by CPU time, in a process of its own
 * each time, ours and theirs in turn. The ratio is of the medians: above 1, ours is faster.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createVcdToFst } from '@chisel-lite/vcd';
import { median } from '../sw/perf/median.ts';
import { pythonWith } from '../tools/python-environment.ts';
import { makeDump } from './waves-dump.ts';

const ROUNDS = 7;
const python = pythonWith('pywellen==0.25.7');
const folder = mkdtempSync(join(tmpdir(), 'bench-waves-'));
const beside = (name: string) => fileURLToPath(new URL(name, import.meta.url));

function convert(vcd: Uint8Array): Uint8Array {
  const converter = createVcdToFst();
  for (let at = 0; at < vcd.length; at += 1 << 20) {
    converter.write(vcd.subarray(at, at + (1 << 20)));
  }
  return converter.end().fst;
}

/** CPU seconds and changes, as the two readers print them. */
function run(command: string, args: readonly string[]): { seconds: number; changes: number } {
  const [seconds, , changes] = execFileSync(command, args, { encoding: 'utf8' }).trim().split(' ').map(Number);
  return { seconds, changes };
}
const ours = (file: string) => run(process.execPath, ['--import', 'tsx', beside('./waves-ours.ts'), file]);
const theirs = (file: string) => run(python, [beside('./waves-native.py'), file]);
try {
  let [, , vcd] = process.argv;
  if (vcd === undefined) {
    vcd = join(folder, 'made-up.vcd');
    writeFileSync(vcd, makeDump(60));
  }
  const fst = join(folder, 'dump.fst');
  writeFileSync(fst, convert(readFileSync(vcd)));
  const [large, small] = [vcd, fst].map((file) => statSync(file).size);
  console.log(`VCD ${(large / 1e6).toFixed(1)} MB, FST ${(small / 1e6).toFixed(1)} MB: ${(small / large).toFixed(3)}`);
  for (const [name, file] of [
    ['VCD', vcd],
    ['FST', fst],
  ]) {
    const rounds = Array.from({ length: ROUNDS }, () => [ours(file), theirs(file)]);
    const [a, b] = [0, 1].map((side) => median(rounds.map((pair) => pair[side].seconds)));
    const { changes } = rounds[0][0];
    if (rounds.some((pair) => pair.some((each) => each.changes !== changes))) {
      console.warn(`${name}: the readers count changes differently: repeats of a value are some`);
    }
    const ratios = rounds.map(([first, second]) => second.seconds / first.seconds);
    console.log(
      `${name}: ours ${a.toFixed(3)} s, wellen ${b.toFixed(3)} s of CPU time for ${changes.toLocaleString('en')} changes; ` +
        `ratio ${(b / a).toFixed(2)} (rounds ${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)})`,
    );
  }
} finally {
  rmSync(folder, { recursive: true });
}
