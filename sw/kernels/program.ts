import { type Encoding, encodeActivations } from './activations.ts';
import { ModuleBuilder } from './assembler/module.ts';
import { attentionKernel, extendCacheKernel } from './attention.ts';
import { denseKernel } from './dense.ts';
import { addBiasKernel, addKernel, rmsNormKernel, ropeKernel, siluMultiplyKernel } from './elementwise.ts';
import { gemm } from './gemm.ts';
import { addScheduler, addKernel as addToModule, type Kernel } from './kernel.ts';
import { matvec } from './matvec.ts';
import { reorder } from './reorder.ts';

/** How activations of 8 bits are encoded: for the dot product of bytes of relaxed SIMD, or for plain SIMD. */
export const integerEncoding = (relaxed: boolean): Encoding => (relaxed ? 'int8' : 'int16');

/** The matrix kernels of one encoding, and what makes it. @param relaxed whether relaxed SIMD may be used */
export function productKernels(encoding: Encoding, relaxed: boolean): Kernel[] {
  const schemes = ([4, 8] as const).map((bits) => ({ bits, encoding, relaxed }));
  return [encodeActivations(encoding), ...schemes.map(matvec), ...schemes.map(gemm)];
}

/** All kernels of an engine. */
export const allKernels = (relaxed: boolean): Kernel[] => [
  ...productKernels(integerEncoding(relaxed), relaxed),
  ...productKernels('block-float', relaxed),
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
  extendCacheKernel,
  attentionKernel(relaxed),
];

export interface Program {
  readonly code: Uint8Array<ArrayBuffer>;
  /** Places of the kernels in the table, by name. */
  readonly kernels: ReadonlyMap<string, { readonly place: number; readonly kernel: Kernel }>;
}

/** Assembles kernels and the scheduler into one module. @param pages 64 KiB pages of its memory */
export function assemble(kernels: readonly Kernel[], pages: number): Program {
  const module = new ModuleBuilder();
  const scratch = module.global('scratch');
  const places = kernels.map((kernel) => ({ kernel, place: addToModule(module, scratch, kernel) }));
  addScheduler(module);
  return { code: module.encode(pages), kernels: new Map(places.map((entry) => [entry.kernel.name, entry])) };
}
