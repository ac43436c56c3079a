import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileSimulation, elaborate } from '@chisel-lite/hdl';
import { VARIANTS, type Variant, variantFolder } from '@macromac/verilog';
import { designOf } from '@macromac/verilog/design';
import { type Instance, type OnProgress, verilate } from 'verilator-wasm';
import { DataError } from '../../errors.ts';
import { readBytes } from '../../files.ts';
import type { Engine } from '../../port/matrix.ts';
import type { RunningHardware } from './simulated-pins.ts';

/** What of the hardware is simulated: the streaming core alone, or the accelerator with its ports to memory. */
export const SCOPES = ['core', 'system'] as const;
export type Scope = (typeof SCOPES)[number];

/**
 * Who simulates: Verilator the emitted Verilog, or the HDL’s own simulator the design that the Verilog was emitted
 * from, which starts in seconds and needs no Verilator. Verilator is the judge of what goes to Vivado. Both give the
 * same cycles and bits (a test compares them).
 */
export const SIMULATORS = ['verilator', 'hdl'] as const;
export type SimulatorName = (typeof SIMULATORS)[number];

const TOPS: Record<Scope, Variant['top']> = { core: 'macromac_core', system: 'macromac' };

/** What is emitted of a scope and an engine, results in memory. */
const emitted = (scope: Scope, engine: Engine): Variant[] =>
  VARIANTS.filter(
    ({ top, parameters }) =>
      top === TOPS[scope] && parameters.engine === engine && (parameters.results ?? 'memory') === 'memory',
  );

/** Activation vectors a pass that designs are emitted for, rising. */
export const builtPassSizes = (scope: Scope, engine: Engine): number[] =>
  emitted(scope, engine)
    .map(({ parameters }) => parameters.tokens)
    .sort((a, b) => a - b);

export interface SimulatorOptions {
  readonly engine?: Engine;
  readonly progress?: (message: string) => void;
}

function variantOf(scope: Scope, tokens: number, engine: Engine): Variant {
  const variant = emitted(scope, engine).find(({ parameters }) => parameters.tokens === tokens);
  if (variant) {
    return variant;
  }
  const sizes = builtPassSizes(scope, engine).join(', ');
  throw new Error(
    `no design of ${scope}, engine ${engine}, for ${tokens} activation vectors a pass; there are ${sizes}`,
  );
}

/** A hash of an emitted design: its manifest holds those of all its files. */
export async function designHash(scope: Scope, tokens: number, engine: Engine = 'fused'): Promise<string> {
  const folder = await variantFolder(variantOf(scope, tokens, engine));
  return createHash('sha256')
    .update(readBytes(join(folder, 'manifest.json')))
    .digest('hex');
}

/** Emits a design for T activation vectors and builds it, or takes either from the cache, and starts it. */
export async function startSimulator(
  scope: Scope,
  tokens: number,
  { engine = 'fused', progress = () => {} }: SimulatorOptions = {},
): Promise<Instance> {
  const folder = await variantFolder(variantOf(scope, tokens, engine));
  const model = await verilate({
    sources: fileList(folder),
    top: moduleOf(folder),
    optimize: 2,
    assertions: false,
    onProgress: reportTo(progress),
  });
  return model.instantiate();
}

/** Starts a design in the HDL's own simulator: no Verilog, nothing to build. */
export function startHdlSimulator(scope: Scope, tokens: number, engine: Engine = 'fused'): RunningHardware {
  const { design } = elaborate(designOf(variantOf(scope, tokens, engine)));
  return compileSimulation(design).instantiate();
}

/** The variant's own top: the same ports as the one of the old name, a level of hierarchy less. */
const moduleOf = (folder: string): string =>
  (JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as { readonly module: string }).module;

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
