import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openHuggingFaceFolder } from '../../../sw/import/huggingface-checkpoint.ts';
import { tinyCheckpoint } from '../../../sw/testing/tiny-model.ts';
import { mutateBytes } from '../bytes.ts';
import type { Chance } from '../chance.ts';
import { mutateJson } from '../json.ts';
import { bytesOf, type Files, mutateOne, type Target, textOf } from '../target.ts';
import { mutateTemplate } from './template.ts';
import { TEMPLATES } from './templates.ts';
import { importAndUse } from './use-model.ts';

const DATA = join(import.meta.dirname, '../../../sw/import/test-data');
const STORAGE = { weights: 'awq-macro', embedding: 'fp16', lmHead: 'awq-macro' } as const;

const GENERATION = {
  eos_token_id: [0, 2],
  bos_token_id: 1,
  do_sample: true,
  temperature: 0.7,
  top_k: 20,
  top_p: 0.8,
  repetition_penalty: 1.1,
};

/** A folder of Hugging Face's, from its configuration to the model that it becomes. */
export const huggingface: Target = {
  name: 'huggingface',
  async seeds() {
    const own = new Map<string, Files>();
    for (const kind of ['transformers', 'autoawq', 'quantised']) {
      for (const name of readdirSync(join(DATA, kind))) {
        own.set(`${kind}-${name}`, seed(join(DATA, kind, name)));
      }
    }
    const [first] = own.values();
    own.set('shards', inShards(first));
    return own;
  },
  mutate: (files, chance) => mutateOne(files, chance, mutateFile),
  async read(directory, scratch) {
    const checkpoint = openHuggingFaceFolder(directory, { requantize: true });
    await importAndUse(checkpoint, STORAGE, scratch);
  },
};

function seed(directory: string): Files {
  const files = new Map<string, Uint8Array>();
  for (const name of ['config.json', 'model.safetensors']) {
    files.set(name, readFileSync(join(directory, name)));
  }
  for (const [name, content] of tinyCheckpoint().files) {
    files.set(name, typeof content === 'string' ? bytesOf(content) : content);
  }
  files.set('generation_config.json', bytesOf(JSON.stringify(GENERATION)));
  files.set('chat_template.jinja', bytesOf(TEMPLATES.chatml));
  return files;
}

function headerOf(file: Uint8Array): { header: string; data: Uint8Array } {
  const bytes = Buffer.from(file);
  const end = 8 + Number(bytes.readBigUInt64LE());
  return { header: bytes.toString('utf8', 8, end), data: bytes.subarray(end) };
}

function withHeader(header: string, data: Uint8Array, length = BigInt(Buffer.byteLength(header))): Uint8Array {
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt.asUintN(64, length));
  return new Uint8Array(Buffer.concat([size, Buffer.from(header), data]));
}

/** The same weights in two files with an index. */
function inShards(files: Files): Files {
  const { header, data } = headerOf(files.get('model.safetensors') as Uint8Array);
  const entries = Object.entries(JSON.parse(header) as Record<string, { data_offsets: [number, number] }>).filter(
    ([name]) => name !== '__metadata__',
  );
  const shards: [string, typeof entries][] = [
    ['a.safetensors', entries.filter((_, i) => i % 2 === 0)],
    ['b.safetensors', entries.filter((_, i) => i % 2 === 1)],
  ];
  const result = new Map(files);
  result.delete('model.safetensors');
  const map: Record<string, string> = {};
  for (const [file, own] of shards) {
    const parts: Uint8Array[] = [];
    let at = 0;
    const table = own.map(([name, entry]) => {
      const part = data.subarray(...entry.data_offsets);
      parts.push(part);
      map[name] = file;
      const begin = at;
      at += part.length;
      return [name, { ...entry, data_offsets: [begin, at] }];
    });
    result.set(file, withHeader(JSON.stringify(Object.fromEntries(table)), Buffer.concat(parts)));
  }
  const index = { metadata: { total_size: data.length }, weight_map: map };
  return result.set('model.safetensors.index.json', bytesOf(JSON.stringify(index)));
}

const LENGTHS = [0n, 1n, 7n, 8n, 100_000_000n, 100_000_001n, 2n ** 53n, 2n ** 64n - 1n];

function mutateFile(name: string, content: Uint8Array, chance: Chance): Uint8Array {
  if (name.endsWith('.safetensors')) {
    if (content.length < 8 || chance.oneIn(4)) {
      return mutateBytes(content, chance);
    }
    const { header, data } = headerOf(content);
    if (chance.oneIn(10)) {
      return withHeader(header, data, chance.pick(LENGTHS));
    }
    return withHeader(mutateJson(header, chance), chance.oneIn(10) ? mutateBytes(data, chance) : data);
  }
  if (name.endsWith('.json')) {
    return chance.oneIn(20) ? mutateBytes(content, chance) : bytesOf(mutateJson(textOf(content), chance));
  }
  return bytesOf(mutateTemplate(textOf(content), chance));
}
