import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readBytes } from '../files.ts';
import type { Engine } from './port.ts';
import { designHash, type Scope } from './simulator.ts';

const DEVICE = join(import.meta.dirname, 'device');
let device: string | undefined;

/** A hash of what is simulated for T activation vectors a pass: the emitted Verilog, and driver, ports and memory as they are written. */
export function simulationHash(tokens: number, scope: Scope = 'system', engine: Engine = 'fused'): string {
  device ??= hashOfFolder(DEVICE);
  return createHash('sha256')
    .update(designHash(scope, tokens, engine))
    .update(device)
    .digest('hex');
}

function hashOfFolder(folder: string): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(folder).sort()) hash.update(name).update(readBytes(join(folder, name)));
  return hash.digest('hex');
}
