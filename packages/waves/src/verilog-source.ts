import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { LineMap } from '@chisel-lite/hdl';

/** A place in a file, and the lines around it. */
export interface SourcePlace {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** The lines from `first` on; empty where the file cannot be read. */
  readonly first: number;
  readonly text: readonly string[];
}

/** Where a signal is declared: in the Verilog, and in what it was generated from by the `lines.json` beside it. */
export interface SignalSource {
  readonly verilog: SourcePlace;
  readonly source: SourcePlace | undefined;
}

/** Where the signals of a dump are declared. */
export interface VerilogSources {
  /** `scopes`: names from the outermost scope on. Undefined where no module fits. */
  find(scopes: readonly string[], name: string): Promise<SignalSource | undefined>;
}

interface Module {
  readonly file: string;
  /** Line of each name that is declared. */
  readonly lines: ReadonlyMap<string, number>;
  /** Module of each instance. */
  readonly instances: ReadonlyMap<string, string>;
}

const AROUND = 12;
const WORDS = new Set([
  'begin',
  'else',
  'if',
  'for',
  'case',
  'endcase',
  'assign',
  'always',
  'initial',
  'module',
  'return',
]);

/**
 * Reads the Verilog of `folder`; `root` is what the source names of its `lines.json` are from. Undefined where the
 * folder has none.
 */
export async function readVerilogSources(folder: string, root: string): Promise<VerilogSources | undefined> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => /\.s?v$/.test(name));
  if (names.length === 0) {
    return undefined;
  }
  const map: LineMap | undefined = await readFile(join(folder, 'lines.json'), 'utf8').then(
    (text) => JSON.parse(text) as LineMap,
    () => undefined,
  );
  const modules = new Map<string, Module>();
  for (const name of names) {
    readModules(name, await readFile(join(folder, name), 'utf8'), modules);
  }
  return {
    async find(scopes, name) {
      const module = moduleAt(modules, scopes);
      const line = module?.lines.get(name.replace(/\[.*$/, '')) ?? module?.lines.get('');
      if (!module || line === undefined) {
        return undefined;
      }
      const { originOf } = await import('@chisel-lite/hdl'); // when asked for: it is large
      const [, origin, originLine] = /^(.*):(\d+)$/.exec((map && originOf(map, module.file, line)) ?? '') ?? [];
      return {
        verilog: await placeOf(module.file, join(folder, module.file), line),
        source: origin === undefined ? undefined : await placeOf(origin, resolve(root, origin), Number(originLine)),
      };
    },
  };
}

/** The module of the innermost scope: from the first scope that has a module's name, by its instances. */
function moduleAt(modules: ReadonlyMap<string, Module>, scopes: readonly string[]): Module | undefined {
  for (let at = 0; at < scopes.length; at++) {
    let module = modules.get(scopes[at]);
    for (let next = at + 1; module && next < scopes.length; next++) {
      module = modules.get(module.instances.get(scopes[next]) ?? '');
    }
    if (module) {
      return module;
    }
  }
  return undefined;
}

function readModules(file: string, text: string, modules: Map<string, Module>): void {
  let name = '';
  let lines = new Map<string, number>();
  let instances = new Map<string, string>();
  text.split('\n').forEach((whole, i) => {
    const line = whole.replace(/\/\/.*$/, '');
    const [, begun] = /^\s*module\s+(\w+)/.exec(line) ?? [];
    if (begun !== undefined) {
      name = begun;
      lines = new Map([['', i + 1]]);
      instances = new Map();
      modules.set(name, { file, lines, instances });
    }
    const [, names] =
      /^\s*(?:(?:input|output|inout|wire|reg|logic|integer)\b\s*)+(?:signed\s+)?(?:\[[^\]]*\]\s*)*([\w\s,[\]:$-]+)/.exec(
        line,
      ) ?? [];
    for (const declared of names?.split(',') ?? []) {
      const [word] = /\w+/.exec(declared) ?? [];
      if (word !== undefined && !lines.has(word)) {
        lines.set(word, i + 1);
      }
    }
    const [, of, instance] = /^\s*(\w+)\s+(?:#\(.*\)\s*)?(\w+)\s*\(/.exec(line) ?? [];
    if (of !== undefined && !WORDS.has(of) && of !== 'module') {
      instances.set(instance, of);
    }
  });
}

async function placeOf(file: string, path: string, line: number): Promise<SourcePlace> {
  const all = await readFile(path, 'utf8').then(
    (text) => text.split('\n'),
    () => [],
  );
  const first = Math.max(1, line - AROUND);
  return { file, line, first, text: all.slice(first - 1, line + AROUND) };
}
