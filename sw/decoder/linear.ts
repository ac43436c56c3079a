import { HALF_TO_FLOAT } from '../model/half.ts';
import type { Accelerator, ResidentMatrix } from '../port/accelerator.ts';
import type { DenseMatrix, Operators } from '../port/operators.ts';

/** y = x · Wᵀ + bias, on the accelerator when its matrix is resident there. */
export interface Linear {
  readonly matrix: ResidentMatrix | DenseMatrix;
  /** Further products, where the inputs are more than one takes: `ResidentParts`. */
  readonly rest?: readonly ResidentMatrix[];
  readonly bias: Float32Array | undefined;
}

/** Applies linear layers that share their activations: x [T, K] → one y [T, N] a layer. */
export async function linear(
  { accelerator, operators }: { accelerator: Accelerator; operators: Operators },
  x: Float32Array,
  ...layers: Linear[]
): Promise<Float32Array[]> {
  const tokens = x.length / inputsOf(layers[0]);
  if (layers.some(({ rest }) => rest !== undefined)) {
    return Promise.all(layers.map((layer) => inParts(accelerator, operators, x, tokens, layer)));
  }
  const resident = layers.map(({ matrix }) => matrix).filter(isResident);
  const products = resident.length > 0 ? await accelerator.multiply(x, tokens, resident) : [];
  let next = 0;
  return layers.map(({ matrix, bias }) => {
    const y = isResident(matrix) ? products[next++] : operators.multiplyDense(matrix, x, tokens);
    if (bias) {
      operators.addBias(y, bias);
    }
    return y;
  });
}

const inputsOf = ({ matrix, rest = [] }: Linear): number => rest.reduce((sum, { k }) => sum + k, matrix.k);

/** y = fl(y₁ + y₂), in rising order of the inputs. */
async function inParts(
  accelerator: Accelerator,
  operators: Operators,
  x: Float32Array,
  tokens: number,
  layer: Linear,
): Promise<Float32Array> {
  const { matrix, rest = [], bias } = layer;
  const width = inputsOf(layer);
  let y: Float32Array | undefined;
  let first = 0;
  for (const part of [matrix as ResidentMatrix, ...rest]) {
    const inputs = new Float32Array(tokens * part.k);
    for (let t = 0; t < tokens; t++) {
      inputs.set(x.subarray(t * width + first, t * width + first + part.k), t * part.k);
    }
    const [more] = await accelerator.multiply(inputs, tokens, [part]);
    y = y?.map((value, i) => value + more[i]) ?? more;
    first += part.k;
  }
  if (bias) {
    operators.addBias(y!, bias);
  }
  return y!;
}

export const isResident = (matrix: ResidentMatrix | DenseMatrix): matrix is ResidentMatrix => !('dense' in matrix);

/** y [T, N] += bias [N], row by row. */
export function addBias(y: Float32Array, bias: Float32Array): void {
  for (let i = 0; i < y.length; i++) {
    y[i] += bias[i % bias.length];
  }
}

/** y [T, N] = x [T, K] · Wᵀ; sums in double, row by row. */
export function multiplyDense({ n, k, dense }: DenseMatrix, x: Float32Array, tokens: number): Float32Array {
  const y = new Float32Array(tokens * n);
  const row = new Float32Array(k);
  for (let output = 0; output < n; output++) {
    if (dense instanceof Float32Array) {
      row.set(dense.subarray(output * k, (output + 1) * k));
    } else {
      for (let i = 0; i < k; i++) {
        row[i] = HALF_TO_FLOAT[dense[output * k + i]];
      }
    }
    for (let t = 0; t < tokens; t++) {
      let sum = 0;
      for (let i = 0; i < k; i++) {
        sum += row[i] * x[t * k + i];
      }
      y[t * n + output] = sum;
    }
  }
  return y;
}
