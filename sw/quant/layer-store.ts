import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';

/**
 * Finished parts of a long piece of work, in a folder of their own, so that it can go on where it was stopped.
 * Parts made under another `key` (other settings, another source) are thrown away.
 */
export interface LayerStore {
  has(name: string): boolean;
  read<T>(name: string): T;
  write(name: string, value: unknown): void;
  remove(): void;
}

export function openLayerStore(directory: string, key: string): LayerStore {
  const keyPath = join(directory, 'key');
  if (!existsSync(keyPath) || readFileSync(keyPath, 'utf8') !== key) {
    rmSync(directory, { recursive: true, force: true });
    mkdirSync(directory, { recursive: true });
    writeFileSync(keyPath, key);
  }
  const path = (name: string) => join(directory, `${name}.v8`);
  return {
    has: (name) => existsSync(path(name)),
    read: (name) => deserialize(readFileSync(path(name))),
    write(name, value) {
      writeFileSync(`${path(name)}.tmp`, serialize(value));
      renameSync(`${path(name)}.tmp`, path(name));
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
