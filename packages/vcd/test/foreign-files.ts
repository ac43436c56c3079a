import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Dumps of some twenty simulators, and what wellen reads of them (README there). Not part of the repository. */
export const FOLDER =
  process.env['WAVES_DATA'] ??
  ['../../../../shared/data/waves', '../../../../../shared/data/waves']
    .map((path) => fileURLToPath(new URL(path, import.meta.url)))
    .find(existsSync) ??
  '/work/shared/data/waves';
