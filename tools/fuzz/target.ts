import type { Chance } from './chance.ts';

/** Files by name, as a reader finds them in a folder. */
export type Files = ReadonlyMap<string, Uint8Array>;

/** A reader of files that somebody else made, and files that it reads. */
export interface Target {
  readonly name: string;
  /** Good files to begin with, by name; none where they are not at hand. */
  seeds(): Promise<ReadonlyMap<string, Files>>;
  /** The same with something changed. */
  mutate(files: Files, chance: Chance): Files;
  /**
   * Reads the files of a folder and uses what they say. Throws what the reader throws.
   * @param scratch an empty folder for output, which may be left in any state
   */
  read(directory: string, scratch: string): Promise<void> | void;
}

const text = new TextEncoder();
export const bytesOf = (content: string): Uint8Array => text.encode(content);
export const textOf = (content: Uint8Array): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(content);

/** Changes one of the files, or takes it away; `mutateFile` knows what is in it. */
export function mutateOne(
  files: Files,
  chance: Chance,
  mutateFile: (name: string, content: Uint8Array, chance: Chance) => Uint8Array,
): Files {
  const changed = new Map(files);
  for (let edits = chance.oneIn(4) ? 2 : 1; edits > 0; edits--) {
    const name = chance.pick([...files.keys()]);
    if (files.size > 1 && chance.oneIn(100)) {
      changed.delete(name);
    } else {
      changed.set(name, mutateFile(name, changed.get(name) ?? new Uint8Array(0), chance));
    }
  }
  return changed;
}
