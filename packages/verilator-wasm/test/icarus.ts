import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** Whether Icarus Verilog, the judge of some tests, is installed. */
export const hasIcarus = (process.env.PATH ?? '')
  .split(delimiter)
  .some((folder) => existsSync(join(folder, 'iverilog')) && existsSync(join(folder, 'vvp')));
if (!hasIcarus) {
  console.warn('SKIPPED: iverilog is missing, so nothing was compared with it (apt-get install iverilog)');
}

/** Lines that Icarus prints when it runs the module `top` of `verilog`. */
export function icarus(verilog: string, top: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'icarus-'));
  try {
    const source = join(folder, 'all.sv');
    const program = join(folder, 'all.vvp');
    writeFileSync(source, verilog);
    execFileSync('iverilog', ['-g2012', '-s', top, '-o', program, source], { stdio: ['ignore', 'pipe', 'pipe'] });
    const text = execFileSync('vvp', ['-n', program], { encoding: 'utf8', cwd: folder, maxBuffer: 2 ** 26 });
    return text.trimEnd().split('\n');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
