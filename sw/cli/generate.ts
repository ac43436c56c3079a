import { Command, Option } from 'commander';
import { BACKEND_NAMES, openAccelerator } from '../accel/backends.ts';
import { checked } from '../accel/checked.ts';
import { openGolden } from '../accel/golden.ts';
import type { Engine } from '../golden/matmul.ts';
import { loadModel } from '../model/load.ts';
import { CACHE_KINDS, type CacheKind } from '../runtime/kv-rows.ts';
import { prepareModel } from '../runtime/model.ts';
import { createSampler } from '../runtime/sampler.ts';
import { loadTokenizer } from '../runtime/tokenizer.ts';
import { integer, number } from './arguments.ts';
import { continuePrompt, promptTokens } from './continue-prompt.ts';
import { thousands } from './format.ts';
import { engineOption } from './options.ts';
import { progressLine } from './progress.ts';

interface GenerateArguments {
  readonly model: string;
  readonly prompt: string;
  readonly backend: string;
  readonly engine: Engine;
  readonly n: number;
  readonly temperature: number;
  readonly topK: number;
  readonly topP: number;
  readonly repetitionPenalty: number;
  readonly seed: number;
  readonly kvCache: CacheKind;
  readonly check?: boolean;
  readonly json?: boolean;
}

export const generateCommand = new Command('generate')
  .description('continue a prompt; the text goes to stdout as it is made, progress and figures to stderr')
  .requiredOption('--model <dir>', 'model folder')
  .requiredOption('--prompt <text>', 'text to continue')
  .option('--backend <name>', `where matrix products are made: ${BACKEND_NAMES.join(', ')}`, 'golden')
  .addOption(engineOption())
  .option('-n <tokens>', 'new tokens at most', integer(1), 128)
  .option('--temperature <value>', '0 takes the likeliest token', number(0), 0)
  .option('--top-k <tokens>', 'draw from the k likeliest tokens; 0: from all', integer(0), 0)
  .option('--top-p <share>', 'draw from the likeliest tokens of this joint probability', number(0, 1), 1)
  .option('--repetition-penalty <factor>', 'make tokens seen before less likely; 1: none', number(Number.MIN_VALUE), 1)
  .option('--seed <integer>', 'of the random numbers', integer(0, 2 ** 32 - 1), 0)
  .addOption(new Option('--kv-cache <kind>', 'keep keys and values as').choices(CACHE_KINDS).default('fp32'))
  .option('--check', 'compare every matrix product with the golden model, bit for bit')
  .option('--json', 'print one object at the end instead of text')
  .action(async (options: GenerateArguments) => {
    const { model: directory, backend, engine, n, json } = options;
    const stored = loadModel(directory);
    const tokenizer = loadTokenizer(directory);
    const prompt = promptTokens(stored, tokenizer, options.prompt);

    const progress = progressLine();
    const opened = await openAccelerator(backend, { engine, progress: progress.update });
    const accelerator = options.check ? checked(opened, openGolden({ engine })) : opened;
    try {
      const model = await prepareModel(stored, accelerator);
      const start = performance.now();
      const stopTokens = stored.manifest.tokens.stop;
      const settings = { maxTokens: n, sampler: createSampler(options), stopTokens, kvCache: options.kvCache };
      const { tokens, text, reason } = await continuePrompt(model, tokenizer, prompt, settings, {
        prefill: (done, total) => progress.update(`prompt: ${done}/${total} tokens`),
        text(piece) {
          progress.end();
          if (!json) process.stdout.write(piece);
        },
      });
      const seconds = (performance.now() - start) / 1000;
      const cycles = accelerator.statistics()?.total.cycles ?? null;
      const result = { prompt_tokens: prompt, tokens, text, finish_reason: reason, cycles, backend, engine };
      process.stdout.write(json ? `${JSON.stringify(result)}\n` : '\n');

      const rate = ((prompt.length + tokens.length) / seconds).toFixed(1);
      const measured = `${prompt.length} + ${tokens.length} tokens in ${seconds.toFixed(2)} s (${rate} tokens/s measured)`;
      progress.end(cycles === null ? measured : `${measured}, ${thousands(cycles)} cycles simulated`);
    } finally {
      await accelerator.close();
    }
  });
