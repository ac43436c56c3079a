import { existsSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { DataError } from '../errors.ts';
import { lockOutput, makeFolder, naming, readBytes, writeWhole } from '../files.ts';
import { type SealedFormat, seal, unseal } from '../sealed.ts';

const PART: SealedFormat = { format: 'macromac quantize.partial', version: 3, noun: 'part of a quantisation' };

/**
 * Finished parts of a long piece of work, in a folder of their own, so that it can go on where it was stopped.
 * Parts made under another `key` (other settings, another source) are thrown away; damaged ones are refused.
 */
export interface LayerStore {
  has(name: string): boolean;
  read<T>(name: string): T;
  write(name: string, value: unknown): void;
  /** Lets others have the folder, which stays. */
  close(): void;
  /** Removes the folder. */
  remove(): void;
}

/** Opens the folder, or makes it; a second process is refused. */
export function openLayerStore(directory: string, key: string): LayerStore {
  makeFolder(dirname(directory));
  const unlock = lockOutput(directory);
  const path = (name: string) => join(directory, `${name}.v8`);
  const remove = () => naming(directory, () => rmSync(directory, { recursive: true, force: true }));
  /** Whoever has to do with a damaged part is told what helps. */
  const read = (file: string, label: string): Uint8Array => {
    try {
      return unseal(PART, readBytes(file), file, label);
    } catch (error) {
      throw error instanceof DataError
        ? new DataError(`${error.message}; without ${directory} all is done anew`)
        : error;
    }
  };
  try {
    const keyPath = join(directory, 'key');
    if (existsSync(keyPath)) {
      if (Buffer.from(read(keyPath, 'key')).toString() !== key) {
        remove();
      }
    } else if (existsSync(directory) && readdirSync(directory).length > 0) {
      throw new DataError(`${directory}: holds no file "key", so these are not parts of a quantisation`);
    }
    if (!existsSync(keyPath)) {
      makeFolder(directory);
      writeWhole(keyPath, seal(PART, Buffer.from(key), 'key'));
    }
  } catch (error) {
    unlock();
    throw error;
  }
  /** Other versions of Node may write values in another form. */
  const deserialized = (file: string, bytes: Uint8Array) => {
    try {
      return deserialize(bytes);
    } catch {
      throw new DataError(
        `${file}: holds no value that Node ${process.versions.node} reads; without ${directory} all is done anew`,
      );
    }
  };
  return {
    has: (name) => existsSync(path(name)),
    read: (name) => deserialized(path(name), read(path(name), `${key} ${name}`)),
    write: (name, value) => writeWhole(path(name), seal(PART, serialize(value), `${key} ${name}`)),
    close: unlock,
    remove() {
      remove();
      unlock();
    },
  };
}
