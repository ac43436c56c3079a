import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { DataError } from '../errors.ts';
import { readBytes } from '../files.ts';
import { KEPT_FILES } from '../model/companions.ts';

/** Files of a checkpoint's folder that a model folder takes over as they are. */
export function keptFiles(directory: string): Map<string, Uint8Array> {
  const present = KEPT_FILES.filter((name) => existsSync(join(directory, name)));
  return new Map(present.map((name) => [name, readKept(directory, name)]));
}

/** A link must not bring in a file from elsewhere: what is kept may be published with the model. */
function readKept(directory: string, name: string): Uint8Array {
  const path = join(directory, name);
  const [real, folder] = [realpathSync(path), realpathSync(directory)];
  // Hugging Face's cache has the contents of snapshots/COMMIT/NAME in blobs/.
  const inCache = basename(dirname(folder)) === 'snapshots' && real.startsWith(join(folder, '../../blobs') + sep);
  if (!real.startsWith(folder + sep) && !inCache) {
    throw new DataError(`${path}: is a link to ${real}, which is not in the folder`);
  }
  return readBytes(path);
}
