import * as hdl from '@chisel-lite/hdl';
import { transform } from 'sucrase';
import type { Sources } from '../shared/protocol.ts';
import { evaluateScript } from './evaluate-script.ts';

/** What the hardware's index gives; `Accelerator` and `DEFAULT_CORE` are all that is used here. */
interface Hardware {
  Accelerator(parameters: object): hdl.AnyModule;
  readonly DEFAULT_CORE: object;
}

type Exports = Record<string, unknown>;

/** The accelerator out of the TypeScript of `rtl/`. */
export const loadHardware = (sources: Sources): Hardware =>
  hardwareLoader(sources)('rtl/index.ts', 'the page') as unknown as Hardware;

/**
 * Runs files of `rtl/` in this tab, each once, when it is first asked for. Types are removed line by line, so that
 * messages name the lines of the sources; a file imports `@chisel-lite/hdl` or another file, and nothing else.
 */
export function hardwareLoader(sources: Sources): (path: string, from: string) => Exports {
  const loaded = new Map<string, Exports>();
  const load = (path: string, from: string): Exports => {
    const known = loaded.get(path);
    if (known) {
      return known;
    }
    const text = sources[path];
    if (text === undefined) {
      throw new Error(`${from}: imports ${path}, which is no file of rtl/`);
    }
    const exports: Exports = {};
    loaded.set(path, exports);
    const importer = (name: string) =>
      name === '@chisel-lite/hdl' ? (hdl as Exports) : load(resolve(path, name), path);
    return evaluateModule(path, text, importer, exports);
  };
  return load;
}

/** Runs one file of TypeScript; `path` is its name in messages, which quote its lines. */
export function evaluateModule(
  path: string,
  text: string,
  importer: (name: string) => Exports,
  exports: Exports = {},
): Exports {
  hdl.provideSource(path, text);
  let code: string;
  try {
    ({ code } = transform(text, { transforms: ['typescript', 'imports'], filePath: path }));
  } catch (error) {
    throw new Error((error as Error).message.replace(`Error transforming ${path}: `, `${path}: `));
  }
  return evaluateScript(code, importer, exports, path);
}

function resolve(from: string, name: string): string {
  if (!name.startsWith('.')) {
    throw new Error(`${from}: imports "${name}"; a file of rtl/ imports @chisel-lite/hdl and its neighbours`);
  }
  const parts = from.split('/').slice(0, -1);
  for (const part of name.split('/')) {
    if (part === '..') {
      parts.pop();
    } else if (part !== '.') {
      parts.push(part);
    }
  }
  return parts.join('/');
}
