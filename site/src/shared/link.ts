import type { Sources } from './protocol.ts';

/** What a link carries. */
export interface Shared {
  readonly prompt?: string;
  /** One of the ready-made faults. */
  readonly fault?: string;
  /** Changed places of files. */
  readonly edits?: readonly Change[];
  /** A file of the playground. */
  readonly play?: string;
}

/** From `at` on, `removed` characters of a file are replaced by `text`. */
export interface Change {
  readonly path: string;
  readonly at: number;
  readonly removed: number;
  readonly text: string;
}

/** The one place in which two texts differ, from the first difference to the last. */
export function changeBetween(path: string, before: string, after: string): Change | undefined {
  if (before === after) {
    return undefined;
  }
  const shorter = Math.min(before.length, after.length);
  let at = 0;
  while (at < shorter && before[at] === after[at]) {
    at++;
  }
  let end = 0;
  while (end < shorter - at && before[before.length - 1 - end] === after[after.length - 1 - end]) {
    end++;
  }
  return { path, at, removed: before.length - end - at, text: after.slice(at, after.length - end) };
}

/** The files that a link's changes make of the sources; one that does not fit them is refused. */
export function editedFiles(changes: readonly Change[], sources: Sources): Record<string, string> {
  const edited: Record<string, string> = {};
  for (const { path, at, removed, text } of changes) {
    const before = edited[path] ?? sources[path];
    if (before === undefined || at + removed > before.length) {
      throw new Error(
        `the link changes ${path} at ${at}, which this hardware does not have: it was made for another version`,
      );
    }
    edited[path] = before.slice(0, at) + text + before.slice(at + removed);
  }
  return edited;
}

export function writeHash({ prompt, fault, edits, play }: Shared): string {
  const parameters = new URLSearchParams();
  if (prompt !== undefined) {
    parameters.set('p', prompt);
  }
  if (fault !== undefined) {
    parameters.set('fault', fault);
  }
  if (edits && edits.length > 0) {
    parameters.set('edit', JSON.stringify(edits.map(({ path, at, removed, text }) => [path, at, removed, text])));
  }
  if (play !== undefined) {
    parameters.set('play', play);
  }
  return `#${parameters}`;
}

/** What is not understood is left out. */
export function readHash(hash: string): Shared {
  const parameters = new URLSearchParams(hash.replace(/^#/, ''));
  return {
    prompt: parameters.get('p') ?? undefined,
    fault: parameters.get('fault') ?? undefined,
    play: parameters.get('play') ?? undefined,
    edits: readEdits(parameters.get('edit')),
  };
}

function readEdits(json: string | null): readonly Change[] | undefined {
  let list: unknown;
  try {
    list = JSON.parse(json ?? 'null');
  } catch {
    return undefined;
  }
  if (!Array.isArray(list)) {
    return undefined;
  }
  return list.flatMap((each: unknown) => {
    const [path, at, removed, text] = Array.isArray(each) ? each : [];
    const isWhole =
      typeof path === 'string' && Number.isInteger(at) && Number.isInteger(removed) && typeof text === 'string';
    return isWhole ? [{ path, at, removed, text }] : [];
  });
}
