import type { Accelerator, ResidentMatrix, TopK } from '../port/accelerator.ts';
import type { PackedMatrix } from '../port/matrix.ts';
import { checkedLists } from './checked-lists.ts';

export interface CheckedAccelerator extends Accelerator {
  /** Matrix products and values compared so far, all of them equal. */
  readonly compared: { readonly products: number; readonly values: number };
}

/**
 * A back end whose every result is compared with a reference, bit for bit; the first difference throws.
 * @param mantissa M of the golden machine that runs its command lists; default 27
 */
export function checked(subject: Accelerator, reference: Accelerator, mantissa?: number): CheckedAccelerator {
  const twins = new Map<ResidentMatrix, ResidentMatrix>();
  const sources = new Map<ResidentMatrix, PackedMatrix>();
  const compared = { products: 0, values: 0 };
  const lists =
    subject.lists &&
    checkedLists(
      subject.lists,
      (matrix) => sources.get(matrix)!,
      (bytes) => {
        compared.values += bytes / 4;
      },
      mantissa,
    );
  return {
    backend: subject.backend,
    engine: subject.engine,
    tokensPerPass: subject.tokensPerPass,
    ...(subject.maxK === undefined ? {} : { maxK: subject.maxK }),
    operators: subject.operators,
    ...(lists ? { lists } : {}),
    compared,
    async load(matrix) {
      const resident = await subject.load(matrix);
      twins.set(resident, await reference.load(matrix));
      sources.set(resident, matrix);
      return resident;
    },
    async multiply(x, tokens, matrices) {
      const twinMatrices = matrices.map((matrix) => twins.get(matrix)!);
      // The reference may have threads of its own; a simulation then goes on beside it.
      const [expected, results] = await Promise.all([
        reference.multiply(x, tokens, twinMatrices),
        subject.multiply(x, tokens, matrices),
      ]);
      for (const [i, { name, n }] of matrices.entries()) {
        compareBits(`${subject.backend} against ${reference.backend}: ${name}`, results[i], expected[i], n);
        compared.products += tokens;
        compared.values += results[i].length;
      }
      return results;
    },
    topK:
      subject.topK && reference.topK
        ? async (x, matrix) => {
            const [expected, top] = await Promise.all([
              reference.topK!(x, twins.get(matrix)!),
              subject.topK!(x, matrix),
            ]);
            compareTop(`${subject.backend} against ${reference.backend}: ${matrix.name}`, top, expected);
            compared.products++;
            compared.values += top.values.length;
            return top;
          }
        : undefined,
    statistics: () => subject.statistics(),
    async close() {
      await subject.close();
      await reference.close();
    },
  };
}

function compareTop(what: string, actual: TopK, expected: TopK): void {
  const wrong = expected.indices.findIndex((index, i) => index !== actual.indices[i]);
  if (wrong >= 0) {
    throw new Error(
      `${what}: place ${wrong} of the largest is output ${actual.indices[wrong]}, expected ${expected.indices[wrong]}`,
    );
  }
  compareBits(`${what}: the largest`, actual.values, expected.values, actual.values.length);
}

function compareBits(what: string, actual: Float32Array, expected: Float32Array, n: number): void {
  if (actual.length !== expected.length) {
    throw new Error(`${what}: ${actual.length} values, expected ${expected.length}`);
  }
  const actualBits = new Uint32Array(actual.buffer, actual.byteOffset, actual.length);
  const expectedBits = new Uint32Array(expected.buffer, expected.byteOffset, expected.length);
  const wrong = actualBits.findIndex((bits, i) => bits !== expectedBits[i]);
  if (wrong < 0) {
    return;
  }
  const hex = (bits: number) => bits.toString(16).toUpperCase().padStart(8, '0');
  throw new Error(
    `${what}: token ${Math.floor(wrong / n)}, output ${wrong % n}: ` +
      `${hex(actualBits[wrong])} (${actual[wrong]}), expected ${hex(expectedBits[wrong])} (${expected[wrong]})`,
  );
}
