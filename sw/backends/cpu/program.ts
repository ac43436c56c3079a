import { CACHE_KINDS } from '../../port/kv-cache.ts';
import { ModuleBuilder } from './assembler/module.ts';
import { compile, isWide, type Simd } from './compile.ts';
import { attentionKernel, extendCacheKernel } from './decoder/attention.ts';
import { addBiasKernel, addKernel, rmsNormKernel, ropeKernel, siluMultiplyKernel } from './decoder/elementwise.ts';
import { addScheduler, addKernel as addToModule, type Kernel } from './kernel.ts';
import { type ActivationMode, type Encoding, encodeActivations } from './products/activations.ts';
import { denseKernel } from './products/dense.ts';
import { gemm } from './products/gemm.ts';
import { matvec } from './products/matvec.ts';
import { reorder } from './products/reorder.ts';

export const PRODUCTS = ['matvec', 'gemm'] as const;
export type ProductKind = (typeof PRODUCTS)[number];
const MAKERS = { matvec, gemm };

/** How products want activations: of 8 bits for `int8`, of 27 for `fp32`. */
export function encodingOf(mode: ActivationMode, kind: ProductKind, simd: Simd): Encoding {
  if (mode === 'fp32') {
    return 'block-float';
  }
  if (simd === 'plain') {
    return 'int16';
  }
  return kind === 'matvec' && isWide(simd) ? 'repeated' : 'int8';
}

/** The matrix kernels for activations of one kind, and what encodes them. */
export function productKernels(mode: ActivationMode, simd: Simd): Kernel[] {
  const encodings = PRODUCTS.map((kind) => encodingOf(mode, kind, simd));
  return [
    ...[...new Set(encodings)].map(encodeActivations),
    ...PRODUCTS.flatMap((kind, i) =>
      ([4, 8] as const).map((bits) => MAKERS[kind]({ bits, encoding: encodings[i], simd })),
    ),
  ];
}

/** All kernels of an engine. */
export const allKernels = (simd: Simd): Kernel[] => [
  ...productKernels('int8', simd),
  ...productKernels('fp32', simd),
  reorder(4),
  reorder(8),
  denseKernel(16),
  denseKernel(32),
  rmsNormKernel,
  addKernel,
  addBiasKernel,
  siluMultiplyKernel,
  ropeKernel('half'),
  ropeKernel('interleaved'),
  ...CACHE_KINDS.flatMap((kind) => [extendCacheKernel(kind), attentionKernel(kind, simd !== 'plain')]),
];

/** Pages of 64 KiB that a memory may have at most: its addresses have 32 bits. */
export const MAX_PAGES = 65535;

export interface Program {
  readonly code: Uint8Array<ArrayBuffer>;
  /** Places of the kernels in the table, by name. */
  readonly kernels: ReadonlyMap<string, { readonly place: number; readonly kernel: Kernel }>;
}

/** Assembles kernels and the scheduler into one module. */
export function assemble(kernels: readonly Kernel[]): Program {
  const module = new ModuleBuilder();
  const scratch = module.global('scratch');
  const places = kernels.map((kernel) => ({ kernel, place: addToModule(module, scratch, kernel) }));
  addScheduler(module, module.global('thread'));
  return { code: module.encode(MAX_PAGES), kernels: new Map(places.map((entry) => [entry.kernel.name, entry])) };
}

export interface CompiledProgram extends Program {
  readonly module: WebAssembly.Module;
}

export function compileKernels(kernels: readonly Kernel[], simd: Simd): CompiledProgram {
  const program = assemble(kernels);
  return { ...program, module: compile(program.code, simd) };
}

/** All kernels of one kind, compiled once for all engines. */
export function allCompiled(simd: Simd): CompiledProgram {
  const program = compiled.get(simd) ?? compileKernels(allKernels(simd), simd);
  compiled.set(simd, program);
  return program;
}
const compiled = new Map<Simd, CompiledProgram>();
