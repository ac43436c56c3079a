import { ModuleBuilder } from './assembler/module.ts';
import { type Encoding, encodeActivations } from './activations.ts';
import { attentionKernel, extendCacheKernel } from './attention.ts';
import { denseKernel } from './dense.ts';
import { addKernel, rmsNormKernel, ropeKernel, siluMultiplyKernel } from './elementwise.ts';
import { gemm } from './gemm.ts';
import { addKernel as addToModule, addScheduler, type Kernel } from './kernel.ts';
import { matvec } from './matvec.ts';
import { reorder } from './reorder.ts';

/** What an engine may use of its processor, as the start-up tests found out. */
export interface Features {
  /** The relaxed dot product of bytes is right, and faster. */
  readonly relaxedDot: boolean;
  /** Relaxed multiply-add and swizzle are right. */
  readonly relaxed: boolean;
}

const encodingsOf = ({ relaxedDot }: Features): Encoding[] =>
  relaxedDot ? ['int8', 'block-float'] : ['int16', 'block-float'];

/** All kernels of an engine. */
export function kernelsFor(features: Features) {
  const { relaxed } = features;
  const encodings = encodingsOf(features);
  const products = encodings.flatMap((encoding) =>
    ([4, 8] as const).flatMap((bits) => [matvec({ bits, encoding, relaxed }), gemm({ bits, encoding, relaxed })]),
  );
  const all = [
    ...encodings.map(encodeActivations),
    ...products,
    reorder(4),
    reorder(8),
    denseKernel(16),
    denseKernel(32),
    rmsNormKernel,
    addKernel,
    siluMultiplyKernel,
    ropeKernel('half'),
    ropeKernel('interleaved'),
    extendCacheKernel,
    attentionKernel(relaxed),
  ] as const;
  return all as readonly Kernel[];
}

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
