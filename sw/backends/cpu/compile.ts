import { setFlagsFromString } from 'node:v8';

/**
 * What kernels are made of, each kind with more than the one before:
 *
 * - `plain`: WebAssembly's SIMD of 128 bits, which every engine has;
 * - `pairs`: its relaxed instructions too: fused multiply-add, and the dot product of bytes that sums two products;
 * - `relaxed`: the dot product of bytes that adds four products to a sum, a good one where V8 uses VNNI for it;
 * - `wide-pairs`, `wide`: `pairs` and `relaxed`, and V8 joins pairs of vectors into vectors of 256 bits, which
 *   WebAssembly itself does not have.
 */
export type Simd = 'plain' | 'pairs' | 'relaxed' | 'wide-pairs' | 'wide';
export const SIMD_KINDS: readonly Simd[] = ['plain', 'pairs', 'relaxed', 'wide-pairs', 'wide'];

/** Whether V8 is to join pairs of vectors. */
export const isWide = (simd: Simd): boolean => simd === 'wide' || simd === 'wide-pairs';
/** Whether bytes are multiplied by the instruction that sums two products, in 16 bits. */
export const sumsPairs = (simd: Simd): boolean => simd === 'pairs' || simd === 'wide-pairs';

/** Asking V8 for a flag that it does not have makes it complain on standard error. */
const v8 = Number.parseInt(process.versions.v8, 10);
/** Whether V8 has VNNI's dot product of bytes, where the processor has it. */
export const usesVnni = v8 >= 13;
/** The pass that joins vectors is an experiment of V8 13 and later on this architecture. */
export const canCompileWide = process.arch === 'x64' && v8 >= 13;

/**
 * V8's flags for a kind, and how they are usually; they are in force only while a module is compiled. All functions
 * are compiled at once, and not by the baseline compiler: it does not join vectors, and in V8 11, where relaxed SIMD is
 * still an experiment, it forgets the sum that the dot product adds to.
 */
const EAGER = { liftoff: true, 'wasm-lazy-compilation': true };
const RELAXED = v8 < 12 ? { ...EAGER, 'experimental-wasm-relaxed-simd': false } : EAGER;
const WIDE = { ...RELAXED, 'experimental-wasm-revectorize': false };
const FLAGS: Record<Simd, Record<string, boolean>> = {
  plain: {},
  pairs: RELAXED,
  relaxed: RELAXED,
  'wide-pairs': WIDE,
  wide: WIDE,
};

function withFlags<T>(simd: Simd, action: () => T): T {
  const flags = Object.entries(FLAGS[simd]);
  const set = (flag: string, isOn: boolean) => setFlagsFromString(isOn ? `--${flag}` : `--no-${flag}`);
  for (const [flag, usual] of flags) {
    set(flag, !usual);
  }
  try {
    return action();
  } finally {
    for (const [flag, usual] of flags) {
      set(flag, usual);
    }
  }
}

/** Compiles kernels. Wide ones need `canCompileWide`. */
export const compile = (code: Uint8Array<ArrayBuffer>, simd: Simd): WebAssembly.Module =>
  withFlags(simd, () => new WebAssembly.Module(code));

/** Whether V8 knows a module's instructions. */
export const validates = (code: Uint8Array<ArrayBuffer>, simd: Simd): boolean =>
  withFlags(simd, () => WebAssembly.validate(code));
