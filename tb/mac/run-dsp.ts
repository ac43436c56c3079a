/**
 * `make dsp`: `fused_dot` of DSP48E2s, beside the plain one, in Icarus Verilog.
 *
 *   tsx tb/mac/run-dsp.ts [UNISIM]     the folder of the vendor's simulation library that has DSP48E2.v; without it our
 *   own model
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom } from '@chisel-lite/testbench';
import { comparePrimitive, OWN_MODEL } from './primitive.ts';

const GROUPS = 500;

function complain(message: string): never {
  console.error(message);
  process.exit(1);
}

/** DSP48E2.v and the glbl.v that goes with it, which Vivado keeps a folder higher. */
function vendorModel(unisim: string): string[] {
  const found = (name: string) => [unisim, join(unisim, '..')].map((folder) => join(folder, name)).find(existsSync);
  const [dsp, glbl] = [found('DSP48E2.v'), found('glbl.v')];
  if (!dsp) {
    complain(`UNISIM=${unisim}: no DSP48E2.v there; Vivado has it in <Vivado>/data/verilog/src/unisims`);
  }
  if (!glbl) {
    complain(`UNISIM=${unisim}: no glbl.v there nor a folder higher; Vivado has it in <Vivado>/data/verilog/src`);
  }
  return [dsp, glbl];
}

async function main([unisim = '']: readonly string[]): Promise<void> {
  try {
    execFileSync('iverilog', ['-V'], { stdio: 'ignore' });
  } catch {
    complain('make dsp needs Icarus Verilog: iverilog is not installed (Debian: apt install iverilog)');
  }
  const model = unisim === '' ? [OWN_MODEL] : vendorModel(unisim);
  const said = await comparePrimitive(createRandom(1), GROUPS, model);
  const differing = said.split('\n').filter((line) => line.startsWith('cycle ')).length;
  const compared = Number(/^(\d+) cycles compared$/m.exec(said)?.[1] ?? 0);
  const by = unisim === '' ? "our own model (UNISIM=… for the vendor's library)" : model[0];
  console.log(`fused_dot of DSP48E2s, by ${by}: ${compared} cycles compared, ${differing} differ`);
  if (differing > 0 || compared === 0) {
    complain(said);
  }
}

await main(process.argv.slice(2).map((arg) => arg.trim()));
