import ts from 'typescript';
import type { FromChecker, ToChecker } from '../shared/checker-protocol.ts';

/**
 * A worker with TypeScript's checker, which reads what the visitor writes and runs none of it. Widths are part of types
 * in this language, so the compiler finds those that do not fit.
 */
const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  allowImportingTsExtensions: true,
  noEmit: true,
  strict: true,
  skipLibCheck: true,
  lib: ['lib.es2023.d.ts'],
  types: [],
};
/** Packages whose declarations are there. */
const PACKAGES: Readonly<Record<string, string>> = {
  '@chisel-lite/hdl': '/hdl/index.d.ts',
  '@chisel-lite/testbench': '/testbench/index.d.ts',
  vitest: '/vitest/index.d.ts',
};

/** Files by path: TypeScript's own, the language's declarations, and what is checked. */
const files = new Map<string, { text: string; version: number }>();

function write(path: string, text: string): void {
  const known = files.get(path);
  if (known?.text !== text) {
    files.set(path, { text, version: (known?.version ?? 0) + 1 });
  }
}

const roots = new Set<string>();
const host: ts.LanguageServiceHost = {
  getCompilationSettings: () => OPTIONS,
  getScriptFileNames: () => [...roots],
  getScriptVersion: (path) => String(files.get(path)?.version ?? 0),
  getScriptSnapshot(path) {
    const file = files.get(path);
    return file && ts.ScriptSnapshot.fromString(file.text);
  },
  getCurrentDirectory: () => '/',
  getDefaultLibFileName: () => '/lib/lib.es2023.d.ts',
  fileExists: (path) => files.has(path),
  readFile: (path) => files.get(path)?.text,
  directoryExists: (path) => path === '/' || [...files.keys()].some((each) => each.startsWith(`${path}/`)),
  resolveModuleNameLiterals: (literals, from) =>
    literals.map(({ text }) => {
      const path = PACKAGES[text] ?? resolve(from, text);
      const resolvedFileName = [path, path.replace(/\.ts$/, '.d.ts')].find((each) => files.has(each));
      return { resolvedModule: resolvedFileName === undefined ? undefined : { resolvedFileName, extension: '.ts' } };
    }),
};
const service = ts.createLanguageService(host);

function resolve(from: string, name: string): string {
  return new URL(name, `file://${from}`).pathname;
}

let ready: Promise<void> | undefined;

/** Brings TypeScript's own declarations and the language's. */
async function prepare(): Promise<void> {
  const response = await fetch('types.json');
  if (!response.ok) {
    throw new Error(`types.json: ${response.status} ${response.statusText}`);
  }
  for (const [path, text] of Object.entries((await response.json()) as Record<string, string>)) {
    write(path, text);
  }
}

self.onmessage = async ({ data: { number, path, sources } }: MessageEvent<ToChecker>) => {
  const answer = (message: Omit<FromChecker, 'number'>) => self.postMessage({ number, ...message });
  try {
    ready ??= prepare();
    await ready;
    for (const [each, text] of Object.entries(sources)) {
      write(`/${each}`, text);
    }
    roots.clear();
    roots.add(`/${path}`);
    const found = [...service.getSyntacticDiagnostics(`/${path}`), ...service.getSemanticDiagnostics(`/${path}`)];
    answer({
      findings: found.map(({ start = 0, length = 0, code, messageText }) => ({
        from: start,
        to: start + length,
        message: `${ts.flattenDiagnosticMessageText(messageText, '\n')} (TS${code})`,
      })),
    });
  } catch (error) {
    ready = undefined;
    answer({ findings: [], failed: (error as Error).message });
  }
};
