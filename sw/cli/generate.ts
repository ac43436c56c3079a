import { Command } from 'commander';
import { openAccelerator } from '../accel/backends.ts';
import { checked } from '../accel/checked.ts';
import { openGoldenThreads } from '../accel/golden-threads.ts';
import { TOP_K } from '../accel/port.ts';
import { loadModel } from '../model/load.ts';
import { Session } from '../runtime/generate.ts';
import { prepareModel } from '../runtime/model.ts';
import { createSampler } from '../runtime/sampler.ts';
import { loadTokenizer } from '../runtime/tokenizer.ts';
import { continuePrompt, promptTokens } from './continue-prompt.ts';
import { thousands } from './format.ts';
import { addGenerationOptions, type GenerationArguments } from './generation-options.ts';
import { simulationOptions } from './options.ts';
import { progressLine } from './progress.ts';

interface GenerateArguments extends GenerationArguments {
  readonly prompt: string;
  readonly check?: boolean;
  readonly json?: boolean;
}

export const generateCommand = addGenerationOptions(new Command('generate'))
  .description('continue a prompt; the text goes to stdout as it is made, progress and figures to stderr')
  .requiredOption('--prompt <text>', 'text to continue')
  .option('--check', 'compare every result of the back end with the golden model, bit for bit')
  .option('--json', 'print one object at the end instead of text')
  .action(async (options: GenerateArguments) => {
    const { model: directory, backend, engine, n, json } = options;
    const stored = loadModel(directory);
    const tokenizer = loadTokenizer(directory);
    const prompt = promptTokens(stored, tokenizer, options.prompt);

    const progress = progressLine();
    const opened = await openAccelerator(backend, {
      engine,
      ...simulationOptions(options),
      tokens: options.tokensPerPass,
      activations: options.check ? 'fp32' : options.activations, // only exact sums compare bit for bit
      threads: options.threads,
      progress: progress.update,
    });
    const accelerator = options.check ? checked(opened, await openGoldenThreads({ engine })) : opened;
    try {
      const model = await prepareModel(stored, accelerator);
      const start = performance.now();
      const stopTokens = stored.manifest.tokens.stop;
      const session = new Session(model, prompt.length + n, options.kvCache);
      const settings = { maxTokens: n, sampler: createSampler(options), stopTokens };
      const { tokens, text, reason } = await continuePrompt(session, tokenizer, prompt, settings, {
        prefill: (done, total) => progress.update(`prompt: ${done}/${total} tokens`),
        text(piece) {
          progress.end();
          if (!json) process.stdout.write(piece);
        },
      });
      const seconds = (performance.now() - start) / 1000;
      const cycles = accelerator.statistics()?.total.cycles ?? null;
      const { top, full, bytesSaved } = session.lmHead;
      const result = {
        prompt_tokens: prompt,
        tokens,
        text,
        finish_reason: reason,
        cycles,
        backend,
        engine,
        lm_head: { top, full, bytes_saved: bytesSaved },
      };
      process.stdout.write(json ? `${JSON.stringify(result)}\n` : '\n');

      const rate = ((prompt.length + tokens.length) / seconds).toFixed(1);
      const measured = `${prompt.length} + ${tokens.length} tokens in ${seconds.toFixed(2)} s (${rate} tokens/s measured)`;
      const simulated = cycles === null ? [] : [`${thousands(cycles)} cycles simulated`];
      progress.end([measured, ...simulated, ...headSummary(session)].join(', '));
    } finally {
      await accelerator.close();
    }
  });

/** What the lists of largest logits were worth, where there were any. */
function headSummary({ lmHead: { top, full, bytesSaved } }: Session): string[] {
  if (top === 0) return [];
  const kilobytes = thousands(bytesSaved / 1000);
  return [`LM head: ${top} times the ${TOP_K} largest logits, ${full} times all; ${kilobytes} kB need not return`];
}
