import { f32Lanes, f32x4, i32, v128 } from '../assembler/expressions.ts';
import type { Fn, Local } from '../assembler/module.ts';
import { isWide } from '../compile.ts';
import { type Kernel, kernel } from '../kernel.ts';
import { ENCODING_ROWS } from './activations.ts';
import {
  accumulatorCount,
  addProducts,
  clearSums,
  type DotScheme,
  finishSums,
  type GroupSums,
  isBytes,
  joinSums,
  loadActivations,
  openSums,
  operands,
  rowBytes,
  stepBytes,
  widenSums,
} from './dots.ts';
import { blockOf, findRows, PRODUCT_FIELDS, storeOutputs } from './matrices.ts';
import { addExact, addScaled, canonicalNaN } from './scaling.ts';
import { loadScales, loadStep, loadZeros, macroOffsets, naturalOrder, STEP_BYTES, STEPS } from './weights.ts';

/**
 * Neighbouring channels whose blocks of 8 outputs are read side by side, so that activations are loaded once for all of
 * them: as many as sums fit into registers.
 */
export function matvecWidth(scheme: DotScheme): number {
  if (accumulatorCount(scheme) * ENCODING_ROWS[scheme.encoding] > 2) {
    return 1;
  }
  return isWide(scheme.simd) && scheme.encoding === 'repeated' ? 4 : 2;
}

/**
 * Matrix × vector, the work of decoding: limited by how fast weights come from memory, if the arithmetic keeps up. A
 * chunk reads its channels from one end to the other, row by row of blocks.
 */
export function matvec(scheme: DotScheme): Kernel<typeof PRODUCT_FIELDS> {
  const rows = ENCODING_ROWS[scheme.encoding];
  const width = matvecWidth(scheme);
  // Steps lie side by side in four bits: two at a time are what V8 can join, each with sums of its own. A turn of four
  // would be too many operands for old versions of V8, which load all of them at once.
  const turns = isBytes(scheme.encoding) ? { steps: scheme.simd === 'pairs' ? 2 : 4, sums: 2 } : { steps: 1, sums: 1 };
  return kernel(`matvec-int${scheme.bits}-${scheme.encoding}`, PRODUCT_FIELDS, (fn, args, chunk, scratch) => {
    const rowsOfChunk = findRows(fn, args, chunk, width);
    const { matrix, from, to } = rowsOfChunk;
    fn.for(from, to, 1, (row) => {
      const blocks = Array.from({ length: width }, (_, i) => ({
        ...blockOf(fn, rowsOfChunk, row, i),
        ...openSumsOfBlock(fn, scheme, turns.sums),
      }));
      const firstMacro = fn.local(i32.mul(row, args.groups));

      fn.for(i32.const(0), args.groups, 1, (g) => {
        for (const { sums } of blocks) {
          sums.flat().forEach(clearSums);
        }
        const values = fn.local(i32.add(args.values, i32.mul(g, i32.const(rows * rowBytes(scheme)))));
        const offsets = macroOffsets(fn, scheme.bits, matrix, i32.add(firstMacro, g));
        const macros = blocks.map(({ region }) => ({
          zeros: i32.add(region, offsets.zeros),
          scales: i32.add(region, offsets.scales),
          weights: fn.local(i32.add(region, offsets.weights)),
        }));

        fn.for(i32.const(0), i32.const(STEPS), turns.steps, () => {
          for (let step = 0; step < turns.steps; step++) {
            const x = Array.from({ length: rows }, (_, row) =>
              loadActivations(fn, scheme, values, row * rowBytes(scheme) + step * stepBytes(scheme)),
            );
            for (const [b, { weights }] of macros.entries()) {
              const w = operands(fn, scheme, loadStep(fn, scheme.bits, weights, step));
              for (const [row, { accumulators }] of blocks[b].sums[step % turns.sums].entries()) {
                for (const [a, accumulator] of accumulators.entries()) {
                  for (const [part, activations] of x[row].entries()) {
                    addProducts(scheme, accumulator, w[a][part], activations);
                  }
                }
              }
            }
          }
          for (const { weights } of macros) {
            weights.set(i32.add(weights, i32.const(turns.steps * STEP_BYTES[scheme.bits])));
          }
          values.set(i32.add(values, i32.const(turns.steps * stepBytes(scheme))));
        });

        const scaleAt = fn.local(i32.add(args.scales, i32.shl(g, i32.const(2))));
        const negatedSumAt = fn.local(i32.add(args.negatedSums, i32.mul(g, i32.const(4 * rows))));
        for (const [b, { sums, y }] of blocks.entries()) {
          const joined = sums
            .map((turn) => turn.map((row) => widenSums(fn, scheme, row)))
            .reduce((a, b) => a.map((row, i) => joinSums(fn, row, b[i])));
          const integers = joined.map((sum, row) =>
            finishSums(fn, scheme, sum, () => loadZeros(fn, macros[b].zeros), i32.load(negatedSumAt, 4 * row)),
          );
          const scales = loadScales(fn, scheme.bits, macros[b].scales, rows === 2);
          for (const half of [0, 1] as const) {
            if (rows === 2) {
              y[half].set(addExact(fn, y[half], [integers[0][half], integers[1][half]], scales[half], scaleAt));
            } else {
              const factor = f32x4.mul(scales[half], v128.load32Splat(scaleAt));
              y[half].set(addScaled(y[half], integers[0][half], factor, scheme.simd));
            }
          }
        }
      });

      for (const { block, y } of blocks) {
        const [low, high] = naturalOrder(scheme.bits, y);
        const results =
          rows === 2 ? ([canonicalNaN(fn, low), canonicalNaN(fn, high)] as const) : ([low, high] as const);
        fn.if(i32.ltU(block, matrix.blocks), () => storeOutputs(fn, matrix, block, i32.const(0), results, scratch));
      }
    });
  });
}

interface OpenBlock {
  /** [turn][row] */
  readonly sums: readonly (readonly GroupSums[])[];
  readonly y: readonly [Local<'v128'>, Local<'v128'>];
}

/** Zeroed sums for a block. */
const openSumsOfBlock = (fn: Fn, scheme: DotScheme, turns: number): OpenBlock => ({
  sums: Array.from({ length: turns }, () =>
    Array.from({ length: ENCODING_ROWS[scheme.encoding] }, () => openSums(fn, scheme)),
  ),
  y: [fn.local(f32Lanes(0)), fn.local(f32Lanes(0))],
});
