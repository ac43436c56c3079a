import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gitTree } from './git-tree.ts';

/** In the published package the sources are not beside it; what was their revision is. */
const KEPT = join(import.meta.dirname, 'revision.json');
let revision: string | undefined;

/**
 * The revision of the hardware's sources. A file cannot name the commit it is part of; the tree it was made from it
 * can.
 */
export function rtlRevision(): string {
  revision ??= existsSync(KEPT)
    ? (JSON.parse(readFileSync(KEPT, 'utf8')) as { readonly rtl: string }).rtl
    : gitTree(join(import.meta.dirname, '../rtl'));
  return revision;
}
