import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256 } from '../../../sw/model/companions.ts';
import { TINY, writeTinyModel } from '../../../sw/testing/tiny-model.ts';
import { mutateBytes } from '../bytes.ts';
import type { Chance } from '../chance.ts';
import { mutateJson } from '../json.ts';
import { bytesOf, type Files, mutateOne, type Target, textOf } from '../target.ts';
import { mutateTemplate } from './template.ts';
import { TEMPLATES } from './templates.ts';
import { useModel } from './use-model.ts';

const QWEN3 = { ...TINY, family: 'qwen3', headNorms: true, qkvBias: false, tiedEmbedding: true } as const;
const LLAMA = {
  ...TINY,
  family: 'llama',
  rope: { theta: 1e4, form: 'interleaved', scaling: { type: 'linear', factor: 2 } },
} as const;

/** Our own model folders, whose hashes are right even where their content is not. */
export const modelFolder: Target = {
  name: 'model-folder',
  async seeds() {
    const seeds = new Map<string, Files>();
    for (const [name, architecture] of Object.entries({ qwen2: TINY, qwen3: QWEN3, llama: LLAMA })) {
      const folder = mkdtempSync(join(tmpdir(), 'fuzz-model-'));
      try {
        writeTinyModel(folder, architecture, TEMPLATES.chatml);
        seeds.set(name, new Map(readdirSync(folder).map((file) => [file, readFileSync(join(folder, file))])));
      } finally {
        rmSync(folder, { recursive: true });
      }
    }
    return seeds;
  },
  mutate(files, chance) {
    const changed = mutateOne(files, chance, mutateFile);
    return chance.oneIn(4) ? changed : withHashes(changed);
  },
  read: (directory) => useModel(directory),
};

function mutateFile(name: string, content: Uint8Array, chance: Chance): Uint8Array {
  if (name.endsWith('.json') && !chance.oneIn(20)) {
    return bytesOf(mutateJson(textOf(content), chance));
  }
  return name.endsWith('.jinja') ? bytesOf(mutateTemplate(textOf(content), chance)) : mutateBytes(content, chance);
}

/** The hashes of what the files hold, so that a reader comes past them. */
function withHashes(files: Files): Files {
  let manifest: { files?: Record<string, unknown>; tensors?: { offset: number; bytes: number; sha256: string }[] };
  try {
    manifest = JSON.parse(textOf(files.get('model.json') ?? new Uint8Array(0)));
    for (const name of Object.keys(manifest.files ?? {})) {
      const content = files.get(name);
      if (content && manifest.files) {
        manifest.files[name] = sha256(content);
      }
    }
    const weights = files.get('model.bin') ?? new Uint8Array(0);
    for (const tensor of manifest.tensors ?? []) {
      tensor.sha256 = sha256(weights.subarray(tensor.offset, tensor.offset + tensor.bytes));
    }
    return new Map(files).set('model.json', bytesOf(JSON.stringify(manifest)));
  } catch {
    return files;
  }
}
