import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Published data beside the repository; a user has none of it, and tests that need it are skipped there. */
export function sharedData(name: string): string {
  return fileURLToPath(new URL(`../../../shared/data/${name}`, import.meta.url));
}

export const hasSharedData = (name: string): boolean => existsSync(sharedData(name));
