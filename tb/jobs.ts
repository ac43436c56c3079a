import { FORMAT } from '@macromac/rtl';
import fc from 'fast-check';
import type { PackedMatrix } from 'macromac/port/matrix.ts';
import { randomActivations, randomMatrix, range } from './arbitraries.ts';
import { met } from './coverage/situations.ts';

/** A command as a test states it. */
export interface Job {
  readonly matrix: PackedMatrix;
  readonly tokens: number;
  /** Undefined: the activations of the job before. */
  readonly x: Float32Array | undefined;
  /** Only the 64 largest results are wanted (the accelerator only). */
  readonly top?: boolean;
  /** The vectors come on one lane, a group of each in turn (the core only). */
  readonly serial?: boolean;
}

/** A matrix's format as commands name it. */
export const FORMAT_CODE = { 'awq-macro': FORMAT.macro, 'awq-macro-dense': FORMAT.dense, 'int8-macro': FORMAT.int8 };

/** Counts what kind of shape a matrix has. */
export function noteShape({ n, k }: PackedMatrix): void {
  met('shapes', k % 64 ? 'K not a multiple of 64' : 'K a multiple of 64');
  met('shapes', n % 32 ? 'N not a multiple of 32' : 'N a multiple of 32');
}

/** One to `most` jobs of at most `tokens` vectors; some reuse the activations of the one before. */
export const someJobs = (tokens: number, most: number): fc.Arbitrary<Job[]> =>
  fc
    .array(
      fc.record({
        n: fc.integer({ min: 1, max: 100 }),
        k: fc.integer({ min: 1, max: 300 }),
        tokens: fc.integer({ min: 1, max: tokens }),
        format: fc.constantFrom('awq-macro', 'awq-macro-dense', 'int8-macro'),
        scales: range(),
        values: range(),
        seed: fc.integer(),
        reuse: fc.boolean(),
      }),
      { minLength: 1, maxLength: most },
    )
    .map((specs) => {
      const jobs: Job[] = [];
      for (const { n, k, format, scales, values, seed, reuse, tokens: count } of specs) {
        const before = reuse ? jobs.at(-1) : undefined;
        const inputs = before?.matrix.k ?? k;
        const vectors = before?.tokens ?? count;
        jobs.push({
          matrix: randomMatrix(n, inputs, format, scales, seed),
          tokens: vectors,
          x: before ? undefined : randomActivations(inputs * vectors, values, seed + 9),
        });
      }
      return jobs;
    });
