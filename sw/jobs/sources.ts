import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gitTree } from '@macromac/verilog/git-tree';
import { sha256 } from '../model/companions.ts';

/** This file's extension: TypeScript in a clone, JavaScript in a package. */
const EXTENSION = extname(import.meta.filename);

/** Files of this program by their paths without extension, and folders, whose names end in a slash. */
export const ownSources = (...paths: readonly string[]): string[] =>
  paths.map((path) => join(import.meta.dirname, '..', path.endsWith('/') ? path : `${path}${EXTENSION}`));

/** The folder of a package's sources. */
export const packageOf = (name: string): string => join(fileURLToPath(import.meta.resolve(name)), '..');

/** The hash of files and folders: what a kind of job is made of, beside its input. */
export const hashOf = (paths: readonly string[]): string => sha256(paths.map(gitTree).join(' '));
