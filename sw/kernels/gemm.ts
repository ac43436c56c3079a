import { ENCODING_BYTES, ENCODING_ROWS } from './activations.ts';
import { f32Lanes, f32x4, type I32, i32, type V128, v128 } from './assembler/expressions.ts';
import type { Fn, Local } from './assembler/module.ts';
import { addProducts, clearSums, type DotScheme, finishSums, openSums, operands, rowBytes } from './dots.ts';
import { type Kernel, kernel } from './kernel.ts';
import { findBlocks, PRODUCT_FIELDS, storeOutputs } from './matrices.ts';
import { addExact, addScaled, canonicalNaN } from './scaling.ts';
import { loadScales, loadStep, loadZeros, macroOffsets, naturalOrder, STEP_BYTES, STEPS } from './weights.ts';

/** Tokens whose activations stay in the second-level cache while a chunk's weights pass by. */
const TILE_TOKENS = 64;
/** The number of tokens is filled up to a multiple of this. */
export const TOKEN_STEP = 4;

/** Places in a thread's scratch memory. */
const SCRATCH = {
  /** Operands of the dot products of one macro: at most 16 steps × 4 vectors. */
  operands: 0,
  scales: 1024,
  zeros: 1056,
  partial: 1088,
  /** Results of one block for the tile, [token][8 outputs]. */
  y: 1152,
} as const;
const Y_BYTES = 32;

/**
 * Matrix × matrix, the work of prefill: limited by arithmetic. A macro is unpacked once for all tokens of a tile;
 * then a few tokens at a time meet its 64 inputs with all sums in registers.
 */
export function gemm(scheme: DotScheme): Kernel<typeof PRODUCT_FIELDS> {
  const rows = ENCODING_ROWS[scheme.encoding];
  return kernel(`gemm-int${scheme.bits}-${scheme.encoding}`, PRODUCT_FIELDS, (fn, args, chunk, scratch) => {
    const { matrix, from, to } = findBlocks(fn, args, chunk);
    fn.for(i32.const(0), args.padded, TILE_TOKENS, (tile) => {
      const tileEnd = fn.local(i32.add(tile, i32.const(TILE_TOKENS)));
      fn.if(i32.gtU(tileEnd, args.padded), () => tileEnd.set(args.padded));
      const yEnd = i32.add(scratch, i32.mul(i32.sub(tileEnd, tile), i32.const(Y_BYTES)));

      fn.for(from, to, 1, (block) => {
        fn.for(scratch, yEnd, Y_BYTES, (at) => {
          for (const half of [0, 16]) fn.do(v128.store(at, f32Lanes(0), SCRATCH.y + half));
        });
        const channel = i32.and(block, i32.const(3));
        const region = fn.local(i32.add(matrix.data, i32.mul(channel, matrix.channelBytes)));
        const firstMacro = fn.local(i32.mul(i32.shrU(block, i32.const(2)), args.groups));

        fn.for(i32.const(0), args.groups, 1, (g) => {
          const macro = macroOffsets(fn, scheme.bits, matrix, i32.add(firstMacro, g));
          unpack(fn, scheme, scratch, {
            zeros: i32.add(region, macro.zeros),
            scales: i32.add(region, macro.scales),
            weights: fn.local(i32.add(region, macro.weights)),
          });
          const first = fn.local(i32.add(i32.mul(g, args.padded), tile));
          const x = {
            values: fn.local(i32.add(args.values, i32.mul(first, i32.const(rows * rowBytes(scheme))))),
            scales: fn.local(i32.add(args.scales, i32.shl(first, i32.const(2)))),
            negatedSums: fn.local(i32.add(args.negatedSums, i32.mul(first, i32.const(4 * rows)))),
          };
          multiplyTile(fn, scheme, scratch, yEnd, x);
        });

        const at = fn.local(scratch);
        fn.for(tile, tileEnd, 1, (token) => {
          fn.if(i32.ltU(token, args.tokens), () => {
            const y = [fn.local(v128.load(at, SCRATCH.y)), fn.local(v128.load(at, SCRATCH.y + 16))] as const;
            const [low, high] = naturalOrder(scheme.bits, y);
            const results: [V128, V128] = rows === 2 ? [canonicalNaN(fn, low), canonicalNaN(fn, high)] : [low, high];
            storeOutputs(fn, matrix, block, token, results, i32.add(scratch, i32.const(SCRATCH.partial)));
          });
          at.set(i32.add(at, i32.const(Y_BYTES)));
        });
      });
    });
  });
}

/** Lays a macro out in scratch memory as the operands that every token needs. */
function unpack(
  fn: Fn,
  scheme: DotScheme,
  scratch: I32,
  macro: { zeros: I32; scales: I32; weights: Local<'i32'> },
): void {
  for (let step = 0; step < STEPS; step++) {
    const byAccumulator = operands(fn, scheme, loadStep(fn, scheme.bits, macro.weights));
    const parts = byAccumulator[0].length;
    for (let part = 0; part < parts; part++) {
      for (const [a, vectors] of byAccumulator.entries()) {
        const place = (step * parts + part) * byAccumulator.length + a;
        fn.do(v128.store(scratch, vectors[part], SCRATCH.operands + 16 * place));
      }
    }
    macro.weights.set(i32.add(macro.weights, i32.const(STEP_BYTES[scheme.bits])));
  }
  const keep = (vectors: readonly V128[], offset: number) => {
    for (const [i, vector] of vectors.entries()) fn.do(v128.store(scratch, vector, offset + 16 * i));
  };
  keep(loadScales(fn, scheme.bits, macro.scales, ENCODING_ROWS[scheme.encoding] === 2), SCRATCH.scales);
  if (scheme.bits === 4) keep(loadZeros(fn, macro.zeros), SCRATCH.zeros);
}

/** Adds one group's products to the results of every token of the tile, which begin at `scratch` and end at `yEnd`. */
function multiplyTile(
  fn: Fn,
  scheme: DotScheme,
  scratch: I32,
  yEnd: I32,
  x: { values: I32; scales: I32; negatedSums: I32 },
): void {
  const rows = ENCODING_ROWS[scheme.encoding];
  const perRow = openSums(fn, scheme).accumulators.length;
  const tokens = 8 / (perRow * rows); // eight vectors of sums leave registers for the operands
  const sums = Array.from({ length: tokens * rows }, () => openSums(fn, scheme));
  const parts = ENCODING_BYTES[scheme.encoding];

  const values = fn.local(x.values);
  const scales = fn.local(x.scales);
  const negatedSums = fn.local(x.negatedSums);
  fn.for(scratch, yEnd, tokens * Y_BYTES, (y) => {
    sums.forEach(clearSums);
    const operand = fn.local(scratch);
    // One part of a step at a time: more operands at once would not fit the registers beside the sums.
    fn.for(i32.const(0), i32.const(STEPS * parts), 1, () => {
      const w = Array.from({ length: perRow }, (_, i) => fn.local(v128.load(operand, SCRATCH.operands + 16 * i)));
      for (const [row, { accumulators }] of sums.entries()) {
        const activations = fn.local(v128.load32Splat(i32.add(values, i32.const(row * rowBytes(scheme)))));
        for (const [a, accumulator] of accumulators.entries()) {
          addProducts(scheme.encoding, accumulator, w[a], activations);
        }
      }
      values.set(i32.add(values, i32.const(4)));
      operand.set(i32.add(operand, i32.const(16 * perRow)));
    });

    const zeros = () => [v128.load(scratch, SCRATCH.zeros), v128.load(scratch, SCRATCH.zeros + 16)] as const;
    for (let token = 0; token < tokens; token++) {
      const integers = Array.from({ length: rows }, (_, row) => {
        const index = token * rows + row;
        return finishSums(fn, scheme, sums[index], zeros, i32.load(negatedSums, 4 * index));
      });
      const scaleAt = fn.local(i32.add(scales, i32.const(4 * token)));
      for (const half of [0, 1] as const) {
        const place = SCRATCH.y + token * Y_BYTES + 16 * half;
        const s = v128.load(scratch, SCRATCH.scales + 16 * half);
        const sum = v128.load(y, place);
        const next =
          rows === 2
            ? addExact(fn, sum, [integers[0][half], integers[1][half]], s, scaleAt)
            : addScaled(sum, integers[0][half], f32x4.mul(s, v128.load32Splat(scaleAt)), scheme.relaxed);
        fn.do(v128.store(y, next, place));
      }
    }
    values.set(i32.add(values, i32.const((tokens * rows - 1) * rowBytes(scheme)))); // the loop above did one row
    scales.set(i32.add(scales, i32.const(4 * tokens)));
    negatedSums.set(i32.add(negatedSums, i32.const(4 * tokens * rows)));
  });
}
