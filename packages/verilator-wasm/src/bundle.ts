import { extname, join } from 'node:path';
import { build } from 'esbuild';
import type { Model } from './runtime/model.ts';

/** What the licence of Verilator's runtime, which is compiled into every model, asks of who passes a model on. */
const NOTICE = `/*! The WebAssembly in this file holds a Verilog design as Verilator translated it, and Verilator's runtime,
 * Copyright 2003-2026 by Wilson Snyder, LGPL-3.0-only or Artistic-2.0 (https://verilator.org): its source comes with
 * Verilator, and a model with another version of it is built from the design's Verilog by npm's verilator-wasm. */`;

/**
 * One JavaScript module for browsers that holds the runtime and a built model, and exports `model`, ready to be
 * instantiated: `import { model } from './counter.mjs'`.
 */
export async function bundleForWeb(model: Model): Promise<string> {
  const wasm = Buffer.from(model.wasm).toString('base64');
  const runtime = `./index${extname(import.meta.filename)}`; // `.js` in the published package
  const { outputFiles } = await build({
    stdin: {
      contents: `
        import { loadModel } from '${runtime}';
        export { AssertionError, SimulationError, coverageBySource, mergeCoverage } from '${runtime}';
        export const model = await loadModel(Uint8Array.from(atob('${wasm}'), (c) => c.charCodeAt(0)));`,
      resolveDir: join(import.meta.dirname, 'runtime'),
      loader: 'ts',
    },
    bundle: true,
    format: 'esm',
    banner: { js: NOTICE },
    platform: 'browser',
    target: 'es2022',
    minify: true,
    write: false,
  });
  return outputFiles[0].text;
}
