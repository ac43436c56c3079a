import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Command } from 'commander';
import { abilitiesOf, type BackendOptions, openAccelerator, openBeforeModel } from '../backends/backends.ts';
import { checked } from '../backends/checked.ts';
import { openGoldenThreads } from '../backends/golden/golden-threads.ts';
import { simulationHash } from '../backends/rtl/simulation-hash.ts';
import { prepareModel } from '../decoder/model.ts';
import { UsageError } from '../errors.ts';
import { readBytes, readText } from '../files.ts';
import type { Accelerator } from '../port/accelerator.ts';
import { TOP_K } from '../port/limits.ts';
import { type Offload, offloaded } from '../program/offload.ts';
import { adjusted, observed, type TokenLogProbability } from '../text/adjust.ts';
import { continuePrompt, type Listener, promptTokens, textResult } from '../text/continue-prompt.ts';
import { readModel } from '../text/read-model.ts';
import { createSampler } from '../text/sampler.ts';
import { Session } from '../text/session.ts';
import { textCheckpoints } from '../text/text-checkpoints.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import { integer } from './arguments.ts';
import { lookupSummary, thousands } from './format.ts';
import { generatePrompts } from './generate-prompts.ts';
import {
  addGenerationOptions,
  expectStarts,
  type GenerationArguments,
  type GivenArguments,
  withDefaults,
} from './generation-options.ts';
import { interruptible } from './interruptible.ts';
import { offloadNote, simulationOptions, usedKvCache } from './options.ts';
import { progressLine } from './progress.ts';

interface PromptArguments {
  readonly prompt?: string;
  readonly promptFile?: string;
  readonly prompts?: string;
  readonly check?: boolean;
  readonly checkpoint?: string;
  readonly logprobs?: number;
  readonly json?: boolean;
}

/** New tokens where nobody says how many. */
const DEFAULT_TOKENS = 128;

export const generateCommand = addGenerationOptions(new Command('generate'), `${DEFAULT_TOKENS}`)
  .description('continue a prompt; the text goes to stdout as it is made, progress and figures to stderr')
  .option('--prompt <text>', 'text to continue')
  .option('--prompt-file <file>', 'text to continue, as the file holds it; -: as it comes by stdin')
  .option('--prompts <file>', 'texts to continue instead, one a line: each in a process of its own, on all cores')
  .option('--check', 'compare every result of the back end with the golden model, bit for bit')
  .option(
    '--checkpoint <file>',
    'keep the state of the text there: the same command goes on where it was stopped, or with a larger -n',
  )
  .option(
    '--logprobs <count>',
    'tell how likely each token was, and so many of the likeliest: natural logarithms, on stderr or with --json',
    integer(0, 100),
  )
  .option('--json', 'print one object at the end instead of text')
  .action(async (given: GivenArguments & PromptArguments, command: Command) => {
    if ([given.prompt, given.promptFile, given.prompts].filter((each) => each !== undefined).length !== 1) {
      throw new UsageError('one of --prompt <text>, --prompt-file <file> and --prompts <file> is needed');
    }
    if (given.logprobs !== undefined && given.checkpoint !== undefined) {
      throw new UsageError('--logprobs and --checkpoint: of tokens from before the logits are not kept');
    }
    const { options, told } = withDefaults(given);
    if (options.prompts !== undefined) {
      const { prompts: file, checkpoint, json = false } = options;
      return generatePrompts({ file, args: argumentsWithout(command, OF_ONE_PROMPT), checkpoint, json });
    }
    const { model: directory, backend, engine, n = DEFAULT_TOKENS, json } = options;
    const progress = progressLine();
    const acceleratorOptions: BackendOptions = {
      engine,
      ...simulationOptions(options),
      tokens: options.tokensPerPass,
      activations: options.check ? 'fp32' : options.activations, // only exact sums compare bit for bit
      threads: options.threads,
      progress: progress.update,
    };
    // The golden model, which checks, wants the weights as they are in the file.
    const early = options.check ? undefined : await openBeforeModel(backend, acceleratorOptions);
    const { stored, tokenizer } = readModel(directory, early);
    const prompt = promptTokens(stored, tokenizer, options.prompt ?? (await readPrompt(options.promptFile!)));
    const opened = early ?? (await openAccelerator(backend, acceleratorOptions));
    const accelerator = options.check ? checked(opened, await openGoldenThreads({ engine })) : opened;
    if (told !== undefined && !json) {
      progress.end(told);
    }
    const { checkpoint, tokensPerStart } = options;
    if (checkpoint !== undefined && tokensPerStart > 1) {
      throw new UsageError(`--tokens-per-start ${tokensPerStart} and --checkpoint: a text is kept after each token`);
    }
    const generate = async (signal: AbortSignal) => {
      const prepared = await prepareModel(stored, accelerator);
      const chosen = offloaded(prepared, options.offload, options.kvCache);
      const { model, offload } = chosen;
      expectStarts(model, tokensPerStart);
      const note = offloadNote(chosen, backend);
      if (note !== undefined && !json) {
        progress.end(note);
      }
      const start = performance.now();
      const stopTokens = stored.manifest.tokens.stop;
      const session = new Session(model, prompt.length + n, options.kvCache);
      const run = await describeRun(options, offload, prompt, accelerator);
      const kept = textCheckpoints(checkpoint, run, accelerator, signal);
      const before = kept.restore(session);
      const likelihoods: TokenLogProbability[] = [];
      const own = adjusted(createSampler(options, kept.before?.sampler), prompt.length, options);
      const sampler =
        options.logprobs === undefined
          ? own
          : observed(own, options.logprobs, (likelihood) => likelihoods.push(likelihood));
      const { stop, lookup } = options;
      const settings = { maxTokens: n, sampler, stopTokens, stop, lookup, tokensPerStart };
      const listener: Listener = {
        prefill: (done, total) => progress.update(`prompt: ${done}/${total} tokens`),
        text(piece) {
          progress.end();
          if (!json) {
            process.stdout.write(piece);
          }
        },
        pause: (tokens) => kept.pause(session, sampler, tokens),
      };
      const continuation = await continuePrompt(session, tokenizer, prompt, settings, listener, before);
      const { tokens, reason } = continuation;
      if (reason === 'length') {
        kept.end(session, sampler, tokens);
      }
      const seconds = (performance.now() - start) / 1000;
      const cycles = kept.cycles();
      const result = textResult(continuation, session, { cycles, backend, engine, offload }, options.lookup > 0);
      // A token that ended the text was chosen too.
      const logprobs = options.logprobs === undefined ? undefined : likelihoods.slice(0, tokens.length);
      const logprobsResult = logprobs && { logprobs: logprobs.map((each) => likelihoodOf(tokenizer, each)) };
      process.stdout.write(json ? `${JSON.stringify({ ...result, ...logprobsResult })}\n` : '\n');
      for (const each of json ? [] : (logprobs ?? [])) {
        progress.end(likelihoodLine(tokenizer, each));
      }

      const known = kept.before ? kept.before.session.tokens.length : 0;
      const rate = (Math.max(0, prompt.length + tokens.length - known) / seconds).toFixed(1);
      const measured = `${prompt.length} + ${tokens.length} tokens in ${seconds.toFixed(2)} s (${rate} tokens/s measured)`;
      const resumed = known > 0 ? [`${known} of them from ${checkpoint}`] : [];
      const simulated = cycles === null ? [] : [`${thousands(cycles)} cycles simulated`];
      const drafts = options.lookup > 0 ? [lookupSummary(session.lookup)] : [];
      progress.end([measured, ...resumed, ...simulated, ...headSummary(session), ...drafts].join(', '));
    };
    try {
      if (checkpoint === undefined) {
        await generate(new AbortController().signal);
      } else {
        await interruptible(generate, () => `stopped; the same command goes on from ${checkpoint}`);
      }
    } finally {
      await accelerator.close();
    }
  });

/** What `--json` prints of a token. */
function likelihoodOf(tokenizer: Tokenizer, { token, logProbability, top }: TokenLogProbability) {
  const entry = (id: number, logprob: number) => ({ token: id, text: tokenizer.decode([id]), logprob });
  return {
    ...entry(token, logProbability),
    top: top.map((each) => entry(each.token, each.logProbability)),
  };
}

/** `-0.4242 " the"`, and the likeliest behind it. */
function likelihoodLine(tokenizer: Tokenizer, { token, logProbability, top }: TokenLogProbability): string {
  const entry = (id: number, value: number) => `${value.toFixed(4)} ${JSON.stringify(tokenizer.decode([id]))}`;
  const likeliest = top.map((each) => entry(each.token, each.logProbability));
  return [entry(token, logProbability), ...(top.length > 0 ? [`  (${likeliest.join(', ')})`] : [])].join('');
}

/** A prompt is taken whole, with the line's end that it may have. */
const readPrompt = async (file: string): Promise<string> => (file === '-' ? text(process.stdin) : readText(file));

/** Options that `generatePrompts` gives each of its runs anew. */
const OF_ONE_PROMPT = ['prompts', 'checkpoint', 'json'];

/** A command's options as they may be given again, defaults left out. */
function argumentsWithout(command: Command, left: readonly string[]): string[] {
  return command.options
    .map((option) => ({
      name: option.attributeName(),
      flag: option.long ?? option.short!,
      isSwitch: option.isBoolean(),
    }))
    .filter(({ name }) => !left.includes(name) && command.getOptionValueSource(name) === 'cli')
    .flatMap(({ name, flag, isSwitch }) =>
      isSwitch
        ? [flag]
        : [command.getOptionValue(name)]
            .flat()
            .flatMap((value) => (flag.startsWith('--') ? [`${flag}=${value}`] : [flag, `${value}`])),
    );
}

/** Everything that decides text and cycles, for a checkpoint to be held against. */
async function describeRun(
  options: GenerationArguments & PromptArguments,
  offload: Offload,
  prompt: readonly number[],
  { tokensPerPass }: Accelerator,
) {
  const {
    model,
    backend,
    engine,
    temperature,
    topK,
    topP,
    minP,
    repetitionPenalty,
    frequencyPenalty,
    presencePenalty,
    stop,
    seed,
    lookup,
    check = false,
  } = options;
  const description = {
    // Holds the hash of every tensor.
    model: createHash('sha256')
      .update(readBytes(join(model, 'model.json')))
      .digest('hex'),
    prompt,
    sampling: { temperature, topK, topP, minP, repetitionPenalty, frequencyPenalty, presencePenalty, stop, seed },
    kvCache: usedKvCache(options.kvCache, offload),
    ...(offload === 'token' ? { offload } : {}),
    ...(lookup > 0 ? { lookup } : {}),
    backend,
    engine,
    check,
    node: process.versions.node,
  };
  const { choosesActivations, simulates } = abilitiesOf(backend);
  if (choosesActivations) {
    return { ...description, activations: check ? 'fp32' : options.activations };
  }
  if (!simulates) {
    return description;
  }
  const { rtl, clock, ddr } = options;
  const hardware = await simulationHash(tokensPerPass, rtl, engine);
  return { ...description, rtl, clock, ddr, tokensPerPass, hardware };
}

/** What the lists of largest logits were worth, where there were any. */
function headSummary({ lmHead: { top, full, bytesSaved } }: Session): string[] {
  if (top === 0) {
    return [];
  }
  const kilobytes = thousands(bytesSaved / 1000);
  return [`LM head: ${top} times the ${TOP_K} largest logits, ${full} times all; ${kilobytes} kB need not return`];
}
