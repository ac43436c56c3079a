import type { Job } from '../jobs/job.ts';

/** A job of `sw/jobs/test/toy.mjs`. */
export const toyJob = (value: number, more: { milliseconds?: number; say?: string; mark?: string } = {}): Job => {
  const { milliseconds = 0, say, mark } = more;
  return {
    name: `square of ${value}`,
    command: ['sw/jobs/test/toy.mjs'],
    input: { value, milliseconds, ...(say === undefined ? {} : { say }) },
    ...(mark === undefined ? {} : { places: { mark } }),
    tools: { toy: '1' },
  };
};

export const squares = (values: readonly number[]) => values.map((value) => ({ square: value ** 2 }));
