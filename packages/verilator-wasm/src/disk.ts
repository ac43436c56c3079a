import { readFileSync, writeFileSync } from 'node:fs';

/** Data files as in any Verilog simulator: on disk, relative to the folder the program is run in. */
export const DISK = {
  readFile(path: string): Uint8Array | undefined {
    try {
      return readFileSync(path);
    } catch {
      return undefined;
    }
  },
  writeFile(path: string, bytes: Uint8Array): void {
    writeFileSync(path, bytes);
  },
};
