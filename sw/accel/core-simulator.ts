import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Instance, type OnProgress, verilate } from 'verilator-wasm';
import { DataError } from '../errors.ts';
import type { PASS_SIZES } from './port.ts';

const VERILOG = join(import.meta.dirname, '../../gen/verilog');

/** Builds the emitted core for T activation vectors a pass, or takes it from the cache, and starts it. */
export async function simulateCore(
  tokens: (typeof PASS_SIZES)[number],
  progress: (message: string) => void = () => {},
): Promise<Instance> {
  const folder = join(VERILOG, `core_t${tokens}`);
  const model = await verilate({
    sources: fileList(folder),
    top: 'macromac_core',
    optimize: 2,
    assertions: false,
    onProgress: reportTo(progress),
  });
  return model.instantiate();
}

/** The files of `files.f`, in compilation order. */
function fileList(folder: string): string[] {
  const path = join(folder, 'files.f');
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new DataError(`${path}: no such file; \`make verilog\` writes it`);
  }
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((name) => join(folder, name));
}

const PHASES = {
  verilator: 'Verilog to C++',
  runtime: "Verilator's runtime",
  compile: 'C++ to WebAssembly',
  link: 'linking',
  done: 'ready',
};

function reportTo(progress: (message: string) => void): OnProgress {
  return ({ phase, top, elapsed, remaining }) => {
    const left = remaining === undefined ? '' : `, about ${Math.ceil(remaining)} s left`;
    progress(`building the simulator of ${top}: ${PHASES[phase]}, ${Math.round(elapsed)} s${left}`);
  };
}
