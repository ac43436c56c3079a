import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Instance, type OnProgress, verilate } from 'verilator-wasm';
import { DataError } from '../../errors.ts';
import { readBytes } from '../../files.ts';
import type { Engine } from '../../port/matrix.ts';

const VERILOG = join(import.meta.dirname, '../../../gen/verilog');

/** What of the hardware is simulated: the streaming core alone, or the accelerator with its ports to memory. */
export const SCOPES = ['core', 'system'] as const;
export type Scope = (typeof SCOPES)[number];

const DESIGNS = { core: { folder: 'core', top: 'macromac_core' }, system: { folder: 'accelerator', top: 'macromac' } };

/** Activation vectors a pass that designs are emitted for, by engine: 256 FP32 PEs and more are too large to be of use. */
export const BUILT_PASS_SIZES: Record<Scope, Record<Engine, readonly number[]>> = {
  core: { fused: [1, 2, 4, 8], fp32: [1] },
  system: { fused: [1, 2, 4, 8], fp32: [1, 2] },
};

export interface SimulatorOptions {
  readonly engine?: Engine;
  readonly progress?: (message: string) => void;
}

const folderOf = (scope: Scope, tokens: number, engine: Engine): string =>
  join(VERILOG, `${DESIGNS[scope].folder}${engine === 'fused' ? '' : `_${engine}`}_t${tokens}`);

/** A hash of an emitted design: its manifest holds those of all its files. */
export function designHash(scope: Scope, tokens: number, engine: Engine = 'fused'): string {
  return createHash('sha256')
    .update(readBytes(join(folderOf(scope, tokens, engine), 'manifest.json')))
    .digest('hex');
}

/** Builds an emitted design for T activation vectors a pass, or takes it from the cache, and starts it. */
export async function startSimulator(
  scope: Scope,
  tokens: number,
  { engine = 'fused', progress = () => {} }: SimulatorOptions = {},
): Promise<Instance> {
  const model = await verilate({
    sources: fileList(folderOf(scope, tokens, engine)),
    top: DESIGNS[scope].top,
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

/** Build progress as a line of text. */
export function reportTo(progress: (message: string) => void): OnProgress {
  return ({ phase, top, elapsed, remaining }) => {
    const left = remaining === undefined ? '' : `, about ${Math.ceil(remaining)} s left`;
    progress(`building the simulator of ${top}: ${PHASES[phase]}, ${Math.round(elapsed)} s${left}`);
  };
}
