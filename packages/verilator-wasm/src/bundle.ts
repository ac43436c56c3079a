import { extname, join } from 'node:path';
import { build } from 'esbuild';
import type { Model } from './runtime/model.ts';

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
    platform: 'browser',
    target: 'es2022',
    minify: true,
    write: false,
  });
  return outputFiles[0].text;
}
