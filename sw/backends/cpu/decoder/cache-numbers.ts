import type { CacheKind } from '../../../port/kv-cache.ts';
import {
  type F64,
  f32,
  f32x4,
  f64,
  type I32,
  i32,
  i32x4,
  type Statement,
  type V128,
  v128,
} from '../assembler/expressions.ts';
import type { Fn, Local } from '../assembler/module.ts';
import { floatToHalf, signedHalvesToFloats } from '../products/halves.ts';

/** A number of the KV cache in memory. */
export interface CacheNumber {
  readonly bytes: 1 | 2 | 4;
  /** @param step the head's, where numbers are multiples of one */
  store(fn: Fn, at: I32, value: Local<'f32'>, step: F64): Statement;
  /** Eight numbers that follow each other; without their head's step. */
  load8(fn: Fn, at: Local<'i32'>): [V128, V128];
}

export const CACHE_NUMBERS: Record<CacheKind, CacheNumber> = {
  fp32: {
    bytes: 4,
    store: (_, at, value) => f32.store(at, value),
    load8: (_, at) => [v128.load(at), v128.load(at, 16)],
  },
  fp16: {
    bytes: 2,
    store: (fn, at, value) => i32.store16(at, floatToHalf(fn, value)),
    load8: (fn, at) => {
      const halves = fn.local(v128.load(at));
      return [
        signedHalvesToFloats(fn, i32x4.extendLowI16x8S(halves)),
        signedHalvesToFloats(fn, i32x4.extendHighI16x8S(halves)),
      ];
    },
  },
  int8: {
    bytes: 1,
    // In doubles, as `decoder/kv-rows.ts` does it: the same bytes. 0 / 0 is NaN, which becomes 0.
    store: (_, at, value, step) => i32.store8(at, i32.truncSatF64S(f64.nearest(f64.div(f64.promoteF32(value), step)))),
    load8: (fn, at) => {
      const words = fn.local(v128.load8x8S(at));
      return [f32x4.convertI32x4S(i32x4.extendLowI16x8S(words)), f32x4.convertI32x4S(i32x4.extendHighI16x8S(words))];
    },
  },
};

/** The largest magnitude of a head [headBytes / 4] in 127 steps. */
export function headStep(fn: Fn, head: I32, headBytes: I32): Local<'f64'> {
  const at = fn.local(head);
  const largest = fn.local(f32.const(0));
  fn.for(at, i32.add(at, headBytes), 4, (place) => largest.set(f32.max(largest, f32.abs(f32.load(place)))));
  return fn.local(f64.div(f64.promoteF32(largest), f64.const(127)));
}
