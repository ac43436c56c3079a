import type { Accelerator, ResidentMatrix, TopK } from 'macromac/port/accelerator.ts';
import type { Verdict } from '../shared/protocol.ts';

export interface JudgedAccelerator extends Accelerator {
  readonly verdict: Verdict;
  /** What the LM head was asked, in order, and what it answered. */
  readonly asked: readonly Asked[];
}

export interface Asked {
  readonly x: Float32Array;
  readonly matrix: ResidentMatrix;
  readonly top: TopK;
}

/** A back end whose results are compared with a reference, bit for bit, and used whatever the verdict is. */
export function judged(subject: Accelerator, reference: Accelerator): JudgedAccelerator {
  const twins = new Map<ResidentMatrix, ResidentMatrix>();
  let products = 0;
  let values = 0;
  let wrong = 0;
  let first: string | undefined;
  const asked: Asked[] = [];

  const judge = (name: string, actual: Uint32Array, expected: Uint32Array) => {
    products++;
    values += actual.length;
    const at = actual.findIndex((bits, i) => bits !== expected[i]);
    if (at < 0) {
      return;
    }
    wrong++;
    first ??= `${name}, output ${at}: ${hex(actual[at])} (${float(actual[at])}), golden ${hex(expected[at])} (${float(expected[at])})`;
  };
  const bitsOf = (array: Float32Array) => new Uint32Array(array.buffer, array.byteOffset, array.length);

  return {
    backend: subject.backend,
    engine: subject.engine,
    tokensPerPass: subject.tokensPerPass,
    ...(subject.maxK === undefined ? {} : { maxK: subject.maxK }),
    get verdict() {
      return { products, values, wrong, first };
    },
    asked,
    async load(matrix) {
      const resident = await subject.load(matrix);
      twins.set(resident, await reference.load(matrix));
      return resident;
    },
    async multiply(x, tokens, matrices) {
      const expected = await reference.multiply(
        x,
        tokens,
        matrices.map((matrix) => twins.get(matrix)!),
      );
      const results = await subject.multiply(x, tokens, matrices);
      for (const [i, { name, n }] of matrices.entries()) {
        for (let t = 0; t < tokens; t++) {
          const row = (y: Float32Array) => bitsOf(y.subarray(t * n, (t + 1) * n));
          judge(name, row(results[i]), row(expected[i]));
        }
      }
      return results;
    },
    topK: async (x, matrix) => {
      const expected = await reference.topK!(x, twins.get(matrix)!);
      const top = await subject.topK!(x, matrix);
      asked.push({ x: x.slice(), matrix, top });
      const words = ({ indices, values: of }: TopK) => Uint32Array.from([...bitsOf(of), ...indices]);
      judge(`${matrix.name}: the largest`, words(top), words(expected));
      // A value and its index are one value that came back.
      values -= top.indices.length;
      return top;
    },
    statistics: () => subject.statistics(),
    async close() {
      await subject.close();
      await reference.close();
    },
  };
}

const hex = (bits: number): string => bits.toString(16).toUpperCase().padStart(8, '0');
const float = (bits: number): string => new Float32Array(Uint32Array.of(bits).buffer)[0].toPrecision(6);
