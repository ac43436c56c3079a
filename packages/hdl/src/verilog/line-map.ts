import { pathFrom } from '../diagnostics/host.ts';
import { userFrame } from '../diagnostics/location.ts';
import type { Printed } from './print-module.ts';

/**
 * Where the lines of emitted files were written; it stands beside them as JSON, so that an edit elsewhere leaves the
 * files as they are.
 */
export interface LineMap {
  readonly version: 1;
  /** Paths of source files. */
  readonly sources: readonly string[];
  /**
   * By file: its lines, counted from 1 and rising, each with a place in `sources` and the line there. A line that is
   * not listed comes from where the one before it does.
   */
  readonly files: Readonly<Record<string, readonly (readonly [line: number, source: number, sourceLine: number])[]>>;
}

export function lineMap(printed: ReadonlyMap<string, Printed>, root: string | undefined): LineMap {
  const sources = new Map<string, number>();
  const files: Record<string, [number, number, number][]> = {};
  for (const [name, { places }] of printed) {
    const insideLibrary = places[0]?.at.frames[0]?.library ?? false;
    const entries: [number, number, number][] = [];
    for (const { line, at } of places) {
      const frame = insideLibrary ? at.frames[0] : userFrame(at);
      if (!frame) {
        continue;
      }
      const path = pathFrom(root, frame.file);
      const source = sources.get(path) ?? sources.size;
      sources.set(path, source);
      const last = entries.at(-1);
      if (last?.[1] !== source || last[2] !== frame.line) {
        entries.push([line, source, frame.line]);
      }
    }
    files[name] = entries;
  }
  return { version: 1, sources: [...sources.keys()], files };
}

/** Where a line of an emitted file was written, as `rtl/core.ts:12`; undefined where nothing is known of it. */
export function originOf(map: LineMap, file: string, line: number): string | undefined {
  const entry = map.files[file]?.findLast(([first]) => first <= line);
  return entry && `${map.sources[entry[1]]}:${entry[2]}`;
}
