import { packMatrix, type QuantizedMatrix, unpackMatrix } from '../model/pack.ts';
import type { Accelerator, ResidentMatrix } from '../port/accelerator.ts';
import { GROUP_SIZE } from '../port/layout.ts';
import type { PackedMatrix } from '../port/matrix.ts';

/** A matrix in an accelerator: whole, or where its inputs are more than a product takes, in parts of rising inputs. */
export interface ResidentParts {
  readonly matrix: ResidentMatrix;
  /** What the inputs behind those of `matrix` are multiplied by; y = fl(y₁ + y₂), in rising order. */
  readonly rest?: readonly ResidentMatrix[];
}

/** Inputs of each of the products that a matrix of `k` inputs is, of which one takes `maxK` (docs/numerics.md). */
export const inputParts = (k: number, maxK: number): number[] =>
  Array.from({ length: Math.ceil(k / maxK) }, (_, i) => Math.min(maxK, k - i * maxK));

/** Makes a matrix resident, in as many products as its inputs need. */
export async function loadParts(accelerator: Accelerator, packed: PackedMatrix): Promise<ResidentParts> {
  const { maxK = packed.k } = accelerator;
  if (packed.k <= maxK) {
    return { matrix: await accelerator.load(packed) };
  }
  const { name, n, k, format, data } = packed;
  const whole = unpackMatrix(data, format, n, k);
  const parts: ResidentMatrix[] = [];
  let first = 0;
  for (const inputs of inputParts(k, maxK)) {
    const part = inputsOf(whole, first, first + inputs);
    const at = first === 0 ? name : `${name}, inputs from ${first}`;
    parts.push(await accelerator.load({ name: at, n, k: part.k, format, data: packMatrix(part, format) }));
    first += inputs;
  }
  const [matrix, ...rest] = parts;
  return { matrix, rest };
}

/** Inputs `first` to `end` of a matrix; `first` is a multiple of the group size. */
function inputsOf({ n, k, q, zeros, scales }: QuantizedMatrix, first: number, end: number): QuantizedMatrix {
  const columns = <T extends Uint8Array | Int8Array | Uint16Array>(all: T, width: number, from: number, to: number) => {
    const taken = all.slice(0, n * (to - from)) as T;
    for (let output = 0; output < n; output++) {
      taken.set(all.subarray(output * width + from, output * width + to), output * (to - from));
    }
    return taken;
  };
  const groups = Math.ceil(k / GROUP_SIZE);
  const [firstGroup, endGroup] = [first / GROUP_SIZE, Math.ceil(end / GROUP_SIZE)];
  return {
    n,
    k: end - first,
    q: columns(q, k, first, end),
    zeros: columns(zeros, groups, firstGroup, endGroup),
    scales: columns(scales, groups, firstGroup, endGroup),
  };
}
