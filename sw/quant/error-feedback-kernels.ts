import { type F64, f64, f64x2, type I32, i32, select, v128 } from '../backends/cpu/assembler/expressions.ts';
import type { Fn } from '../backends/cpu/assembler/module.ts';
import { kernel } from '../backends/cpu/kernel.ts';

const DOUBLE = 8;
const PAIR = 2 * DOUBLE;
/** Rows and inputs that are compensated together: 4 × 4 sums stay in registers. */
export const ROW_TILE = 4;
const COLUMN_TILE = 4;
const BYTES_SHIFT = 3;

const doubles = (count: I32): I32 => i32.shl(count, i32.const(BYTES_SHIFT));

/**
 * What the weights of a group would have to be for the outputs to make up for the errors of all inputs before it:
 * targets [rows, size] = weights + R_gg⁻ᵀ · (errors · R), of the inputs `start` … `start + size` − 1. All arrays are
 * float64, the errors and weights [rows, K], R [K, K]. A chunk makes 4 · `tilesPerChunk` rows.
 */
export const compensateKernel = kernel(
  'compensate',
  {
    errors: 'i32', weights: 'i32', r: 'i32', targets: 'i32', k: 'i32', start: 'i32', size: 'i32', rows: 'i32',
    tilesPerChunk: 'i32',
  }, // biome-ignore format: a list of names
  (fn, { errors, weights, r, targets, k, start, size, rows, tilesPerChunk }, chunk) => {
    const rowBytes = fn.local(doubles(k));
    const sizeBytes = fn.local(doubles(size));
    const startBytes = fn.local(doubles(start));
    const from = fn.local(i32.mul(i32.mul(chunk, tilesPerChunk), i32.const(ROW_TILE)));
    const to = fn.local(i32.add(from, i32.mul(tilesPerChunk, i32.const(ROW_TILE))));
    fn.if(i32.gtU(to, rows), () => to.set(rows));
    const corner = fn.local(i32.add(r, i32.add(i32.mul(start, rowBytes), startBytes)));

    fn.for(from, to, ROW_TILE, (row) => {
      const ofRow = fn.local(i32.mul(row, rowBytes));
      const target = fn.local(i32.add(targets, i32.mul(row, sizeBytes)));
      fn.for(i32.const(0), size, COLUMN_TILE, (column) => {
        const first = i32.add(r, i32.add(startBytes, doubles(column)));
        feedbackTile(fn, i32.add(errors, ofRow), rowBytes, start, first, i32.add(target, doubles(column)), sizeBytes);
      });
      // d = R_gg⁻ᵀ · f, in place, then the weights beside it.
      const line = fn.local(target);
      const weight = fn.local(i32.add(weights, i32.add(ofRow, startBytes)));
      fn.for(i32.const(0), i32.const(ROW_TILE), 1, () => {
        const diagonal = fn.local(corner);
        const lineEnd = fn.local(i32.add(line, sizeBytes));
        fn.for(line, lineEnd, DOUBLE, (at) => {
          const value = fn.local(f64.div(f64.load(at), f64.load(diagonal)));
          fn.do(f64.store(at, value));
          const factor = fn.local(diagonal);
          fn.for(i32.add(at, i32.const(DOUBLE)), lineEnd, DOUBLE, (later) => {
            factor.set(i32.add(factor, i32.const(DOUBLE)));
            fn.do(f64.store(later, f64.sub(f64.load(later), f64.mul(value, f64.load(factor)))));
          });
          diagonal.set(i32.add(diagonal, i32.add(rowBytes, i32.const(DOUBLE))));
        });
        const source = fn.local(weight);
        fn.for(line, lineEnd, DOUBLE, (at) => {
          fn.do(f64.store(at, f64.add(f64.load(at), f64.load(source))));
          source.set(i32.add(source, i32.const(DOUBLE)));
        });
        line.set(lineEnd);
        weight.set(i32.add(weight, rowBytes));
      });
    });
  },
);

/** Four rows of errors [·, start] meet four columns of R; the sums go to `target`. */
function feedbackTile(fn: Fn, errors: I32, rowBytes: I32, start: I32, r: I32, target: I32, targetRowBytes: I32): void {
  const inputs = [fn.local(errors)];
  while (inputs.length < ROW_TILE) {
    inputs.push(fn.local(i32.add(inputs[inputs.length - 1], rowBytes)));
  }
  const zero = f64x2.splat(f64.const(0));
  const sums = inputs.map(() => [fn.local(zero), fn.local(zero)]);
  const factor = fn.local(r);
  fn.for(i32.const(0), start, 1, () => {
    const [low, high] = [fn.local(v128.load(factor)), fn.local(v128.load(factor, PAIR))];
    for (const [row, [sumLow, sumHigh]] of sums.entries()) {
      const error = fn.local(v128.load64Splat(inputs[row]));
      sumLow.set(f64x2.add(sumLow, f64x2.mul(low, error)));
      sumHigh.set(f64x2.add(sumHigh, f64x2.mul(high, error)));
      inputs[row].set(i32.add(inputs[row], i32.const(DOUBLE)));
    }
    factor.set(i32.add(factor, rowBytes));
  });
  const out = fn.local(target);
  for (const [low, high] of sums) {
    fn.do(v128.store(out, low));
    fn.do(v128.store(out, high, PAIR));
    out.set(i32.add(out, targetRowBytes));
  }
}

/**
 * Rounds the group of `size` inputs from `start` on, each to the grid and with what rounding those before it cost made
 * up for, on each of `candidates` grids an output; the one with the least error stays. Float64: `targets` [rows, size]
 * (`compensateKernel`), `weights` and `errors` [rows, K], `block` [size, size] (R_gg, each column divided by its
 * diagonal element), `diagonal` [size], `scales` and `zeros` [rows, candidates]; a scale of 0 makes every weight 0.
 * Written: `q` [rows, size] bytes, `choice` [rows] i32, and the errors of these inputs. A chunk makes `rowsPerChunk`
 * rows.
 */
export const roundGroupKernel = kernel(
  'round-group',
  {
    targets: 'i32', weights: 'i32', errors: 'i32', block: 'i32', diagonal: 'i32', scales: 'i32', zeros: 'i32', q: 'i32',
    choice: 'i32', k: 'i32', start: 'i32', size: 'i32', candidates: 'i32', rows: 'i32', rowsPerChunk: 'i32',
  }, // biome-ignore format: a list of names
  (fn, args, chunk, scratch) => {
    const { targets, weights, errors, block, diagonal, scales, zeros, q, choice } = args;
    const { k, start, size, candidates, rows, rowsPerChunk } = args;
    const from = fn.local(i32.mul(chunk, rowsPerChunk));
    const to = fn.local(i32.add(from, rowsPerChunk));
    fn.if(i32.gtU(to, rows), () => to.set(rows));
    const sizeBytes = fn.local(doubles(size));
    const candidateBytes = fn.local(doubles(candidates));

    fn.for(from, to, 1, (row) => {
      const target = fn.local(i32.add(targets, i32.mul(row, sizeBytes)));
      const grid = fn.local(i32.mul(row, candidateBytes));
      const ofGroup = fn.local(doubles(i32.add(i32.mul(row, k), start)));
      const bytes = fn.local(i32.add(q, i32.mul(row, size)));
      const best = fn.local(f64.const(Number.POSITIVE_INFINITY));
      const bestCandidate = fn.local(i32.const(0));

      /**
       * Rounds on one grid; its error. `visit` gets each input, its level, and the address of its dequantised value.
       */
      const round = (candidate: I32, visit?: (input: I32, number: I32, value: I32) => void) => {
        const offset = fn.local(i32.add(grid, doubles(candidate)));
        const scale = fn.local(f64.load(i32.add(scales, offset)));
        const zero = fn.local(f64.load(i32.add(zeros, offset)));
        const isFlat = fn.local(i32.eqz(f64.gt(scale, f64.const(0))));
        const sum = fn.local(f64.const(0));
        copyDoubles(fn, target, scratch, sizeBytes);
        const at = fn.local(scratch);
        const factors = fn.local(block);
        const pivot = fn.local(diagonal);
        const end = fn.local(i32.add(scratch, sizeBytes));
        fn.for(i32.const(0), size, 1, (input) => {
          const wanted = fn.local(f64.load(at));
          const level = fn.local(
            f64.min(f64.max(f64.add(f64.nearest(f64.div(wanted, scale)), zero), f64.const(0)), f64.const(15)),
          );
          const number = fn.local(select(isFlat, i32.const(0), i32.truncSatF64S(level)));
          const value = fn.local(select(isFlat, f64.const(0), f64.mul(f64.sub(level, zero), scale)));
          const weighed = fn.local(f64.mul(f64.sub(wanted, value), f64.load(pivot)));
          sum.set(f64.add(sum, f64.mul(weighed, weighed)));
          fn.do(f64.store(at, value));
          visit?.(input, number, at);
          const missed = fn.local(f64.sub(f64.load(i32.add(target, doubles(input))), value));
          spread(fn, missed, i32.add(at, i32.const(DOUBLE)), end, i32.add(factors, i32.const(DOUBLE)));
          at.set(i32.add(at, i32.const(DOUBLE)));
          factors.set(i32.add(factors, i32.add(sizeBytes, i32.const(DOUBLE))));
          pivot.set(i32.add(pivot, i32.const(DOUBLE)));
          if (!visit) {
            fn.if(f64.gt(sum, best), () => input.set(size)); // no longer the best
          }
        });
        return sum;
      };

      fn.for(i32.const(0), candidates, 1, (candidate) => {
        const sum = round(candidate);
        fn.if(f64.lt(sum, best), () => {
          best.set(sum);
          bestCandidate.set(candidate);
        });
      });
      const own = fn.local(i32.add(weights, ofGroup));
      const error = fn.local(i32.add(errors, ofGroup));
      round(bestCandidate, (input, number, value) => {
        fn.do(i32.store8(i32.add(bytes, input), number));
        const offset = doubles(input);
        fn.do(f64.store(i32.add(error, offset), f64.sub(f64.load(i32.add(own, offset)), f64.load(value))));
      });
      fn.do(i32.store(i32.add(choice, i32.shl(row, i32.const(2))), bestCandidate));
    });
  },
);

function copyDoubles(fn: Fn, source: I32, target: I32, bytes: I32): void {
  const from = fn.local(source);
  fn.for(target, i32.add(target, bytes), PAIR, (at) => {
    fn.do(v128.store(at, v128.load(from)));
    from.set(i32.add(from, i32.const(PAIR)));
  });
}

/** values += missed · factors, from `first` up to `end`. */
function spread(fn: Fn, missed: F64, first: I32, end: I32, factors: I32): void {
  const at = fn.local(first);
  const factor = fn.local(factors);
  // One by itself where the number is odd, the rest in pairs: each element gets the same sum either way.
  fn.if(i32.and(i32.shrU(i32.sub(end, at), i32.const(BYTES_SHIFT)), i32.const(1)), () => {
    fn.do(f64.store(at, f64.add(f64.load(at), f64.mul(missed, f64.load(factor)))));
    at.set(i32.add(at, i32.const(DOUBLE)));
    factor.set(i32.add(factor, i32.const(DOUBLE)));
  });
  const both = fn.local(f64x2.splat(missed));
  fn.while(i32.ltU(at, end), () => {
    fn.do(v128.store(at, f64x2.add(v128.load(at), f64x2.mul(both, v128.load(factor)))));
    at.set(i32.add(at, i32.const(PAIR)));
    factor.set(i32.add(factor, i32.const(PAIR)));
  });
}
