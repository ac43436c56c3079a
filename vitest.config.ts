import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'packages/*/test/**/*.test.ts',
      'packages/*/examples/**/*.test.ts',
      'tb/**/*.test.ts',
      'sw/**/*.test.ts',
      'gen/**/*.test.ts',
      'tools/**/*.test.ts',
      'constraints/**/*.test.ts',
      'site/test/**/*.test.ts',
      'examples/**/*.test.ts',
      // Not of this repository: whoever tries something in a clone puts it there.
      'my/**/*.test.ts',
    ],
    globalSetup: ['./tools/guard/suite.ts'],
    setupFiles: ['./vitest.setup.ts'],
    testTimeout: 180_000,
    hookTimeout: 900_000,
    pool: 'forks',
    // Vitest's own default leaves a core idle, half of a machine of two.
    maxWorkers: availableParallelism(),
  },
});
