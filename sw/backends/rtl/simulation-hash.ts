import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readBytes } from '../../files.ts';
import type { Engine } from '../../port/matrix.ts';
import { designHash, type Scope } from './simulator.ts';

/** Driver, memory model and simulated ports, each a folder of files. */
const DEVICE = ['../../driver', '../../port', '.'].map((folder) => join(import.meta.dirname, folder));
let device: string | undefined;

/**
 * A hash of what is simulated for T activation vectors a pass: the emitted Verilog, and driver, ports and memory as
 * they are written.
 */
export async function simulationHash(
  tokens: number,
  scope: Scope = 'system',
  engine: Engine = 'fused',
): Promise<string> {
  device ??= hashOfFolders(DEVICE);
  return createHash('sha256')
    .update(await designHash(scope, tokens, engine))
    .update(device)
    .digest('hex');
}

function hashOfFolders(folders: readonly string[]): string {
  const hash = createHash('sha256');
  for (const folder of folders) {
    const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
    for (const { name } of files.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      hash.update(name).update(readBytes(join(folder, name)));
    }
  }
  return hash.digest('hex');
}
