import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { openFolder } from '../files.ts';
import type { TensorKind } from '../port/tensor.ts';
import {
  type CompanionFile,
  type CompanionHashes,
  companionsOfEarlier,
  refuseStrangers,
  sha256,
} from './companions.ts';
import { checkManifest } from './load.ts';
import {
  FORMAT_NAME,
  FORMAT_VERSION,
  type ModelManifest,
  TENSOR_ALIGNMENT,
  type TensorEntry,
  tensorBytes,
} from './schema.ts';

export interface ModelWriter {
  /** Appends one tensor, whole or in pieces; its bytes go to disk at once, so that a model need never fit in memory. */
  add(
    name: string,
    kind: TensorKind,
    shape: TensorEntry['shape'],
    data: ArrayBufferView | Iterable<ArrayBufferView>,
  ): void;
  /** Adds a file that stands beside the weights. */
  addFile(name: CompanionFile, content: string | Uint8Array): void;
  /** Checks the table as a reader would, and puts all files in place; those of a model that stood there go. */
  finish(description: Omit<ModelManifest, 'format' | 'version' | 'files' | 'tensors'>): ModelManifest;
  /** Removes what was written. */
  abort(): void;
}

/** Writes a model folder; until `finish`, what stands in `directory` stays. */
export function writeModel(directory: string): ModelWriter {
  const output = openFolder(directory);
  const file = output.open('model.bin');
  const files: Partial<Record<CompanionFile, string>> = {};
  const tensors: TensorEntry[] = [];
  let end = 0;

  return {
    add(name, kind, shape, data) {
      const bytes = tensorBytes(kind, shape);
      const offset = Math.ceil(end / TENSOR_ALIGNMENT) * TENSOR_ALIGNMENT;
      const hash = createHash('sha256');
      if (offset > end) {
        file.write(new Uint8Array(offset - end));
      }
      end = offset;
      for (const piece of ArrayBuffer.isView(data) ? [data] : data) {
        const view = new Uint8Array(piece.buffer, piece.byteOffset, piece.byteLength);
        file.write(view);
        hash.update(view);
        end += view.length;
      }
      if (end - offset !== bytes) {
        throw new Error(`tensor ${name}: ${kind} [${shape}] takes ${bytes} bytes, ${end - offset} were given`);
      }
      tensors.push({ name, kind, shape, offset, bytes, sha256: hash.digest('hex') });
    },

    addFile(name, content) {
      files[name] = sha256(content);
      output.write(name, content);
    },

    finish(description) {
      const text = formatManifest({ ...description, files }, tensors);
      const manifest = checkManifest(JSON.parse(text), join(directory, 'model.json'));
      const obsolete = companionsOfEarlier(directory, FORMAT_NAME).filter((name) => !Object.hasOwn(files, name));
      refuseStrangers(directory, [...Object.keys(files), ...obsolete]);
      output.write('model.json', text);
      output.commit(obsolete);
      return manifest;
    },

    abort: () => output.abort(),
  };
}

/** JSON with one tensor a line. */
function formatManifest(
  { files, ...description }: Omit<ModelManifest, 'format' | 'version' | 'tensors'> & { files: CompanionHashes },
  tensors: readonly TensorEntry[],
): string {
  const rest = { format: FORMAT_NAME, version: FORMAT_VERSION, ...description, files };
  const head = JSON.stringify(rest, null, 2).slice(0, -2);
  const rows = tensors.map((tensor) => `    ${JSON.stringify(tensor)}`).join(',\n');
  return `${head},\n  "tensors": [\n${rows}\n  ]\n}\n`;
}
