import type { EngineArrays } from '../backends/cpu/arrays.ts';
import type { Engine } from '../backends/cpu/engine.ts';
import { MAX_CHUNKS } from '../backends/cpu/kernel.ts';
import { DataError } from '../errors.ts';
import type { QuantizedMatrix } from '../model/pack.ts';
import { emptyMatrix, type GroupSize, gridOf, rangeOf, setGrid } from '../model/round-to-nearest.ts';
import type { ActivationStatistics } from './activation-statistics.ts';
import { candidateRanges } from './clip-search.ts';
import { ROW_TILE } from './error-feedback-kernels.ts';
import type { FloatLinear } from './scale-search.ts';
import { triangularFactor } from './triangular-factor.ts';

/**
 * INT4 with error feedback: what rounding a weight does to the outputs, the weights of later inputs make up for
 * (GPTQ, arXiv 2210.17323).
 */
export type ErrorFeedback = (
  linear: FloatLinear,
  statistics: ActivationStatistics,
  groupSize: GroupSize,
  damping?: number,
) => QuantizedMatrix;

/** Share of itself that is added to each diagonal element of the Gram matrix. */
export const DAMPING = 0.01;
/** Outputs whose errors are in memory together. */
const SLICE_ROWS = 2048;

/**
 * Error feedback in the form of Babai's nearest plane, which gives GPTQ's weights without an inverse. With the damped
 * Gram matrix H = R · Rᵀ, R upper triangular, the error of an output is ‖Rᵀ · e‖² for errors e of its weights, and
 * component i of Rᵀ · e is R_ii · e_i plus what the inputs before i have left: each weight is rounded from where that
 * component would be 0.
 *
 * Groups are finished one after the other, those with the strongest inputs first, and inside a group the strongest
 * inputs first (all the freedom that a scale a group leaves to GPTQ's activation order). A group's grid is chosen when
 * its turn has come, from the ranges of the clipping search, by the error after feedback inside the group.
 *
 * Damping is relative to each input's own power, so the result does not change when inputs and weights are scaled
 * against each other, and strong channels do not drown the weak ones.
 */
export function createErrorFeedback(engine: Engine, { arena }: EngineArrays): ErrorFeedback {
  const take = (length: number): Float64Array =>
    new Float64Array(engine.buffer, arena.array(2 * length).byteOffset, length);
  return (linear, statistics, groupSize, damping = DAMPING) => {
    const { name, n, k, weights } = linear;
    const before = arena.mark();
    const order = groupOrder(statistics, groupSize);
    const padded = order.length;
    const r = factored(engine, take(padded * padded), order, statistics, damping, name);
    const matrix = emptyMatrix(n, k);
    const rows = Math.min(SLICE_ROWS, Math.ceil(n / ROW_TILE) * ROW_TILE);
    const arrays = {
      r,
      order,
      weights: take(rows * padded),
      errors: take(rows * padded),
      targets: take(rows * groupSize),
      block: take(groupSize * groupSize),
      diagonal: take(groupSize),
      scales: take(rows * CANDIDATES),
      zeros: take(rows * CANDIDATES),
      q: engine.bytes(arena.array((rows * groupSize) / 4).byteOffset, rows * groupSize),
      choice: new Int32Array(engine.buffer, arena.array(rows).byteOffset, rows),
    };
    for (let first = 0; first < n; first += SLICE_ROWS) {
      const count = Math.min(SLICE_ROWS, n - first);
      arrays.weights.fill(0);
      arrays.errors.fill(0);
      for (let row = 0; row < count; row++) {
        for (let i = 0; i < padded; i++) {
          if (order[i] < k) {
            arrays.weights[row * padded + i] = weights[(first + row) * k + order[i]];
          }
        }
      }
      for (let start = 0; start < padded; start += groupSize) {
        roundGroup(engine, arrays, matrix, { name, first, count, start, groupSize });
      }
    }
    arena.rewind(before);
    return matrix;
  };
}

const CANDIDATES = candidateRanges(-1, 1).length;

/** Inputs in the order in which they are rounded, groups filled up with inputs that do not exist. */
function groupOrder({ k, gram }: ActivationStatistics, groupSize: GroupSize): Uint32Array {
  const power = (input: number): number => (input < k ? gram[input * k + input] : -1);
  const groups = Array.from({ length: Math.ceil(k / groupSize) }, (_, group) => {
    const inputs = Array.from({ length: groupSize }, (_, i) => group * groupSize + i);
    return {
      inputs: inputs.sort((a, b) => power(b) - power(a) || a - b),
      power: inputs.reduce((sum, input) => sum + Math.max(power(input), 0), 0),
      group,
    };
  });
  groups.sort((a, b) => b.power - a.power || a.group - b.group);
  return Uint32Array.from(groups.flatMap(({ inputs }) => inputs));
}

/**
 * R of the damped Gram matrix in that order, in `h`. Damping is raised where rounding has left the matrix without a
 * factor.
 */
function factored(
  engine: Engine,
  h: Float64Array,
  order: Uint32Array,
  { k, gram }: ActivationStatistics,
  damping: number,
  name: string,
): Float64Array {
  const padded = order.length;
  let mean = 0;
  for (let i = 0; i < k; i++) {
    mean += gram[i * k + i] / k;
  }
  if (!Number.isFinite(mean)) {
    throw new DataError(`tensor ${name}: the calibration text drives its inputs beyond what floats hold`);
  }
  for (let share = damping; share < 1e3; share = Math.max(10 * share, 1e-6)) {
    for (let i = 0; i < padded; i++) {
      for (let j = 0; j < padded; j++) {
        const isInside = order[i] < k && order[j] < k;
        // Symmetric to the bit, as the factorisation takes it.
        const [low, high] = order[i] < order[j] ? [order[i], order[j]] : [order[j], order[i]];
        h[i * padded + j] = isInside ? gram[low * k + high] : 0;
      }
      const own = h[i * padded + i];
      h[i * padded + i] = own > 0 ? own * (1 + share) + 1e-9 * mean : mean || 1;
    }
    if (triangularFactor(engine, h, padded)) {
      return h;
    }
  }
  throw new DataError(`tensor ${name}: the Gram matrix of its inputs is not positive definite`);
}

interface Arrays {
  readonly r: Float64Array;
  readonly order: Uint32Array;
  readonly weights: Float64Array;
  readonly errors: Float64Array;
  readonly targets: Float64Array;
  readonly block: Float64Array;
  readonly diagonal: Float64Array;
  readonly scales: Float64Array;
  readonly zeros: Float64Array;
  readonly q: Uint8Array;
  readonly choice: Int32Array;
}

/** Rounds one group of `count` outputs from `first` on. */
function roundGroup(
  engine: Engine,
  arrays: Arrays,
  matrix: QuantizedMatrix,
  slice: { name: string; first: number; count: number; start: number; groupSize: GroupSize },
): void {
  const { r, order, weights, errors, targets, block, diagonal, scales, zeros, q, choice } = arrays;
  const { name, first, count, start, groupSize: size } = slice;
  const padded = order.length;
  const rows = Math.ceil(count / ROW_TILE) * ROW_TILE;
  const share = (parts: number) => {
    const perChunk = Math.max(1, Math.ceil(parts / Math.min(MAX_CHUNKS, 8 * engine.threads)));
    return { perChunk, chunks: Math.ceil(parts / perChunk) };
  };
  const common = { k: padded, start, size, rows };
  const tiles = share(rows / ROW_TILE);
  engine.run('compensate', tiles.chunks, {
    errors: errors.byteOffset,
    weights: weights.byteOffset,
    r: r.byteOffset,
    targets: targets.byteOffset,
    ...common,
    tilesPerChunk: tiles.perChunk,
  });

  for (let j = 0; j < size; j++) {
    diagonal[j] = r[(start + j) * padded + start + j];
  }
  for (let j = 0; j < size; j++) {
    for (let i = 0; i < size; i++) {
      block[j * size + i] = i < j ? 0 : r[(start + j) * padded + start + i] / diagonal[i];
    }
  }
  const group = order.slice(start, start + size).reduce((a, b) => Math.min(a, b));
  const bits = new Uint16Array(rows * CANDIDATES);
  const target = new Float32Array(size);
  for (let row = 0; row < count; row++) {
    for (let i = 0; i < size; i++) {
      target[i] = targets[row * size + i];
    }
    const { low, high } = rangeOf(target, () => `${name} [${first + row}, ${group}…]`);
    for (const [c, range] of candidateRanges(low, high).entries()) {
      const grid = gridOf(...range);
      const at = row * CANDIDATES + c;
      bits[at] = grid.scaleBits;
      scales[at] = grid.scale;
      zeros[at] = grid.zero;
    }
  }
  const parts = share(rows);
  engine.run('round-group', parts.chunks, {
    targets: targets.byteOffset,
    weights: weights.byteOffset,
    errors: errors.byteOffset,
    block: block.byteOffset,
    diagonal: diagonal.byteOffset,
    scales: scales.byteOffset,
    zeros: zeros.byteOffset,
    q: q.byteOffset,
    choice: choice.byteOffset,
    ...common,
    candidates: CANDIDATES,
    rowsPerChunk: parts.perChunk,
  });

  const end = Math.min(group + size, matrix.k);
  for (let row = 0; row < count; row++) {
    const at = row * CANDIDATES + choice[row];
    setGrid(matrix, first + row, [group, end], { zero: zeros[at], scaleBits: bits[at] });
    for (let i = 0; i < size; i++) {
      const input = order[start + i];
      if (input < matrix.k) {
        matrix.q[(first + row) * matrix.k + input] = q[row * size + i];
      }
    }
  }
}
