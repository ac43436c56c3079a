import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import {
  FORMAT_NAME,
  FORMAT_VERSION,
  type ModelManifest,
  TENSOR_ALIGNMENT,
  type TensorEntry,
  type TensorKind,
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
  /** Puts both files in place under their names. */
  finish(description: Omit<ModelManifest, 'format' | 'version' | 'tensors'>): ModelManifest;
  /** Removes what was written. */
  abort(): void;
}

/** Writes `model.json` and `model.bin` in `directory`; until `finish` both have temporary names. */
export function writeModel(directory: string): ModelWriter {
  mkdirSync(directory, { recursive: true });
  const path = (name: string) => join(directory, name);
  const temporary = (name: string) => path(`${name}.${process.pid}.tmp`);
  const file = openSync(temporary('model.bin'), 'w');
  const tensors: TensorEntry[] = [];
  let end = 0;

  return {
    add(name, kind, shape, data) {
      const bytes = tensorBytes(kind, shape);
      const offset = Math.ceil(end / TENSOR_ALIGNMENT) * TENSOR_ALIGNMENT;
      const hash = createHash('sha256');
      end = offset;
      for (const piece of ArrayBuffer.isView(data) ? [data] : data) {
        const view = new Uint8Array(piece.buffer, piece.byteOffset, piece.byteLength);
        for (let done = 0; done < view.length; ) done += writeSync(file, view, done, view.length - done, end + done);
        hash.update(view);
        end += view.length;
      }
      if (end - offset !== bytes) {
        throw new Error(`tensor ${name}: ${kind} [${shape}] takes ${bytes} bytes, ${end - offset} were given`);
      }
      tensors.push({ name, kind, shape, offset, bytes, sha256: hash.digest('hex') });
    },

    finish(description) {
      const manifest: ModelManifest = { format: FORMAT_NAME, version: FORMAT_VERSION, ...description, tensors };
      closeSync(file);
      writeFileSync(temporary('model.json'), formatManifest(manifest));
      renameSync(temporary('model.bin'), path('model.bin'));
      renameSync(temporary('model.json'), path('model.json'));
      return manifest;
    },

    abort() {
      closeSync(file);
      rmSync(temporary('model.bin'), { force: true });
    },
  };
}

/** JSON with one tensor a line. */
function formatManifest({ tensors, ...rest }: ModelManifest): string {
  const head = JSON.stringify(rest, null, 2).slice(0, -2);
  const rows = tensors.map((tensor) => `    ${JSON.stringify(tensor)}`).join(',\n');
  return `${head},\n  "tensors": [\n${rows}\n  ]\n}\n`;
}
