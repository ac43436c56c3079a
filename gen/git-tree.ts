import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What lies in a folder of sources without being one. */
const IGNORED = new Set(['node_modules', 'dist']);

/**
 * The name git has for the content of a folder, or of a file: `git rev-parse HEAD:FOLDER` where nothing is changed.
 * Needs neither git nor a commit, so it can stand in a file of the very commit whose sources it names;
 * `git log -t --find-object=NAME` gives the commits that have it.
 */
export function gitTree(folder: string): string {
  if (statSync(folder).isFile()) {
    return gitBlob(folder);
  }
  const entries = readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !IGNORED.has(name) && !name.startsWith('.'))
    .map((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        return { mode: '40000', name: entry.name, order: `${entry.name}/`, id: gitTree(path) };
      }
      const mode = statSync(path).mode & 0o100 ? '100755' : '100644';
      return { mode, name: entry.name, order: entry.name, id: gitBlob(path) };
    })
    // By bytes, folders as if their names ended in a slash.
    .sort((a, b) => Buffer.compare(Buffer.from(a.order), Buffer.from(b.order)));
  const content = entries.flatMap(({ mode, name, id }) => [Buffer.from(`${mode} ${name}\0`), Buffer.from(id, 'hex')]);
  const tree = Buffer.concat(content);
  return createHash('sha1').update(`tree ${tree.length}\0`).update(tree).digest('hex');
}

/** What is read at a time: checkpoints are larger than a buffer may be. */
const chunk = Buffer.allocUnsafeSlow(1 << 20);

function gitBlob(path: string): string {
  const file = openSync(path, 'r');
  try {
    const hash = createHash('sha1').update(`blob ${fstatSync(file).size}\0`);
    for (;;) {
      const length = readSync(file, chunk);
      if (length === 0) {
        return hash.digest('hex');
      }
      hash.update(chunk.subarray(0, length));
    }
  } finally {
    closeSync(file);
  }
}
