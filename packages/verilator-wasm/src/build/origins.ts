import { readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Diagnostic } from './verilator.ts';

/** What a generator left beside its Verilog: by file, the lines at which another line of its sources begins. */
interface LineMap {
  readonly sources: readonly string[];
  readonly files: Readonly<Record<string, readonly (readonly [line: number, source: number, sourceLine: number])[]>>;
}

/**
 * Complaints about generated Verilog with the place in the generator's source, by `lines.json` in the file's folder.
 */
export async function withOrigins(diagnostics: readonly Diagnostic[], cwd: string): Promise<Diagnostic[]> {
  const maps = new Map<string, Promise<LineMap | undefined>>();
  const mapIn = (folder: string): Promise<LineMap | undefined> => {
    const known = maps.get(folder) ?? readMap(join(folder, 'lines.json'));
    maps.set(folder, known);
    return known;
  };
  return Promise.all(
    diagnostics.map(async (diagnostic) => {
      const { file, line } = diagnostic;
      const map = line > 0 ? await mapIn(dirname(resolve(cwd, file))) : undefined;
      const entry = map?.files?.[basename(file)]?.findLast(([first]) => first <= line);
      return entry ? { ...diagnostic, origin: `${map?.sources[entry[1]]}:${entry[2]}` } : diagnostic;
    }),
  );
}

const readMap = (path: string): Promise<LineMap | undefined> =>
  readFile(path, 'utf8').then(
    (text) => JSON.parse(text),
    () => undefined,
  );
