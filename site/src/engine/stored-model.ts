import { DataError } from 'macromac/errors.ts';
import { checkManifest, type StoredModel, type Tensor } from 'macromac/model/load.ts';
import type { ModelFiles } from '../shared/protocol.ts';

/** A model out of its files' contents; sizes are checked, and hashes where the page is one that may compute them. */
export async function storedModel({ manifest: json, data }: ModelFiles): Promise<StoredModel> {
  const manifest = checkManifest(json, 'model.json');
  const bytes = new Uint8Array(data);
  const tensors = new Map<string, Tensor>();
  for (const entry of manifest.tensors) {
    const part = bytes.subarray(entry.offset, entry.offset + entry.bytes);
    if (part.length !== entry.bytes) {
      throw new DataError(`model.bin: tensor ${entry.name}: ${part.length} of ${entry.bytes} bytes`);
    }
    const hash = await sha256(part);
    if (hash !== undefined && hash !== entry.sha256) {
      throw new DataError(`model.bin: tensor ${entry.name} is corrupt: sha256 is ${hash}, expected ${entry.sha256}`);
    }
    tensors.set(entry.name, { ...entry, data: part });
  }
  return { directory: 'models/story', manifest, tensors };
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string | undefined> {
  if (!globalThis.crypto?.subtle) {
    return undefined;
  }
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
