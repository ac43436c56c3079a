/** `npx tsx site/build.ts [folder]`: writes the static site, which any web host can serve from any folder. */
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { BuildOptions, Plugin } from 'esbuild';
import { buildDocuments, listDocuments } from './documents/build.ts';
import { documentFrame } from './documents/frame.ts';
import { buildReference } from './documents/reference.ts';
import { resultsBody } from './evidence/page.ts';
import { readEvidence } from './evidence/schema.ts';
import { examples } from './examples.ts';
import { inside } from './inside.ts';
import { bundle, licencesText } from './licences.ts';
import { checkerTypes } from './types.ts';

const ROOT = resolve(import.meta.dirname, '..');
const SOURCE = join(import.meta.dirname, 'src');
const MODEL = join(ROOT, 'models/story');
const MODEL_FILES = ['model.bin', 'model.json', 'tokenizer.json', 'tokenizer_config.json'];
/** Of these, what is kept only for those who ask: pages of the API reference, hundreds of them. */
const KEPT_IF_ASKED = /^documents\/api\//;
const WAVES = join(ROOT, 'packages/waves/src/page');
/**
 * Large files, and pages beside the first, which the service worker keeps once a visitor has asked for them, or behind
 * the first story.
 */
const KEPT_LATER =
  /^(checker\.js|benches\.js|test-tools\.js|elk\.bundled-.*\.js|types\.json|licences\.txt|documents\/.*|documents\.(js|css))$/;
/** What the test benches import of Node. */
const ASSERT = /^node:assert\/strict$/;
const NODE_MODULES = /^(node:.*|fs|path|os|crypto|inspector|perf_hooks|source-map-support)$/;
/** Files of sw/ that are Node's alone, each with what stands in for it. */
const STAND_INS = /\/(time-limit|collect-garbage)\.ts$/;

export interface SiteOptions {
  /** Whether the API reference is made, which takes longer than all the rest. Default true. */
  readonly reference?: boolean;
}

/** Writes the site into `out`, which is made anew. */
export async function buildSite(out: string, { reference = true }: SiteOptions = {}): Promise<void> {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const packages = new Set<string>();
  const build = (options: BuildOptions) => bundle(options, packages);
  await build({
    ...COMMON,
    entryPoints: [join(SOURCE, 'engine/main.ts')],
    outfile: join(out, 'engine.js'),
    format: 'iife',
    plugins: [withoutNode],
  });
  await build({
    ...COMMON,
    entryPoints: { page: join(SOURCE, 'page/main.ts'), documents: join(SOURCE, 'page/documents.ts') },
    outdir: out,
    format: 'esm',
    splitting: true,
    chunkNames: '[name]-[hash]',
  });
  await build({
    ...COMMON,
    entryPoints: { checker: join(SOURCE, 'checker/main.ts') },
    outdir: out,
    format: 'iife',
    plugins: [withoutNode],
  });
  await build({
    ...COMMON,
    entryPoints: { benches: join(SOURCE, 'benches/main.ts') },
    outdir: out,
    format: 'cjs',
    // Verilator and vitest are not asked for in a browser.
    supported: { 'dynamic-import': false },
    external: ['@macromac/rtl', '@chisel-lite/hdl', 'verilator-wasm', 'vitest'],
    plugins: [assertions, withoutNode],
  });
  await build({ ...TEST_TOOLS_BUNDLE, outdir: out });
  writeFileSync(join(out, 'types.json'), JSON.stringify(checkerTypes()));
  await build({
    ...COMMON,
    entryPoints: ['app', 'worker'].map((name) => join(WAVES, `${name}.ts`)),
    outdir: join(out, 'waves'),
    format: 'esm',
    inject: [join(SOURCE, 'stand-ins/waves-server.ts')],
  });
  cpSync(join(SOURCE, 'embedded-waves.css'), join(out, 'waves/embedded.css'));
  cpSync(join(WAVES, 'style.css'), join(out, 'waves/style.css'));
  writeFileSync(join(out, 'waves/index.html'), wavesPage());
  writeFileSync(join(out, 'rtl.json'), JSON.stringify(hardwareSources()));
  writeFileSync(join(out, 'examples.json'), JSON.stringify(examples()));
  const { diagram, blocks } = await inside();
  writeFileSync(join(out, 'accelerator.svg'), diagram);
  writeFileSync(join(out, 'blocks.json'), JSON.stringify(blocks));
  for (const name of MODEL_FILES) {
    cpSync(join(MODEL, name), join(out, name));
  }
  for (const name of ['style.css', 'documents.css']) {
    cpSync(join(SOURCE, name), join(out, name));
  }
  await writeDocuments(join(out, 'documents'));
  if (reference) {
    await buildReference(join(out, 'documents/api'));
  }
  writeFileSync(join(out, 'licences.txt'), licencesText(packages));
  writeFileSync(join(out, 'index.html'), frontPage(compressedSize(out)));
  writeServiceWorker(out);
}

/** Bytes that the first click fetches, as a web host compresses them. */
function compressedSize(out: string): number {
  const names = ['engine.js', 'rtl.json', ...MODEL_FILES];
  return names.reduce((sum, name) => sum + gzipSync(readFileSync(join(out, name))).length, 0);
}

/** The TypeScript of rtl/ by path. */
export function hardwareSources(): Record<string, string> {
  const folder = join(ROOT, 'rtl');
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.endsWith('.ts') && !path.split('/').includes('node_modules'),
  );
  return Object.fromEntries(paths.sort().map((path) => [`rtl/${path}`, readFileSync(join(folder, path), 'utf8')]));
}

const assertions: Plugin = {
  name: 'assertions',
  setup({ onResolve }) {
    onResolve({ filter: ASSERT }, () => ({ path: join(SOURCE, 'stand-ins/assert.ts') }));
  },
};

/** Modules of Node are in nobody's way until they are used, which then says so. */
const withoutNode: Plugin = {
  name: 'without Node',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: STAND_INS }, ({ path }) => ({ path: join(SOURCE, 'stand-ins', basename(path)) }));
    onResolve({ filter: NODE_MODULES }, ({ path }) => ({ path, namespace: 'node' }));
    onLoad({ filter: /.*/, namespace: 'node' }, ({ path }) => ({
      contents: `module.exports = new Proxy({}, { get: (_, name) => {
        if (name === '__esModule') { return true; }
        return () => { throw new Error('${path} is not to be had in a browser: ' + String(name)); };
      } });`,
      loader: 'js',
    }));
  },
};

const COMMON = {
  bundle: true,
  minify: true,
  platform: 'browser',
  target: 'es2022',
  legalComments: 'none',
} satisfies BuildOptions;

/** What tests in the playground import. */
export const TEST_TOOLS_BUNDLE = {
  ...COMMON,
  entryPoints: { 'test-tools': join(SOURCE, 'test-tools/main.ts') },
  format: 'cjs',
  supported: { 'dynamic-import': false },
  external: ['@chisel-lite/hdl', 'verilator-wasm', 'vitest'],
  plugins: [withoutNode],
} satisfies BuildOptions;

/**
 * The page, and in it the frame of strangers' edits. The frame stands in the page itself, since a service worker does
 * not serve a frame without origin. It has the page's policy and its own, which is stricter; its one script is known by
 * its hash.
 */
function frontPage(download: number): string {
  const text = (name: string) => readFileSync(join(SOURCE, name), 'utf8');
  const script = text('sandbox.js');
  const hash = createHash('sha256').update(script).digest('base64');
  const frame = text('sandbox.html')
    .replace('HASH', hash)
    .replace('SOURCE', () => script);
  return text('index.html')
    .replace('HASH', hash)
    .replace('SIZE', (download / 1e6).toFixed(1))
    .replace('SANDBOX', () => frame.replaceAll('&', '&amp;').replaceAll('"', '&quot;'));
}

/** The documents, and the results page among them. */
async function writeDocuments(folder: string): Promise<void> {
  mkdirSync(folder);
  const pages = listDocuments();
  buildDocuments(folder, pages, ({ path, title }, body, up) => documentFrame(pages, path, title, body, up));
  const waterfall = readFileSync(join(ROOT, 'docs/figures/waterfall.svg'), 'utf8');
  const results = await resultsBody(readEvidence(), waterfall);
  writeFileSync(join(folder, 'results.html'), documentFrame(pages, 'results', 'Results', results, '../'));
}

/** The waveform page, which is given its dump by the page around it and may reach nothing else. */
function wavesPage(): string {
  const policy =
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src data:; connect-src blob:; worker-src 'self'";
  return readFileSync(join(WAVES, 'index.html'), 'utf8')
    .replace('<meta charset="utf-8">', `$&\n<meta http-equiv="Content-Security-Policy" content="${policy}">`)
    .replace('<link rel="stylesheet" href="style.css">', '$&\n<link rel="stylesheet" href="embedded.css">');
}

/** Keeps the files of the site once the visitor has asked for something, so that it works without a network. */
function writeServiceWorker(out: string): void {
  const names = readdirSync(out, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(out, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
  const version = createHash('sha256');
  for (const name of names) {
    version.update(name).update(readFileSync(join(out, name)));
  }
  const first = names.filter((name) => !KEPT_LATER.test(name));
  const later = names.filter((name) => KEPT_LATER.test(name) && !KEPT_IF_ASKED.test(name));
  const script = readFileSync(join(SOURCE, 'offline.js'), 'utf8')
    .replace('VERSION', version.digest('hex').slice(0, 16))
    .replace('FILES = []', `FILES = ${JSON.stringify(first)}`)
    .replace('LATER = []', `LATER = ${JSON.stringify(later)}`);
  writeFileSync(join(out, 'offline.js'), script);
}

if (process.argv[1] === import.meta.filename) {
  const out = resolve(process.argv[2] ?? join(ROOT, 'out/site'));
  await buildSite(out);
  process.stdout.write(`${out}: ready for any web host; npx macromac site shows it\n`);
}
