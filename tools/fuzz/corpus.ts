import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Files, Target } from './target.ts';

/** Files that once made a reader fail: `corpus/TARGET/SEED~NAME/` has those that differ from the good ones of SEED. */
export const CORPUS = join(import.meta.dirname, 'corpus');

/** Stands for a file that is not there. */
const ABSENT = '.absent';

/** Keeps what differs from the good files. */
export function keep(folder: string, files: Files, good: Files): void {
  mkdirSync(folder, { recursive: true });
  for (const name of new Set([...files.keys(), ...good.keys()])) {
    const content = files.get(name);
    if (content === undefined) {
      writeFileSync(join(folder, `${name}${ABSENT}`), '');
    } else if (Buffer.compare(content, good.get(name) ?? new Uint8Array(0)) !== 0 || !good.has(name)) {
      writeFileSync(join(folder, name), content);
    }
  }
}

/** What is kept of a target, as its reader found it. */
export async function kept(target: Target): Promise<{ readonly name: string; readonly files: Files }[]> {
  const folder = join(CORPUS, target.name);
  if (!existsSync(folder)) {
    return [];
  }
  const seeds = await target.seeds();
  return readdirSync(folder).flatMap((name) => {
    const good = seeds.get(name.split('~')[0]);
    if (!good) {
      return []; // begins with a file that is not at hand
    }
    const files = new Map(good);
    for (const file of readdirSync(join(folder, name))) {
      if (file.endsWith(ABSENT)) {
        files.delete(file.slice(0, -ABSENT.length));
      } else {
        files.set(file, readFileSync(join(folder, name, file)));
      }
    }
    return [{ name, files }];
  });
}
