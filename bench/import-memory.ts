/**
 * Memory of an import: a checkpoint in Qwen2.5-1.5B's shapes (BF16, 3.1 GB, random weights), written on the fly, is
 * imported by `macromac import` as a user runs it, and the largest resident set of that process is printed.
 *
 *   npx tsx bench/import-memory.ts [--keep FOLDER]
 */
import { spawn } from 'node:child_process';
import {
  closeSync,
  copyFileSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { thousands } from '../sw/cli/format.ts';
import { expectedTensors } from '../sw/import/expected-tensors.ts';
import { architectureFromConfig } from '../sw/import/huggingface-config.ts';

/** config.json of Qwen2.5-1.5B, what of it an import reads. */
const CONFIG = {
  model_type: 'qwen2',
  hidden_act: 'silu',
  hidden_size: 1536,
  intermediate_size: 8960,
  num_hidden_layers: 28,
  num_attention_heads: 12,
  num_key_value_heads: 2,
  vocab_size: 151936,
  max_position_embeddings: 131072,
  rms_norm_eps: 1e-6,
  rope_theta: 1e6,
  tie_word_embeddings: true,
  use_sliding_window: false,
};
const MODULES: Record<string, string> = {
  embedding: 'model.embed_tokens',
  norm: 'model.norm',
  attention_norm: 'input_layernorm',
  mlp_norm: 'post_attention_layernorm',
};

/** Hugging Face's name of a tensor. */
function publishedName(name: string): string {
  const [, layer, part, kind] = /^(?:layers\.(\d+)\.)?(.*)\.(weight|bias)$/.exec(name)!;
  if (layer === undefined) {
    return `${MODULES[part]}.${kind}`;
  }
  const module = MODULES[part] ?? part.replace('attention.', 'self_attn.').concat('_proj');
  return `model.layers.${layer}.${module}.${kind}`;
}

/** Writes `model.safetensors`: normal-sized random BF16 values, in pieces. */
function writeWeights(directory: string): number {
  let end = 0;
  const header: Record<string, object> = {};
  for (const { name, shape } of expectedTensors(architectureFromConfig(CONFIG, 'config.json'))) {
    const bytes = 2 * shape.reduce((product, extent) => product * extent, 1);
    header[publishedName(name)] = { dtype: 'BF16', shape, data_offsets: [end, end + bytes] };
    end += bytes;
  }
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  const file = openSync(join(directory, 'model.safetensors'), 'w');
  writeSync(file, length);
  writeSync(file, json);
  const piece = new Uint16Array(1 << 22);
  for (let i = 0, random = 1; i < piece.length; i++) {
    random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
    piece[i] = ((random >>> 16) & 0x80ff) | 0x3c00; // ±0.008 … 0.03
  }
  for (let left = end; left > 0; ) {
    left -= writeSync(file, piece, 0, Math.min(left, piece.byteLength));
  }
  closeSync(file);
  return end;
}

/** Largest resident set of a running process, in kB, as Linux counts it. */
const peak = (pid: number): number => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);

const { values } = parseArgs({ options: { keep: { type: 'string' } } });
const directory = values.keep ?? mkdtempSync(join(tmpdir(), 'macromac-1.5b-'));
try {
  writeFileSync(join(directory, 'config.json'), JSON.stringify(CONFIG));
  const story = fileURLToPath(new URL('../models/story/hf', import.meta.url)); // any tokenizer does
  for (const name of ['tokenizer.json', 'tokenizer_config.json']) {
    copyFileSync(join(story, name), join(directory, name));
  }
  process.stderr.write('writing the checkpoint\n');
  const bytes = writeWeights(directory);

  const began = performance.now();
  const program = fileURLToPath(new URL('../sw/bin/macromac.mjs', import.meta.url));
  const child = spawn(process.execPath, [program, 'import', directory, '--out', join(directory, 'out')], {
    stdio: ['ignore', 2, 2],
  });
  let largest = 0;
  const timer = setInterval(() => {
    largest = Math.max(largest, peak(child.pid!) || 0);
  }, 50);
  const code = await new Promise((resolve) => child.on('exit', resolve));
  clearInterval(timer);
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  const result = `${thousands(bytes / 1e6)} MB of BF16 imported in ${seconds} s, largest resident set ${thousands(largest / 1024)} MiB`;
  process.stdout.write(`${result}, exit code ${code}\n`);
  process.exitCode = code === 0 && largest < 4 * 2 ** 20 ? 0 : 1;
} finally {
  if (!values.keep) {
    rmSync(directory, { recursive: true });
  }
}
