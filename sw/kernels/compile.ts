import { setFlagsFromString } from 'node:v8';

/**
 * What kernels are made of, each kind with more than the one before:
 *
 * - `plain`: WebAssembly's SIMD of 128 bits, which every engine has;
 * - `relaxed`: its relaxed instructions too, dot products of bytes and fused multiply-add;
 * - `wide`: and V8 joins pairs of vectors into vectors of 256 bits, which WebAssembly itself does not have.
 */
export type Simd = 'plain' | 'relaxed' | 'wide';
export const SIMD_KINDS: readonly Simd[] = ['plain', 'relaxed', 'wide'];

/** V8 before version 13, and on other processors, does not know the flag, and says so on standard error. */
export const canCompileWide = process.arch === 'x64' && Number.parseInt(process.versions.v8, 10) >= 13;

/**
 * V8's pass that joins vectors is an experiment, off by default. It is on only while one of our modules is compiled;
 * for that, all functions are compiled at once, and not by the baseline compiler, which does not have the pass.
 */
const FLAGS = { 'experimental-wasm-revectorize': false, liftoff: true, 'wasm-lazy-compilation': true };

function setFlags(areUsual: boolean): void {
  for (const [flag, usual] of Object.entries(FLAGS))
    setFlagsFromString(usual === areUsual ? `--${flag}` : `--no-${flag}`);
}

/** Compiles kernels. `wide` needs `canCompileWide`. */
export function compile(code: Uint8Array<ArrayBuffer>, simd: Simd): WebAssembly.Module {
  if (simd !== 'wide') return new WebAssembly.Module(code);
  setFlags(false);
  try {
    return new WebAssembly.Module(code);
  } finally {
    setFlags(true);
  }
}
