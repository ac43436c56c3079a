import { f32Lanes, f32x4, type I32, i32, type V128, v128 } from '../assembler/expressions.ts';
import type { Fn, Local } from '../assembler/module.ts';
import { type Kernel, kernel } from '../kernel.ts';
import { ENCODING_BYTES, ENCODING_ROWS } from './activations.ts';
import {
  accumulatorCount,
  addProducts,
  clearSums,
  type DotScheme,
  finishSums,
  type GroupSums,
  joinSums,
  openSums,
  operands,
  rowBytes,
  splat,
  stepsPerSum,
  widenSums,
} from './dots.ts';
import { blockOf, findRows, PRODUCT_FIELDS, storeOutputs } from './matrices.ts';
import { addExact, addScaled, canonicalNaN } from './scaling.ts';
import { loadScales, loadStep, loadZeros, macroOffsets, naturalOrder, STEP_BYTES, STEPS } from './weights.ts';

/** What meets in registers: blocks of 8 outputs × tokens; and the tokens for which a macro is unpacked once. */
interface Shape {
  readonly blocks: number;
  readonly tokens: number;
  readonly tile: number;
}

/**
 * As many sums as 16 registers have room for beside the operands: twelve vectors for the dot product of bytes, which
 * takes five cycles and can be begun twice a cycle; fewer where a product and a sum are two instructions, and where old
 * versions of V8, which load all operands of a turn at once, would run out of registers.
 */
function shapeOf(scheme: DotScheme): Shape {
  const perToken = accumulatorCount(scheme) * ENCODING_ROWS[scheme.encoding];
  if (scheme.encoding !== 'int8') {
    return { blocks: 1, tokens: 8 / perToken, tile: 64 };
  }
  if (scheme.simd === 'pairs') {
    return { blocks: 1, tokens: scheme.bits === 4 ? 3 : 2, tile: 120 };
  }
  if (scheme.simd === 'wide-pairs') {
    return { blocks: scheme.bits === 4 ? 2 : 1, tokens: 3, tile: 120 };
  }
  const sums = scheme.simd === 'wide' ? 24 : 12;
  const blocks = Math.max(1, sums / (6 * perToken));
  return { blocks, tokens: sums / (blocks * perToken), tile: 120 };
}

/** Tokens that meet in registers: a kernel takes a multiple of them. */
export const gemmTokens = (scheme: DotScheme): number => shapeOf(scheme).tokens;

/** Neighbouring channels whose blocks a chunk multiplies side by side. */
export const gemmWidth = (scheme: DotScheme): number => shapeOf(scheme).blocks;

const BLOCK_OPERANDS = 1024;
const BLOCK_BYTES = 32;

/** Places in a thread's scratch memory, each for one block after the other. */
const scratchPlaces = (blocks: number) => {
  const scales = blocks * BLOCK_OPERANDS;
  const zeros = scales + blocks * BLOCK_BYTES;
  const partial = zeros + blocks * BLOCK_BYTES;
  /** Results of the tile, [token][block][8 outputs]. */
  return { scales, zeros, partial, y: partial + BLOCK_BYTES };
};

/**
 * Matrix × matrix, the work of prefill: limited by arithmetic. A macro is unpacked once for all tokens of a tile;
 * then a few tokens at a time meet its 64 inputs with all sums in registers.
 */
export function gemm(scheme: DotScheme): Kernel<typeof PRODUCT_FIELDS> {
  const rows = ENCODING_ROWS[scheme.encoding];
  const shape = shapeOf(scheme);
  const places = scratchPlaces(shape.blocks);
  const yBytes = BLOCK_BYTES * shape.blocks;
  const blockNumbers = Array.from({ length: shape.blocks }, (_, i) => i);
  return kernel(`gemm-int${scheme.bits}-${scheme.encoding}`, PRODUCT_FIELDS, (fn, args, chunk, scratch) => {
    const rowsOfChunk = findRows(fn, args, chunk, shape.blocks);
    const { matrix, from, to } = rowsOfChunk;
    fn.for(i32.const(0), args.padded, shape.tile, (tile) => {
      const tileEnd = fn.local(i32.add(tile, i32.const(shape.tile)));
      fn.if(i32.gtU(tileEnd, args.padded), () => tileEnd.set(args.padded));
      const yEnd = fn.local(i32.add(scratch, i32.mul(i32.sub(tileEnd, tile), i32.const(yBytes))));

      fn.for(from, to, 1, (row) => {
        fn.for(scratch, yEnd, BLOCK_BYTES, (at) => {
          for (const half of [0, 16]) {
            fn.do(v128.store(at, f32Lanes(0), places.y + half));
          }
        });
        const blocks = blockNumbers.map((i) => blockOf(fn, rowsOfChunk, row, i));
        const firstMacro = fn.local(i32.mul(row, args.groups));

        fn.for(i32.const(0), args.groups, 1, (g) => {
          const macro = macroOffsets(fn, scheme.bits, matrix, i32.add(firstMacro, g));
          for (const [i, { region }] of blocks.entries()) {
            unpack(fn, scheme, scratch, shape, i, {
              zeros: i32.add(region, macro.zeros),
              scales: i32.add(region, macro.scales),
              weights: fn.local(i32.add(region, macro.weights)),
            });
          }
          const firstRow = fn.local(i32.add(i32.mul(g, args.padded), tile));
          const x = {
            values: fn.local(i32.add(args.values, i32.mul(firstRow, i32.const(rows * rowBytes(scheme))))),
            scales: fn.local(i32.add(args.scales, i32.shl(firstRow, i32.const(2)))),
            negatedSums: fn.local(i32.add(args.negatedSums, i32.mul(firstRow, i32.const(4 * rows)))),
          };
          multiplyTile(fn, scheme, scratch, shape, yEnd, x);
        });

        const at = fn.local(scratch);
        fn.for(tile, tileEnd, 1, (token) => {
          fn.if(i32.ltU(token, args.tokens), () => {
            for (const [i, { block }] of blocks.entries()) {
              fn.if(i32.ltU(block, matrix.blocks), () => {
                const y = [0, 16].map((half) => fn.local(v128.load(at, places.y + BLOCK_BYTES * i + half)));
                const [low, high] = naturalOrder(scheme.bits, [y[0], y[1]]);
                const results: [V128, V128] =
                  rows === 2 ? [canonicalNaN(fn, low), canonicalNaN(fn, high)] : [low, high];
                storeOutputs(fn, matrix, block, token, results, i32.add(scratch, i32.const(places.partial)));
              });
            }
          });
          at.set(i32.add(at, i32.const(yBytes)));
        });
      });
    });
  });
}

/** Lays a macro of block number `block` out in scratch memory as the operands that every token needs. */
function unpack(
  fn: Fn,
  scheme: DotScheme,
  scratch: I32,
  { blocks }: Shape,
  block: number,
  macro: { zeros: I32; scales: I32; weights: Local<'i32'> },
): void {
  const places = scratchPlaces(blocks);
  for (let step = 0; step < STEPS; step++) {
    const byAccumulator = operands(fn, scheme, loadStep(fn, scheme.bits, macro.weights));
    const parts = byAccumulator[0].length;
    for (let part = 0; part < parts; part++) {
      for (const [a, vectors] of byAccumulator.entries()) {
        const place = ((step * parts + part) * blocks + block) * byAccumulator.length + a;
        fn.do(v128.store(scratch, vectors[part], 16 * place));
      }
    }
    macro.weights.set(i32.add(macro.weights, i32.const(STEP_BYTES[scheme.bits])));
  }
  const keep = (vectors: readonly V128[], offset: number) => {
    for (const [i, vector] of vectors.entries()) {
      fn.do(v128.store(scratch, vector, offset + BLOCK_BYTES * block + 16 * i));
    }
  };
  keep(loadScales(fn, scheme.bits, macro.scales, ENCODING_ROWS[scheme.encoding] === 2), places.scales);
  if (scheme.bits === 4) {
    keep(loadZeros(fn, macro.zeros), places.zeros);
  }
}

/** Adds one group's products to the results of every token of the tile, which begin at `scratch` and end at `yEnd`. */
function multiplyTile(
  fn: Fn,
  scheme: DotScheme,
  scratch: I32,
  { blocks, tokens }: Shape,
  yEnd: I32,
  x: { values: I32; scales: I32; negatedSums: I32 },
): void {
  const rows = ENCODING_ROWS[scheme.encoding];
  const perRow = accumulatorCount(scheme);
  const parts = ENCODING_BYTES[scheme.encoding];
  const places = scratchPlaces(blocks);
  const yBytes = BLOCK_BYTES * blocks;
  /** [token and row][block] */
  const sums = Array.from({ length: tokens * rows }, () => Array.from({ length: blocks }, () => openSums(fn, scheme)));

  const values = fn.local(x.values);
  const scales = fn.local(x.scales);
  const negatedSums = fn.local(x.negatedSums);
  fn.for(scratch, yEnd, tokens * yBytes, (y) => {
    const operand = fn.local(scratch);
    // One part of a step at a time: more operands at once would not fit the registers beside the sums.
    const addSteps = (steps: number) =>
      fn.for(i32.const(0), i32.const(steps * parts), 1, () => {
        const w = Array.from({ length: blocks * perRow }, (_, i) => fn.local(v128.load(operand, 16 * i)));
        for (const [row, byBlock] of sums.entries()) {
          const activations = fn.local(splat(scheme, values, row * rowBytes(scheme)));
          for (const [i, accumulator] of byBlock.flatMap(({ accumulators }) => accumulators).entries()) {
            addProducts(scheme, accumulator, w[i], activations);
          }
        }
        values.set(i32.add(values, i32.const(4)));
        operand.set(i32.add(operand, i32.const(16 * perRow * blocks)));
      });
    let totals: GroupSums[][] | undefined;
    for (let step = 0; step < STEPS; step += stepsPerSum(scheme)) {
      sums.flat().forEach(clearSums);
      addSteps(stepsPerSum(scheme));
      const before = totals;
      totals = sums.map((byBlock, row) =>
        byBlock.map((sum, block) => {
          const widened = widenSums(fn, scheme, sum);
          return before ? joinSums(fn, before[row][block], widened) : widened;
        }),
      );
    }

    // Vectors that V8 is to join lie side by side in memory, and nothing is stored between their loads or stores.
    for (let token = 0; token < tokens; token++) {
      const scaleAt = fn.local(i32.add(scales, i32.const(4 * token)));
      const scale = fn.local(v128.load32Splat(scaleAt));
      for (let block = 0; block < blocks; block++) {
        const pair = (base: I32, place: number) =>
          [fn.local(v128.load(base, place)), fn.local(v128.load(base, place + 16))] as const;
        const integers = Array.from({ length: rows }, (_, row) => {
          const index = token * rows + row;
          const zeros = () => pair(scratch, places.zeros + BLOCK_BYTES * block);
          return finishSums(fn, scheme, totals![index][block], zeros, i32.load(negatedSums, 4 * index));
        });
        const place = places.y + token * yBytes + BLOCK_BYTES * block;
        const before = pair(y, place);
        const weightScales = pair(scratch, places.scales + BLOCK_BYTES * block);
        const after = ([0, 1] as const).map((half) =>
          rows === 2
            ? addExact(fn, before[half], [integers[0][half], integers[1][half]], weightScales[half], scaleAt)
            : fn.local(addScaled(before[half], integers[0][half], f32x4.mul(weightScales[half], scale), scheme.simd)),
        );
        for (const [half, value] of after.entries()) {
          fn.do(v128.store(y, value, place + 16 * half));
        }
      }
    }
    values.set(i32.add(values, i32.const((tokens * rows - 1) * rowBytes(scheme)))); // the loop above did one row
    scales.set(i32.add(scales, i32.const(4 * tokens)));
    negatedSums.set(i32.add(negatedSums, i32.const(4 * tokens * rows)));
  });
}
