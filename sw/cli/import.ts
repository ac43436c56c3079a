import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Command, Option } from 'commander';
import { DataError } from '../errors.ts';
import type { Checkpoint } from '../import/checkpoint.ts';
import { convertCheckpoint } from '../import/convert.ts';
import { openGgufCheckpoint } from '../import/gguf-checkpoint.ts';
import { openHuggingFaceFolder } from '../import/huggingface-checkpoint.ts';
import { openLlama2c } from '../import/llama2c.ts';
import type { TensorKind } from '../model/schema.ts';
import { megabytes } from './format.ts';
import { progressLine } from './progress.ts';

interface ImportArguments {
  readonly out: string;
  readonly format: '1' | '2';
  readonly weights: KindName;
  readonly embedding: KindName;
  readonly lmHead: KindName;
  readonly tokenizer?: string;
  readonly requantize?: boolean;
}

const KIND_NAMES = ['int4', 'int8', 'fp16', 'fp32'] as const;
type KindName = (typeof KIND_NAMES)[number];

const kindOption = (flags: string, what: string, value: KindName) =>
  new Option(flags, `${what} as`).choices(KIND_NAMES).default(value);

export const importCommand = new Command('import')
  .description('turn a published checkpoint into a model folder, quantised by rounding to nearest')
  .argument('<source>', 'Hugging Face folder, GGUF file, or llama2.c checkpoint (.bin)')
  .requiredOption('--out <dir>', 'folder for model.json, model.bin and the tokenizer')
  .addOption(kindOption('--weights <kind>', 'store linear layers', 'int4'))
  .addOption(kindOption('--embedding <kind>', 'store the embedding', 'fp16'))
  .addOption(kindOption('--lm-head <kind>', 'store the LM head', 'int4'))
  .addOption(new Option('--format <number>', 'AWQ_MACRO format of INT4 matrices').choices(['1', '2']).default('1'))
  .option('--tokenizer <file>', "llama2.c's tokenizer (default: tokenizer.bin beside the checkpoint)")
  .option('--requantize', 'quantise AutoAWQ matrices anew where their groups do not fit')
  .action((source: string, options: ImportArguments) => {
    const checkpoint = openCheckpoint(source, options);
    const progress = progressLine();
    try {
      const kind = (name: KindName): TensorKind => {
        if (name === 'int4') return options.format === '1' ? 'awq-macro' : 'awq-macro-dense';
        return name === 'int8' ? 'int8-macro' : name;
      };
      const { weights, embedding, lmHead } = options;
      const storage = { weights: kind(weights), embedding: kind(embedding), lmHead: kind(lmHead) };
      const manifest = convertCheckpoint(checkpoint, storage, options.out, (done, total, name) =>
        progress.update(`${done}/${total} ${name}`),
      );
      const bytes = manifest.tensors.reduce((sum, tensor) => sum + tensor.bytes, 0);
      progress.end(`${options.out}: ${manifest.tensors.length} tensors, ${megabytes(bytes)}`);
    } finally {
      checkpoint.close();
    }
  });

function openCheckpoint(source: string, { tokenizer, requantize }: ImportArguments): Checkpoint {
  if (!existsSync(source)) throw new DataError(`${source}: no such file or folder`);
  if (statSync(source).isDirectory()) return openHuggingFaceFolder(source, { requantize });
  if (source.endsWith('.gguf')) return openGgufCheckpoint(source);
  return openLlama2c(source, tokenizer ?? join(dirname(source), 'tokenizer.bin'));
}
