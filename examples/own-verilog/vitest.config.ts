import { defineConfig } from 'vitest/config';

// The first run compiles the design.
export default defineConfig({ test: { testTimeout: 300_000 } });
