import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

export interface PageFile {
  type: string;
  body: string | Uint8Array;
}

/** The page's files by name: the scripts bundled for the browser, in milliseconds. */
export async function buildPage(): Promise<Map<string, PageFile>> {
  const at = (name: string) => fileURLToPath(new URL(`./page/${name}`, import.meta.url));
  const script = extname(import.meta.url); // `.js` in the published package
  const { outputFiles } = await build({
    entryPoints: [at(`app${script}`), at(`worker${script}`)],
    bundle: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    outdir: '/',
    logLevel: 'silent',
  });
  const files = new Map<string, PageFile>([
    ['index.html', { type: 'text/html', body: await readFile(at('index.html')) }],
    ['style.css', { type: 'text/css', body: await readFile(at('style.css')) }],
  ]);
  for (const { path, contents } of outputFiles) {
    files.set(path.split('/').at(-1) as string, { type: 'text/javascript', body: contents });
  }
  return files;
}
