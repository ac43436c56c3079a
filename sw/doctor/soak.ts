import { checked } from '../backends/checked.ts';
import { openGolden } from '../backends/golden/golden.ts';
import { deviceAccelerator } from '../driver/device-accelerator.ts';
import type { Driver } from '../driver/driver.ts';
import { MATRIX_FORMATS, matrixLayout } from '../port/layout.ts';
import { randomSource } from '../random.ts';
import { type Check, failed, ok } from './check.ts';
import { randomBytes } from './random-bytes.ts';

/** Outputs and inputs of the matrices: one macro and less, ragged, many groups, many outputs. */
const SHAPES = [
  [1, 64],
  [33, 70],
  [128, 896],
  [300, 2048],
  [1024, 256],
] as const;

/**
 * Multiplies by random matrices for as long as is wanted and compares every bit with the golden model: what comes
 * rarely, such as bits that flip in warm memory, or timing that is missed by little, shows only in many products.
 */
export async function soak(
  driver: Driver,
  { products, seed }: { readonly products: number; readonly seed: number },
  progress: (text: string) => void = () => {},
): Promise<Check> {
  const { engine, tokens } = driver.capabilities;
  const random = randomSource(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  // The driver is closed by who opened it.
  const subject = checked(deviceAccelerator('kv260', driver), openGolden({ engine }));
  let done = 0;
  try {
    const matrices = [];
    for (const format of MATRIX_FORMATS) {
      for (const [n, k] of SHAPES) {
        const data = randomBytes(matrixLayout(format, n, k).bytes, random);
        matrices.push(await subject.load({ name: `${format}, ${n} × ${k}`, n, k, format, data }));
      }
    }
    for (; done < products; done++) {
      progress(`soak: ${done} of ${products} products`);
      const matrix = matrices[below(matrices.length)];
      const vectors = 1 + below(2 * tokens);
      const size = 2 ** (below(40) - 20);
      const x = Float32Array.from({ length: vectors * matrix.k }, () => (random() * 2 - 1) * size);
      if (vectors === 1 && subject.topK && below(2) === 0) {
        await subject.topK(x, matrix);
      } else {
        await subject.multiply(x, vectors, [matrix]);
      }
    }
  } catch (error) {
    return failed(
      'soak',
      `product ${done + 1} of ${products}, seed ${seed}: ${(error as Error).message}`,
      'the bits of the golden model in every product',
      'the same command with --soak-seed tells whether it comes again at the same place. It does: a fault of the hardware or of the bitstream; send the line. It does not: memory, supply, cooling, or timing that is met by little',
    );
  }
  const { values } = subject.compared;
  return ok('soak', `${products} products, ${values} values, seed ${seed}: the bits of the golden model`);
}
