import { basename, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { convertCheckpoint } from '../import/convert.ts';
import { openCheckpoint } from '../import/open-checkpoint.ts';
import type { TensorKind } from '../port/tensor.ts';
import { megabytes } from './format.ts';
import { progressLine } from './progress.ts';

interface ImportArguments {
  readonly out: string;
  readonly format: '1' | '2';
  readonly weights: KindName;
  readonly embedding: KindName;
  readonly lmHead: KindName;
  readonly tokenizer?: string;
  readonly name?: string;
  readonly requantize?: boolean;
  readonly revision: string;
  readonly json?: boolean;
}

const KIND_NAMES = ['int4', 'int8', 'fp16', 'fp32'] as const;
type KindName = (typeof KIND_NAMES)[number];

const kindOption = (flags: string, what: string, value: KindName) =>
  new Option(flags, `${what} as`).choices(KIND_NAMES).default(value);

export const importCommand = new Command('import')
  .description('turn a published checkpoint into a model folder, quantised by rounding to nearest')
  .argument('<source>', 'Hugging Face folder, GGUF file, llama2.c checkpoint (.bin), or owner/name on the hub')
  .requiredOption('--out <dir>', 'folder for model.json, model.bin and the tokenizer')
  .addOption(kindOption('--weights <kind>', 'store linear layers', 'int4'))
  .addOption(kindOption('--embedding <kind>', 'store the embedding', 'int8'))
  .addOption(kindOption('--lm-head <kind>', 'store the LM head', 'int8'))
  .addOption(new Option('--format <number>', 'AWQ_MACRO format of INT4 matrices').choices(['1', '2']).default('1'))
  .option('--tokenizer <file>', "llama2.c's tokenizer (default: tokenizer.bin beside the checkpoint)")
  .option('--name <text>', 'what the model is called in model.json (default: as the folder)')
  .option('--requantize', 'quantise AutoAWQ matrices anew where their groups do not fit')
  .option('--revision <name>', 'branch, tag or commit on the hub', 'main')
  .option('--json', 'print what was made as one object')
  .action(async (source: string, options: ImportArguments, command: Command) => {
    const progress = progressLine();
    const checkpoint = await openCheckpoint(source, {
      ...options,
      progress: (done, total, file) => progress.update(`${file}: ${megabytes(done)} of ${megabytes(total)}`),
      note: progress.end,
    });
    try {
      const kind = (name: KindName): TensorKind => {
        if (name === 'int4') {
          return options.format === '1' ? 'awq-macro' : 'awq-macro-dense';
        }
        return name === 'int8' ? 'int8-macro' : name;
      };
      const { weights, embedding, lmHead } = options;
      // Layers that an author of a quantised model left as floats stay FP16 unless somebody asks for something else.
      const isAsked = command.getOptionValueSource('weights') === 'cli';
      const unquantized = isAsked ? kind(weights) : undefined;
      const storage = { weights: kind(weights), unquantized, embedding: kind(embedding), lmHead: kind(lmHead) };
      const manifest = convertCheckpoint(
        { ...checkpoint, name: options.name ?? basename(resolve(options.out)) },
        storage,
        options.out,
        (done, total, name) => progress.update(`${done}/${total} ${name}`),
      );
      const bytes = manifest.tensors.reduce((sum, tensor) => sum + tensor.bytes, 0);
      if (!options.json) {
        return progress.end(`${options.out}: ${manifest.tensors.length} tensors, ${megabytes(bytes)}`);
      }
      progress.end();
      const { name, source: origin, architecture, tensors } = manifest;
      const result = { out: options.out, name, source: origin, architecture, storage, tensors: tensors.length, bytes };
      process.stdout.write(`${JSON.stringify(result)}\n`);
    } finally {
      checkpoint.close();
    }
  });
